package sheet

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// told is a file's rows as lines: cells joined by |, or the reason of the fault, with the row's number before.
func told(t testing.TB, name string, content []byte, change func(*Config)) (*Reader, []string, error) {
	t.Helper()
	cfg := Default()
	if change != nil {
		change(&cfg)
	}
	r, err := Open(name, bytes.NewReader(content), int64(len(content)), cfg)
	if err != nil {
		return nil, nil, err
	}
	var rows []string
	for {
		row, err := r.Next()
		var fault Fault
		switch {
		case errors.Is(err, io.EOF):
			return r, rows, r.Close()
		case errors.As(err, &fault):
			where := fault.Column
			if where != "" {
				where = "@" + where
			}
			rows = append(rows, itoa(fault.Row)+" !"+fault.Reason+where)
		case err != nil:
			return r, rows, errors.Join(err, r.Close())
		default:
			rows = append(rows, itoa(row.Number)+" "+strings.Join(row.Cells, "|"))
		}
	}
}

func itoa(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + string(rune('0'+n%10))
}

func wantRows(t *testing.T, rows, want []string) {
	t.Helper()
	if !slices.Equal(rows, want) {
		t.Errorf("rows\n%s\nwant\n%s", strings.Join(rows, "\n"), strings.Join(want, "\n"))
	}
}

func TestCSVDialectsAreFound(t *testing.T) {
	gb, err := simplifiedchinese.GB18030.NewEncoder().String("编号,名称\n1,𠮷林镇工会\n2,联通\n")
	if err != nil {
		t.Fatal(err)
	}
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String("编号\t名称\r\n1\t甲\r\n")
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name, text, dialect string
		rows                []string
	}{
		{"comma", "a,b\n1,2\n", "delimiter comma, quotes double, utf-8", []string{"2 1|2"}},
		{"semicolon, BOM, CRLF", "\ufeffa;b\r\n1;2,5\r\n", "delimiter semicolon, quotes double, utf-8", []string{"2 1|2,5"}},
		{"tab", "a\tb\n1\t\n", "delimiter tab, quotes double, utf-8", []string{"2 1|"}},
		{"pipe without last line end", "a|b\n1|2", "delimiter pipe, quotes double, utf-8", []string{"2 1|2"}},
		{"one column", "a\n1\n\n2\n", "delimiter comma, quotes double, utf-8", []string{"2 1", "4 2"}},
		{"single quotes", "'a','b'\n'it''s','x,y'\nO'Neil,2\n", "delimiter comma, quotes single, utf-8", []string{"2 it's|x,y", "3 O'Neil|2"}},
		{"quoted line end", "a,b\n\"x\"\"\ny\",2\n3,4\n", "delimiter comma, quotes double, utf-8", []string{"2 x\"\ny|2", "3 3|4"}},
		{"sep line", "sep=|\na|b\n1,2|3\n", "delimiter pipe, quotes double, utf-8", []string{"2 1,2|3"}},
		{"GB 18030", gb, "delimiter comma, quotes double, gb18030", []string{"2 1|𠮷林镇工会", "3 2|联通"}},
		{"UTF-16", wide, "delimiter tab, quotes double, utf-16le", []string{"2 1|甲"}},
		{"empty rows of a spreadsheet", "a,b\n1,2\n,\n,\n", "delimiter comma, quotes double, utf-8", []string{"2 1|2"}},
		{"header alone", "a,b", "delimiter comma, quotes double, utf-8", nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r, rows, err := told(t, "x.csv", []byte(tc.text), nil)
			if err != nil {
				t.Fatal(err)
			}
			wantRows(t, rows, tc.rows)
			if got := r.Form().Dialect.String(); got != tc.dialect {
				t.Errorf("dialect %s, want %s", got, tc.dialect)
			}
		})
	}
}

