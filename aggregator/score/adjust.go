package score

import (
	"errors"
	"fmt"
	"strings"

	"github.com/cockroachdb/apd/v3"

	"unionscreen/aggregator/scheme"
)

// adjust turns the base of a row into its total: base + min(Σ bonuses, cap) − Σ deductions, not below 0. Every entry
// counts in places that are printed, so the printed row adds up. A veto leaves the total as it is.
func (r *ranking) adjust(s *scheme.Scheme) {
	r.row.Veto = r.unit.Veto
	if len(s.Adjustments) == 0 && len(r.unit.Adjustments) == 0 {
		return
	}
	places := int32(s.Rounding.Places)
	base := r.total.exact
	earns := r.has && (s.Bonus.From == nil || base.cmp(decimal(s.Bonus.From)) >= 0)
	sums := map[string]exact{scheme.KindBonus: whole(0), scheme.KindDeduction: whole(0)}
	for i := range s.Adjustments {
		a := &s.Adjustments[i]
		counts := r.has && (a.Kind != scheme.KindBonus || earns)
		sums[a.Kind] = sums[a.Kind].add(r.enter(a, places, counts))
	}
	r.enterUnknown(s, places)
	if !r.has {
		return
	}
	bonus, deductions := sums[scheme.KindBonus], sums[scheme.KindDeduction]
	if s.Bonus.Cap != nil {
		bonus = least(bonus, decimal(s.Bonus.Cap))
	}
	added, taken := bonus.round(places, s.Rounding.Mode), deductions.round(places, s.Rounding.Mode)
	total := base.add(added.exact).sub(taken.exact)
	below := total.sign() < 0
	r.total = greatest(total, whole(0)).round(places, s.Rounding.Mode)
	r.row.Total = text(&r.total)
	for _, a := range s.Adjustments {
		switch a.Kind {
		case scheme.KindBonus:
			r.row.Bonus = text(&added)
		case scheme.KindDeduction:
			r.row.Deductions = text(&taken)
		}
	}
	entered := sums[scheme.KindBonus].round(places, s.Rounding.Mode)
	r.row.TotalFormula = r.totalFormula(text(&entered), s.Bonus.Cap, below)
}

// enter lists the unit's entries of one adjustment and answers what they count together: they share the limit in the
// order of entry.
func (r *ranking) enter(a *scheme.Adjustment, places int32, counts bool) exact {
	sum := whole(0)
	for _, e := range r.unit.Adjustments {
		if e.ID != a.ID {
			continue
		}
		out := Adjusted{ID: e.ID, Kind: a.Kind, Ground: e.Ground}
		if a.Kind == scheme.KindVeto {
			if r.row.Veto == "" {
				r.row.Veto = e.Ground
			}
			if r.row.Veto == "" {
				r.row.Veto = e.ID // a veto without a ground is a veto all the same
			}
			r.row.Adjustments = append(r.row.Adjustments, out)
			continue
		}
		counted := whole(0)
		if counts && e.Points != nil {
			counted = greatest(decimal(e.Points), whole(0))
			if a.Limit != nil {
				counted = least(counted, greatest(decimal(a.Limit).sub(sum), whole(0)))
			}
		}
		printed := counted.round(places, scheme.HalfUp)
		sum = sum.add(printed.exact)
		out.Points, out.Counted = plain(e.Points), text(&printed)
		r.row.Adjustments = append(r.row.Adjustments, out)
	}
	return sum
}

// enterUnknown lists the entries of which the scheme knows nothing, such as those of a scheme tried in place of the
// one they were entered under. They count nothing, and nobody has to ask where they are.
func (r *ranking) enterUnknown(s *scheme.Scheme, places int32) {
	for _, e := range r.unit.Adjustments {
		if _, known := s.Adjustment(e.ID); known {
			continue
		}
		nothing := whole(0).round(places, scheme.HalfUp)
		r.row.Adjustments = append(r.row.Adjustments, Adjusted{ID: e.ID, Points: plain(e.Points), Counted: text(&nothing), Ground: e.Ground})
	}
}

// totalFormula writes how the total came about; empty when no points were entered.
func (r *ranking) totalFormula(bonuses string, limit *apd.Decimal, below bool) string {
	var kinds [2]bool
	for _, a := range r.row.Adjustments {
		kinds[0] = kinds[0] || a.Kind == scheme.KindBonus
		kinds[1] = kinds[1] || a.Kind == scheme.KindDeduction
	}
	if !kinds[0] && !kinds[1] {
		return ""
	}
	var out strings.Builder
	out.WriteString(r.row.Base)
	switch {
	case kinds[0] && limit != nil:
		out.WriteString(" + min(" + bonuses + ", " + plain(limit) + ")")
	case kinds[0]:
		out.WriteString(" + " + bonuses)
	}
	if kinds[1] {
		out.WriteString(" − " + r.row.Deductions)
	}
	if below {
		return "max(0, " + out.String() + ") = " + r.row.Total
	}
	return out.String() + " = " + r.row.Total
}

// mostDigits bounds what can be entered: no evaluation gives a unit a billion points.
const mostDigits = 9

// CheckAdjustments finds every entry that a scheme cannot take, for whoever lets people enter them: Standings expects
// checked ones. More points than the limit are no fault, they count as much as the limit leaves. It joins all faults.
func CheckAdjustments(rules *scheme.Scheme, entries []Adjustment) error {
	var faults []error
	for i, e := range entries {
		fault := func(format string, args ...any) {
			faults = append(faults, fmt.Errorf("adjustment %d (%s): %s", i+1, e.ID, fmt.Sprintf(format, args...)))
		}
		if strings.TrimSpace(e.Ground) == "" {
			fault("there is no ground; say why it is entered")
		}
		a, known := rules.Adjustment(e.ID)
		switch {
		case !known:
			fault("the scheme %s has no such adjustment; it has %s", rules.ID, adjustmentsOf(rules))
		case a.Kind == scheme.KindVeto:
			if e.Points != nil {
				fault("a veto has no points; leave them out")
			}
		case e.Points == nil:
			fault("points are missing; state how many, more than 0")
		case e.Points.Form != apd.Finite || e.Points.NumDigits()+int64(e.Points.Exponent) > mostDigits:
			fault("points cannot be %s; state a number below a billion", e.Points)
		case e.Points.Sign() <= 0:
			fault("points must be more than 0, not %s; the kind %s says whether they are added or taken", plain(e.Points), a.Kind)
		case finer(e.Points, rules.Rounding.Places):
			fault("points have more places than the %d that are printed; round %s", rules.Rounding.Places, e.Points)
		}
	}
	return errors.Join(faults...)
}

// adjustmentsOf names the adjustments of a scheme.
func adjustmentsOf(rules *scheme.Scheme) string {
	if len(rules.Adjustments) == 0 {
		return "none at all"
	}
	ids := make([]string, len(rules.Adjustments))
	for i, a := range rules.Adjustments {
		ids[i] = a.ID
	}
	return strings.Join(ids, ", ")
}

// finer says whether a number needs more places than so many.
func finer(v *apd.Decimal, places int) bool {
	var short apd.Decimal
	short.Reduce(v)
	return -int64(short.Exponent) > int64(places)
}
