package score

import (
	"fmt"
	"os"
	"testing"

	"github.com/cockroachdb/apd/v3"
	"github.com/goccy/go-yaml"

	"unionscreen/aggregator/scheme"
)

type vectors struct {
	Methods []methodVector `yaml:"methods"`
	Groups  []groupVector  `yaml:"groups"`
	Rates   []struct {
		Over    int64  `yaml:"over"`
		Under   int64  `yaml:"under"`
		Percent string `yaml:"percent"`
		Value   string `yaml:"value"`
	} `yaml:"rates"`
	Sums []struct {
		Parts []int64 `yaml:"parts"`
		Sum   string  `yaml:"sum"`
	} `yaml:"sums"`
	Rescales []struct {
		Base       string `yaml:"base"`
		Applicable string `yaml:"applicable"`
		Full       string `yaml:"full"`
		Total      string `yaml:"total"`
	} `yaml:"rescales"`
	Ranks []struct {
		Ties   string   `yaml:"ties"`
		Totals []string `yaml:"totals"`
		Ranks  []int    `yaml:"ranks"`
	} `yaml:"ranks"`
}

type methodVector struct {
	Name      string            `yaml:"name"`
	Indicator string            `yaml:"indicator"`
	Points    string            `yaml:"points"`
	Method    string            `yaml:"method"`
	Rounding  string            `yaml:"rounding"`
	Target    string            `yaml:"target"`
	Constants map[string]string `yaml:"constants"`
	Steps     []struct {
		From   string `yaml:"from"`
		Points string `yaml:"points"`
	} `yaml:"steps"`
	Cases []struct {
		X     string `yaml:"x"`
		Marks string `yaml:"marks"`
		Exact string `yaml:"exact"`
	} `yaml:"cases"`
}

type groupVector struct {
	Name      string   `yaml:"name"`
	Indicator string   `yaml:"indicator"`
	Method    string   `yaml:"method"`
	Points    string   `yaml:"points"`
	Places    int      `yaml:"places"`
	Values    []string `yaml:"values"`
	Marks     []string `yaml:"marks"`
}

