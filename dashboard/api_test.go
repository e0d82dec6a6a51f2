package dashboard

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"unionscreen/aggregator"
)

func TestStandingsOfAGroup(t *testing.T) {
	r := start(t, demo(), built())
	response, body := r.ask(t, "GET", "/api/v1/standings?period=2026-Q4&group=industry&owner=3301&version=0", "")
	if response.StatusCode != 200 || response.Header.Get("Content-Type") != "application/json; charset=utf-8" || response.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("status %d, %v", response.StatusCode, response.Header)
	}
	got := decode[inGroup](t, body)
	want := r.figures.board.Groups[1]
	if got.Group != "industry" || !reflect.DeepEqual(got.Units, want.Units) || got.FullMarks != "100" || got.Mean != want.Mean || !reflect.DeepEqual(got.Last, want.Last) {
		t.Errorf("group %s with %d units, mean %s", got.Group, len(got.Units), got.Mean)
	}
	for _, text := range []string{`"period":"2026-Q4"`, `"start":"2026-10-01T00:00:00+08:00"`, `"end":"2027-01-01T00:00:00+08:00"`, `"as_of":"2026-11-21T10:24:11.25+08:00"`,
		`"state":"open"`, `"trial":true`, `"version":0`, `"owner":{"code":"3301"`, `"scheme":{"id":"core-five"`, `"epoch":"5f0c2a71b3d94e08"`, `"seq":57`, `"tied":true`, `"movement":null`} {
		if text == `"movement":null` {
			_, body = r.ask(t, "GET", "/api/v1/standings?group=direct", "")
		}
		if !strings.Contains(body, text) {
			t.Errorf("the answer lacks %s", text)
		}
	}
}

func TestStandingsOfAllGroups(t *testing.T) {
	r := start(t, demo(), built())
	_, body := r.ask(t, "GET", "/api/v1/standings", "")
	got := decode[inAll](t, body)
	if !reflect.DeepEqual(got.Groups, r.figures.board.Groups) || got.Period != "2026-Q4" || len(got.CompleteTo) != 6 {
		t.Errorf("got %d groups of %s", len(got.Groups), got.Period)
	}
	if strings.Contains(body, `"group":`) {
		t.Error("an answer about all groups names one")
	}
}

func TestStandingsOfAnotherOwner(t *testing.T) {
	r := start(t, demo(), built())
	_, body := r.ask(t, "GET", "/api/v1/standings?owner=330101&group=direct", "")
	if got := decode[inGroup](t, body); got.Owner.Code != "330101" || len(got.Units) != 4 {
		t.Errorf("owner %s with %d units", got.Owner.Code, len(got.Units))
	}
	response, body := r.ask(t, "GET", "/api/v1/standings?owner=330102", "")
	if got := wantProblem(t, response, body, 404, codeNoOwner); got.Detail != "there are evaluations of 3301, 330101" {
		t.Errorf("detail = %q", got.Detail)
	}
}

func TestRecordedBoards(t *testing.T) {
	r := start(t, demo(), built())
	response, body := r.ask(t, "GET", "/api/v1/standings?group=county&at=2026-11-21T09:00:00%2B08:00", "")
	if got := decode[inGroup](t, body); response.StatusCode != 200 || len(got.Units) != 15 {
		t.Errorf("status %d, %d units", response.StatusCode, len(got.Units))
	}
	response, body = r.ask(t, "GET", "/api/v1/standings?at=2026-11-20T09:00:00%2B08:00", "")
	if got := wantProblem(t, response, body, 404, codeNoBoard); got.Nearest != "2026-11-21T08:00:00+08:00" {
		t.Errorf("nearest = %q, want the recorded one in the zone", got.Nearest)
	}
	response, body = r.ask(t, "POST", "/api/v1/boards", `{"period":"2026-Q4"}`, "Authorization", "Bearer "+secret, "Content-Type", "application/json")
	if response.StatusCode != 201 || body != `{"at":"2026-11-21T08:00:00+08:00"}` {
		t.Errorf("record: status %d, %s", response.StatusCode, body)
	}
	if response, _ = r.ask(t, "POST", "/api/v1/boards", "", "Authorization", "bearer "+secret); response.StatusCode != 201 {
		t.Errorf("record without a body: status %d", response.StatusCode)
	}
	if got := r.figures.recordings(); !reflect.DeepEqual(got, []string{"2026-Q4", ""}) {
		t.Errorf("recorded %q", got)
	}
	for what, c := range map[string]struct {
		body, kind, code string
		status           int
	}{
		"not JSON":             {`period=2026-Q4`, "application/x-www-form-urlencoded", codeMediaType, 415},
		"no type":              {`{}`, "", codeMediaType, 415},
		"broken":               {`{"period":`, "application/json", codeBadBody, 400},
		"an unknown field":     {`{"perod":"2026-Q4"}`, "application/json", codeBadBody, 400},
		"two values":           {`{}{}`, "application/json", codeBadBody, 400},
		"a list":               {`[]`, "application/json", codeBadBody, 400},
		"an impossible period": {`{"period":"2026 Q4; DROP TABLE ledger"}`, "application/json", codeBadParameter, 400},
	} {
		response, body := r.ask(t, "POST", "/api/v1/boards", c.body, "Authorization", "Bearer "+secret, "Content-Type", c.kind)
		t.Run(what, func(t *testing.T) { wantProblem(t, response, body, c.status, c.code) })
	}
	if n := len(r.figures.recordings()); n != 2 {
		t.Errorf("%d boards were recorded, want 2", n)
	}
}

