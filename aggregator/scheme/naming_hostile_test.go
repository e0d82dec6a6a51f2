package scheme

import (
	"strings"
	"testing"
)

func TestNamesAreOneLineThatIsSeen(t *testing.T) {
	text := func(name string) []byte {
		return []byte("id: x\nnames: {zh: 一, en: " + name + "}\nitems:\n  - {indicator: articles, points: 100, method: rank}\n" +
			"groups:\n  - {id: county, names: {zh: 县, en: Counties}, kinds: [county], full_marks: 100}\n")
	}
	if _, err := Parse(text(`"Core five"`)); err != nil {
		t.Fatalf("a plain name: %v", err)
	}
	for _, c := range []struct{ name, want string }{
		{`"a\u202Egpj.exe"`, "holds a line break or a character that is not seen"},
		{`"a\u200Bb"`, "holds a line break or a character that is not seen"},
		{`"a\u0085b"`, "holds a line break or a character that is not seen"},
		{`"a\u2028b"`, "holds a line break or a character that is not seen"},
		{strings.Repeat("x", longestName+1), "has more than 200 characters"},
	} {
		if _, err := Parse(text(c.name)); err == nil || !strings.Contains(err.Error(), "line 2: scheme: names: en "+c.want) {
			t.Errorf("%.40s: %v", c.name, err)
		}
	}
	lines := strings.Replace(string(text("x")), "names: {zh: 一, en: x}", "names:\n  zh: 一\n  en: |\n    a\n    =1+1", 1)
	if _, err := Parse([]byte(lines)); err == nil || !strings.Contains(err.Error(), "holds a line break") {
		t.Errorf("a name of two lines: %v", err)
	}
}
