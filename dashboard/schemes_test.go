package dashboard

import (
	"context"
	"strings"
	"testing"
	"time"

	"unionscreen/aggregator/scheme"
	"unionscreen/queries/office"
)

// keptSchemes answers as the office store does.
type keptSchemes struct{ all []office.Scheme }

func (k keptSchemes) Schemes(context.Context) ([]office.Scheme, error) {
	var out []office.Scheme
	for _, one := range k.all {
		one.Document = ""
		out = append(out, one)
	}
	return out, nil
}

func (k keptSchemes) Scheme(_ context.Context, asked string) (office.Scheme, error) {
	for _, one := range k.all {
		if one.Hash == asked || one.ID == asked {
			return one, nil
		}
	}
	return office.Scheme{}, office.ErrNoScheme
}

// fairRules is the scheme of fairBoard.
func fairRules(t testing.TB) *scheme.Scheme {
	t.Helper()
	rules, err := scheme.Parse([]byte(fairScheme))
	if err != nil {
		t.Fatal(err)
	}
	return rules
}

// withSchemes is a dashboard that knows two schemes, of which the first scores now and the second is not read any more.
func withSchemes(t *testing.T) *running {
	t.Helper()
	rules := fairRules(t)
	kept := keptSchemes{[]office.Scheme{
		{Hash: rules.Hash(), ID: rules.ID, NameZH: rules.Names.ZH, NameEN: rules.Names.EN, Document: fairScheme, FirstUsed: time.Date(2026, 9, 28, 1, 0, 0, 0, time.UTC)},
		{Hash: strings.Repeat("0f", 32), ID: "union-work-2025", NameZH: "2025 年考核", NameEN: "2025", Owner: "3301", Document: "id: union-work-2025\n", FirstUsed: time.Date(2025, 12, 20, 1, 0, 0, 0, time.UTC)},
	}}
	return startWith(t, demo(), built(), Deps{Schemes: kept, InUse: []string{rules.Hash()}})
}

func TestGoldenScheme(t *testing.T) {
	r := withSchemes(t)
	_, body := r.ask(t, "GET", "/api/v1/schemes/current", "")
	compareAnswer(t, "scheme.json", body)
	for _, asked := range []string{"union-work-2026", fairRules(t).Hash()} {
		if _, again := r.ask(t, "GET", "/api/v1/schemes/"+asked, ""); again != body {
			t.Errorf("%s answers another scheme: %.200s", asked, again)
		}
	}
	_, body = r.ask(t, "GET", "/api/v1/schemes", "")
	compareAnswer(t, "schemes.json", body)
	_, body = r.ask(t, "GET", "/api/v1/schemes/union-work-2025", "")
	if got := decode[schemeView](t, body); got.Document != "id: union-work-2025\n" || got.schemeRules != nil || !strings.Contains(got.Fault, "groups is missing") || got.Current {
		t.Errorf("a scheme that is not read any more: %s", body)
	}
	for _, asked := range []string{"nobody", "a%20b", strings.Repeat("x", 300)} {
		response, body := r.ask(t, "GET", "/api/v1/schemes/"+asked, "")
		wantProblem(t, response, body, 404, codeNoScheme)
	}
}

func TestGoldenIndicators(t *testing.T) {
	r := start(t, demo(), built())
	_, body := r.ask(t, "GET", "/api/v1/indicators", "", "Host", "wall.example.org") // anybody may read definitions
	compareAnswer(t, "indicators.json", body)
	entries, err := scheme.Indicators()
	if err != nil {
		t.Fatal(err)
	}
	got := decode[struct{ Indicators []indicatorView }](t, body)
	if len(got.Indicators) != len(entries) || len(entries) < 41 {
		t.Errorf("%d of %d indicators", len(got.Indicators), len(entries))
	}
}
