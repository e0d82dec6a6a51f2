package scheme

import (
	"strings"
	"testing"

	"github.com/cockroachdb/apd/v3"
)

const weighed = `id: weighed
names: {zh: 权重, en: Weighed}
items:
  - {indicator: on_time_rate, points: 10, method: threshold, constants: {T: 95, k: 0.5, floor: 5}}
  - {indicator: featured_projects, points: 4, method: steps, steps: [{from: 1, points: 2}, {from: 2, points: 4}]}
  - {id: app-reads, indicator: reads, points: 6, method: minmax, where: {channel: app}}
groups:
  - {id: county, names: {zh: 县, en: Counties}, kinds: [county], full_marks: 20}
  - {id: direct, names: {zh: 直属, en: Direct}, kinds: [direct], full_marks: 20}
`

func weights(group string, points ...string) map[string]map[string]*apd.Decimal {
	out := map[string]map[string]*apd.Decimal{group: {}}
	for i := 0; i < len(points); i += 2 {
		d, _, _ := apd.NewFromString(points[i+1]) // nil when it is none
		out[group][points[i]] = d
	}
	return out
}

// Full marks are printed as they are: points that rounding would raise are refused, in a document and as other weights.
func TestPointsArePrintable(t *testing.T) {
	s := parse(t, strings.Replace(weighed, "items:", "rounding: {places: 1}\nitems:", 1))
	if _, err := s.Reweighted(weights("county", "on_time_rate", "9.5", "app-reads", "6.50")); err != nil {
		t.Errorf("one place: %v", err)
	}
	_, err := s.Reweighted(weights("county", "on_time_rate", "9.95", "app-reads", "6.05"))
	const want = "group county: item app-reads: points 6.05 has more than the 1 decimal places of rounding; state points with 1 at most, or more places"
	if err == nil || !strings.Contains(err.Error(), want) || strings.Count(err.Error(), "has more than the 1 decimal places") != 2 {
		t.Errorf("two places: %v", err)
	}
	fine := strings.NewReplacer("reads, points: 6,", "reads, points: 5.505,", "points: 10,", "points: 10.495,").Replace(weighed)
	if _, err = Parse([]byte(fine)); err == nil || strings.Count(err.Error(), "has more than the 2 decimal places") != 2 || !strings.Contains(err.Error(), "line 4") {
		t.Errorf("three places in a document: %v", err)
	}
	if _, err = Parse([]byte(strings.Replace(fine, "items:", "rounding: {places: 3}\nitems:", 1))); err != nil {
		t.Errorf("three places where three are printed: %v", err)
	}
}

func TestReweighted(t *testing.T) {
	s := parse(t, weighed)
	before := s.Hash()
	other, err := s.Reweighted(weights("county", "on_time_rate", "8.50", "app-reads", "7.5"))
	if err != nil {
		t.Fatal(err)
	}
	points := func(s *Scheme, group int) string {
		var out []string
		for _, item := range s.Groups[group].Items {
			out = append(out, item.Points.Text('f'))
		}
		return strings.Join(out, " ")
	}
	if points(other, 0) != "8.5 4 7.5" || points(other, 1) != "10 4 6" {
		t.Errorf("points %s and %s", points(other, 0), points(other, 1))
	}
	if points(s, 0) != "10 4 6" || s.Hash() != before || other.Hash() == before {
		t.Errorf("the scheme itself has %s now, hash %s, the other %s", points(s, 0), s.Hash(), other.Hash())
	}
	// The same points written into a document make the same scheme.
	const items = `items:
  - {indicator: on_time_rate, points: 8.5, method: threshold, constants: {T: 95, k: 0.5, floor: 5}}
  - {indicator: featured_projects, points: 4, method: steps, steps: [{from: 1, points: 2}, {from: 2, points: 4}]}
  - {id: app-reads, indicator: reads, points: 7.5, method: minmax, where: {channel: app}}
`
	own := "full_marks: 20, items: [" + strings.NewReplacer("items:\n", "", "  - ", "", "}\n", "},").Replace(items) + "]}\n  - {id: direct"
	written := parse(t, strings.Replace(weighed, "full_marks: 20}\n  - {id: direct", own, 1))
	if written.Hash() != other.Hash() {
		t.Errorf("written down it has the hash %s, not %s", written.Hash(), other.Hash())
	}
	back, err := other.Reweighted(weights("county", "on_time_rate", "10", "app-reads", "6.000"))
	if err != nil || back.Hash() != before {
		t.Errorf("the way back: %v", err)
	}
	if same, err := s.Reweighted(nil); err != nil || same.Hash() != before {
		t.Errorf("without other points: %v", err)
	}
	if _, known := other.Indicator("reads"); !known {
		t.Error("the catalogue is lost")
	}
}

func TestReweightedFaults(t *testing.T) {
	s := parse(t, weighed)
	in := weights("county", "on_time_rate", "4", "featured_projects", "3", "app-reads", "0", "reads", "1", "posts", "NaN")
	in["industry"] = nil
	in["direct"] = weights("", "app-reads", "1e30", "on_time_rate", "1e9999", "featured_projects", "-1")[""]
	_, err := s.Reweighted(in)
	want := `change points: the scheme has no group "industry"
group county: item app-reads: points must be more than 0
group county: item featured_projects: a step gives 4 points, the item has 3
group county: item on_time_rate: the floor 5 is above the points
group county has no item "posts"
group county has no item "reads"
group county: the items sum to 7 points, full_marks is 20
group direct: item app-reads: points: the number must be written like 20 or 0.5, with at most 18 digits on each side
group direct: item featured_projects: points must be more than 0
group direct: item featured_projects: a step gives 2 points, the item has -1
group direct: item featured_projects: a step gives 4 points, the item has -1
group direct: item on_time_rate: points: the number must be written like 20 or 0.5, with at most 18 digits on each side
group direct: the items sum to 15 points, full_marks is 20`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
	if _, err := s.Reweighted(map[string]map[string]*apd.Decimal{"county": {"app-reads": nil}}); err == nil ||
		err.Error() != "change points: group county: item app-reads: points: there is no number" {
		t.Errorf("got %v", err)
	}
}
