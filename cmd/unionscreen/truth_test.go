package main

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"unionscreen/aggregator"
	"unionscreen/aggregator/recount"
	"unionscreen/deploy/demo"
	"unionscreen/ingest/feed/load"
	"unionscreen/queries"
	"unionscreen/queries/office"
)

// TestTruth holds both calculations against figures that were known before the events were made: a hundred thousand of
// all types, with copies, corrections, voids, conflicts and refused records, in several orders and batchings.
func TestTruth(t *testing.T) {
	orders := []struct{ duplicates, disorder, batch int }{{20, 200_000, 4000}, {0, 0, 20_000}, {60, 3000, 300}}
	if !long() {
		orders = orders[:2]
	}
	topics := make([]string, len(orders))
	for i := range topics {
		topics[i] = fmt.Sprintf("truth-%d", i)
	}
	kafka := startBroker(t, topics...)
	for i, order := range orders {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			cfg := demoConfig(t, kafka.Addr(), sharedEngine.get(t).DSN(fmt.Sprintf("truth_%d", i)), topics[i])
			changeRegistry(t, cfg.Registry.File)
			r := startProduct(t, cfg)
			plan := load.Default()
			plan.Quarter, plan.Unions, plan.Topic = "2026-Q3", loadUnions(r.unions), topics[i]
			plan.Services, plan.Limits = demoServices(t), r.limits.Limit
			plan.Duplicates, plan.Disorder = order.duplicates, order.disorder
			truth := r.simulated(t, plan, order.batch)
			r.settled(t)
			saysEverything(t, truth.Periods["2026-Q3"])
			r.tellsTheTruth(t, truth, "2026-Q3", "2026-07", "2026-08", "2026-09")
		})
	}
}

// changeRegistry adds unions that end and begin inside the quarter, one succeeded by another that ends too.
func changeRegistry(t *testing.T, path string) {
	t.Helper()
	file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = file.WriteString(`YT-C01-07,甲街道总工会,甲街道,YT-C01,grassroots,township,7,990101,articles,2020-01-01,2026-07-20,YT-C01-08,,,
YT-C01-08,乙街道总工会,乙街道,YT-C01,grassroots,township,8,990101,articles,2020-01-01,2026-08-31,YT-C02-01,,,
YT-C01-09,丙街道总工会,丙街道,YT-C01,grassroots,township,9,990101,articles,2026-08-01,,,,,
`)
	if err := errors.Join(err, file.Close()); err != nil {
		t.Fatal(err)
	}
}

// saysEverything makes sure that agreement with the truth means something: there is some of every figure in it.
func saysEverything(t *testing.T, truth load.Period) {
	t.Helper()
	some := map[string]bool{}
	for _, own := range truth.Unions {
		for name := range own.Counts {
			some[name] = true
		}
		for name := range own.Sets {
			some[name] = true
		}
	}
	for _, family := range queries.Families() {
		for _, name := range recount.Names(family) {
			if !some[name] {
				t.Errorf("nothing of %s is planned", name)
			}
		}
	}
}

// simulated sends a plan's messages and gives their truth.
func (r running) simulated(t *testing.T, plan load.Config, batch int) load.Truth {
	t.Helper()
	source, err := load.New(plan)
	if err != nil {
		t.Fatal(err)
	}
	produce, err := producer(r.app, r.cfg.Kafka, nil)
	if err != nil {
		t.Fatal(err)
	}
	dice := rand.New(rand.NewPCG(plan.Seed, uint64(batch)))
	for messages := source.Next(1 + dice.IntN(batch)); len(messages) > 0; messages = source.Next(1 + dice.IntN(batch)) {
		if err := produce(t.Context(), messages); err != nil {
			t.Fatal(err)
		}
	}
	return source.Truth()
}

