package aggregator

import (
	"context"

	"unionscreen/aggregator/scheme"
	"unionscreen/aggregator/score"
)

// before is the period before one, as the one is compared with it. It is scored once for each day and registry: what
// comes late for it meanwhile shows from the next day on.
type before struct {
	of      string // the period that is compared, and by what it is scored
	tree    *Tree
	day     string
	period  Before
	results []score.Result // none: nothing had come in it, or the scheme was not for it
}

// stale says whether it is to be scored again.
func (b *before) stale(of string, tree *Tree, day string) bool {
	return b == nil || b.of != of || b.tree != tree || b.day != day
}

// dress tells each unit of a board where it stood in the period before.
func (b *before) dress(board *Board, results []score.Result) {
	if len(b.results) == 0 {
		return
	}
	period := b.period
	board.Previous = &period
	for i, result := range results {
		moves := score.Moves(result, b.results)
		for k := range board.Groups[i].Units {
			previous := Previous(moves[board.Groups[i].Units[k].Union])
			board.Groups[i].Units[k].Previous = &previous
		}
	}
}

// compared shows on a step's board where the units stood before, as far as that is known: as of yesterday while it is
// scored again. The caller holds work.
func (t *Tally) compared(board *Board, results []score.Result) {
	if t.last != nil && t.last.of == t.assessments[0].key+" "+board.Period.ID {
		t.last.dress(board, results)
	}
}

// wantComparison has the period before scored where that was not done since the day began. The caller holds work.
func (t *Tally) wantComparison(now moment) {
	if !t.last.stale(t.assessments[0].key+" "+now.period.ID, now.tree, now.day.ID) {
		return
	}
	select {
	case t.compare <- struct{}{}:
	default: // it is asked for already
	}
}

// Compare has the boards of the next steps show where the units stood before. A Tally that was started does it by itself;
// who only steps asks for it.
func (t *Tally) Compare(ctx context.Context) error { return t.scoreBefore(ctx) }

// scoreBefore scores the period before the running one for the boards of the steps.
func (t *Tally) scoreBefore(ctx context.Context) error {
	now := t.current.Load()
	if now == nil {
		return ErrNoFigures
	}
	t.asking.Lock()
	defer t.asking.Unlock()
	found, err := t.beforeOf(ctx, t.assessments[0], now.board.Period, now.board)
	if err != nil {
		return err
	}
	t.work.Lock()
	defer t.work.Unlock()
	t.last = found
	return nil
}

// worked says whether anything that the scheme asks for was done in the period. Stocks are carried over into a period of
// which nobody told anything, and a lack of things grows in it by itself: ranks by these alone are no ranks of the period.
func (s *sheet) worked() bool {
	results := s.results()
	for _, quarter := range s.quarters {
		results = append(results, quarter.Results...)
	}
	asked := false
	for _, result := range results {
		for _, row := range result.Rows {
			for _, item := range row.Items {
				entry, known := s.by.Rules.Indicator(item.Indicator)
				if !known || entry.Kind != scheme.KindFlow || entry.Better != scheme.BetterUp {
					continue
				}
				asked = true
				if some(item.Numerator) || some(item.Denominator) {
					return true
				}
			}
		}
	}
	return !asked // a scheme of stocks alone ranks by them
}

func some(number string) bool { return number != "" && number != "0" }

// maxBefores bounds what is kept of periods that were asked for.
const maxBefores = 64

// beforeOf scores the period before one, unless that was done since the day began. The caller holds asking.
func (t *Tally) beforeOf(ctx context.Context, by *assessment, period Period, current *Board) (*before, error) {
	of, tree := by.key+" "+period.ID, t.tree.Load()
	day := PeriodAt(KindDay, lastInstant(current.AsOf), by.Rules.Calendar).ID
	if known := t.befores[of]; !known.stale(of, tree, day) {
		return known, nil
	}
	made := &before{of: of, tree: tree, day: day}
	earlier := PreviousPeriod(period, by.Rules.Calendar)
	if by.Rules.InForce(earlier.ID) {
		page, err := t.pageBy(ctx, by, earlier, current, false)
		if err != nil {
			return nil, err
		}
		made.period = Before{ID: earlier.ID, State: t.state(earlier, current.AsOf)}
		if page.begun() && page.worked() {
			made.results = score.Bare(page.results()) // where nothing had come, all were first together: nobody has moved since
		}
	}
	if len(t.befores) >= maxBefores {
		clear(t.befores)
	}
	t.befores[of] = made
	return made, nil
}
