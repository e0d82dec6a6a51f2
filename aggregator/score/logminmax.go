package score

import (
	"github.com/cockroachdb/apd/v3"
)

// Logarithms carry 34 significant digits (IEEE decimal128); ten more are computed so that the last one is right.
const (
	lnDigits = 34
	lnGuard  = 10
)

// logminmax (对数标准化): minmax of ln(x + 1), which the spread holds in place of the values.
func logminmax(p *problem) (exact, string) { return minmax(p) }

// logarithm is ln(x + 1) to 34 significant digits; x is not below 0.
func logarithm(x exact) exact {
	if x.sign() == 0 {
		return whole(0)
	}
	wide := apd.BaseContext.WithPrecision(lnDigits + lnGuard)
	var over, under, value apd.Decimal
	sum := x.add(whole(1))
	over.Coeff.Set(&sum.n)
	under.Coeff.Set(&sum.d)
	// The conditions these calls can report are inexact and rounded, which are expected: the operands are finite,
	// positive and far from the limits of the exponent.
	_, _ = wide.Quo(&value, &over, &under)
	_, _ = wide.Ln(&value, &value)
	_, _ = apd.BaseContext.WithPrecision(lnDigits).Round(&value, &value)
	return decimal(&value)
}
