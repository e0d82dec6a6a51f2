package office

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestCSVCell(t *testing.T) {
	for v, want := range map[string]string{
		"": "", "甲县": "甲县", "a=b": "a=b", "'": "'", "'t": "'t", "''": "''",
		"=1": "'=1", "+1": "'+1", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)", "\tx": "'\tx", "\rx": "'\rx", "\x00x": "'\x00x", "＝1": "'＝1",
		"'=1": "''=1", "''＋1": "'''＋1",
	} {
		if got := CSVCell(v); got != want || plain(got) != v {
			t.Errorf("%q: %q, read back %q", v, got, plain(got))
		}
	}
	for v, want := range map[string]string{"=1": "=1", "甲": "甲", "'=1": "''=1", "'t": "'t"} {
		if got := SheetCell(v); got != want || plain(got) != v {
			t.Errorf("%q: %q, read back %q", v, got, plain(got))
		}
	}
}

// TestGuardsAreTakenAway holds for every value, and no guarded value begins with a sign of formulas.
func TestGuardsAreTakenAway(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.StringOf(rapid.SampledFrom([]rune("'=+-@\t\r＝a甲 ,\""))).Draw(t, "value")
		if got := CSVCell(v); plain(got) != v || got != "" && strings.ContainsRune(formulaSigns, []rune(got)[0]) {
			t.Fatalf("%q is written as %q and read as %q", v, got, plain(got))
		}
		if got := SheetCell(v); plain(got) != v {
			t.Fatalf("%q is written as %q and read as %q", v, got, plain(got))
		}
	})
}
