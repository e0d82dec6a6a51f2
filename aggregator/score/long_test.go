package score

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

func (a long) big() *big.Int {
	out := new(big.Int).Lsh(new(big.Int).SetUint64(a.hi), 64)
	return out.Add(out, new(big.Int).SetUint64(a.lo))
}

// TestSharesOfLongNumbers divides by hand what math/big divides.
func TestSharesOfLongNumbers(t *testing.T) {
	word := rapid.OneOf(rapid.Uint64(), rapid.Uint64Range(0, 3), rapid.Just(^uint64(0)), rapid.Just(uint64(1)<<63))
	rapid.Check(t, func(t *rapid.T) {
		a, b := long{word.Draw(t, "a"), word.Draw(t, "b")}, long{word.Draw(t, "c"), word.Draw(t, "d")}
		m := word.Draw(t, "m") >> 1
		if c := a.big().Cmp(b.big()); c != a.cmp(b) {
			t.Fatalf("%v and %v compare as %d, want %d", a, b, a.cmp(b), c)
		} else if c > 0 {
			a, b = b, a
		}
		product := new(big.Int).Mul(a.big(), new(big.Int).SetUint64(m))
		if got, ok := a.times(m); ok != (product.BitLen() <= 128) || ok && got.big().Cmp(product) != 0 {
			t.Fatalf("%v × %d = %v (%v), want %d", a, m, got, ok, product)
		}
		if d := new(big.Int).Sub(b.big(), a.big()); b.sub(a).big().Cmp(d) != 0 {
			t.Fatalf("%v − %v = %v, want %d", b, a, b.sub(a), d)
		}
		q, rest, ok := roundedShare(a, b, m)
		if !ok {
			if b.hi != 0 {
				t.Fatalf("%v was not divided", b)
			}
			return
		}
		want, left := new(big.Int).QuoRem(product, b.big(), new(big.Int))
		if wantRest := left.Lsh(left, 1).Cmp(b.big()); want.Cmp(new(big.Int).SetUint64(q)) != 0 || rest != wantRest {
			t.Fatalf("%d · %v / %v = %d and %d, want %d and %d", m, a, b, q, rest, want, wantRest)
		}
	})
}
