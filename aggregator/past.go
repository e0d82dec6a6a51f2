package aggregator

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"unionscreen/queries"
)

// past is what a demo still has to record of the midnights before its first start. Its city has lived since the quarter
// began, and without them no trend could be shown. An installation records its midnights as they come: to make up for those
// before it would cost readings of a whole quarter each, while its wall waits.
type past struct {
	period    string      // that midnights are listed of
	midnights []time.Time // not looked at yet, the latest first
	rested    time.Time   // wall clock from which on the next one may be made
}

// recordPast looks at one midnight that ends a week or a month of the running quarter and records its board if there is
// none. It rests ten times as long as it worked, so that steps come first.
func (t *Tally) recordPast(ctx context.Context) error {
	now := t.current.Load()
	if now == nil || time.Now().Before(t.past.rested) {
		return nil
	}
	t.work.Lock()
	defer t.work.Unlock()
	if t.torn {
		return nil
	}
	if t.past.period != now.board.Period.ID {
		t.past = past{period: now.board.Period.ID, midnights: t.pastMidnights(now.board.Period, t.moment.day.Start)}
	}
	if len(t.past.midnights) == 0 {
		return nil
	}
	began := time.Now()
	if err := t.makeUp(ctx, now.board.Period, t.past.midnights[0]); err != nil {
		return fmt.Errorf("record a board of the past: %w", err)
	}
	t.past.midnights = t.past.midnights[1:]
	t.past.rested = time.Now().Add(10 * time.Since(began))
	return nil
}

// pastMidnights are the ends of weeks and months of a quarter before an instant.
func (t *Tally) pastMidnights(quarter Period, before time.Time) []time.Time {
	var ends []time.Time
	for _, kind := range []string{KindWeek, KindMonth} {
		for at := quarter.Start; ; {
			at = PeriodAt(kind, at, t.cfg.Scheme.Calendar).End
			if !at.Before(before) {
				break
			}
			ends = append(ends, at)
		}
	}
	slices.SortFunc(ends, func(a, b time.Time) int { return b.Compare(a) })
	return slices.CompactFunc(ends, time.Time.Equal)
}

// makeUp records the board of a midnight inside the quarter unless that is done. The caller holds work.
func (t *Tally) makeUp(ctx context.Context, quarter Period, midnight time.Time) error {
	tree := t.moment.tree
	last, err := t.deps.Ledger.LastBoard(ctx, t.owner(tree), quarter.ID, causeMidnight, midnight.Add(time.Microsecond))
	switch {
	case err == nil && last.At.Equal(midnight):
		return nil
	case err != nil && !errors.Is(err, queries.ErrNoBoard):
		return err
	}
	_, err = t.recordMidnight(ctx, tree, quarter, midnight)
	return err
}
