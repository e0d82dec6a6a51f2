package score

import (
	"math"
	"math/rand/v2"
	"testing"
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
