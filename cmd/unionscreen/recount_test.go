package main

import (
	"testing"

	"unionscreen/aggregator"
	"unionscreen/aggregator/recount"
	"unionscreen/queries"
)

// agreesWithRecount holds the derived figures of some periods against the independent recount.
func (r running) agreesWithRecount(t *testing.T, periods ...string) {
	t.Helper()
	rules := r.recountRules()
	for _, id := range periods {
		period, err := aggregator.ParsePeriod(id, r.rules.Calendar)
		if err != nil {
			t.Fatal(err)
		}
		window := queries.Window{Start: period.Start, End: period.End, AsOf: r.tally.Current().AsOf}
		differences, err := aggregator.Reconcile(t.Context(), r.store, r.store, rules, window)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range differences {
			t.Errorf("%s %s %s: derived %d, recounted %d", id, d.Union, d.Indicator, d.First, d.Second)
		}
		if counted, err := recount.Count(t.Context(), r.store, rules, window, queries.Where{}); err != nil || len(counted) == 0 {
			t.Errorf("%s: the recount counted nothing (%v): the comparison shows nothing", id, err)
		}
	}
}

// recountRules are the settings of the product, as the recount takes them.
func (r running) recountRules() recount.Rules {
	return recount.Rules{
		Zone: r.rules.Calendar.Location(), RepeatLimit: r.rules.Guard.RepeatLimit, Crawler: r.guard.Is,
		ReadsBasis: r.rules.ReadsBasis, Limit: r.limits.Limit,
	}
}
