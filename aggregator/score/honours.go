package score

import (
	"github.com/cockroachdb/apd/v3"

	"unionscreen/aggregator/scheme"
)

// Honoured answers whom the circular commends (通报表扬) and criticises (通报批评) in a group, in the order of printing.
//
// Places count as the scheme numbers ranks, from the end for criticism, so equals at the edge are all in or all out.
// A unit under a veto is never commended; where anybody is criticised at all, it is, whatever its total, and takes
// nobody's place. Nobody is both: a unit that is commended in a small group is not criticised in it.
func Honoured(rules *scheme.Scheme, result Result) (commended, criticised []string) {
	commend, criticise := rules.Honours.Commend, rules.Honours.Criticise
	below := placesFromEnd(rules, result.Rows)
	for i := range result.Rows {
		row := &result.Rows[i]
		switch {
		case row.Veto != "":
			if states(criticise) {
				criticised = append(criticised, row.Union)
			}
		case row.Rank == 0:
		case states(commend) && (commend.Places == 0 || row.Rank <= commend.Places) && (commend.Total == nil || reaches(row.Total, commend.Total)):
			commended = append(commended, row.Union)
		case states(criticise) && (criticise.Places == 0 || below[i] <= criticise.Places) && (criticise.Total == nil || !reaches(row.Total, criticise.Total)):
			criticised = append(criticised, row.Union)
		}
	}
	return commended, criticised
}

func states(h scheme.Honour) bool { return h.Places > 0 || h.Total != nil }

func reaches(total string, line *apd.Decimal) bool {
	v, _, err := apd.NewFromString(total)
	return err == nil && v.Cmp(line) >= 0
}

// placesFromEnd numbers the ranked rows from the last one on, as the scheme numbers ties.
func placesFromEnd(rules *scheme.Scheme, rows []Row) []int {
	out := make([]int, len(rows))
	place, seen, rank := 0, 0, 0
	for i := len(rows) - 1; i >= 0; i-- {
		if rows[i].Rank == 0 {
			continue
		}
		seen++
		if rows[i].Rank != rank {
			rank = rows[i].Rank
			place++
			if rules.Ties.Method == scheme.TiesCompetition {
				place = seen
			}
		}
		out[i] = place
	}
	return out
}
