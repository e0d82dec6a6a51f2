package feed

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
)

const readMap = `format: %s
source: /backstage
events:
  - type: article.read
    time: {column: when, layouts: ["2006-01-02 15:04", "2006-01-02 15:04:05"], zone: Asia/Shanghai}
    data: {union: {column: union}, article: {column: article}, dwell_ms: {column: ms, as: integer, optional: true}}
`

// readRows are readings: two equal ones, three at fault (the second of them an equal one, too, once it is mended).
var readRows = [][]string{
	{"union", "article", "when", "ms"},
	{"330110", "a-1", "2026-09-01 08:00", "5"},
	{"330110", "a-1", "2026-09-01 08:00", "5"},
	{"330110", "a-2", "1 September", "5"},
	{"330110", "a-1", "yesterday", "5"},
	{"330111", "=a-3", "2026-09-01 08:00", ""},
	{"33 01", "a-4", "2026-09-01 08:00", "7"},
}

// mend is what a person does with the rejected rows.
var mend = map[string]string{"1 September": "2026-09-01 09:00", "yesterday": "2026-09-01 08:00", "33 01": "330112"}

func inCSV(rows [][]string, encode func(string) string) []byte {
	var out strings.Builder
	for _, cells := range rows {
		out.WriteString(strings.Join(cells, ";") + "\r\n")
	}
	return []byte(encode(out.String()))
}

