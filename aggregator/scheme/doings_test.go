package scheme

import (
	"fmt"
	"strings"
	"testing"
)

const doingScheme = `id: doings
names: {zh: 办法, en: Doings}
groups:
  - id: county
    names: {zh: 县, en: Counties}
    kinds: [county]
    full_marks: 100
    items:
      - {indicator: completions, points: 10, method: logminmax, per: 1000 verified_members}
      - {indicator: completions, points: 10, method: target, target: 5, where: {kind: appeal}}
      - {indicator: completion_rate, points: 10, method: threshold, constants: {T: 98, k: 0.3, floor: 0}}
      - {indicator: overdue_open, points: 10, method: deduct, constants: {each: 1}, where: {service: hardship_aid}}
      - {indicator: suggestion_answer_rate, points: 10, method: threshold, constants: {T: 100, k: 0.1, floor: 0}}
      - {indicator: newly_verified, points: 10, method: target, target: {share: 0.05, of: verified_members}}
      - {indicator: activities, points: 10, method: target, target: 8, where: {kind: [contest, course]}, window: year_to_date}
      - {indicator: trainings, points: 10, method: target, target: 4}
      - {indicator: handling_hours, points: 10, method: efficacy, constants: {x_s: 72, x_h: 8}}
      - {indicator: reads, points: 10, method: logminmax}
`

// TestDoings holds what each way can do in a scheme with restrictions, bases and formulas: item numerator/denominator, with
// a * where the numerator is bounded by the denominator and a t where the target grows.
func TestDoings(t *testing.T) {
	s, err := Parse([]byte(doingScheme))
	if err != nil {
		t.Fatal(err)
	}
	doings, err := s.Doings(s.Groups[0])
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"complete_overdue":              "completions-per-1000-verified_members 1/0, completion_rate 1/0*",
		"complete_overdue-appeal":       "completions-per-1000-verified_members 1/0, completions-appeal 1/0, completion_rate 1/0*",
		"complete_overdue-hardship_aid": "completions-per-1000-verified_members 1/0, completion_rate 1/0*, overdue_open-hardship_aid -1/0",
		"complete_in_time":              "completions-per-1000-verified_members 1/0, completion_rate 1/1",
		"complete_in_time-appeal":       "completions-per-1000-verified_members 1/0, completions-appeal 1/0, completion_rate 1/1",
		"complete_in_time-suggestion":   "completions-per-1000-verified_members 1/0, completion_rate 1/1, suggestion_answer_rate 1/1",
		"verify_member":                 "completions-per-1000-verified_members 0/1, newly_verified 1/0t",
		"hold_activity-contest-course":  "activities-contest-course-year_to_date 1/0",
		"hold_course":                   "trainings 1/0",
		"hold_course-course":            "activities-contest-course-year_to_date 1/0, trainings 1/0",
	}
	for _, d := range doings {
		var moves []string
		for _, m := range d.Moves {
			line := fmt.Sprintf("%s %d/%d", m.Item, m.Numerator, m.Denominator)
			if m.Capped {
				line += "*"
			}
			if m.Target != 0 {
				line += "t"
			}
			moves = append(moves, line)
		}
		if got := strings.Join(moves, ", "); got != want[d.Key] {
			t.Errorf("%s: %s, want %s", d.Key, got, want[d.Key])
		}
		delete(want, d.Key)
	}
	for key := range want {
		t.Errorf("%s is missing", key)
	}
}

// TestDoingsOfSchemesInUse: the built-in schemes ask for nothing that is not honest, and each doing can be said.
func TestDoingsOfSchemesInUse(t *testing.T) {
	for _, read := range []func() (*Scheme, error){CoreFive, UnionWork} {
		s, err := read()
		if err != nil {
			t.Fatal(err)
		}
		doings, err := s.Doings(s.Groups[0])
		if err != nil || len(doings) < 4 {
			t.Fatalf("%s: %d doings, error %v", s.ID, len(doings), err)
		}
		for _, d := range doings {
			for _, m := range d.Moves {
				for _, chased := range []string{"reads", "shares", "posts", "followers", "channel"} {
					if strings.Contains(m.Item, chased) {
						t.Errorf("%s: %s moves %s", s.ID, d.Key, m.Item)
					}
				}
			}
			one, many := d.Say(1, nil), d.Say(1234, nil)
			if !strings.Contains(one.ZH, "1 ") || !strings.Contains(one.EN, "1 ") || !strings.Contains(many.ZH, "1,234 ") || !strings.Contains(many.EN, "1,234 ") {
				t.Errorf("%s is said %q and %q", d.Key, one, many)
			}
		}
	}
}

func TestSay(t *testing.T) {
	s, err := Parse([]byte(doingScheme))
	if err != nil {
		t.Fatal(err)
	}
	doings, err := s.Doings(s.Groups[0])
	if err != nil {
		t.Fatal(err)
	}
	services := map[string]Names{"hardship_aid": {ZH: "困难职工帮扶", EN: "Hardship aid"}}
	want := map[string][2]Names{
		"complete_overdue":              {{"办结 1 件超期业务", "Complete 1 overdue case"}, {"办结 6 件超期业务", "Complete 6 overdue cases"}},
		"complete_overdue-hardship_aid": {{"办结 1 件超期业务（困难职工帮扶）", "Complete 1 overdue case (Hardship aid)"}, {"办结 6 件超期业务（困难职工帮扶）", "Complete 6 overdue cases (Hardship aid)"}},
		"hold_course":                   {{"再举办 1 期线上培训", "Hold 1 more online course"}, {"再举办 6 期线上培训", "Hold 6 more online courses"}},
		"hold_activity-contest-course":  {{"再举办 1 场网上活动（竞赛、课程）", "Hold 1 more online activity (contest, course)"}, {"再举办 6 场网上活动（竞赛、课程）", "Hold 6 more online activities (contest, course)"}},
	}
	for _, d := range doings {
		if w, asked := want[d.Key]; asked {
			if got := [2]Names{d.Say(1, services), d.Say(6, services)}; got != w {
				t.Errorf("%s: %q, want %q", d.Key, got, w)
			}
			delete(want, d.Key)
		}
	}
	if len(want) > 0 {
		t.Errorf("not said: %v", want)
	}
}

func TestItemNames(t *testing.T) {
	s, err := Parse([]byte(doingScheme))
	if err != nil {
		t.Fatal(err)
	}
	services := map[string]Names{"hardship_aid": {ZH: "困难职工帮扶", EN: "Hardship aid"}}
	for i, want := range []Names{
		{"业务办结数（每 1000 名认证会员）", "Completions (per 1000 verified members)"},
		{"业务办结数（诉求）", "Completions (appeal)"},
		{"办结率", "Completion rate"},
		{"超期未办件数（困难职工帮扶）", "Overdue open cases (Hardship aid)"},
		{"建议回应率", "Suggestions answered on time"},
		{"新增认证会员数", "Newly verified members"},
		{"网上活动场次（竞赛、课程；本年累计）", "Activities (contest, course; year to date)"},
	} {
		if got := s.ItemNames(s.Groups[0].Items[i], services); got != want {
			t.Errorf("item %d: %q, want %q", i, got, want)
		}
	}
}

func TestThousands(t *testing.T) {
	for number, want := range map[string]string{
		"0": "0", "999": "999", "1000": "1,000", "-1000": "-1,000", "-100": "-100", "1234567.8901": "1,234,567.8901", "0.0001": "0.0001", "12345": "12,345",
	} {
		if got := Thousands(number); got != want {
			t.Errorf("%s: %s, want %s", number, got, want)
		}
	}
}
