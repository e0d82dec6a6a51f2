package score

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"testing"

	"github.com/cockroachdb/apd/v3"
	"pgregory.net/rapid"

	"unionscreen/aggregator/scheme"
)

// This file is the scoring rules written down once more: slow, in fractions of math/big, item by item and without
// sharing anything with the package but its inputs. What differs from it is a fault of one of the two.

// obviousRow is what a unit gets.
type obviousRow struct {
	union, total, base, bonus, deductions, sum, factor, veto string
	rank                                                     int
	tied                                                     bool
	marks, states, reasons                                   []string

	unit    *Unit
	printed *big.Rat // nil: no total
}

func ratOf(v *apd.Decimal) *big.Rat {
	r, ok := new(big.Rat).SetString(v.Text('f'))
	if !ok {
		panic(v.String())
	}
	return r
}

// rounded cuts a fraction off at the places, a half up or to the even neighbour.
func rounded(x *big.Rat, places int, mode string) (*big.Rat, string) {
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil)
	scaled := new(big.Rat).Mul(x, new(big.Rat).SetInt(scale))
	negative := scaled.Sign() < 0
	scaled.Abs(scaled)
	below, rest := new(big.Int).QuoRem(scaled.Num(), scaled.Denom(), new(big.Int))
	twice := new(big.Int).Lsh(rest, 1).Cmp(scaled.Denom())
	if twice > 0 || twice == 0 && (mode != scheme.HalfEven || below.Bit(0) == 1) {
		below.Add(below, big.NewInt(1))
	}
	if negative {
		below.Neg(below)
	}
	out := new(big.Rat).SetFrac(below, scale)
	return out, out.FloatString(places)
}

// valueOf is the exact value of a measure as methods take it; nil without one.
func valueOf(in *Input, item *scheme.Item, u *Unit) (x *big.Rat, state string) {
	m := u.Measures[item.Key()]
	if m.State() != StateValue {
		if m.few {
			return nil, "few"
		}
		return nil, m.State()
	}
	if m.under != 0 && m.under < item.MinDenominator {
		return nil, "few"
	}
	if m.amount != "" {
		x, _ = new(big.Rat).SetString(m.amount)
	} else {
		x = new(big.Rat).SetInt64(m.over)
	}
	for _, by := range []int64{m.under, m.by} {
		if by != 0 {
			x.Quo(x, new(big.Rat).SetInt64(by))
		}
	}
	if m.times != 0 {
		x.Mul(x, new(big.Rat).SetInt64(m.times))
	}
	if x.Sign() < 0 {
		x = new(big.Rat)
	}
	entry, _ := in.Scheme.Indicator(item.Indicator)
	if most := new(big.Rat).SetInt64(entry.Measured.Cap); most.Sign() > 0 && x.Cmp(most) > 0 {
		x = most
	}
	return x, StateValue
}

// lnSeen keeps logarithms: the obvious way asks for those of the whole group for each unit.
var lnSeen = map[string]*big.Rat{}

// obviousLn is ln(x + 1) to 34 digits, by way of 80.
func obviousLn(x *big.Rat) *big.Rat {
	if y, seen := lnSeen[x.RatString()]; seen {
		return y
	}
	many, few := apd.BaseContext.WithPrecision(80), apd.BaseContext.WithPrecision(34)
	sum := new(big.Rat).Add(x, big.NewRat(1, 1))
	var over, under, out apd.Decimal
	over.Coeff.SetMathBigInt(sum.Num())
	under.Coeff.SetMathBigInt(sum.Denom())
	for _, step := range []func() (apd.Condition, error){
		func() (apd.Condition, error) { return many.Quo(&out, &over, &under) },
		func() (apd.Condition, error) { return many.Ln(&out, &out) },
		func() (apd.Condition, error) { return few.Round(&out, &out) },
	} {
		if _, err := step(); err != nil {
			panic(err)
		}
	}
	lnSeen[x.RatString()] = ratOf(&out)
	return lnSeen[x.RatString()]
}

func minRat(a, b *big.Rat) *big.Rat {
	if a.Cmp(b) <= 0 {
		return a
	}
	return b
}

