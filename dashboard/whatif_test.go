package dashboard

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"unionscreen/aggregator"
	"unionscreen/aggregator/scheme"
)

// fairOutcome is what other points change among the counties of fairBoard: articles 50, on_time_rate 20. 锦溪县, whose
// on-time rate does not apply, loses by it and stays.
func fairOutcome(zone *time.Location, rules *scheme.Scheme) *aggregator.Outcome {
	ref := aggregator.SchemeRef{ID: rules.ID, Names: aggregator.Names(rules.Names), Hash: rules.Hash()}
	after := ref
	after.Hash = strings.Repeat("7c", 32)
	articles, onTime := aggregator.Names{ZH: "发稿量", EN: "Articles published"}, aggregator.Names{ZH: "按时办结率", EN: "On-time rate"}
	points := []string{"points"}
	stand := func(rank int, tied bool, total string) *aggregator.Stand {
		return &aggregator.Stand{Rank: rank, Tied: tied, Total: total, Base: total, Bonus: "0.00", Deductions: "0.00"}
	}
	changes := []aggregator.Changed{
		{Union: "330181", Name: "安澜市总工会", ShortName: "安澜市", Before: stand(2, true, "91.20"), After: stand(2, false, "94.60"), Items: []aggregator.ItemChanged{
			{ID: "articles", Names: articles, Before: "30.00", After: "50.00", Cause: "points", Causes: points},
			{ID: "on_time_rate", Names: onTime, Before: "33.20", After: "16.60", Cause: "points", Causes: points},
		}},
		{Union: "330102", Name: "东屏区总工会", ShortName: "东屏区", Before: stand(2, true, "91.20"), After: stand(3, false, "89.40"), Items: []aggregator.ItemChanged{
			{ID: "articles", Names: articles, Before: "27.00", After: "45.00", Cause: "points", Causes: points},
			{ID: "on_time_rate", Names: onTime, Before: "39.60", After: "19.80", Cause: "method", Causes: []string{"method", "points"}},
		}},
		{Union: "3301D9", Name: "新设开发区工会", ShortName: "新设", After: stand(6, false, "12.00"), Items: []aggregator.ItemChanged{
			{ID: "articles", Names: articles, After: "12.00", Cause: "added", Causes: []string{"added"}},
		}},
	}
	at := func(change int, points string, rank int) aggregator.RankAt {
		return aggregator.RankAt{Change: change, Points: points, Rank: rank}
	}
	sensitivity := []aggregator.Sensitivity{{Union: "330101", Rank: 1, Items: []aggregator.SensitiveItem{
		{ID: "articles", Points: "50", Ranks: []aggregator.RankAt{at(-50, "25", 1), at(-20, "40", 1), at(-10, "45", 1), at(10, "55", 1), at(20, "60", 1), at(50, "75", 2)}, Stable: true},
		{ID: "on_time_rate", Points: "20", Ranks: []aggregator.RankAt{at(-50, "10", 1), at(-20, "16", 2), at(-10, "18", 1), at(10, "22", 1), at(20, "24", 1), at(50, "30", 1)}},
	}}}
	return &aggregator.Outcome{
		Period: aggregator.PeriodSpan{ID: "2026-Q3", Kind: "quarter", Start: time.Date(2026, 7, 1, 0, 0, 0, 0, zone).UTC(), End: time.Date(2026, 10, 1, 0, 0, 0, 0, zone).UTC()},
		Owner:  aggregator.Owner{Code: "3301", Name: "云汀市总工会", ShortName: "云汀市"}, AsOf: time.Date(2026, 10, 3, 1, 30, 0, 0, time.UTC),
		Before: &aggregator.Tried{Scheme: ref}, After: aggregator.Tried{Scheme: after},
		Groups: []aggregator.GroupOutcome{
			{ID: "county", Names: aggregator.Names{ZH: "县（市、区）", EN: "Counties"}, FullMarks: "100", Ranked: 5, Changes: changes, Sensitivity: sensitivity},
			{ID: "industry", Names: aggregator.Names{ZH: "产业工会", EN: "Industries"}, FullMarks: "100", Ranked: 2, Changes: []aggregator.Changed{}, Sensitivity: []aggregator.Sensitivity{}},
		},
	}
}

