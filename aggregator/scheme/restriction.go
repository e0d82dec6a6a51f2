package scheme

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// PerBases are the bases that a count may be put in relation to, each a stock at the period's end.
func PerBases() map[string]Count {
	return map[string]Count{
		"verified_members": {Family: "members", Name: "verified_members"},
		"members":          {Family: "base", Name: "base_members"},
		"employees":        {Family: "base", Name: "base_employees"},
	}
}

var (
	perPattern = regexp.MustCompile(`^([1-9][0-9]{0,5}) ([a-z_]+)$`)
	itemID     = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,63}$`)
)

// measured reads what an item restricts its indicator to and how the item is called.
func (p *schemeReader) measured(m fields, item *Item, entry Indicator, known bool) {
	item.Per = m.per()
	allowed := entry.Dimensions
	if !known {
		allowed = dimensions // the one fault is the indicator's
	}
	item.Where = m.where(entry.Measured.Numerator.Family, allowed)
	item.Window = m.window(entry, known)
	if item.Per.Base != "" && known && !entry.Whole() {
		p.fault(m.lineOf("per"), "%s: only a number of things can be counted per base", m.what)
	}
	natural := item.suffixed()
	item.ID = m.textOr("id", natural)
	if item.ID != natural {
		item.Stated = item.ID
	}
	switch _, taken := p.indicators[item.ID]; {
	case !known || item.ID == "":
	case !itemID.MatchString(item.ID):
		p.fault(m.lineOf("id"), "%s: its id would be %q, which is not 1-64 of a-z, 0-9, - and _; give it one", m.what, item.ID)
	case taken && item.ID != natural:
		p.fault(m.lineOf("id"), "%s: the id %q is the name of an indicator, which would be taken for it", m.what, item.ID)
	}
}

// suffixed is the id of an item that states none: what it restricts its indicator to, in one order.
func (i Item) suffixed() string {
	parts := append([]string{i.Indicator}, i.Where.values()...)
	if i.Per.Base != "" {
		parts = append(parts, "per", strconv.FormatInt(i.Per.Number, 10), i.Per.Base)
	}
	if i.Window != "" {
		parts = append(parts, i.Window)
	}
	return strings.Join(parts, "-")
}

func (f fields) per() Per {
	v, ok := f.get("per")
	if !ok {
		return Per{}
	}
	text, ok := f.r.text(v, f.what+": per")
	if !ok {
		return Per{}
	}
	bases := PerBases()
	parts := perPattern.FindStringSubmatch(text)
	if parts == nil {
		f.r.fault(v.line, "%s: per %q is not a number and a base, like 1000 verified_members", f.what, text)
		return Per{}
	}
	if _, known := bases[parts[2]]; !known {
		names := strings.Join(slices.Sorted(maps.Keys(bases)), ", ")
		f.r.fault(v.line, "%s: %q is not a base to count by; it is one of %s", f.what, parts[2], names)
		return Per{}
	}
	number, _ := strconv.ParseInt(parts[1], 10, 64) // the pattern lets six digits through
	return Per{Number: number, Base: parts[2]}
}

// window answers the window of an item where it is another than the indicator's own. A stock is a state at the end and
// has no window to choose.
func (f fields) window(entry Indicator, known bool) string {
	if _, stated := f.known["window"]; !stated {
		return ""
	}
	window := f.choice("window", WindowPeriod, WindowYearToDate)
	switch {
	case !known || window == entry.Measured.Window:
		return ""
	case entry.Measured.Window == WindowYearToDate:
		f.r.fault(f.lineOf("window"), "%s: it is counted over the year to date by its definition", f.what)
		return ""
	case entry.Kind == KindStock && window == WindowYearToDate:
		f.r.fault(f.lineOf("window"), "%s: it is a state at the period's end, so there is no window to choose", f.what)
		return ""
	case window != WindowYearToDate:
		return "" // its fault is named already
	}
	return window
}

// WindowOf is the window in which an item is measured.
func (s *Scheme) WindowOf(item Item) string {
	if item.Window != "" {
		return item.Window
	}
	return s.indicators[item.Indicator].Measured.Window
}
