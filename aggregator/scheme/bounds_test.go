package scheme

import (
	"fmt"
	"strings"
	"testing"
)

// many is a text of about the largest size that is read, made of parts.
func many(part func(i int) string) string {
	var out strings.Builder
	for i := 0; out.Len() < maxDocument-2048; i++ {
		out.WriteString(part(i))
	}
	return out.String()
}

// TestHostileDocuments: what is meant to keep the parser busy for minutes is refused at once. Without the bounds this test
// does not end.
func TestHostileDocuments(t *testing.T) {
	same := func(text string) string { return many(func(int) string { return text }) }
	for _, c := range []struct{ name, text, want string }{
		{"brackets", "id: " + same("["), "line 1: nested more than 32 levels deep"},
		{"braces", "id: " + same("{a: "), "line 1: nested more than 32 levels deep"},
		{"dashes in a line", same("- "), "line 1: nested more than 32 levels deep"},
		{"keys in a line", same("a: "), "line 1: nested more than 32 levels deep"},
		{"steps", many(func(i int) string { return strings.Repeat(" ", i%600) + "a:\n" }), "line 33: nested more than 32 levels deep"},
		{"keys", many(func(i int) string { return fmt.Sprintf("k%d: 1\n", i) }), "line 1001: a mapping has more than 1000 keys"},
		{"keys of braces", "a: {" + many(func(i int) string { return fmt.Sprintf("k%d: 1,", i) }), "line 1: a mapping has more than 1000 keys"},
		{"keys with a question mark", same("? a\n"), "line 1001: a mapping has more than 1000 keys"},
		{"a long list", "groups:\n" + same("- {}\n"), "line 1: groups: "},
		{"a long list of texts", "periods:\n" + many(func(i int) string { return fmt.Sprintf("- a%d\n", i) }), "line 1: scheme: periods: "},
		{"aliases", "a: [" + same("*a,") + "]", `line 1: scheme: unknown key "a"`},
	} {
		_, err := Parse([]byte(c.text))
		if err == nil || !strings.Contains("\n"+err.Error(), "\n"+c.want) {
			t.Errorf("%s: %.300v", c.name, err)
		}
	}
}

func TestLargestDocumentThatIsTaken(t *testing.T) {
	unions := make([]string, maxListed)
	for i := range unions {
		unions[i] = fmt.Sprintf("%08d", i)
	}
	text := strings.Replace(small, "kinds: [county]", `unions: ["`+strings.Join(unions, `", "`)+`"]`, 1)
	if s := parse(t, text); len(s.Groups[0].Unions) != maxListed {
		t.Errorf("%d unions", len(s.Groups[0].Unions))
	}
	if _, err := Parse([]byte(strings.Replace(text, `unions: [`, `unions: ["another", `, 1))); err == nil ||
		!strings.Contains(err.Error(), "line 6: group: unions: 5001 entries, at most 5000 are taken") {
		t.Errorf("got %.200v", err)
	}
}

func TestFaultsAreBounded(t *testing.T) {
	text := small
	for i := range 600 {
		text += fmt.Sprintf("x%d: 1\n", i)
	}
	_, err := Parse([]byte(text))
	if err == nil {
		t.Fatal("it was taken")
	}
	lines := strings.Split(err.Error(), "\n")
	if len(lines) != maxFaults+1 || lines[maxFaults] != "and 100 faults more" {
		t.Errorf("%d faults, the last one %q", len(lines), lines[len(lines)-1])
	}
}
