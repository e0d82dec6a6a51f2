package scheme

import (
	"slices"
	"strings"
)

// Change is one thing in which two schemes differ.
type Change struct {
	Group  string `json:"group,omitempty"`  // id of the group; empty: the whole scheme
	Item   string `json:"item,omitempty"`   // id of the item, or of the adjustment
	What   string `json:"what"`             // the keys of the document: points, guard.repeat_limit; or a What below
	Before string `json:"before,omitempty"` // in the document's words; empty: nothing was said
	After  string `json:"after,omitempty"`  // empty: nothing is said any more
	Words  Names  `json:"words"`            // the change in one sentence
}

// What of a change that is of no single key.
const (
	WhatGroup      = "group"      // added or removed
	WhatItem       = "item"       // added or removed
	WhatAdjustment = "adjustment" // added or removed
	WhatMethod     = "method"     // another method, with its constants
	WhatOrder      = "order"      // the same parts in another order
)

// Diff answers everything that matters in which b differs from a, one row per changed thing: first what the scheme says
// as a whole, then its adjustments, then group by group. It is empty exactly if both have the same hash.
func Diff(a, b *Scheme) []Change {
	d := differ{before: a, after: b}
	d.compare(place{}, a.aspects(), b.aspects())
	d.adjustments()
	d.groups()
	return d.changes
}

type differ struct {
	before, after *Scheme
	changes       []Change
}

// place is where a change is, with its words; the zero place is the whole scheme.
type place struct {
	group, item string
	words       Names
}

func (d *differ) add(at place, what, before, after string, words Names) {
	if at.words.ZH != "" {
		words = Names{at.words.ZH + "：" + words.ZH, at.words.EN + ": " + words.EN}
	}
	d.changes = append(d.changes, Change{Group: at.group, Item: at.item, What: what, Before: before, After: after, Words: words})
}

// compare tells in which aspects two parts differ; both have the same ones in the same order.
func (d *differ) compare(at place, before, after []aspect) {
	for i, was := range before {
		is := after[i]
		if was.value == is.value {
			continue
		}
		d.add(at, was.what, was.value, is.value, turned(was, is))
	}
}

// turned says how an aspect changes.
func turned(was, is aspect) Names {
	label := was.label
	switch {
	case was.value == "":
		return Names{"新定" + label.ZH + " " + is.shown.ZH, label.EN + " is now " + is.shown.EN + ", there was none"}
	case is.value == "":
		return Names{"取消" + label.ZH + "，原为 " + was.shown.ZH, label.EN + " " + was.shown.EN + " is dropped"}
	case was.what == "unions" || was.what == "kinds" || was.what == "periods":
		return members(label, strings.Split(was.value, ", "), strings.Split(is.value, ", "))
	}
	return Names{before(label.ZH) + "由 " + was.shown.ZH + " 改为 " + is.shown.ZH, label.EN + " from " + was.shown.EN + " to " + is.shown.EN}
}

// members says what a list gains and loses.
func members(label Names, was, is []string) Names {
	gone := slices.DeleteFunc(slices.Clone(was), func(one string) bool { return slices.Contains(is, one) })
	come := slices.DeleteFunc(slices.Clone(is), func(one string) bool { return slices.Contains(was, one) })
	var zh, en []string
	if len(come) > 0 {
		zh, en = append(zh, "增加 "+strings.Join(come, "、")), append(en, "gains "+strings.Join(come, ", "))
	}
	if len(gone) > 0 {
		zh, en = append(zh, "减少 "+strings.Join(gone, "、")), append(en, "loses "+strings.Join(gone, ", "))
	}
	if len(zh) == 0 {
		return Names{label.ZH + "顺序改变", label.EN + " stand in another order"}
	}
	return Names{label.ZH + strings.Join(zh, "，"), label.EN + " " + strings.Join(en, " and ")}
}

func (d *differ) adjustments() {
	ids := func(list []Adjustment) []string {
		out := make([]string, len(list))
		for i, a := range list {
			out[i] = a.ID
		}
		return out
	}
	for _, was := range d.before.Adjustments {
		at := place{item: was.ID, words: Names{"加扣分“" + was.Names.ZH + "”", "adjustment " + was.Names.EN}}
		if is, kept := d.after.Adjustment(was.ID); kept {
			d.compare(at, was.aspects(), is.aspects())
			continue
		}
		d.add(at, WhatAdjustment, was.ID, "", Names{"取消", "removed"})
	}
	for _, is := range d.after.Adjustments {
		if _, kept := d.before.Adjustment(is.ID); kept {
			continue
		}
		at := place{item: is.ID, words: Names{"加扣分“" + is.Names.ZH + "”", "adjustment " + is.Names.EN}}
		kind, limit := wording(is.Kind), Names{}
		if is.Limit != nil {
			points := marked(is.Limit)
			limit = Names{"，上限 " + points.ZH, ", limit " + points.EN}
		}
		d.add(at, WhatAdjustment, "", is.ID, Names{"新增，" + kind.ZH + limit.ZH, "new, " + kind.EN + limit.EN})
	}
	d.order(place{words: Names{"加扣分", "adjustments"}}, ids(d.before.Adjustments), ids(d.after.Adjustments))
}

func (d *differ) groups() {
	ids := func(s *Scheme) []string {
		out := make([]string, len(s.Groups))
		for i, g := range s.Groups {
			out[i] = g.ID
		}
		return out
	}
	for _, was := range d.before.Groups {
		at := place{group: was.ID, words: was.Names}
		is, kept := d.after.Group(was.ID)
		if !kept {
			d.add(at, WhatGroup, was.ID, "", Names{"取消分组", "group removed"})
			continue
		}
		d.compare(at, was.aspects(), is.aspects())
		d.items(at, was, is)
	}
	for _, is := range d.after.Groups {
		if _, kept := d.before.Group(is.ID); !kept {
			n, marks := above0(int64(len(is.Items))), figure(is.FullMarks)
			d.add(place{group: is.ID, words: is.Names}, WhatGroup, "", is.ID,
				Names{"新增分组，" + n + " 项，满分 " + marks + " 分", "new group with " + n + " items, full marks " + marks})
		}
	}
	d.order(place{words: Names{"分组", "groups"}}, ids(d.before), ids(d.after))
}

// order tells when the parts that both have stand in another order.
func (d *differ) order(at place, was, is []string) {
	kept := func(list, other []string) []string {
		return slices.DeleteFunc(slices.Clone(list), func(id string) bool { return !slices.Contains(other, id) })
	}
	was, is = kept(was, is), kept(is, was)
	if !slices.Equal(was, is) {
		d.add(at, WhatOrder, listed(was), listed(is), Names{
			"顺序改为 " + strings.Join(is, "、"), "the order is now " + strings.Join(is, ", "),
		})
	}
}
