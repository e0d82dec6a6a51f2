package plain

import (
	"maps"
	"strings"
	"testing"
	"time"
)

func at(t *testing.T, text string) time.Time {
	t.Helper()
	instant, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return instant
}

func TestReadsByHand(t *testing.T) {
	log := strings.Join([]string{
		`a - - [17/May/2015:10:05:03 +0000] "GET /blog/x HTTP/1.1" 200 1 "-" "Firefox"`,
		`a - - [17/May/2015:10:05:03 +0000] "GET /blog/x HTTP/1.1" 200 1 "-" "Firefox"`,
		`a - - [17/May/2015:10:05:04 +0000] "GET /blog/x?page=2 HTTP/1.1" 304 - "-" "-"`,
		`a - - [17/May/2015:10:06:00 +0000] "GET /blog/x HTTP/1.1" 200 1 "-" "Firefox"`,
		`a - - [17/May/2015:16:00:00 +0000] "GET /blog/x HTTP/1.1" 200 1 "-" "Firefox"`, // the next day in Shanghai
		`b - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 1 "-" "A bot"`,
		`b - - [17/May/2015:10:05:03 +0000] "HEAD /blog/x HTTP/1.1" 200 1 "-" "Firefox"`,
		`b - - [17/May/2015:10:05:03 +0000] "GET /blog/x.png HTTP/1.1" 200 1 "-" "Firefox"`,
		`b - - [17/May/2015:10:05:03 +0000] "GET /blog/?flav=rss20 HTTP/1.1" 200 1 "-" "Firefox"`,
		`b - - [17/May/2015:10:05:03 +0000] "GET /blog/x HTTP/1.1" 404 1 "-" "Firefox"`,
		`b - - [17/May/2015:10:05:03 +0000] "GET /cut`,
	}, "\n")
	views, damaged, err := Readings(strings.NewReader(log))
	if err != nil || damaged != 1 || len(views) != 6 {
		t.Fatalf("%d views, %d damaged, %v", len(views), damaged, err)
	}
	crawler := func(agent string) bool { return strings.Contains(agent, "bot") }
	got := CountReads(views, crawler, 3, time.FixedZone("", 8*3600), at(t, "2015-05-01T00:00:00Z"), at(t, "2015-06-01T00:00:00Z"))
	want := map[string]ReadCount{"blog": {All: 5, Counted: 4, Repeat: 1}, "home": {All: 1, Crawler: 1}}
	if !maps.Equal(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestCasesByHand(t *testing.T) {
	file := "Unique Key,Created Date,Closed Date,Agency,Due Date\n" +
		"1,02/28/2023 11:00:00 PM,03/01/2023 01:00:00 AM,A,03/05/2023 01:00:00 AM\n" + // on time
		"2,02/28/2023 11:00:00 PM,03/07/2023 01:00:00 AM,A,03/05/2023 01:00:00 AM\n" + // late
		"3,02/28/2023 11:00:00 PM,,A,03/05/2023 01:00:00 AM\n" + // open
		"4,02/28/2023 11:00:00 PM,02/01/2023 01:00:00 AM,B,\n" // closed before it came
	requests, err := Requests(strings.NewReader(file))
	if err != nil || len(requests) != 4 {
		t.Fatal(requests, err)
	}
	start, end := at(t, "2023-01-01T00:00:00-05:00"), at(t, "2023-04-01T00:00:00-04:00")
	for asOf, want := range map[string]map[string]CaseCount{
		"2023-03-06T00:00:00-05:00": {
			"A": {Applications: 3, Completions: 1, Due: 3, OnTime: 1, OverdueOpen: 2},
			"B": {Applications: 1, Completions: 1, Early: 1}},
		"2024-01-01T00:00:00-05:00": {
			"A": {Applications: 3, Completions: 2, Due: 3, OnTime: 1, OverdueOpen: 1},
			"B": {Applications: 1, Completions: 1, Early: 1}},
	} {
		if got := CountCases(requests, start, end, at(t, asOf)); !maps.Equal(got, want) {
			t.Errorf("as of %s: %+v, want %+v", asOf, got, want)
		}
	}
}
