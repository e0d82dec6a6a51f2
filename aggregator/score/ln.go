package score

import (
	"math"

	"github.com/cockroachdb/apd/v3"
)

// Logarithms carry 34 significant digits (IEEE decimal128); ten more are computed so that the last one is right.
const (
	lnDigits = 34
	lnGuard  = 10
)

// logarithms holds those that were worked out, by value: in a group small numbers come again and again.
type logarithms map[exact]exact

func (l logarithms) of(x exact) exact {
	if x.wide != nil {
		return logarithm(x)
	}
	y, known := l[x]
	if !known {
		y = logarithm(x)
		l[x] = y
	}
	return y
}

// logarithm is ln(x + 1) to 34 significant digits; x is not below 0.
func logarithm(x exact) exact {
	switch {
	case x.sign() == 0:
		return whole(0)
	case x.wide == nil:
		if y, sure := lnRatio(uint64(x.n)+uint64(x.d), uint64(x.d)).decimal(); sure {
			return y
		}
	}
	return generalLogarithm(x)
}

// generalLogarithm is the same for every number, and slow.
func generalLogarithm(x exact) exact {
	wide := apd.BaseContext.WithPrecision(lnDigits + lnGuard)
	var over, under, value apd.Decimal
	sum := x.add(whole(1)).widen()
	over.Coeff.Set(&sum.n)
	under.Coeff.Set(&sum.d)
	// The conditions these calls can report are inexact and rounded, which are expected: the operands are finite,
	// positive and far from the limits of the exponent.
	_, _ = wide.Quo(&value, &over, &under)
	_, _ = wide.Ln(&value, &value)
	_, _ = apd.BaseContext.WithPrecision(lnDigits).Round(&value, &value)
	return decimal(&value)
}

// roughly is ln(x + 1) to about twelve digits, for guesses only.
func roughly(x exact) exact {
	if x.wide != nil {
		return logarithm(x)
	}
	const places = 12
	return exact{n: int64(math.Log1p(float64(x.n)/float64(x.d)) * float64(tens(places))), d: tens(places)}
}
