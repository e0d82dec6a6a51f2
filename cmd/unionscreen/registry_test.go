package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"unionscreen/deploy/demo"
)

// done runs a command line that must succeed.
func done(t *testing.T, args ...string) string {
	t.Helper()
	code, out, stderr := call(t, args...)
	if code != 0 {
		t.Fatalf("%s: exit %d, %q, %q", strings.Join(args, " "), code, out, stderr)
	}
	return out
}

func TestRegistryCommands(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "city")
	file := fileOf(t, "unions.csv", string(demo.Registry))
	unions := bytes.Count(demo.Registry, []byte("\n")) - 1
	summary := fmt.Sprintf("%d unions: %d added, 0 changed, 0 ended, 0 removed; version ", unions, unions)
	if out := done(t, "registry", "import", file, "--dir", dir, "--dry-run"); !strings.HasSuffix(out, summary+"0\ndry run: nothing was imported\n") {
		t.Errorf("dry run: %q", out)
	}
	if out := done(t, "registry", "import", file, "--dir", dir); !strings.HasSuffix(out, summary+"1\n") {
		t.Errorf("import: %q", out)
	}
	first := done(t, "registry", "export", "--dir", dir)
	if !strings.Contains(first, "YT-C01") {
		t.Fatalf("exported %.200q", first)
	}
	again := fmt.Sprintf("%d unions: 0 added, 0 changed, 0 ended, 0 removed; version 1\n", unions)
	if out := done(t, "registry", "import", fileOf(t, "again.csv", first), "--dir", dir); out != again {
		t.Errorf("what was exported is not the same: %q", out)
	}
	book := filepath.Join(t.TempDir(), "unions.xlsx")
	done(t, "registry", "export", book, "--dir", dir)
	if out := done(t, "registry", "import", book, "--dir", dir); out != again {
		t.Errorf("what was exported as XLSX is not the same: %q", out)
	}

	const small = "code,name,parent,kind,valid_to,successor\nYT,'=总工会,,federation,,\nYT-C01,甲,YT,county,2026-06-30,YT\nN,=新,YT,county,,\n"
	out := done(t, "registry", "import", fileOf(t, "small.csv", small), "--dir", dir)
	for _, want := range []string{"added    N\n", "ended    YT-C01  name: 澄湖区总工会 → 甲", "changed  YT  name: 云汀市总工会 → =总工会", "removed  YT-C02\n",
		"3 unions: 1 added, 1 changed, 1 ended, 146 removed; version 2\n", "end a union by valid_to"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not said in\n%s", want, out)
		}
	}
	if out := done(t, "registry", "export", "--dir", dir); !strings.Contains(out, "N,'=新,'=新,YT") {
		t.Errorf("formulas are not guarded in %q", out)
	}
	if out := done(t, "registry", "export", "--version", "1", "--dir", dir); out != first {
		t.Error("the first version cannot be read again")
	}
	if code, _, stderr := call(t, "registry", "export", "--version", "3", "--dir", dir); code != 1 || !strings.Contains(stderr, "there is no such version") {
		t.Errorf("exit %d, %q", code, stderr)
	}
	if code, _, stderr := call(t, "registry", "export", filepath.Join(dir, "unions.pdf"), "--dir", dir); code != 2 || !strings.Contains(stderr, "neither with .csv nor with .xlsx") {
		t.Errorf("exit %d, %q", code, stderr)
	}
}

func TestRegistryImportNamesEveryFault(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "city")
	faulty := fileOf(t, "faulty.csv", "code,name,parent,kind\nA,Alpha,,federation\nB,,A,county\nC,Gamma,Z,county\nB,Beta,A,county\nD,short\n")
	services := fileOf(t, "services.csv", "code,name,kind,limit,limit_unit\na,甲,service,5,moons\n")
	code, _, stderr := call(t, "registry", "import", faulty, "--services", services, "--dir", dir)
	for _, want := range []string{"row 3, name: is empty", `row 5, code: "B" stands already in row 3`, "row 6: the row has 2 columns", `row 2, limit_unit: "moons"`} {
		if code != 1 || !strings.Contains(stderr, want) {
			t.Errorf("exit %d; %s is not named in %q", code, want, stderr)
		}
	}
	// A registry that nobody could be ranked with is refused, and the good catalogue beside it too.
	lonely := fileOf(t, "lonely.csv", "code,name,parent,kind\nA,Alpha,,federation\nB,Beta,A,village\n")
	good := fileOf(t, "good.csv", "code,name,kind\na,甲,service\n")
	if code, _, stderr := call(t, "registry", "import", lonely, "--services", good, "--dir", dir); code != 1 || !strings.Contains(stderr, "B") {
		t.Errorf("exit %d, %q", code, stderr)
	}
	if out := done(t, "registry", "export", "--services", "--dir", dir); strings.Count(out, "\n") != bytes.Count(demo.Services, []byte("\n")) {
		t.Errorf("a refused import left %q", out)
	}
}

func TestServicesCommands(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "city")
	file := fileOf(t, "services.csv", "code,name,kind,limit,limit_unit,accept_limit,valid_from\naid,帮扶,service,7,working_days,2,\naid,帮扶,service,5,working_days,1,2026-07-01\n")
	out := done(t, "registry", "import", "--services", file, "--dir", dir)
	if out != "added    aid\nadded    aid from 2026-07-01\n2 services: 2 added, 0 changed, 0 ended, 0 removed; version 1\n" {
		t.Errorf("import: %q", out)
	}
	book := filepath.Join(t.TempDir(), "services.XLSX")
	done(t, "registry", "export", book, "--services", "--dir", dir)
	if out := done(t, "registry", "import", "--services", book, "--dir", dir); out != "2 services: 0 added, 0 changed, 0 ended, 0 removed; version 1\n" {
		t.Errorf("import of the export: %q", out)
	}
}

