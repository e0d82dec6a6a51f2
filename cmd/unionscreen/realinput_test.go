package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"unionscreen/aggregator"
	"unionscreen/aggregator/scheme"
	"unionscreen/ingest/feed/plain"
)

// realFile opens one of the real input files; where it is absent the test skips by the file's name.
func realFile(t *testing.T, name string) string {
	t.Helper()
	path, err := plain.File(name)
	if err != nil {
		t.Skipf("real input %s is absent: %v", name, err)
	}
	return path
}

// command runs a command line as a user would.
func command(t *testing.T, args ...string) string {
	t.Helper()
	var out bytes.Buffer
	root := rootCommand()
	root.SetArgs(args)
	root.SetOut(&out)
	root.SetErr(io.Discard)
	if err := root.ExecuteContext(t.Context()); err != nil {
		t.Fatalf("unionscreen %s: %v\n%s", strings.Join(args, " "), err, out.String())
	}
	return out.String()
}

// imported brings a real file through the whole way: registry, import twice (the second brings nothing new), engine.
func imported(t *testing.T, name, example string) string {
	t.Helper()
	file := realFile(t, name)
	dir := t.TempDir()
	examples := filepath.Join("..", "..", "deploy", "examples")
	command(t, "registry", "import", filepath.Join(examples, example+"-registry.csv"), "--dir", dir)
	for range 2 {
		out := command(t, "import", file, "--map", filepath.Join(examples, example+".yaml"), "--dir", dir,
			"--rejects", filepath.Join(dir, "rejects.csv"), "--resume", filepath.Join(dir, "resume"))
		if rejected := strings.Contains(out, "rejected rows are in"); rejected != (name == "access.log") { // which has one damaged line
			t.Fatalf("import of %s says\n%s", name, out)
		}
	}
	return dir
}

// figuresOf answers the measures of periods of a demo folder that is not running: union, indicator → measure.
func figuresOf(t *testing.T, dir string, periods ...string) map[string]map[string]map[string]aggregator.Measure {
	t.Helper()
	app := &App{}
	defer func() {
		if err := app.Stop(); err != nil {
			t.Error(err)
		}
	}()
	at := place{dir: dir}
	here, err := at.open(t.Context(), app, nil, newLogger(os.Stderr, "error"))
	if err != nil {
		t.Fatal(err)
	}
	p := here.product
	if err := p.makeTally(false, func(*aggregator.Board) {}, func(uint64, time.Time) {}); err != nil {
		t.Fatal(err)
	}
	if err := p.startTally(t.Context(), app); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := p.firstBoard(ctx); err != nil || p.tally.Current() == nil {
		t.Fatalf("no standings: %v %v", err, p.tally.Health())
	}
	found := map[string]map[string]map[string]aggregator.Measure{}
	for _, period := range periods {
		set, err := p.tally.Measures(t.Context(), period, "")
		if err != nil {
			t.Fatal(err)
		}
		found[period] = map[string]map[string]aggregator.Measure{}
		for _, m := range set.Measures {
			if found[period][m.Union] == nil {
				found[period][m.Union] = map[string]aggregator.Measure{}
			}
			found[period][m.Union][m.Indicator] = m
		}
	}
	return found
}

