package score

import (
	"strings"

	"github.com/cockroachdb/apd/v3"

	"unionscreen/aggregator/scheme"
)

// AnnualInput is one group as it is at the year's end.
type AnnualInput struct {
	Scheme *scheme.Scheme // its Annual says how
	Group  scheme.Group
	// Units are those in the group at the year's end. Their measures and targets are the year's: all of them for
	// AnnualRecompute, otherwise only the indicators of the chain of ties. Adjustments and Veto are of the year.
	Units    []Unit
	Quarters []Quarter // those of the year that have begun, in order; nothing for AnnualRecompute
}

// Quarter is one quarter's standings, of all groups: a unit counts whichever group it was in.
type Quarter struct {
	ID      string // 2026-Q1
	Results []Result
}

// Reasons of the quarters in a year's row.
const (
	ReasonNoTotal = "no_total" // nothing applied to the unit, or it was not there yet
	ReasonVeto    = "veto"     // the quarter was under a veto: it counts, with nothing
)

// Annual scores and ranks a year as the scheme says. Recomputing it is Standings of the year's measures. A sum or mean
// is of the quarters' printed totals, with one item for each quarter that has begun.
//
// In a sum a unit gets nothing for a quarter in which it has no total while another of the group has; in a mean that
// quarter is left out. A veto of a quarter takes that quarter's total, which then counts as 0 in both: left out of a
// mean it would be a gift. Only a veto of the year leaves a unit without a rank. The year's own adjustments are put on
// top as in a quarter. A quarter of another group counts as printed, out of that group's full marks.
func Annual(in AnnualInput) Result {
	if in.Scheme.Annual != scheme.AnnualSum && in.Scheme.Annual != scheme.AnnualMean {
		return Standings(Input{Scheme: in.Scheme, Group: in.Group, Units: in.Units})
	}
	in.Units = printed(in.Units)
	y := year{in: &in, rows: make([]map[string]quarterRow, len(in.Quarters))}
	for q := range in.Quarters {
		y.rows[q] = rowsOf(in.Quarters[q])
	}
	y.count()
	rows := make([]ranking, len(in.Units))
	for i := range in.Units {
		rows[i] = y.row(&in.Units[i])
		rows[i].adjust(in.Scheme)
	}
	order(in.Scheme, rows)
	full := decimal(in.Group.FullMarks)
	if in.Scheme.Annual == scheme.AnnualSum {
		n := int64(0)
		for _, counts := range y.counts {
			if counts {
				n++
			}
		}
		full = full.mul(whole(n))
	}
	return result(in.Scheme, in.Group.ID, points(full), rows)
}

// year is an annual standing under way.
type year struct {
	in     *AnnualInput
	rows   []map[string]quarterRow // by quarter and union
	counts []bool                  // by quarter: a unit of the group has a total in it
}

// quarterRow is a unit's row of a quarter and what it was out of.
type quarterRow struct {
	row  *Row
	full string
}

func rowsOf(q Quarter) map[string]quarterRow {
	out := map[string]quarterRow{}
	for g := range q.Results {
		for i := range q.Results[g].Rows {
			row := &q.Results[g].Rows[i]
			out[row.Union] = quarterRow{row, q.Results[g].FullMarks}
		}
	}
	return out
}

func (y *year) count() {
	y.counts = make([]bool, len(y.rows))
	for q := range y.rows {
		for i := range y.in.Units {
			if r, there := y.rows[q][y.in.Units[i].Union]; there && (r.row.Total != "" || r.row.Veto != "") {
				y.counts[q] = true
				break
			}
		}
	}
}

// row puts the quarters of one unit together.
func (y *year) row(u *Unit) ranking {
	s := y.in.Scheme
	places := int32(s.Rounding.Places)
	r := ranking{unit: u, row: Row{Union: u.Union, Items: make([]Item, len(y.rows))}, cells: make([]*cell, len(y.rows))}
	nothing := whole(0).round(places, scheme.HalfUp)
	sum, n := whole(0), int64(0)
	var terms []string
	for q := range y.rows {
		c := &cell{item: Item{
			ID: y.in.Quarters[q].ID, Indicator: y.in.Quarters[q].ID, State: StateNotApplicable, Reason: ReasonNoTotal,
			Points: points(decimal(y.in.Group.FullMarks)),
		}}
		was, there := y.rows[q][u.Union]
		if there {
			c.item.Points = was.full
		}
		switch {
		case there && was.row.Veto != "":
			c.item.State, c.item.Reason, c.item.Value, c.item.Marks = StateValue, ReasonVeto, was.row.Total, text(&nothing)
			n++
		case there && was.row.Total != "":
			c.item.State, c.item.Value, c.item.Marks = StateValue, was.row.Total, was.row.Total
			n++
		case s.Annual == scheme.AnnualSum && y.counts[q]:
			c.item.Marks = text(&nothing)
		}
		if c.item.Marks != "" {
			marks, _, err := apd.NewFromString(c.item.Marks)
			if err == nil { // totals are written by this package
				c.marks = *marks
			}
			if c.item.State == StateValue && c.item.Reason != ReasonVeto {
				c.item.Reason = reasonOf(decimal(&c.marks), c.item.Points)
			}
			sum = sum.add(decimal(&c.marks))
			terms = append(terms, c.item.Marks)
		}
		r.cells[q], r.row.Items[q] = c, c.item
	}
	if n == 0 {
		// Nothing was asked of the unit all year, so it owes nothing for the quarters of the others either.
		for q := range r.cells {
			r.cells[q].item.Marks, r.row.Items[q].Marks = "", ""
		}
		return r
	}
	r.has = true
	r.row.Formula = strings.Join(terms, " + ")
	if s.Annual == scheme.AnnualMean {
		sum = sum.quo(whole(n))
		r.row.Formula = "(" + r.row.Formula + ") / " + text(apd.New(n, 0))
	}
	r.total = sum.round(places, s.Rounding.Mode)
	r.row.Base, r.row.Total = text(&r.total), text(&r.total)
	r.row.Formula += " = " + r.row.Base
	return r
}

// reasonOf says what marks are of the points.
func reasonOf(marks exact, points string) string {
	full, _, err := apd.NewFromString(points)
	switch {
	case err == nil && marks.cmp(decimal(full)) >= 0:
		return ReasonFull
	case marks.sign() == 0:
		return ReasonNone
	}
	return ReasonPart
}
