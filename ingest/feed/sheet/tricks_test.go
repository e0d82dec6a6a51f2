package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestRejectedRowsOfOddlyNamedSheetsAreWritten(t *testing.T) {
	for _, names := range [][]string{{strings.Repeat("x", 40)}, {"a/b:c?*[]"}, {"'quoted'"}, {""}, {"A", "a"}, {"A", "A"}, {"one", strings.Repeat("长", 40)}, {"Sheet2", "Sheet1"}, {"𠮷" + strings.Repeat("x", 30)}} {
		sheets, refs := "", ""
		for i, name := range names {
			sheets += fmt.Sprintf(`<sheet name="%s" sheetId="%d" r:id="r%d"/>`, name, i+1, i+1)
			refs += fmt.Sprintf(`<Relationship Id="r%d" Type="http://x/worksheet" Target="worksheets/sheet%d.xml"/>`, i+1, i+1)
		}
		table := sheetXML(`<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>v</t></is></c></row>`)
		content := zipOf(t, map[string]string{
			"xl/workbook.xml":            `<workbook xmlns:r="r"><sheets>` + sheets + `</sheets></workbook>`,
			"xl/_rels/workbook.xml.rels": `<Relationships>` + refs + `</Relationships>`,
			"xl/worksheets/sheet1.xml":   table, "xl/worksheets/sheet2.xml": table,
		})
		t.Run(fmt.Sprintf("%q", names), func(t *testing.T) {
			for n := range names {
				wanted := fmt.Sprint(n + 1)
				if n == 0 {
					wanted = names[0] // a mapping may say it by name
				}
				_, rows, again := resend(t, "x.xlsx", content, func(c *Config) { c.Sheet = wanted })
				row, err := again.Next()
				var fault Fault
				if len(rows) != 1 || err != nil && !errors.As(err, &fault) || len(row.Cells) != 1 || row.Cells[0] != "v" || row.Origin != 2 {
					t.Errorf("rows %+v, again %+v, %v", rows, row, err)
				}
			}
		})
	}
}

// TestALocatorHidesNoOtherDirectory forges the end of a ZIP file so that archive/zip looks for the directory elsewhere
// than the record at its end says.
func TestALocatorHidesNoOtherDirectory(t *testing.T) {
	whole := zipOf(t, nil)
	var many bytes.Buffer
	w := zip.NewWriter(&many)
	for i := range 30_000 {
		if _, err := w.Create(fmt.Sprintf("%060d", i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	le := binary.LittleEndian
	tail := many.Bytes()[many.Len()-22:]
	size, start, count := le.Uint32(tail[12:]), le.Uint32(tail[16:]), le.Uint16(tail[10:])
	body := append(append([]byte(nil), whole[:4]...), many.Bytes()[4:many.Len()-22]...)
	end64 := uint64(len(body))
	body = append(body, "PK\x06\x06"...)
	body = le.AppendUint64(body, 44)
	body = le.AppendUint32(le.AppendUint32(body, 45|45<<16), 0)
	body = le.AppendUint32(body, 0)
	body = le.AppendUint64(le.AppendUint64(body, uint64(count)), uint64(count))
	body = le.AppendUint64(le.AppendUint64(body, uint64(size)), uint64(start))
	body = append(body, "PK\x06\x07"...)
	body = le.AppendUint64(le.AppendUint32(body, 0), end64)
	body = le.AppendUint32(body, 1)
	end := len(body)
	body = append(body, "PK\x05\x06\x00\x00\x00\x00\xff\xff\xff\xff"...)
	body = le.AppendUint32(le.AppendUint32(body, 20), uint32(end-20))
	body = append(body, 0, 0)
	if r, err := zip.NewReader(bytes.NewReader(body), int64(len(body))); err != nil || len(r.File) != 30_000 {
		t.Fatalf("the forgery is none: %v", err)
	}
	if _, err := openArchive(bytes.NewReader(body), int64(len(body)), Default().Limits); err == nil || !strings.Contains(err.Error(), "table of parts") {
		t.Errorf("%v", err)
	}
}

func TestInertSigns(t *testing.T) {
	for _, text := range []string{"=1", "+a", "-a", "@a", "\t=1", "\r=1", "\n=1", "\x00=1", "＝1", "＋a", "－a", "＠a", "'=1", "''＝1"} {
		got := Inert(text)
		if got != "'"+text || Live(got) != text {
			t.Errorf("Inert(%q) = %q, Live of it %q", text, got, Live(got))
		}
	}
	for _, text := range []string{"a=1", "'a", "中", "-5", "+86", "", "'"} {
		if got := Inert(text); got != text || Live(got) != text {
			t.Errorf("Inert(%q) = %q, Live of it %q", text, got, Live(got))
		}
	}
}

func TestNumberFormatsAreBounded(t *testing.T) {
	styles := "<styleSheet><numFmts>" + func() string {
		var b strings.Builder
		for i := range 200_000 {
			fmt.Fprintf(&b, `<numFmt numFmtId="%d" formatCode="yy"/>`, i)
		}
		return b.String()
	}() + "</numFmts></styleSheet>"
	content := zipOf(t, map[string]string{
		"xl/styles.xml":              styles,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://x/styles" Target="styles.xml"/></Relationships>`,
	})
	if _, err := Open("x.xlsx", bytes.NewReader(content), int64(len(content)), Default()); err == nil {
		t.Error("200,000 number formats are kept")
	}
}
