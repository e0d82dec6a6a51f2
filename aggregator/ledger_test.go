package aggregator

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"unionscreen/aggregator/scheme"
	"unionscreen/queries"
	"unionscreen/queries/office"
)

// fact is n things of one count that a union's event at an instant brought.
type fact struct {
	family, union, count string
	n                    int64
	at                   time.Time
}

// said is what one union's figures hold of a reading beside sums: elements of a set, or a readers' names.
type said struct {
	union, name, element string
	at                   time.Time
}

// openCase is a case that nobody completes.
type openCase struct {
	union, service, kind string
	due                  time.Time
}

// memory is a ledger in memory: figures are plain sums over the facts that Advance brought in.
type memory struct {
	mu      sync.Mutex
	arrived []fact // not brought in yet
	facts   []fact
	open    []openCase
	sets    []said                     // of articles and applications
	readers []said                     // who read what of the union
	took    map[string][]time.Duration // handling times by union
	marks   []queries.ChannelMark
	records []queries.BoardRecord
	asked   []string           // family and as_of of each reading
	trended []string           // unions of the last trend
	fail    func(string) error // asked by each call, by its name
}

func (m *memory) broken(call string) error {
	if m.fail == nil {
		return nil
	}
	return m.fail(call)
}

func (m *memory) Advance(context.Context, time.Time) (queries.Advanced, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.broken("advance"); err != nil {
		return queries.Advanced{}, err
	}
	advanced := queries.Advanced{Rows: uint64(len(m.arrived)), Dirty: map[string]bool{}}
	for _, f := range m.arrived {
		advanced.Dirty[f.family] = true
	}
	m.facts, m.arrived = append(m.facts, m.arrived...), nil
	return advanced, m.broken("advanced")
}

func (m *memory) FamilySums(_ context.Context, family string, w queries.Window, where queries.Where) (queries.Sums, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.broken(family); err != nil {
		return queries.Sums{}, err
	}
	m.asked = append(m.asked, family+" "+w.AsOf.UTC().Format(time.RFC3339))
	restriction := strings.Join(slices.Concat(where.Kinds, where.Channels, where.Columns, where.Services, where.Levels), "+")
	until := earlier(w.AsOf, w.End)
	var sums queries.Sums
	next := func(at time.Time) {
		if at = at.Add(time.Microsecond); w.AsOf.Before(w.End) && (sums.NextChange.IsZero() || at.Before(sums.NextChange)) {
			sums.NextChange = at
		}
	}
	of := map[string]*queries.UnionSum{}
	row := func(union string) *queries.UnionSum {
		if of[union] == nil {
			of[union] = &queries.UnionSum{Union: union, Counts: map[string]int64{}}
		}
		return of[union]
	}
	for _, f := range m.facts {
		count, of, _ := strings.Cut(f.count, "@") // applications@appeal: what a restriction to appeals lets through
		switch {
		case f.family != family:
		case !f.at.Before(until):
			next(f.at)
		default:
			inside := !f.at.Before(w.Start)
			row(f.union).Ever = true
			row(f.union).Reported = row(f.union).Reported || inside
			if (inside || slices.Contains(stocks, count)) && (restriction == "" || restriction == of) {
				row(f.union).Counts[count] += f.n
			}
		}
	}
	for _, e := range m.sets {
		if of := map[string]string{"article_days": "articles", "services": "applications"}[e.name]; of == family && !e.at.Before(w.Start) && e.at.Before(until) {
			if row(e.union).Sets == nil {
				row(e.union).Sets = map[string][]string{}
			}
			row(e.union).Sets[e.name] = append(row(e.union).Sets[e.name], e.element)
		}
	}
	for _, c := range m.open {
		switch {
		case family != "applications":
		case c.due.Before(until):
			row(c.union).Counts["overdue_open"]++
			row(c.union).Ever = true
		default:
			next(c.due)
		}
	}
	for _, sum := range of {
		sums.Rows = append(sums.Rows, *sum)
	}
	return sums, nil
}