func inXLSX(t *testing.T, rows [][]string) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, cells := range rows {
		for j, text := range cells {
			cell, err := excelize.CoordinatesToCellName(j+1, i+1)
			if err == nil {
				err = f.SetCellStr("Sheet1", cell, text)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	var out bytes.Buffer
	if _, err := f.WriteTo(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func inNDJSON(rows [][]string) []byte {
	var out strings.Builder
	for _, cells := range rows[1:] {
		out.WriteString("{")
		for i, text := range cells {
			fmt.Fprintf(&out, "%q:%q,", rows[0][i], text)
		}
		out.WriteString("\"more\":1}\n")
	}
	return []byte(out.String())
}

// mendXLSX changes cells as a person does in a spreadsheet program.
func mendXLSX(t *testing.T, path string) {
	t.Helper()
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	for i, cells := range rows {
		for j, text := range cells {
			if better, ok := mend[text]; ok {
				cell, _ := excelize.CoordinatesToCellName(j+1, i+1)
				if err := f.SetCellStr("Sheet1", cell, better); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if err := f.Save(); err != nil {
		t.Fatal(err)
	}
}

func identsOf(t *testing.T, all []Message) map[[16]byte]int {
	t.Helper()
	idents := map[[16]byte]int{}
	for _, e := range decodeAll(t, all) {
		idents[e.Ident]++
	}
	return idents
}

// Rejected rows that are mended in their file and imported make exactly the events that were missing; so does the whole
// file, mended where it stands. Nothing is doubled and nothing taken for something that is there.
func TestMendedRowsAreNeitherLostNorDoubled(t *testing.T) {
	plain := func(s string) string { return s }
	gb := func(s string) string {
		text, err := simplifiedchinese.GB18030.NewEncoder().String(s)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	for _, tc := range []struct {
		name, format, ending string
		file                 []byte
		mended               func(t *testing.T, path string)
	}{
		{"csv", "csv", ".csv", inCSV(readRows, plain), nil},
		{"gb18030", "csv", ".csv", inCSV(append(slices.Clone(readRows), []string{"330110", "a-9", "未", "5"}), gb), nil},
		{"xlsx", "xlsx", ".xlsx", inXLSX(t, readRows), mendXLSX},
		{"table", "table", ".xlsx", inXLSX(t, readRows), mendXLSX},
		{"ndjson", "ndjson", ".ndjson", inNDJSON(readRows), nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			mended := tc.mended
			if mended == nil {
				mended = func(t *testing.T, path string) {
					raw, err := os.ReadFile(path)
					if err != nil {
						t.Fatal(err)
					}
					for from, to := range mend {
						raw = bytes.ReplaceAll(raw, []byte(from), []byte(to))
					}
					if err := os.WriteFile(path, raw, 0o600); err != nil {
						t.Fatal(err)
					}
				}
			}
			cfg := given(t, fmt.Sprintf(readMap, tc.format), string(tc.file))
			folder := filepath.Dir(cfg.File)
			if err := os.Rename(cfg.File, filepath.Join(folder, "x"+tc.ending)); err != nil {
				t.Fatal(err)
			}
			cfg.File, cfg.Rejects, cfg.RejectsBeside = filepath.Join(folder, "x"+tc.ending), "", true
			var all []Message
			report, err := Import(t.Context(), cfg, collect(&all), nil)
			if err != nil || len(all) != 3 || report.RejectedRows() < 3 || report.RejectsFile != filepath.Join(folder, "x.rejects"+tc.ending) {
				t.Fatalf("%v, %d events, %+v", err, len(all), report)
			}
			first := identsOf(t, all)

			// The file of rejected rows, mended; twice, as somebody might who is not sure.
			again := cfg
			again.File = report.RejectsFile
			mended(t, again.File)
			for range 2 {
				var more []Message
				report, err := Import(t.Context(), again, collect(&more), nil)
				if err != nil || len(more) != 3 || report.RejectedRows() > 1 {
					t.Fatalf("%v, %d events, %+v", err, len(more), report)
				}
				for ident := range identsOf(t, more) {
					first[ident]++
				}
			}
			for _, times := range first {
				if times != 1 && times != 2 {
					t.Errorf("an event came %d times", times)
				}
			}
			if len(first) != 6 {
				t.Errorf("%d events, want 6: one took the place of another", len(first))
			}

			// The whole file, mended where it stands: what was good has the identities that it had.
			mended(t, cfg.File)
			var whole []Message
			if _, err := Import(t.Context(), cfg, collect(&whole), nil); err != nil || len(whole) != 6 {
				t.Fatalf("%v, %d events", err, len(whole))
			}
			if got := identsOf(t, whole); !maps.EqualFunc(got, first, func(int, int) bool { return true }) {
				t.Errorf("the mended whole makes other events than its parts")
			}
		})
	}
}

func TestRejectsNeverOverwriteWhatSomebodyMends(t *testing.T) {
	cfg := given(t, fmt.Sprintf(readMap, "csv"), string(inCSV(readRows, func(s string) string { return s })))
	cfg.Rejects, cfg.RejectsBeside = "", true
	for i, want := range []string{"rows.rejects", "rows.rejects-2", "rows.rejects-3"} {
		report, err := Import(t.Context(), cfg, collect(new([]Message)), nil)
		if err != nil || filepath.Base(report.RejectsFile) != want {
			t.Errorf("import %d: %v, rejected rows in %s, want %s", i+1, err, report.RejectsFile, want)
		}
	}
	cfg.Rejects = cfg.File
	if _, err := Import(t.Context(), cfg, collect(new([]Message)), nil); err == nil || !strings.Contains(err.Error(), "cannot go into the file they come from") {
		t.Errorf("rejected rows over the input: %v", err)
	}
}

func TestKeysNameRows(t *testing.T) {
	mapping := strings.Replace(fmt.Sprintf(readMap, "csv"), "events:", "key: [article, when]\nevents:", 1)
	cfg := given(t, mapping, "union,article,when,ms,note\n330110,a-1,2026-09-01 08:00,5,x\n330110,,2026-09-01 08:00,5,x\n330110,a-2,2026-09-01 08:00,5,x\n")
	var all, moved []Message
	report, err := Import(t.Context(), cfg, collect(&all), nil)
	if err != nil || report.Rejected["empty_value"] != 1 || !strings.Contains(report.Faults[0].Sentence, "the key is empty") {
		t.Fatalf("%v %+v", err, report)
	}
	// Sorted anew, with other columns and another delimiter, the rows are the same events.
	if err := os.WriteFile(cfg.File, []byte("when;article;union;ms\n2026-09-01 08:00;a-2;330110;5\n2026-09-01 08:00;a-1;330110;6\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Import(t.Context(), cfg, collect(&moved), nil); err != nil {
		t.Fatal(err)
	}
	before, after := decodeAll(t, all), decodeAll(t, moved)
	if len(after) != 2 || before[1].Ident != after[0].Ident || before[1].Content != after[0].Content || before[0].Ident != after[1].Ident || before[0].Content == after[1].Content {
		t.Errorf("before %+v\nafter %+v", before, after)
	}
}

func TestWholeEvents(t *testing.T) {
	good := `{"specversion":"1.0","id":"1","source":"/hall","type":"member.transferred","time":"2026-09-01T08:00:00+08:00","data":{"member":"m-1","from":"330110","to":"330111"}}`
	bad := `{"specversion":"1.0","id":"2","source":"/hall","type":"member.lost","time":"2026-09-01T08:00:00+08:00","data":{"union":"330110"}}`
	cfg := given(t, "", good+"\r\n\n"+bad+"\n"+strings.Replace(good, `"id":"1"`, `"id":"3","id":"3"`, 1)+"\nnonsense\n"+strings.Replace(good, "m-1", "\xd6\xd0", 1)+"\n"+strings.Replace(good, `"m-1"`, `"`+strings.Repeat("m", 70_000)+`"`, 1)+"\n")
	cfg.Map = ""
	var all []Message
	report, err := Import(t.Context(), cfg, collect(&all), nil)
	want := map[string]int{"unknown_type": 1, "malformed_json": 1, "bad_json": 1, "encoding": 1, "too_large": 1}
	if err != nil || !maps.Equal(report.Rejected, want) || len(all) != 1 || report.Events["member.transferred"] != 1 {
		t.Fatalf("%v %+v", err, report)
	}
	if m := all[0]; m.Topic != "verified-members" || m.Key != "330110" || string(m.Value) != good {
		t.Errorf("%+v", m)
	}
	raw, err := os.ReadFile(report.RejectsFile)
	if err != nil || !strings.HasPrefix(string(raw), strings.TrimSuffix(bad, "}")+`,"reason":"unknown_type","sentence":"the type `) || !strings.Contains(string(raw), `"row":3}`+"\n") {
		t.Errorf("%v\n%.300s", err, raw)
	}
	// One is mended, though not rightly; what is not mended is rejected again.
	cfg.File = report.RejectsFile
	cfg.Rejects += "-2"
	if err := os.WriteFile(cfg.File, bytes.ReplaceAll(raw, []byte("member.lost\",\"time"), []byte("union.online\",\"time")), 0o600); err != nil {
		t.Fatal(err)
	}
	report, err = Import(t.Context(), cfg, collect(&all), nil)
	want = map[string]int{"missing_field:data.grassroots": 1, "malformed_json": 1, "not_cloudevents": 1, "encoding": 1, "too_large": 1}
	if err != nil || !maps.Equal(report.Rejected, want) {
		t.Errorf("%v %+v", err, report)
	}
}

// A dry run says what a run would, and leaves nothing behind unless a file for rejected rows was asked for.
func TestDryRunLeavesNothing(t *testing.T) {
	cfg := given(t, fmt.Sprintf(readMap, "csv"), string(inCSV(readRows, func(s string) string { return s })))
	asked := cfg.Rejects
	cfg.DryRun, cfg.Rejects = true, ""
	report, err := Import(t.Context(), cfg, nil, nil)
	if err != nil || !maps.Equal(report.Rejected, map[string]int{"bad_time": 2, "bad_value:data.union": 1}) || report.Produced() != 3 {
		t.Fatalf("%v %+v", err, report)
	}
	if left, err := os.ReadDir(filepath.Dir(cfg.File)); err != nil || len(left) != 2 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	cfg.Rejects = asked
	if report, err := Import(t.Context(), cfg, nil, nil); err != nil || report.RejectsFile != asked {
		t.Errorf("%v %+v", err, report)
	}
}

// An import that is cut off in an XLSX file goes on; mended behind the place where it stopped, the file is still the
// same, and changed before it, it is another.
func TestResumeInATable(t *testing.T) {
	rows := [][]string{readRows[0]}
	for i := range 90 {
		rows = append(rows, []string{"330110", fmt.Sprintf("a-%d", i), "2026-09-01 08:00", "5"})
		if i%10 == 3 {
			rows = append(rows, []string{"330110", fmt.Sprintf("b-%d", i), "never", "5"})
		}
	}
	cfg := given(t, fmt.Sprintf(readMap, "xlsx"), string(inXLSX(t, rows)))
	cfg.Batch = 20
	var all []Message
	broken := errors.New("broker away")
	_, err := Import(t.Context(), cfg, func(_ context.Context, batch []Message) error {
		if len(all) >= 40 {
			return broken
		}
		all = append(all, batch...)
		return nil
	}, nil)
	if !errors.Is(err, broken) || len(all) != 40 {
		t.Fatalf("%v after %d", err, len(all))
	}
	other := slices.Clone(rows)
	other[1] = []string{"330110", "a-0", "2026-09-01 08:01", "5"}
	if err := os.WriteFile(cfg.File, inXLSX(t, other), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Import(t.Context(), cfg, collect(&all), nil); err == nil || !strings.Contains(err.Error(), "belongs to another file or mapping") {
		t.Fatalf("went on in another file: %v", err)
	}
	rows[len(rows)-1] = []string{"330110", "a-89", "2026-09-01 09:00", "5"}
	if err := os.WriteFile(cfg.File, inXLSX(t, rows), 0o600); err != nil {
		t.Fatal(err)
	}
	report, err := Import(t.Context(), cfg, collect(&all), nil)
	if err != nil || report.From == 0 || len(all) != 90 {
		t.Fatalf("%v, %d events, %+v", err, len(all), report)
	}
	again := cfg
	again.File, again.DryRun, again.Rejects = report.RejectsFile, true, ""
	if report, err := Import(t.Context(), again, nil, nil); err != nil || report.Rejected["bad_time"] != 9 {
		t.Errorf("rejected rows of both runs: %v %+v", err, report)
	}
	decodeAll(t, all)
}

func TestExportedIsPartOfTheIdentity(t *testing.T) {
	mapping := "format: csv\nsource: /x\nevents:\n  - type: article.withdrawn\n    time: {exported: true}\n    data: {union: {text: u}, article: {column: a}}\n"
	cfg := given(t, mapping, "a\nx\n")
	cfg.Exported = time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)
	var all []Message
	for range 2 {
		if _, err := Import(t.Context(), cfg, collect(&all), nil); err != nil {
			t.Fatal(err)
		}
		cfg.Exported = cfg.Exported.Add(time.Hour)
	}
	if events := decodeAll(t, all); len(events) != 2 || !events[1].Time.Equal(events[0].Time.Add(time.Hour)) {
		t.Errorf("%+v", events)
	}
	cfg.Map = example("members.yaml")
	if _, err := Import(t.Context(), cfg, nil, nil); err == nil || !strings.Contains(err.Error(), "leave --exported out") {
		t.Errorf("a moment that nobody asked for: %v", err)
	}
}