func TestCSVDialectsAreSaid(t *testing.T) {
	for _, tc := range []struct {
		name, text string
		dialect    Dialect
		rows       []string
	}{
		{"against the look", "a;b,c\n1;2,3\n", Dialect{Delimiter: "comma"}, []string{"2 1;2|3"}},
		{"backslash", `a,b` + "\n" + `"x\"y\\",2\,3` + "\n" + `\N,\\N` + "\n", Dialect{Escape: "backslash"}, []string{`2 x"y\|2,3`, `3 |\N`}},
		{"no quotes", "a,b\n\"1,2\n", Dialect{Quote: "none"}, []string{`2 "1|2`}},
		{"GB 18030 of ASCII", "a,b\n1,2\n", Dialect{Encoding: "gb18030"}, []string{"2 1|2"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, rows, err := told(t, "x", []byte(tc.text), func(c *Config) { c.Dialect = tc.dialect })
			if err != nil {
				t.Fatal(err)
			}
			wantRows(t, rows, tc.rows)
		})
	}
	for _, wrong := range []Dialect{{Delimiter: "ab"}, {Delimiter: `"`}, {Delimiter: "；"}, {Quote: "x"}, {Escape: "x"}, {Encoding: "big5"}} {
		if wrong.Validate() == nil {
			t.Errorf("%+v is taken", wrong)
		}
	}
}

func TestCSVFaultsAreByRow(t *testing.T) {
	text := "no,name\n" +
		"1,a\n" +
		"2\n" +
		"3,a,b\n" +
		"4,a\"b\n" +
		"5,\"a\"b\n" +
		"6,\"a\nb\"\n" +
		"7,\xd6\xd0\n" +
		"8,1.23457E+17\n" +
		"9,#REF!\n" +
		"10,a\ufffdb\n" +
		"11," + strings.Repeat("x", 70_000) + "\n" +
		"12," + strings.Repeat("y", 33_000) + "\n" +
		"13,E+17\n"
	_, rows, err := told(t, "x.csv", []byte(text), nil)
	if err != nil {
		t.Fatal(err)
	}
	wantRows(t, rows, []string{
		"2 1|a", "3 !columns", "4 !columns", "5 !quotes", "6 !quotes", "7 6|a\nb", "8 !encoding@name", "9 !rounded_number@name",
		"10 !error_value@name", "11 !encoding@name", "12 !row_too_long", "13 !cell_too_long@name", "14 13|E+17",
	})
	// Cells in columns that nobody reads refuse nothing.
	_, rows, err = told(t, "x.csv", []byte("no,name\n1,#REF!\n2,\xd6\xd0\n"), func(c *Config) { c.Columns = []string{"no"} })
	if err != nil {
		t.Fatal(err)
	}
	wantRows(t, rows, []string{"2 1|#REF!", "3 2|中"})
}

func TestCSVEnds(t *testing.T) {
	for name, tc := range map[string]struct{ text, want string }{
		"open quote":        {"a,b\n1,2\n3,\"x\ny,z\n", "row 3: a quoted value is not closed"},
		"wrong quote":       {"a,b\n1,2\n3,\"x\ny\"z\n", "row 3: a quoted value is not closed rightly"},
		"endless quote":     {"a,b\n1,\"" + strings.Repeat("x\n", 40_000), "row 2 has more than 65536 bytes: most likely a quote"},
		"missing":           {"a,c\n1,2\n", `columns that are not there: "b"; row 1 has a, c (read as delimiter comma`},
		"twice":             {"a,b,b\n", `column "b" stands twice`},
		"empty":             {"", "the file is empty"},
		"binary":            {"a,b\n\x00\x00", "null bytes"},
		"old Mac":           {"a,b\r1,2\r", "lone CR"},
		"no header row":     {"\na,b\n", "row 1 must name the columns, and it is empty"},
		"short of a header": {"a,b\n", "row 3 must name the columns, and the file ends before it"},
		"damaged header":    {"a,b,\xd6\n中,2,3\n国,2,3\n", "the name of column 3 holds bytes that are no character of utf-8"},
		"web page":          {" <html><table><tr><td>a", "the file is a web page"},
		"old excel":         {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "the old Excel kind (.xls)"},
		"encrypted":         {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat(".", 70_000) + "E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00", "the file is encrypted"},
	} {
		_, rows, err := told(t, "x.csv", []byte(tc.text), func(c *Config) {
			c.Columns = []string{"a", "b"}
			if name == "short of a header" {
				c.Header = 3
			}
		})
		if err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v, want %q", name, err, tc.want)
		}
		if strings.Contains(tc.text, "1,2\n3") && !slices.Equal(rows, []string{"2 1|2"}) {
			t.Errorf("%s: good rows before it: %v", name, rows)
		}
	}
}

