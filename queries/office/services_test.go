package office

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"unionscreen/deploy/demo"
)

func TestReadServices(t *testing.T) {
	services, err := ReadServices(strings.NewReader(string(demo.Services)))
	if err != nil || len(services) != 12 {
		t.Fatalf("%d services, %v", len(services), err)
	}
	if want := (Service{Code: "hardship-aid", Name: "困难职工帮扶申请", NameEN: "Hardship aid", Kind: "service", Limit: 7, Unit: CalendarDays, AcceptLimit: 2, ValidFrom: day("2020-01-01")}); services[0] != want {
		t.Errorf("first is %+v", services[0])
	}
}

func FuzzReadServices(f *testing.F) {
	f.Add([]byte("code,name,kind,limit,limit_unit,accept_limit,valid_from\na,'=甲,service,5,hours,1,2026-01-01\na,甲,service,,,,\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		services, err := ReadServices(bytes.NewReader(raw))
		if err != nil {
			return
		}
		var out bytes.Buffer
		if err := WriteServices(&out, services); err != nil {
			t.Fatal(err)
		}
		again, err := ReadServices(&out)
		if err != nil || !reflect.DeepEqual(again, services) {
			t.Fatalf("read back %+v (%v), wrote %+v", again, err, services)
		}
	})
}

func TestServicesFaults(t *testing.T) {
	_, err := ReadServices(strings.NewReader("code,name,kind,limit,limit_unit,accept_limit,valid_from\n" +
		"a,甲,service,5,days,6,2026-01-01\n" +
		"a,甲,appeal,5,hours,,2026-02-01\n" +
		"b,乙,service,0,hours,-1,2026-13-01\n" +
		"c,丙,service,,hours,,\n" +
		"d,丁,service,1097,,2,\n" +
		"e,戊,service,1.5,working_days,,\n"))
	want := `row 2, limit_unit: "days" is none of working_days, calendar_days, hours
row 2, accept_limit: 6 is more than the limit 5
row 3, kind: "appeal", but a is of kind "service" further up: a service keeps its kind
row 4, valid_from: "2026-13-01" is not a date like 2026-07-01
row 4, limit: "0" is not a whole number from 1 to 1096
row 4, accept_limit: "-1" is not a whole number from 1 to 1096
row 4, limit_unit: is given, but no limit is
row 5, limit_unit: is given, but no limit is
row 6, limit: "1097" is not a whole number from 1 to 1096
row 6, limit_unit: "" is none of working_days, calendar_days, hours
row 7, limit: "1.5" is not a whole number from 1 to 1096
row 7, limit_unit: is given, but no limit is`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}

func TestWrittenServicesAreReadBack(t *testing.T) {
	services := []Service{
		{Code: "-a", Name: "=甲", NameEN: "'=x", Kind: "service", Limit: 5, Unit: WorkingDays, AcceptLimit: 1},
		{Code: "-a", Name: "甲", Kind: "service", Limit: 48, Unit: Hours, ValidFrom: day("2026-07-01")},
		{Code: "b", Name: "乙, \"丙\"", Kind: "appeal"},
	}
	var out bytes.Buffer
	if err := WriteServices(&out, services); err != nil {
		t.Fatal(err)
	}
	if text := out.String(); !strings.Contains(text, "'-a,'=甲,") {
		t.Errorf("formulas are not guarded in %q", text)
	}
	got, err := ReadServices(&out)
	if err != nil || !reflect.DeepEqual(got, services) {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestReadServicesNamesEveryFault(t *testing.T) {
	text := "\ufeffname,code,kind\n法律援助,legal aid,service\n,x,wish\n建议,y,suggestion\n建议,y,suggestion\n"
	_, err := ReadServices(strings.NewReader(text))
	if err == nil {
		t.Fatal("no fault was found")
	}
	for _, want := range []string{"row 2, code", "row 3, name", "row 3, kind", "row 5, code: y stands already in row 4 with the same valid_from"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not named in:\n%v", want, err)
		}
	}
	for _, text := range []string{"", "code,name\nx,y\n", "code,name,kind\n\"x,y,z\n", "code,name,kind\nx,\xff,service\n"} {
		if _, err := ReadServices(strings.NewReader(text)); err == nil {
			t.Errorf("%q was accepted", text)
		}
	}
}
