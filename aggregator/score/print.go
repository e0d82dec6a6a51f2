package score

import (
	"math"
	"math/bits"
	"strconv"

	"github.com/cockroachdb/apd/v3"

	"unionscreen/aggregator/scheme"
)

// printed is a number as it is printed: a fraction of a power of ten.
type printed struct {
	exact
	places int32
}

// round is the one place where digits are cut off: to decimal places, a half going away from zero (scheme.HalfUp) or
// to the even neighbour (scheme.HalfEven).
func (x exact) round(places int32, mode string) printed {
	even := mode == scheme.HalfEven
	if x.wide == nil && places <= inWord {
		hi, lo := bits.Mul64(magnitude(x.n), uint64(tens(places)))
		if under := uint64(x.d); hi < under {
			q, rest := bits.Div64(hi, lo, under)
			if q < math.MaxInt64 {
				if left := under - rest; rest > left || rest == left && (!even || q&1 == 1) {
					q++
				}
				n := int64(q)
				if x.n < 0 {
					n = -n
				}
				return printed{exact{n: n, d: tens(places)}, places}
			}
		}
	}
	w := new(wide)
	w.n = x.widen().round(places, even)
	if w.n.IsInt64() && places <= inWord {
		return printed{exact{n: w.n.Int64(), d: tens(places)}, places}
	}
	w.d = power(places)
	return printed{exact{wide: w}, places}
}

// text writes a printed number with all its places.
func text(v *printed) string {
	var room [32]byte
	return string(v.append(room[:0]))
}

func (v *printed) append(out []byte) []byte {
	if v.wide != nil {
		d := apd.Decimal{Exponent: -v.places, Negative: v.sign() < 0}
		d.Coeff.Abs(&v.wide.n)
		return d.Append(out, 'f')
	}
	if v.n < 0 {
		out = append(out, '-')
	}
	one := uint64(v.d)
	out = strconv.AppendUint(out, magnitude(v.n)/one, 10)
	if v.places == 0 {
		return out
	}
	// The 1 before the places keeps their leading zeros, and becomes the point.
	at := len(out)
	out = strconv.AppendUint(out, one+magnitude(v.n)%one, 10)
	out[at] = '.'
	return out
}

// plain writes a decimal as a person would: no exponent, no places that the scheme does not state.
func plain(v *apd.Decimal) string {
	if v == nil {
		return ""
	}
	return v.Text('f')
}

// pointsText writes a sum of points without places it does not need.
func pointsText(x exact) string {
	if x.wide == nil {
		for places := int32(0); places <= inWord; places++ {
			n, ok := product(x.n, tens(places))
			if !ok {
				break
			}
			if n%x.d == 0 {
				v := printed{exact{n: n / x.d, d: tens(places)}, places}
				return text(&v)
			}
		}
	}
	v := x.round(inWord, scheme.HalfUp) // schemes state at most 18 places, so nothing is cut off
	w := v.widen()
	out := apd.Decimal{Exponent: -inWord, Negative: w.n.Sign() < 0}
	out.Coeff.Abs(&w.n)
	out.Reduce(&out)
	return out.Text('f')
}