func readVectors(t *testing.T) vectors {
	t.Helper()
	raw, err := os.ReadFile("testdata/vectors.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var v vectors
	if err := yaml.UnmarshalWithOptions(raw, &v, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	return v
}

func dec(t testing.TB, text string) *apd.Decimal {
	t.Helper()
	d, _, err := apd.NewFromString(text)
	if err != nil {
		t.Fatalf("decimal %q: %v", text, err)
	}
	return d
}

// rules is a real scheme, so that indicators have their directions, with other rules of its own.
func rules(t testing.TB, change func(*scheme.Scheme)) *scheme.Scheme {
	t.Helper()
	parsed, err := scheme.CoreFive()
	if err != nil {
		t.Fatal(err)
	}
	s := *parsed
	if change != nil {
		change(&s)
	}
	return &s
}

func TestMethodVectors(t *testing.T) {
	for _, v := range readVectors(t).Methods {
		t.Run(v.Name, func(t *testing.T) {
			item := scheme.Item{Indicator: v.Indicator, Points: dec(t, v.Points), Method: v.Method, Constants: map[string]*apd.Decimal{}}
			for name, c := range v.Constants {
				item.Constants[name] = dec(t, c)
			}
			for _, s := range v.Steps {
				item.Steps = append(item.Steps, scheme.Step{From: dec(t, s.From), Points: dec(t, s.Points)})
			}
			s := rules(t, func(s *scheme.Scheme) {
				if v.Rounding != "" {
					s.Rounding.Mode = v.Rounding
				}
			})
			for _, c := range v.Cases {
				unit := Unit{Union: "A", Measures: map[string]Measure{v.Indicator: Amount(dec(t, c.X))}}
				if v.Target != "" {
					unit.Targets = map[string]*apd.Decimal{v.Indicator: dec(t, v.Target)}
				}
				out := Standings(Input{Scheme: s, Group: group(item), Units: []Unit{unit}})
				if got := out.Rows[0].Items[0].Marks; got != c.Marks {
					t.Errorf("x = %s: marks %s, want %s", c.X, got, c.Marks)
				}
				finer := rules(t, func(s *scheme.Scheme) { s.Rounding.Places = 6 })
				out = Standings(Input{Scheme: finer, Group: group(item), Units: []Unit{unit}})
				if got, want := dec(t, out.Rows[0].Items[0].Marks), dec(t, c.Exact); got.Cmp(want) != 0 {
					t.Errorf("x = %s: exactly %s, want %s", c.X, got, want)
				}
			}
		})
	}
}

// group is a group whose full marks are the sum of its items.
func group(items ...scheme.Item) scheme.Group {
	full := new(apd.Decimal)
	exactly := apd.BaseContext
	for _, item := range items {
		if _, err := exactly.Add(full, full, item.Points); err != nil {
			panic(err)
		}
	}
	return scheme.Group{ID: "g", FullMarks: full, Items: items}
}

func measureOf(t testing.TB, text string) Measure {
	t.Helper()
	switch text {
	case StateNoData:
		return NoData()
	case StateNotApplicable:
		return NotApplicable()
	}
	return Amount(dec(t, text))
}

func TestGroupVectors(t *testing.T) {
	for _, v := range readVectors(t).Groups {
		t.Run(v.Name, func(t *testing.T) {
			s := rules(t, func(s *scheme.Scheme) {
				if v.Places > 0 {
					s.Rounding.Places = v.Places
				}
			})
			in := Input{Scheme: s, Group: group(scheme.Item{Indicator: v.Indicator, Points: dec(t, v.Points), Method: v.Method})}
			for i, x := range v.Values {
				in.Units = append(in.Units, Unit{
					Union: fmt.Sprintf("U%d", i), Order: i, Measures: map[string]Measure{v.Indicator: measureOf(t, x)},
				})
			}
			out := Standings(in)
			got := map[string]string{}
			for _, row := range out.Rows {
				got[row.Union] = row.Items[0].Marks
			}
			for i, want := range v.Marks {
				if marks := got[fmt.Sprintf("U%d", i)]; marks != want {
					t.Errorf("%s: marks %q, want %q", v.Values[i], marks, want)
				}
			}
		})
	}
}

func TestRateVectors(t *testing.T) {
	for _, v := range readVectors(t).Rates {
		m := Rate(v.Over, v.Under)
		if got := m.Value(); got != v.Value {
			t.Errorf("%d ÷ %d: value %s, want %s", v.Over, v.Under, got, v.Value)
		}
		percent := m.value.round(2, scheme.HalfUp)
		if got := text(&percent); got != v.Percent {
			t.Errorf("%d ÷ %d: %s %%, want %s", v.Over, v.Under, got, v.Percent)
		}
		if m.Numerator() != fmt.Sprint(v.Over) || m.Denominator() != fmt.Sprint(v.Under) {
			t.Errorf("%d ÷ %d: printed as %s ÷ %s", v.Over, v.Under, m.Numerator(), m.Denominator())
		}
	}
}

func TestRankVectors(t *testing.T) {
	for _, v := range readVectors(t).Ranks {
		s := rules(t, func(s *scheme.Scheme) { s.Ties = scheme.Ties{Method: v.Ties} })
		// 100 points for a target of 100: the value is the total.
		in := Input{Scheme: s, Group: group(scheme.Item{
			Indicator: "articles", Points: dec(t, "100"), Method: scheme.MethodTarget,
			Constants: map[string]*apd.Decimal{"cap": dec(t, "1")},
		})}
		for i, total := range v.Totals {
			in.Units = append(in.Units, Unit{
				Union: fmt.Sprintf("U%d", i), Order: i,
				Measures: map[string]Measure{"articles": Amount(dec(t, total))},
				Targets:  map[string]*apd.Decimal{"articles": dec(t, "100")},
			})
		}
		out := Standings(in)
		for i, want := range v.Ranks {
			if got := out.Rows[i]; got.Rank != want || got.Union != fmt.Sprintf("U%d", i) {
				t.Errorf("%s %v: place %d has %s with rank %d, want rank %d", v.Ties, v.Totals, i, got.Union, got.Rank, want)
			}
		}
	}
}
