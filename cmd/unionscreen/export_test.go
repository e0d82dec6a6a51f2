package main

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// exports holds the files of the command against those of the pages: of a city that stands still, the same bytes.
func (c *city) exports(t *testing.T, dir string) {
	t.Helper()
	out := filepath.Join(t.TempDir(), "ranking.csv")
	code, said, stderr := call(t, "export", "standings", "--dir", dir, "--period", "2026-Q3", "--out", out)
	if code != 0 || !strings.HasPrefix(said, out+": 2026-Q3 as of ") || !strings.Contains(said, "3 groups") || stderr != "" {
		t.Fatalf("exit %d, %q, %q", code, said, stderr)
	}
	status, pages := c.server.get(t, "/api/v1/standings?period=2026-Q3&format=csv&lang=zh")
	if ours, err := os.ReadFile(out); err != nil || status != http.StatusOK || !bytes.Equal(ours, pages) {
		t.Errorf("%d %v: the command writes\n%s\nand the pages give\n%s", status, err, ours, pages)
	}
	running := filepath.Join(filepath.Dir(out), "running.csv")
	if code, _, stderr := call(t, "export", "standings", "--dir", dir, "--out", running); code != 0 {
		t.Fatalf("the running quarter: exit %d, %q", code, stderr)
	}
	ours, err := os.ReadFile(running)
	if err != nil {
		t.Fatal(err)
	}
	within(t, time.Minute, "the pages give what the command wrote of the running quarter, compared with the quarter before", func() bool {
		_, pages = c.server.get(t, "/api/v1/standings?format=csv&lang=zh")
		return bytes.Equal(ours, pages)
	})
	if code, _, stderr := call(t, "export", "standings", "--dir", dir, "--out", out); code != 1 || !strings.Contains(stderr, "is not overwritten") {
		t.Errorf("over a file that is there: exit %d, %q", code, stderr)
	}
	if code, _, stderr := call(t, "export", "standings", "--dir", dir, "--group", "nope", "--out", out+".xlsx"); code != 1 || !strings.Contains(stderr, `no group "nope"`) || !strings.Contains(stderr, "county") {
		t.Errorf("of no group: exit %d, %q", code, stderr)
	}
	measures := filepath.Join(filepath.Dir(out), "july.csv")
	if code, _, stderr := call(t, "export", "measures", "--dir", dir, "--period", "2026-07", "--lang", "en", "--out", measures); code != 0 {
		t.Errorf("measures: exit %d, %q", code, stderr)
	}
	_, pages = c.server.get(t, "/api/v1/measures?period=2026-07&format=csv&lang=en")
	if ours, err := os.ReadFile(measures); err != nil || withoutInstants(ours) != withoutInstants(pages) {
		t.Errorf("%v: measures differ:\n%s", err, firstDifference(withoutInstants(pages), withoutInstants(ours)))
	}
}

// withoutInstants cuts the last column of a table of measures: up to when each figure holds.
func withoutInstants(table []byte) string {
	var out strings.Builder
	for line := range strings.SplitSeq(string(table), "\r\n") {
		out.WriteString(line[:strings.LastIndex(line, ",")+1] + "\n")
	}
	return out.String()
}

// exportsAtRest writes a workbook of a demo that is not running and reads its figures back.
func exportsAtRest(t *testing.T, dir string) {
	t.Helper()
	out := filepath.Join(t.TempDir(), "counties.xlsx")
	code, said, stderr := call(t, "export", "standings", "--dir", dir, "--period", "2026-Q3", "--group", "county", "--out", out)
	if code != 0 || !strings.Contains(said, "1 groups") {
		t.Fatalf("exit %d, %q, %q", code, said, stderr)
	}
	book, err := excelize.OpenFile(out)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	if got, err := book.GetCellValue("综合排名-县市区组", "A1"); err != nil || got != "2026年第三季度全市工会网上工作考核得分排名表（县市区组）" {
		t.Errorf("title %q, %v", got, err)
	}
	rows, err := book.GetRows("校验")
	if err != nil || len(rows) < 5 {
		t.Fatalf("%d rows of checks, %v", len(rows), err)
	}
	for _, row := range rows[3:] {
		if row[10] != "一致" || row[13] != "一致" {
			t.Errorf("what we calculated does not agree: %v", row)
		}
	}
}

func TestExportOrders(t *testing.T) {
	there := fileOf(t, "there.csv", "kept")
	for _, c := range []struct {
		line string
		code int
		want string
	}{
		{"export", 0, ""},
		{"export standings --dir x", 2, `required flag(s) "out" not set`},
		{"export standings --out x.csv", 2, "[dir config]"},
		{"export standings --dir x --out x.pdf", 2, `format "pdf"`},
		{"export measures --dir x --out x.csv --lang fr", 2, `--lang "fr"`},
		{"export measures --dir x --out " + there, 1, "is there already and is not overwritten"},
		{"export measures --dir /no/such --out x.csv", 1, "no demo keeps its data in /no/such"},
	} {
		if code, _, stderr := call(t, strings.Fields(c.line)...); code != c.code || !strings.Contains(stderr, c.want) {
			t.Errorf("%s: exit %d, %q; want %d, %q", c.line, code, stderr, c.code, c.want)
		}
	}
	if text, err := os.ReadFile(there); err != nil || string(text) != "kept" {
		t.Errorf("the file that was there holds %q, %v", text, err)
	}
}

// TestWriteNew writes whole files, none over another, and leaves nothing behind when it fails.
func TestWriteNew(t *testing.T) {
	dir := t.TempDir()
	path, fault := filepath.Join(dir, "a.csv"), errors.New("no more room")
	if err := writeNew(path, func(io.Writer) error { return fault }); !errors.Is(err, fault) {
		t.Errorf("a file that could not be written: %v", err)
	}
	put := func(text string) error {
		return writeNew(path, func(w io.Writer) error { _, err := io.WriteString(w, text); return err })
	}
	if err := put("one"); err != nil {
		t.Fatal(err)
	}
	if err := put("two"); err == nil || !strings.Contains(err.Error(), "is not overwritten") {
		t.Errorf("over another: %v", err)
	}
	text, err := os.ReadFile(path)
	left, listed := os.ReadDir(dir)
	if string(text) != "one" || err != nil || len(left) != 1 || listed != nil {
		t.Errorf("%q %v; left %v", text, err, left)
	}
}