// tellsTheTruth compares own figures and what is settled over subtrees with the truth of some periods.
func (r running) tellsTheTruth(t *testing.T, truth load.Truth, ids ...string) {
	t.Helper()
	rules := r.recountRules()
	tree, err := aggregator.NewTree(r.unions)
	if err != nil {
		t.Fatal(err)
	}
	var questions []recount.Question
	for _, id := range ids {
		period := truth.Periods[id]
		q := recount.Question{Window: queries.Window{Start: period.Start, End: period.End, AsOf: r.tally.Current().AsOf}, Subtrees: map[string][]string{}}
		for _, union := range r.unions {
			q.Subtrees[union.Code] = tree.Counted(union.Code, aggregator.Period{Start: period.Start, End: period.End})
		}
		questions = append(questions, q)
	}
	answers, err := recount.CountOver(t.Context(), r.store, rules, questions...)
	if err != nil {
		t.Fatal(err)
	}
	for i, id := range ids {
		period := truth.Periods[id]
		known := truthSums(period)
		showDifferences(t, id+" recount", recount.Compare(answers[i].Sums, known))
		sameOverSubtrees(t, id+" recount", period, answers[i].Readers, answers[i].HandlingMedians)
		byFamily := map[string]queries.Sums{}
		for _, family := range queries.Families() {
			if byFamily[family], err = r.store.FamilySums(t.Context(), family, questions[i].Window, queries.Where{}); err != nil {
				t.Fatal(err)
			}
		}
		r.measuresTheTruth(t, id, period)
		showDifferences(t, id+" derived", recount.Compare(recount.FromSums(byFamily), known))
		readers, err := r.store.Readers(t.Context(), questions[i].Window, queries.Where{}, questions[i].Subtrees)
		if err != nil {
			t.Fatal(err)
		}
		medians, err := r.store.HandlingMedians(t.Context(), questions[i].Window, queries.Where{}, questions[i].Subtrees)
		if err != nil {
			t.Fatal(err)
		}
		sameOverSubtrees(t, id+" derived", period, readers, medians)
	}
}

// measuresTheTruth compares what GET /api/v1/measures answers, with the tree applied.
func (r running) measuresTheTruth(t *testing.T, id string, truth load.Period) {
	t.Helper()
	set, err := r.tally.Measures(t.Context(), id, "")
	if err != nil {
		t.Fatal(err)
	}
	given := map[string]load.Measure{}
	for _, m := range set.Measures {
		given[m.Union+" "+m.Indicator] = load.Measure{
			Union: m.Union, Indicator: m.Indicator, State: m.State, Value: m.Value, Numerator: m.Numerator, Denominator: m.Denominator,
		}
	}
	states, wrong := map[string]int{}, 0
	for _, want := range truth.Measures {
		states[want.State]++
		if got := given[want.Union+" "+want.Indicator]; got != want {
			if wrong++; wrong <= 12 {
				t.Errorf("%s measure %+v, in truth %+v", id, got, want)
			}
		}
	}
	if wrong > 12 {
		t.Errorf("%s: %d measures are wrong", id, wrong)
	}
	if states["value"] < 100 || states["no_data"] == 0 {
		t.Errorf("%s: the measures compared are of states %v: they show nothing", id, states)
	}
}

func sameOverSubtrees(t *testing.T, title string, truth load.Period, readers map[string]int64, medians map[string]time.Duration) {
	t.Helper()
	for code, subtree := range truth.Subtrees {
		if got := readers[code]; got != int64(subtree.Readers) {
			t.Errorf("%s %s: %d readers, in truth %d", title, code, got, subtree.Readers)
		}
		var want time.Duration
		if subtree.MedianUS != nil {
			want = time.Duration(*subtree.MedianUS) * time.Microsecond
		}
		if got := medians[code]; got != want {
			t.Errorf("%s %s: the median is %s, in truth %s", title, code, got, want)
		}
	}
}

// showDifferences reports the first few of them.
func showDifferences(t *testing.T, title string, differences []recount.Difference) {
	t.Helper()
	for i, d := range differences {
		if i == 12 {
			t.Errorf("%s: and %d more", title, len(differences)-i)
			return
		}
		t.Errorf("%s, %s in truth", title, d)
	}
}

// truthSums brings the truth's own figures into the form of the calculations.
func truthSums(truth load.Period) []recount.Sum {
	names := map[string]bool{}
	for _, family := range queries.Families() {
		for _, name := range recount.Names(family) {
			names[name] = true
		}
	}
	var sums []recount.Sum
	for union, own := range truth.Unions {
		sum := recount.Sum{Union: union, Counts: map[string]int64{}, Sets: own.Sets, Reported: setOf(own.Reported), Ever: setOf(own.Ever)}
		for name, n := range own.Counts {
			if names[name] { // what the truth tells apart beside them is compared as measures
				sum.Counts[name] = int64(n)
			}
		}
		sums = append(sums, sum)
	}
	return sums
}

func setOf(list []string) map[string]bool {
	set := map[string]bool{}
	for _, member := range list {
		set[member] = true
	}
	return set
}

func demoServices(t *testing.T) []load.Service {
	t.Helper()
	services, err := office.ReadServices(bytes.NewReader(demo.Services))
	if err != nil {
		t.Fatal(err)
	}
	return loadServices(services)
}
