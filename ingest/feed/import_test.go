package feed

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

const logMap = `format: log
source: /site/log
skip:
  - {name: status, when: [{column: status, not_in: [200, "304"]}]}
events:
  - type: article.read
    data:
      union: {column: path, steps: [{segment: 1}, {lower: true}]}
      article: {column: path}
      reader: {column: host}
      agent: {column: agent, optional: true}
`

const caseMap = `format: csv
source: /hall/export
csv: {delimiter: ";"}
skip:
  - {name: test, when: [{column: no, matches: "^T"}]}
events:
  - type: application.submitted
    id: {column: no, steps: [{prefix: in-}]}
    subject: {column: no}
    time: {column: in, layout: "2006-01-02 15:04", zone: Asia/Shanghai}
    data:
      union: {text: "330110"}
      application: {column: no}
      service: {column: what, steps: [{map: {法律援助: legal-aid}}]}
  - type: application.completed
    id: {column: no, steps: [{prefix: out-}]}
    time: {column: out, layout: "2006-01-02 15:04", zone: Asia/Shanghai}
    when: [{column: out, empty: false}]
    data: {union: {text: "330110"}, application: {column: no}, outcome: {text: granted}}
`

// given writes the files of an import and configures it.
func given(t testing.TB, mapping, rows string) ImportConfig {
	t.Helper()
	folder := t.TempDir()
	cfg := DefaultImport()
	cfg.File, cfg.Map = filepath.Join(folder, "rows"), filepath.Join(folder, "map.yaml")
	cfg.Rejects, cfg.Resume = filepath.Join(folder, "rejects"), filepath.Join(folder, "resume")
	cfg.Now = func() time.Time { return time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC) }
	for path, text := range map[string]string{cfg.File: rows, cfg.Map: mapping} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return cfg
}

func TestImportLog(t *testing.T) {
	line := `10.0.0.1 - - [17/May/2026:10:05:03 +0800] "GET /C01/a?x=1 HTTP/1.1" 200 5 "-" "A \"quoted\" agent"`
	cfg := given(t, logMap, strings.Join([]string{
		line, line, // two readings
		`10.0.0.2 - bob [17/May/2026:10:05:04 +0800] "GET /C02/b HTTP/1.1" 304 - "-" "-"` + "\r",
		"",
		`10.0.0.2 - - [17/May/2026:10:05:04 +0800] "GET /C02/b HTTP/1.1" 404 - "-" "-"`,
		`10.0.0.2 - - [17/May/2026:10:05:04 +0800] "GET /C02/b HTTP/1.1" 200 - "-" "cut`,
		`10.0.0.2 - - [37/May/2026:10:05:04 +0800] "GET /C02/b HTTP/1.1" 200 - "-" "-"`,
		`10.0.0.2 - - [17/May/2027:10:05:04 +0800] "GET /C02/b HTTP/1.1" 200 - "-" "-"`,
		`10.0.0.2 - - [17/May/2026:10:05:04 +0800] "GET / HTTP/1.1" 200 - "-" "-"`,
		`10.0.0.2 - - [17/May/2026:10:05:04 +0800] "GET /C02/` + strings.Repeat("x", 200) + ` HTTP/1.1" 200 - "-" "-"`,
		"10.0.0.2 - - [17/May/2026:10:05:04 +0800] \"GET /\xd6\xd0 HTTP/1.1\" 200 - \"-\" \"-\"",
		strings.Repeat("y", 70_000),
		`10.0.0.3 - - [17/May/2026:10:05:05 +0800] "GET /C03/c HTTP/1.1" 200 5 "-" "tel 13800138000"`,
		`10.0.0.3 - - [17/May/2026:10:05:05 +0800] "GET /C03/c HTTP/1.1" 200 5 "-" "last, without line end"`,
	}, "\n"))
	var all []Message
	report, err := Import(t.Context(), cfg, collect(&all), nil)
	if err != nil {
		t.Fatal(err)
	}
	wantRejected := map[string]int{
		"bad_line": 1, "bad_time": 1, "time_out_of_range": 1, "empty_value": 1, "bad_value:data.article": 1, "encoding": 1,
		"line_too_long": 1, "personal_data": 1,
	}
	if report.Rows != 13 || !maps.Equal(report.Rejected, wantRejected) || !maps.Equal(report.Skipped, map[string]int{"status": 1}) ||
		!maps.Equal(report.Events, map[string]int{"article.read": 4}) {
		t.Errorf("report %+v", report)
	}
	events := decodeAll(t, all)
	if len(events) != 4 || events[0].Union != "c01" || events[0].Thing != "/C01/a" || events[0].Agent != `A "quoted" agent` ||
		events[2].Agent != "" || !events[2].Time.Equal(time.Date(2026, 5, 17, 2, 5, 4, 0, time.UTC)) {
		t.Errorf("events %+v", events)
	}
	var places []string
	for _, f := range report.Faults {
		places = append(places, f.Error())
	}
	for i, want := range []string{"row 6, column agent: bad_line", "row 7, column time: bad_time", "row 8: time_out_of_range", "row 9, column path: empty_value", "row 10, column path: bad_value:data.article", "row 11: encoding", "row 12: line_too_long", "row 13: personal_data"} {
		if i >= len(places) || !strings.HasPrefix(places[i], want) {
			t.Errorf("fault %d is %v, want %s", i, places, want)
		}
	}
	rejects, err := os.ReadFile(cfg.Rejects)
	if err != nil || strings.Count(string(rejects), "\n") != 16 || !strings.HasPrefix(string(rejects), "# row 6 rejected: bad_line: column agent: the quote") ||
		!bytes.Contains(rejects, []byte("GET /\xd6\xd0 HTTP/1.1")) || report.RejectsFile != cfg.Rejects {
		t.Errorf("rejected rows: %v\n%.300s", err, rejects)
	}
	// Without mending, each is rejected again as what it was; mended, it becomes the event it would have been.
	cfg.File, cfg.Rejects = cfg.Rejects, cfg.Rejects+"-again"
	again, err := Import(t.Context(), cfg, collect(&all), nil)
	rejectsAgain, _ := os.ReadFile(cfg.Rejects)
	if err != nil || !maps.Equal(again.Rejected, wantRejected) || !bytes.Equal(rejects, rejectsAgain) {
		t.Errorf("again %v, %v; %d and %d bytes of rejected rows", again.Rejected, err, len(rejects), len(rejectsAgain))
	}
	if _, err := os.Stat(cfg.Resume); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the bookmark stays after the end: %v", err)
	}
}

