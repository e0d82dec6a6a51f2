package score

import (
	"slices"
	"strconv"
	"strings"

	"github.com/cockroachdb/apd/v3"

	"unionscreen/aggregator/scheme"
)

// account is one item of one unit, about to be put into a sentence.
type account struct {
	in    *Input
	item  *scheme.Item
	entry *scheme.Indicator
	got   *Item
	unit  *Unit
	name  scheme.Names
	lost  string
}

// shownPlaces are the places in which sentences write values; the exact ones stand beside them.
const shownPlaces = 2

// say makes words of the same things in both languages.
func say(zh, en string) scheme.Names { return scheme.Names{ZH: zh, EN: en} }

// join puts parts of a sentence together, leaving out empty ones.
func join(parts ...scheme.Names) scheme.Names {
	var zh, en []string
	for _, p := range parts {
		if p.ZH != "" {
			zh, en = append(zh, p.ZH), append(en, p.EN)
		}
	}
	return say(strings.Join(zh, "，"), strings.Join(en, "; "))
}

// sentence says in one sentence what was measured, what was asked for, and what that brought.
func (a *account) sentence() scheme.Names {
	points := a.got.Points
	switch a.got.Reason {
	case ReasonNoData:
		return say(a.name.ZH+"无数据，本期没有报送，按 0 分计，扣 "+a.lost+" 分",
			a.name.EN+": no data, nothing was reported; scores 0; "+a.lost+" of "+points+" marks lost")
	case ReasonNotApplicable:
		return a.spared(say("本期没有可考核的对象", "nothing to assess in the period"))
	case ReasonFew:
		least := strconv.FormatInt(max(a.item.MinDenominator, a.entry.Measured.Minimum), 10)
		return a.spared(say("数量不足 "+least, "fewer than "+least))
	case ReasonNoTarget:
		if a.got.Target != "" {
			return a.spared(say("目标为 "+a.got.Target, "the target is "+a.got.Target))
		}
		return a.spared(say("没有设定目标", "no target was set"))
	}
	measure := taken(a.in.Scheme, a.item, a.unit)
	value := measure.scored()
	return join(
		say(spaced(a.name.ZH)+a.quantity(value).ZH, a.name.EN+": "+a.quantity(value).EN),
		a.measured(value),
		a.outcome(),
	)
}

// spaced sets a number off from the Chinese before it; a full-width bracket has its space in it.
func spaced(name string) string {
	if strings.HasSuffix(name, "）") {
		return name
	}
	return name + " "
}

// spared says that an item does not apply, and what the scheme then does.
func (a *account) spared(because scheme.Names) scheme.Names {
	policy := say("其余项目得分折算为满分", "the other items are scaled up to the full marks")
	switch a.in.Scheme.NotApplicable {
	case scheme.PolicyFull:
		policy = say("按方案计 "+a.got.Points+" 分", "the scheme gives "+a.got.Points+" marks")
	case scheme.PolicyZero:
		policy = say("按方案计 0 分", "the scheme gives 0 marks")
	}
	return join(say(a.name.ZH+"不适用", a.name.EN+": not applicable"), because, policy)
}

func (a *account) outcome() scheme.Names {
	points := a.got.Points
	switch {
	case number(a.lost).sign() <= 0:
		return say("得满分 "+points+" 分", "full marks, "+points)
	case number(a.got.Marks).sign() == 0:
		return say("不得分，扣 "+a.lost+" 分", "no marks, "+a.lost+" of "+points+" lost")
	}
	return say("扣 "+a.lost+" 分", a.lost+" of "+points+" marks lost")
}

// quantity writes a value with its unit.
func (a *account) quantity(x exact) scheme.Names {
	n := shown(x)
	switch unit := a.entry.Unit; {
	case a.entry.Rate():
		return say(n+"%", n+"%")
	case unit.ZH == "–":
		return say(n, n)
	case a.entry.Measured.Form == scheme.FormHours:
		return say(n+" "+unit.ZH, n+" "+unit.EN)
	default:
		return say(n+" "+unit.ZH, n)
	}
}

// distance writes a difference of two values: of rates in percentage points.
func (a *account) distance(x exact) scheme.Names {
	if a.entry.Rate() {
		return say(shown(x)+" 个百分点", shown(x)+" percentage points")
	}
	return a.quantity(x)
}

// shown writes a value with two places at most, and none that it does not need; more only where two would read 0.
func shown(x exact) string {
	v := x.round(shownPlaces, scheme.HalfUp)
	for places := int32(shownPlaces); v.sign() == 0 && x.sign() != 0 && places < 18; places++ {
		v = x.round(places, scheme.HalfUp)
	}
	return scheme.Thousands(pointsText(v.exact))
}

