package dashboard

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"unionscreen/aggregator"
	"unionscreen/queries"
	"unionscreen/queries/office"
)

const secret = "0123456789abcdef0123456789abcdef"

// golden is the board of push/testdata/frames/snap.json with what does not go over the wire.
func golden(t testing.TB) *aggregator.Board {
	t.Helper()
	text, err := os.ReadFile("push/testdata/frames/snap.json")
	if err != nil {
		t.Fatal(err)
	}
	var frame struct {
		Epoch string           `json:"epoch"`
		Seq   uint64           `json:"seq"`
		Data  aggregator.Board `json:"data"`
	}
	if err := json.Unmarshal(text, &frame); err != nil {
		t.Fatal(err)
	}
	frame.Data.Epoch, frame.Data.Seq = frame.Epoch, frame.Seq
	return &frame.Data
}

// figures answers as the aggregator does, from one board.
type figures struct {
	board    *aggregator.Board
	recorded []byte
	outcome  *aggregator.Outcome
	hold     chan struct{} // lets a what-if wait until it is closed; nil: none waits
	mu       sync.Mutex
	trials   []aggregator.Trial
	records  []string
	pages    []string // of overdue cases that were asked for
}

var (
	recordedAt = time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)
	errBroken  = errors.New("connection refused by 10.1.2.3:9000")
)

func (f *figures) Current() *aggregator.Board { return f.board }

func (f *figures) Board(_ context.Context, period string) (*aggregator.Board, error) {
	switch period {
	case "", "current", "2026-Q4":
		if f.board == nil {
			return nil, aggregator.ErrNoFigures
		}
		return f.board, nil
	case "2027-Q1":
		return nil, fmt.Errorf("%s: %w", period, aggregator.ErrNotBegun)
	case "2026-11":
		return nil, aggregator.ErrNotStandings
	case "1999-Q1":
		return nil, errBroken
	case "1998-Q1":
		panic("a board that is not there")
	}
	return nil, fmt.Errorf("%q: %w", period, aggregator.ErrNoPeriod)
}

func (f *figures) BoardOf(ctx context.Context, owner, period string) (*aggregator.Board, error) {
	board, err := f.Board(ctx, period)
	switch {
	case err != nil || owner == "" || owner == board.Owner.Code:
		return board, err
	case owner == "330101":
		other := *board
		other.Owner = aggregator.Owner{Code: owner, Name: "澄湖区总工会", ShortName: "澄湖区"}
		other.Groups = board.Groups[2:]
		return &other, nil
	}
	return nil, &aggregator.NoOwnerError{Asked: owner, Owners: []string{"3301", "330101"}}
}

func (f *figures) BoardAt(_ context.Context, _ string, at time.Time) ([]byte, error) {
	if at.Before(recordedAt) {
		return nil, fmt.Errorf("look for a recorded board: %w", &queries.NoBoardError{Nearest: recordedAt})
	}
	return f.recorded, nil
}

func (f *figures) Measures(_ context.Context, period, union string) (aggregator.MeasureSet, error) {
	if union == "nobody" {
		return aggregator.MeasureSet{}, aggregator.ErrNoUnion
	}
	if period != "" && period != "2026-11-21" {
		return aggregator.MeasureSet{}, aggregator.ErrNoPeriod
	}
	return aggregator.MeasureSet{Period: "2026-11-21", Start: recordedAt.Add(-8 * time.Hour), End: recordedAt.Add(16 * time.Hour), AsOf: recordedAt,
		Measures: []aggregator.Measure{{Union: "330101", Indicator: "on_time_rate", State: "value", Value: "88.34", Numerator: "25783", Denominator: "29186", AsOf: recordedAt}}}, nil
}

func (f *figures) Card(ctx context.Context, period, union string) (*aggregator.Card, error) {
	board, err := f.Board(ctx, period)
	if err != nil {
		return nil, err
	}
	switch union {
	case "330101":
		return &aggregator.Card{Period: board.Period, AsOf: board.AsOf, Unit: aggregator.Unit{Union: union}}, nil
	case "330101001":
		return nil, fmt.Errorf("card: %w", &aggregator.NotRankedError{Union: union, Within: "330101"})
	case "3301":
		return nil, &aggregator.NotRankedError{Union: union}
	}
	return nil, aggregator.ErrNoUnion
}

func (f *figures) Guard(_ context.Context, period, union string) (aggregator.GuardReport, error) {
	if union != "330101" {
		return aggregator.GuardReport{}, aggregator.ErrNoUnion
	}
	if period != "" {
		return aggregator.GuardReport{}, aggregator.ErrNoPeriod
	}
	return aggregator.GuardReport{Union: union, Period: "2026-Q4", Start: recordedAt, End: recordedAt, AsOf: recordedAt, State: "value",
		CrawlerList: "1.60.0", RepeatLimit: 3, AnonymousShareLimit: "0.3", Reads: 9, Single: 7, Reported: 2,
		Excluded: []aggregator.Exclusion{{Reason: "crawler", Count: 4}, {Reason: "repeat", Count: 1}}, Anonymous: 3, AnonymousShare: "0.4286", Flagged: true}, nil
}

