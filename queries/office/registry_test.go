package office

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"
)

// header are the columns that every file has, all are those that it may have.
const header = "code,name,short_name,parent,level,kind,order,region_code,reports,valid_from,valid_to,successor\n"
const allColumns = "code,name,short_name,parent,level,kind,order,region_code,reports,valid_from,valid_to,successor,index_account,index_name,place_list\n"

func day(text string) time.Time {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return t
}

func TestReadRegistry(t *testing.T) {
	file := "\ufeff" + header +
		"YT,云汀市总工会,云汀市,,city,federation,0,9901,,2020-01-01,,\r\n" +
		"YT-C01,\"澄湖区总工会, 本级\",,YT,county,district,1,990101,articles;reads members,2020-01-01,2026-06-30,YT-C02\r\n" +
		"\r\n" +
		"YT-C02,玉屏县总工会,玉屏县,YT,county,county,2,990102,,,,\r\n"
	got, err := ReadRegistry(strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	want := []Union{
		{Code: "YT", Name: "云汀市总工会", ShortName: "云汀市", Level: "city", Kind: "federation", RegionCode: "9901", ValidFrom: day("2020-01-01")},
		{Code: "YT-C01", Name: "澄湖区总工会, 本级", ShortName: "澄湖区总工会, 本级", Parent: "YT", Level: "county", Kind: "district", Order: 1,
			RegionCode: "990101", Reports: []string{"articles", "reads", "members"}, ValidFrom: day("2020-01-01"), ValidTo: day("2026-06-30"), Successor: "YT-C02"},
		{Code: "YT-C02", Name: "玉屏县总工会", ShortName: "玉屏县", Parent: "YT", Level: "county", Kind: "county", Order: 2, RegionCode: "990102"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestReadRegistryTakesColumnsInAnyOrder(t *testing.T) {
	got, err := ReadRegistry(strings.NewReader("kind,parent,name,code\nfederation,,总工会,R\ncounty,R,甲县,A\n"))
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got[1].Code != "A" || got[1].Parent != "R" || got[1].ShortName != "甲县" || got[1].Kind != "county" {
		t.Errorf("got %+v", got)
	}
}

func TestRegistryFaults(t *testing.T) {
	root := "R,总工会,,,city,federation,,,,,,\n"
	cases := []struct {
		name, file string
		want       []string
	}{
		{"empty file", "", []string{"the file is empty; its first row must name the columns " + strings.TrimSuffix(allColumns, "\n")}},
		{"only a header", header, []string{"the file names no union"}},
		{"header", "code,name,parent,kind,kind,colour\n", []string{
			`row 1: column "kind" stands twice`,
			`row 1: unknown column "colour"; the columns are ` + strings.TrimSuffix(allColumns, "\n"),
		}},
		{"missing columns", "code,name\n", []string{`row 1: column "parent" is missing`, `row 1: column "kind" is missing`}},
		{"not UTF-8", header + "R,\xd7\xdc\xb9\xa4\xbb\xe1\n", []string{`the file is not UTF-8; save it as "CSV UTF-8"`}},
		{"every kind of fault at once", header + root +
			"A,甲县,,R,county,county,1,,,2026-01-01,2025-01-01,\n" +
			"A,乙县,,R,county,county,2,,,,,\n" +
			"B C,丙县,,R,county,planet,x,,articles;gossip;articles,2026-13-01,,\n" +
			"D,,,NOWHERE,county,county,,,,,,\n" +
			"E,戊县,,,county,county,,,,,,\n" +
			"F,己县,,R,county,county,,,,,2026-06-30,GONE\n" +
			"G,庚县,,R,county,county,,,,,,A\n" +
			"H,辛县,,I,county,county,,,,,,\n" +
			"I,壬县,,H,county,county,,,,,,\n", []string{
			"row 3, valid_to: lies before valid_from",
			`row 4, code: "A" stands already in row 3`,
			`row 5, code: "B C" is not a code of 1-32 letters, digits, _ . -`,
			`row 5, kind: "planet" is not one of ` + strings.Join(Kinds(), ", "),
			`row 5, order: "x" is not a whole number from 0 to 1000000`,
			`row 5, reports: "gossip" is not one of ` + strings.Join(Families(), ", "),
			`row 5, reports: "articles" stands twice`,
			`row 5, valid_from: "2026-13-01" is not a date like 2026-07-01`,
			"row 6, name: is empty",
			`row 6, parent: no union has the code "NOWHERE"`,
			`row 7, parent: is empty, but "R" in row 2 is the root already; only one union has no parent`,
			`row 8, successor: no union has the code "GONE"`,
			"row 9, successor: is named, but valid_to is empty",
			`row 10, parent: "H" comes back to itself by parent`,
		}},
		{"no root", header + "A,甲县,,B,county,county,,,,,,\nB,乙县,,A,county,county,,,,,,\n", []string{
			"no union is the root: one row must have an empty parent",
			`row 2, parent: "A" comes back to itself by parent`,
		}},
		{"its own parent", header + root + "A,甲县,,A,county,county,,,,,,\n", []string{`row 3, parent: "A" comes back to itself by parent`}},
		{"a union that outlives its parent", header + root +
			"B,B,,R,county,county,1,,,,2026-06-15,C2\nC2,C2,,R,county,county,2,,,,,\nB1,B1,,B,grassroots,grassroots,1,,,,,\n", []string{
			`row 5, parent: "B" ends on 2026-06-15 and this union goes on: name the union that takes it over`,
		}},
		{"successors in a ring", header + root +
			"A,甲县,,R,county,county,,,,,2026-01-01,B\nB,乙县,,R,county,county,,,,,2026-02-01,A\n", []string{
			`row 3, successor: "A" comes back to itself by successor`,
		}},
		{"a short row hides what it names", header + root + "A,甲县\nB,乙县,,A,county,county,,,,,,\n", []string{"row 3: 2 fields, the header has 12"}},
		{"control character", header + "R,总\x00工会,,,city,federation,,,,,,\n", []string{"row 2, name: holds a control character"}},
		{"invisible characters", header + "R,总\u202e工会,,,city,federation,,,,,,\n", []string{"row 2, name: holds a control character"}},
		{"a text in the wrong column", header + "R," + strings.Repeat("总", 201) + ",,,city,federation,,,,,,\n", []string{
			"row 2, name: has more than 200 characters"}},
		{"accounts", allColumns + root[:len(root)-1] + ",wechat:gh_1,传播指数,全国榜\n" +
			"A,甲县,,R,county,county,,,,,,,fax:1,,\nB,乙县,,R,county,county,,,,,,,wechat:,,\nC,丙县,,R,county,county,,,,,,,wechat:a b,,\nD,丁县,,R,county,county,,,,,,,,指数,\n", []string{
			`row 3, index_account: "fax:1" does not begin with one of ` + strings.Join(Channels(), ", ") + " and a colon",
			`row 4, index_account: "wechat:" names no account of 1 to 128 printable ASCII characters after the colon`,
			`row 5, index_account: "wechat:a b" names no account of 1 to 128 printable ASCII characters after the colon`,
			"row 6, index_account: is empty, but index_name or place_list is given: name the account as channel:account",
		}},
		{"a broken quotation", header + root + "A,\"甲县,,R\n", []string{`row 3: not CSV: extraneous or missing " in quoted-field`}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := ReadRegistry(strings.NewReader(c.file))
			if err == nil || got != nil {
				t.Fatalf("read %d unions, error %v", len(got), err)
			}
			if lines := strings.Split(err.Error(), "\n"); !reflect.DeepEqual(lines, c.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(lines, "\n"), strings.Join(c.want, "\n"))
			}
			var fault Fault
			if !errors.As(err, &fault) {
				t.Errorf("%v holds no Fault", err)
			}
		})
	}
}

func TestWrittenRegistryIsReadBack(t *testing.T) {
	unions := []Union{
		{Code: "R", Name: "总工会", ShortName: "总工会", Kind: "federation", Level: "city"},
		{Code: "A", Name: "甲县, \"老城\"", ShortName: "甲县", Parent: "R", Level: "county", Kind: "county", Order: 7, RegionCode: "330110",
			Reports: []string{"articles", "members"}, ValidFrom: day("2020-02-29"), ValidTo: day("2026-09-30"), Successor: "B",
			IndexAccount: "wechat:gh_a", IndexName: "传播指数", PlaceList: "全国榜"},
		{Code: "B", Name: "=1+1", ShortName: "'=1", Parent: "R", Kind: "county"},
		{Code: "-C", Name: "'@甲", ShortName: "'t", Parent: "R", Kind: "county", Level: "''＋x", RegionCode: "+86"},
	}
	var out bytes.Buffer
	if err := WriteRegistry(&out, unions); err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(out.Bytes(), []byte("\ufeff"+allColumns)) {
		t.Errorf("the file begins with %q", out.Bytes()[:40])
	}
	got, err := ReadRegistry(&out)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, unions) {
		t.Errorf("got  %+v\nwant %+v", got, unions)
	}
}

func TestWriteRegistryReportsTheWriter(t *testing.T) {
	if err := WriteRegistry(broken{}, []Union{{Code: "R"}}); !errors.Is(err, errBroken) {
		t.Errorf("error %v, want %v in it", err, errBroken)
	}
}

var errBroken = errors.New("disk full")

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errBroken }