func (r *running) try(t *testing.T, body string, headers ...string) (*http.Response, string) {
	t.Helper()
	return r.ask(t, "POST", "/api/v1/what-if", body, append([]string{"Content-Type", "application/json"}, headers...)...)
}

func TestGoldenWhatIf(t *testing.T) {
	cfg := demo()
	r := start(t, cfg, built())
	r.figures.outcome = fairOutcome(cfg.Zone, fairRules(t))
	response, body := r.try(t, `{"period":"2026-Q3","owner":"3301","group":"county","union":"330101","scheme":"id: x","weights":{"county":{"articles":"50.0","on_time_rate":20}},`+
		`"targets":[{"union":"330101","period":"2026-Q3","item":"articles","target":"70.5"}],"adjustments":[{"union":"330101","id":"accident","ground":"事故"},{"union":"330102","id":"late-report","points":"0.5","ground":"迟报"}]}`)
	if response.StatusCode != 200 || response.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("%d %s", response.StatusCode, body)
	}
	compareAnswer(t, "whatif.json", body)
	asked := r.figures.trials[0]
	if asked.Period != "2026-Q3" || asked.Owner != "3301" || asked.Group != "county" || asked.Union != "330101" || asked.Scheme != "id: x" {
		t.Errorf("asked %+v", asked)
	}
	if w := asked.Weights["county"]; w["articles"].Text('f') != "50.0" || w["on_time_rate"].Text('f') != "20" {
		t.Errorf("weights %v", w)
	}
	if target := asked.Targets[0]; target.Union != "330101" || target.Item != "articles" || target.Period != "2026-Q3" || target.Target.Text('f') != "70.5" {
		t.Errorf("target %+v", target)
	}
	if a := asked.Adjustments; len(a) != 2 || a[0].Points != nil || a[0].Ground != "事故" || a[1].Points.Text('f') != "0.5" || a[1].ID != "late-report" || a[1].Union != "330102" {
		t.Errorf("adjustments %+v", a)
	}
}

func TestWhatIfAtFault(t *testing.T) {
	r := start(t, demo(), built())
	response, body := r.try(t, `{"scheme":"faulty"}`)
	got := wantProblem(t, response, body, 422, codeBadTrial)
	if len(got.Faults) != 2 || got.Faults[0] != (aggregator.TrialFault{Where: "scheme", Line: 3, Text: "groups: there must be one at least"}) {
		t.Errorf("faults %+v", got.Faults)
	}
	for body, want := range map[string]struct {
		status int
		code   string
		faults int
	}{
		`{"scheme":"other"}`:                               {422, codeOtherFigures, 1},
		`{"scheme":"unfit"}`:                               {422, codeNotCovered, 2},
		`{"scheme":"late"}`:                                {408, codeTimeout, 0},
		`{"group":"nobody"}`:                               {404, codeNoGroup, 0},
		`{"group":"a b"}`:                                  {400, codeBadParameter, 0},
		`{"period":"2026 Q4"}`:                             {400, codeBadParameter, 0},
		`{"owner":"../x"}`:                                 {400, codeBadParameter, 0},
		`{"union":"é"}`:                                    {400, codeBadParameter, 0},
		`{"weigths":{}}`:                                   {400, codeBadBody, 0},
		`{"weights":{"county":{"articles":"1e9"}}}`:        {400, codeBadBody, 0},
		`{"weights":{"county":{"articles":"NaN"}}}`:        {400, codeBadBody, 0},
		`{"weights":{"county":{"articles":[1]}}}`:          {400, codeBadBody, 0},
		`{"targets":[{"target":"` + digits(41) + `"}]}`:    {400, codeBadBody, 0},
		`{"adjustments":[{"points":` + digits(500) + `}]}`: {400, codeBadBody, 0},
	} {
		response, text := r.try(t, body)
		if got := wantProblem(t, response, text, want.status, want.code); len(got.Faults) != want.faults {
			t.Errorf("%.60s: faults %+v", body, got.Faults)
		}
	}
	for _, body := range []string{`{}`, ""} { // as a form of a page elsewhere may send
		for _, kind := range []string{"text/plain", "application/x-www-form-urlencoded", ""} {
			response, text := r.ask(t, "POST", "/api/v1/what-if", body, "Content-Type", kind, "Origin", "https://evil.example")
			wantProblem(t, response, text, 415, codeMediaType)
		}
	}
	response, body = r.try(t, `{}`, "Host", "wall.example.org")
	wantProblem(t, response, body, 421, codeHostNotServed)
}

