package score

import "github.com/cockroachdb/apd/v3"

// wide is a fraction of any size, n/d with d > 0. It is never changed once it is made: exact values share it.
//
// Every operation writes into fresh integers, since a copied apd.BigInt may share its digits with the original.
type wide struct{ n, d apd.BigInt }

// widen is the same fraction as a wide one.
func (x exact) widen() *wide {
	if x.wide != nil {
		return x.wide
	}
	w := new(wide)
	w.n.SetInt64(x.n)
	w.d.SetInt64(x.d)
	return w
}

func wideDecimal(v *apd.Decimal) *wide {
	w := new(wide)
	w.d.SetInt64(1)
	w.n.Set(&v.Coeff)
	switch p := power(max(v.Exponent, -v.Exponent)); {
	case v.Exponent > 0:
		w.n.Mul(&v.Coeff, &p)
	case v.Exponent < 0:
		w.d.Set(&p)
	}
	if v.Negative {
		w.n.Neg(&w.n)
	}
	return w
}

// power is 10 to the e-th.
func power(e int32) (p apd.BigInt) {
	p.SetInt64(tens(min(e, inWord)))
	if e > inWord {
		var rest, ten apd.BigInt
		ten.SetInt64(10)
		rest.SetInt64(int64(e - inWord))
		ten.Exp(&ten, &rest, nil)
		p.Mul(&p, &ten)
	}
	return p
}

func (x *wide) add(y *wide) *wide {
	z := new(wide)
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

func (x *wide) neg() *wide {
	z := new(wide)
	z.n.Neg(&x.n)
	z.d.Set(&x.d)
	return z
}

func (x *wide) mul(y *wide) *wide {
	z := new(wide)
	z.n.Mul(&x.n, &y.n)
	z.d.Mul(&x.d, &y.d)
	return z
}

func (x *wide) quo(y *wide) *wide {
	z := new(wide)
	if x.d.Cmp(&y.d) == 0 {
		z.n.Set(&x.n)
		z.d.Set(&y.n)
	} else {
		z.n.Mul(&x.n, &y.d)
		z.d.Mul(&x.d, &y.n)
	}
	if z.d.Sign() < 0 {
		z.n.Neg(&z.n)
		z.d.Neg(&z.d)
	}
	return z
}

func (x *wide) cmp(y *wide) int {
	if x.d.Cmp(&y.d) == 0 {
		return x.n.Cmp(&y.n)
	}
	var left, right apd.BigInt
	left.Mul(&x.n, &y.d)
	right.Mul(&y.n, &x.d)
	return left.Cmp(&right)
}

// round gives the fraction times 10 to the places as a whole number, |n| to the nearest; even says where a half goes.
func (x *wide) round(places int32, even bool) (out apd.BigInt) {
	var scaled, rest, twice, one apd.BigInt
	p := power(places)
	scaled.Abs(&x.n)
	scaled.Mul(&scaled, &p)
	out.QuoRem(&scaled, &x.d, &rest)
	twice.Add(&rest, &rest)
	one.SetInt64(1)
	up := twice.Cmp(&x.d)
	if up > 0 || up == 0 && (!even || out.Bit(0) == 1) {
		out.Add(&out, &one)
	}
	if x.n.Sign() < 0 {
		out.Neg(&out)
	}
	return out
}
