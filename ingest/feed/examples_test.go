package feed

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"unionscreen/ingest/event"
)

// importExample imports a file of deploy/examples; nothing of it may be rejected.
func importExample(t *testing.T, file, mapping string, change func(*ImportConfig)) ([]event.Event, Report) {
	t.Helper()
	cfg := DefaultImport()
	cfg.File, cfg.Map = example(file), example(mapping)
	cfg.Now = func() time.Time { return time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC) }
	if change != nil {
		change(&cfg)
	}
	var all, again []Message
	report, err := Import(t.Context(), cfg, collect(&all), nil)
	if err != nil || report.RejectedRows() != 0 {
		t.Fatalf("%v, %+v", err, report)
	}
	if _, err := Import(t.Context(), cfg, collect(&again), nil); err != nil || len(again) != len(all) {
		t.Fatal(err)
	}
	for i := range all {
		if !bytes.Equal(all[i].Value, again[i].Value) {
			t.Errorf("imported again: %s\nat first: %s", again[i].Value, all[i].Value)
		}
	}
	return decodeAll(t, all), report
}

func TestExampleWechatReads(t *testing.T) {
	zone := time.FixedZone("", 8*3600)
	exported := time.Date(2026, 10, 1, 8, 0, 0, 0, zone)
	events, report := importExample(t, "wechat-reads.xlsx", "wechat-reads.yaml", func(c *ImportConfig) { c.Exported = exported })
	if !maps.Equal(report.Events, map[string]int{"article.published": 3, "article.reads_reported": 6}) || report.Skipped["total"] != 1 {
		t.Errorf("%+v", report)
	}
	first, times, users := events[0], events[1], events[2]
	if first.Thing != "wx-224748365-1" || first.Channel != "wechat" || !first.Time.Equal(time.Date(2026, 9, 28, 9, 30, 0, 0, zone)) || !strings.Contains(string(first.Data), `"original":true`) {
		t.Errorf("published %+v", first)
	}
	if times.Date != "2026-10-01" || !times.Time.Equal(exported) || !strings.Contains(string(times.Data), `"measure":"times","reads":12480,"shares":412`) || times.Thing != first.Thing {
		t.Errorf("times %+v %s", times, times.Data)
	}
	if !strings.Contains(string(users.Data), `"measure":"users","reads":9031`) || strings.Contains(string(events[4].Data), "shares") || !strings.Contains(string(events[7].Data), `"reads":1506`) {
		t.Errorf("users %s, without shares %s, with commas %s", users.Data, events[4].Data, events[7].Data)
	}
	if !strings.Contains(string(events[3].Data), `"title":"=秋季送温暖活动安排"`) {
		t.Errorf("a title that looks like a formula: %s", events[3].Data)
	}
	// The next day's export makes the same publications and other reports.
	later, _ := importExample(t, "wechat-reads.xlsx", "wechat-reads.yaml", func(c *ImportConfig) { c.Exported = exported.AddDate(0, 0, 1) })
	if later[0].Ident != first.Ident || later[0].Content != first.Content || later[1].Ident == times.Ident || later[1].Date != "2026-10-02" {
		t.Errorf("the next day: %+v %+v", later[0], later[1])
	}
	cfg := DefaultImport()
	cfg.File, cfg.Map = example("wechat-reads.xlsx"), example("wechat-reads.yaml")
	if _, err := Import(t.Context(), cfg, nil, nil); err == nil || !strings.Contains(err.Error(), "--exported 2026-10-01T08:00:00+08:00") {
		t.Errorf("without the moment of the export: %v", err)
	}
}

