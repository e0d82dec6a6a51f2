package sheet

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"time"
)

// drain reads a file to its end, whatever it holds, and looks at what must hold for any.
func drain(t *testing.T, name string, content []byte, cfg Config) {
	start := time.Now()
	r, err := Open(name, bytes.NewReader(content), int64(len(content)), cfg)
	if err != nil {
		return
	}
	defer r.Close()
	var out bytes.Buffer
	w, err := NewWriter(&out, r.Form())
	if err != nil {
		if r.Form().Format == XLSX {
			return // names of sheets that no program would make
		}
		t.Fatalf("write the form %+v: %v", r.Form(), err)
	}
	last := 0
	for {
		row, err := r.Next()
		var fault Fault
		if errors.Is(err, io.EOF) || err != nil && !errors.As(err, &fault) {
			break
		}
		if row.Number <= last || len(row.Cells) != len(r.Header()) {
			t.Fatalf("row %d after %d has %d cells of %d", row.Number, last, len(row.Cells), len(r.Header()))
		}
		last = row.Number
		if err := w.Write(row, Fault{Row: row.Number, Reason: "x", Sentence: "y"}); err != nil && r.Form().Format != XLSX {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil && r.Form().Format != XLSX {
		t.Fatal(err)
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Fatalf("%d bytes took %s", len(content), took)
	}
}

func FuzzCSV(f *testing.F) {
	for _, seed := range []string{
		"a,b\n1,2\n", "\ufeffa;b\r\n\"x\"\"\ny\";2\r\n", "sep=|\na|b\n", "'a'\t'b'\n'x''y'\t\n", "a,b\n1\n\"x\"y,\"\n", "\xff\xfea\x00\t\x00\n\x00", "a\n\x84\x31\x95\x33\xa6\xd9\xfe\n",
		"a,reason,sentence,row\n'=1,x,y,7\n",
	} {
		f.Add([]byte(seed), "", "", "")
	}
	f.Add([]byte("a|b\n\\N|\\|\n"), "pipe", "backslash", "gb18030")
	f.Fuzz(func(t *testing.T, content []byte, delimiter, escape, encoding string) {
		cfg := Default()
		cfg.Format, cfg.Dialect = CSV, Dialect{Delimiter: delimiter, Escape: escape, Encoding: encoding}
		drain(t, "x.csv", content, cfg)
	})
}

func FuzzNDJSON(f *testing.F) {
	for _, seed := range []string{`{"a":1,"b":{"c":[1,"x"]}}`, "{}\n[]\n{\"a\":\"\\u4e2d\"}", `{"a":1,"reason":"x","sentence":"y","row":3}`, `{"reason":"x","sentence":"y","row":3}`, `{"a":{"a":{"a":1}},"a":2}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		cfg := Default()
		cfg.Format, cfg.Columns = NDJSON, []string{"a", "b.c", "a.a.a"}
		drain(t, "x", content, cfg)
	})
}

// FuzzXLSX changes the parts of a file, which a mutated ZIP file would hardly ever let through, and the file itself.
func FuzzXLSX(f *testing.F) {
	f.Add(sheetXML(`<row r="1"><c t="s"><v>0</v></c></row><row r="2"><c s="1"><v>46295.5</v></c><c r="C2" t="b"><v>1</v></c></row>`), `<sst><si><t>a</t></si></sst>`, `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy\-m"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>`, 0, byte(0))
	f.Add(`<worksheet><sheetData><row><c t="inlineStr"><is><t>a_x000D_</t></is></c></row></sheetData><mergeCells><mergeCell ref="A1:C9"/></mergeCells></worksheet>`, `<sst/>`, `<styleSheet/>`, 40, byte(7))
	f.Fuzz(func(t *testing.T, sheet, texts, styles string, at int, flip byte) {
		content := zipOf(t, map[string]string{
			"xl/worksheets/sheet1.xml": sheet, "xl/sharedStrings.xml": texts, "xl/styles.xml": styles,
			"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="x/styles" Target="styles.xml"/><Relationship Id="r3" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
		})
		if at >= 0 && at < len(content) {
			content[at] ^= flip
		}
		for _, merged := range []string{"refuse", "fill"} {
			cfg := Default()
			cfg.Format, cfg.Merged, cfg.Limits.Rows = XLSX, merged, 1000
			drain(t, "x.xlsx", content, cfg)
		}
	})
}