func shanghai(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// TestRealLog holds the figures of the real web log, by section and day, against a plain count over the file.
func TestRealLog(t *testing.T) {
	dir := imported(t, "access.log", "access-log")
	file, err := os.Open(realFile(t, "access.log"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	views, damaged, err := plain.Readings(file)
	if err != nil || damaged != 1 {
		t.Fatalf("the plain count: %d damaged lines, %v", damaged, err)
	}
	crawlers, err := scheme.Crawlers()
	if err != nil {
		t.Fatal(err)
	}
	zone := shanghai(t)
	days := []string{"2015-05-17", "2015-05-18", "2015-05-19", "2015-05-20", "2015-05-21"}
	found := figuresOf(t, dir, append(days, "2015-05")...)
	whole, compared := map[string]int{}, 0
	for _, day := range days {
		start, err := time.ParseInLocation(time.DateOnly, day, zone)
		if err != nil {
			t.Fatal(err)
		}
		all := 0
		for section, count := range plain.CountReads(views, crawlers.Is, 3, zone, start, start.AddDate(0, 0, 1)) {
			union := sectionUnion(found[day], section)
			if union == "" {
				t.Errorf("%s: section %s is no union of the example registry", day, section)
				continue
			}
			expect(t, day, union, found[day][union]["reads"], count.Counted)
			whole[union] += count.Counted
			all += count.Counted
			compared++
		}
		if root := found[day]["site"]; root != nil {
			expect(t, day, "site", root["reads"], all)
		}
	}
	for union, reads := range whole {
		expect(t, "2015-05", union, found["2015-05"][union]["reads"], reads)
	}
	if compared < 20 {
		t.Errorf("only %d sections and days were compared", compared)
	}
	for _, period := range []string{"2015-05", "2015-05-18"} {
		if out := command(t, "reconcile", "--period", period, "--dir", dir); !strings.Contains(out, ": 0 differences") {
			t.Errorf("reconcile: %s", out)
		}
	}
}

// sectionUnion is the union of a section of the site, under its own code or prefixed by the registry's root.
func sectionUnion(found map[string]map[string]aggregator.Measure, section string) string {
	if _, ok := found[section]; ok {
		return section
	}
	return ""
}

// heardOf says whether anything of the agency happened before an instant: else its cases are no data, not zero.
func heardOf(requests []plain.Request, agency string, before time.Time) bool {
	for _, r := range requests {
		if r.Agency == agency && (r.Created.Before(before) || !r.Closed.IsZero() && r.Closed.Before(before)) {
			return true
		}
	}
	return false
}

func expect(t *testing.T, period, union string, m aggregator.Measure, want int) {
	t.Helper()
	if m.State != "value" || m.Value != strconv.Itoa(want) {
		t.Errorf("%s %s %s: %s %q, counted by hand %d", period, union, m.Indicator, m.State, m.Value, want)
	}
}

// TestRealRequests holds the figures of the real service requests, by agency, against a plain count over the file.
func TestRealRequests(t *testing.T) {
	dir := imported(t, "service-requests.csv", "service-requests")
	file, err := os.Open(realFile(t, "service-requests.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	requests, err := plain.Requests(file)
	if err != nil {
		t.Fatal(err)
	}
	zone := shanghai(t)
	periods := []string{"2023-Q1", "2023-02", "2023-03", "2023-03-01", "2023-04", "2023"}
	found := figuresOf(t, dir, periods...)
	crawled, err := scheme.CoreFive()
	if err != nil {
		t.Fatal(err)
	}
	compared := 0
	for _, id := range periods {
		period, err := aggregator.ParsePeriod(id, crawled.Calendar)
		if err != nil {
			t.Fatal(err)
		}
		for agency, want := range plain.CountCases(requests, period.Start.In(zone), period.End.In(zone), time.Now()) {
			own := found[id][agency]
			if !heardOf(requests, agency, period.End) {
				if state := own["applications"].State; state != "no_data" {
					t.Errorf("%s %s: %s before anything was heard of it", id, agency, state)
				}
				continue
			}
			expect(t, id, agency, own["applications"], want.Applications)
			expect(t, id, agency, own["completions"], want.Completions)
			expect(t, id, agency, own["overdue_open"], want.OverdueOpen)
			if rate := own["on_time_rate"]; want.Due == 0 && rate.State != "not_applicable" ||
				want.Due > 0 && (rate.Numerator != strconv.Itoa(want.OnTime) || rate.Denominator != strconv.Itoa(want.Due)) {
				t.Errorf("%s %s on_time_rate: %+v, counted by hand %d of %d", id, agency, rate, want.OnTime, want.Due)
			}
			compared++
		}
		if out := command(t, "reconcile", "--period", id, "--dir", dir); !strings.Contains(out, ": 0 differences") {
			t.Errorf("reconcile: %s", out)
		}
	}
	if compared < 30 {
		t.Errorf("only %d agencies and periods were compared", compared)
	}
}