func TestRegistryWorkbooks(t *testing.T) {
	dir, folder := filepath.Join(t.TempDir(), "city"), t.TempDir()
	book := func(name string, change func(*excelize.File)) string {
		f := excelize.NewFile()
		defer func() { _ = f.Close() }()
		for i, row := range [][]any{{"code", "name", "parent", "kind", "valid_from"}, {"R", "总工会", "", "federation"}, {"A", "甲县", "R", "county", "2026-07-01"}} {
			if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
				t.Fatal(err)
			}
		}
		change(f)
		path := filepath.Join(folder, name)
		if err := f.SaveAs(path); err != nil {
			t.Fatal(err)
		}
		return path
	}
	formula := book("formula.xlsx", func(f *excelize.File) {
		if err := f.SetCellFormula("Sheet1", "B3", `=HYPERLINK("http://x","甲县")`); err != nil {
			t.Fatal(err)
		}
	})
	if code, _, stderr := call(t, "registry", "import", formula, "--dir", dir); code != 1 || !strings.Contains(stderr, "row 3, name: the cell holds a formula") {
		t.Errorf("a formula: exit %d, %q", code, stderr)
	}
	if out := done(t, "registry", "import", book("good.xlsx", func(*excelize.File) {}), "--dir", dir); !strings.Contains(out, "2 unions: 2 added") {
		t.Errorf("a good one: %q", out)
	}
	bomb := filepath.Join(folder, "bomb.xlsx")
	if err := os.WriteFile(bomb, bombOf(t, book("base.xlsx", func(*excelize.File) {})), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, stderr := call(t, "registry", "import", bomb, "--dir", dir); code != 1 || !strings.Contains(stderr, "bomb.xlsx") {
		t.Errorf("a bomb: exit %d, %q", code, stderr)
	}
}

// bombOf gives the workbook with 80 MiB of spaces in its sheet.
func bombOf(t *testing.T, path string) []byte {
	t.Helper()
	in, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = in.Close() }()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, part := range in.File {
		to, err := w.Create(part.Name)
		if err != nil {
			t.Fatal(err)
		}
		from, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		var text bytes.Buffer
		if _, err := text.ReadFrom(from); err != nil {
			t.Fatal(err)
		}
		if part.Name == "xl/worksheets/sheet1.xml" {
			padded := bytes.Replace(text.Bytes(), []byte("<sheetData>"), append([]byte("<sheetData>"), bytes.Repeat([]byte(" "), 80<<20)...), 1)
			text = *bytes.NewBuffer(padded)
		}
		if _, err := to.Write(text.Bytes()); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestAnOlderDemoKeepsItsRegistry(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "registry.csv"), []byte("code,name,parent,kind\nR,Own,,federation\nA,甲,R,county\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := done(t, "registry", "export", "--dir", dir); !strings.Contains(out, "R,Own,Own,") || strings.Contains(out, "YT") {
		t.Errorf("exported %q", out)
	}
}

func TestProducersCommands(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "city")
	done(t, "registry", "import", fileOf(t, "unions.csv", string(demo.Registry)), "--dir", dir)
	if out := done(t, "producers", "add", "hall", "--source", "/yt-c01/*", "--source", "/hall", "--union", "YT-C01", "--dir", dir); out != "" {
		t.Errorf("add: %q", out)
	}
	code, _, stderr := call(t, "producers", "add", "other", "--source", "/x", "--union", "YT-C99", "--dir", dir)
	if code != 1 || !strings.Contains(stderr, `no union of the registry has the code "YT-C99"`) {
		t.Errorf("exit %d, %q", code, stderr)
	}
	token := strings.TrimSpace(done(t, "producers", "token", "add", "hall", "--days", "30", "--dir", dir))
	if len(token) != 47 {
		t.Errorf("token %q", token)
	}
	list := done(t, "producers", "list", "--dir", dir)
	for _, want := range []string{"hall", "registered", "/hall /yt-c01/*", "YT-C01", token[:12] + "…", "holds", "used never"} {
		if !strings.Contains(list, want) {
			t.Errorf("%q is not in\n%s", want, list)
		}
	}
	if strings.Contains(list, token[:16]) {
		t.Error("the list tells more of the token than its prefix")
	}
	done(t, "producers", "token", "revoke", token[:12]+"…", "--dir", dir)
	done(t, "producers", "disable", "hall", "--dir", dir)
	if list := done(t, "producers", "list", "--dir", dir); !strings.Contains(list, "revoked 20") || !strings.Contains(list, "disabled 20") {
		t.Errorf("list\n%s", list)
	}

	// The catalogue of the demo, which the second command brought in, and five acts.
	verified := done(t, "audit", "verify", "--dir", dir)
	if !strings.HasPrefix(verified, "6 entries, head 6:") || !strings.HasSuffix(verified, ", 0 faults\n") {
		t.Errorf("verify: %q", verified)
	}
	head := strings.TrimSuffix(strings.Fields(verified)[3], ",")
	done(t, "audit", "verify", "--anchor", head, "--dir", dir)
	if err := os.Remove(filepath.Join(dir, "office.db.head")); err != nil {
		t.Fatal(err)
	}
	if code, out, stderr := call(t, "audit", "verify", "--dir", dir); code != 1 || !strings.Contains(out, "is missing or empty") || !strings.Contains(stderr, "not as it was written") {
		t.Errorf("exit %d, %q, %q", code, out, stderr)
	}
}
