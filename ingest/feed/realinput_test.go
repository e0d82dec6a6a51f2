package feed

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"unionscreen/ingest/event"
	"unionscreen/ingest/feed/plain"
)

// realFile finds one of the two real input files, or skips the test by name.
func realFile(t testing.TB, name string) string {
	t.Helper()
	path, err := plain.File(name)
	if err != nil {
		t.Skip(err)
	}
	return path
}

func example(name string) string { return filepath.Join("..", "..", "deploy", "examples", name) }

// collect gives a Produce that keeps everything.
func collect(to *[]Message) Produce {
	return func(_ context.Context, batch []Message) error {
		*to = append(*to, batch...)
		return nil
	}
}

func importReal(t testing.TB, file, mapping string) ([]Message, Report) {
	t.Helper()
	cfg := DefaultImport()
	cfg.File, cfg.Map = realFile(t, file), example(mapping)
	var all []Message
	report, err := Import(t.Context(), cfg, collect(&all), nil)
	if err != nil {
		t.Fatal(err)
	}
	return all, report
}

func decodeAll(t testing.TB, all []Message) []event.Event {
	t.Helper()
	cfg := event.Default()
	cfg.Key = []byte("a key for the tests only")
	d, err := event.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[[16]byte]bool{}
	var events []event.Event
	for _, m := range all {
		e, rejected := d.Decode(event.Input{Value: m.Value, At: time.Now()})
		if rejected != nil {
			t.Fatalf("%s: %s", rejected.Reason, m.Value)
		}
		if seen[e.Ident] {
			t.Fatalf("%s %s comes twice", e.Source, e.ID)
		}
		seen[e.Ident] = true
		if m.Key != e.Union || m.Topic != DefaultTopics().Of(e.Type) {
			t.Fatalf("%s of %s has key %q and topic %q", e.Type, e.Union, m.Key, m.Topic)
		}
		events = append(events, e)
	}
	return events
}

func namesItself(agent string) bool { return strings.Contains(strings.ToLower(agent), "bot") }