// stocks are the counts that facts of any time before the end make.
var stocks = []string{"verified_members", "cards_issued", "followers", "followers_of", "base_members", "base_employees", "base_entered", "base_grassroots"}

func (m *memory) Readers(_ context.Context, w queries.Window, _ queries.Where, subtrees map[string][]string) (map[string]int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.broken("readers"); err != nil {
		return nil, err
	}
	m.asked = append(m.asked, fmt.Sprint("readers of ", len(subtrees)))
	found := map[string]int64{}
	for key, subtree := range subtrees {
		names := map[string]bool{}
		for _, r := range m.readers {
			if slices.Contains(subtree, r.union) && !r.at.Before(w.Start) && r.at.Before(earlier(w.AsOf, w.End)) {
				names[r.element] = true
			}
		}
		if len(names) > 0 {
			found[key] = int64(len(names))
		}
	}
	return found, nil
}

func (m *memory) HandlingMedians(_ context.Context, _ queries.Window, _ queries.Where, subtrees map[string][]string) (map[string]time.Duration, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	found := map[string]time.Duration{}
	for key, subtree := range subtrees {
		var all []time.Duration
		for _, code := range subtree {
			all = append(all, m.took[code]...)
		}
		if slices.Sort(all); len(all) > 0 {
			found[key] = (all[(len(all)-1)/2] + all[len(all)/2]) / 2
		}
	}
	return found, m.broken("medians")
}

func (m *memory) ChannelMarks(context.Context, queries.Window) ([]queries.ChannelMark, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.marks, m.broken("marks")
}

func (m *memory) Trend(_ context.Context, unions []string, from, to, asOf time.Time) ([]queries.DayFigure, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.broken("trend"); err != nil {
		return nil, err
	}
	m.trended = slices.Clone(unions)
	var days []queries.DayFigure
	for day := from; day.Before(to) && day.Before(asOf); day = day.AddDate(0, 0, 1) {
		end := earlier(day.AddDate(0, 0, 1), asOf)
		figure := queries.DayFigure{Day: day.Format(time.DateOnly), Counts: map[string]int64{}}
		for _, f := range m.facts {
			if slices.Contains(unions, f.union) && f.at.Before(end) && (f.family == "members" || !f.at.Before(day)) {
				figure.Counts[f.count] += f.n
			}
		}
		days = append(days, figure)
	}
	return days, nil
}

func (m *memory) Overdue(_ context.Context, asOf time.Time) ([]queries.OverdueRow, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.broken("overdue"); err != nil {
		return nil, err
	}
	var rows []queries.OverdueRow
	for _, c := range m.open {
		if c.due.Before(asOf) {
			rows = append(rows, queries.OverdueRow{Union: c.union, Service: c.service, CaseKind: c.kind, Count: 1, Oldest: c.due})
		}
	}
	return rows, nil
}

func (m *memory) RecordBoard(_ context.Context, record queries.BoardRecord) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.records = append(m.records, record)
	return m.broken("record")
}

func (m *memory) LastBoard(_ context.Context, owner, period, cause string, before time.Time) (queries.BoardRecord, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	found, err := queries.BoardRecord{}, queries.ErrNoBoard
	for _, r := range m.records {
		if r.Owner == owner && r.Period == period && (cause == "" || r.Cause == cause) && r.At.Before(before) && !r.At.Before(found.At) {
			found, err = r, nil
		}
	}
	return found, err
}

func (m *memory) BoardAt(ctx context.Context, owner, period string, at time.Time) (queries.BoardRecord, error) {
	return m.LastBoard(ctx, owner, period, "", at.Add(time.Microsecond))
}

// come lets facts arrive; the next step brings them in.
func (m *memory) come(facts ...fact) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.arrived = append(m.arrived, facts...)
}

func (m *memory) forget() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	asked := m.asked
	m.asked = nil
	return asked
}

// stage is a Tally over a memory, with its clock, its positions and what it published.
type stage struct {
	*Tally
	memory    *memory
	asOf      time.Time
	offset    int64
	published []*Board
	vouched   []vouch

	catalogue  []string  // services
	catalogued time.Time // day they were asked for
}

