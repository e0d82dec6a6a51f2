package aggregator

import (
	"slices"
	"strings"

	"unionscreen/aggregator/scheme"
	"unionscreen/queries"
)

// reading names one reading of the ledger: a family's figures in a window, restricted or not.
type reading struct {
	family string
	window string // a Window of package scheme
	where  string // the restriction in one notation; empty: none
	states bool   // of members: only whether and where they are verified
}

// need is a reading and what is asked beside its sums.
type need struct {
	reading
	where   queries.Where
	readers bool // distinct readers over subtrees
	medians bool // medians of handling over subtrees
	marks   bool // last indices and places of accounts
}

// part is a count that a value is made of, and where it stands.
type part struct {
	reading
	count string
	ever  bool // stocks and cases: any event before the end reports them; flows want one in the window
}

// measuring is an indicator as an item of the scheme, or the catalogue of measures, asks for it.
type measuring struct {
	id        string // of the item, or of the indicator
	indicator scheme.Indicator
	window    string
	per       scheme.Per

	numerator, denominator, answered, base part
	target                                 part      // the base that the item's target is a share of
	readings                               []reading // all that the value comes from
}

// plan is what a set of measurings needs to read, each reading once, in the order of the families.
type plan []need

// restricted is a restriction as the store takes it.
func restricted(w scheme.Where) queries.Where {
	return queries.Where{Kinds: w.Kinds, Channels: w.Channels, Columns: w.Columns, Services: w.Services, Levels: w.Levels}
}

// notation of a restriction: equal ones read alike, others do not.
func notation(w queries.Where) string {
	lists := [][]string{w.Kinds, w.Channels, w.Columns, w.Services, w.Levels}
	if !slices.ContainsFunc(lists, func(values []string) bool { return len(values) > 0 }) {
		return ""
	}
	parts := make([]string, len(lists))
	for i, values := range lists {
		parts[i] = strings.Join(values, "\x1f")
	}
	return strings.Join(parts, "\x1e")
}

// ofIndicator is an indicator as the catalogue defines it.
func (p *plan) ofIndicator(entry scheme.Indicator) measuring {
	return p.add(entry.ID, entry, entry.Measured.Window, scheme.Where{}, scheme.Per{})
}

// ofItem is an indicator as an item of the scheme restricts it.
func (p *plan) ofItem(rules *scheme.Scheme, item scheme.Item) measuring {
	entry, _ := rules.Indicator(item.Indicator)
	m := p.add(item.ID, entry, rules.WindowOf(item), item.Where, item.Per)
	if item.TargetOf.Of != "" {
		m.target = p.atEnd(&m, item.TargetOf.Of)
	}
	return m
}

// atEnd is a base at the period's end.
func (p *plan) atEnd(m *measuring, name string) part {
	base := scheme.PerBases()[name]
	at := reading{family: base.Family, window: scheme.WindowPeriod, states: isState(base)}
	p.want(need{reading: at, where: queries.Where{States: at.states}})
	m.note(at)
	return part{reading: at, count: base.Name, ever: true}
}

// add notes what the measuring needs.
func (p *plan) add(id string, entry scheme.Indicator, window string, where scheme.Where, per scheme.Per) measuring {
	m := measuring{id: id, indicator: entry, window: window, per: per}
	asked := restricted(entry.Measured.Where.With(where))
	stock := entry.Kind == scheme.KindStock
	locate := func(c scheme.Count) part {
		if c.Family == "" {
			return part{}
		}
		at := reading{family: c.Family, window: window, where: notation(asked), states: isState(c)}
		restriction := asked
		restriction.States = at.states
		if c.Family == queries.Base {
			at, restriction = reading{family: c.Family, window: scheme.WindowPeriod}, queries.Where{}
		}
		p.want(need{reading: at, where: restriction})
		m.note(at)
		return part{reading: at, count: c.Name, ever: stock || c.Family == queries.Applications || c.Family == queries.Base}
	}
	m.numerator, m.denominator = locate(entry.Measured.Numerator), locate(entry.Measured.Denominator)
	m.answered = locate(entry.Measured.Answered)
	if per.Base != "" {
		m.base = p.atEnd(&m, per.Base)
	}
	switch entry.Measured.Form {
	case scheme.FormDistinct:
		p.want(need{reading: m.numerator.reading, readers: true})
	case scheme.FormHours:
		p.want(need{reading: m.numerator.reading, medians: true})
	case scheme.FormIndex, scheme.FormPlace:
		m.numerator = part{reading: reading{family: queries.Channels, window: window}, ever: true}
		p.want(need{reading: m.numerator.reading, marks: true})
		m.note(m.numerator.reading)
	}
	return m
}

