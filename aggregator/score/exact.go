package score

import (
	"math"
	"math/bits"

	"github.com/cockroachdb/apd/v3"
)

// exact is a fraction n/d. Marks are rounded once, so until then nothing may be cut off: a quotient of decimals need
// not end, a fraction is always exact. Fractions are not brought to lowest terms: the few steps from a measure to a
// mark seldom let them outgrow a word, and where they do, wide takes over and is just as exact.
type exact struct {
	n, d int64 // d > 0
	wide *wide // in place of n and d where they do not fit
}

func whole(i int64) exact { return exact{n: i, d: 1} }

// decimal is the fraction of a finite decimal.
func decimal(v *apd.Decimal) exact {
	if v.Coeff.IsInt64() && -inWord <= v.Exponent && v.Exponent <= inWord {
		n, d, ok := v.Coeff.Int64(), int64(1), true
		if v.Exponent > 0 {
			n, ok = product(n, tens(v.Exponent))
		} else {
			d = tens(-v.Exponent)
		}
		if v.Negative {
			n = -n
		}
		if ok {
			return exact{n: n, d: d}
		}
	}
	return exact{wide: wideDecimal(v)}
}

// inWord is the last power of ten below 2^63.
const inWord = 18

// tens is 10 to the e-th, of which 0 ≤ e ≤ inWord.
func tens(e int32) int64 {
	return [inWord + 1]int64{
		1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
	}[e]
}

// magnitude is |a|; that of the least int64 too.
func magnitude(a int64) uint64 {
	if a < 0 {
		return -uint64(a)
	}
	return uint64(a)
}

// product is a × b; false: it does not fit.
func product(a, b int64) (int64, bool) {
	hi, lo := bits.Mul64(magnitude(a), magnitude(b))
	return a * b, hi == 0 && lo <= math.MaxInt64
}

// sum is a + b; false: it does not fit.
func sum(a, b int64) (int64, bool) {
	c := a + b
	return c, (a^c)&(b^c) >= 0
}

func (x exact) sign() int {
	switch {
	case x.wide != nil:
		return x.wide.n.Sign()
	case x.n < 0:
		return -1
	case x.n > 0:
		return 1
	}
	return 0
}

func (x exact) add(y exact) exact {
	if x.wide == nil && y.wide == nil {
		if z, ok := addSmall(x, y); ok {
			return z
		}
	}
	return exact{wide: x.widen().add(y.widen())}
}

func addSmall(x, y exact) (exact, bool) {
	left, right, under, ok := x.n, y.n, x.d, true
	switch {
	case x.d == y.d:
	case x.d%y.d == 0: // sums of decimals of few and of many places would grow without need
		right, ok = product(y.n, x.d/y.d)
	case y.d%x.d == 0:
		left, ok = product(x.n, y.d/x.d)
		under = y.d
	default:
		var okLeft, okRight bool
		left, okLeft = product(x.n, y.d)
		right, okRight = product(y.n, x.d)
		under, ok = product(x.d, y.d)
		ok = ok && okLeft && okRight
	}
	if !ok {
		return exact{}, false
	}
	n, ok := sum(left, right)
	return exact{n: n, d: under}, ok
}

func (x exact) neg() exact {
	if x.wide != nil || x.n == math.MinInt64 {
		return exact{wide: x.widen().neg()}
	}
	return exact{n: -x.n, d: x.d}
}

func (x exact) sub(y exact) exact { return x.add(y.neg()) }

func (x exact) mul(y exact) exact {
	if x.wide == nil && y.wide == nil {
		n, okN := product(x.n, y.n)
		d, okD := product(x.d, y.d)
		if okN && okD {
			return exact{n: n, d: d}
		}
	}
	return exact{wide: x.widen().mul(y.widen())}
}

// quo is x/y; y must not be 0.
func (x exact) quo(y exact) exact {
	if x.wide == nil && y.wide == nil {
		if z, ok := quoSmall(x, y); ok {
			return z
		}
	}
	return exact{wide: x.widen().quo(y.widen())}
}

func quoSmall(x, y exact) (exact, bool) {
	if y.n == math.MinInt64 || x.n == math.MinInt64 {
		return exact{}, false
	}
	n, d, okN, okD := x.n, y.n, true, true
	if x.d != y.d {
		n, okN = product(x.n, y.d)
		d, okD = product(x.d, y.n)
	}
	if d < 0 {
		n, d = -n, -d
	}
	return exact{n: n, d: d}, okN && okD
}

func (x exact) cmp(y exact) int {
	if x.wide != nil || y.wide != nil {
		return x.widen().cmp(y.widen())
	}
	if x.d == y.d {
		return compare(x.n, y.n)
	}
	if s, t := x.sign(), y.sign(); s != t || s == 0 {
		return s - t
	}
	hiX, loX := bits.Mul64(magnitude(x.n), uint64(y.d))
	hiY, loY := bits.Mul64(magnitude(y.n), uint64(x.d))
	c := compare(hiX, hiY)
	if c == 0 {
		c = compare(loX, loY)
	}
	if x.n < 0 {
		return -c
	}
	return c
}

func compare[T int64 | uint64](a, b T) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
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
