package aggregator

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cockroachdb/apd/v3"

	"unionscreen/aggregator/scheme"
	"unionscreen/aggregator/score"
	"unionscreen/queries"
	"unionscreen/queries/office"
)

// overdueRows is how many rows of the overdue panel travel; the wall shows the worst four.
const overdueRows = 8

// sheet is everything figures are made of: all of one step.
type sheet struct {
	tree      *Tree
	closure   *closure
	toDate    *closure // of the year to date
	calendar  scheme.Calendar
	period    Period
	day       Period // that the period runs in, or its last
	asOf      time.Time
	run       map[reading]figures // of the period
	today     map[reading]figures // of the day, for the head strip; of a stock: of the day before
	services  []string            // of the catalogue on the last day
	trend     []queries.DayFigure
	overdue   []queries.OverdueRow
	previous  map[string]int // ranks at the last midnight, by group and union
	positions []Offset
}

// sheet of a period as the tree is at asOf, without figures. The caller holds work.
func (t *Tally) sheet(tree *Tree, period Period, asOf time.Time, positions []Offset) sheet {
	last := lastInstant(earlier(asOf, period.End))
	page := sheet{
		tree: tree, closure: t.closureOf(tree, period, asOf), toDate: t.closureIn(scheme.WindowYearToDate, tree, period, asOf),
		calendar: t.cfg.Scheme.Calendar, period: period,
		day: PeriodAt(KindDay, last, t.cfg.Scheme.Calendar), asOf: asOf, positions: positions,
		run: map[reading]figures{}, today: map[reading]figures{},
	}
	if t.deps.Services != nil {
		page.services = t.deps.Services(last.In(t.cfg.Scheme.Calendar.Location()))
	}
	return page
}

// over is the closure of a reading's window.
func (s *sheet) over(at reading) *closure {
	if at.window == scheme.WindowYearToDate {
		return s.toDate
	}
	return s.closure
}

// asOfThese is the earliest instant up to which some readings count.
func (s *sheet) asOfThese(readings []reading) time.Time {
	asOf := s.asOf
	for i, at := range readings {
		if own := s.run[at].AsOf; i == 0 || own.Before(asOf) {
			asOf = own
		}
	}
	return asOf
}

// build makes the board of a sheet. It reads nothing.
func (t *Tally) build(s *sheet) *Board {
	zone := t.cfg.Scheme.Calendar.Location()
	owner, _ := s.tree.Union(t.owner(s.tree))
	board := &Board{
		Owner:  Owner{Code: owner.Code, Name: owner.Name, ShortName: owner.ShortName},
		Period: s.period, State: t.state(s.period, s.asOf), Demo: t.cfg.Demo,
		Scheme:     SchemeRef{ID: t.cfg.Scheme.ID, Names: Names(t.cfg.Scheme.Names), Hash: t.cfg.Scheme.Hash()},
		AsOf:       s.asOf.In(zone),
		CompleteTo: offsets(s.positions),
		Freeze:     s.period.End.AddDate(0, 0, t.cfg.Scheme.GraceDays),
		Ramp:       []string{},
		Groups:     []Group{},
	}
	for _, cut := range t.cfg.Scheme.Ramp {
		board.Ramp = append(board.Ramp, cut.Text('f'))
	}
	whole := s.scope(owner)
	for _, n := range t.programme.board {
		if n.window == scheme.WindowPeriod {
			board.FirstEvent = board.FirstEvent || whole.roll(n.reading).begun()
		}
	}
	overdue := map[string]int64{}
	board.Overdue = t.overduePanel(s, overdue)
	ranked := t.ranked(s.tree, earlier(s.asOf, s.period.End))
	for _, group := range t.cfg.Scheme.Groups {
		if made := t.group(s, group, ranked, overdue); len(made.Units) > 0 {
			board.Groups = append(board.Groups, made)
		}
	}
	board.Head = t.head(s, whole)
	return board
}

// offsets is never nil: an empty list travels as one.
func offsets(positions []Offset) []Offset {
	if positions == nil {
		return []Offset{}
	}
	return positions
}

// state is the quarter's state as far as this build knows states: live until the period ends, then late data count.
func (t *Tally) state(period Period, asOf time.Time) string {
	if asOf.Before(period.End) {
		return "open"
	}
	return "grace"
}

// group scores one group of the scheme and dresses its rows with names, movement and overdue cases.
func (t *Tally) group(s *sheet, group scheme.Group, ranked []office.Union, overdue map[string]int64) Group {
	input := score.Input{Scheme: t.cfg.Scheme, Group: group}
	for _, union := range ranked {
		if t.cfg.Scheme.GroupOf(scheme.Member{Code: union.Code, Kind: union.Kind, Level: union.Level}) != group.ID {
			continue
		}
		measures, own := map[string]score.Measure{}, s.scope(union)
		for _, m := range t.programme.groups[group.ID] {
			measures[m.id] = own.of(m).Measure
		}
		input.Units = append(input.Units, score.Unit{
			Union: union.Code, Order: union.Order, Measures: measures, Targets: t.targets(group, union.Code, s.period.ID),
		})
	}
	result := score.Standings(input)
	made := Group{ID: group.ID, Names: Names(group.Names), FullMarks: result.FullMarks, Mean: result.Mean, Units: []Unit{}}
	for _, row := range result.Rows {
		union, _ := s.tree.Union(row.Union)
		unit := Unit{
			Union: row.Union, Name: union.Name, ShortName: union.ShortName, Rank: row.Rank, Tied: row.Tied, Total: row.Total,
			Base: row.Base, Bonus: row.Bonus, Deductions: row.Deductions, Veto: row.Veto, Overdue: overdue[row.Union],
			Movement: movement(s.previous, group.ID+"/"+row.Union, row.Rank),
			Sum: row.Sum, Factor: row.Factor, Formula: row.Formula, TotalFormula: row.TotalFormula,
		}
		for _, a := range row.Adjustments {
			unit.Adjustments = append(unit.Adjustments, Adjusted(a))
		}
		for _, item := range row.Items {
			item.ID = ownName(item.ID, item.Indicator)
			unit.Items = append(unit.Items, Item(item))
		}
		made.Units = append(made.Units, unit)
	}
	if result.Last != nil {
		last := Loss(*result.Last)
		last.Item = ownName(last.Item, last.Indicator)
		made.Last = &last
	}
	return made
}

