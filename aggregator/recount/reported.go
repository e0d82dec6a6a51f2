package recount

import (
	"time"

	"unionscreen/queries"
)

// report notes that a union said something of a family, or that it said that there is nothing (more) to say. What flows
// asks for a word in the window, what stays asks for one ever before its end: both are told, of every family.
func (t *tally) report(row queries.LedgerRow, at time.Time) {
	switch {
	case row.Type == "source.complete":
		t.reportComplete(row)
	case row.Family == queries.Control || !at.Before(t.span.end):
	default:
		t.said(row.Union, row.Family, t.span.contains(at))
		if row.UnionTo != "" {
			t.said(row.UnionTo, row.Family, t.span.contains(at))
		}
	}
}

// reportComplete: the source vouches for everything before upto. A closed period must be covered whole; while it runs,
// a flow must be covered beyond its start, and of a stock any word will do.
func (t *tally) reportComplete(row queries.LedgerRow) {
	if !row.Time.Before(t.span.asOf) {
		return
	}
	for _, family := range row.Families {
		if t.span.running() {
			t.said(row.Union, family, row.Upto.After(t.span.start))
		} else if !row.Upto.Before(t.span.trueEnd) {
			t.said(row.Union, family, true)
		}
	}
}

func (t *tally) said(union, family string, inWindow bool) {
	sum := t.of(union)
	sum.Ever[family] = true
	if inWindow {
		sum.Reported[family] = true
	}
}