func TestExampleMembers(t *testing.T) {
	events, report := importExample(t, "members.csv", "members.yaml", nil)
	want := map[string]int{"member.verified": 3, "member.unverified": 1, "member.transferred": 1, "card.issued": 1, "member.active": 1}
	if !maps.Equal(report.Events, want) || report.Skipped["other action"] != 1 || report.Rows != 8 {
		t.Errorf("%+v", report)
	}
	if events[0].Person == "" || events[0].Person != events[3].Person || events[4].UnionTo != "330111" || !strings.Contains(string(events[5].Data), "退休,离会") ||
		!events[2].Time.Equal(time.Date(2026, 9, 1, 15, 59, 59, 0, time.UTC)) {
		t.Errorf("%+v", events)
	}
	// Sorted anew and saved as UTF-8 the journal makes the same events.
	raw, err := os.ReadFile(example("members.csv"))
	if err != nil {
		t.Fatal(err)
	}
	text := decodeGB(t, raw)
	lines := strings.SplitAfter(strings.TrimSuffix(text, "\r\n"), "\r\n")
	sorted := lines[0] + strings.Join(lines[5:8], "") + strings.Join(lines[1:5], "")
	mapping, err := os.ReadFile(example("members.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	cfg := given(t, strings.Replace(string(mapping), "csv: {encoding: gb18030}\n", "", 1), "\ufeff"+sorted)
	var all []Message
	if _, err := Import(t.Context(), cfg, collect(&all), nil); err != nil {
		t.Fatal(err)
	}
	known := map[[16]byte][16]byte{}
	for _, e := range events {
		known[e.Ident] = e.Content
	}
	for _, e := range decodeAll(t, all) {
		if known[e.Ident] != e.Content {
			t.Errorf("%s %s is another event", e.Type, e.ID)
		}
	}
	if len(all) != 7 {
		t.Errorf("%d events", len(all))
	}
}

func TestExampleCases(t *testing.T) {
	events, report := importExample(t, "cases.ndjson", "cases.yaml", nil)
	want := map[string]int{
		"application.submitted": 3, "application.accepted": 1, "application.suspended": 1, "application.resumed": 1, "application.transferred": 1,
		"application.completed": 3, "application.reopened": 1, "application.withdrawn": 1, "application.rated": 1,
	}
	if !maps.Equal(report.Events, want) || report.Silent != 1 || report.Rows != 14 {
		t.Errorf("%+v", report)
	}
	first := events[0]
	if first.ID != "step-1" || first.Thing != "hall-0001" || first.Service != "legal-aid" || first.CaseKind != "service" || first.Person == "" ||
		first.Due.Sub(first.Time) != 5*24*time.Hour || !first.Time.Equal(time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("%+v", first)
	}
	if events[5].Union != "330110" || events[5].UnionTo != "330111" || events[6].Outcome != "granted" || events[10].CaseKind != "appeal" || events[12].Outcome != "closed" {
		t.Errorf("%+v", events)
	}
}

func TestExampleBase(t *testing.T) {
	events, report := importExample(t, "base.csv", "base.yaml", nil)
	if !maps.Equal(report.Events, map[string]int{"union.base_reported": 3, "source.complete": 3}) || report.Skipped["total"] != 1 {
		t.Errorf("%+v", report)
	}
	if !strings.Contains(string(events[0].Data), `"as_of":"2026-09-30","employees":1234567,"entered":998700,"grassroots":2310,"members":1100020`) ||
		strings.Contains(string(events[2].Data), "entered") || events[1].Families[0] != "base" {
		t.Errorf("%s\n%s\n%+v", events[0].Data, events[2].Data, events[1])
	}
}

// Every mapping and every file of the examples is imported by a test.
func TestAllExamplesAreTested(t *testing.T) {
	tested := map[string]bool{
		"access-log.yaml": true, "access-log-registry.csv": true, "service-requests.yaml": true, "service-requests-registry.csv": true, // realinput_test.go
		"wechat-reads.yaml": true, "wechat-reads.xlsx": true, "members.yaml": true, "members.csv": true, "cases.yaml": true, "cases.ndjson": true, "base.yaml": true, "base.csv": true,
	}
	files, err := filepath.Glob(example("*"))
	if err != nil || len(files) != len(tested) {
		t.Errorf("%d files, %d are tested, %v", len(files), len(tested), err)
	}
	for _, file := range files {
		if !tested[filepath.Base(file)] {
			t.Errorf("%s is not imported by any test", file)
		}
		if strings.HasSuffix(file, ".yaml") {
			if _, err := LoadMapping(file); err != nil {
				t.Error(err)
			}
		}
	}
}
