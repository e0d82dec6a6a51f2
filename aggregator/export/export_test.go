package export

import (
	"bytes"
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"unionscreen/aggregator/scheme"
	"unionscreen/aggregator/score"
	tables "unionscreen/ingest/feed/sheet"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares a text with testdata/name.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		at := 0
		for at < min(len(got), len(want)) && got[at] == want[at] {
			at++
		}
		t.Errorf("%s differs at byte %d:\n…%.200s\nwant\n…%.200s", name, at, got[at:], want[at:])
	}
}

// dump writes every cell of a workbook as text: its sheets, formulas as they are, numbers as they are shown.
func dump(t *testing.T, content []byte) string {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	var out strings.Builder
	for _, name := range book.GetSheetList() {
		fmt.Fprintf(&out, "== %s\n", name)
		rows, err := book.GetRows(name)
		if err != nil {
			t.Fatal(err)
		}
		for r, row := range rows {
			for c := range row {
				if formula := formulaAt(t, book, name, at(c+1, r+1)); formula != "" {
					row[c] += " {=" + formula + "}"
				}
			}
			fmt.Fprintf(&out, "%d: %s\n", r+1, strings.ReplaceAll(strings.Join(row, " | "), "\n", "⏎"))
		}
	}
	return out.String()
}

func formulaAt(t *testing.T, book *excelize.File, sheetName, cell string) string {
	t.Helper()
	formula, err := book.GetCellFormula(sheetName, cell)
	if err != nil {
		t.Fatal(err)
	}
	return formula
}

func TestWorkbookGolden(t *testing.T) {
	doc := withAdjustments(sample(t, "dense", "half-up"))
	golden(t, "standings.zh.txt", dump(t, workbook(t, doc, ZH)))
	golden(t, "standings.en.txt", dump(t, workbook(t, doc, EN)))
}

// withAdjustments enters a bonus, a deduction with a long ground and a veto by hand.
func withAdjustments(doc Standings) Standings {
	u := &doc.Groups[1].Units[0].Row
	u.Bonus, u.Deductions, u.Total = "3.00", "1.50", "101.50"
	u.TotalFormula = "100.00 + 3.00 − 1.50 = 101.50"
	u.Adjustments = []score.Adjusted{
		{ID: "award", Kind: scheme.KindBonus, Points: "5", Counted: "3", Ground: "=HYPERLINK(\"http://x\")"},
		{ID: "unknown", Kind: scheme.KindDeduction, Points: "1.5", Counted: "1.5", Ground: strings.Repeat("依据很长", 50)},
	}
	doc.Groups[1].Mean = "97.57"
	doc.Groups[0].Units[7].Row.Veto = strings.Repeat("安全责任事故", 34)[:200*3]
	return doc
}

// wantCells checks that a sheet shows exactly the rows of a table, texts as texts and numbers as numbers.
func wantCells(t *testing.T, content []byte, sheetName string, first int, want [][]cell) {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	for r, row := range want {
		for c, cell := range row {
			ref := at(c+1, first+r)
			raw, err := book.GetCellValue(sheetName, ref, excelize.Options{RawCellValue: true})
			if err != nil {
				t.Fatal(err)
			}
			kind, err := book.GetCellType(sheetName, ref)
			if err != nil {
				t.Fatal(err)
			}
			if cell.number {
				if !equal(raw, cell.text) || kind != excelize.CellTypeUnset && kind != excelize.CellTypeNumber {
					t.Errorf("%s %s: %q of type %d, want the number %s", sheetName, ref, raw, kind, cell.text)
				}
			} else if raw != cell.text || raw != "" && kind != excelize.CellTypeInlineString {
				t.Errorf("%s %s: %q of type %d, want the text %q", sheetName, ref, raw, kind, cell.text)
			}
		}
	}
}