func TestValidOn(t *testing.T) {
	shanghai := time.FixedZone("CST", 8*3600)
	u := Union{ValidFrom: day("2026-01-01"), ValidTo: day("2026-06-30")}
	cases := []struct {
		at   time.Time
		want bool
	}{
		{time.Date(2025, 12, 31, 23, 59, 0, 0, shanghai), false},
		{time.Date(2026, 1, 1, 0, 0, 0, 0, shanghai), true}, // still 2025 in UTC
		{time.Date(2026, 6, 30, 23, 59, 59, 0, shanghai), true},
		{time.Date(2026, 7, 1, 0, 0, 0, 0, shanghai), false}, // still June in UTC
	}
	for _, c := range cases {
		if got := u.ValidOn(c.at); got != c.want {
			t.Errorf("%v: %v, want %v", c.at, got, c.want)
		}
	}
	if !(Union{}).ValidOn(day("1900-01-01")) {
		t.Error("a union without dates must always be valid")
	}
}

func FuzzReadRegistry(f *testing.F) {
	f.Add([]byte(header + "R,总工会,,,city,federation,0,,,,,\nA,甲县,,R,county,county,1,,articles,2020-01-01,2026-01-01,R\n"))
	f.Add([]byte("code,name,parent,kind\nA,a,B,county\nB,b,A,county\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		unions, err := ReadRegistry(bytes.NewReader(raw))
		if err != nil {
			return
		}
		var out bytes.Buffer
		if err := WriteRegistry(&out, unions); err != nil {
			t.Fatal(err)
		}
		again, err := ReadRegistry(&out)
		if err != nil || !reflect.DeepEqual(again, unions) {
			t.Fatalf("read back %+v (%v), wrote %+v", again, err, unions)
		}
	})
}
