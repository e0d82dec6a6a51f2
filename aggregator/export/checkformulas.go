package export

import (
	"fmt"

	"unionscreen/aggregator/scheme"
)

// baseFormula makes the base of the sum of marks, as the scheme says.
func (c *checker) baseFormula(here func(int) string, marks, possible string, places int) string {
	sum, points := here(checkSum), here(checkPoints)
	var scaled string
	switch c.doc.Scheme.Annual {
	case scheme.AnnualSum:
		scaled = sum
	case scheme.AnnualMean: // over the quarters that have a total, whatever they were out of
		scaled = fmt.Sprintf("%s/SUMPRODUCT(ISNUMBER(%s)*(%s>0))", sum, marks, possible)
	default:
		scaled = fmt.Sprintf("IF(%s<%s,%s*%s/%s,%s)", points, c.full, sum, c.full, points, sum)
	}
	round := fmt.Sprintf("ROUND(%s,%d)", scaled, places)
	if c.doc.Scheme.rounding().Mode == scheme.HalfEven {
		round = halfEven(scaled, places)
	}
	return fmt.Sprintf("IF(%s>0,%s,\"%s\")", points, round, notApplicable)
}

// halfEven rounds up and takes one back where a half went away from an even digit: ROUND knows halves up only.
func halfEven(x string, places int) string {
	scaled := fmt.Sprintf("ROUND((%s)*10^%d,6)", x, places)
	return fmt.Sprintf("(ROUND(%[1]s,0)-IF(AND(%[1]s-INT(%[1]s)=0.5,MOD(INT(%[1]s),2)=0),1,0))/10^%[2]d", scaled, places)
}

// A formula over all ranked rows costs their square for each row: from this many on, rows are held to the one above,
// which says the same of rows that stand in order and differs where they do not.
const longGroup = 200

// rankFormula numbers a ranked row by the recomputed totals.
func (c *checker) rankFormula(i, row int) string {
	if c.group.Units[i].Row.Rank == 0 {
		return ""
	}
	mine := at(checkTotal, row)
	column := letter(checkTotal)
	all := fmt.Sprintf("$%s$%d:$%s$%d", column, c.first, column, c.first+c.ranked-1)
	above, before := at(checkTotal, row-1), at(checkRank, row-1)
	switch {
	case c.doc.Scheme.Ties == scheme.TiesCompetition:
		return fmt.Sprintf("RANK(%s,%s)", mine, all)
	case c.doc.Scheme.Ties == scheme.TiesChain && i == 0, c.ranked > longGroup && i == 0:
		return fmt.Sprintf("IF(%s=MAX(%s),1,0)", mine, all)
	case c.doc.Scheme.Ties == scheme.TiesChain: // equal totals: the indicators of the chain have decided
		return fmt.Sprintf("IF(%[1]s<%[2]s,%[3]s+1,IF(%[1]s=%[2]s,MAX(%[3]s,MIN(%[3]s+1,%[4]s)),0))", mine, above, before, at(checkShown, row))
	case c.ranked > longGroup:
		return fmt.Sprintf("IF(%[1]s<%[2]s,%[3]s+1,IF(%[1]s=%[2]s,%[3]s,0))", mine, above, before)
	}
	return fmt.Sprintf("ROUND(SUMPRODUCT((%[2]s>%[1]s)/COUNTIF(%[2]s,%[2]s)),0)+1", mine, all)
}