func maxRat(a, b *big.Rat) *big.Rat {
	if a.Cmp(b) >= 0 {
		return a
	}
	return b
}

// obviousMarks is a method as the table of the rules has it, before clamping; group are the values of all units.
func obviousMarks(item *scheme.Item, down bool, x, target *big.Rat, group []*big.Rat) *big.Rat {
	zero, one := new(big.Rat), big.NewRat(1, 1)
	add := func(a, b *big.Rat) *big.Rat { return new(big.Rat).Add(a, b) }
	sub := func(a, b *big.Rat) *big.Rat { return new(big.Rat).Sub(a, b) }
	mul := func(a, b *big.Rat) *big.Rat { return new(big.Rat).Mul(a, b) }
	quo := func(a, b *big.Rat) *big.Rat { return new(big.Rat).Quo(a, b) }
	c := func(name string) *big.Rat { return ratOf(item.Constants[name]) }
	full := ratOf(item.Points)
	switch item.Method {
	case scheme.MethodTarget:
		return mul(full, minRat(quo(x, target), c("cap")))
	case scheme.MethodThreshold:
		missing := sub(c("T"), x)
		if down {
			missing.Neg(missing)
		}
		return maxRat(c("floor"), sub(full, mul(c("k"), maxRat(zero, missing))))
	case scheme.MethodSteps:
		got := zero
		for _, s := range item.Steps {
			if x.Cmp(ratOf(s.From)) >= 0 {
				got = ratOf(s.Points)
			}
		}
		return got
	case scheme.MethodPiece:
		return mul(c("each"), x)
	case scheme.MethodDeduct:
		lost := mul(c("each"), x)
		if item.Constants["cap"] != nil {
			lost = minRat(lost, c("cap"))
		}
		return sub(full, lost)
	case scheme.MethodEfficacy:
		reached := add(big.NewRat(60, 1), mul(big.NewRat(40, 1), quo(sub(x, c("x_s")), sub(c("x_h"), c("x_s")))))
		return mul(quo(full, big.NewRat(100, 1)), minRat(maxRat(reached, zero), big.NewRat(100, 1)))
	case scheme.MethodRank:
		better, equal := int64(0), int64(0)
		for _, y := range group {
			switch c := y.Cmp(x); {
			case c == 0:
				equal++
			case c > 0 != down:
				better++
			}
		}
		n := big.NewRat(int64(len(group)), 1)
		if len(group) == 1 {
			return full
		}
		position := add(big.NewRat(better, 1), big.NewRat(equal+1, 2))
		return mul(full, quo(sub(n, position), sub(n, one)))
	}
	if item.Method == scheme.MethodLog {
		logs := make([]*big.Rat, len(group))
		for i := range group {
			logs[i] = obviousLn(group[i])
		}
		x, group = obviousLn(x), logs
	}
	low, high := slices.MinFunc(group, (*big.Rat).Cmp), slices.MaxFunc(group, (*big.Rat).Cmp)
	switch {
	case low.Cmp(high) == 0:
		return full
	case down:
		return mul(full, quo(sub(high, x), sub(high, low)))
	}
	return mul(full, quo(sub(x, low), sub(high, low)))
}

// obvious scores and ranks a group.
func obvious(in Input) []obviousRow {
	s := in.Scheme
	rows := make([]obviousRow, len(in.Units))
	for i := range in.Units {
		rows[i] = obviousRow{union: in.Units[i].Union, veto: in.Units[i].Veto, unit: &in.Units[i]}
		obviousItems(&in, &rows[i])
		obviousTotal(s, &rows[i])
	}
	slices.SortFunc(rows, func(a, b obviousRow) int {
		return cmp.Or(obviousOrder(s, a, b), cmp.Compare(a.unit.Order, b.unit.Order), cmp.Compare(a.union, b.union))
	})
	for i := range rows {
		if rows[i].veto != "" || rows[i].printed == nil {
			continue
		}
		before, places := 0, map[int]bool{}
		for j := range rows {
			if rows[j].veto != "" || rows[j].printed == nil || j == i {
				continue
			}
			switch c := obviousOrder(s, rows[j], rows[i]); {
			case c < 0:
				before++
				places[rows[j].rank] = true
			case c == 0:
				rows[i].tied = true
			}
		}
		if rows[i].rank = len(places) + 1; s.Ties.Method == scheme.TiesCompetition {
			rows[i].rank = before + 1
		}
	}
	return rows
}

