package aggregator

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"unionscreen/aggregator/scheme"
	"unionscreen/aggregator/score"
	"unionscreen/queries"
	"unionscreen/queries/office"
)

// overdueRows is how many rows of the overdue panel travel; the wall shows the worst four.
const overdueRows = 8

// sheet is everything figures are made of: all of one step.
type sheet struct {
	by        *assessment
	runs      bool // the period is the one that steps keep figures of
	strip     bool // the board has the head strip
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
	quarters  []score.Quarter // of a year that is made of them; nil: it is scored by its own figures

	adjustments map[string][]score.Adjustment // that were entered, by union
}

// sheet of a period as the tree is at asOf, without figures. The caller holds work.
func (t *Tally) sheet(by *assessment, tree *Tree, period Period, asOf time.Time, positions []Offset) sheet {
	last, calendar := lastInstant(earlier(asOf, period.End)), by.Rules.Calendar
	page := sheet{
		by: by, tree: tree, closure: t.closureOf(tree, period, asOf), toDate: t.closureIn(scheme.WindowYearToDate, tree, period, asOf, calendar),
		calendar: calendar, period: period, runs: t.runs(period),
		day: PeriodAt(KindDay, last, calendar), asOf: asOf, positions: positions,
		run: map[reading]figures{}, today: map[reading]figures{},
	}
	if t.deps.Services != nil {
		page.services = t.deps.Services(last.In(t.zone()))
	}
	if t.deps.Adjustments != nil {
		page.adjustments = t.deps.Adjustments(period.ID)
	}
	return page
}

// zone is that of every day and instant; all schemes of an installation share it.
func (t *Tally) zone() *time.Location { return t.cfg.Scheme.Calendar.Location() }

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

// build makes the board of a sheet, and answers what was scored. It reads nothing.
func (t *Tally) build(s *sheet) (*Board, []score.Result) {
	rules := s.by.Rules
	owner, _ := s.tree.Union(s.by.owner(s.tree))
	board := &Board{
		Owner:  Owner{Code: owner.Code, Name: owner.Name, ShortName: owner.ShortName},
		Period: s.period, State: t.state(s.period, s.asOf), Demo: t.cfg.Demo,
		Scheme:     s.by.scheme(),
		AsOf:       s.asOf.In(t.zone()),
		CompleteTo: offsets(s.positions),
		Freeze:     s.period.End.AddDate(0, 0, rules.GraceDays),
		Ramp:       []string{},
		Head:       []Head{},
	}
	for _, cut := range rules.Ramp {
		board.Ramp = append(board.Ramp, cut.Text('f'))
	}
	whole := s.scope(owner)
	board.FirstEvent = s.begun()
	overdue := map[string]int64{}
	board.Overdue = t.overduePanel(s, overdue)
	results := s.results()
	board.Groups = s.groups(results, overdue)
	if s.strip {
		board.Head = t.head(s, whole)
	}
	return board, results
}

// begun says whether anything of what the board shows happened in the period yet.
func (s *sheet) begun() bool {
	owner, _ := s.tree.Union(s.by.owner(s.tree))
	whole := s.scope(owner)
	return slices.ContainsFunc(s.by.programme.board, func(n need) bool {
		return n.window == scheme.WindowPeriod && whole.roll(n.reading).begun()
	})
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

// overduePanel counts the overdue cases by ranked union and service, the worst first, and fills perUnion.
func (t *Tally) overduePanel(s *sheet, perUnion map[string]int64) Overdue {
	rankedOf := s.rankedOf()
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
		row.Oldest = row.Oldest.In(t.zone())
		panel.Rows = append(panel.Rows, *row)
	}
	slices.SortFunc(panel.Rows, worstFirst)
	if len(panel.Rows) > overdueRows {
		panel.Rows = panel.Rows[:overdueRows]
	}
	return panel
}

// rankedOf answers for each union the ranked union (or the owner itself) whose figures it belongs to.
func (s *sheet) rankedOf() map[string]office.Union {
	closure := s.closure
	of := map[string]office.Union{}
	owner, _ := s.tree.Union(s.by.owner(s.tree)) // CheckEvaluations made sure that there is one
	for _, code := range closure.counted[owner.Code] {
		of[code] = owner // itself, and what ended in the period and is succeeded by it
	}
	for _, union := range s.ranked() {
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
	strip := make([]Head, 0, len(s.by.programme.head))
	for _, m := range s.by.programme.head {
		at, name := m.numerator.reading, m.numerator.count
		figure := whole.of(m)
		head := Head{
			Indicator: m.id, State: figure.State(), Value: figure.Value(),
			AsOf: figure.asOf.In(t.zone()), Trend: []Day{},
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