func TestBoardForPolling(t *testing.T) {
	r := start(t, demo(), built())
	_, body := r.ask(t, "GET", "/api/v1/boards", "")
	got := decode[struct {
		T, Topic, Epoch string
		Seq             uint64
		Data            aggregator.Board
	}](t, body)
	if got.T != "snap" || got.Topic != "wall:2026-Q4" || got.Seq != 57 || len(got.Data.Groups) != 3 {
		t.Errorf("before anything was published: %+v", got.Topic)
	}
	data, err := json.Marshal(r.figures.board)
	if err != nil {
		t.Fatal(err)
	}
	r.publish(t, "wall:current", 58, string(data))
	_, body = r.ask(t, "GET", "/api/v1/boards", "")
	if !strings.HasPrefix(body, `{"t":"snap","topic":"wall:current","epoch":"5f0c2a71b3d94e08","seq":58,"as_of":"`) || !strings.HasSuffix(body, `,"data":`+string(data)+"}") {
		t.Errorf("the polled board is not the frame: %.200s", body)
	}
	if _, body = r.ask(t, "GET", "/api/v1/boards?at=2026-11-21T09:00:00Z", ""); !strings.HasPrefix(body, `{"as_of":"2026-11-21T10:24:11.25+08:00","data":{"owner":`) {
		t.Errorf("recorded: %.200s", body)
	}
}

func TestMeasuresAndUnions(t *testing.T) {
	r := start(t, demo(), built())
	_, body := r.ask(t, "GET", "/api/v1/measures?period=2026-11-21&union=330101", "")
	const want = `{"period":"2026-11-21","start":"2026-11-21T00:00:00+08:00","end":"2026-11-22T00:00:00+08:00","as_of":"2026-11-21T08:00:00+08:00","complete_to":[],` +
		`"measures":[{"union":"330101","indicator":"on_time_rate","state":"value","value":"88.34","numerator":"25783","denominator":"29186","as_of":"2026-11-21T08:00:00+08:00"}]}`
	if body != want {
		t.Errorf("measures = %s\nwant       %s", body, want)
	}
	_, body = r.ask(t, "GET", "/api/v1/unions/330101/guard", "")
	const guard = `{"union":"330101","period":"2026-Q4","start":"2026-11-21T08:00:00+08:00","end":"2026-11-21T08:00:00+08:00","as_of":"2026-11-21T08:00:00+08:00","state":"value",` +
		`"crawler_list":"1.60.0","repeat_limit":3,"anonymous_share_limit":"0.3","reads":9,"single":7,"reported":2,` +
		`"excluded":[{"reason":"crawler","count":4},{"reason":"repeat","count":1}],"anonymous":3,"anonymous_share":"0.4286","flagged":true}`
	if body != guard {
		t.Errorf("guard = %s\nwant    %s", body, guard)
	}
	_, body = r.ask(t, "GET", "/api/v1/unions/3301", "")
	const root = `{"code":"3301","name":"云汀市总工会","short_name":"云汀市","parent":"","level":"city","kind":"root","order":0,"region_code":"","reports":[],"valid_from":"","valid_to":"","successor":"",` +
		`"index_account":"wechat:yunting","index_name":"wci","place_list":"city"}`
	if body != root {
		t.Errorf("union = %s\nwant    %s", body, root)
	}
	response, body := r.ask(t, "GET", "/api/v1/unions", "")
	list := decode[struct{ Unions []unionView }](t, body)
	if len(list.Unions) != 2 || list.Unions[1].ValidFrom != "2020-01-01" || list.Unions[1].Name != "<script>澄湖区</script>总工会" {
		t.Errorf("unions = %+v", list)
	}
	if strings.Contains(body, "<script>") || response.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Error("a name with markup goes out as markup")
	}
}

