package office

import (
	"errors"
	"strings"
	"testing"
)

func use(owner, id, hash, targets string) SchemeUse {
	return SchemeUse{Owner: owner, Targets: targets, Scheme: Scheme{Hash: hash, ID: id, NameZH: "考核", NameEN: "Evaluation", Document: "id: " + id + "\n# " + hash}}
}

func TestSchemesAreKeptByTheirHash(t *testing.T) {
	s := newStore(t)
	must(t, s.UseSchemes(t.Context(), tester, []SchemeUse{use("R", "core-five", "aa", "t1"), use("A", "county", "bb", "")}))
	first, err := s.Schemes(t.Context())
	must(t, err)
	must(t, s.UseSchemes(t.Context(), tester, []SchemeUse{use("R", "core-five", "aa", "t1"), use("A", "county", "bb", "")})) // a second start
	must(t, s.UseSchemes(t.Context(), tester, []SchemeUse{use("R", "core-five", "aa", "t2")}))                               // other targets
	must(t, s.UseSchemes(t.Context(), tester, []SchemeUse{use("R", "core-five", "cc", "t2")}))                               // an edited scheme
	must(t, s.UseSchemes(t.Context(), tester, []SchemeUse{use("R", "core-five", "aa", "t1")}))                               // and back
	list, err := s.Schemes(t.Context())
	must(t, err)
	if len(first) != 2 || len(list) != 3 || list[0].Hash != "cc" || list[0].Document != "" || list[0].FirstUsed.IsZero() || list[0].NameEN != "Evaluation" {
		t.Errorf("first %+v, then %+v", first, list)
	}
	for asked, want := range map[string]string{"aa": "# aa", "core-five": "# cc", "county": "# bb"} {
		if one, err := s.Scheme(t.Context(), asked); err != nil || !strings.HasSuffix(one.Document, want) {
			t.Errorf("%s: %+v, %v", asked, one, err)
		}
	}
	if _, err := s.Scheme(t.Context(), "dd"); !errors.Is(err, ErrNoScheme) {
		t.Errorf("a scheme that never was: %v", err)
	}
	entries, err := s.Audit(t.Context(), 0, 10)
	must(t, err)
	var acts []string
	for _, e := range entries {
		acts = append(acts, e.What+" "+e.Object+" "+e.Detail)
	}
	want := []string{
		"scheme.use scheme:core-five scheme:county owner R scheme aa targets t1; owner A scheme bb targets",
		"scheme.use scheme:core-five owner R scheme aa targets t2",
		"scheme.use scheme:core-five owner R scheme cc targets t2",
		"scheme.use scheme:core-five owner R scheme aa targets t1",
	}
	if strings.Join(acts, "\n") != strings.Join(want, "\n") {
		t.Errorf("acts:\n%s\nwant:\n%s", strings.Join(acts, "\n"), strings.Join(want, "\n"))
	}
}

func TestSchemesAreNeverChanged(t *testing.T) {
	s := newStore(t)
	must(t, s.UseSchemes(t.Context(), tester, []SchemeUse{use("R", "core-five", "aa", "")}))
	for _, statement := range []string{
		"UPDATE scheme_version SET document = ''", "DELETE FROM scheme_version", "UPDATE scheme_use SET targets = 'x'", "DELETE FROM scheme_use",
	} {
		if _, err := s.write.Exec(statement); err == nil || !strings.Contains(err.Error(), "never") {
			t.Errorf("%s: %v", statement, err)
		}
	}
	half := use("R", "other", "ee", "")
	half.Scheme.Document = ""
	if err := s.UseSchemes(t.Context(), tester, []SchemeUse{use("A", "county", "bb", ""), half}); err == nil {
		t.Error("a scheme without its text is noted")
	}
	if list, err := s.Schemes(t.Context()); err != nil || len(list) != 1 {
		t.Errorf("after an act that was refused: %+v, %v", list, err)
	}
}
