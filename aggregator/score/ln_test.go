package score

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/cockroachdb/apd/v3"
)

// TestFastLogarithms compares the fixed point with the general logarithm, digit for digit, over numbers of every size.
func TestFastLogarithms(t *testing.T) {
	r := rand.New(rand.NewPCG(34, 192))
	var numbers []exact
	for _, x := range []int64{1, 2, 8, 9, 10, 99, 255, 256, 257, 719, 21, 22, 23, 65_535, 65_536, 1 << 40, math.MaxInt64 - 1, math.MaxInt64} {
		numbers = append(numbers, whole(x), exact{n: 1, d: x}, exact{n: x, d: 1000}, exact{n: x, d: math.MaxInt64}, exact{n: math.MaxInt64, d: x})
	}
	for range 600 {
		numbers = append(numbers, exact{n: 1 + r.Int64N(1<<r.IntN(63)), d: 1 + r.Int64N(1<<r.IntN(63))})
	}
	// ln(1 + x) around 0.1 and 1, where the number of places changes
	for off := int64(-2); off <= 2; off++ {
		numbers = append(numbers, exact{n: 105170918075647624 + off, d: 1e18}, exact{n: 1718281828459045235 + off, d: 1e18})
	}
	fast := 0
	for _, x := range numbers {
		want := generalLogarithm(x)
		if got := logarithm(x); got.cmp(want) != 0 {
			a, b := got.round(44, ""), want.round(44, "")
			t.Errorf("ln(1 + %d/%d) = %s, want %s", x.n, x.d, text(&a), text(&b))
		}
		if _, _, sure := lnRatio(uint64(x.n)+uint64(x.d), uint64(x.d)).digits(); sure {
			fast++
		}
	}
	if fast < len(numbers)/2 {
		t.Errorf("only %d of %d logarithms were fast", fast, len(numbers))
	}
}

// TestSmallLogarithms: a number near 0 has 34 digits of its logarithm too. What is wanted was worked out with 180 digits.
func TestSmallLogarithms(t *testing.T) {
	for _, c := range []struct {
		x    exact
		want string
	}{
		{exact{n: 1, d: 1000000000000000000}, "0.0000000000000000009999999999999999995000000000000000"},
		{exact{n: 3, d: 9007199254740993}, "0.0000000000000003330669073875468696824521698399539"},
		{exact{n: 1, d: 999999937}, "0.000000001000000062500003906333577489598594"},
		{exact{n: 57, d: 4611686018427387905}, "0.00000000000000001235990476633475046862121189361028"},
	} {
		want, _, err := apd.NewFromString(c.want)
		if err != nil {
			t.Fatal(err)
		}
		if got := logarithm(c.x); got.cmp(decimal(want)) != 0 {
			v := got.round(60, "")
			t.Errorf("ln(1 + %d/%d) = %s, want %s", c.x.n, c.x.d, text(&v), c.want)
		}
		if got := logarithm(exact{wide: c.x.widen()}); got.cmp(decimal(want)) != 0 {
			t.Errorf("ln(1 + %d/%d) of any size is not that", c.x.n, c.x.d)
		}
	}
}

// TestDoubtfulLogarithmsAreLeft: what lies in the middle of two roundings is not decided by bits that were cut off.
func TestDoubtfulLogarithmsAreLeft(t *testing.T) {
	half := fixed{5} // 5 and half a unit of the 34th digit: 5·10^-34 is 1/(2·10^33)
	unit := fixed{1}.over(2e15).over(1e18)
	if _, _, sure := half.add(unit).digits(); sure {
		t.Error("the middle between two roundings was decided")
	}
	for _, off := range []fixed{unit.over(2), unit.add(unit.over(2))} {
		if _, _, sure := half.add(off).digits(); !sure {
			t.Error("a quarter from the middle was not decided")
		}
	}
}

func BenchmarkLogarithm(b *testing.B) {
	x := whole(1)
	for b.Loop() {
		x.n += 7919
		logarithm(x)
	}
}
