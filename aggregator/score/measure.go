package score

import (
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
	kind   kind
	value  exact      // exact, in per cent for a rate
	over   apd.BigInt // numerator
	under  apd.BigInt // denominator; 0 unless ratio or rate
	amount string
	logged bool // put into formulas as a logarithm
	few    bool // had a value, but over too few things
}

type kind uint8

const (
	count kind = iota // the value is the numerator and nothing stands under it
	ratio
	rate // a ratio in per cent
)

// Count is a whole number of things.
func Count(n int64) Measure {
	v := whole(n)
	return Measure{state: StateValue, kind: count, value: v, over: v.n}
}

// Amount is a number that need not be whole, such as an index.
func Amount(v *apd.Decimal) Measure {
	return Measure{state: StateValue, kind: count, value: decimal(v), amount: v.Text('f')}
}

// Rate is a share in per cent; not applicable when nothing stands under the line.
func Rate(numerator, denominator int64) Measure {
	return fraction(rate, numerator, denominator, whole(100))
}

// Ratio is one number per other; not applicable when the other is 0.
func Ratio(numerator, denominator int64) Measure {
	return fraction(ratio, numerator, denominator, whole(1))
}

func fraction(k kind, numerator, denominator int64, scale exact) Measure {
	if denominator <= 0 {
		return NotApplicable()
	}
	over, under := whole(numerator), whole(denominator)
	return Measure{state: StateValue, kind: k, value: over.mul(scale).quo(under), over: over.n, under: under.n}
}

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
	case m.amount != "":
		return m.amount
	case m.kind == count:
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
	if m.state != StateValue || m.kind == count {
		return ""
	}
	return integer(&m.under)
}

// operand is the value as it is put into a formula: exact, so that the formula gives the mark again. Less than
// nothing counts as nothing.
func (m *Measure) operand() string {
	var out string
	switch m.kind {
	case rate:
		out = "100 × " + m.Numerator() + " / " + m.Denominator()
	case ratio:
		out = m.Numerator() + " / " + m.Denominator()
	default:
		out = m.Value()
	}
	if m.value.sign() < 0 {
		out = "max(0, " + out + ")"
	}
	if m.logged {
		return "ln(" + out + " + 1)"
	}
	return out
}

// scored is the value that a method takes: nothing below 0.
func (m *Measure) scored() exact {
	if m.value.sign() < 0 {
		return whole(0)
	}
	return m.value
}

// below says whether fewer things than the minimum stand under a rate's line.
func (m *Measure) below(minimum int64) bool {
	least := whole(minimum)
	return minimum > 0 && m.state == StateValue && m.kind != count && m.under.Cmp(&least.n) < 0
}
