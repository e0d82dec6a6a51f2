package office

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"unionscreen/deploy/demo"
)

func demoImport(t testing.TB) Import {
	t.Helper()
	unions, err := ReadRegistry(bytes.NewReader(demo.Registry))
	if err != nil {
		t.Fatal(err)
	}
	services, err := ReadServices(bytes.NewReader(demo.Services))
	if err != nil {
		t.Fatal(err)
	}
	return Import{Registry: unions, RegistryFile: "/home/x/unions.csv", Services: services, ServicesFile: "services.csv"}
}

func changeTexts(changes []Change) []string {
	var texts []string
	for _, c := range changes {
		texts = append(texts, c.String())
	}
	return texts
}

func TestImport(t *testing.T) {
	s := newStore(t)
	if unions, v, err := s.Registry(t.Context()); err != nil || unions != nil || v.Number != 0 {
		t.Errorf("empty: %v, %+v, %v", unions, v, err)
	}
	in := demoImport(t)
	before, err := s.Compare(t.Context(), in)
	must(t, err)
	if len(before.RegistryChanges) != len(in.Registry) || len(before.ServicesChanges) != len(in.Services) || before.Registry.Number != 0 {
		t.Errorf("compared: %d, %d changes", len(before.RegistryChanges), len(before.ServicesChanges))
	}
	if revision, err := s.Revision(t.Context()); err != nil || revision != 0 {
		t.Errorf("comparing wrote: %d, %v", revision, err)
	}
	done, err := s.Import(t.Context(), tester, in)
	must(t, err)
	if v := done.Registry; v.Number != 1 || v.File != "unions.csv" || v.By != tester || v.Rows != len(in.Registry) || v.Hash != registryHash(in.Registry) || time.Since(v.At) > time.Minute {
		t.Errorf("version %+v", v)
	}
	unions, v, err := s.Registry(t.Context())
	if err != nil || !reflect.DeepEqual(unions, in.Registry) || v != done.Registry {
		t.Errorf("registry %+v, %v", v, err)
	}
	services, sv, err := s.Services(t.Context())
	if err != nil || !reflect.DeepEqual(services, in.Services) || sv != done.Services {
		t.Errorf("services %+v, %v", sv, err)
	}
	entries, err := s.Audit(t.Context(), 0, 10)
	if err != nil || len(entries) != 1 || entries[0].What != "registry.import" || entries[0].Object != "registry:1 services:1" ||
		entries[0].Detail != "registry "+v.Hash.String()+" services "+sv.Hash.String() {
		t.Errorf("audit %+v, %v", entries, err)
	}

	// The same again, in another order, changes nothing.
	slices.Reverse(in.Registry)
	again, err := s.Import(t.Context(), tester, in)
	if err != nil || again.Registry != v || len(again.RegistryChanges) != 0 {
		t.Errorf("again: %+v, %v", again.Registry, err)
	}
	if list, err := s.RegistryVersions(t.Context()); err != nil || len(list) != 1 || list[0] != v {
		t.Errorf("versions %+v, %v", list, err)
	}
}

