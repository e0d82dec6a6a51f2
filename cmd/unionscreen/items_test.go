package main

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"unionscreen/aggregator"
	"unionscreen/aggregator/recount"
	"unionscreen/aggregator/scheme"
	"unionscreen/ingest/feed/load"
	"unionscreen/queries"
)

// restrictedScheme restricts an indicator of every family by every dimension that it has.
const restrictedScheme = `id: restricted
names: {zh: 分项, en: Restricted}
groups:
  - id: all
    names: {zh: 全部, en: All}
    kinds: [county, district, zone, industry, direct, enterprise, institution, department]
    full_marks: 17
    items:
      - {indicator: articles, points: 1, method: minmax, where: {channel: [wechat, website]}}
      - {indicator: originals, points: 1, method: minmax, window: year_to_date}
      - {indicator: reads, points: 1, method: minmax, where: {channel: wechat}}
      - {indicator: readers, points: 1, method: minmax, where: {channel: wechat}}
      - {indicator: shares, points: 1, method: minmax, window: year_to_date}
      - {indicator: newly_verified, points: 1, method: minmax, per: 1000 verified_members}
      - {indicator: applications, points: 1, method: minmax, where: {kind: appeal}, per: 1000 members}
      - {indicator: completions, points: 1, method: minmax, where: {kind: [service, suggestion]}, window: year_to_date}
      - {indicator: on_time_rate, points: 1, method: minmax, where: {kind: service}}
      - {indicator: activities, points: 1, method: minmax, where: {kind: [course, training]}}
      - {indicator: participations, points: 1, method: minmax, where: {kind: lecture}}
      - {indicator: trainings, points: 1, method: minmax, window: year_to_date}
      - {indicator: posts, points: 1, method: minmax, where: {kind: reply}}
      - {indicator: followers, points: 1, method: minmax, where: {channel: wechat}}
      - {indicator: video_plays, points: 1, method: minmax, window: year_to_date}
      - {indicator: merchants_net, points: 1, method: minmax, window: year_to_date}
      - {indicator: featured_projects, points: 1, method: minmax}
`

// TestItemsAgainstTheRecount holds what restricted items show on the board against the recount with the same windows and
// restrictions, rolled up here over the tree.
func TestItemsAgainstTheRecount(t *testing.T) {
	kafka := startBroker(t, "items")
	cfg := demoConfig(t, kafka.Addr(), sharedEngine.get(t).DSN("items"), "items")
	cfg.Schemes.Scheme = filepath.Join(t.TempDir(), "restricted.yaml")
	cfg.Schemes.Targets = ""
	if err := os.WriteFile(cfg.Schemes.Scheme, []byte(restrictedScheme), 0o600); err != nil {
		t.Fatal(err)
	}
	r := startProduct(t, cfg)
	plan := load.Default()
	plan.Events, plan.Quarter, plan.Unions, plan.Topic = 20_000, "2026-Q3", loadUnions(r.unions), "items"
	plan.Services, plan.Limits = demoServices(t), r.limits.Limit
	r.simulated(t, plan, 5000)
	r.settled(t)
	board, err := r.tally.Board(t.Context(), "2026-Q3")
	if err != nil {
		t.Fatal(err)
	}
	tree, err := aggregator.NewTree(r.unions)
	if err != nil {
		t.Fatal(err)
	}
	values := 0
	for k, item := range r.rules.Groups[0].Items {
		counted := r.recountItem(t, board, item, tree)
		some := false
		for _, unit := range board.Groups[0].Units {
			shown := unit.Items[k]
			if shown.State != "value" {
				continue
			}
			some, values = some || shown.Numerator != "0", values+1
			if want := strconv.FormatInt(counted[unit.Union], 10); shown.Numerator != want {
				t.Errorf("%s of %s: %s on the board, recounted %s", item.ID, unit.Union, shown.Numerator, want)
			}
		}
		if !some {
			t.Errorf("%s: nothing is counted, so that nothing is shown by it", item.ID)
		}
	}
	if values < 100 {
		t.Errorf("only %d values were compared", values)
	}
}

// recountItem answers the numerator of an item by union, from the rows of the ledger.
func (r running) recountItem(t *testing.T, board *aggregator.Board, item scheme.Item, tree *aggregator.Tree) map[string]int64 {
	t.Helper()
	window := queries.Window{Start: board.Period.Start, End: board.Period.End, AsOf: board.AsOf}
	if r.rules.WindowOf(item) == scheme.WindowYearToDate {
		window.Start, _ = r.rules.Calendar.Year(2026)
	}
	question := recount.Question{Window: window, Subtrees: map[string][]string{}, Where: queries.Where{
		Kinds: item.Where.Kinds, Channels: item.Where.Channels, Columns: item.Where.Columns, Services: item.Where.Services, Levels: item.Where.Levels,
	}}
	for _, unit := range board.Groups[0].Units {
		question.Subtrees[unit.Union] = tree.Counted(unit.Union, board.Period)
	}
	answers, err := recount.CountOver(t.Context(), r.store, r.recountRules(), question)
	if err != nil {
		t.Fatal(err)
	}
	own := map[string]recount.Sum{}
	for _, sum := range answers[0].Sums {
		own[sum.Union] = sum
	}
	entry, _ := r.rules.Indicator(item.Indicator)
	counted := map[string]int64{}
	for union, subtree := range question.Subtrees {
		if entry.Measured.Form == scheme.FormDistinct {
			counted[union] += answers[0].Readers[union]
		}
		for _, code := range subtree {
			counted[union] += own[code].Counts[entry.Measured.Numerator.Name]
		}
	}
	return counted
}
