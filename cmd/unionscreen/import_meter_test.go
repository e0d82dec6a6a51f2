package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"unionscreen/ingest/feed"
)

func TestMeterElsewhereAndOnATerminal(t *testing.T) {
	now := time.Date(2026, 9, 30, 0, 0, 0, 0, time.UTC)
	var out bytes.Buffer
	m := newMeter(&out, func() time.Time { return now })
	for i := range 12 {
		now = now.Add(time.Second)
		n := 1000 * (i + 1)
		m.show(feed.Progress{Part: int64(n), Whole: 12_000, Rows: n, Produced: n, Rejected: i})
	}
	m.end()
	want := "5000 rows, 5000 events, 4 rejected, 1000 rows/s, 41 %, 9s left\n10000 rows, 10000 events, 9 rejected, 1000 rows/s, 83 %, 2s left\n"
	if out.String() != want {
		t.Errorf("elsewhere\n%swant\n%s", out.String(), want)
	}
	out.Reset()
	m = newMeter(&out, func() time.Time { return now })
	m.terminal = true
	for i := range 4 {
		now = now.Add(150 * time.Millisecond)
		m.show(feed.Progress{Part: int64(i), Whole: 3, Rows: i})
	}
	m.end()
	if got := strings.Count(out.String(), "\r\x1b[K"); got != 3 || !strings.HasSuffix(out.String(), "\r\x1b[K3 rows, 0 events, 0 rejected, 5 rows/s, 100 %\n") {
		t.Errorf("on a terminal %q", out.String())
	}
}

// TestImportCommandLine wants the exit codes of dry runs: 0 only if every row would be taken, 1 if any would not, 2 if it was called wrongly.
func TestImportCommandLine(t *testing.T) {
	examples := filepath.Join("..", "..", "deploy", "examples")
	whole := `{"specversion":"1.0","id":"1","source":"/hall","type":"member.verified","time":"2026-09-01T08:00:00+08:00","data":{"union":"330110","member":"m-1"}}` + "\n"
	for _, c := range []struct {
		name string
		args []string
		code int
		want string
	}{
		{"all taken", []string{filepath.Join(examples, "members.csv"), "--map", filepath.Join(examples, "members.yaml")}, 0, "events    3  member.verified\n"},
		{"whole events", []string{fileOf(t, "x.ndjson", whole)}, 0, "events    1  member.verified\n"},
		{"rejected", []string{fileOf(t, "x.ndjson", whole+"{}\n")}, 1, "1 of 2 rows would be rejected"},
		{"no mapping", []string{fileOf(t, "x.csv", "a\n")}, 2, "give --map"},
		{"export not said", []string{filepath.Join(examples, "wechat-reads.xlsx"), "--map", filepath.Join(examples, "wechat-reads.yaml")}, 2, "say when the file was exported"},
		{"export not asked for", []string{fileOf(t, "x.ndjson", whole), "--exported", "2026-10-01T08:00:00Z"}, 2, "leave --exported out"},
		{"export wrong", []string{fileOf(t, "x.ndjson", whole), "--exported", "yesterday"}, 2, `--exported "yesterday" is not of the form`},
		{"export", []string{filepath.Join(examples, "wechat-reads.xlsx"), "--map", filepath.Join(examples, "wechat-reads.yaml"), "--exported", "2026-10-01T08:00:00+08:00"}, 0, "events    6  article.reads_reported\n"},
		{"no file", []string{"nothing.ndjson"}, 1, "nothing.ndjson: no such file"},
		{"no table", []string{fileOf(t, "x.xls", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "--map", filepath.Join(examples, "members.yaml")}, 1, "save it as XLSX"},
		{"faulty mapping", []string{fileOf(t, "x.csv", "a\n"), "--map", fileOf(t, "m.yaml", "format: csv\nsource: /x\nevents: [{type: x}]\n")}, 1, `"x" is no type of the catalogue`},
	} {
		t.Run(c.name, func(t *testing.T) {
			code, out, stderr := call(t, append([]string{"import", "--dry-run", "--dir", filepath.Join(t.TempDir(), "nowhere")}, c.args...)...)
			if code != c.code || !strings.Contains(out+stderr, c.want) {
				t.Errorf("exit %d, want %d\n%s%s", code, c.code, out, stderr)
			}
		})
	}
}