func obviousItems(in *Input, row *obviousRow) {
	s := in.Scheme
	full, sum, reachable := ratOf(in.Group.FullMarks), new(big.Rat), new(big.Rat)
	for k := range in.Group.Items {
		item := &in.Group.Items[k]
		entry, _ := s.Indicator(item.Indicator)
		x, state := valueOf(in, item, row.unit)
		target := row.unit.Targets[item.Key()]
		points := ratOf(item.Points)
		reason := ""
		switch {
		case item.Method == scheme.MethodTarget && target == nil && item.TargetOf.Of != "":
			state, reason = StateNoData, ReasonNoData
		case item.Method == scheme.MethodTarget && (target == nil || target.Sign() <= 0):
			state, reason = StateNotApplicable, ReasonNoTarget
		case state == "few":
			state, reason = StateNotApplicable, ReasonFew
		case state == StateNotApplicable:
			reason = ReasonNotApplicable
		case state == StateNoData:
			reason = ReasonNoData
		}
		marks := new(big.Rat)
		switch state {
		case StateValue:
			var group []*big.Rat
			for i := range in.Units {
				if y, has := valueOf(in, item, &in.Units[i]); has == StateValue {
					group = append(group, y)
				}
			}
			var aim *big.Rat
			if target != nil {
				aim = ratOf(target)
			}
			marks = minRat(maxRat(obviousMarks(item, entry.Better == scheme.BetterDown, x, aim, group), new(big.Rat)), points)
			reason = ReasonPart
			if marks.Sign() == 0 {
				reason = ReasonNone
			}
			if marks.Cmp(points) == 0 {
				reason = ReasonFull
			}
		case StateNotApplicable:
			if s.NotApplicable == scheme.PolicyFull {
				marks = points
			}
		}
		row.states, row.reasons = append(row.states, state), append(row.reasons, reason)
		if state != StateNotApplicable {
			reachable.Add(reachable, points)
		}
		if state == StateNotApplicable && s.NotApplicable == scheme.PolicyRescale {
			row.marks = append(row.marks, "")
			continue
		}
		printed, text := rounded(marks, s.Rounding.Places, s.Rounding.Mode)
		sum.Add(sum, printed)
		row.marks = append(row.marks, text)
	}
	if reachable.Sign() == 0 {
		return
	}
	if s.NotApplicable == scheme.PolicyRescale && reachable.Cmp(full) < 0 {
		_, row.sum = rounded(sum, s.Rounding.Places, s.Rounding.Mode)
		factor := new(big.Rat).Quo(full, reachable)
		_, row.factor = rounded(factor, 4, scheme.HalfUp)
		sum.Mul(sum, factor)
	}
	row.printed, row.base = rounded(sum, s.Rounding.Places, s.Rounding.Mode)
}

