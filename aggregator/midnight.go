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
func (t *Tally) keepMidnight(ctx context.Context, now moment) error {
	if t.previousDay == now.day.ID {
		return nil
	}
	record, err := t.recordMidnights(ctx, now.tree, now.day.Start)
	if err != nil {
		return fmt.Errorf("record the board of midnight: %w", err)
	}
	t.previous = nil
	if record.Period == now.period.ID {
		var board Board
		if err := json.Unmarshal(record.Body, &board); err != nil {
			return fmt.Errorf("read the board of midnight: %w", err)
		}
		// Where nothing had come, all were first together: nobody has moved since. Nor has anybody by another scheme.
		if board.FirstEvent && board.Scheme.Hash == t.cfg.Scheme.Hash() {
			t.previous = ranksOf(&board)
		}
	}
	t.previousDay = now.day.ID
	return nil
}

// recordMidnights answers the record of midnight, made now if there is none, and fills the gap before it.
func (t *Tally) recordMidnights(ctx context.Context, tree *Tree, midnight time.Time) (queries.BoardRecord, error) {
	calendar := t.cfg.Scheme.Calendar
	oldest := midnight.AddDate(0, 0, -longestCatchUp)
	first := midnight
	last, err := t.lastMidnight(ctx, t.owner(tree), oldest, midnight)
	switch {
	case err == nil && last.At.Equal(midnight):
		return last, nil
	case err == nil && last.At.Before(oldest):
		first = oldest
	case err == nil:
		first = PeriodAt(KindDay, last.At, calendar).End
	case !errors.Is(err, queries.ErrNoBoard):
		return queries.BoardRecord{}, err
	}
	var record queries.BoardRecord
	for at := first; !at.After(midnight); at = PeriodAt(KindDay, at, calendar).End {
		period := PeriodAt(KindQuarter, lastInstant(at), calendar)
		if record, err = t.recordMidnight(ctx, tree, period, at); err != nil {
			return record, err
		}
	}
	return record, nil
}

// recordMidnight records the board of a midnight, which lies in the period or ends it. The caller holds work.
func (t *Tally) recordMidnight(ctx context.Context, tree *Tree, period Period, midnight time.Time) (queries.BoardRecord, error) {
	board, err := t.compute(ctx, tree, period, midnight)
	if err != nil {
		return queries.BoardRecord{}, err
	}
	board.Epoch, board.Seq = t.epoch, t.seq
	return t.record(ctx, board, midnight, causeMidnight)
}

// lastMidnight finds the last record of a midnight up to and including the given one, in the quarters since oldest.
func (t *Tally) lastMidnight(ctx context.Context, owner string, oldest, midnight time.Time) (queries.BoardRecord, error) {
	period := PeriodAt(KindQuarter, lastInstant(midnight), t.cfg.Scheme.Calendar)
	for {
		last, err := t.deps.Ledger.LastBoard(ctx, owner, period.ID, causeMidnight, midnight.Add(time.Microsecond))
		if !errors.Is(err, queries.ErrNoBoard) || !period.Start.After(oldest) {
			return last, err
		}
		period = PreviousPeriod(period, t.cfg.Scheme.Calendar)
	}
}

// record keeps a board under the instant at.
func (t *Tally) record(ctx context.Context, board *Board, at time.Time, cause string) (queries.BoardRecord, error) {
	body, err := json.Marshal(board)
	if err != nil {
		return queries.BoardRecord{}, err
	}
	record := queries.BoardRecord{
		Owner: board.Owner.Code, Period: board.Period.ID, Cause: cause, At: at, Seq: board.Seq, Epoch: board.Epoch, Body: body,
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
