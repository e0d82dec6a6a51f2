package scheme

import (
	"strings"
	"testing"
)

// beside is what a scheme may state beside its measures.
const beside = `adjustments:
  - {id: national-award, names: {zh: 国家级表彰, en: National award}, kind: bonus, limit: 3}
  - {id: late-data, names: {zh: 迟报数据, en: Late data}, kind: deduction, limit: 1.50}
  - {id: fraud, names: {zh: 弄虚作假, en: Fraud}, kind: veto}
bonus: {cap: 5, from: 60}
annual: mean
honours: {commend: {places: 3, total: 80}, criticise: {places: 2, total: 60}, criticise_on_wall: true}
`

func TestAdjustmentsBonusAnnualHonours(t *testing.T) {
	s := parse(t, small+beside)
	if len(s.Adjustments) != 3 {
		t.Fatalf("%d adjustments", len(s.Adjustments))
	}
	late, ok := s.Adjustment("late-data")
	if !ok || late.Kind != KindDeduction || late.Limit.Text('f') != "1.5" || late.Names != (Names{ZH: "迟报数据", EN: "Late data"}) {
		t.Errorf("got %+v", late)
	}
	if veto, ok := s.Adjustment("fraud"); !ok || veto.Kind != KindVeto || veto.Limit != nil {
		t.Errorf("got %+v", veto)
	}
	if s.Bonus.Cap.String() != "5" || s.Bonus.From.String() != "60" || s.Annual != AnnualMean {
		t.Errorf("bonus %v from %v, annual %q", s.Bonus.Cap, s.Bonus.From, s.Annual)
	}
	h := s.Honours
	if h.Commend.Places != 3 || h.Commend.Total.String() != "80" || h.Criticise.Places != 2 || h.Criticise.Total.String() != "60" || !h.CriticiseOnWall {
		t.Errorf("honours %+v", h)
	}
}

// TestHashOfWhatStandsBeside: each of them is part of the identity where it is stated, and the defaults are not.
func TestHashOfWhatStandsBeside(t *testing.T) {
	if got := parse(t, small+"annual: recompute\n").Hash(); got != parse(t, small).Hash() {
		t.Error("stating the default changes the hash")
	}
	if got := parse(t, small+strings.Replace(beside, "limit: 1.50", "limit: 1.5", 1)).Hash(); got != parse(t, small+beside).Hash() {
		t.Error("the notation changes the hash")
	}
	seen := map[string]string{parse(t, small).Hash(): "nothing beside", parse(t, small+beside).Hash(): "all beside"}
	for _, edit := range [][2]string{
		{"id: fraud", "id: forgery"}, {"zh: 弄虚作假", "zh: 造假"}, {"kind: deduction", "kind: bonus"}, {"limit: 3", "limit: 4"},
		{"cap: 5", "cap: 6"}, {"from: 60", "from: 61"}, {", from: 60", ""}, {"annual: mean", "annual: sum"}, {"annual: mean\n", ""},
		{"{places: 3, total: 80}", "{places: 3}"}, {"places: 2", "places: 4"}, {"total: 60}", "total: 59}"}, {", criticise_on_wall: true", ""},
	} {
		if !strings.Contains(beside, edit[0]) {
			t.Fatalf("there is no %s", edit[0])
		}
		got := parse(t, small+strings.Replace(beside, edit[0], edit[1], 1)).Hash()
		if before, twice := seen[got]; twice {
			t.Errorf("%s has the hash of %s", edit[1], before)
		}
		seen[got] = edit[1]
	}
}

func TestRefusedBeside(t *testing.T) {
	cases := []struct{ name, old, text, want string }{
		{"an empty list", "adjustments:\n", "adjustments: []\nramp:\n", "line 11: adjustments: the list is empty; leave the key out when there are none"},
		{"nothing of bonus", "{cap: 5, from: 60}", "{}", "line 15: bonus: cap or from must be stated"},
		{"a cap of too many places", "cap: 5", "cap: 5.005", "line 15: bonus: cap 5.005 has more than the 2 decimal places that are printed"},
		{"from nothing", "from: 60", "from: 0", "line 15: bonus: from must be more than 0; without it every unit can have a bonus"},
		{"from beyond", "from: 60", "from: 100.5", "line 15: bonus: from 100.5 is above the 100 full marks of group all, where no unit could have one"},
		{"a bonus of nobody", "kind: bonus", "kind: deduction", "line 15: bonus: no adjustment is of the kind bonus, so this is never used"},
		{"nobody criticised", "criticise: {places: 2, total: 60}, ", "", "line 17: honours: nobody is criticised, so there is nothing to show on a wall"},
		{"an empty honour", "{places: 3, total: 80}", "{}", "line 17: honours: commend: places or total must be stated"},
		{"no honours", "{commend: {places: 3, total: 80}, criticise: {places: 2, total: 60}, criticise_on_wall: true}", "{}", "line 17: honours: commend or criticise must be stated"},
		{"beyond all bonuses", "total: 80", "total: 103.5", "line 17: honours: commend: no unit of group all can reach 103.5, at most 103"},
		{"a total of 0", "total: 60", "total: 0", "line 17: honours: criticise: total must be more than 0"},
		{"a half place", "places: 2", "places: 2.5", "line 17: honours: criticise: places must be a whole number from 1 to 3000"},
	}
	for _, c := range cases {
		if !strings.Contains(beside, c.old) {
			t.Fatalf("%s: there is no %s", c.name, c.old)
		}
		_, err := Parse([]byte(small + strings.Replace(beside, c.old, c.text, 1)))
		if err == nil || !strings.Contains("\n"+err.Error()+"\n", "\n"+c.want+"\n") {
			t.Errorf("%s: got\n%v\nwant\n%s", c.name, err, c.want)
		}
	}
	capped := strings.NewReplacer("cap: 5", "cap: 1", "total: 80", "total: 101").Replace(beside)
	if _, err := Parse([]byte(small + capped)); err != nil {
		t.Errorf("the cap of 1 is not the most that bonuses add: %v", err)
	}
}