func obviousTotal(s *scheme.Scheme, row *obviousRow) {
	sums := map[string]*big.Rat{scheme.KindBonus: new(big.Rat), scheme.KindDeduction: new(big.Rat)}
	has := map[string]bool{}
	for _, a := range s.Adjustments {
		has[a.Kind] = true
		left := new(big.Rat)
		if a.Limit != nil {
			left = ratOf(a.Limit)
		}
		for _, e := range row.unit.Adjustments {
			switch {
			case e.ID != a.ID:
			case a.Kind == scheme.KindVeto:
				row.veto = cmp.Or(row.veto, e.Ground)
			default:
				counted := minRat(ratOf(e.Points), left)
				left = new(big.Rat).Sub(left, counted)
				sums[a.Kind].Add(sums[a.Kind], counted)
			}
		}
	}
	if row.printed == nil {
		return
	}
	bonus, total := sums[scheme.KindBonus], new(big.Rat).Set(row.printed)
	if s.Bonus.From != nil && row.printed.Cmp(ratOf(s.Bonus.From)) < 0 {
		bonus = new(big.Rat)
	}
	if s.Bonus.Cap != nil {
		bonus = minRat(bonus, ratOf(s.Bonus.Cap))
	}
	total.Add(total, bonus).Sub(total, sums[scheme.KindDeduction])
	if total.Sign() < 0 {
		total.SetInt64(0)
	}
	row.printed, row.total = rounded(total, s.Rounding.Places, s.Rounding.Mode)
	if has[scheme.KindBonus] {
		_, row.bonus = rounded(bonus, s.Rounding.Places, s.Rounding.Mode)
	}
	if has[scheme.KindDeduction] {
		_, row.deductions = rounded(sums[scheme.KindDeduction], s.Rounding.Places, s.Rounding.Mode)
	}
}

// obviousOrder is negative when a is printed before b for its class, total or chain.
func obviousOrder(s *scheme.Scheme, a, b obviousRow) int {
	class := func(r obviousRow) int {
		switch {
		case r.veto != "":
			return 2
		case r.printed == nil:
			return 1
		}
		return 0
	}
	if c := cmp.Compare(class(a), class(b)); c != 0 || class(a) > 0 {
		return c
	}
	if c := b.printed.Cmp(a.printed); c != 0 || s.Ties.Method != scheme.TiesChain {
		return c
	}
	for _, id := range s.Ties.Chain {
		item := scheme.Item{ID: id}
		x, stateX := valueOf(&Input{Scheme: s}, &item, a.unit)
		y, stateY := valueOf(&Input{Scheme: s}, &item, b.unit)
		switch {
		case stateX == StateValue && stateY == StateValue:
			if c := y.Cmp(x); c != 0 {
				return c
			}
		case stateX == StateValue:
			return -1
		case stateY == StateValue:
			return 1
		}
	}
	return 0
}

// agree compares a result with the obvious one, field by field.
func agree(t interface{ Fatalf(string, ...any) }, in Input) {
	rows, want := Standings(in).Rows, obvious(in)
	for i := range rows {
		r, w := rows[i], want[i]
		got := obviousRow{union: r.Union, total: r.Total, base: r.Base, bonus: r.Bonus, deductions: r.Deductions, sum: r.Sum, factor: r.Factor,
			veto: r.Veto, rank: r.Rank, tied: r.Tied}
		for _, item := range r.Items {
			got.marks, got.states, got.reasons = append(got.marks, item.Marks), append(got.states, item.State), append(got.reasons, item.Reason)
		}
		w.unit, w.printed = nil, nil
		if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", w) {
			t.Fatalf("row %d is\n%+v\nobviously\n%+v", i, got, w)
		}
	}
}

func TestAgainstTheObvious(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		drawAdjustments(t, &in)
		agree(t, in)
	})
	for seed := range uint64(9) {
		agree(t, seeded(t, 100+seed, 25))
	}
	agree(t, realisticInput(t, 40))
}

// TestShortMarksAreTheExactOnes: rounding without writing the fraction down gives what rounding the fraction gives.
func TestShortMarksAreTheExactOnes(t *testing.T) {
	short := 0
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		for k := range in.Group.Items {
			in.Group.Items[k].Method = scheme.MethodLog
		}
		quick, slow := newSheet(in), newSheet(in)
		slow.problem.exactly = true
		cells, other := make([]cell, len(quick.tasks)), make([]cell, len(quick.tasks))
		items := make([]Item, len(quick.tasks))
		for i := range in.Units {
			quick.score(i, cells, items)
			slow.score(i, other, items)
			for k := range cells {
				if cells[k].printed != other[k].printed {
					t.Fatalf("%s: %+v, exactly %+v", items[k].ID, cells[k].printed, other[k].printed)
				}
				if cells[k].has && cells[k].marks == (exact{}) {
					short++
				}
			}
		}
	})
	if short == 0 {
		t.Error("nothing was rounded the short way")
	}
}
