package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// importHostile brings a registry of such names and a table of such cells in: what is written out again runs in no
// spreadsheet, and reads back as it was.
func (w *watched) importHostile(t *testing.T, values []string) {
	t.Helper()
	var names []string
	rows := [][]string{{"code", "name", "short_name", "parent", "level", "kind", "order", "region_code", "reports", "valid_from", "valid_to", "successor"}, {"YT", "root", "root", "", "city", "federation", "0", "", "", "", "", ""}}
	cells := [][]string{{"union", "article", "channel", "time"}}
	for i, value := range values {
		if !strings.ContainsFunc(value, func(c rune) bool { return c < ' ' || c == '\u202e' }) {
			names = append(names, value)
			rows = append(rows, []string{fmt.Sprint("H", i), value, value, "YT", "county", "district", fmt.Sprint(i), "", "", "", "", ""})
		}
		if !strings.Contains(value, "\x00") { // a file with one is no text, and is refused whole
			cells = append(cells, []string{"YT", fmt.Sprint("a", i), value, "2026-09-01 08:00"})
		}
	}
	written := func(name string, rows [][]string) string {
		var text bytes.Buffer
		if err := csv.NewWriter(&text).WriteAll(rows); err != nil {
			t.Fatal(err)
		}
		return w.input(t, name, text.String())
	}
	w.say(t, 0, "registry", "import", written("unions.csv", rows))
	again := filepath.Join(w.inputs, "again.csv")
	w.say(t, 0, "registry", "export", again)
	w.say(t, 0, "registry", "export", filepath.Join(w.inputs, "again.xlsx"))
	runsNowhere(t, again, len(names))
	for _, file := range []string{"again.csv", "again.xlsx"} {
		w.say(t, 0, "registry", "import", filepath.Join(w.inputs, file))
		unions, _, err := w.office.Registry(t.Context())
		if err != nil || len(unions) != len(names)+1 {
			t.Fatalf("%s: %d unions, %v", file, len(unions), err)
		}
		for i, name := range names {
			if unions[i+1].Name != name || unions[i+1].ShortName != name {
				t.Errorf("%s: the union %q became %q, %q", file, name, unions[i+1].Name, unions[i+1].ShortName)
			}
		}
	}
	mapping := w.input(t, "hostile.yaml", `format: table
source: /hostile/table
events:
  - type: article.published
    time: {column: time, layout: "2006-01-02 15:04", zone: Asia/Shanghai}
    data: {union: {column: union}, article: {column: article}, channel: {column: channel}}
`)
	w.say(t, 0, "import", written("table.csv", cells), "--map", mapping)
	runsNowhere(t, filepath.Join(w.inputs, "table.rejects.csv"), len(cells))
}

// runsNowhere reads a CSV file as a spreadsheet does: no cell begins as a formula.
func runsNowhere(t *testing.T, path string, least int) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff")))).ReadAll()
	if err != nil || len(rows) < least {
		t.Fatalf("%s: %d rows, %v", path, len(rows), err)
	}
	for _, row := range rows {
		for _, cell := range row {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r\x00") {
				t.Errorf("%s holds the formula %q", path, cell)
			}
		}
	}
	book, err := excelize.OpenFile(strings.TrimSuffix(path, ".csv") + ".xlsx")
	if os.IsNotExist(err) {
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	sheet := book.GetSheetName(0)
	shown, err := book.GetRows(sheet)
	if err != nil || len(shown) < least {
		t.Fatalf("%d rows of the workbook, %v", len(shown), err)
	}
	for y, row := range shown {
		for x := range row {
			at, _ := excelize.CoordinatesToCellName(x+1, y+1)
			if formula, err := book.GetCellFormula(sheet, at); formula != "" || err != nil {
				t.Errorf("%s holds the formula %q, %v", at, formula, err)
			}
		}
	}
}
