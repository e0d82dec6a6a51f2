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

// sheet is everything a board is made of: all of one step.
type sheet struct {
	tree      *Tree
	period    Period
	day       Period // that the period runs in, or its last
	asOf      time.Time
	run       map[string]figures // of the period, by family
	today     map[string]figures // of the day, by family; of a stock: of the day before
	trend     []queries.DayFigure
	overdue   []queries.OverdueRow
	previous  map[string]int // ranks at the last midnight, by group and union
	positions []Offset
}

// build makes the board and the measures of a sheet. It reads nothing and changes only the closure that it keeps.
func (t *Tally) build(s sheet) (*Board, MeasureSet) {
	zone := t.cfg.Scheme.Calendar.Location()
	measured := t.measure(s)
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
	for _, family := range families {
		subtree := t.closureOf(s.tree, s.period, s.asOf).counted[owner.Code]
		board.FirstEvent = board.FirstEvent || s.run[family].rollUp(subtree).begun()
	}
	overdue := map[string]int64{}
	board.Overdue = t.overduePanel(s, overdue)
	ranked := t.ranked(s.tree, earlier(s.asOf, s.period.End))
	for _, group := range t.cfg.Scheme.Groups {
		if made := t.group(s, group, ranked, measured, overdue); len(made.Units) > 0 {
			board.Groups = append(board.Groups, made)
		}
	}
	board.Head = t.head(s, measured[owner.Code])
	return board, t.measureSet(s, measured)
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

// measure rolls the figures up the tree and states each union's measures, by union and indicator.
func (t *Tally) measure(s sheet) map[string]map[string]score.Measure {
	closure := t.closureOf(s.tree, s.period, s.asOf)
	all := make(map[string]map[string]score.Measure, len(closure.counted))
	for code, subtree := range closure.counted {
		sums := make(map[string]rolled, len(families))
		for _, family := range families {
			sums[family] = s.run[family].rollUp(subtree)
		}
		own := make(map[string]score.Measure, len(indicators))
		for _, indicator := range indicators {
			own[indicator.indicator] = indicator.of(sums[indicator.family])
		}
		all[code] = own
	}
	return all
}

// of states the measure of one indicator: no data where nobody reported, which wins over not applicable.
func (m measureOf) of(sum rolled) score.Measure {
	reported := sum.reported
	if m.family == "members" || m.family == "applications" {
		reported = sum.ever
	}
	switch {
	case !reported:
		return score.NoData()
	case m.denominator != "":
		return score.Rate(sum.counts[m.numerator], sum.counts[m.denominator])
	}
	return score.Count(sum.counts[m.numerator])
}

func (t *Tally) measureSet(s sheet, measured map[string]map[string]score.Measure) MeasureSet {
	set := MeasureSet{
		Period: s.period.ID, Start: s.period.Start, End: s.period.End,
		AsOf: s.asOf.In(t.cfg.Scheme.Calendar.Location()), CompleteTo: offsets(s.positions), Measures: []Measure{},
	}
	for _, union := range s.tree.Unions() {
		for _, indicator := range indicators {
			m := measured[union.Code][indicator.indicator]
			set.Measures = append(set.Measures, Measure{
				Union: union.Code, Indicator: indicator.indicator, State: m.State(), Value: m.Value(),
				Numerator: m.Numerator(), Denominator: m.Denominator(),
				AsOf: s.run[indicator.family].AsOf.In(t.cfg.Scheme.Calendar.Location()),
			})
		}
	}
	return set
}

// group scores one group of the scheme and dresses its rows with names, movement and overdue cases.
func (t *Tally) group(s sheet, group scheme.Group, ranked []office.Union, measured map[string]map[string]score.Measure, overdue map[string]int64) Group {
	input := score.Input{Scheme: t.cfg.Scheme, Group: group}
	for _, union := range ranked {
		if t.cfg.Scheme.GroupOf(scheme.Member{Code: union.Code, Kind: union.Kind, Level: union.Level}) != group.ID {
			continue
		}
		input.Units = append(input.Units, score.Unit{
			Union: union.Code, Order: union.Order, Measures: measured[union.Code], Targets: t.targets(group, union.Code, s.period.ID),
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
		}
		for _, item := range row.Items {
			unit.Items = append(unit.Items, Item(item))
		}
		made.Units = append(made.Units, unit)
	}
	if result.Last != nil {
		last := Loss(*result.Last)
		made.Last = &last
	}
	return made
}

func (t *Tally) targets(group scheme.Group, union, period string) map[string]*apd.Decimal {
	targets := map[string]*apd.Decimal{}
	for _, item := range group.Items {
		if target := t.cfg.Scheme.Target(t.cfg.Targets, union, period, item); target != nil {
			targets[item.Indicator] = target
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
func (t *Tally) overduePanel(s sheet, perUnion map[string]int64) Overdue {
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
func (t *Tally) rankedOf(s sheet) map[string]office.Union {
	closure := t.closureOf(s.tree, s.period, s.asOf)
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

// core are the five indicators of the head strip, in its order.
var core = []string{"articles", "reads", "verified_members", "applications", "completions"}

// head makes the head strip: each core figure of the whole federation, what today brought, and its line.
func (t *Tally) head(s sheet, own map[string]score.Measure) []Head {
	closure := t.closureOf(s.tree, s.period, s.asOf)
	subtree := closure.counted[t.owner(s.tree)]
	strip := make([]Head, 0, len(core))
	for _, indicator := range indicators {
		if !slices.Contains(core, indicator.indicator) {
			continue
		}
		name, family := indicator.numerator, indicator.family
		figure := own[indicator.indicator]
		head := Head{
			Indicator: indicator.indicator, State: figure.State(), Value: figure.Value(),
			AsOf: s.run[family].AsOf.In(t.cfg.Scheme.Calendar.Location()), Trend: []Day{},
		}
		today := s.today[family].rollUp(subtree).counts[name]
		latest := today // the last point of the line is as fresh as the figure; the others may lag a Slow behind
		if family == stockFamily {
			latest = s.run[family].rollUp(subtree).counts[name]
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
