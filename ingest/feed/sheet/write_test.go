package sheet

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// resend reads a file, writes all its rows as refused ones and opens what was written.
func resend(t *testing.T, name string, content []byte, change func(*Config)) (out []byte, rows []Row, again *Reader) {
	t.Helper()
	cfg := Default()
	if change != nil {
		change(&cfg)
	}
	r, err := Open(name, bytes.NewReader(content), int64(len(content)), cfg)
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	w, err := NewWriter(&file, r.Form())
	if err != nil {
		t.Fatal(err)
	}
	for {
		row, err := r.Next()
		var fault Fault
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil && !errors.As(err, &fault) {
			t.Fatal(err)
		}
		if fault.Reason == "" {
			fault = Fault{Reason: "bad_time", Sentence: "=not a \"time\"; 中"}
		}
		rows = append(rows, row)
		if err := w.Write(row, fault); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Close(), r.Close()); err != nil {
		t.Fatal(err)
	}
	if again, err = Open(name, bytes.NewReader(file.Bytes()), int64(file.Len()), cfg); err != nil {
		t.Fatalf("%v\n%q", err, file.String())
	}
	return file.Bytes(), rows, again
}

func TestRefusedRowsReadAlike(t *testing.T) {
	book := workbookOf(t, func(f *excelize.File) error {
		if err := f.SetSheetName("Sheet1", "空"); err != nil {
			return err
		}
		if _, err := f.NewSheet("数据"); err != nil {
			return err
		}
		for cell, value := range map[string]any{"A1": "报表", "A2": "no", "B2": "reason", "A3": 7, "B3": "=1+1", "A4": 0.5, "B5": "330110199001011239"} {
			if err := f.SetCellValue("数据", cell, value); err != nil {
				return err
			}
		}
		f.SetActiveSheet(1)
		return f.SetSheetVisible("空", false)
	})
	gb, err := Dialect{Encoding: "gb18030"}.codec().NewEncoder().String("编号,名称\r\n1,=𠮷林\r\n2,\"甲,乙\"\r\n")
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name, file string
		header     int
		want       string // of the file written; empty: any
	}{
		{"comma", "a,b\n=1,-5\n\"x\ny\",'=z\n", 1, "a,b,reason,sentence,row\n'=1,-5,bad_time,\"'=not a \"\"time\"\"; 中\",2\n\"x\ny\",''=z,bad_time,\"'=not a \"\"time\"\"; 中\",3\n"},
		{"semicolon, BOM, CRLF, title", "\ufefft;\r\na;reason\r\n1;2\r\n", 2, "\ufefft;\r\na;reason;reason;sentence;row\r\n1;2;bad_time;\"'=not a \"\"time\"\"; 中\";3\r\n"},
		{"single quotes", "'a'|'b'\n'it''s'|2\n", 1, "'a'|'b'|'reason'|'sentence'|'row'\n'it''s'|'2'|'bad_time'|'''=not a \"time\"; 中'|'2'\n"},
		{"sep", "sep=|\na|b\n1|2\n", 1, ""},
		{"GB 18030", gb, 1, ""},
		{"UTF-16", "\xff\xfea\x00\t\x00b\x00\n\x001\x00\t\x002\x00\n\x00", 1, ""},
		{"XLSX", string(book), 2, ""},
		{"NDJSON", "{\"a\":1,\"b\":{\"c\":\"x\"}}\n{}\n", 0, `{"a":1,"b":{"c":"x"},"reason":"bad_time","sentence":"=not a \"time\"; 中","row":1}` + "\n" + `{"reason":"bad_time","sentence":"=not a \"time\"; 中","row":2}` + "\n"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			change := func(c *Config) {
				if c.Header = tc.header; tc.header == 0 {
					c.Format, c.Columns = NDJSON, []string{"a", "b.c"}
				}
			}
			out, rows, again := resend(t, "x", []byte(tc.file), change)
			if tc.want != "" && string(out) != tc.want {
				t.Errorf("written\n%q\nwant\n%q", out, tc.want)
			}
			if tc.header > 0 && !again.Resent() {
				t.Error("the file is not known as one of refused rows")
			}
			for _, row := range rows {
				got, err := again.Next()
				if err != nil || !slices.Equal(got.Cells, row.Cells) || got.Origin != row.Origin || got.Line != row.Line || row.Origin == 0 {
					t.Errorf("%+v comes back as %+v, %v", row, got, err)
				}
			}
			if _, err := again.Next(); !errors.Is(err, io.EOF) || len(rows) == 0 {
				t.Errorf("%d rows, then %v", len(rows), err)
			}
			// Refused once more, it is the same file: no columns are added, numbers stay those of the first.
			twice, _, _ := resend(t, "x", out, change)
			if tc.name != "XLSX" && !bytes.Equal(twice, out) {
				t.Errorf("refused twice\n%q\nonce\n%q", twice, out)
			}
		})
	}
}

