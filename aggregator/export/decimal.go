package export

import (
	"github.com/cockroachdb/apd/v3"

	"unionscreen/aggregator/scheme"
)

// sums are what the sheet 校验 and the mean row calculate here, from the texts of the rows and apart from package score:
// 34 digits are more than a sum of printed marks has.
var sums = apd.BaseContext.WithPrecision(34)

// decimal reads a printed decimal; nil where there is none.
func decimal(text string) *apd.Decimal {
	if !isDecimal(text) {
		return nil
	}
	d, _, err := apd.NewFromString(text)
	if err != nil {
		return nil
	}
	return d
}

// total adds the decimals among some texts and says how many there were.
func total(texts []string) (sum *apd.Decimal, n int) {
	sum = apd.New(0, 0)
	for _, text := range texts {
		if d := decimal(text); d != nil {
			n++
			_, _ = sums.Add(sum, sum, d) // within 34 digits
		}
	}
	return sum, n
}

// share is x·a/b rounded to the printed places.
func share(x, a, b *apd.Decimal, r scheme.Rounding) *apd.Decimal {
	out := new(apd.Decimal)
	if b.IsZero() {
		return out
	}
	_, _ = sums.Mul(out, x, a)
	_, _ = sums.Quo(out, out, b)
	return rounded(out, r)
}

func rounded(x *apd.Decimal, r scheme.Rounding) *apd.Decimal {
	to := *sums
	to.Rounding = apd.RoundHalfUp
	if r.Mode == scheme.HalfEven {
		to.Rounding = apd.RoundHalfEven
	}
	out := new(apd.Decimal)
	_, _ = to.Quantize(out, x, -int32(r.Places))
	return out
}

// meanOf is the mean of the decimals among some texts; empty when there is none.
func meanOf(texts []string, r scheme.Rounding) string {
	sum, n := total(texts)
	if n == 0 {
		return ""
	}
	return share(sum, apd.New(1, 0), apd.New(int64(n), 0), r).Text('f')
}
