package sheet

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// convert has LibreOffice save a file in another form; without LibreOffice the test is skipped by its name.
func convert(t *testing.T, name string, content []byte, filter string) []byte {
	t.Helper()
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("soffice (LibreOffice) is not installed: .ci/system-tools installs it")
	}
	folder := t.TempDir()
	path := filepath.Join(folder, name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, office, "--headless", "--norestore", "-env:UserInstallation=file://"+folder+"/profile", "--convert-to", filter, "--outdir", filepath.Join(folder, "out"), path)
	cmd.Env = append(os.Environ(), "HOME="+folder)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("convert %s: %v\n%s", name, err, out)
	}
	made, err := filepath.Glob(filepath.Join(folder, "out", "*"))
	if err != nil || len(made) != 1 {
		t.Fatalf("converted files: %v, %v", made, err)
	}
	converted, err := os.ReadFile(made[0])
	if err != nil {
		t.Fatal(err)
	}
	return converted
}

// rowsOf reads all rows.
func rowsOf(t *testing.T, name string, content []byte) (header []string, rows [][]string) {
	t.Helper()
	r, err := Open(name, bytes.NewReader(content), int64(len(content)), Default())
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			return r.names, rows
		}
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row.Cells)
	}
}

// LibreOffice reads the file of refused rows that we write as we do: saved as CSV it is the same table, formulas are
// texts and no digit of a long number is lost; saved as XLSX by it, we read the same.
func TestOfficeReadsRefusedRows(t *testing.T) {
	table := [][]string{
		{"330110", "=1+1", "330110199001011239", "2026-09-30 08:00:00"},
		{"003301", "@x", "+86", "-5"},
		{"𠮷龴", "甲;\"乙\"", "两\n行", "0.10"},
	}
	var file bytes.Buffer
	w, err := NewWriter(&file, Form{Format: XLSX, Header: []string{"工会", "名称", "编号", "时间"}, Sheets: []string{"数据"}})
	if err != nil {
		t.Fatal(err)
	}
	for i, cells := range table {
		if err := w.Write(Row{Number: i + 2, Origin: i + 2, Cells: cells}, Fault{Reason: "bad_time", Sentence: "mend it"}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct{ ending, filter string }{
		{"csv", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"},
		{"xlsx", "xlsx:Calc MS Excel 2007 XML"},
	} {
		converted := convert(t, "refused.xlsx", file.Bytes(), tc.filter)
		header, rows := rowsOf(t, "refused."+tc.ending, converted)
		if !slices.Equal(header, []string{"工会", "名称", "编号", "时间", "reason", "sentence", "row"}) || len(rows) != len(table) {
			t.Fatalf("as %s: header %q, %d rows", tc.ending, header, len(rows))
		}
		for i, cells := range rows {
			if !slices.Equal(cells, table[i]) {
				t.Errorf("as %s: row %q, want %q", tc.ending, cells, table[i])
			}
		}
	}
}

// What LibreOffice writes as XLSX we read as it shows it.
func TestOfficeWritesWhatWeRead(t *testing.T) {
	text := "编号,日期,时刻,数,是\n003,2026-09-30,2026-09-30 23:59:58,1234567.25,TRUE\n004,1904-02-29,2026-01-01 00:00:00,0.1,FALSE\n"
	// On opening the CSV file it takes 003 for a number, and the second and third columns for dates.
	converted := convert(t, "x.csv", []byte(text), "xlsx:Calc MS Excel 2007 XML")
	_, rows := rowsOf(t, "x.xlsx", converted)
	if len(rows) != 2 {
		t.Fatalf("%d rows", len(rows))
	}
	for i, want := range []string{"3|2026-09-30|2026-09-30 23:59:58|1234567.25|TRUE", "4|1904-02-29|2026-01-01 00:00:00|0.1|FALSE"} {
		if got := strings.Join(rows[i], "|"); got != want {
			t.Errorf("row %q, want %q", got, want)
		}
	}
}