func (f *figures) WhatIf(ctx context.Context, trial aggregator.Trial) (*aggregator.Outcome, error) {
	f.mu.Lock()
	f.trials = append(f.trials, trial)
	hold := f.hold
	f.mu.Unlock()
	if hold != nil {
		<-hold
	}
	switch trial.Scheme {
	case "faulty":
		return nil, &aggregator.TrialError{Faults: []aggregator.TrialFault{{Where: "scheme", Line: 3, Text: "groups: there must be one at least"}, {Where: "scheme", Line: 7, Text: "unknown key"}}}
	case "other":
		return nil, fmt.Errorf("%w: its zone is Asia/Tokyo", aggregator.ErrOtherFigures)
	case "unfit":
		return nil, errors.Join(fmt.Errorf("%w: A", aggregator.ErrNotCovered), errors.New("B"))
	case "late":
		return nil, context.DeadlineExceeded
	}
	if trial.Group == "nobody" {
		return nil, aggregator.ErrNoGroup
	}
	return f.outcome, nil
}

func (f *figures) Unions() []office.Union {
	return []office.Union{{Code: "3301", Name: "云汀市总工会", ShortName: "云汀市", Level: "city", Kind: "root",
		IndexAccount: "wechat:yunting", IndexName: "wci", PlaceList: "city"},
		{Code: "330101", Name: "<script>澄湖区</script>总工会", ShortName: "澄湖区", Parent: "3301", Level: "county", Kind: "county", Order: 1,
			Reports: []string{"reads"}, ValidFrom: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)}}
}

// OverdueCases answers three cases of 330101, page by page, and keeps what it was asked.
func (f *figures) OverdueCases(_ context.Context, union string, after aggregator.CasePlace, limit int) (aggregator.OpenCases, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.pages = append(f.pages, fmt.Sprint(union, " ", limit, " ", after.Case))
	asOf := f.board.AsOf
	switch {
	case union != "330101":
		return aggregator.OpenCases{}, aggregator.ErrNoUnion
	case after.AsOf.After(asOf):
		return aggregator.OpenCases{}, aggregator.ErrNoPlace
	}
	page := aggregator.OpenCases{Union: union, AsOf: asOf, Total: 3, Cases: []aggregator.OpenCase{}}
	for i, c := range []aggregator.OpenCase{
		{Case: "330101-20261012-0007", Service: "legal-aid", Names: aggregator.Names{ZH: "法律援助", EN: "Legal aid"}, Kind: "service", URL: "https://hall.example.org/case/330101-20261012-0007"},
		{Case: "330101-20261103-0002", Service: "", Kind: "appeal"},
		{Case: "A-7781", Service: "difficulty-aid", Names: aggregator.Names{ZH: "困难帮扶", EN: "Hardship aid"}, Kind: "service"},
	} {
		c.Union, c.Name, c.ShortName = "330101", "澄湖区总工会", "澄湖区"
		c.Deadline = asOf.Truncate(time.Hour).Add(time.Duration(i-20) * 24 * time.Hour)
		c.Submitted = c.Deadline.Add(-72 * time.Hour)
		if c.Deadline.After(after.Deadline) && len(page.Cases) < limit {
			page.Cases = append(page.Cases, c)
		}
	}
	if last := page.Cases[len(page.Cases)-1]; last.Case != "A-7781" {
		page.Following = &aggregator.CasePlace{AsOf: asOf, Deadline: last.Deadline, Case: last.Case}
	}
	return page, nil
}

// Honours commends each group's first and criticises its last.
func (f *figures) Honours(ctx context.Context, owner, period string) (*aggregator.Honours, error) {
	board, err := f.BoardOf(ctx, owner, period)
	if err != nil {
		return nil, err
	}
	lists := &aggregator.Honours{Owner: board.Owner, Period: board.Period, State: board.State, Scheme: board.Scheme, Groups: []aggregator.GroupHonour{}}
	for _, g := range board.Groups {
		row := func(u aggregator.Unit) []aggregator.Neighbour {
			return []aggregator.Neighbour{{Union: u.Union, Name: u.Name, ShortName: u.ShortName, Rank: u.Rank, Tied: u.Tied, Total: u.Total}}
		}
		lists.Groups = append(lists.Groups, aggregator.GroupHonour{ID: g.ID, Names: g.Names, Commended: row(g.Units[0]), Criticised: row(g.Units[len(g.Units)-1])})
	}
	return lists, nil
}

