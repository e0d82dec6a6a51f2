package scheme

import (
	"reflect"
	"strings"
	"testing"
	"unicode"
)

// TestIndicatorsHaveAllWords fails when an entry lacks a word in either language: rules are data with words.
func TestIndicatorsHaveAllWords(t *testing.T) {
	entries, err := Indicators()
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, e := range entries {
		ids = append(ids, strings.Join([]string{e.ID, e.Family, e.Kind, e.Better}, " "))
		for part, words := range map[string]Names{"names": e.Names, "definition": e.Definition, "unit": e.Unit, "remedy": e.Remedy} {
			han := func(r rune) bool { return unicode.Is(unicode.Han, r) }
			if words.ZH == "" || words.EN == "" {
				t.Errorf("%s: %s is %+v", e.ID, part, words)
			}
			if part != "unit" && (!strings.ContainsFunc(words.ZH, han) || strings.ContainsFunc(words.EN, han)) {
				t.Errorf("%s: %s has its languages mixed up: %+v", e.ID, part, words)
			}
		}
		if e.Rate != (e.Unit.ZH == "%") {
			t.Errorf("%s: rate %v with unit %s", e.ID, e.Rate, e.Unit.ZH)
		}
	}
	want := []string{
		"applications applications flow up", "articles articles flow up", "completions applications flow up",
		"on_time_rate applications flow up", "overdue_open applications stock down", "reads reads flow up",
		"verified_members members stock up",
	}
	if !reflect.DeepEqual(ids, want) {
		t.Errorf("got %q, want %q", ids, want)
	}
}

func TestIndicatorFaults(t *testing.T) {
	_, err := ParseIndicator([]byte(`id: articles
names: {zh: 发稿量}
unit: {zh: 篇, en: articles}
kind: river
better: sideways
remedy: {zh: 多写, en: ""}
family: weather
rate: maybe
`))
	want := `line 1: indicator: definition is missing
line 2: indicator: names: en is missing
line 4: indicator: kind cannot be "river"; it is one of flow, stock
line 5: indicator: better cannot be "sideways"; it is one of up, down
line 6: indicator: remedy: en is empty or holds a control character
line 7: indicator: family cannot be "weather"; it is one of articles, reads, members, applications, activities, merchants, posts, channels, base
line 8: indicator: rate cannot be "maybe"; it is one of yes, no`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}
