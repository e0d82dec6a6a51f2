package dashboard

import (
	"strings"
	"testing"
	"time"

	"unionscreen/aggregator"
)

// TestGoldenOverdueAndTrend holds both answers to the files that the TypeScript tests read.
func TestGoldenOverdueAndTrend(t *testing.T) {
	r := start(t, demo(), built())
	for path, name := range map[string]string{"/api/v1/unions/330101/overdue?limit=2": "overdue.json", "/api/v1/unions/330101/trend": "trend.json"} {
		response, body := r.ask(t, "GET", path, "")
		if response.StatusCode != 200 {
			t.Fatalf("%s: %d %s", path, response.StatusCode, body)
		}
		compareAnswer(t, name, body)
	}
}

func TestOverduePages(t *testing.T) {
	r := start(t, demo(), built())
	var seen []string
	path := "/api/v1/unions/330101/overdue?limit=1"
	for next, n := "", 0; n < 5; n++ {
		response, body := r.ask(t, "GET", path+next, "")
		page := decode[aggregator.OpenCases](t, body)
		if response.StatusCode != 200 || page.Total != 3 || len(page.Cases) != 1 || !page.AsOf.Equal(r.figures.board.AsOf) {
			t.Fatalf("%s: %d %s", path+next, response.StatusCode, body)
		}
		seen = append(seen, page.Cases[0].Case)
		if next = "&after=" + page.Next; page.Next == "" {
			break
		}
	}
	if got := strings.Join(seen, " "); got != "330101-20261012-0007 330101-20261103-0002 A-7781" {
		t.Errorf("the pages hold %s", got)
	}
	if response, _ := r.ask(t, "GET", "/api/v1/unions/330101/overdue", ""); response.StatusCode != 200 {
		t.Errorf("without a limit: %d", response.StatusCode)
	}
	if got, want := strings.Join(r.figures.pages, ", "), "330101 1 , 330101 1 330101-20261012-0007, 330101 1 330101-20261103-0002, 330101 100 "; got != want {
		t.Errorf("asked %s\nwant  %s", got, want)
	}
}

func TestOverdueFaults(t *testing.T) {
	r := start(t, demo(), built())
	asOf := cursor("1790000000000000", "1780000000000000", "c") // of September 2026
	for _, c := range []struct {
		path, code, parameter string
		status                int
	}{
		{"/api/v1/unions/nobody/overdue", codeNoUnion, "", 404},
		{"/api/v1/unions/nobody/trend", codeNoUnion, "", 404},
		{"/api/v1/unions/330101/trend?period=2026-11", codeNoStandings, "", 404},
		{"/api/v1/unions/nobody/rejected", codeNoUnion, "", 404},
		{"/api/v1/unions/330101/overdue?limit=201", codeBadParameter, "limit", 400},
		{"/api/v1/unions/330101/overdue?limit=0", codeBadParameter, "limit", 400},
		{"/api/v1/unions/330101/overdue?limit=1000", codeBadParameter, "limit", 400},
		{"/api/v1/unions/330101/overdue?period=2026-Q4", codeUnknownParameter, "period", 400},
		{"/api/v1/unions/330101/overdue?after=%21", codeBadParameter, "after", 400},
		{"/api/v1/unions/330101/overdue?after=" + asOf[1:], codeBadParameter, "after", 400},
		{"/api/v1/unions/330101/overdue?after=" + cursor("1790000000000000", "1780000000000000"), codeBadParameter, "after", 400},
		{"/api/v1/unions/330101/overdue?after=" + cursor("1790000000000000", "x", "c"), codeBadParameter, "after", 400},
		{"/api/v1/unions/330101/overdue?after=" + cursor("-1", "1780000000000000", "c"), codeBadParameter, "after", 400},
		{"/api/v1/unions/330101/overdue?after=" + cursor("1790000000000000", "1780000000000000", ""), codeBadParameter, "after", 400},
		{"/api/v1/unions/330101/overdue?after=" + cursor("1790000000000000", "1780000000000000", "a case"), codeBadParameter, "after", 400},
		{"/api/v1/unions/330101/overdue?after=" + cursor("1890000000000000", "1780000000000000", "c"), codeBadParameter, "after", 400}, // of 2029
	} {
		response, body := r.ask(t, "GET", c.path, "")
		if got := wantProblem(t, response, body, c.status, c.code); got.Parameter != c.parameter {
			t.Errorf("%s: parameter %q, want %q", c.path, got.Parameter, c.parameter)
		}
	}
	if response, body := r.ask(t, "GET", "/api/v1/unions/330101/overdue?after="+asOf, ""); response.StatusCode != 200 {
		t.Errorf("a good place: %d %s", response.StatusCode, body)
	}
	cfg := demo()
	cfg.Demo = false
	r = start(t, cfg, built())
	for _, page := range []string{"overdue", "trend", "rejected"} {
		response, body := r.ask(t, "GET", "/api/v1/unions/330101/"+page, "")
		wantProblem(t, response, body, 401, codeTokenNeeded)
	}
}

func TestCasePlaceIsReadAsItIsWritten(t *testing.T) {
	want := aggregator.CasePlace{AsOf: time.UnixMicro(1790000000000001).UTC(), Deadline: time.UnixMicro(1780000000000002).UTC(), Case: "~" + strings.Repeat("7", 127)}
	word := cursor("1790000000000001", "1780000000000002", want.Case)
	if got, ok := casePlace(word); !ok || got != want || !after.form.MatchString(word) {
		t.Errorf("%s gives %v, %v", word, got, ok)
	}
}
