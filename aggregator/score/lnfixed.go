package score

import (
	"math"
	"math/bits"
	"sync"
)

// A general logarithm to 44 digits takes a tenth of a millisecond, and an item of the method logminmax asks for one of
// each unit. Fixed point with 192 bits behind the point gives the same 34 digits in a hundredth of that:
//
//	ln(2^k · c · e · (1 + r)) = k · ln 2 + ln c + ln e + ln(1 + r),  c = 1 + i/2^8, e = 1 + j/2^16, 0 ≤ r < 2^-16
//
// What is too small for that precision, or so near the middle between two roundings that its last bits could decide,
// is left to the general one.

// fixed is a number from 0 to below 2^64: its whole part, then 192 bits behind the point.
type fixed [4]uint64

const (
	tableBits = 8
	tableSize = 1 << tableBits
	terms     = 12 // r^12/12 is below the last bit
)

func (a fixed) add(b fixed) (c fixed) {
	var carry uint64
	for i := 3; i >= 0; i-- {
		c[i], carry = bits.Add64(a[i], b[i], carry)
	}
	return c
}

func (a fixed) sub(b fixed) (c fixed) {
	var borrow uint64
	for i := 3; i >= 0; i-- {
		c[i], borrow = bits.Sub64(a[i], b[i], borrow)
	}
	return c
}

// over is a/m, cut off.
func (a fixed) over(m uint64) (c fixed) {
	var rest uint64
	for i := range a {
		c[i], rest = bits.Div64(rest, a[i], m)
	}
	return c
}

// times is a·m and what runs over the whole part.
func (a fixed) times(m uint64) (c fixed, over uint64) {
	for i := 3; i >= 0; i-- {
		hi, lo := bits.Mul64(a[i], m)
		var carry uint64
		c[i], carry = bits.Add64(lo, over, 0)
		over = hi + carry
	}
	return c, over
}

// mul is a·b of numbers below 1, at most a few units of the last bit too small.
func (a fixed) mul(b fixed) (c fixed) {
	var carry uint64
	h33, _ := bits.Mul64(a[3], b[1])
	h22, _ := bits.Mul64(a[2], b[2])
	h13, _ := bits.Mul64(a[1], b[3])
	h21, l21 := bits.Mul64(a[2], b[1])
	h12, l12 := bits.Mul64(a[1], b[2])
	h11, l11 := bits.Mul64(a[1], b[1])
	for _, low := range [...]uint64{h33, h22, h13, l21, l12} {
		c[3], carry = bits.Add64(c[3], low, 0)
		c[2] += carry // at most five carries into an empty word
	}
	for _, middle := range [...]uint64{h21, h12, l11} {
		c[2], carry = bits.Add64(c[2], middle, 0)
		c[1] += carry
	}
	c[1] += h11 // the product is below 1, so nothing runs over
	return c
}

// lnTables are ln(1 + i/2^8), of which the last is ln 2, ln(1 + j/2^16), and 1/t.
type lnTables struct {
	coarse [tableSize + 1]fixed
	fine   [tableSize]fixed
	one    [terms + 1]fixed
}

// tablesOfLn are worked out with the first logarithm that is asked for.
var tablesOfLn = sync.OnceValue(func() *lnTables {
	t := new(lnTables)
	for i := uint64(1); i <= tableSize; i++ {
		t.coarse[i] = t.coarse[i-1].add(lnNext(tableSize + i - 1))
	}
	for j := uint64(1); j < tableSize; j++ {
		t.fine[j] = t.fine[j-1].add(lnNext(tableSize*tableSize + j - 1))
	}
	for n := uint64(1); n <= terms; n++ {
		t.one[n] = fixed{1}.over(n)
	}
	return t
})

// lnNext is ln((n + 1)/n) = 2 · Σ 1/(t · q^t) over odd t, with q = 2n + 1.
func lnNext(n uint64) (sum fixed) {
	q := 2*n + 1
	power := fixed{2}.over(q)
	for t := uint64(1); power != (fixed{}); t += 2 {
		sum = sum.add(power.over(t))
		power = power.over(q).over(q)
	}
	return sum
}

// lnRatio is ln(over/under), of which over is more than under; good to 2^-170.
func lnRatio(over, under uint64) fixed {
	t := tablesOfLn()
	lengthOver, lengthUnder := bits.Len64(over), bits.Len64(under)
	over, under = over<<(64-lengthOver), under<<(64-lengthUnder)
	k := uint64(lengthOver - lengthUnder)
	rest := over - under // over/under = 1 + rest/under once it is from 1 to below 2
	if over < under {
		k--
		rest = over<<1 - under // what is shifted out is what the difference lacks
	}
	var r fixed
	for i := 1; i < 4; i++ {
		r[i], rest = bits.Div64(rest, 0, under)
	}
	i := r[1] >> (64 - tableBits)
	r = r.behind(tableBits).over(tableSize + i)
	j := r[1] >> (64 - 2*tableBits)
	r = r.behind(2 * tableBits).over(tableSize*tableSize + j)
	// ln(1 + r) = r − r · (r · (1/2 − r · (1/3 − …)))
	series := t.one[terms]
	for n := terms - 1; n > 1; n-- {
		series = t.one[n].sub(r.mul(series))
	}
	sum := r.sub(r.mul(r.mul(series)))
	twos, _ := t.coarse[tableSize].times(k)
	return sum.add(t.coarse[i]).add(t.fine[j]).add(twos)
}

// behind drops the first so many bits behind the point and moves up what follows them.
func (a fixed) behind(n int) fixed {
	a[1] &= 1<<(64-n) - 1
	c, _ := a.times(1 << n)
	return c
}

// lnPlaces is the most decimal places with which 34 digits are still sure: of values from a millionth on.
const lnPlaces = 40

// doubtful is how near the middle between two roundings the word behind the last digit may be: far more than what the
// bits cut off can sum up to.
const doubtful = 1 << 40

// digits are the first 34 of the number, rounded, and how many of them stand behind the point; false: that cannot be
// told from so many bits.
func (a fixed) digits() (long, int32, bool) {
	places := int32(lnDigits)
	switch {
	case a[0] >= 10:
		places -= 2
	case a[0] >= 1:
		places--
	default:
		for tenth := uint64(math.MaxUint64) / 10; a[1] < tenth && places <= lnPlaces; tenth /= 10 {
			places++
		}
	}
	if places > lnPlaces {
		return long{}, 0, false
	}
	var hi uint64 // above the whole part
	for left := places; left > 0; left -= inWord {
		m := uint64(tens(min(left, inWord)))
		var over uint64
		a, over = a.times(m)
		hi = hi*m + over
	}
	const middle = 1 << 63
	if a[1] > middle-doubtful && a[1] < middle+doubtful {
		return long{}, 0, false
	}
	lo, carry := bits.Add64(a[0], a[1]>>63, 0)
	out := long{hi + carry, lo}
	// the number of digits was guessed from one word, and rounding may have made one more
	return out, places, out.cmp(lnLeast()) >= 0 && out.cmp(lnMost()) < 0
}

// lnLeast and lnMost bound the numbers of 34 digits.
func lnLeast() (a long) { a.hi, a.lo = bits.Mul64(1e16, 1e17); return a }
func lnMost() (a long)  { a.hi, a.lo = bits.Mul64(1e17, 1e17); return a }