// TestReadBack reads a workbook with excelize and with our own reader: both find the values that were written.
func TestReadBack(t *testing.T) {
	doc := sample(t, "dense", "half-up")
	content := workbook(t, doc, ZH)
	g := &doc.Groups[0]
	r := rankingOf(ZH, &doc, g)
	var want [][]cell
	for i := range g.Units {
		var row []cell
		for _, c := range r.columns() {
			row = append(row, c.cell(&g.Units[i], i+1))
		}
		want = append(want, row)
	}
	wantCells(t, content, "综合排名-县市区组", firstRow, want)

	cfg := tables.Default()
	cfg.Sheet, cfg.Header, cfg.Merged = "综合排名-县市区组", pointsRow, "fill"
	in, err := tables.Open("x.xlsx", bytes.NewReader(content), int64(len(content)), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	for i := range want {
		row, err := in.Next()
		var fault tables.Fault
		if err != nil && !errors.As(err, &fault) {
			t.Fatalf("row %d: %v", i, err)
		}
		cells := append(row.Cells, row.Over...)
		for c, cell := range want[i] {
			if c >= len(cells) {
				if cell.text != "" {
					t.Errorf("our reader: row %d lacks column %d, %q", i, c+1, cell.text)
				}
				continue
			}
			if got := cells[c]; got != cell.text && !(cell.number && equal(got, cell.text)) {
				t.Errorf("our reader: row %d column %d: %q, want %q", i, c+1, got, cell.text)
			}
		}
	}
}

// rowsOfCSV checks the form of a CSV file and reads it.
func rowsOfCSV(t *testing.T, text string) [][]string {
	t.Helper()
	body, bom := strings.CutPrefix(text, "\ufeff")
	if !bom || !strings.HasSuffix(body, "\r\n") || strings.Contains(strings.ReplaceAll(body, "\r\n", ""), "\n") {
		t.Errorf("no BOM, or a line that does not end with CRLF: %.60q", text)
	}
	rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestCSVHoldsTheSameTable(t *testing.T) {
	doc := sample(t, "dense", "half-up")
	var out bytes.Buffer
	if err := WriteStandingsCSV(&out, doc, ZH); err != nil {
		t.Fatal(err)
	}
	golden(t, "standings.zh.csv", out.String())
	rows := rowsOfCSV(t, out.String())
	if len(rows) != 1+8+2 {
		t.Fatalf("%d rows", len(rows))
	}
	total, mark := slices.Index(rows[0], "总分"), slices.Index(rows[0], "发稿量 得分")
	for i, u := range append(slices.Clone(doc.Groups[0].Units), doc.Groups[1].Units...) {
		row := rows[i+1]
		if row[1] != u.Row.Union || row[total] != u.Row.Total || row[mark] != u.Row.Items[0].Marks {
			t.Errorf("row %d: %v; want %s with %s and %s", i+1, row, u.Row.Union, u.Row.Total, u.Row.Items[0].Marks)
		}
	}
}

// Groups with other items share a header: what a group is not asked stays empty.
func TestCSVOfGroupsThatDiffer(t *testing.T) {
	doc := sample(t, "dense", "half-up")
	other := doc.Groups[1]
	other.Items = []Item{{ID: "own", Names: scheme.Names{ZH: "另一项", EN: "Other"}, Family: "posts", Points: "100"}}
	other.Units = []Unit{{Name: "甲", Row: score.Row{Union: "X", Rank: 1, Total: "7.00", Base: "7.00", Items: []score.Item{{ID: "own", State: "value", Value: "7", Marks: "7.00"}}}}}
	doc.Groups = []Group{doc.Groups[0], other}
	var out bytes.Buffer
	if err := WriteStandingsCSV(&out, doc, EN); err != nil {
		t.Fatal(err)
	}
	rows := rowsOfCSV(t, out.String())
	at := func(name string) int { return slices.Index(rows[0], name) }
	last := rows[len(rows)-1]
	if last[at("Other marks")] != "7.00" || last[at("Articles published marks")] != "" || rows[1][at("Other marks")] != "" || last[at("Total")] != "7.00" {
		t.Errorf("header %v\nlast %v", rows[0], last)
	}
}

func TestTextIsNeverAFormula(t *testing.T) {
	for text, want := range map[string]string{
		"=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@x": "'@x", "\tx": "'\tx", "\rx": "'\rx", "＝1": "'＝1", "": "", "甲=1": "甲=1", "—": "—", "'=1": "'=1",
	} {
		if got := words(text).inCSV(); got != want {
			t.Errorf("%q is written %q, want %q", text, got, want)
		}
	}
	if got := figure("-3.5").inCSV(); got != "-3.5" {
		t.Errorf("a negative number is written %q", got)
	}
	for _, text := range []string{"1e5", "1.", ".5", "0x1", "٣", "--1", "1,000", " 1", "NaN", "Inf"} {
		if figure(text).number {
			t.Errorf("%q passes for a number", text)
		}
	}
}

// Formulas of a workbook are ours alone: only on the sheet 校验.
func TestFormulasStandOnOneSheet(t *testing.T) {
	book, err := excelize.OpenReader(bytes.NewReader(workbook(t, withAdjustments(sample(t, "dense", "half-up")), ZH)))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	found := 0
	for _, name := range book.GetSheetList() {
		rows, err := book.GetRows(name)
		if err != nil {
			t.Fatal(err)
		}
		for r, row := range rows {
			for c := range row {
				formula := formulaAt(t, book, name, at(c+1, r+1))
				if formula != "" && (name != "校验" || strings.Contains(formula, "HYPERLINK") || strings.Contains(formula, "cmd")) {
					t.Errorf("%s %s holds a formula: %s", name, at(c+1, r+1), formula)
				} else if formula != "" {
					found++
				}
			}
		}
	}
	if found < 10*8 {
		t.Errorf("only %d formulas on the sheet that has them", found)
	}
}

func TestSheetNamesAreAccepted(t *testing.T) {
	names := sheetNames{}
	for _, c := range []struct{ wanted, want string }{
		{"综合排名-县市区组", "综合排名-县市区组"}, {"综合排名-[县]市*区?组:/\\", "综合排名-县市区组(2)"}, {"'x'", "x"}, {"X", "X(2)"}, {"", "(2)"}, {"\x00\u202e", "(3)"},
		{strings.Repeat("长", 40), strings.Repeat("长", 31)}, {strings.Repeat("长", 41), strings.Repeat("长", 28) + "(2)"},
		{strings.Repeat("a", 30) + "😀", strings.Repeat("a", 30)}, {strings.Repeat("𠮷", 20), strings.Repeat("𠮷", 15)},
	} {
		got := names.of(c.wanted)
		if got != c.want || len(utf16.Encode([]rune(got))) > 31 {
			t.Errorf("%q became %q, want %q", c.wanted, got, c.want)
		}
	}
}

func TestFileNames(t *testing.T) {
	doc := sample(t, "dense", "half-up")
	for _, c := range []struct {
		got, want string
	}{
		{doc.FileName(ZH, "county"), "2026年第三季度-县市区组-排名"}, {doc.FileName(ZH, ""), "2026年第三季度-排名"},
		{doc.FileName(EN, "industry"), "2026 Q3-Counties-ranking"}, {Measures{Period: Period{ID: "2026-09-21"}}.FileName(ZH), "2026年9月21日-指标数据"},
		{Measures{Period: Period{ID: "2026-W08"}}.FileName(ZH), "2026年第8周-指标数据"}, {Measures{Period: Period{ID: "2026-Q3.2"}}.FileName(ZH), "2026年第三季度（第2次）-指标数据"},
		{Measures{Period: Period{ID: "2026"}}.FileName(ZH), "2026年度-指标数据"}, {Unions{}.FileName(ZH), "工会名录"},
		{fileName([]string{"a/..\\b", "c\"\r\n;%2e"}), "a..b-c2e"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

// Equal input gives equal bytes, however often it is written.
func TestBytesAreTheSame(t *testing.T) {
	doc := withAdjustments(sample(t, "dense", "half-up"))
	first := workbook(t, doc, ZH)
	for range 8 {
		if !bytes.Equal(first, workbook(t, doc, ZH)) {
			t.Fatal("the same document was written in other bytes")
		}
	}
	doc.AsOf = doc.AsOf.AddDate(0, 0, 1)
	if bytes.Equal(first, workbook(t, doc, ZH)) {
		t.Error("another instant gives the same bytes")
	}
}

func TestWriteFails(t *testing.T) {
	doc := sample(t, "dense", "half-up")
	for name, write := range map[string]func(io.Writer) error{
		"csv": func(w io.Writer) error { return WriteStandingsCSV(w, doc, ZH) }, "xlsx": func(w io.Writer) error { return WriteStandingsXLSX(w, doc, ZH) },
	} {
		if err := write(full{}); !errors.Is(err, errFull) {
			t.Errorf("%s on a full disk: %v", name, err)
		}
	}
}

var errFull = errors.New("no space left on device")

// full is a disk without room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }
