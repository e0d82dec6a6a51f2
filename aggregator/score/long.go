package score

import (
	"math/bits"

	"github.com/cockroachdb/apd/v3"
)

// long is a whole number below 2^128: a logarithm in units of its 34th place, which a word does not hold.
type long struct{ hi, lo uint64 }

// exact is the number with so many of its digits behind the point.
func (a long) exact(places int32) exact {
	w := new(wide)
	var low apd.BigInt
	w.n.SetUint64(a.hi)
	w.n.Lsh(&w.n, 64)
	low.SetUint64(a.lo)
	w.n.Add(&w.n, &low)
	w.d = power(places)
	return exact{wide: w}
}

func (a long) sub(b long) (c long) {
	var borrow uint64
	c.lo, borrow = bits.Sub64(a.lo, b.lo, 0)
	c.hi, _ = bits.Sub64(a.hi, b.hi, borrow)
	return c
}

func (a long) cmp(b long) int {
	if c := compare(a.hi, b.hi); c != 0 {
		return c
	}
	return compare(a.lo, b.lo)
}

// times is a·m; false: it does not fit.
func (a long) times(m uint64) (c long, ok bool) {
	over, hi := bits.Mul64(a.hi, m)
	carried, lo := bits.Mul64(a.lo, m)
	sum, carry := bits.Add64(hi, carried, 0)
	return long{sum, lo}, over == 0 && carry == 0
}

// roundedShare is the whole number next to m·part/whole, and how the rest lies to a half: -1 below, 0 on it, 1 above.
// Part is not more than whole, and m is below 2^63; false: whole is too short for dividing by its first word.
func roundedShare(part, whole long, m uint64) (q uint64, rest int, ok bool) {
	if whole.hi == 0 {
		return 0, 0, false
	}
	// whole is moved up until its first bit is set, part with it: then the first words tell the quotient but for 2
	shift := bits.LeadingZeros64(whole.hi)
	d := long{whole.hi<<shift | whole.lo>>(64-shift), whole.lo << shift}
	p := long{part.hi<<shift | part.lo>>(64-shift), part.lo << shift}
	n1, n0 := bits.Mul64(p.lo, m)
	n2, high := bits.Mul64(p.hi, m)
	var carry uint64
	n1, carry = bits.Add64(n1, high, 0)
	n2 += carry
	q = ^uint64(0)
	if n2 < d.hi {
		q, _ = bits.Div64(n2, n1, d.hi)
	}
	t1, t0 := bits.Mul64(d.lo, q)
	t2, high := bits.Mul64(d.hi, q)
	t1, carry = bits.Add64(t1, high, 0)
	t2 += carry
	var borrow uint64
	n0, borrow = bits.Sub64(n0, t0, 0)
	n1, borrow = bits.Sub64(n1, t1, borrow)
	n2, borrow = bits.Sub64(n2, t2, borrow)
	for borrow > 0 { // the guess was too much, by 2 at most
		q--
		n0, carry = bits.Add64(n0, d.lo, 0)
		n1, carry = bits.Add64(n1, d.hi, carry)
		n2, carry = bits.Add64(n2, 0, carry)
		borrow -= carry
	}
	left := long{n1, n0}
	return q, left.cmp(d.sub(left)), true
}