func TestHeaderBelowATitle(t *testing.T) {
	r, rows, err := told(t, "x.csv", []byte("\"九月 报表\"\n\na;b\n1;2\n"), func(c *Config) { c.Header = 3 })
	if err != nil {
		t.Fatal(err)
	}
	wantRows(t, rows, []string{"4 1|2"})
	if above := r.Form().Above; len(above) != 2 || above[0][0] != "九月 报表" {
		t.Errorf("above the header: %q", above)
	}
}

// The 18 codes that GB 18030-2022 changed, written out again from the standard's list, not from our table.
func TestChangedCodesOfGB18030(t *testing.T) {
	want := "︐︒︑︓︔︕︖︗︘︙龴龵龶龷龸龹龺龻"
	codes := "\xa6\xd9\xa6\xda\xa6\xdb\xa6\xdc\xa6\xdd\xa6\xde\xa6\xdf\xa6\xec\xa6\xed\xa6\xf3\xfe\x59\xfe\x61\xfe\x66\xfe\x67\xfe\x6d\xfe\x7e\xfe\x90\xfe\xa0"
	_, rows, err := told(t, "x.csv", []byte("a\n"+codes+"\n"), nil)
	if err != nil {
		t.Fatal(err)
	}
	wantRows(t, rows, []string{"2 " + want})
	if n := len([]rune(want)); n != 18 || len(changed) != 18 {
		t.Errorf("%d characters, %d in the table", n, len(changed))
	}
	// Half of one character and half of the next are no code: 0xFE at the end of 嘅's neighbour.
	_, rows, err = told(t, "x.csv", []byte("a\n\x8f\xa6\xd9\xa6\n\xff\n\x81\n"), func(c *Config) { c.Dialect.Encoding = "gb18030" })
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 3 || strings.Contains(rows[0], "︐") || rows[1] != "3 !encoding@a" || rows[2] != "4 !encoding@a" {
		t.Errorf("rows %q", rows)
	}
}

func TestOneDamagedLineDoesNotChangeTheEncoding(t *testing.T) {
	_, rows, err := told(t, "x.csv", []byte("编号,名称\n1,甲\n2,\xd6\xd0\n3,乙\n"), nil)
	if err != nil {
		t.Fatal(err)
	}
	wantRows(t, rows, []string{"2 1|甲", "3 !encoding@名称", "4 3|乙"})
	long := "a\n" + strings.Repeat("工会", 100_000) + "\n\xd6\xd0\n" // a line longer than the buffer is cut between characters
	valid, invalid, err := countLines(strings.NewReader(long))
	if err != nil || valid != 3 || invalid != 1 {
		t.Errorf("%d valid, %d invalid, %v", valid, invalid, err)
	}
}

func TestInertUndone(t *testing.T) {
	for text, want := range map[string]string{
		"=1+1": "'=1+1", "'=1+1": "''=1+1", "-5": "-5", "+86": "+86", "-5+1": "'-5+1", "@x": "'@x", "\tx": "'\tx", "x": "x", "": "", "'": "'",
		"'x": "'x", "-1.5": "-1.5", "--1": "'--1", "'-5": "''-5", "-": "'-", "''=": "'''=", "\n=1": "'\n=1",
	} {
		if got := Inert(text); got != want {
			t.Errorf("Inert(%q) = %q, want %q", text, got, want)
		}
		if back := Live(Inert(text)); back != text {
			t.Errorf("%q comes back as %q", text, back)
		}
	}
}