type vouch struct {
	seq  uint64
	asOf time.Time
}

// small is a registry: R above the counties A (with A1 below it) and B and the industry I.
func small() []office.Union {
	return []office.Union{
		{Code: "R", Name: "市总工会", Kind: "city"},
		{Code: "A", Name: "甲县总工会", ShortName: "甲县", Parent: "R", Kind: "county", Order: 1},
		{Code: "A1", Parent: "A", Kind: "grassroots"},
		{Code: "B", Name: "乙县总工会", ShortName: "乙县", Parent: "R", Kind: "county", Order: 2},
		{Code: "I", Parent: "R", Kind: "industry", Order: 3},
	}
}

func open(t *testing.T, memory *memory, unions []office.Union, asOf time.Time) *stage {
	t.Helper()
	rules, err := scheme.CoreFive()
	if err != nil {
		t.Fatal(err)
	}
	return openWith(t, rules, memory, unions, asOf)
}

func openWith(t *testing.T, rules *scheme.Scheme, memory *memory, unions []office.Union, asOf time.Time) *stage {
	t.Helper()
	return openAs(t, rules, memory, unions, asOf, func(*Config, *Deps) {})
}

// openAs lets change say more of what the Tally is told.
func openAs(t *testing.T, rules *scheme.Scheme, memory *memory, unions []office.Union, asOf time.Time, change func(*Config, *Deps)) *stage {
	t.Helper()
	var err error
	s := &stage{memory: memory, asOf: asOf}
	cfg := DefaultConfig()
	cfg.Scheme, cfg.Trend = rules, 3
	cfg.Services = map[string]Names{"help": {ZH: "帮扶", EN: "Aid"}}
	deps := Deps{
		Ledger: memory, Registry: unions, Changed: make(chan struct{}), Log: slog.New(slog.DiscardHandler),
		AsOf:      func() time.Time { return s.asOf },
		Services:  func(day time.Time) []string { s.catalogued = day; return s.catalogue },
		Positions: func() []Offset { return []Offset{{Topic: "work", Offset: s.offset}} },
		Publish:   func(board *Board) { s.published = append(s.published, board) },
		Vouch:     func(seq uint64, asOf time.Time) { s.vouched = append(s.vouched, vouch{seq, asOf}) },
	}
	change(&cfg, &deps)
	if s.Tally, err = New(cfg, deps); err != nil {
		t.Fatal(err)
	}
	return s
}

// step sets the clock and steps.
func (s *stage) step(t *testing.T, asOf string) *Board {
	t.Helper()
	s.asOf = at(asOf)
	if err := s.Step(t.Context()); err != nil {
		t.Fatalf("step at %s: %v", asOf, err)
	}
	return s.Current()
}

// at reads an instant of the scheme's zone: 2026-11-21 10:00:00, with a fraction of the second or without.
func at(text string) time.Time {
	instant, err := time.ParseInLocation(time.DateTime, text, shanghai)
	if err != nil {
		panic(err)
	}
	return instant
}

func measure(t *testing.T, set MeasureSet, union, indicator string) Measure {
	t.Helper()
	for _, m := range set.Measures {
		if m.Union == union && m.Indicator == indicator {
			return m
		}
	}
	t.Fatalf("no measure %s of %s", indicator, union)
	return Measure{}
}

func (s *stage) measure(t *testing.T, period, union, indicator string) Measure {
	t.Helper()
	set, err := s.Measures(t.Context(), period, "")
	if err != nil {
		t.Fatal(err)
	}
	return measure(t, set, union, indicator)
}

func unit(t *testing.T, board *Board, union string) Unit {
	t.Helper()
	for _, group := range board.Groups {
		for _, u := range group.Units {
			if u.Union == union {
				return u
			}
		}
	}
	t.Fatalf("%s is not on the board", union)
	return Unit{}
}

func headOf(t *testing.T, board *Board, indicator string) Head {
	t.Helper()
	for _, h := range board.Head {
		if h.Indicator == indicator {
			return h
		}
	}
	t.Fatalf("no head figure %s", indicator)
	return Head{}
}
