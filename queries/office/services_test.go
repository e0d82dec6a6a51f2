package office

import (
	"strings"
	"testing"

	"unionscreen/deploy/demo"
)

func TestReadServices(t *testing.T) {
	services, err := ReadServices(strings.NewReader(string(demo.Services)))
	if err != nil || len(services) != 12 {
		t.Fatalf("%d services, %v", len(services), err)
	}
	if want := (Service{Code: "hardship-aid", Name: "困难职工帮扶申请", NameEN: "Hardship aid", Kind: "service"}); services[0] != want {
		t.Errorf("first is %+v", services[0])
	}
}

func TestReadServicesNamesEveryFault(t *testing.T) {
	text := "\ufeffname,code,kind\n法律援助,legal aid,service\n,x,wish\n建议,y,suggestion\n建议,y,suggestion\n"
	_, err := ReadServices(strings.NewReader(text))
	if err == nil {
		t.Fatal("no fault was found")
	}
	for _, want := range []string{"row 2, code", "row 3, name", "row 3, kind", "row 5, code: y stands twice"} {
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
