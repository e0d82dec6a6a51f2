package score

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/cockroachdb/apd/v3"

	"unionscreen/aggregator/scheme"
)

// Explanation is why a unit has its marks: each item in the order of the scheme, and what cost most.
type Explanation struct {
	Items  []Explained
	Losses []string // ids of the items that cost marks, the largest loss first, equal ones in the order of the scheme
}

// Explained is one item of one unit beside its group.
type Explained struct {
	Item     string
	Names    scheme.Names
	Why      scheme.Names // one sentence
	Remedy   scheme.Names // empty when nothing was lost
	Lost     string       // points less marks; empty when the item does not apply
	Mean     string       // of the marks of the units to which the item applies
	Position int          // place of its marks among theirs, 1 for the most; 0 when it does not apply
	Of       int          // how many they are
}

// Explain says why a unit has its marks; services are the names of the services catalogue by code. False: the unit is not
// one of the group.
func (result Result) Explain(rounding scheme.Rounding, union string, services map[string]scheme.Names) (Explanation, bool) {
	own := result.rowOf(union)
	switch {
	case own < 0:
		return Explanation{}, false
	case result.sheet == nil:
		return result.explainYear(rounding, own), true
	}
	var out Explanation
	losses, in, unit := map[string]exact{}, &result.sheet.in, result.sheet.at(union)
	for k := range in.Group.Items {
		item := &in.Group.Items[k]
		got := &result.Rows[own].Items[k]
		entry, _ := in.Scheme.Indicator(item.Indicator)
		one := Explained{Item: item.Key(), Names: in.Scheme.ItemNames(*item, services)}
		one.place(rounding, result.Rows, k, own)
		reason := account{in: in, item: item, entry: &entry, got: got, unit: &in.Units[unit], name: one.Names}
		if applies(got) {
			lost := one.lose(rounding, got)
			reason.lost = one.Lost
			if lost.sign() > 0 {
				one.Remedy = entry.Remedy
				losses[one.Item] = lost
				out.Losses = append(out.Losses, one.Item)
			}
		}
		one.Why = reason.sentence()
		out.Items = append(out.Items, one)
	}
	slices.SortStableFunc(out.Losses, func(a, b string) int { return losses[b].cmp(losses[a]) })
	return out, true
}

// lose states what the marks lack to the points, with as many places as either has.
func (e *Explained) lose(rounding scheme.Rounding, got *Item) exact {
	lost := number(got.Points).sub(number(got.Marks))
	printed := lost.round(int32(max(rounding.Places, places(got.Points))), rounding.Mode)
	e.Lost = text(&printed)
	return lost
}

func (result *Result) rowOf(union string) int {
	return slices.IndexFunc(result.Rows, func(r Row) bool { return r.Union == union })
}

// applies says whether the item is asked of the unit. A quarter without a total is, where a year's sum has nothing for it.
func applies(item *Item) bool {
	return item.State != StateNotApplicable || item.Reason == ReasonNoTotal && item.Marks != ""
}

// place finds the mean of an item's marks and where the unit's own stand among them.
func (e *Explained) place(rounding scheme.Rounding, rows []Row, k, own int) {
	sum := whole(0)
	for i := range rows {
		if !applies(&rows[i].Items[k]) {
			continue
		}
		marks := number(rows[i].Items[k].Marks)
		sum = sum.add(marks)
		e.Of++
		if applies(&rows[own].Items[k]) && marks.cmp(number(rows[own].Items[k].Marks)) > 0 {
			e.Position++
		}
	}
	if e.Of > 0 {
		mean := sum.quo(whole(int64(e.Of))).round(int32(rounding.Places), rounding.Mode)
		e.Mean = text(&mean)
	}
	if applies(&rows[own].Items[k]) {
		e.Position++
	}
}

// number is the fraction of a decimal that this package wrote; of no text, nothing.
func number(written string) exact {
	whole, fraction, _ := strings.Cut(written, ".")
	n, err := strconv.ParseInt(cmp.Or(whole+fraction, "0"), 10, 64)
	if err == nil && len(fraction) <= inWord {
		return exact{n: n, d: tens(int32(len(fraction)))}
	}
	d, _, err := apd.NewFromString(written)
	if err != nil {
		return exact{d: 1} // not reached: the text was written from a decimal
	}
	return decimal(d)
}