func TestRefusedWithoutMendingIsRefusedAgain(t *testing.T) {
	file := zipOf(t, map[string]string{"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row r="1"><c t="str"><v>a</v></c><c t="str"><v>b</v></c></row>` +
		`<row r="2"><c><f>1</f></c></row><row r="3"><c><v>1.2E+17</v></c></row><row r="4"><c t="e"><v>#REF!</v></c></row><row r="5"><c><v>1</v></c><c/></row><row r="6"><c/><c><v>2</v></c></row><row r="7"><c r="C7"><v>2</v></c></row></sheetData><mergeCells><mergeCell ref="A5:A6"/></mergeCells></worksheet>`})
	_, rows, again := resend(t, "x", file, nil)
	var got []string
	for range rows {
		_, err := again.Next()
		var fault Fault
		if errors.As(err, &fault) {
			got = append(got, itoa(fault.Row)+" "+fault.Reason)
		}
	}
	wantRows(t, got, []string{"2 error_value", "3 rounded_number", "4 error_value", "6 error_value", "7 columns"})
}

func TestExcelizeReadsWhatIsWritten(t *testing.T) {
	out, rows, _ := resend(t, "x", zipOf(t, map[string]string{"xl/worksheets/sheet1.xml": sheetXML(
		`<row><c t="str"><v>a</v></c><c t="str"><v>b</v></c></row><row><c t="str"><v>=1+1</v></c><c><v>330110</v></c></row><row><c/><c t="str"><v>龴𠮷 &lt;&amp;&#10;x</v></c></row>`)}), nil)
	f, err := excelize.OpenReader(bytes.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	got, err := f.GetRows("表")
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 3 || len(rows) != 2 || !slices.Equal(got[0], []string{"a", "b", "reason", "sentence", "row"}) {
		t.Fatalf("rows %q", got)
	}
	for i, row := range rows {
		if want := append(slices.Clone(row.Cells), "bad_time", "=not a \"time\"; 中", itoa(row.Number)); !slices.Equal(got[i+1], want) {
			t.Errorf("row %d is %q, want %q", i+1, got[i+1], want)
		}
	}
	if formula, err := f.GetCellFormula("表", "A2"); err != nil || formula != "" {
		t.Errorf("a formula %q, %v", formula, err)
	}
}

func TestNDJSONFields(t *testing.T) {
	text := "\ufeff" + `{"a":"x","n":{"b":1.50,"c":null,"l":["u","v"],"o":{}},"n.d":true}` + "\r\n\n" +
		`{"a":"\u4e2d","n":5}` + "\n" +
		`[1]` + "\n" +
		`{"a":1,"a":2}` + "\n" +
		`{"a":` + "\n" +
		"{\"a\":\"\xd6\xd0\"}\n" +
		`{"a":"` + strings.Repeat("x", 300_000) + `"}` + "\n" +
		`{"n":{"o":{"z":1}}}` + "\n" +
		`{"a":"last"}`
	_, rows, err := told(t, "x.ndjson", []byte(text), func(c *Config) {
		c.Format, c.Columns = NDJSON, []string{"a", "n.b", "n.c", "n.l", "n.d", "n.o.z"}
	})
	if err != nil {
		t.Fatal(err)
	}
	wantRows(t, rows, []string{
		`1 x|1.50||["u","v"]|true|`, "3 中|||||", "4 !bad_json", "5 !bad_json@a", "6 !bad_json", "7 !encoding", "8 !row_too_long", "9 |||||1", "10 last|||||",
	})
}