func TestImportKeepsHistory(t *testing.T) {
	s := newStore(t)
	first := []Union{
		{Code: "R", Name: "总工会", ShortName: "总工会", Kind: "federation"},
		{Code: "A", Name: "甲县", ShortName: "甲县", Parent: "R", Kind: "county"},
		{Code: "B", Name: "乙县", ShortName: "乙县", Parent: "R", Kind: "county"},
		{Code: "C", Name: "丙县", ShortName: "丙县", Parent: "R", Kind: "county"},
	}
	second := []Union{
		first[0],
		{Code: "A", Name: "甲市", ShortName: "甲县", Parent: "R", Kind: "county", Order: 3},
		{Code: "B", Name: "乙县", ShortName: "乙县", Parent: "R", Kind: "county", ValidTo: day("2026-06-30"), Successor: "D"},
		{Code: "D", Name: "丁县", ShortName: "丁县", Parent: "R", Kind: "county", ValidFrom: day("2026-07-01"), Reports: []string{"articles", "reads"}, IndexAccount: "wechat:x", IndexName: "WCI", PlaceList: "top"},
	}
	for _, unions := range [][]Union{first, second} {
		if _, err := s.Import(t.Context(), tester, Import{Registry: unions, RegistryFile: "u.xlsx"}); err != nil {
			t.Fatal(err)
		}
	}
	for number, want := range [][]Union{first, second} {
		got, v, err := s.RegistryAt(t.Context(), int64(number+1))
		if err != nil || v.Number != int64(number+1) || !reflect.DeepEqual(got, want) {
			t.Errorf("version %d: %+v, %v", number+1, got, err)
		}
	}
	for _, number := range []int64{-1, 0, 3} {
		if _, _, err := s.RegistryAt(t.Context(), number); !errors.Is(err, ErrNoVersion) {
			t.Errorf("version %d: %v", number, err)
		}
		if _, _, err := s.ServicesAt(t.Context(), number); !errors.Is(err, ErrNoVersion) {
			t.Errorf("services %d: %v", number, err)
		}
	}
	back, err := s.Compare(t.Context(), Import{Registry: first})
	must(t, err)
	forth := changeTexts(unionChanges(first, second))
	want := []string{
		"changed  A  name: 甲县 → 甲市; order: 0 → 3",
		"ended    B  valid_to: (empty) → 2026-06-30; successor: (empty) → D",
		"removed  C",
		"added    D",
	}
	if !slices.Equal(forth, want) {
		t.Errorf("forth\n%s\nwant\n%s", strings.Join(forth, "\n"), strings.Join(want, "\n"))
	}
	if got := changeTexts(back.RegistryChanges); !slices.Equal(got, []string{"changed  A  name: 甲市 → 甲县; order: 3 → 0",
		"changed  B  valid_to: 2026-06-30 → (empty); successor: D → (empty)", "added    C", "removed  D"}) {
		t.Errorf("back %q", got)
	}
	for _, statement := range []string{
		"UPDATE registry_union SET name = 'x'", "DELETE FROM registry_union", "UPDATE registry_version SET who = 'x'", "DELETE FROM registry_version",
	} {
		if _, err := s.write.Exec(statement); err == nil || !strings.Contains(err.Error(), "never") {
			t.Errorf("%s: %v", statement, err)
		}
	}
}