// measured says what the method compared the value with.
func (a *account) measured(x exact) scheme.Names {
	down := a.entry.Better == scheme.BetterDown
	switch a.item.Method {
	case scheme.MethodTarget:
		return a.againstTarget(x)
	case scheme.MethodThreshold:
		return a.againstThreshold(x, down)
	case scheme.MethodSteps:
		return a.onSteps(x)
	case scheme.MethodPiece:
		each := plain(a.item.Constants["each"])
		return say("每 1 "+a.things()+"计 "+each+" 分", each+" marks for each, "+a.got.Points+" at most")
	case scheme.MethodDeduct:
		each := plain(a.item.Constants["each"])
		if limit := a.item.Constants["cap"]; limit != nil {
			return say("每 1 "+a.things()+"扣 "+each+" 分，最多扣 "+plain(limit)+" 分", each+" marks less for each, "+plain(limit)+" at most")
		}
		return say("每 1 "+a.things()+"扣 "+each+" 分", each+" marks less for each")
	case scheme.MethodEfficacy:
		low, high := a.quantity(decimal(a.item.Constants["x_s"])), a.quantity(decimal(a.item.Constants["x_h"]))
		return say("满意值 "+high.ZH+"，不允许值 "+low.ZH, "satisfactory is "+high.EN+", not allowed is "+low.EN)
	case scheme.MethodMinMax, scheme.MethodLog:
		return a.inGroup()
	case scheme.MethodRank:
		return a.amongGroup(x, down)
	}
	return scheme.Names{}
}

// things are the words of what is counted.
func (a *account) things() string {
	if a.entry.Rate() {
		return "个百分点"
	}
	return a.entry.Unit.ZH
}

func (a *account) againstTarget(x exact) scheme.Names {
	target, _, err := apd.NewFromString(a.got.Target)
	if err != nil {
		return scheme.Names{} // not reached: a method with a target has one where it applies
	}
	t := a.quantity(decimal(target))
	if a.got.TargetWords != "" {
		t = say(t.ZH+"（"+a.got.TargetWords+"）", t.EN+" ("+a.got.TargetWords+")")
	}
	line := say("目标 "+t.ZH, "target "+t.EN)
	missing := decimal(target).sub(x)
	if missing.sign() > 0 {
		by := a.distance(missing)
		return join(line, say("差 "+by.ZH, by.EN+" short"))
	}
	if limit := a.item.Constants["cap"]; limit.Cmp(apd.New(1, 0)) < 0 {
		return join(line, say("已完成，最多按目标的 "+plain(limit)+" 计", "reached, of which at most "+plain(limit)+" counts"))
	}
	return join(line, say("已完成", "reached"))
}

func (a *account) againstThreshold(x exact, down bool) scheme.Names {
	line := decimal(a.item.Constants["T"])
	t, missing := a.quantity(line), line.sub(x)
	head := say("目标 "+t.ZH, "target "+t.EN)
	if down {
		head, missing = say("目标不高于 "+t.ZH, "target at most "+t.EN), missing.neg()
	}
	if missing.sign() <= 0 {
		return join(head, say("已达到", "reached"))
	}
	by := a.distance(missing)
	gap := say("差 "+by.ZH, by.EN+" short")
	if down {
		gap = say("超出 "+by.ZH, by.EN+" above")
	}
	floor := a.item.Constants["floor"]
	if floor.Sign() > 0 && number(a.got.Marks).cmp(decimal(floor)) == 0 {
		return join(head, gap, say("按保底 "+plain(floor)+" 分计", "the floor of "+plain(floor)+" holds"))
	}
	return join(head, gap)
}

func (a *account) onSteps(x exact) scheme.Names {
	reached := -1
	for i, step := range a.item.Steps {
		if x.cmp(decimal(step.From)) >= 0 {
			reached = i
		}
	}
	var out []scheme.Names
	if reached >= 0 {
		step := a.item.Steps[reached]
		at := a.quantity(decimal(step.From))
		out = append(out, say("达到 "+at.ZH+"档，计 "+plain(step.Points)+" 分", "the step from "+at.EN+" gives "+plain(step.Points)))
	} else {
		out = append(out, say("未达到最低一档", "below the lowest step"))
	}
	if reached+1 < len(a.item.Steps) {
		next := a.item.Steps[reached+1]
		at := a.quantity(decimal(next.From))
		out = append(out, say("下一档 "+at.ZH+"计 "+plain(next.Points)+" 分", "the next from "+at.EN+" gives "+plain(next.Points)))
	}
	return join(out...)
}

// values are those of the group that take part in comparisons, ascending.
func (a *account) values() []exact {
	var out []exact
	for i := range a.in.Units {
		if m := taken(a.in.Scheme, a.item, &a.in.Units[i]); m.State() == StateValue {
			out = append(out, m.scored())
		}
	}
	slices.SortFunc(out, exact.cmp)
	return out
}

func (a *account) inGroup() scheme.Names {
	values := a.values()
	low, high := a.quantity(values[0]), a.quantity(values[len(values)-1])
	if values[0].cmp(values[len(values)-1]) == 0 {
		return say("本组数值相同", "all values of the group are equal")
	}
	out := say("本组最高 "+high.ZH+"，最低 "+low.ZH, "the group's highest is "+high.EN+", its lowest "+low.EN)
	if a.item.Method == scheme.MethodLog {
		return join(out, say("取对数后比较", "compared by logarithms"))
	}
	return out
}

func (a *account) amongGroup(x exact, down bool) scheme.Names {
	place, equal := 1, 0
	values := a.values()
	for _, v := range values {
		switch c := v.cmp(x); {
		case c == 0:
			equal++
		case (c > 0) != down:
			place++
		}
	}
	at, of := strconv.Itoa(place), strconv.Itoa(len(values))
	if equal > 1 {
		return say("在本组 "+of+" 个单位中并列第 "+at+" 名", "tied at place "+at+" of "+of+" in the group")
	}
	return say("在本组 "+of+" 个单位中列第 "+at+" 名", "place "+at+" of "+of+" in the group")
}
