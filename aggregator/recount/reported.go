package recount

import "unionscreen/queries"

// report notes that a union said something of a family, or that it said that there is nothing (more) to say.
func (t *tally) report(row queries.LedgerRow) {
	switch row.Type {
	case "source.complete":
		t.reportComplete(row)
	case "member.transferred":
		if t.reports(row) {
			t.of(row.Union).Reported[row.Family] = true
			t.of(row.UnionTo).Reported[row.Family] = true
		}
	case typeVoid:
	default:
		if t.reports(row) {
			t.of(row.Union).Reported[row.Family] = true
		}
	}
}

// reports says whether an event of a family counts as a report: of flows one in the window, of stocks and cases one ever
// before its end.
func (t *tally) reports(row queries.LedgerRow) bool {
	if isFlow(row.Family) {
		return t.span.contains(row.Time)
	}
	return row.Time.Before(t.span.end)
}

// reportComplete: the source vouches for everything before upto. A closed period must be covered whole; while it runs,
// a flow must be covered beyond its start, and of a stock any word will do.
func (t *tally) reportComplete(row queries.LedgerRow) {
	if !row.Time.Before(t.span.asOf) {
		return
	}
	for _, family := range row.Families {
		covered := !row.Upto.Before(t.span.trueEnd)
		if t.span.running() {
			covered = !isFlow(family) || row.Upto.After(t.span.start)
		}
		if covered {
			t.of(row.Union).Reported[family] = true
		}
	}
}

func isFlow(family string) bool { return family == queries.Articles || family == queries.Reads }