func TestServiceChanges(t *testing.T) {
	got := changeTexts(serviceChanges(
		[]Service{{Code: "a", Name: "甲", Limit: 5, Unit: Hours}, {Code: "b", Name: "乙"}},
		[]Service{{Code: "a", Name: "甲", Limit: 6, Unit: Hours}, {Code: "a", Name: "甲", ValidFrom: day("2026-01-01")}}))
	if want := []string{"changed  a  limit: 5 → 6", "added    a from 2026-01-01", "removed  b"}; !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

// TestStoreGivesEveryRegistryBack draws registries of every column and reads them back from store and from files.
func TestStoreGivesEveryRegistryBack(t *testing.T) {
	s := newStore(t)
	text := rapid.StringOfN(rapid.SampledFrom([]rune("甲𠮷=+-@'\",;:%_ａb1")), 1, 20, -1)
	date := rapid.Custom(func(t *rapid.T) time.Time {
		if rapid.Bool().Draw(t, "open") {
			return time.Time{}
		}
		return day("2020-01-01").AddDate(0, 0, rapid.IntRange(0, 4000).Draw(t, "days"))
	})
	rapid.Check(t, func(rt *rapid.T) {
		unions := []Union{{Code: "R", Name: text.Draw(rt, "name"), ShortName: "总", Kind: "federation"}}
		for i := range rapid.IntRange(0, 12).Draw(rt, "unions") {
			u := Union{
				Code: fmt.Sprintf("-%d", i), Name: text.Draw(rt, "name"), ShortName: text.Draw(rt, "short"), Parent: "R", Level: text.Draw(rt, "level"),
				Kind: rapid.SampledFrom(Kinds()).Draw(rt, "kind"), Order: rapid.IntRange(0, 1_000_000).Draw(rt, "order"), RegionCode: text.Draw(rt, "region"),
				ValidFrom: date.Draw(rt, "from"),
			}
			if reports := rapid.SliceOfDistinct(rapid.SampledFrom(Families()), rapid.ID).Draw(rt, "reports"); len(reports) > 0 {
				u.Reports = reports
			}
			if rapid.Bool().Draw(rt, "account") {
				u.IndexAccount, u.IndexName, u.PlaceList = "wechat:gh_1", text.Draw(rt, "index"), text.Draw(rt, "list")
			}
			unions = append(unions, u)
		}
		if _, err := s.Import(t.Context(), tester, Import{Registry: unions}); err != nil {
			rt.Fatal(err)
		}
		got, _, err := s.Registry(t.Context())
		if err != nil || registryHash(got) != registryHash(unions) {
			rt.Fatalf("store gives %+v, %v", got, err)
		}
		var out bytes.Buffer
		if err := WriteRegistry(&out, got); err != nil {
			rt.Fatal(err)
		}
		if got, err = ReadRegistry(&out); err != nil || !reflect.DeepEqual(got, unions) {
			rt.Fatalf("file gives %+v, %v, want %+v", got, err, unions)
		}
	})
}

// TestReadersSeeWholeVersions reads while another store imports: every reading is one version whole.
func TestReadersSeeWholeVersions(t *testing.T) {
	s := newStore(t)
	writer := openStore(t, s.path)
	registry := func(n int) []Union {
		unions := []Union{{Code: "R", Name: "R", ShortName: "R", Kind: "federation"}}
		for i := range n {
			unions = append(unions, Union{Code: fmt.Sprint(i), Name: "x", ShortName: "x", Parent: "R", Kind: "county", Order: n})
		}
		return unions
	}
	const imports = 30
	done := make(chan struct{})
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			last := int64(0)
			for {
				unions, v, err := s.Registry(t.Context())
				if err != nil || v.Number < last || v.Number > 0 && len(unions) != int(v.Number)*10+1 {
					t.Errorf("version %d after %d has %d unions, %v", v.Number, last, len(unions), err)
					return
				}
				last = v.Number
				select {
				case <-done:
					return
				default:
				}
			}
		})
	}
	for n := 1; n <= imports; n++ {
		if _, err := writer.Import(t.Context(), tester, Import{Registry: registry(n * 10)}); err != nil {
			t.Error(err)
		}
	}
	close(done)
	wait.Wait()
	if _, v, err := s.Registry(t.Context()); err != nil || v.Number != imports {
		t.Errorf("%+v, %v", v, err)
	}
}

func TestProducersOfTheRegistry(t *testing.T) {
	s := newStore(t)
	in := demoImport(t)
	if _, err := s.Import(t.Context(), tester, in); err != nil {
		t.Fatal(err)
	}
	err := s.AddProducer(t.Context(), tester, Producer{Name: "x", Sources: []string{"/x"}, Unions: []string{"YT-C01", "YT-C99", "YT-C98"}})
	for _, want := range []string{`the code "YT-C98"`, `the code "YT-C99"`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v names no %s", err, want)
		}
	}
	must(t, s.AddProducer(t.Context(), tester, Producer{Name: "x", Sources: []string{"/x"}, Unions: []string{"YT-C01"}}))
	snapshot, err := s.ProducerSnapshot(t.Context())
	must(t, err)
	if again, err := s.ProducerSnapshot(t.Context()); err != nil || again != snapshot {
		t.Errorf("made anew without a change, %v", err)
	}
	for union, want := range map[string]bool{"YT-C01": true, "YT-C01-02": true, "YT-C02": false, "YT": false} {
		if known, in := snapshot.Scope("/x", union); !known || in != want {
			t.Errorf("%s: %v, %v", union, known, in)
		}
	}
	must(t, openStore(t, s.path).DisableProducer(t.Context(), tester, "x"))
	after, err := s.ProducerSnapshot(t.Context())
	must(t, err)
	if known, _ := after.Scope("/x", "YT-C01"); known || !after.Registered() {
		t.Error("a producer that another process disabled may still send")
	}
}
