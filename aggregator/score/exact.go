package score

import (
	"strconv"

	"github.com/cockroachdb/apd/v3"

	"unionscreen/aggregator/scheme"
)

// exact is a fraction n/d with d > 0. Marks are rounded once, so until then nothing may be cut off: a quotient of
// decimals need not end, a fraction is always exact. Fractions are not brought to lowest terms; the few steps from a
// measure to a mark do not let them grow, and greatest common divisors would cost more than all other arithmetic.
//
// Every operation writes into fresh integers, since a copied apd.BigInt may share its digits with the original.
type exact struct{ n, d apd.BigInt }

func whole(i int64) (x exact) {
	x.n.SetInt64(i)
	x.d.SetInt64(1)
	return x
}

// decimal is the fraction of a finite decimal.
func decimal(v *apd.Decimal) (x exact) {
	x.d.SetInt64(1)
	x.n.Set(&v.Coeff)
	switch {
	case v.Exponent > 0:
		p := power(v.Exponent)
		x.n.Mul(&v.Coeff, &p)
	case v.Exponent < 0:
		p := power(-v.Exponent)
		x.d.Set(&p)
	}
	if v.Negative {
		x.n.Neg(&x.n)
	}
	return x
}

// power is 10 to the e-th.
func power(e int32) (p apd.BigInt) {
	const inWord = 18 // 10^18 is the last power below 2^63
	n := int64(1)
	for range min(e, inWord) {
		n *= 10
	}
	p.SetInt64(n)
	if e > inWord {
		var rest, ten apd.BigInt
		ten.SetInt64(10)
		rest.SetInt64(int64(e - inWord))
		ten.Exp(&ten, &rest, nil)
		p.Mul(&p, &ten)
	}
	return p
}

func (x exact) sign() int { return x.n.Sign() }

func (x exact) add(y exact) (z exact) {
	if x.d.Cmp(&y.d) == 0 {
		z.n.Add(&x.n, &y.n)
		z.d.Set(&x.d)
		return z
	}
	var left, right apd.BigInt
	left.Mul(&x.n, &y.d)
	right.Mul(&y.n, &x.d)
	z.n.Add(&left, &right)
	z.d.Mul(&x.d, &y.d)
	return z
}

func (x exact) neg() (z exact) {
	z.n.Neg(&x.n)
	z.d.Set(&x.d)
	return z
}

func (x exact) sub(y exact) exact { return x.add(y.neg()) }

func (x exact) mul(y exact) (z exact) {
	z.n.Mul(&x.n, &y.n)
	z.d.Mul(&x.d, &y.d)
	return z
}

// quo is x/y; y must not be 0.
func (x exact) quo(y exact) (z exact) {
	z.n.Mul(&x.n, &y.d)
	z.d.Mul(&x.d, &y.n)
	if z.d.Sign() < 0 {
		z.n.Neg(&z.n)
		z.d.Neg(&z.d)
	}
	return z
}

func (x exact) cmp(y exact) int {
	if x.d.Cmp(&y.d) == 0 {
		return x.n.Cmp(&y.n)
	}
	var left, right apd.BigInt
	left.Mul(&x.n, &y.d)
	right.Mul(&y.n, &x.d)
	return left.Cmp(&right)
}

func least(x, y exact) exact {
	if x.cmp(y) <= 0 {
		return x
	}
	return y
}

func greatest(x, y exact) exact {
	if x.cmp(y) >= 0 {
		return x
	}
	return y
}

// round is the one place where digits are cut off: to decimal places, a half going away from zero (scheme.HalfUp) or
// to the even neighbour (scheme.HalfEven).
func (x exact) round(places int32, mode string) (out apd.Decimal) {
	var scaled, rest, twice, one apd.BigInt
	p := power(places)
	scaled.Abs(&x.n)
	scaled.Mul(&scaled, &p)
	out.Coeff.QuoRem(&scaled, &x.d, &rest)
	out.Exponent = -places
	twice.Add(&rest, &rest)
	one.SetInt64(1)
	up := twice.Cmp(&x.d)
	if up > 0 || up == 0 && (mode != scheme.HalfEven || out.Coeff.Bit(0) == 1) {
		out.Coeff.Add(&out.Coeff, &one)
	}
	out.Negative = x.sign() < 0 && out.Coeff.Sign() != 0
	return out
}

// text writes a rounded decimal with all its places.
func text(v *apd.Decimal) string {
	places := int(-v.Exponent)
	if !v.Coeff.IsInt64() || v.Exponent > 0 || places > 18 {
		return v.Text('f')
	}
	// The common case, at a quarter of the cost: marks and totals are small.
	var room [64]byte
	out := room[:0]
	if v.Negative {
		out = append(out, '-')
	}
	digits := strconv.AppendInt(room[40:40], v.Coeff.Int64(), 10)
	if len(digits) <= places {
		out = append(out, '0', '.')
		for range places - len(digits) {
			out = append(out, '0')
		}
		return string(append(out, digits...))
	}
	point := len(digits) - places
	out = append(out, digits[:point]...)
	if places > 0 {
		out = append(append(out, '.'), digits[point:]...)
	}
	return string(out)
}

// integer writes a whole number.
func integer(n *apd.BigInt) string {
	if n.IsInt64() {
		return strconv.FormatInt(n.Int64(), 10)
	}
	return n.String()
}

// plain writes a decimal as a person would: no exponent, no places that the scheme does not state.
func plain(v *apd.Decimal) string {
	if v == nil {
		return ""
	}
	return v.Text('f')
}
