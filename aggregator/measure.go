package aggregator

import (
	"strings"
	"time"

	"github.com/cockroachdb/apd/v3"

	"unionscreen/aggregator/scheme"
	"unionscreen/aggregator/score"
	"unionscreen/queries"
	"unionscreen/queries/office"
)

// scope is one union of a sheet with the figures that count for it.
type scope struct {
	sheet  *sheet
	union  office.Union
	rolled map[reading]rolled
}

func (s *sheet) scope(union office.Union) scope {
	return scope{sheet: s, union: union, rolled: map[reading]rolled{}}
}

func (s scope) subtree(at reading) []string { return s.sheet.over(at).counted[s.union.Code] }

func (s scope) roll(at reading) rolled {
	sum, known := s.rolled[at]
	if !known {
		sum = s.sheet.run[at].rollUp(s.subtree(at))
		s.rolled[at] = sum
	}
	return sum
}

// count answers a part's figure; false is no data.
func (s scope) count(p part) (int64, bool) {
	sum := s.roll(p.reading)
	if p.family == queries.Base {
		if !sum.ever {
			return 0, false
		}
		return s.sheet.run[p.reading].baseOf(s.sheet.closure, s.union.Code, p.count)
	}
	if p.ever {
		return sum.counts[p.count], sum.ever
	}
	return sum.counts[p.count], sum.reported
}

// figure is a measure with what stands beside it.
type figure struct {
	score.Measure
	median, answered string
	asOf             time.Time
}

// of states one measure of the union. No data wins over not applicable.
func (s scope) of(m measuring) figure {
	out := figure{asOf: s.sheet.asOfThese(m.readings)}
	switch m.indicator.Measured.Form {
	case scheme.FormRate:
		s.rate(m, &out)
	case scheme.FormHours:
		s.hours(m, &out)
	case scheme.FormCoverage:
		out.Measure = s.coverage(m)
	case scheme.FormGap:
		out.Measure = s.gap(m)
	case scheme.FormIndex, scheme.FormPlace:
		out.Measure = s.mark(m)
	default:
		out.Measure = s.things(m)
	}
	return out
}

// things is a number of things, in relation to a base where the item asks for it.
func (s scope) things(m measuring) score.Measure {
	n, ok := s.count(m.numerator)
	if m.indicator.Measured.Form == scheme.FormDistinct {
		n += s.sheet.run[m.numerator.reading].beside.readers[s.union.Code]
	}
	if m.per.Base == "" {
		if !ok {
			return score.NoData()
		}
		return score.Count(n)
	}
	base, known := s.count(m.base)
	if !ok || !known {
		return score.NoData()
	}
	return score.Per(m.per.Number, n, base)
}

func (s scope) rate(m measuring, out *figure) {
	over, known := s.count(m.numerator)
	under, alsoKnown := s.count(m.denominator)
	switch {
	case !known || !alsoKnown:
		out.Measure = score.NoData()
	case under > 0 && under < m.indicator.Measured.Minimum:
		out.Measure = score.Few()
	default:
		out.Measure = score.Rate(over, under)
		if m.answered.count != "" {
			answered, _ := s.count(m.answered) // of the denominator's family
			out.answered = score.Rate(answered, under).Value()
		}
	}
}

func (s scope) hours(m measuring, out *figure) {
	microseconds, known := s.count(m.numerator)
	cases, _ := s.count(m.denominator) // of the same family
	if !known {
		out.Measure = score.NoData()
		return
	}
	out.Measure = score.Hours(microseconds, cases)
	if median, ok := s.sheet.run[m.numerator.reading].beside.medians[s.union.Code]; ok && cases > 0 {
		out.median = score.Hours(median.Microseconds(), 1).Value()
	}
}

// coverage is how many services of the catalogue were asked for, over the subtree.
func (s scope) coverage(m measuring) score.Measure {
	if _, ok := s.count(m.numerator); !ok {
		return score.NoData()
	}
	asked := s.sheet.run[m.numerator.reading].set(m.numerator.count, s.subtree(m.numerator.reading))
	var used int64
	for _, service := range s.sheet.services {
		if asked[service] {
			used++
		}
	}
	return score.Rate(used, int64(len(s.sheet.services)))
}

// gap is the longest run of whole days that have ended without one of the days of the set.
func (s scope) gap(m measuring) score.Measure {
	if _, ok := s.count(m.numerator); !ok {
		return score.NoData()
	}
	figures := s.sheet.run[m.numerator.reading]
	days := figures.set(m.numerator.count, s.subtree(m.numerator.reading))
	window := windowOf(m.window, s.sheet.period, figures.AsOf, s.sheet.calendar)
	end := earlier(window.End, window.AsOf)
	var longest, run int64
	var name []byte // of a day; a year of thousands of unions is a million of them
	for day := window.Start.In(s.sheet.calendar.Location()); ; {
		next := day.AddDate(0, 0, 1)
		if next.After(end) {
			break
		}
		run++
		if name = day.AppendFormat(name[:0], time.DateOnly); days[string(name)] {
			run = 0
		}
		longest = max(longest, run)
		day = next
	}
	return score.Count(longest)
}

// mark is the index or the place that was reported last of the account which the registry names; never of those below.
func (s scope) mark(m measuring) score.Measure {
	figures := s.sheet.run[m.numerator.reading]
	if !figures.own[s.union.Code].Ever {
		return score.NoData()
	}
	place := m.indicator.Measured.Form == scheme.FormPlace
	named := s.union.IndexName
	if place {
		named = s.union.PlaceList
	}
	if s.union.IndexAccount == "" || named == "" {
		return score.NotApplicable()
	}
	channel, account, _ := strings.Cut(s.union.IndexAccount, ":")
	for _, mark := range figures.beside.marks[s.union.Code] {
		switch {
		case mark.Channel != channel || mark.Account != account:
		case place && mark.List == named:
			return score.Count(mark.Place)
		case !place && mark.List == "" && mark.IndexName == named:
			return score.Amount(millionths(mark.IndexMicro))
		}
	}
	return score.NoData()
}

// millionths is a number of millionths without places that it does not need.
func millionths(n int64) *apd.Decimal {
	value := apd.New(n, -6)
	value.Reduce(value)
	if value.Exponent > 0 {
		value = apd.New(n/1_000_000, 0)
	}
	return value
}