func TestEveryErrorIsAProblem(t *testing.T) {
	r := start(t, demo(), built())
	for _, c := range []struct {
		method, path string
		status       int
		code, param  string
	}{
		{"GET", "/api/v1/standings?perod=2026-Q4", 400, codeUnknownParameter, "perod"},
		{"GET", "/api/v1/standings?period=2026-Q4&period=2026-Q3", 400, codeUnknownParameter, "period"},
		{"GET", "/api/v1/standings?%C3%28=1", 400, codeUnknownParameter, "?"},
		{"GET", "/api/v1/standings?" + strings.Repeat("x", 100) + "=1", 400, codeUnknownParameter, strings.Repeat("x", 64)},
		{"GET", "/api/v1/standings?group=" + strings.Repeat("x", 2000), 413, codeTooLarge, ""},
		{"GET", "/api/v1/standings?group=%zz", 400, codeBadRequest, ""},
		{"GET", "/api/v1/standings?group=a;b", 400, codeBadRequest, ""},
		{"GET", "/api/v1/standings?group=", 400, codeBadParameter, "group"},
		{"GET", "/api/v1/standings?group=county%27%20OR%201", 400, codeBadParameter, "group"},
		{"GET", "/api/v1/standings?owner=..%2F..%2Fetc", 400, codeBadParameter, "owner"},
		{"GET", "/api/v1/standings?at=yesterday", 400, codeBadParameter, "at"},
		{"GET", "/api/v1/standings?at=2026-11-21T09:00:00", 400, codeBadParameter, "at"},
		{"GET", "/api/v1/standings?version=-1", 400, codeBadParameter, "version"},
		{"GET", "/api/v1/standings?period=2026-Q9", 404, codeNoPeriod, ""},
		{"GET", "/api/v1/standings?period=2027-Q1", 404, codeNotBegun, ""},
		{"GET", "/api/v1/standings?period=2026-11", 404, codeNoStandings, ""},
		{"GET", "/api/v1/standings?group=nobody", 404, codeNoGroup, ""},
		{"GET", "/api/v1/standings?owner=330102", 404, codeNoOwner, ""},
		{"GET", "/api/v1/standings?owner=330101&at=2026-11-21T09:00:00Z", 404, codeNoBoard, ""},
		{"GET", "/api/v1/standings?version=1", 404, codeNoVersion, ""},
		{"GET", "/api/v1/standings?period=1999-Q1", 500, codeInternal, ""},
		{"GET", "/api/v1/standings?period=1998-Q1", 500, codeInternal, ""},
		{"GET", "/api/v1/measures?union=nobody", 404, codeNoUnion, ""},
		{"GET", "/api/v1/measures?period=x", 404, codeNoPeriod, ""},
		{"GET", "/api/v1/measures?group=county", 400, codeUnknownParameter, "group"},
		{"GET", "/api/v1/unions/nobody/guard", 404, codeNoUnion, ""},
		{"GET", "/api/v1/unions/a%20b/guard", 404, codeNoUnion, ""},
		{"GET", "/api/v1/unions/330101/guard?period=x", 404, codeNoPeriod, ""},
		{"GET", "/api/v1/unions/330101/guard?union=x", 400, codeUnknownParameter, "union"},
		{"GET", "/api/v1/unions?all=1", 400, codeUnknownParameter, "all"},
		{"GET", "/api/v1/unions/nobody", 404, codeNoUnion, ""},
		{"GET", "/api/v1/unions/3301/scores", 404, codeNotFound, ""},
		{"GET", "/api/v1/unions/nobody/score", 404, codeNoUnion, ""},
		{"GET", "/api/v1/unions/a%20b/score", 404, codeNoUnion, ""},
		{"GET", "/api/v1/unions/3301/score", 404, codeNotRanked, ""},
		{"GET", "/api/v1/unions/330101001/score?period=current", 404, codeNotRanked, ""},
		{"GET", "/api/v1/unions/330101/score?period=2026-Q9", 404, codeNoPeriod, ""},
		{"GET", "/api/v1/unions/330101/score?period=2027-Q1", 404, codeNotBegun, ""},
		{"GET", "/api/v1/unions/330101/score?period=2026-11", 404, codeNoStandings, ""},
		{"GET", "/api/v1/unions/330101/score?at=2026-11-21T00:00:00Z", 400, codeUnknownParameter, "at"},
		{"GET", "/api/v2/standings", 404, codeNotFound, ""},
		{"GET", "/API/V1/standings", 404, codeNotFound, ""},
		{"GET", "/api/v1/standings/", 404, codeNotFound, ""},
		{"DELETE", "/api/v1/standings", 405, codeMethod, ""},
		{"PUT", "/api/v1/boards", 405, codeMethod, ""},
		{"GET", "/ws", 426, "upgrade_required", ""},
		{"GET", "/wall/../../etc/passwd", 404, codeNotFound, ""},
		{"GET", "/..%2f..%2fetc/passwd", 404, codeNotFound, ""},
		{"GET", "/.gitkeep", 404, codeNotFound, ""},
		{"GET", "/assets/wall-4f9a1c2b.js.br", 404, codeNotFound, ""},
	} {
		response, body := r.ask(t, c.method, c.path, "")
		got := wantProblem(t, response, body, c.status, c.code)
		if got.Parameter != c.param {
			t.Errorf("%s: parameter = %q, want %q", c.path, got.Parameter, c.param)
		}
		if strings.Contains(body, "10.1.2.3") || strings.Contains(body, "not there") || strings.Contains(body, ".go") {
			t.Errorf("%s: the answer tells what is inside: %s", c.path, body)
		}
	}
	if log := r.log.String(); !strings.Contains(log, "10.1.2.3:9000") || !strings.Contains(log, "a board that is not there") {
		t.Errorf("the log lacks the reasons: %s", log)
	}
	r.figures.board = nil
	response, body := r.ask(t, "GET", "/api/v1/standings", "")
	if wantProblem(t, response, body, 503, codeNotReady); response.Header.Get("Retry-After") != "2" {
		t.Errorf("Retry-After = %q", response.Header.Get("Retry-After"))
	}
}

