package export

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// TestHostileNames puts what programs may stumble over, or run, where names and grounds stand.
func TestHostileNames(t *testing.T) {
	for _, text := range []string{
		"=1+1", " =1+1", "\u00a0=1+1", "\ufeff=1+1", "\u200b=1+1", "\n=1+1", "\r\n@SUM(1)", "\t+1", "\x00-1", "＝1", "\x0b1", "=cmd|' /C calc'!A0",
		"a\x01\x1fb", "\xff\xfe", "a\xed\xa0\x80b", "a\uffffb", "&P&\"x\"<b>]]>", "'[]:*?/\\", "\",A1)&HYPERLINK(\"http://e\",\"x", strings.Repeat("长", 40_000),
	} {
		doc := withAdjustments(sample(t, "dense", "half-up"))
		doc.Owner, doc.Scheme.Names.ZH = text, text
		for g := range doc.Groups {
			doc.Groups[g].Names.ZH = text
			for i := range doc.Groups[g].Units {
				doc.Groups[g].Units[i].Name = text
			}
		}
		doc.Groups[1].Units[0].Row.Adjustments[0].Ground = text
		book, err := excelize.OpenReader(bytes.NewReader(workbook(t, doc, ZH)))
		if err != nil {
			t.Errorf("%.20q: %v", text, err)
			continue
		}
		if err := book.Close(); err != nil {
			t.Error(err)
		}
		var out bytes.Buffer
		if err := WriteStandingsCSV(&out, doc, ZH); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(bytes.NewReader(out.Bytes()[len("\ufeff"):])).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		guarded := 0
		for _, row := range rows {
			for _, cell := range row {
				if strings.HasPrefix(cell, "'") {
					guarded++
				}
				if bare := strings.TrimLeft(cell, "\ufeff\u200b\u00a0 \n\r\t\x00\x0b"); bare != "" && strings.ContainsRune("=+@＝", []rune(bare)[0]) {
					t.Errorf("%.20q: the file holds %.20q", text, cell)
				}
			}
		}
		if strings.ContainsAny(text[:1], "=\t\n\r\x00\x0b") && guarded == 0 {
			t.Errorf("%.20q: nothing is guarded", text)
		}
	}
}
