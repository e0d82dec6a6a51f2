package recount

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"unionscreen/queries"
)

// model says the definitions once more, as directly as they can be said and without care for cost: each figure looks at
// all live events anew.
type model struct {
	tally  // only to gather what is counted
	rules  Rules
	where  queries.Where
	w      queries.Window
	e      time.Time
	all    []queries.LedgerRow // that stand
	live   []queries.LedgerRow // of these, before e
	took   map[string][]time.Duration
	read   map[string]map[string]bool // readers by union
	places []queries.ChannelMark
}

func countByModel(rows []queries.LedgerRow, rules Rules, q Question) Answer {
	m := &model{tally: tally{units: map[string]*Sum{}}, rules: rules, where: q.Where, w: q.Window, e: q.Window.End,
		took: map[string][]time.Duration{}, read: map[string]map[string]bool{}}
	if q.Window.AsOf.Before(m.e) {
		m.e = q.Window.AsOf
	}
	m.all = liveByModel(rows)
	m.live = pick(m.all, func(x queries.LedgerRow) bool { return happenedByModel(x).Before(m.e) })
	for _, union := range []string{"u1", "u2", "u3"} {
		for _, thing := range []string{"x", "y"} {
			own := m.of(union, thing)
			m.article(union, own)
			m.reads(union, own)
			m.activity(union, own)
			m.merchant(union, own)
			m.post(union, own)
			m.account(union, thing, own)
			m.online(union, own)
		}
		m.base(union)
		m.groups(union)
	}
	for _, thing := range []string{"x", "y"} {
		m.person(thing)
		m.theCase(thing)
	}
	m.reported()
	return Answer{Sums: m.sums(), Readers: m.readers(q.Subtrees), HandlingMedians: m.medians(q.Subtrees), Marks: sortedMarks(m.places)}
}

// of gives the events of a thing of one union; of every union if none is named.
func (m *model) of(union, thing string) []queries.LedgerRow {
	return pick(m.live, func(x queries.LedgerRow) bool { return (union == "" || x.Union == union) && x.Thing == thing })
}

func (m *model) in(x queries.LedgerRow) bool {
	at := happenedByModel(x)
	return !at.Before(m.w.Start) && at.Before(m.e)
}

// is says whether a value is one that was asked for.
func is(asked []string, value string) bool {
	return len(asked) == 0 || strings.Contains(" "+strings.Join(asked, " ")+" ", " "+value+" ") && value != ""
}

// kind gives the events of some types.
func kind(events []queries.LedgerRow, names ...string) []queries.LedgerRow {
	return pick(events, func(x queries.LedgerRow) bool { return slices.Contains(names, x.Type) })
}

func within(m *model, events []queries.LedgerRow) []queries.LedgerRow { return pick(events, m.in) }

func last(events []queries.LedgerRow) queries.LedgerRow { return events[len(events)-1] }

// told gives what an event says, nil if it does not.
func told(x queries.LedgerRow, name string) any {
	var data map[string]any
	if err := json.Unmarshal(x.Data, &data); err != nil {
		panic(err)
	}
	return data[name]
}

func text(x queries.LedgerRow, name string) string { s, _ := told(x, name).(string); return s }

func number(x queries.LedgerRow, name string) int64 { n, _ := told(x, name).(float64); return int64(n) }

func happenedByModel(x queries.LedgerRow) time.Time {
	if date := text(x, "date"); date != "" {
		return at(strings.TrimPrefix(date, "2026-"))
	}
	switch asOf := text(x, "as_of"); len(asOf) {
	case 0:
		return x.Time
	case len(time.DateOnly):
		return at(strings.TrimPrefix(asOf, "2026-")).Add(24*time.Hour - time.Microsecond)
	default:
		instant, err := time.Parse(time.RFC3339Nano, asOf)
		if err != nil {
			panic(err)
		}
		return instant.Add(-time.Microsecond)
	}
}

func day(x queries.LedgerRow) string { return happenedByModel(x).In(shanghai).Format(time.DateOnly) }

func (m *model) reported() {
	for _, x := range m.all {
		closed := !m.w.AsOf.Before(m.w.End)
		for _, family := range x.Families {
			switch {
			case !x.Time.Before(m.w.AsOf) || closed && x.Upto.Before(m.w.End):
			case closed || x.Upto.After(m.w.Start):
				m.said(x.Union, family, true)
			default:
				m.said(x.Union, family, false)
			}
		}
	}
	for _, x := range m.live {
		if x.Family == queries.Control {
			continue
		}
		for _, union := range []string{x.Union, x.UnionTo} {
			if union != "" {
				m.said(union, x.Family, m.in(x))
			}
		}
	}
}

func (m *model) readers(subtrees map[string][]string) map[string]int64 {
	counts := map[string]int64{}
	for key, unions := range subtrees {
		for _, person := range []string{"r", "r2", "x", "y"} {
			if slices.ContainsFunc(unions, func(union string) bool { return m.read[union][person] }) {
				counts[key]++
			}
		}
	}
	return counts
}

func (m *model) medians(subtrees map[string][]string) map[string]time.Duration {
	medians := map[string]time.Duration{}
	for key, unions := range subtrees {
		var all []time.Duration
		for _, union := range unions {
			all = append(all, m.took[union]...)
		}
		slices.Sort(all)
		switch n := len(all); {
		case n%2 == 1:
			medians[key] = all[n/2]
		case n > 0:
			medians[key] = ((all[n/2-1] + all[n/2]) / 2).Truncate(time.Microsecond)
		}
	}
	return medians
}
