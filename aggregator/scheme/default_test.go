package scheme

import (
	"regexp"
	"strings"
	"testing"
)

// asDesigned is the default scheme as its design writes it: per part its points and the items. (Targets are this
// build's own.)
const asDesigned = `宣传 30: articles 8 target, reads 8 logminmax, originals 3 target, adoption_rate 4 threshold(60, 0.1, 0), shares 2 logminmax, channel_index 3 efficacy(200, 830), active_follower_rate 1 threshold(50, 0.02, 0), posts 1 logminmax
会员 20: verified_members 4 target, verification_rate 8 threshold(90, 0.2, 0), newly_verified 3 target, cards_issued 2 target, online_rate 3 threshold(90, 0.1, 0)
服务 35: applications 5 logminmax per 1000, completions 6 logminmax per 1000, completion_rate 6 threshold(98, 0.3, 0), on_time_rate 8 threshold(95, 0.4, 0), handling_hours 2 efficacy(72, 8), satisfaction_rate 6 threshold(98, 0.5, 3), suggestion_answer_rate 2 threshold(100, 0.1, 0)
活动 15: activities 4 target (year_to_date), participations 4 logminmax per 1000, merchants_net 2 target, trainings 2 target (year_to_date), featured_projects 2 steps(1:1, 2:1.5, 3:2), interest_groups 1 logminmax`

// written is an item in the notation of asDesigned.
func written(item Item) string {
	out := item.Indicator + " " + item.Points.Text('f') + " " + item.Method
	var numbers []string
	for _, c := range methodConstants()[item.Method] {
		if item.Method != MethodTarget {
			numbers = append(numbers, item.Constants[c.name].Text('f'))
		}
	}
	for _, s := range item.Steps {
		numbers = append(numbers, s.From.Text('f')+":"+s.Points.Text('f'))
	}
	if len(numbers) > 0 {
		out += "(" + strings.Join(numbers, ", ") + ")"
	}
	if item.Per.Number == 1000 {
		out += " per 1000"
	}
	if item.Window != "" {
		out += " (" + item.Window + ")"
	}
	return out
}

func TestUnionWorkAsDesigned(t *testing.T) {
	s, err := UnionWork()
	if err != nil {
		t.Fatal(err)
	}
	between := regexp.MustCompile(`, ([a-z])`) // constants have commas too
	for _, g := range s.Groups {
		rest := g.Items
		for _, line := range strings.Split(asDesigned, "\n") {
			head, list, _ := strings.Cut(line, ": ")
			_, full, _ := strings.Cut(head, " ")
			items := strings.Split(between.ReplaceAllString(list, "\n$1"), "\n")
			part := normal("0")
			for i, want := range items {
				if len(rest) <= i {
					t.Fatalf("group %s ends before %s", g.ID, want)
				}
				if got := written(rest[i]); got != want {
					t.Errorf("group %s: %s, want %s", g.ID, got, want)
				}
				part = sum(part, rest[i].Points)
			}
			if part.Text('f') != full {
				t.Errorf("%s: the items make %s", head, part.Text('f'))
			}
			rest = rest[len(items):]
		}
		if len(rest) > 0 {
			t.Errorf("group %s has %d items more", g.ID, len(rest))
		}
		for _, item := range g.Items {
			if item.Method == MethodTarget && item.Target == nil && item.TargetOf.Of == "" {
				t.Errorf("%s has no target to start with", item.Key())
			}
		}
	}
	five, err := CoreFive()
	if err != nil {
		t.Fatal(err)
	}
	for i, g := range five.Groups {
		own := s.Groups[i]
		if own.ID != g.ID || strings.Join(own.Kinds, "+") != strings.Join(g.Kinds, "+") || own.FullMarks.Cmp(g.FullMarks) != 0 {
			t.Errorf("group %s is not as in core-five: %+v", g.ID, own)
		}
	}
	if s.ID != "union-work" || len(s.Adjustments) == 0 || s.Bonus.Cap == nil || s.Bonus.From == nil || s.Honours.Commend.Places == 0 || s.Honours.CriticiseOnWall {
		t.Errorf("got %+v", s)
	}
	if item := s.Groups[0].Items[24]; item.Indicator != "featured_projects" || s.WindowOf(item) != WindowYearToDate || item.ID != "featured_projects" {
		t.Errorf("projects are counted in %s as %s", s.WindowOf(item), item.ID)
	}
}

// TestBuiltinDocuments: each is valid, goes by its name and has comments for readers of both languages.
func TestBuiltinDocuments(t *testing.T) {
	for _, name := range Builtins() {
		text, known := Builtin(name)
		s, err := Parse(text)
		if !known || err != nil || s.ID != name {
			t.Fatalf("%s: known %v, %v", name, known, err)
		}
		chinese, english := 0, 0
		for _, line := range strings.Split(string(text), "\n") {
			_, comment, has := strings.Cut(line, "# ")
			switch {
			case !has:
			case strings.ContainsFunc(comment, func(r rune) bool { return r >= 0x4e00 && r <= 0x9fff }):
				chinese++
			default:
				english++
			}
		}
		if chinese < 5 || english < 5 {
			t.Errorf("%s: %d lines of comment in Chinese, %d in English", name, chinese, english)
		}
	}
	if _, known := Builtin("whole"); known {
		t.Error("there is a scheme whole")
	}
}
