package aggregator

import (
	"context"
	"slices"
	"testing"
	"time"

	"unionscreen/aggregator/recount"
	"unionscreen/queries"
)

// blank is a ledger without rows: the recount of it knows nothing.
type blank struct{}

func (blank) Scan(context.Context, queries.ScanOrder, func(queries.LedgerRow) error) error {
	return nil
}

// TestReconcileNamesWhatDiffers: every kind of figure that only the derived tables hold is named, also what is no sum.
func TestReconcileNamesWhatDiffers(t *testing.T) {
	first := &memory{
		facts:   []fact{{"posts", "A", "posts", 2, at(morning)}, {"base", "A1", "base_members", 0, at(morning)}},
		readers: []said{{"A", "", "kim", at(morning)}, {"A1", "", "kim", at(morning)}},
		took:    map[string][]time.Duration{"A1": {time.Second}},
		marks: []queries.ChannelMark{
			{Union: "A", Channel: "wechat", Account: "gh", IndexName: "WCI", IndexMicro: 5},
			{Union: "A", Channel: "wechat", Account: "gh", List: "全国榜", Place: 17},
		},
	}
	rules := recount.Rules{Zone: shanghai, RepeatLimit: 3, Crawler: func(string) bool { return false }, ReadsBasis: queries.BasisBest}
	window := queries.Window{Start: at("2026-10-01 00:00:00"), End: at("2027-01-01 00:00:00"), AsOf: at("2026-10-10 12:00:00")}
	differences, err := Reconcile(t.Context(), first, blank{}, rules, window)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range differences {
		got = append(got, d.String())
	}
	want := []string{
		`(all unions) handling_median_us: derived 1000000, recounted nothing`,
		`(all unions) readers: derived 1, recounted 0`,
		`A ever:posts: derived 1, recounted 0`,
		`A mark of wechat:gh, index "", list "全国榜": derived 17, recounted nothing`,
		`A mark of wechat:gh, index "WCI", list "": derived 5, recounted nothing`,
		`A posts: derived 2, recounted 0`,
		`A readers: derived 1, recounted 0`,
		`A reported:posts: derived 1, recounted 0`,
		`A1 base_members: derived 0, recounted nothing`,
		`A1 ever:base: derived 1, recounted 0`,
		`A1 handling_median_us: derived 1000000, recounted nothing`,
		`A1 readers: derived 1, recounted 0`,
		`A1 reported:base: derived 1, recounted 0`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}
}