// isState says whether a count is had without asking what members do.
func isState(c scheme.Count) bool {
	return c.Family == queries.Members && slices.Contains(queries.MemberStates(), c.Name)
}

func (m *measuring) note(at reading) {
	if !slices.Contains(m.readings, at) {
		m.readings = append(m.readings, at)
	}
}

// want joins a need with what is asked of the same reading already.
func (p *plan) want(n need) {
	for i := range *p {
		known := &(*p)[i]
		if known.reading != n.reading {
			continue
		}
		known.readers, known.medians, known.marks = known.readers || n.readers, known.medians || n.medians, known.marks || n.marks
		return
	}
	*p = append(*p, n)
}

// sorted is the plan in the order of the families, so that steps read in one order.
func (p plan) sorted() plan {
	order := queries.Families()
	slices.SortStableFunc(p, func(a, b need) int {
		return slices.Index(order, a.family) - slices.Index(order, b.family)
	})
	return p
}

// programme is what the board of a scheme shows.
type programme struct {
	head   []measuring            // of the strip, in its order
	strip  plan                   // what the strip alone reads
	groups map[string][]measuring // items of each group, in their order, then the indicators that decide its ties
	ties   plan                   // what decides ties reads
	board  plan                   // all that is read for it
}

// catalogue is every indicator, for those who ask.
type catalogue struct {
	all   []measuring // in the order of ids
	every plan
}

// core are the five indicators of the head strip, in its order.
var core = []string{"articles", "reads", "verified_members", "applications", "completions"}

func programmeOf(rules *scheme.Scheme) programme {
	p := programme{groups: map[string][]measuring{}}
	for _, id := range core {
		if entry, ok := rules.Indicator(id); ok {
			p.head = append(p.head, p.board.ofIndicator(entry))
		}
	}
	p.strip = slices.Clone(p.board).sorted()
	for _, group := range rules.Groups {
		var own []measuring
		for _, item := range group.Items {
			own = append(own, p.board.ofItem(rules, item))
		}
		for _, id := range rules.Ties.Chain {
			known := slices.ContainsFunc(own, func(m measuring) bool { return m.id == id })
			entry, ok := rules.Indicator(id)
			if ok && !known {
				own = append(own, p.board.ofIndicator(entry))
			}
			if ok {
				p.ties.ofIndicator(entry)
			}
		}
		p.groups[group.ID] = own
		p.board.wantBounds(rules, group)
	}
	p.board = p.board.sorted()
	return p
}

func catalogueOf() (catalogue, error) {
	var c catalogue
	entries, err := scheme.Indicators()
	if err != nil {
		return c, err
	}
	for _, entry := range entries {
		c.all = append(c.all, c.every.ofIndicator(entry))
	}
	c.every = c.every.sorted()
	return c, nil
}

// onStrip says whether the head strip shows the reading, and therefore what today brought of it.
func (p programme) onStrip(at reading) bool {
	return slices.ContainsFunc(p.head, func(m measuring) bool { return m.numerator.reading == at })
}

// stock says whether the strip shows a stock of the reading.
func (p programme) stock(at reading) bool {
	return slices.ContainsFunc(p.head, func(m measuring) bool {
		return m.numerator.reading == at && m.indicator.Kind == scheme.KindStock
	})
}

// plain is a family's figures of the period, not restricted.
func plain(family string) reading { return reading{family: family, window: scheme.WindowPeriod} }
