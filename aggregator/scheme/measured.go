package scheme

import (
	"regexp"
	"slices"
	"strings"
)

// Forms in which figures of the ledger become a value.
const (
	FormCount    = "count"    // a number of things, added up over the subtree
	FormDistinct = "distinct" // distinct readers over the subtree, plus a count that cannot be told apart
	FormRate     = "rate"     // numerator in per cent of the denominator
	FormHours    = "hours"    // mean hours: a sum of microseconds over a number of things; the median stands beside
	FormCoverage = "coverage" // size of a set over the subtree in per cent of the services catalogue
	FormGap      = "gap"      // longest run of whole days that are not in a set of days over the subtree
	FormIndex    = "index"    // last index of the account that the registry names for the union; never of those below
	FormPlace    = "place"    // last place of that account in the list that the registry names
)

// Windows in which an indicator or an item is measured.
const (
	WindowPeriod     = "period"
	WindowYearToDate = "year_to_date" // from the start of the scheme's year to the period's end
)

// Count names a figure of the ledger: a family and one of its counts or sets.
type Count struct{ Family, Name string }

// Measured says how an indicator's value comes from counts.
type Measured struct {
	Form                   string
	Numerator, Denominator Count
	// Answered, over the same denominator, stands beside the value: what was done at all, in time or not.
	Answered Count
	Minimum  int64  // with fewer things under the line the value is not applicable
	Cap      int64  // scoring takes no more than this; 0: as it is
	Where    Where  // restriction that belongs to the definition
	Window   string // WindowPeriod unless the definition says otherwise
}

// parts says which counts a form needs.
func parts(form string) (numerator, denominator bool) {
	switch form {
	case FormRate, FormHours:
		return true, true
	case FormIndex, FormPlace:
		return false, false
	}
	return true, false
}

// measured reads how the indicator one is measured.
func (f fields) measured(one Indicator) Measured {
	v, ok := f.need("measure")
	if !ok {
		return Measured{}
	}
	m := f.r.mapping(v, "indicator: measure",
		"form", "numerator", "denominator", "answered", "minimum", "cap", "where", "window")
	out := Measured{
		Form: m.text("form"), Minimum: m.integer("minimum", 0, 1, 1_000_000), Cap: m.integer("cap", 0, 1, 1_000_000),
		Window: m.choice("window", WindowPeriod, WindowYearToDate),
	}
	m.oneOf("form", out.Form, FormCount, FormDistinct, FormRate, FormHours, FormCoverage, FormGap, FormIndex, FormPlace)
	numerator, denominator := parts(out.Form)
	out.Numerator = m.count("numerator", numerator)
	out.Denominator = m.count("denominator", denominator)
	if _, has := m.known["answered"]; has {
		out.Answered = m.count("answered", out.Form == FormRate)
	}
	if (out.Minimum > 0 || out.Cap > 0) && out.Form != FormRate {
		f.r.fault(v.line, "indicator: measure: only a rate has a minimum or a cap")
	}
	out.Where = m.where(out.Numerator.Family, dimensions)
	for _, d := range out.Where.Dimensions() {
		if slices.Contains(one.Dimensions, d) {
			f.r.fault(f.lineOf("dimensions"), "indicator: %s is fixed by its own where", d)
		}
	}
	m.reporters(one.Families, out)
	return out
}

// reporters checks that the families which report an indicator are those of its counts.
func (f fields) reporters(families []string, m Measured) {
	for _, c := range []Count{m.Numerator, m.Denominator, m.Answered} {
		if c.Family != "" && !slices.Contains(families, c.Family) {
			f.r.fault(f.line, "%s: %s is counted, but families does not name it", f.what, c.Family)
		}
	}
	for _, name := range families {
		if m.Numerator.Family != "" && name != m.Numerator.Family && name != m.Denominator.Family {
			f.r.fault(f.line, "%s: families names %s, of which nothing is counted", f.what, name)
		}
	}
}

var countName = regexp.MustCompile(`^[a-z]+\.[a-z][a-z0-9_]*$`)

// count reads the name of a count as family.name; it must be there exactly where the form needs it.
func (f fields) count(key string, needed bool) Count {
	v, has := f.known[key]
	switch {
	case !needed && has:
		f.r.fault(v.line, "%s: the form has no %s", f.what, key)
		return Count{}
	case !needed:
		return Count{}
	}
	text := f.text(key)
	if text == "" {
		return Count{}
	}
	family, name, _ := strings.Cut(text, ".")
	if !countName.MatchString(text) || !slices.Contains(families, family) {
		f.r.fault(f.lineOf(key), "%s: %s %q is not a family and its count, like applications.due", f.what, key, text)
		return Count{}
	}
	return Count{Family: family, Name: name}
}
