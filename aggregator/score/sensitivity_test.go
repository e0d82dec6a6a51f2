package score

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/cockroachdb/apd/v3"
	"pgregory.net/rapid"

	"unionscreen/aggregator/scheme"
)

// sensitivityOf asks as long as it takes.
func sensitivityOf(t interface{ Fatal(...any) }, in Input, only ...string) []Sensitive {
	out, err := Sensitivity(context.Background(), in, only...)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestSensitivityEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	in := Input{Scheme: rules(t, nil), Group: group(targetItem(t, "articles", "100")), Units: []Unit{unit(t, "A", "articles=1/1")}}
	if out, err := Sensitivity(ctx, in); !errors.Is(err, context.Canceled) || out != nil {
		t.Errorf("nobody waits any more: %+v, %v", out, err)
	}
}

func TestSensitivity(t *testing.T) {
	in := Input{Scheme: rules(t, nil), Group: group(targetItem(t, "articles", "60"), targetItem(t, "reads", "40")), Units: []Unit{
		unit(t, "A", "articles=100/100", "reads=20/100"), // 60 + 8 = 68
		unit(t, "B", "articles=50/100", "reads=90/100"),  // 30 + 36 = 66
		unit(t, "C", "articles=10/100", "reads=10/100"),
	}}
	out := sensitivityOf(t, in)
	var got []string
	for _, s := range out {
		line := fmt.Sprintf("%s %d:", s.Union, s.Rank)
		for _, item := range s.Items {
			line += " " + item.ID + " " + item.Points + " ["
			for _, at := range item.Ranks {
				line += fmt.Sprintf(" %d%%=%s→%d", at.Change, at.Points, at.Rank)
			}
			line += fmt.Sprintf(" ] %v", item.Stable)
		}
		got = append(got, line)
	}
	// A leads B when articles have 58.33… points or more: 100a + 20r > 50a + 90r with a + r = 100.
	want := []string{
		"A 1: articles 60 [ -50%=30→2 -20%=48→2 -10%=54→2 10%=66→1 20%=72→1 50%=90→1 ] false reads 40 [ -50%=20→1 -20%=32→1 -10%=36→1 10%=44→2 20%=48→2 50%=60→2 ] false",
		"B 2: articles 60 [ -50%=30→1 -20%=48→1 -10%=54→1 10%=66→2 20%=72→2 50%=90→2 ] false reads 40 [ -50%=20→2 -20%=32→2 -10%=36→2 10%=44→1 20%=48→1 50%=60→1 ] false",
		"C 3: articles 60 [ -50%=30→3 -20%=48→3 -10%=54→3 10%=66→3 20%=72→3 50%=90→3 ] true reads 40 [ -50%=20→3 -20%=32→3 -10%=36→3 10%=44→3 20%=48→3 50%=60→3 ] true",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestSensitivityAtTheEdges(t *testing.T) {
	if got := sensitivityOf(t, Input{Scheme: rules(t, nil), Group: group(targetItem(t, "articles", "100"))}); len(got) != 0 {
		t.Errorf("an empty group: %+v", got)
	}
	in := Input{Scheme: rules(t, nil), Group: group(targetItem(t, "articles", "90"), targetItem(t, "reads", "10"))}
	for i := range 9 {
		in.Units = append(in.Units, unit(t, fmt.Sprint("U", i), fmt.Sprintf("articles=%d/100", 90-i), fmt.Sprintf("reads=%d/100", i)))
	}
	in.Units[8].Veto = "accident"
	var got []string
	for _, s := range sensitivityOf(t, in) {
		got = append(got, fmt.Sprint(s.Union, ":", s.Rank))
	}
	if want := "U0:1 U1:2 U2:3 U5:6 U6:7 U7:8"; strings.Join(got, " ") != want {
		t.Errorf("the ends are %v, want %s", got, want)
	}
	// 90 points and half as many again are more than the full marks, so they are those.
	if at := sensitivityOf(t, in)[0].Items[0].Ranks[5]; at.Change != 50 || at.Points != "100" || at.Rank != 1 {
		t.Errorf("beyond the full marks: %+v", at)
	}
	in.Group = group(targetItem(t, "articles", "100"))
	for _, at := range sensitivityOf(t, in)[0].Items[0].Ranks {
		if at.Points != "100" || at.Rank != 1 {
			t.Errorf("an item alone: %+v", at)
		}
	}
}

// One item with all the points leaves nothing to scale up for a unit to which it does not apply: it has no rank then.
func TestSensitivityWhereAllPointsDoNotApply(t *testing.T) {
	in := Input{Scheme: rules(t, nil), Group: group(targetItem(t, "articles", "90"), targetItem(t, "reads", "10")), Units: []Unit{
		unit(t, "A", "articles=50/100", "reads=50/100"),
		unit(t, "B", "articles=100/0", "reads=90/100"),
	}}
	for _, s := range sensitivityOf(t, in) {
		at, want := s.Items[0].Ranks[5], map[string]int{"A": 1, "B": 0}[s.Union]
		if at.Points != "100" || at.Rank != want {
			t.Errorf("%s with all points on an item: %+v, want rank %d", s.Union, at, want)
		}
	}
	for _, policy := range []string{scheme.PolicyFull, scheme.PolicyZero} {
		in.Scheme.NotApplicable = policy
		want := map[string]map[string]int{scheme.PolicyFull: {"A": 2, "B": 1}, scheme.PolicyZero: {"A": 1, "B": 2}}[policy]
		for _, s := range sensitivityOf(t, in) {
			if at := s.Items[0].Ranks[5]; at.Rank != want[s.Union] {
				t.Errorf("%s under the policy %s: %+v, want rank %d", s.Union, policy, at, want[s.Union])
			}
		}
	}
}

// weighted is an item with its points, and what its method states in points, multiplied by a factor that leaves
// decimals finite.
func weighted(t *rapid.T, item scheme.Item, factor *big.Rat) scheme.Item {
	times := func(v *apd.Decimal) *apd.Decimal {
		product := new(big.Rat).Mul(rat(t, v.Text('f')), factor)
		d, _, err := apd.NewFromString(product.FloatString(18))
		if err != nil || rat(t, product.FloatString(18)).Cmp(product) != 0 {
			t.Fatalf("%s × %s does not end (%v)", v, factor, err)
		}
		d.Reduce(d)
		return d
	}
	out := item
	out.Points, out.Constants, out.Steps = times(item.Points), map[string]*apd.Decimal{}, nil
	for name, v := range item.Constants {
		switch {
		case name == "k" || name == "floor" || name == "each" || name == "cap" && item.Method == scheme.MethodDeduct:
			out.Constants[name] = times(v)
		default:
			out.Constants[name] = v
		}
	}
	for _, s := range item.Steps {
		out.Steps = append(out.Steps, scheme.Step{From: s.From, Points: times(s.Points)})
	}
	return out
}

// TestSensitivityAgainstOtherSchemes scores each trial as a scheme of its own, with the points written into it.
func TestSensitivityAgainstOtherSchemes(t *testing.T) {
	moved := 0
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		drawAdjustments(t, &in)
		points := rapid.SampledFrom([][]string{{"20", "20", "20", "20", "20"}, {"50", "50"}, {"100"}}).Draw(t, "points")
		items := in.Group.Items[:min(len(points), len(in.Group.Items))]
		if len(items) < len(points) {
			points, items = []string{"100"}, items[:1]
		}
		for k := range items {
			items[k].Points = rapidDec(t, points[k])
		}
		in.Group = group(items...)
		place := map[string]int{}
		for _, row := range Standings(in).Rows {
			place[row.Union] = row.Rank
		}
		for _, s := range sensitivityOf(t, in) {
			if s.Rank != place[s.Union] {
				t.Fatalf("%s has rank %d, not %d", s.Union, place[s.Union], s.Rank)
			}
			for k, item := range s.Items {
				stable := true
				for _, at := range item.Ranks {
					other := in
					other.Group.Items = nil
					old, now := rat(t, points[k]), rat(t, at.Points)
					for j := range items {
						factor := big.NewRat(1, 1)
						switch {
						case j == k:
							factor.Quo(now, old)
						case len(items) > 1:
							factor.Quo(new(big.Rat).Sub(big.NewRat(100, 1), now), new(big.Rat).Sub(big.NewRat(100, 1), old))
						}
						other.Group.Items = append(other.Group.Items, weighted(t, items[j], factor))
					}
					want := 0
					for _, row := range Standings(other).Rows {
						if row.Union == s.Union {
							want = row.Rank
						}
					}
					if at.Rank != want {
						t.Fatalf("%s with %s points of %s: rank %d, want %d", s.Union, at.Points, item.ID, at.Rank, want)
					}
					if want != s.Rank {
						moved++
						stable = stable && (at.Change < -20 || at.Change > 20)
					}
				}
				if item.Stable != stable {
					t.Fatalf("%s and %s: stable is %v", s.Union, item.ID, item.Stable)
				}
			}
		}
	})
	if moved == 0 {
		t.Error("no rank ever moved")
	}
}

func rapidDec(t *rapid.T, text string) *apd.Decimal {
	d, _, err := apd.NewFromString(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
