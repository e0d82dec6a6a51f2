package scheme

import (
	"slices"
	"strings"
)

// items tells how the items of a group differ.
func (d *differ) items(group place, was, is Group) {
	for _, item := range was.Items {
		at := d.placeOf(d.before, group, item)
		other := slices.IndexFunc(is.Items, func(o Item) bool { return o.Key() == item.Key() })
		if other < 0 {
			points := marked(item.Points)
			d.add(at, WhatItem, item.Key(), "", Names{"取消，原 " + points.ZH, "removed, it had " + points.EN})
			continue
		}
		d.item(at, item, is.Items[other])
	}
	for _, item := range is.Items {
		if !slices.ContainsFunc(was.Items, func(o Item) bool { return o.Key() == item.Key() }) {
			points, rule := marked(item.Points), d.after.Rule(item)
			d.add(d.placeOf(d.after, group, item), WhatItem, "", item.Key(),
				Names{"新增，" + points.ZH + "；" + rule.ZH, "new, " + points.EN + "; " + rule.EN})
		}
	}
	ids := func(g Group) []string {
		out := make([]string, len(g.Items))
		for i, item := range g.Items {
			out[i] = item.Key()
		}
		return out
	}
	d.order(group, ids(was), ids(is))
}

func (d *differ) placeOf(s *Scheme, group place, item Item) place {
	name, only := s.indicators[item.Indicator].Names, item.counting()
	if only.ZH != "" {
		name = Names{name.ZH + "（" + only.ZH + "）", name.EN + " (" + only.EN + ")"}
	}
	return place{group: group.group, item: item.Key(), words: Names{group.words.ZH + " " + name.ZH, group.words.EN + ", " + name.EN}}
}

// item tells how one item differs. Another method is one change, whatever its constants; the same method is compared
// constant by constant.
func (d *differ) item(at place, was, is Item) {
	d.compare(at, was.aspects(), is.aspects())
	if was.Method == is.Method {
		d.compare(at, was.constants(), is.constants())
		return
	}
	before, after := d.before.Rule(was), d.after.Rule(is)
	d.add(at, WhatMethod, called(was), called(is), Names{
		"计分方法由“" + before.ZH + "”改为“" + after.ZH + "”", "the method from “" + before.EN + "” to “" + after.EN + "”",
	})
}

// called is a method with its constants: threshold(T 98, k 0.5, floor 12.5).
func called(i Item) string {
	var inner []string
	for _, c := range i.constants() {
		switch {
		case c.value == "":
		case c.what == "steps":
			inner = append(inner, c.value)
		default:
			inner = append(inner, c.what[len("constants."):]+" "+c.value)
		}
	}
	if len(inner) == 0 {
		return i.Method
	}
	return i.Method + "(" + strings.Join(inner, ", ") + ")"
}
