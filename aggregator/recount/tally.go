package recount

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"unionscreen/queries"
)

// span is the window as the measures use it.
type span struct {
	start   time.Time
	trueEnd time.Time // the period's end, running or not
	end     time.Time // min(trueEnd, as_of): nothing at or after it counts
	asOf    time.Time
}

func spanOf(w queries.Window) span {
	end := w.End
	if w.AsOf.Before(end) {
		end = w.AsOf
	}
	return span{start: w.Start, trueEnd: w.End, end: end, asOf: w.AsOf}
}

func (s span) contains(t time.Time) bool { return !t.Before(s.start) && t.Before(s.end) }

func (s span) running() bool { return s.asOf.Before(s.trueEnd) }

// fold gathers the events of one thing. Events come in the order of the scan and lie before the window's end; when all
// are there, count adds what they make.
type fold interface {
	take(row queries.LedgerRow, at time.Time) error
	count(t *tally)
}

// tally carries the measures of one question through one pass over the live events.
type tally struct {
	rules Rules
	span  span
	where queries.Where
	units map[string]*Sum

	open    fold      // the thing whose events are just coming
	openKey [3]string // its family, union and thing
	cases   map[string]*oneCase
	members map[string]*member
	names   map[string]string // each repeated string once

	firstDays  map[[2]string]int // of (union, article), the day of the first publication
	readers    *readers          // nil: nobody asks
	handlings  map[string][]time.Duration
	grassroots map[[2]string]bool
	groups     map[[2]string]bool
	marks      []queries.ChannelMark
}

func newTally(rules Rules, q Question) *tally {
	t := &tally{
		rules: rules, span: spanOf(q.Window), where: q.Where, units: map[string]*Sum{},
		cases: map[string]*oneCase{}, members: map[string]*member{}, names: map[string]string{},
		firstDays: map[[2]string]int{}, handlings: map[string][]time.Duration{},
		grassroots: map[[2]string]bool{}, groups: map[[2]string]bool{},
	}
	if len(q.Subtrees) > 0 {
		t.readers = newReaders()
	}
	return t
}

// take hands one live event, with its business instant, to the thing that it concerns.
func (t *tally) take(row queries.LedgerRow, at time.Time) error {
	t.report(row, at)
	if !at.Before(t.span.end) {
		return nil
	}
	t.noteActive(row, at)
	if row.Type == "union.online" {
		t.takeOnline(row, at)
		return nil
	}
	if key := [3]string{row.Family, row.Union, row.Thing}; t.openKey != key {
		t.close()
		t.open, t.openKey = t.foldOf(row), key
	}
	if t.open == nil {
		return nil
	}
	return t.open.take(row, at)
}

// foldOf gives what gathers the events of the row's thing. Persons and cases are one over all unions, whose events come
// apart from each other: they are kept to the end.
func (t *tally) foldOf(row queries.LedgerRow) fold {
	switch row.Family {
	case queries.Articles:
		return &article{span: t.span, where: t.where, union: t.name(row.Union), article: row.Thing}
	case queries.Reads:
		return newReadings(t, row)
	case queries.Members:
		return t.member(row.Thing)
	case queries.Applications:
		return t.oneCase(row.Thing)
	case queries.Activities:
		return &activity{union: t.name(row.Union), span: t.span}
	case queries.Merchants:
		return &merchant{union: row.Union, start: t.span.start}
	case queries.Posts:
		return &post{union: row.Union}
	case queries.Channels:
		return newAccount(t, row)
	case queries.Base:
		return &base{union: row.Union}
	}
	return nil
}

// close counts the open thing, unless it is one that is kept to the end.
func (t *tally) close() {
	switch t.open.(type) {
	case nil, *oneCase, *member:
	default:
		t.open.count(t)
	}
	t.open = nil
}

// answer counts what is still open and gives all figures. The tally is used up by it.
func (t *tally) answer(subtrees map[string][]string) Answer {
	t.close()
	for _, m := range t.members {
		m.count(t)
	}
	for _, c := range t.cases {
		c.count(t)
	}
	t.countGrassroots()
	t.countInterestGroups()
	return Answer{Sums: t.sums(), Readers: t.readersOver(subtrees), HandlingMedians: t.mediansOver(subtrees), Marks: sortedMarks(t.marks)}
}

// name gives the string as it was first met, so that what is kept does not hold one copy per row.
func (t *tally) name(text string) string {
	kept, there := t.names[text]
	if !there {
		kept = text
		t.names[text] = text
	}
	return kept
}

func (t *tally) of(union string) *Sum {
	sum := t.units[union]
	if sum == nil {
		sum = &Sum{Union: union, Counts: map[string]int64{}, Sets: map[string][]string{}, Reported: map[string]bool{}, Ever: map[string]bool{}}
		t.units[union] = sum
	}
	return sum
}

func (t *tally) add(union, indicator string) { t.addMany(union, indicator, 1) }

func (t *tally) addMany(union, indicator string, n int64) {
	if n != 0 {
		t.of(union).Counts[indicator] += n
	}
}

// set notes a member of a set; sums makes it distinct.
func (t *tally) set(union, name, member string) {
	sets := t.of(union).Sets
	sets[name] = append(sets[name], member)
}

func (t *tally) sums() []Sum {
	sums := make([]Sum, 0, len(t.units))
	for _, sum := range t.units {
		maps.DeleteFunc(sum.Counts, func(name string, n int64) bool { return n == 0 && !tellsAbsence(name) })
		for name, members := range sum.Sets {
			slices.Sort(members)
			sum.Sets[name] = slices.Compact(members)
		}
		if len(sum.Counts)+len(sum.Sets)+len(sum.Reported)+len(sum.Ever) > 0 {
			sums = append(sums, *sum)
		}
	}
	slices.SortFunc(sums, func(a, b Sum) int { return cmp.Compare(a.Union, b.Union) })
	return sums
}

// allows says whether a value is among those of a restriction; none restricts nothing.
func allows(list []string, value string) bool { return len(list) == 0 || slices.Contains(list, value) }
