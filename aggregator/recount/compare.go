package recount

import (
	"cmp"
	"slices"

	"unionscreen/queries"
)

// Difference is one figure on which the two calculations do not agree. For "reported:<family>" the values are 1 and 0.
type Difference struct {
	Union, Indicator string
	First, Second    int64
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
			if row.Reported || row.Ever && !isFlow(family) {
				sum.Reported[family] = true
			}
		}
	}
	return t.sums()
}

// Compare gives every figure that differs, by union and indicator. A figure that is missing is zero, a union that is
// missing has none. Of families that no calculation counts (announced by source.complete alone) nothing is said.
func Compare(first, second []Sum) []Difference {
	figures := map[[2]string]*Difference{}
	note := func(sums []Sum, pick func(*Difference) *int64) {
		for _, sum := range sums {
			for indicator, n := range sum.Counts {
				*pick(figure(figures, sum.Union, indicator)) += n
			}
			for _, family := range []string{queries.Articles, queries.Reads, queries.Members, queries.Applications} {
				if sum.Reported[family] {
					*pick(figure(figures, sum.Union, "reported:"+family)) = 1
				}
			}
		}
	}
	note(first, func(d *Difference) *int64 { return &d.First })
	note(second, func(d *Difference) *int64 { return &d.Second })

	var differences []Difference
	for _, d := range figures {
		if d.First != d.Second {
			differences = append(differences, *d)
		}
	}
	slices.SortFunc(differences, func(a, b Difference) int {
		return cmp.Or(cmp.Compare(a.Union, b.Union), cmp.Compare(a.Indicator, b.Indicator))
	})
	return differences
}

func figure(figures map[[2]string]*Difference, union, indicator string) *Difference {
	key := [2]string{union, indicator}
	d := figures[key]
	if d == nil {
		d = &Difference{Union: union, Indicator: indicator}
		figures[key] = d
	}
	return d
}
