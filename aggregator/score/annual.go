package score

import (
	"strconv"
	"strings"

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
	in.Units = inOrder(in.Units)
	y := year{in: &in, rows: make([]map[string]quarterRow, len(in.Quarters))}
	for q := range in.Quarters {
		y.rows[q] = rowsOf(in.Quarters[q])
	}
	y.count()
	rows := make([]*ranking, len(in.Units))
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
	return result(in.Scheme, in.Group.ID, pointsText(full), rows)
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
func (y *year) row(u *Unit) *ranking {
	s := y.in.Scheme
	r := &ranking{unit: u, row: Row{Union: u.Union, Items: make([]Item, len(y.rows))}}
	total, n := whole(0), int64(0)
	var terms []string
	for q := range y.rows {
		item := y.item(q, u)
		if item.State == StateValue {
			n++
		}
		if item.Marks != "" {
			total = total.add(number(item.Marks))
			terms = append(terms, item.Marks)
		}
		r.row.Items[q] = item
	}
	if n == 0 {
		// Nothing was asked of the unit all year, so it owes nothing for the quarters of the others either.
		for q := range r.row.Items {
			r.row.Items[q].Marks = ""
		}
		return r
	}
	r.has = true
	r.row.Formula = strings.Join(terms, " + ")
	if s.Annual == scheme.AnnualMean {
		total = total.quo(whole(n))
		r.row.Formula = "(" + r.row.Formula + ") / " + strconv.FormatInt(n, 10)
	}
	r.total = total.round(int32(s.Rounding.Places), s.Rounding.Mode)
	r.row.Base = text(&r.total)
	r.row.Total = r.row.Base
	r.row.Formula += " = " + r.row.Base
	return r
}

// item is one quarter of a unit.
func (y *year) item(q int, u *Unit) Item {
	id := y.in.Quarters[q].ID
	out := Item{ID: id, Indicator: id, State: StateNotApplicable, Reason: ReasonNoTotal, Points: pointsText(decimal(y.in.Group.FullMarks))}
	zero := whole(0).round(int32(y.in.Scheme.Rounding.Places), scheme.HalfUp)
	nothing := text(&zero)
	was, there := y.rows[q][u.Union]
	if there {
		out.Points = was.full
	}
	switch {
	case there && was.row.Veto != "":
		out.State, out.Reason, out.Value, out.Marks = StateValue, ReasonVeto, was.row.Total, nothing
	case there && was.row.Total != "":
		out.State, out.Value, out.Marks = StateValue, was.row.Total, was.row.Total
		out.Reason = reasonOf(number(out.Marks), number(out.Points))
	case y.in.Scheme.Annual == scheme.AnnualSum && y.counts[q]:
		out.Marks = nothing
	}
	return out
}

// reasonOf says what marks are of the points.
func reasonOf(marks, points exact) string {
	switch {
	case marks.cmp(points) >= 0:
		return ReasonFull
	case marks.sign() == 0:
		return ReasonNone
	}
	return ReasonPart
}
