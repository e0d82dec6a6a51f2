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

// Measure is a figure of one union in one period. The zero Measure is no data.
type Measure struct {
	state  string
	value  exact      // numerator × times / (denominator × by)
	over   apd.BigInt // numerator
	under  apd.BigInt // denominator; 0: nothing stands under the line
	times  int64      // 100 of a rate; 0: once
	by     int64      // 0: once
	amount string     // the numerator where it need not be whole
	most   int64      // scoring takes no more than this; 0: as it is
	logged bool       // put into formulas as a logarithm
	few    bool       // there are things, but too few
}

// Count is a whole number of things.
func Count(n int64) Measure {
	return things(whole(n))
}

func things(v exact) Measure { return Measure{state: StateValue, value: v, over: v.n} }

// Amount is a number that need not be whole, such as an index.
func Amount(v *apd.Decimal) Measure {
	return Measure{state: StateValue, value: decimal(v), amount: v.Text('f')}
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

func fraction(numerator, denominator, times, by int64) Measure {
	return ratio(whole(numerator), whole(denominator), times, by)
}

// ratio keeps what stands over and under the line also where it is not applicable, since more may come to it.
func ratio(over, under exact, times, by int64) Measure {
	out := Measure{state: StateNotApplicable, over: over.n, under: under.n, times: times, by: by}
	if under.sign() > 0 {
		out.state, out.value = StateValue, over.mul(whole(times)).quo(under.mul(whole(by)))
	}
	return out
}

// Few is the measure of a union with fewer things than the indicator's definition asks for.
func Few() Measure { return Measure{state: StateNotApplicable, few: true} }

// NotApplicable is the measure of a union that had nothing to do.
func NotApplicable() Measure { return Measure{state: StateNotApplicable} }

// NoData is the measure of a union from which nothing of the family was reported.
func NoData() Measure { return Measure{state: StateNoData} }

// State is one of the states.
func (m Measure) State() string {
	if m.state == "" {
		return StateNoData
	}
	return m.state
}

// Value is the printed value: a count as it is, a ratio or rate with 4 places, half-up; empty without a value.
func (m Measure) Value() string {
	switch {
	case m.state != StateValue:
		return ""
	case m.amount != "" && places(m.amount) <= valuePlaces:
		return m.amount
	case m.amount == "" && m.counted():
		return integer(&m.value.n)
	}
	v := m.value.round(valuePlaces, scheme.HalfUp)
	return text(&v)
}

// Numerator is what stands over the line, exact; empty without a value.
func (m Measure) Numerator() string {
	switch {
	case m.state != StateValue:
		return ""
	case m.amount != "":
		return m.amount
	}
	return integer(&m.over)
}

// Denominator is what stands under the line, exact; empty for a count and without a value.
func (m Measure) Denominator() string {
	if m.state != StateValue || m.counted() {
		return ""
	}
	return integer(&m.under)
}

// counted says that nothing stands under the line.
func (m *Measure) counted() bool { return m.under.Sign() == 0 }

// places are the decimal places of a number.
func places(number string) int {
	_, fraction, _ := strings.Cut(number, ".")
	return len(fraction)
}

// operand is the value as it is put into a formula: exact, so that the formula gives the mark again. Less than
// nothing counts as nothing, and more than the cap as the cap.
func (m *Measure) operand() string {
	out := m.Numerator()
	if m.times > 1 {
		out = strconv.FormatInt(m.times, 10) + " × " + out
	}
	if !m.counted() {
		out += " / " + m.Denominator()
	}
	if m.by > 1 {
		out += " / " + strconv.FormatInt(m.by, 10)
	}
	if m.value.sign() < 0 {
		out = "max(0, " + out + ")"
	}
	if m.most > 0 {
		out = "min(" + strconv.FormatInt(m.most, 10) + ", " + out + ")"
	}
	if m.logged {
		return "ln(" + out + " + 1)"
	}
	return out
}

// scored is the value that a method takes: nothing below 0 and nothing above the cap.
func (m *Measure) scored() exact {
	value := greatest(m.value, whole(0))
	if m.most > 0 {
		value = least(value, whole(m.most))
	}
	return value
}

// below says whether fewer things than the minimum stand under a rate's line.
func (m *Measure) below(minimum int64) bool {
	least := whole(minimum)
	return minimum > 0 && m.state == StateValue && !m.counted() && m.under.Cmp(&least.n) < 0
}