func digits(n int) string { return strings.Repeat("9", n) }

func TestWhatIfTakesLongSchemes(t *testing.T) {
	cfg := demo()
	r := start(t, cfg, built())
	r.figures.outcome = fairOutcome(cfg.Zone, fairRules(t))
	long := func(n int) string { return `{"scheme":"` + strings.Repeat("#", n-len(`{"scheme":""}`)) + `"}` }
	if response, body := r.try(t, long(trialLimit)); response.StatusCode != 200 {
		t.Errorf("256 KiB: %d %.200s", response.StatusCode, body)
	}
	response, body := r.try(t, long(trialLimit+1))
	wantProblem(t, response, body, 413, codeTooLarge)
	cfg.Demo = false
	closed := start(t, cfg, built())
	response, body = closed.try(t, long(trialLimit))
	wantProblem(t, response, body, 413, codeTooLarge)
	closed.figures.outcome = r.figures.outcome
	if response, body := closed.try(t, long(trialLimit), "Authorization", "Bearer "+secret); response.StatusCode != 200 {
		t.Errorf("with the token: %d %.200s", response.StatusCode, body)
	}
}

func TestTwoTrialsAtOnce(t *testing.T) {
	cfg := demo()
	r := start(t, cfg, built())
	r.figures.outcome, r.figures.hold = fairOutcome(cfg.Zone, fairRules(t)), make(chan struct{})
	done := make(chan int, mostTrials)
	for range mostTrials {
		go func() {
			response, err := http.Post(r.base+"/api/v1/what-if", "application/json", strings.NewReader(`{}`))
			if err != nil {
				done <- 0
				return
			}
			_ = response.Body.Close()
			done <- response.StatusCode
		}()
	}
	under := func() int {
		r.figures.mu.Lock()
		defer r.figures.mu.Unlock()
		return len(r.figures.trials)
	}
	for deadline := time.Now().Add(5 * time.Second); under() < mostTrials; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d of %d are under way", under(), mostTrials)
		}
	}
	response, body := r.try(t, `{}`)
	if wantProblem(t, response, body, 429, codeTrialsCrowded); response.Header.Get("Retry-After") != "5" {
		t.Errorf("Retry-After = %q", response.Header.Get("Retry-After"))
	}
	close(r.figures.hold)
	for range mostTrials {
		if status := <-done; status != 200 {
			t.Errorf("one of those under way: %d", status)
		}
	}
	if response, _ := r.try(t, `{}`); response.StatusCode != 200 {
		t.Errorf("afterwards: %d", response.StatusCode)
	}
}

func TestSchemaOfSchemes(t *testing.T) {
	r := start(t, demo(), built())
	response, body := r.ask(t, "GET", "/api/scheme.schema.json", "", "Host", "wall.example.org")
	if response.StatusCode != 200 || response.Header.Get("Content-Type") != "application/schema+json; charset=utf-8" {
		t.Errorf("%d %v", response.StatusCode, response.Header)
	}
	if got := decode[map[string]any](t, body); got["$schema"] == nil || got["properties"] == nil {
		t.Errorf("not a schema: %.200s", body)
	}
}