func TestProblemsSpeakTheReadersLanguage(t *testing.T) {
	r := start(t, demo(), built())
	zh, en := catalogue[codeNotFound].zh, catalogue[codeNotFound].en
	for accept, want := range map[string]string{"": zh, "zh-CN,zh;q=0.9,en;q=0.8": zh, "en-GB,en;q=0.9,zh;q=0.1": en, "EN": en, "fr, en;q=0.3": en, "fr": zh, "en;q=0": zh, "en;q=x": zh, strings.Repeat("a,", 5000): zh} {
		response, body := r.ask(t, "GET", "/nothing", "", "Accept-Language", accept)
		if got := decode[document](t, body); got.Title != want {
			t.Errorf("%.40q: title = %q, want %q", accept, got.Title, want)
		}
		if !strings.Contains(response.Header.Get("Vary"), "Accept-Language") {
			t.Errorf("Vary = %q", response.Header.Get("Vary"))
		}
	}
	for code, text := range catalogue {
		if text.zh == "" || text.en == "" || text.status < 400 {
			t.Errorf("%s lacks words or a status", code)
		}
	}
}

func TestHealthAndVersion(t *testing.T) {
	r := start(t, demo(), built())
	for path, want := range map[string]string{"/healthz/live": `{"live":true}`, "/healthz/ready": `{"ready":true,"faults":[]}`, "/version": `{"version":"1.2.3","commit":"abc","go":"go1.26"}`} {
		if response, body := r.ask(t, "GET", path, ""); response.StatusCode != 200 || body != want {
			t.Errorf("%s: %d %s, want %s", path, response.StatusCode, body, want)
		}
	}
	r.faults = []Fault{{Part: "ingest", Message: "partition 3 has stood still for 2m0s"}}
	r.figures.board = nil
	response, body := r.ask(t, "GET", "/healthz/ready", "")
	const want = `{"ready":false,"faults":[{"part":"board","message":"no figures yet: events are still being read"},{"part":"ingest","message":"partition 3 has stood still for 2m0s"}]}`
	if response.StatusCode != 503 || body != want {
		t.Errorf("not ready: %d %s", response.StatusCode, body)
	}
	if _, body = r.ask(t, "GET", "/healthz/ready", "", "Host", "wall.example.org"); strings.Contains(body, "partition") || !strings.Contains(body, `"part":"ingest"`) {
		t.Errorf("a stranger learns %s", body)
	}
	if response, _ = r.ask(t, "GET", "/healthz/live", ""); response.StatusCode != 200 {
		t.Errorf("live while not ready: %d", response.StatusCode)
	}
}

func TestMetrics(t *testing.T) {
	cfg := demo()
	cfg.Telemetry = "127.0.0.1:0"
	r := start(t, cfg, built())
	r.ask(t, "GET", "/api/v1/unions/made-up-by-a-stranger", "")
	_, body := r.ask(t, "GET", "/metrics", "")
	for _, line := range []string{`unionscreen_http_answers_total{route="/api/v1/unions/:code",status="404"} 1`, "unionscreen_push_clients 0", "# TYPE unionscreen_http_answer_seconds histogram"} {
		if !strings.Contains(body, line) {
			t.Errorf("the metrics lack %s", line)
		}
	}
	if strings.Contains(body, "stranger") {
		t.Error("a path from outside became a label")
	}
	r.base = "http://" + r.TelemetryAddr().String()
	if response, body := r.ask(t, "GET", "/metrics", "", "Host", "prometheus.example.org"); response.StatusCode != 200 || !strings.Contains(body, "unionscreen_push_clients") {
		t.Errorf("telemetry address: %d", response.StatusCode)
	}
	response, body := r.ask(t, "GET", "/api/v1/standings", "")
	wantProblem(t, response, body, 404, codeNotFound)
}
