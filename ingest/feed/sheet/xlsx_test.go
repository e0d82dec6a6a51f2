package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// book of excelize, filled by do.
func workbookOf(t testing.TB, do func(f *excelize.File) error) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}()
	if err := do(f); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if _, err := f.WriteTo(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// zipOf makes an XLSX file by hand: the least that one needs, with parts put in or replaced.
func zipOf(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	all := map[string]string{
		"_rels/.rels":                `<Relationships><Relationship Id="r1" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook xmlns:r="r"><sheets><sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml":   sheetXML(`<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>`),
	}
	for name, text := range parts {
		all[name] = text
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, name := range []string{"_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"} {
		addPart(t, w, name, all[name])
		delete(all, name)
	}
	for name, text := range all {
		addPart(t, w, name, text)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func addPart(t testing.TB, w *zip.Writer, name, text string) {
	t.Helper()
	if text == "" {
		return
	}
	part, err := w.Create(name)
	if err == nil {
		_, err = io.WriteString(part, text)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func sheetXML(rows string) string {
	return "<worksheet><sheetData>" + rows + "</sheetData></worksheet>"
}

func TestXLSXValues(t *testing.T) {
	file := workbookOf(t, func(f *excelize.File) error {
		code := func(format string) int {
			id, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
			if err != nil {
				t.Fatal(err)
			}
			return id
		}
		for i, c := range []struct {
			value  any
			format string
		}{
			{"工会𠮷", ""}, {"330110199001011239", ""}, {12345, ""}, {0.1, ""}, {1234567.25, "#,##0.00"}, {true, ""},
			{time.Date(2026, 9, 30, 0, 0, 0, 0, time.UTC), "yyyy-mm-dd"},
			{time.Date(2026, 9, 30, 23, 59, 58, 0, time.UTC), `yyyy"年"m"月"d"日" h:mm:ss`},
			{time.Date(2026, 9, 30, 0, 0, 0, 0, time.UTC), `yyyy/m/d h:mm`},
			{0.5, "[h]:mm"}, {3301, "000000"}, {45000, `0.0 "dmy"`}, {-2.5, ""}, {0.15, "0%"}, {100, "m月"},
		} {
			cell := fmt.Sprintf("A%d", i+2)
			if err := f.SetCellValue("Sheet1", cell, c.value); err != nil {
				return err
			}
			if c.format != "" {
				if err := f.SetCellStyle("Sheet1", cell, cell, code(c.format)); err != nil {
					return err
				}
			}
		}
		return f.SetCellValue("Sheet1", "A1", "值")
	})
	_, rows, err := told(t, "x.xlsx", file, nil)
	if err != nil {
		t.Fatal(err)
	}
	wantRows(t, rows, []string{
		"2 工会𠮷", "3 330110199001011239", "4 12345", "5 0.1", "6 1234567.25", "7 TRUE", "8 2026-09-30", "9 2026-09-30 23:59:58",
		"10 2026-09-30 00:00:00", "11 12:00:00", "12 003301", "13 45000", "14 -2.5", "15 0.15", "16 1900-04-09",
	})
}

func TestXLSXRawCells(t *testing.T) {
	styles := `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy-mm-dd"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="20"/><xf numFmtId="31"/></cellXfs></styleSheet>`
	for _, tc := range []struct{ cell, want string }{
		{`<c r="A2"><v>1.1010519900307001E+17</v></c>`, "!rounded_number@a"},
		{`<c r="A2"><v>999999999999999</v></c>`, "999999999999999"},
		{`<c r="A2"><v>1000000000000000</v></c>`, "!rounded_number@a"},
		{`<c r="A2"><v>1.2E+3</v></c>`, "1200"},
		{`<c r="A2"><v>0.10000000000000001</v></c>`, "0.1"},
		{`<c r="A2"><v>1E-7</v></c>`, "0.0000001"},
		{`<c r="A2"><v>x</v></c>`, "!bad_number@a"},
		{`<c r="A2"><v>NaN</v></c>`, "!bad_number@a"},
		{`<c r="A2" s="1"><v>59</v></c>`, "1900-02-28"},
		{`<c r="A2" s="1"><v>60</v></c>`, "!bad_date@a"},
		{`<c r="A2" s="1"><v>61</v></c>`, "1900-03-01"},
		{`<c r="A2" s="1"><v>46295.999988425923</v></c>`, "2026-09-30 23:59:59"},
		{`<c r="A2" s="1"><v>-1</v></c>`, "!bad_date@a"},
		{`<c r="A2" s="2"><v>0.75</v></c>`, "18:00:00"},
		{`<c r="A2" s="2"><v>1.75</v></c>`, "!bad_date@a"},
		{`<c r="A2" s="3"><v>46295</v></c>`, "2026-09-30"},
		{`<c r="A2" s="99"><v>7</v></c>`, "7"},
		{`<c r="A2" t="e"><v>#REF!</v></c>`, "!error_value@a"},
		{`<c r="A2"><f>1+1</f><v>2</v></c>`, "2"},
		{`<c r="A2"><f>1+1</f></c>`, "!formula_without_value@a"},
		{`<c r="A2" t="str"><f>""</f><v></v></c>`, ""},
		{`<c r="A2" t="str"><f>""</f></c>`, "!formula_without_value@a"},
		{`<c r="A2" t="str"><f>"x"</f><v>x</v></c>`, "x"},
		{`<c r="A2" t="s"><v>1</v></c>`, "b𠮷c"},
		{`<c r="A2" t="s"><v>9</v></c>`, "!bad_text@a"},
		{`<c r="A2" t="d"><v>2026-09-30T08:00:00</v></c>`, "2026-09-30 08:00:00"},
		{`<c r="A2" t="inlineStr"><is><r><t>x</t></r><rPh><t>aid</t></rPh><r><t xml:space="preserve"> y_x0041__x000D_</t></r></is></c>`, "x yA\r"},
		{`<c><v>5</v></c>`, "5"},
		{`<c r="A2" t="inlineStr"><is><t>&lt;=&#x4E2D;</t></is></c>`, "<=中"},
		{`<c r="B2"><v>5</v></c>`, "!columns"},
	} {
		file := zipOf(t, map[string]string{
			"xl/styles.xml":              styles,
			"xl/sharedStrings.xml":       `<sst><si><t>a</t></si><si><r><t>b𠮷</t></r><rPh><t>aid</t></rPh><r><t>c</t></r></si></sst>`,
			"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Type="http://x/worksheet" Target="/xl/worksheets/sheet1.xml"/><Relationship Id="r2" Type="x/styles" Target="styles.xml"/><Relationship Id="r3" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
			"xl/worksheets/sheet1.xml":   sheetXML(`<row r="1"><c t="s"><v>0</v></c></row><row r="2">` + tc.cell + `</row><row><c><v>1</v></c></row>`),
		})
		_, rows, err := told(t, "x", file, nil)
		if err != nil {
			t.Errorf("%s: %v", tc.cell, err)
			continue
		}
		want := []string{"2 " + tc.want, "3 1"}
		if tc.want == "" {
			want = want[1:]
		}
		if strings.Join(rows, "\n") != strings.Join(want, "\n") {
			t.Errorf("%s gives %q, want %q", tc.cell, rows, want)
		}
	}
}

func TestXLSX1904(t *testing.T) {
	file := zipOf(t, map[string]string{
		"xl/workbook.xml":            `<workbook xmlns:r="r"><workbookPr date1904="1"/><sheets><sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/styles.xml":              `<styleSheet><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="x/styles" Target="styles.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml":   sheetXML(`<row><c t="str"><v>a</v></c></row><row><c><v>0</v></c></row><row><c><v>44833</v></c></row>`),
	})
	_, rows, err := told(t, "x.xlsx", file, nil)
	if err != nil {
		t.Fatal(err)
	}
	wantRows(t, rows, []string{"2 1904-01-01", "3 2026-09-30"})
}

func TestXLSXLiteral(t *testing.T) {
	for cell, want := range map[string]string{
		`<c r="A2"><f>1+1</f><v>2</v></c>`:               "!formula@a",
		`<c r="A2" t="str"><f>"x"</f><v>x</v></c>`:       "!formula@a",
		`<c r="A2"><f>1+1</f></c>`:                       "!formula@a",
		`<c r="A2" t="inlineStr"><is><t>=x</t></is></c>`: "=x",
	} {
		file := zipOf(t, map[string]string{
			"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Type="http://x/worksheet" Target="/xl/worksheets/sheet1.xml"/></Relationships>`,
			"xl/worksheets/sheet1.xml":   sheetXML(`<row r="1"><c t="inlineStr"><is><t>a</t></is></c></row><row r="2">` + cell + `</row>`),
		})
		_, rows, err := told(t, "x", file, func(c *Config) { c.Literal = true })
		if err != nil {
			t.Errorf("%s: %v", cell, err)
			continue
		}
		wantRows(t, rows, []string{"2 " + want})
	}
}

func TestXLSXSheetsAndMergedCells(t *testing.T) {
	file := workbookOf(t, func(f *excelize.File) error {
		if _, err := f.NewSheet("九月"); err != nil {
			return err
		}
		for cell, value := range map[string]any{
			"A1": "九月报表", "A2": "工会", "B2": "阅读", "B3": "次数", "C3": "人数", "A4": "330110", "B4": 5, "C4": 4, "B5": 6, "C5": 3, "A7": "330111", "B7": 1, "C7": 1,
		} {
			if err := f.SetCellValue("九月", cell, value); err != nil {
				return err
			}
		}
		for _, area := range [][2]string{{"A1", "C1"}, {"A2", "A3"}, {"B2", "C2"}, {"A4", "A5"}} {
			if err := f.MergeCell("九月", area[0], area[1]); err != nil {
				return err
			}
		}
		if err := f.SetSheetVisible("Sheet1", true); err != nil {
			return err
		}
		f.SetActiveSheet(1)
		return f.SetSheetVisible("Sheet1", false)
	})
	for _, tc := range []struct {
		sheet, merged string
		want          []string
	}{
		{"九月", "", []string{"4 330110|5|4", "5 !merged_cells@工会", "7 330111|1|1"}},
		{"2", "fill", []string{"4 330110|5|4", "5 330110|6|3", "7 330111|1|1"}},
		{"", "fill", []string{"4 330110|5|4", "5 330110|6|3", "7 330111|1|1"}}, // the first that is not hidden
	} {
		r, rows, err := told(t, "x.xlsx", file, func(c *Config) { c.Sheet, c.Merged, c.Header = tc.sheet, tc.merged, 3 })
		if err != nil {
			t.Fatal(err)
		}
		wantRows(t, rows, tc.want)
		if strings.Join(r.Header(), "|") != "工会|次数|人数" || len(r.Form().Sheets) != 2 {
			t.Errorf("header %q, sheets %q", r.Header(), r.Form().Sheets)
		}
	}
	if _, _, err := told(t, "x.xlsx", file, func(c *Config) { c.Sheet = "十月" }); err == nil || !strings.Contains(err.Error(), `there is no sheet "十月"; the file has Sheet1, 九月`) {
		t.Errorf("a sheet that is not there: %v", err)
	}
}

func TestXLSXTricksAreRefused(t *testing.T) {
	deep := strings.Repeat("<x>", 100_000)
	plain := zipOf(t, nil)
	for name, tc := range map[string]struct {
		file []byte
		want string
	}{
		"path out":        {zipOf(t, map[string]string{"../../etc/passwd": "x"}), "leads out of it"},
		"absolute path":   {zipOf(t, map[string]string{"/etc/passwd": "x"}), "leads out of it"},
		"backslash":       {zipOf(t, map[string]string{`xl\..\..\x`: "x"}), "leads out of it"},
		"same name twice": {zipOf(t, map[string]string{"XL/workbook.xml": "<x/>"}), "stands twice"},
		"entity": {zipOf(t, map[string]string{"xl/worksheets/sheet1.xml": `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>` + sheetXML(`<row><c t="str"><v>&e;</v></c></row>`)}),
			"document type definition"},
		"unknown entity": {zipOf(t, map[string]string{"xl/worksheets/sheet1.xml": sheetXML(`<row><c t="str"><v>&e;</v></c></row>`)}), "invalid character entity"},
		"nested deep":    {zipOf(t, map[string]string{"xl/worksheets/sheet1.xml": deep}), "nested deeper"},
		"huge tag":       {zipOf(t, map[string]string{"xl/worksheets/sheet1.xml": "<worksheet " + strings.Repeat(`a="" `, 400_000) + "/>"}), "a piece of its XML is larger"},
		"cut off sheet":  {zipOf(t, map[string]string{"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row><c><v>1</v></c></row>`}), "unexpected EOF"},
		"rows reversed":  {zipOf(t, map[string]string{"xl/worksheets/sheet1.xml": sheetXML(`<row r="5"/><row r="4"/>`)}), "not in order"},
		"row too far":    {zipOf(t, map[string]string{"xl/worksheets/sheet1.xml": sheetXML(`<row r="1048577"/>`)}), "at most 1048576 rows"},
		"external sheet": {zipOf(t, map[string]string{"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Type="x/worksheet" TargetMode="External" Target="http://127.0.0.1/x"/></Relationships>`}), "holds no worksheet"},
		"sheet outside":  {zipOf(t, map[string]string{"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Type="x/worksheet" Target="../../../etc/passwd"/></Relationships>`}), "the file has no part etc/passwd"},
		"no workbook":    {zipOf(t, map[string]string{"_rels/.rels": `<Relationships/>`}), "no spreadsheet"},
		"OpenDocument":   {zipOf(t, map[string]string{"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), ".ods"},
		"merged bomb":    {zipOf(t, map[string]string{"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row r="1"><c t="str"><v>a</v></c></row><row r="2"><c><v>1</v></c></row></sheetData><mergeCells>` + strings.Repeat(`<mergeCell ref="A1:XFD1048576"/>`, 60_000) + `</mergeCells></worksheet>`}), "merged ranges overlap"},
		"cut off":        {plain[:len(plain)-30], "cut off"},
		"damaged":        {append([]byte("PK\x03\x04"), plain...), "not as XLSX files have it"},
		"named only":     {[]byte("a,b\n"), "named .xlsx and is none"},
		"too many parts": {zipOf(t, many(2100)), "at most 2000 are read"},
	} {
		_, _, err := told(t, "x.xlsx", tc.file, nil)
		if err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v, want %q", name, err, tc.want)
		}
	}
	locked, err := excelize.Encrypt(plain, &excelize.Options{Password: "x"})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := told(t, "x.xlsx", locked, nil); err == nil || !strings.Contains(err.Error(), "take the password off") {
		t.Errorf("encrypted: %v", err)
	}
}

func many(n int) map[string]string {
	parts := map[string]string{}
	for i := range n {
		parts[fmt.Sprintf("x/%d", i)] = "x"
	}
	return parts
}

// A bomb unpacks to no more than the limit and costs bounded memory, wherever in the file it is.
func TestXLSXBombs(t *testing.T) {
	for name, part := range map[string][3]string{
		"rows":         {"xl/worksheets/sheet1.xml", "<worksheet><sheetData>", `<row><c><v>1</v></c></row>`},
		"spaces":       {"xl/worksheets/sheet1.xml", "<worksheet><sheetData>", " "},
		"empty cells":  {"xl/worksheets/sheet1.xml", "<worksheet><sheetData><row>", `<c/>`},
		"full rows":    {"xl/worksheets/sheet1.xml", "<worksheet><sheetData>", "<row>" + strings.Repeat("<c/>", 16_000) + "</row>"},
		"empty texts":  {"xl/sharedStrings.xml", "<sst>", "<si/>"},
		"long text":    {"xl/sharedStrings.xml", "<sst><si><t>", "x"},
		"styles":       {"xl/styles.xml", "<styleSheet><cellXfs>", `<xf numFmtId="0"/>`},
		"formats":      {"xl/styles.xml", "<styleSheet><numFmts>", `<numFmt numFmtId="164" formatCode="yyyy"/>`},
		"sheets":       {"xl/workbook.xml", `<workbook xmlns:r="r"><sheets>`, `<sheet name="a" r:id="r1"/>`},
		"relations":    {"xl/_rels/workbook.xml.rels", "<Relationships>", `<Relationship Id="a" Type="x/worksheet" Target="x"/>`},
		"merged areas": {"xl/worksheets/sheet1.xml", "<worksheet><sheetData/><mergeCells>", `<mergeCell ref="A1"/>`},
	} {
		t.Run(name, func(t *testing.T) {
			cfg, size := Default(), 64<<20
			if name != "empty texts" { // the most expensive one
				cfg.Limits.Unzipped, size = cfg.Limits.Unzipped/8, size/8
			}
			file := bomb(t, part, size)
			runtime.GC()
			var before, now runtime.MemStats
			runtime.ReadMemStats(&before)
			start, peak := time.Now(), uint64(0)
			watched := &watch{bytes.NewReader(file), func() {
				runtime.ReadMemStats(&now)
				peak = max(peak, now.HeapInuse)
			}}
			r, err := Open("x.xlsx", watched, int64(len(file)), cfg)
			for err == nil {
				if _, err = r.Next(); err == nil {
					continue
				}
				if fault := (Fault{}); errors.As(err, &fault) {
					err = nil
				}
			}
			watched.look()
			used := int64(peak) - int64(before.HeapInuse)
			t.Logf("%d kB unpack to %d MiB: %v after %s, %d MiB of memory", len(file)>>10, size>>20, err, time.Since(start).Round(time.Millisecond), used>>20)
			if errors.Is(err, io.EOF) || used > 128<<20 {
				t.Errorf("%v, %d MiB of memory", err, used>>20)
			}
		})
	}
}

// watch looks at the memory whenever the file is read.
type watch struct {
	io.ReaderAt
	look func()
}

func (w *watch) ReadAt(p []byte, at int64) (int, error) {
	w.look()
	return w.ReaderAt.ReadAt(p, at)
}

func bomb(t *testing.T, part [3]string, size int) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	rels := `<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="x/styles" Target="styles.xml"/><Relationship Id="r3" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>`
	for name, text := range map[string]string{
		"_rels/.rels":     `<Relationships><Relationship Id="r1" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml": `<workbook xmlns:r="r"><sheets><sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/styles.xml":   "<styleSheet/>", "xl/sharedStrings.xml": "<sst/>",
		"xl/_rels/workbook.xml.rels": rels,
		"xl/worksheets/sheet1.xml":   sheetXML(""),
	} {
		if name == part[0] {
			continue
		}
		addPart(t, w, name, text)
	}
	in, err := w.Create(part[0])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(in, part[1]); err != nil {
		t.Fatal(err)
	}
	block := []byte(strings.Repeat(part[2], 1<<20/len(part[2])))
	for n := 0; n < size; n += len(block) {
		if _, err := in.Write(block); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