func TestImportCSV(t *testing.T) {
	cfg := given(t, caseMap, "\ufeffno;in;out;what\r\n"+
		"A-1;2026-07-01 08:00;;法律援助\r\n"+
		"\"A-2\";2026-07-01 08:00;2026-07-02 09:30;\"membership\"\r\n"+
		"T-9;never;;x\r\n"+
		"A-3;2026-07-01 08:00;;two words\r\n"+
		"A-4;2026-07-01 08:00;yesterday;x\r\n"+
		"A-5;2026-07-01 08:00\r\n"+
		"A\"6;2026-07-01 08:00;;x\r\n"+
		"A-7;2026-07-01 08:00;;\xd6\xd0\r\n"+
		";2026-07-01 08:00;;x\r\n"+
		"A-8;2026-07-01 08:00;;\"x\"\"\ny\"\r\n"+
		"A-9;2026-07-01 08:00;;x\r\n")
	var all []Message
	report, err := Import(t.Context(), cfg, collect(&all), nil)
	if err != nil {
		t.Fatal(err)
	}
	wantRejected := map[string]int{"bad_value:data.service": 2, "bad_time": 1, "columns": 1, "quotes": 1, "encoding": 1, "empty_value": 1}
	if report.Rows != 11 || !maps.Equal(report.Rejected, wantRejected) || report.Skipped["test"] != 1 ||
		!maps.Equal(report.Events, map[string]int{"application.submitted": 3, "application.completed": 1}) {
		t.Errorf("report %+v", report)
	}
	events := decodeAll(t, all)
	if len(events) != 4 || events[0].ID != "in-A-1" || events[0].Service != "legal-aid" || events[0].Subject != "A-1" || events[2].ID != "out-A-2" ||
		!events[2].Time.Equal(time.Date(2026, 7, 2, 1, 30, 0, 0, time.UTC)) || events[3].Thing != "A-9" {
		t.Errorf("events %+v", events)
	}
	rows := []int{}
	for _, f := range report.Faults {
		rows = append(rows, f.Row)
	}
	if !slices.Equal(rows, []int{5, 6, 7, 8, 9, 10, 11}) {
		t.Errorf("faults in rows %v: %v", rows, report.Faults)
	}
}

func TestImportEnds(t *testing.T) {
	for name, tc := range map[string]struct{ mapping, rows, want string }{
		"missing column": {caseMap, "no;in;was\nA;;\n", `columns that are not there: "out", "what"`},
		"other delim":    {caseMap, "no,in,out,what\n", `another delimiter`},
		"twice":          {caseMap, "no;no;in;out;what\n", `column "no" stands twice`},
		"empty":          {caseMap, "", "the file is empty"},
		"open quote":     {caseMap, "no;in;out;what\nA-1;2026-07-01 08:00;;x\nA-2;\"2026-07-01 08:00;;x\nA-3;2026-07-01 08:00;;x\n", "row 3: a quoted value is not closed; mend the row"},
		"long row":       {caseMap, "no;in;out;what\nA-1;2026-07-01 08:00;;x\nA-2;\"" + strings.Repeat("x;y\n", 50_000), "row 3 has more than 65536 bytes"},
	} {
		cfg := given(t, tc.mapping, tc.rows)
		var all []Message
		_, err := Import(t.Context(), cfg, collect(&all), nil)
		if err == nil || !strings.Contains(err.Error(), tc.want) || !strings.Contains(err.Error(), cfg.File) {
			t.Errorf("%s: %v, want %q", name, err, tc.want)
		}
		if strings.Contains(tc.rows, "A-1") && len(all) != 1 {
			t.Errorf("%s: %d events of the good rows before it, want 1", name, len(all))
		}
	}
	if _, err := Import(t.Context(), ImportConfig{}, nil, nil); err == nil || !strings.Contains(err.Error(), "no file to import") {
		t.Errorf("an empty configuration: %v", err)
	}
}

// An import that is cut off at any batch and started again produces what an undisturbed one does; a row never falls
// between the two.
func TestImportResumes(t *testing.T) {
	var rows strings.Builder
	rows.WriteString("no;in;out;what\n")
	for i := range 200 {
		rows.WriteString("A-" + strings.Repeat("i", i%7+1) + string(rune('a'+i%26)) + string(rune('a'+i/26)) + ";2026-07-01 08:00;;\"many\n\"\"words\"\n")
		rows.WriteString("B-" + string(rune('a'+i%26)) + ";2026-07-01 08:00;never;x\n")
		rows.WriteString("B-" + string(rune('a'+i%26)) + string(rune('a'+i/26)) + ";2026-07-01 08:00;2026-07-02 09:30;x\n")
	}
	log := strings.Repeat(`10.0.0.1 - - [17/May/2026:10:05:03 +0800] "GET /C01/a HTTP/1.1" 200 5 "-" "x"`+"\nbroken\n", 300)
	for name, files := range map[string][2]string{"csv": {caseMap, rows.String()}, "log": {logMap, log}} {
		cfg := given(t, files[0], files[1])
		cfg.Batch = 20
		var whole []Message
		full, err := Import(t.Context(), cfg, collect(&whole), nil)
		if err != nil {
			t.Fatal(err)
		}
		rejectsWhole, err := os.ReadFile(cfg.Rejects)
		if err != nil {
			t.Fatal(err)
		}
		var parts []Message
		calls, starts := 0, 0
		away := errors.New("broker away")
		for {
			starts++
			report, err := Import(t.Context(), cfg, func(ctx context.Context, batch []Message) error {
				if calls++; calls%4 == 0 {
					return away
				}
				parts = append(parts, batch...)
				return nil
			}, nil)
			if err == nil {
				break
			}
			if !errors.Is(err, away) || starts > 50 || starts > 1 && report.From == 0 {
				t.Fatalf("%s: start %d: %v, %+v", name, starts, err, report)
			}
		}
		if starts < 3 || !slices.EqualFunc(parts, whole, func(a, b Message) bool { return string(a.Value) == string(b.Value) }) {
			t.Errorf("%s: %d events in %d starts, %d in one (%+v)", name, len(parts), starts, len(whole), full)
		}
		rejectsParts, err := os.ReadFile(cfg.Rejects)
		if err != nil || !bytes.Equal(rejectsParts, rejectsWhole) || len(rejectsWhole) == 0 {
			t.Errorf("%s: %d bytes of rejected rows after the stops, %d in one go (%v)", name, len(rejectsParts), len(rejectsWhole), err)
		}
	}
}

func TestResumeRefusesAnotherFile(t *testing.T) {
	cfg := given(t, logMap, strings.Repeat(`10.0.0.1 - - [17/May/2026:10:05:03 +0800] "GET /C01/a HTTP/1.1" 200 5 "-" "x"`+"\n", 30))
	cfg.Batch = 10
	calls := 0
	_, err := Import(t.Context(), cfg, func(context.Context, []Message) error {
		if calls++; calls == 2 {
			return errors.New("away")
		}
		return nil
	}, nil)
	if err == nil {
		t.Fatal("the import did not stop")
	}
	if err := os.WriteFile(cfg.File, []byte("another file"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Import(t.Context(), cfg, nil, nil); err == nil || !strings.Contains(err.Error(), "belongs to another file or mapping") {
		t.Errorf("resumed on another file: %v", err)
	}
}

func TestDryRunProducesNothing(t *testing.T) {
	cfg := given(t, logMap, `10.0.0.1 - - [17/May/2026:10:05:03 +0800] "GET /C01/a HTTP/1.1" 200 5 "-" "x"`+"\n")
	cfg.DryRun = true
	last := Progress{}
	report, err := Import(t.Context(), cfg, func(context.Context, []Message) error {
		t.Error("a dry run produces")
		return nil
	}, func(p Progress) { last = p })
	if err != nil || report.Produced() != 1 || last.Rows != 1 || last.Part != last.Whole || last.Whole == 0 {
		t.Errorf("%+v, %+v, %v", report, last, err)
	}
}
