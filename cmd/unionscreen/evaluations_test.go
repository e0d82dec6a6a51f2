package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"unionscreen/aggregator"
	"unionscreen/ingest/feed/load"
)

// streetScheme is a county's evaluation of what is below it.
const streetScheme = `id: streets
names: {zh: 街道考核, en: Streets}
owner: YT-C01
items:
  - {indicator: articles, points: 60, method: target, target: 60}
  - {indicator: completions, points: 40, method: target, target: 25}
groups:
  - {id: street, names: {zh: 街道, en: Streets}, kinds: [township], full_marks: 100}
  - {id: park, names: {zh: 园区, en: Parks}, kinds: [grassroots], full_marks: 100}
`

// TestEvaluationsEndToEnd starts the product with a county's evaluation beside the city's and asks both over HTTP; the
// county's figures are held against the recount and its marks against fractions made here, as they are and as they would
// be with other points.
func TestEvaluationsEndToEnd(t *testing.T) {
	kafka := startBroker(t, "evaluations")
	cfg := demoConfig(t, kafka.Addr(), sharedEngine.get(t).DSN("evaluations"), "evaluations")
	other := filepath.Join(t.TempDir(), "streets.yaml")
	if err := os.WriteFile(other, []byte(streetScheme), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg.Schemes.Others = []SchemeConfig{{Scheme: other}}
	made, url := startWithPages(t, cfg, true)
	r := running{product: made, app: &App{}}
	t.Cleanup(func() { _ = r.app.Stop() })
	plan := load.Default()
	plan.Events, plan.Quarter, plan.Unions, plan.Topic = 6_000, "2026-Q3", loadUnions(r.unions), "evaluations"
	plan.Services, plan.Limits = demoServices(t), r.limits.Limit
	r.simulated(t, plan, 5000)
	r.settled(t)

	var board struct {
		Owner  aggregator.Owner
		Scheme aggregator.SchemeRef
		Groups []aggregator.Group
	}
	fetchInto(t, http.MethodGet, url+"/api/v1/standings?period=2026-Q3&owner=YT-C01", "", &board)
	if board.Owner.Name != "澄湖区总工会" || board.Scheme.ID != "streets" || len(board.Groups) != 2 || len(board.Groups[0].Units) < 2 {
		t.Fatalf("the county's standings: %+v", board)
	}
	r.holdCounty(t)
	marks := map[string]string{}
	for _, group := range board.Groups {
		for _, unit := range group.Units {
			marks[unit.Union] = unit.Total
			if want := total(t, unit, 60, 40); unit.Total != want {
				t.Errorf("%s has %s, want %s of %+v", unit.Union, unit.Total, want, unit.Items)
			}
		}
	}

	var outcome aggregator.Outcome
	fetchInto(t, http.MethodPost, url+"/api/v1/what-if", `{"period":"2026-Q3","owner":"YT-C01","weights":{"street":{"articles":"10","completions":"90"}}}`, &outcome)
	if len(outcome.Groups) != 2 || len(outcome.Groups[0].Changes) == 0 || len(outcome.Groups[1].Changes) != 0 || len(outcome.Groups[0].Sensitivity) == 0 {
		t.Fatalf("what other points change: %+v", outcome.Groups)
	}
	for _, change := range outcome.Groups[0].Changes {
		for _, unit := range board.Groups[0].Units {
			if want := total(t, unit, 10, 90); unit.Union == change.Union && (change.After.Total != want || change.Before.Total != marks[unit.Union]) {
				t.Errorf("%s would have %s after %s, want %s after %s", unit.Union, change.After.Total, change.Before.Total, want, marks[unit.Union])
			}
		}
	}
	var kept struct {
		Schemes []struct {
			ID      string
			Current bool
		}
	}
	fetchInto(t, http.MethodGet, url+"/api/v1/schemes", "", &kept)
	if len(kept.Schemes) != 2 || !kept.Schemes[0].Current || !kept.Schemes[1].Current {
		t.Errorf("schemes in use: %+v", kept)
	}
	var shown struct{ ID, Document, Fault string }
	fetchInto(t, http.MethodGet, url+"/api/v1/schemes/streets", "", &shown)
	if shown.Document != streetScheme || shown.Fault != "" {
		t.Errorf("the county's scheme: %+v", shown)
	}
	usedOnce(t, made, board.Scheme.Hash)
}

// usedOnce holds that the county's scheme came into use by one act, and that a start with the same schemes is none.
func usedOnce(t *testing.T, made *product, hash string) {
	t.Helper()
	entries, err := made.office.Audit(t.Context(), 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	uses := 0
	for _, e := range entries {
		if e.What == "scheme.use" && strings.Contains(e.Detail, "owner YT-C01 scheme "+hash) {
			uses++
		}
	}
	if err := made.noteSchemes(t.Context()); err != nil || uses != 1 {
		t.Errorf("%d acts say that the county's scheme came into use; again: %v", uses, err)
	}
	if again, err := made.office.Audit(t.Context(), 0, 100); err != nil || len(again) != len(entries) {
		t.Errorf("a start with the same schemes is %d acts more (%v)", len(again)-len(entries), err)
	}
}

// holdCounty compares the figures of the county's board with the recount, item by item.
func (r running) holdCounty(t *testing.T) {
	t.Helper()
	board, err := r.tally.BoardOf(t.Context(), "YT-C01", "2026-Q3")
	if err != nil {
		t.Fatal(err)
	}
	tree, err := aggregator.NewTree(r.unions)
	if err != nil {
		t.Fatal(err)
	}
	some := 0
	for g, group := range board.Groups {
		only := *board
		only.Groups = board.Groups[g:]
		for k, item := range r.books[1].Rules.Groups[g].Items {
			counted := r.recountItem(t, &only, item, tree)
			for _, unit := range group.Units {
				if shown := unit.Items[k]; shown.State == "value" {
					if shown.Numerator != fmt.Sprint(counted[unit.Union]) {
						t.Errorf("%s of %s: %s on the board, recounted %d", item.ID, unit.Union, shown.Numerator, counted[unit.Union])
					}
					some++
				}
			}
		}
	}
	if some < 4 {
		t.Errorf("only %d figures were compared", some)
	}
}

// total is what a unit of streetScheme has with other points: each mark half-up to two places.
func total(t *testing.T, unit aggregator.Unit, points ...int64) string {
	t.Helper()
	sum := new(big.Rat)
	for k, item := range unit.Items {
		if item.State != "value" {
			continue
		}
		value, ok := new(big.Rat).SetString(item.Value)
		target, known := new(big.Rat).SetString(item.Target)
		if !ok || !known {
			t.Fatalf("value %q, target %q", item.Value, item.Target)
		}
		share := new(big.Rat).Quo(value, target)
		if share.Cmp(big.NewRat(1, 1)) > 0 {
			share.SetInt64(1)
		}
		mark, _ := new(big.Rat).SetString(share.Mul(share, big.NewRat(points[k], 1)).FloatString(2)) // halves away from 0
		sum.Add(sum, mark)
	}
	return sum.FloatString(2)
}

// fetchInto asks the pages of this machine and reads the JSON that they answer.
func fetchInto(t *testing.T, method, url, body string, into any) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%s %s: %d %s, %v", method, url, response.StatusCode, text, err)
	}
	if err := json.NewDecoder(bytes.NewReader(text)).Decode(into); err != nil {
		t.Fatalf("%s: %v in %.300s", url, err, text)
	}
}
