package export

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// always makes LibreOffice calculate what a file says was calculated.
const always = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>`

// convert has LibreOffice open workbooks, calculate them and save them in another form; without LibreOffice the test is
// skipped by its name. It answers the folder of what was made.
func convert(t *testing.T, books map[string][]byte, filter string) string {
	t.Helper()
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("soffice (LibreOffice) is not installed: .ci/system-tools installs it")
	}
	folder := t.TempDir()
	profile, out := filepath.Join(folder, "profile", "user"), filepath.Join(folder, "out")
	if err := os.MkdirAll(profile, 0o700); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, office, "--headless", "--norestore", "-env:UserInstallation=file://"+folder+"/profile", "--convert-to", filter, "--outdir", out)
	write := func(path string, text []byte) {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(filepath.Join(profile, "registrymodifications.xcu"), []byte(always))
	for name, book := range books {
		path := filepath.Join(folder, name+".xlsx")
		write(path, book)
		cmd.Args = append(cmd.Args, path)
	}
	cmd.Env = append(os.Environ(), "HOME="+folder)
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("convert: %v\n%s", err, said)
	}
	return out
}

// everySheet writes each sheet as CSV with the values as they are shown.
const everySheet = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"

// sheetOf are the rows of a converted book's sheet, as LibreOffice calculated them.
func sheetOf(t *testing.T, folder, book, sheet string) [][]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, book+"-"+sheet+".csv"))
	if err != nil {
		t.Fatal(err)
	}
	read := csv.NewReader(bytes.NewReader(text))
	read.FieldsPerRecord = -1
	rows, err := read.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func workbook(t testing.TB, doc Standings, lang Lang) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := WriteStandingsXLSX(&out, doc, lang); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// wantAgreement checks that every row recomputes to what is printed, and that ranks and totals are those of the document.
func wantAgreement(t *testing.T, rows [][]string, doc Standings) {
	t.Helper()
	var units []Unit
	for _, g := range doc.Groups {
		units = append(units, g.Units...)
	}
	rows = rows[listHead:]
	if len(rows) != len(units) {
		t.Fatalf("%d rows of %d units", len(rows), len(units))
	}
	for i, row := range rows {
		u, rank := units[i], "—"
		if u.Row.Rank > 0 {
			rank = strconv.Itoa(u.Row.Rank)
		}
		if !equal(row[checkTotal-1], u.Row.Total) || row[checkRank-1] != rank || row[checkSame-1] != "一致" || row[checkAgree-1] != "一致" {
			t.Errorf("row %d %q: recomputed %v, want total %q, rank %s", i+1, u.Name, row, u.Row.Total, rank)
		}
	}
}

// TestOfficeRecomputes has a program that nobody here wrote calculate the sheet 校验: it must find every total and rank
// as we did, and find what was changed.
func TestOfficeRecomputes(t *testing.T) {
	dense, competition, chain := sample(t, "dense", "half-up"), sample(t, "competition", "half-even"), sample(t, "[articles, activities]", "half-up")
	long := many(660, 3)
	long.Groups[1].Units[7].Row.Rank = 7 // it would share the place of the one before, whose total is another
	mean, sum := annual(t, "mean"), annual(t, "sum")
	folder := convert(t, map[string][]byte{
		"mean": workbook(t, mean, ZH), "sum": workbook(t, sum, ZH),
		"dense": workbook(t, dense, ZH), "competition": workbook(t, competition, ZH), "chain": workbook(t, chain, ZH),
		"long": workbook(t, long, ZH), "changed": changed(t, workbook(t, dense, ZH)),
	}, everySheet)
	wantAgreement(t, sheetOf(t, folder, "dense", "校验"), dense)
	wantAgreement(t, sheetOf(t, folder, "competition", "校验"), competition)
	wantAgreement(t, sheetOf(t, folder, "chain", "校验"), chain)
	wantAgreement(t, sheetOf(t, folder, "mean", "校验"), mean)
	wantAgreement(t, sheetOf(t, folder, "sum", "校验"), sum)
	for i, row := range sheetOf(t, folder, "long", "校验")[listHead:] {
		if want := i != 227; row[checkSame-1] != "一致" || (row[checkAgree-1] == "一致") != want {
			t.Errorf("row %d of the long groups: %v; agreement must be %t", i+1, row, want)
		}
	}
	for i, row := range sheetOf(t, folder, "changed", "校验")[listHead:] {
		totals, ranks := "一致", "一致"
		if i == 1 {
			totals = "不一致"
		}
		if i >= 1 && i <= 6 && i != 4 { // the second lost the shared first place: every rank after it moves by one, and the fifth was changed to what it now is
			ranks = "不一致"
		}
		if row[checkSame-1] != totals || row[checkAgree-1] != ranks {
			t.Errorf("changed row %d: %v; want totals %s, ranks %s", i+1, row, totals, ranks)
		}
	}
}

// changed is the sample with the marks of the second unit's first item and the rank of the fifth unit altered by hand.
func changed(t *testing.T, content []byte) []byte {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	const table = "综合排名-县市区组"
	var out bytes.Buffer
	if err := errors.Join(book.SetCellValue(table, "D8", 24.99), book.SetCellValue(table, "S11", 4), book.Write(&out)); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// One page A4 across holds a group's whole table, be it of five items or of thirty: were it parted, there would be more
// pages.
func TestOfficePrintsOnePageWide(t *testing.T) {
	folder := convert(t, map[string][]byte{
		"five": only(t, workbook(t, sample(t, "dense", "half-up"), ZH), "综合排名-县市区组"), "thirty": only(t, workbook(t, many(30, 30), ZH), "综合排名-第0组"),
	}, "pdf")
	for _, name := range []string{"five", "thirty"} {
		pdf, err := os.ReadFile(filepath.Join(folder, name+".pdf"))
		if err != nil {
			t.Fatal(err)
		}
		pages := regexp.MustCompile(`/Type\s*/Page\b[^s]`).FindAll(pdf, -1)
		sizes := regexp.MustCompile(`/MediaBox\s*\[[^\]]*\]`).FindAllString(string(pdf), -1)
		if len(pages) != 1 || len(sizes) == 0 || !regexp.MustCompile(`\[\s*0 0 841\.[0-9]+ 595\.[0-9]+\s*\]`).MatchString(sizes[0]) {
			t.Errorf("%s items: %d pages of %v, want one A4 across", name, len(pages), sizes)
		}
	}
}

// only is a workbook of one of its sheets.
func only(t *testing.T, content []byte, sheet string) []byte {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	for _, name := range book.GetSheetList() {
		if name != sheet {
			if err := book.DeleteSheet(name); err != nil {
				t.Fatal(err)
			}
		}
	}
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
