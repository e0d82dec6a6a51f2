package score

import "github.com/cockroachdb/apd/v3"

// Logarithms carry 34 significant digits (IEEE decimal128); ten more are computed so that the last one is right.
const (
	lnDigits = 34
	lnGuard  = 10
)

// logarithms holds those that were worked out, by value: in a group small numbers come again and again.
type logarithms map[exact]long

// of is the logarithm in units of its 34th place; false: it does not have that form.
func (l logarithms) of(x exact) (long, bool) {
	if x.wide != nil {
		return long{}, false
	}
	y, known := l[x]
	if !known {
		var ok bool
		if y, ok = shortLogarithm(x); !ok {
			return long{}, false
		}
		l[x] = y
	}
	return y, true
}

// shortLogarithm is ln(x + 1) in units of its 34th place; false: that is not exactly the one to 34 digits, which has
// more places, or it was not to be told quickly.
func shortLogarithm(x exact) (long, bool) {
	if x.wide != nil || x.n <= 0 {
		return long{}, x.sign() == 0
	}
	y, places, sure := lnRatio(uint64(x.n)+uint64(x.d), uint64(x.d)).digits()
	if !sure || places > lnDigits {
		return long{}, false
	}
	return y.times(uint64(tens(lnDigits - places))) // fits, since logarithms of words are below 45
}

// logarithm is ln(x + 1) to 34 significant digits; x is not below 0.
func logarithm(x exact) exact {
	if y, ok := shortLogarithm(x); ok {
		return y.exact(lnDigits)
	}
	if x.wide == nil {
		if y, places, sure := lnRatio(uint64(x.n)+uint64(x.d), uint64(x.d)).digits(); sure {
			return y.exact(places)
		}
	}
	return generalLogarithm(x)
}

// generalLogarithm is the same for every number, and slow. The zeros between the 1 and the digits of a small x are
// computed beside, since x + 1 would push out the last digits.
func generalLogarithm(x exact) exact {
	own := x.widen()
	zeros := max(0, apd.NumDigits(&own.d)-apd.NumDigits(&own.n))
	wide := apd.BaseContext.WithPrecision(uint32(lnDigits + lnGuard + zeros))
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