func (f *figures) Trend(_ context.Context, union, period string) (aggregator.Trend, error) {
	if union != "330101" {
		return aggregator.Trend{}, aggregator.ErrNoUnion
	}
	if period == "2026-11" {
		return aggregator.Trend{}, aggregator.ErrNotStandings
	}
	trend := aggregator.Trend{Union: union, Points: []aggregator.TrendPoint{}}
	for _, p := range []struct {
		day, period string
		rank        int
		total       string
	}{{"2026-09-01", "2026-Q3", 4, "61.05"}, {"2026-10-01", "2026-Q3", 2, "88.40"}, {"2026-11-01", "2026-Q4", 0, ""}, {"2026-11-21", "2026-Q4", 1, "79.16"}} {
		at, err := time.ParseInLocation(time.DateOnly, p.day, f.board.AsOf.Location())
		if err != nil {
			return trend, err
		}
		trend.Points = append(trend.Points, aggregator.TrendPoint{At: at, Period: p.period, Group: "county", Rank: p.rank, Of: 15, Total: p.total, FullMarks: "100"})
	}
	return trend, nil
}

func (f *figures) Record(_ context.Context, period string) (time.Time, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.records = append(f.records, period)
	return recordedAt, nil
}

func (f *figures) recordings() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]string(nil), f.records...)
}

// running is a dashboard on a free port of loopback.
type running struct {
	*Server
	figures *figures
	base    string
	log     *lockedBuffer
	faults  []Fault
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func demo() Config {
	cfg := Default()
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		panic(err)
	}
	cfg.Listen, cfg.Demo, cfg.Token, cfg.Zone = "127.0.0.1:0", true, secret, zone
	cfg.Build = Build{Version: "1.2.3", Commit: "abc", Go: "go1.26"}
	return cfg
}

func built() fs.FS {
	return fstest.MapFS{
		".gitkeep":                        {Data: nil},
		"wall.html":                       {Data: []byte("<!doctype html><title>wall</title>")},
		"assets/wall-4f9a1c2b.js":         {Data: []byte("plain script")},
		"assets/wall-4f9a1c2b.js.br":      {Data: []byte("brotli script")},
		"assets/wall-4f9a1c2b.js.gz":      {Data: []byte("gzip script")},
		"assets/noto-sans-C0ffee_9.woff2": {Data: []byte("font")},
		"favicon.svg":                     {Data: []byte("<svg/>")},
	}
}

func start(t testing.TB, cfg Config, pages fs.FS) *running {
	t.Helper()
	return startWith(t, cfg, pages, Deps{})
}

// startWith starts it with those of the dependencies that only some pages need.
func startWith(t testing.TB, cfg Config, pages fs.FS, deps Deps) *running {
	t.Helper()
	board := golden(t)
	recorded, err := json.Marshal(board)
	if err != nil {
		t.Fatal(err)
	}
	out := &running{figures: &figures{board: board, recorded: recorded}, log: &lockedBuffer{}}
	deps.Boards, deps.Health, deps.Pages, deps.Metrics = out.figures, func() []Fault { return out.faults }, pages, prometheus.NewRegistry()
	deps.Log = slog.New(slog.NewTextHandler(out.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	server, err := New(cfg, deps)
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	out.Server, out.base = server, "http://"+server.Addr().String()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if err := server.Stop(ctx); err != nil {
			t.Errorf("stop: %v", err)
		}
	})
	return out
}

// ask sends one request; headers are NAME VALUE pairs, and Host is taken from them too.
func (r *running) ask(t testing.TB, method, path, body string, headers ...string) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequest(method, r.base+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Host" {
			request.Host = headers[i+1]
			continue
		}
		request.Header.Set(headers[i], headers[i+1])
	}
	client := http.Client{Timeout: 10 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{DisableKeepAlives: true, DisableCompression: true}}
	response, err := client.Do(request)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	wantDescribed(t, r.routes(), method, path, response, string(text))
	return response, string(text)
}

// wantProblem checks a problem document and returns it.
func wantProblem(t testing.TB, response *http.Response, body string, status int, code string) document {
	t.Helper()
	var out document
	if err := json.Unmarshal([]byte(body), &out); err != nil {
		t.Errorf("%s %s: status %d, not a problem document: %.200s", response.Request.Method, response.Request.URL, response.StatusCode, body)
		return out
	}
	if response.StatusCode != status || out.Status != status || out.Code != code || out.Type != "urn:unionscreen:problem:"+code || out.Title == "" {
		t.Errorf("%s %s: status %d, problem %+v; want %d %s", response.Request.Method, response.Request.URL, response.StatusCode, out, status, code)
	}
	if kind := response.Header.Get("Content-Type"); kind != "application/problem+json; charset=utf-8" {
		t.Errorf("%s: Content-Type = %q", response.Request.URL, kind)
	}
	return out
}

func decode[T any](t testing.TB, body string) T {
	t.Helper()
	var out T
	if err := json.Unmarshal([]byte(body), &out); err != nil {
		t.Fatalf("not the JSON expected: %v in %.300s", err, body)
	}
	return out
}