// The log's readings, counted from the imported events by the read guard's rule, equal the count by hand, by section
// and by day.
func TestRealLogEqualsPlainCount(t *testing.T) {
	all, report := importReal(t, "access.log", "access-log.yaml")
	file, err := os.Open(realFile(t, "access.log"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	views, damaged, err := plain.Readings(file)
	if err != nil {
		t.Fatal(err)
	}
	if report.Rows != 10_000 || damaged != 1 || report.RejectedRows() != 1 || report.Rejected["bad_line"] != 1 || len(views) == 0 {
		t.Fatalf("report %+v, %d damaged by hand", report, damaged)
	}
	events := decodeAll(t, all)
	zone := time.FixedZone("Asia/Shanghai", 8*3600)
	for day := time.Date(2015, 5, 17, 0, 0, 0, 0, zone); day.Day() < 22; day = day.AddDate(0, 0, 1) {
		want := plain.CountReads(views, namesItself, 3, zone, day, day.AddDate(0, 0, 1))
		got := map[string]plain.ReadCount{}
		times := map[string]int{}
		for _, e := range events {
			if e.Time.Before(day) || !e.Time.Before(day.AddDate(0, 0, 1)) {
				continue
			}
			c := got[e.Union]
			c.All++
			key := e.Union + " " + e.Thing + " " + e.Person
			switch {
			case namesItself(e.Agent):
				c.Crawler++
			case times[key] == 3:
				c.Repeat++
			default:
				times[key]++
				c.Counted++
			}
			got[e.Union] = c
		}
		if !maps.Equal(got, want) {
			t.Errorf("%s: imported %v, by hand %v", day.Format(time.DateOnly), got, want)
		}
	}
	if len(events) != len(views) || report.Events["article.read"] != len(views) {
		t.Errorf("%d events, %d views by hand, report %v", len(events), len(views), report.Events)
	}
}

// The service requests, folded from the imported events, equal the count by hand for each agency and several instants.
func TestRealRequestsEqualPlainCount(t *testing.T) {
	all, report := importReal(t, "service-requests.csv", "service-requests.yaml")
	file, err := os.Open(realFile(t, "service-requests.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	requests, err := plain.Requests(file)
	if err != nil {
		t.Fatal(err)
	}
	if report.Rows != 4999 || report.RejectedRows() != 0 || len(requests) != 4999 {
		t.Fatalf("report %+v, %d requests by hand", report, len(requests))
	}
	type thread struct{ in, done event.Event }
	threads := map[string]thread{}
	for _, e := range decodeAll(t, all) {
		c := threads[e.Thing]
		switch e.Type {
		case "application.submitted":
			c.in = e
		case "application.completed":
			c.done = e
		}
		threads[e.Thing] = c
	}
	start := time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC)
	end := time.Date(2023, 4, 1, 0, 0, 0, 0, time.UTC)
	total := plain.CaseCount{}
	for _, asOf := range []time.Time{start.AddDate(0, 2, 0), end.AddDate(0, 0, -9), end, end.AddDate(1, 0, 0)} {
		until := end
		if asOf.Before(end) {
			until = asOf
		}
		in := func(t time.Time) bool { return !t.Before(start) && t.Before(until) }
		got := map[string]plain.CaseCount{}
		for _, c := range threads {
			n := got[c.in.Union]
			done := c.done.ID != "" && c.done.Time.Before(until)
			if in(c.in.Time) {
				n.Applications++
			}
			if done && in(c.done.Time) {
				n.Completions++
			}
			due := c.in.Due
			if c.in.Time.Before(until) && !due.IsZero() {
				if !due.Before(start) && due.Before(end) && !due.After(until) {
					n.Due++
					if done && !c.done.Time.After(due) {
						n.OnTime++
					}
				}
				if due.Before(until) && !done {
					n.OverdueOpen++
				}
			}
			if c.done.ID != "" && c.done.Time.Before(c.in.Time) {
				n.Early++
			}
			got[c.in.Union] = n
		}
		want := plain.CountCases(requests, start, end, asOf)
		if !maps.Equal(got, want) {
			t.Errorf("as of %s: imported %v, by hand %v", asOf, got, want)
		}
		for _, c := range want {
			total.Applications, total.Completions, total.Due = total.Applications+c.Applications, total.Completions+c.Completions, total.Due+c.Due
			total.OnTime, total.OverdueOpen, total.Early = total.OnTime+c.OnTime, total.OverdueOpen+c.OverdueOpen, total.Early+c.Early
		}
	}
	// None of the file's cases with a due date is closed, so that OnTime is 0 in truth.
	if total.Applications == 0 || total.Completions == 0 || total.Due == 0 || total.OverdueOpen == 0 || total.Early != 4*2 {
		t.Errorf("the comparison was not of all figures: %+v", total)
	}
}

// Importing a file again makes the same bytes, whatever the batches were.
func TestRealImportIsIdempotent(t *testing.T) {
	for file, mapping := range map[string]string{"access.log": "access-log.yaml", "service-requests.csv": "service-requests.yaml"} {
		first, _ := importReal(t, file, mapping)
		cfg := DefaultImport()
		cfg.File, cfg.Map, cfg.Batch = realFile(t, file), example(mapping), 37
		var again []Message
		if _, err := Import(t.Context(), cfg, collect(&again), nil); err != nil {
			t.Fatal(err)
		}
		if !slices.EqualFunc(first, again, func(a, b Message) bool { return a.Key == b.Key && bytes.Equal(a.Value, b.Value) }) {
			t.Errorf("%s: importing again makes other events", file)
		}
	}
}

// The example registries hold every union that the example mappings make out of the real files.
func TestExampleRegistriesHoldAllUnions(t *testing.T) {
	for file, mapping := range map[string]string{"access.log": "access-log", "service-requests.csv": "service-requests"} {
		all, _ := importReal(t, file, mapping+".yaml")
		registry, err := os.ReadFile(example(mapping + "-registry.csv"))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range all {
			if !bytes.Contains(registry, []byte(fmt.Sprintf("\n%s,", m.Key))) {
				t.Fatalf("%s: union %q is not in the example registry", file, m.Key)
			}
		}
	}
}
