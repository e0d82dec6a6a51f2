package recount

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"unionscreen/queries"
)

// Difference is one figure on which the two calculations do not agree. For "reported:<family>" and "ever:<family>" the
// values are 1 and 0; for a set they are how many members each has, and Member is the first that only one of them has.
type Difference struct {
	Union, Indicator          string
	First, Second             int64
	FirstAbsent, SecondAbsent bool   // of the figures of the base, where none is not zero
	Member                    string // of a set
	MemberFirst               bool   // it is the first calculation that has the member
}

func (d Difference) String() string {
	text := fmt.Sprintf("%s %s: derived %s, recounted %s", d.Union, d.Indicator, figureText(d.First, d.FirstAbsent), figureText(d.Second, d.SecondAbsent))
	switch {
	case d.Member == "":
		return text
	case d.MemberFirst:
		return text + fmt.Sprintf(" members; only derived: %s", d.Member)
	default:
		return text + fmt.Sprintf(" members; only recounted: %s", d.Member)
	}
}

func figureText(n int64, absent bool) string {
	if absent {
		return "nothing"
	}
	return fmt.Sprint(n)
}

// FromSums brings the first calculation's answers, by family, into the form of the second.
func FromSums(byFamily map[string]queries.Sums) []Sum {
	t := tally{units: map[string]*Sum{}}
	for family, sums := range byFamily {
		for _, row := range sums.Rows {
			sum := t.of(row.Union)
			for indicator, n := range row.Counts {
				sum.Counts[indicator] += n
			}
			for name, members := range row.Sets {
				if len(members) > 0 {
					sum.Sets[name] = append(sum.Sets[name], members...)
				}
			}
			if row.Reported {
				sum.Reported[family] = true
			}
			if row.Ever {
				sum.Ever[family] = true
			}
		}
	}
	return t.sums()
}

// Compare gives every figure and set that differs, by union and indicator. A figure that is missing is zero, but for
// those of the base; a set that is missing is empty; a union that is missing has none.
func Compare(first, second []Sum) []Difference {
	firsts, seconds := byUnion(first), byUnion(second)
	unions := maps.Clone(firsts)
	maps.Copy(unions, seconds)
	var differences []Difference
	for union := range unions {
		for _, d := range slices.Concat(compareCounts(firsts[union], seconds[union]), compareSets(firsts[union], seconds[union])) {
			d.Union = union
			differences = append(differences, d)
		}
	}
	slices.SortFunc(differences, func(a, b Difference) int {
		return cmp.Or(cmp.Compare(a.Union, b.Union), cmp.Compare(a.Indicator, b.Indicator))
	})
	return differences
}

func byUnion(sums []Sum) map[string]Sum {
	units := make(map[string]Sum, len(sums))
	for _, sum := range sums {
		units[sum.Union] = sum
	}
	return units
}

func compareCounts(first, second Sum) (differences []Difference) {
	a, b := withReports(first), withReports(second)
	names := maps.Clone(a)
	maps.Copy(names, b)
	for name := range names {
		d := Difference{Indicator: name, First: a[name], Second: b[name]}
		if tellsAbsence(name) {
			_, inFirst := a[name]
			_, inSecond := b[name]
			d.FirstAbsent, d.SecondAbsent = !inFirst, !inSecond
		}
		if d.First != d.Second || d.FirstAbsent != d.SecondAbsent {
			differences = append(differences, d)
		}
	}
	return differences
}

// withReports gives the counts with what was reported as figures beside them.
func withReports(sum Sum) map[string]int64 {
	figures := map[string]int64{}
	maps.Copy(figures, sum.Counts)
	for _, family := range queries.Families() {
		if sum.Reported[family] {
			figures["reported:"+family] = 1
		}
		if sum.Ever[family] {
			figures["ever:"+family] = 1
		}
	}
	return figures
}

func compareSets(first, second Sum) (differences []Difference) {
	names := map[string]bool{}
	for _, sets := range []map[string][]string{first.Sets, second.Sets} {
		for name := range sets {
			names[name] = true
		}
	}
	for name := range names {
		a, b := distinct(first.Sets[name]), distinct(second.Sets[name])
		d := Difference{Indicator: name, First: int64(len(a)), Second: int64(len(b))}
		if d.Member, d.MemberFirst = firstAlone(a, b); d.Member != "" {
			differences = append(differences, d)
		}
	}
	return differences
}

// firstAlone gives the first member that only one of two sorted sets has, and whether it is the first set; "" if the
// sets are equal. No member is empty.
func firstAlone(a, b []string) (member string, inFirst bool) {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return min(a[i], b[i]), a[i] < b[i]
		}
	}
	switch {
	case len(a) > len(b):
		return a[len(b)], true
	case len(b) > len(a):
		return b[len(a)], false
	}
	return "", false
}
