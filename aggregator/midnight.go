package aggregator

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"unionscreen/queries"
)

// Causes of a recorded board.
const (
	causeMidnight = "midnight"
	causeDemand   = "demand"
)

// longestCatchUp bounds how many missed midnights are recorded after the system was away.
const longestCatchUp = 92

// keepMidnight records the board of the last midnight (and of midnights missed since the last record) and keeps its
// ranks, against which movement is shown. Figures depend on the set of events and on as_of only, so that a board
// recorded late is the board of its instant with what is known by now.
func (t *Tally) keepMidnight(ctx context.Context, tree *Tree, asOf time.Time) error {
	day := PeriodAt(KindDay, asOf, t.cfg.Scheme.Calendar)
	if t.previousDay == day.ID {
		return nil
	}
	body, err := t.recordMidnights(ctx, tree, day.Start)
	if err != nil {
		return fmt.Errorf("record the board of midnight: %w", err)
	}
	t.previous = nil
	period := PeriodAt(KindQuarter, asOf, t.cfg.Scheme.Calendar)
	if body.Period == period.ID {
		var board Board
		if err := json.Unmarshal(body.Body, &board); err != nil {
			return fmt.Errorf("read the board of midnight: %w", err)
		}
		t.previous = ranksOf(&board)
	}
	t.previousDay = day.ID
	return nil
}

// recordMidnights answers the record of midnight, made now if there is none, and fills the gap before it.
func (t *Tally) recordMidnights(ctx context.Context, tree *Tree, midnight time.Time) (queries.BoardRecord, error) {
	calendar := t.cfg.Scheme.Calendar
	owner := t.owner(tree)
	first := midnight
	period := PeriodAt(KindQuarter, midnight.Add(-time.Microsecond), calendar)
	last, err := t.deps.Ledger.LastBoard(ctx, owner, period.ID, causeMidnight, midnight.Add(time.Microsecond))
	switch {
	case err == nil && last.At.Equal(midnight):
		return last, nil
	case err == nil:
		first = PeriodAt(KindDay, last.At, calendar).End
	case !errors.Is(err, queries.ErrNoBoard):
		return queries.BoardRecord{}, err
	}
	if oldest := midnight.AddDate(0, 0, -longestCatchUp); first.Before(oldest) {
		first = oldest
	}
	var record queries.BoardRecord
	for at := first; !at.After(midnight); at = PeriodAt(KindDay, at, calendar).End {
		if record, err = t.record(ctx, tree, PeriodAt(KindQuarter, at.Add(-time.Microsecond), calendar), at, causeMidnight); err != nil {
			return record, err
		}
	}
	return record, nil
}

// record keeps the board of period as it was at the instant at.
func (t *Tally) record(ctx context.Context, tree *Tree, period Period, at time.Time, cause string) (queries.BoardRecord, error) {
	board, _, err := t.compute(ctx, tree, period, at, nil)
	if err != nil {
		return queries.BoardRecord{}, err
	}
	body, err := json.Marshal(board)
	if err != nil {
		return queries.BoardRecord{}, err
	}
	record := queries.BoardRecord{
		Owner: board.Owner.Code, Period: period.ID, Cause: cause, At: at, Seq: t.seq, Epoch: t.epoch, Body: body,
	}
	return record, t.deps.Ledger.RecordBoard(ctx, record)
}

// ranksOf answers the ranks of a board, keyed by group and union: a union that changed its group has no movement.
func ranksOf(board *Board) map[string]int {
	ranks := map[string]int{}
	for _, group := range board.Groups {
		for _, unit := range group.Units {
			if unit.Rank > 0 {
				ranks[group.ID+"/"+unit.Union] = unit.Rank
			}
		}
	}
	return ranks
}
