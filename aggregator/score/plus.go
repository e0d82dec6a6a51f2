package score

import (
	"maps"

	"github.com/cockroachdb/apd/v3"

	"unionscreen/aggregator/scheme"
)

// Plus is the measure after more things: so many more of a count or over a rate's line, so many more under it. With
// capped, what stands over the line is a part of what stands under it and does not grow beyond. Nothing becomes of what
// is not counted in things, was not reported, or is too few to be told.
func (m Measure) Plus(numerator, denominator int64, capped bool) Measure {
	switch {
	case m.few || m.State() == StateNoData || m.amount != "":
		return m
	case m.times > 0:
		over, under := m.over+numerator, m.under+denominator
		if capped {
			over = min(over, under)
		}
		return fraction(over, under, m.times, m.by)
	case m.state == hasValue && m.counted():
		return Count(m.over + numerator)
	}
	return m
}

// moved is a unit after n things more of a doing. What was not reported is reported by the first thing that is done.
func moved(in *Input, unit Unit, q *Question, doing *scheme.Doing, n int64) Unit {
	out := unit
	out.Measures, out.Targets = shallow(unit.Measures), shallow(unit.Targets)
	for _, m := range doing.Moves {
		item, ok := itemOf(in.Group, m.Item)
		if !ok {
			continue
		}
		if m.Numerator != 0 || m.Denominator != 0 {
			before := unit.Measures[m.Item]
			if before.State() == StateNoData {
				before = unreported(in.Scheme, item)
			}
			out.Measures[m.Item] = before.Plus(m.Numerator*n, m.Denominator*n, m.Capped)
		}
		growth, target := q.Growth[m.Item], unit.Targets[m.Item]
		if growth == nil || target == nil || m.Target == 0 {
			continue
		}
		exactly, more := apd.BaseContext, new(apd.Decimal)
		_, _ = exactly.Mul(more, growth, apd.New(m.Target*n, 0)) // without a precision nothing is rounded
		_, _ = exactly.Add(more, more, target)
		out.Targets[m.Item] = more
	}
	return out
}

// shallow is a copy of a map that can be written to.
func shallow[T any](m map[string]T) map[string]T {
	out := make(map[string]T, len(m)+1)
	maps.Copy(out, m)
	return out
}

func itemOf(group scheme.Group, key string) (*scheme.Item, bool) {
	for i := range group.Items {
		if group.Items[i].Key() == key {
			return &group.Items[i], true
		}
	}
	return nil, false
}

// unreported is what there is of a family of which nothing was reported, once something is: nothing so far. Where a base
// belongs to it that may be known or not, it stays no data.
func unreported(s *scheme.Scheme, item *scheme.Item) Measure {
	entry, _ := s.Indicator(item.Indicator)
	switch {
	case item.Per.Base != "" || entry.Measured.Minimum > 0:
	case entry.Measured.Form == scheme.FormCount:
		return Count(0)
	case entry.Measured.Form == scheme.FormRate && entry.Measured.Numerator.Family == entry.Measured.Denominator.Family:
		return Rate(0, 0)
	}
	return NoData()
}
