package score

import (
	"strconv"
	"strings"

	"github.com/cockroachdb/apd/v3"

	"unionscreen/aggregator/scheme"
)

// States of a measure. The three stay apart from the ledger to the screen: 0, "—" and 无数据 are different things.
const (
	StateValue         = "value"
	StateNotApplicable = "not_applicable" // nothing to do: the denominator is 0 or below the minimum
	StateNoData        = "no_data"        // nobody reported
)

// valuePlaces are the decimal places in which a ratio's value is printed, half-up; numerator and denominator are exact.
const valuePlaces = 4

// Measure is a figure of one union in one period. The zero Measure is no data. It is small, so that maps hold it as it
// is and not by reference.
type Measure struct {
	value  exact  // numerator × times / (denominator × by)
	over   int64  // numerator, unless there is an amount
	under  int64  // denominator; 0: nothing stands under the line
	times  int64  // 100 of a rate; 0: once
	by     int64  // 0: once
	most   int64  // scoring takes no more than this; 0: as it is
	amount string // the numerator where it need not be whole
	state  state
	few    bool // there are things, but too few
}

// state is a state in one byte, the zero one being no data.
type state uint8

const (
	noData state = iota
	hasValue
	notApplicable
)

// Count is a whole number of things.
func Count(n int64) Measure { return Measure{state: hasValue, value: whole(n), over: n} }

// Amount is a number that need not be whole, such as an index.
func Amount(v *apd.Decimal) Measure {
	return Measure{state: hasValue, value: decimal(v), amount: v.Text('f')}
}

// Rate is a share in per cent; not applicable when nothing stands under the line.
func Rate(numerator, denominator int64) Measure { return fraction(numerator, denominator, 100, 1) }

// Ratio is one number per other; not applicable when the other is 0.
func Ratio(numerator, denominator int64) Measure { return fraction(numerator, denominator, 1, 1) }

// Per is how many there are for each so many of a base; not applicable when the base is 0.
func Per(number, count, base int64) Measure { return fraction(count, base, number, 1) }

// microsecondsPerHour divides sums of microseconds into hours.
const microsecondsPerHour = 3_600_000_000

// Hours is a mean in hours: a sum of microseconds over a number of things; not applicable without any.
func Hours(microseconds, things int64) Measure {
	return fraction(microseconds, things, 1, microsecondsPerHour)
}

// fraction keeps what stands over and under the line also where it is not applicable, since more may come to it.
func fraction(numerator, denominator, times, by int64) Measure {
	out := Measure{state: notApplicable, over: numerator, under: denominator, times: times, by: by}
	if denominator > 0 {
		out.state, out.value = hasValue, whole(numerator).mul(whole(times)).quo(whole(denominator).mul(whole(by)))
	}
	return out
}

// Few is the measure of a union with fewer things than the indicator's definition asks for.
func Few() Measure { return Measure{state: notApplicable, few: true} }

// NotApplicable is the measure of a union that had nothing to do.
func NotApplicable() Measure { return Measure{state: notApplicable} }

// NoData is the measure of a union from which nothing of the family was reported.
func NoData() Measure { return Measure{} }

// State is one of the states.
func (m Measure) State() string {
	switch m.state {
	case hasValue:
		return StateValue
	case notApplicable:
		return StateNotApplicable
	}
	return StateNoData
}

// Value is the printed value: a count as it is, a ratio or rate with 4 places, half-up; empty without a value.
func (m Measure) Value() string { return string(m.appendValue(nil)) }

// Numerator is what stands over the line, exact; empty without a value.
func (m Measure) Numerator() string { return string(m.appendOver(nil)) }

// Denominator is what stands under the line, exact; empty for a count and without a value.
func (m Measure) Denominator() string { return string(m.appendUnder(nil)) }

func (m *Measure) appendValue(out []byte) []byte {
	switch {
	case m.state != hasValue:
		return out
	case m.asEntered():
		return m.appendOver(out)
	}
	v := m.value.round(valuePlaces, scheme.HalfUp)
	return v.append(out)
}

// asEntered says that the value is printed as the numerator is.
func (m *Measure) asEntered() bool {
	return m.amount == "" && m.counted() || m.amount != "" && places(m.amount) <= valuePlaces
}

func (m *Measure) appendOver(out []byte) []byte {
	switch {
	case m.state != hasValue:
		return out
	case m.amount != "":
		return append(out, m.amount...)
	}
	return strconv.AppendInt(out, m.over, 10)
}

func (m *Measure) appendUnder(out []byte) []byte {
	if m.state != hasValue || m.counted() {
		return out
	}
	return strconv.AppendInt(out, m.under, 10)
}

// counted says that nothing stands under the line.
func (m *Measure) counted() bool { return m.under == 0 }

// places are the decimal places of a number.
func places(number string) int {
	_, fraction, _ := strings.Cut(number, ".")
	return len(fraction)
}

// appendOperand writes the value as it is put into a formula: exact, so that the formula gives the mark again. Less
// than nothing counts as nothing, and more than the cap as the cap.
func (m *Measure) appendOperand(out []byte) []byte {
	if m.most > 0 {
		out = append(strconv.AppendInt(append(out, "min("...), m.most, 10), ", "...)
	}
	below := m.value.sign() < 0
	if below {
		out = append(out, "max(0, "...)
	}
	if m.times > 1 {
		out = append(strconv.AppendInt(out, m.times, 10), " × "...)
	}
	out = m.appendOver(out)
	if !m.counted() {
		out = m.appendUnder(append(out, " / "...))
	}
	if m.by > 1 {
		out = strconv.AppendInt(append(out, " / "...), m.by, 10)
	}
	if below {
		out = append(out, ')')
	}
	if m.most > 0 {
		out = append(out, ')')
	}
	return out
}

// scored is the value that a method takes: nothing below 0 and nothing above the cap.
func (m *Measure) scored() exact {
	value := m.value
	if value.sign() < 0 {
		value = whole(0)
	}
	if m.most > 0 {
		value = least(value, whole(m.most))
	}
	return value
}

// below says whether fewer things than the minimum stand under a rate's line.
func (m *Measure) below(minimum int64) bool {
	return minimum > 0 && m.state == hasValue && !m.counted() && m.under < minimum
}