// ownName is an item's id where it is not called like its indicator: few are, and every frame carries them.
func ownName(id, indicator string) string {
	if id == indicator {
		return ""
	}
	return id
}

func (t *Tally) targets(group scheme.Group, union, period string) map[string]*apd.Decimal {
	targets := map[string]*apd.Decimal{}
	for _, item := range group.Items {
		if target := t.cfg.Scheme.Target(t.cfg.Targets, union, period, item); target != nil {
			targets[item.Key()] = target
		}
	}
	return targets
}

// movement is the number of places gained since the last midnight; nil where there is nothing to compare.
func movement(previous map[string]int, key string, rank int) *int {
	before, ok := previous[key]
	if !ok || rank == 0 {
		return nil
	}
	gained := before - rank
	return &gained
}

// overduePanel counts the overdue cases by ranked union and service, the worst first, and fills perUnion.
func (t *Tally) overduePanel(s *sheet, perUnion map[string]int64) Overdue {
	rankedOf := t.rankedOf(s)
	type place struct{ union, service, kind string }
	rows := map[place]*OverdueCases{}
	panel := Overdue{Rows: []OverdueCases{}}
	for _, found := range s.overdue {
		union, ok := rankedOf[found.Union]
		if !ok {
			continue // a union that the registry does not know, or one that is not in the owner's care
		}
		key := place{union.Code, found.Service, found.CaseKind}
		row := rows[key]
		if row == nil {
			row = &OverdueCases{
				Union: union.Code, Name: union.Name, ShortName: union.ShortName, Service: found.Service, Names: (*t.services.Load())[found.Service], Kind: found.CaseKind, Oldest: found.Oldest,
			}
			rows[key] = row
		}
		row.Count += found.Count
		row.Oldest = earlier(row.Oldest, found.Oldest)
		panel.Total += found.Count
		perUnion[union.Code] += found.Count
	}
	panel.Unions = len(perUnion)
	for _, row := range rows {
		row.Oldest = row.Oldest.In(t.cfg.Scheme.Calendar.Location())
		panel.Rows = append(panel.Rows, *row)
	}
	slices.SortFunc(panel.Rows, worstFirst)
	if len(panel.Rows) > overdueRows {
		panel.Rows = panel.Rows[:overdueRows]
	}
	return panel
}

// rankedOf answers for each union the ranked union (or the owner itself) whose figures it belongs to.
func (t *Tally) rankedOf(s *sheet) map[string]office.Union {
	closure := s.closure
	of := map[string]office.Union{}
	owner, _ := s.tree.Union(t.owner(s.tree)) // CheckRegistry made sure that there is one
	for _, code := range closure.counted[owner.Code] {
		of[code] = owner // itself, and what ended in the period and is succeeded by it
	}
	for _, union := range t.ranked(s.tree, earlier(s.asOf, s.period.End)) {
		for _, code := range closure.counted[union.Code] {
			of[code] = union
		}
	}
	return of
}

func worstFirst(a, b OverdueCases) int {
	return cmp.Or(
		cmp.Compare(b.Count, a.Count), a.Oldest.Compare(b.Oldest),
		strings.Compare(a.Union, b.Union), strings.Compare(a.Service, b.Service), strings.Compare(a.Kind, b.Kind),
	)
}

// head makes the head strip: each core figure of the whole federation, what today brought, and its line.
func (t *Tally) head(s *sheet, whole scope) []Head {
	strip := make([]Head, 0, len(t.programme.head))
	for _, m := range t.programme.head {
		at, name := m.numerator.reading, m.numerator.count
		figure := whole.of(m)
		head := Head{
			Indicator: m.id, State: figure.State(), Value: figure.Value(),
			AsOf: figure.asOf.In(t.cfg.Scheme.Calendar.Location()), Trend: []Day{},
		}
		today := s.today[at].rollUp(whole.subtree(at)).counts[name]
		latest := today // the last point of the line is as fresh as the figure; the others may lag a Slow behind
		if m.indicator.Kind == scheme.KindStock {
			latest = whole.roll(at).counts[name]
			today = latest - today
		}
		for _, point := range s.trend {
			value := point.Counts[name]
			if point.Day == s.day.ID {
				value = latest
			}
			head.Trend = append(head.Trend, Day{Day: point.Day, Value: strconv.FormatInt(value, 10)})
		}
		head.Today = strconv.FormatInt(today, 10)
		strip = append(strip, head)
	}
	return strip
}
