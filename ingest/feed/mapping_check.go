package feed

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

// mappingCheck looks for all faults of a mapping and compiles its patterns and zones on the way.
type mappingCheck struct {
	doc    ast.Node
	faults []error
}

// fault notes what is wrong at a YAML path such as $.events[0].data.union, with the line it stands in. Where the path
// itself is absent the line is that of the nearest part that is there.
func (c *mappingCheck) fault(path, format string, args ...any) {
	where := ""
	for p := path; where == "" && strings.ContainsAny(p, ".["); p = p[:strings.LastIndexAny(p, ".[")] {
		if query, err := yaml.PathString(p); err == nil {
			if node, err := query.FilterNode(c.doc); err == nil && node != nil {
				where = place(node) + ", "
			}
		}
	}
	c.faults = append(c.faults, fmt.Errorf("%s%s: %s", where, strings.TrimPrefix(path, "$."), fmt.Sprintf(format, args...)))
}

func (c *mappingCheck) mapping(m *Mapping) {
	switch m.Format {
	case "log":
		if m.Log.Layout == "" {
			m.Log.Layout = "combined"
		}
		if !slices.Contains([]string{"combined", "common", "any"}, m.Log.Layout) {
			c.fault("$.log.layout", "%q is none of combined, common, any", m.Log.Layout)
		}
		for _, name := range m.columns() {
			if !slices.Contains(logColumns, name) {
				c.fault("$.events", "column %q is none of a log's: %s", name, strings.Join(logColumns, ", "))
			}
		}
	case "csv":
		if m.CSV.Delimiter == "" {
			m.CSV.Delimiter = ","
		}
		if r, size := utf8.DecodeRuneInString(m.CSV.Delimiter); size != len(m.CSV.Delimiter) || strings.ContainsRune("\"\r\n\ufffd", r) {
			c.fault("$.csv.delimiter", "%q is not one character; write a comma, \";\", \"|\" or \"\\t\"", m.CSV.Delimiter)
		}
	default:
		c.fault("$.format", "%q is neither log nor csv", m.Format)
	}
	if m.Source == "" {
		c.fault("$.source", "is missing; name what wrote the file, such as /website-1/access-log")
	}
	names := map[string]bool{}
	for i := range m.Skip {
		path := fmt.Sprintf("$.skip[%d]", i)
		s := &m.Skip[i]
		if s.Name == "" || names[s.Name] {
			c.fault(path+".name", "every skip needs a name of its own, for the report")
		}
		names[s.Name] = true
		if len(s.When) == 0 {
			c.fault(path+".when", "without a condition every row would be skipped")
		}
		c.conditions(path+".when", s.When)
	}
	if len(m.Events) == 0 || len(m.Events) > maxRules {
		c.fault("$.events", "%d events a row; write 1 to %d", len(m.Events), maxRules)
	}
	for i := range m.Events {
		c.rule(fmt.Sprintf("$.events[%d]", i), m, &m.Events[i])
	}
}

func (c *mappingCheck) rule(path string, m *Mapping, r *Rule) {
	if r.Type == "" {
		c.fault(path+".type", "is missing")
	}
	if m.Format == "log" && r.Time == (TimeOf{}) {
		r.Time = TimeOf{Column: "time", Layout: logTime}
	}
	if r.Time.Column == "" {
		c.fault(path+".time.column", "is missing: every event needs a time")
	}
	c.timeOf(path+".time", &r.Time)
	c.conditions(path+".when", r.When)
	if r.ID != nil {
		c.value(path+".id", r.ID)
	}
	if r.Subject != nil {
		c.value(path+".subject", r.Subject)
	}
	if len(r.Data) == 0 {
		c.fault(path+".data", "is missing: an event without data says nothing")
	}
	for _, name := range slices.Sorted(maps.Keys(r.Data)) {
		v := r.Data[name]
		c.value(path+".data."+name, &v)
		r.Data[name] = v
	}
}

func (c *mappingCheck) value(path string, v *Value) {
	if (v.Column == "") == (v.Text == "") {
		c.fault(path, "give either a column or a text")
	}
	if !slices.Contains([]string{"", "text", "integer", "boolean"}, v.As) {
		c.fault(path+".as", "%q is none of text, integer, boolean", v.As)
	}
	c.steps(path+".steps", v.Steps)
}

func (c *mappingCheck) conditions(path string, all []Condition) {
	for i := range all {
		p := fmt.Sprintf("%s[%d]", path, i)
		k := &all[i]
		if k.Column == "" {
			c.fault(p+".column", "is missing")
		}
		given := 0
		for _, is := range []bool{k.In != nil, k.NotIn != nil, k.Matches != "", k.NotMatches != "", k.Empty != nil} {
			if is {
				given++
			}
		}
		if given != 1 {
			c.fault(p, "give exactly one of in, not_in, matches, not_matches, empty")
		}
		k.pattern = c.pattern(p, k.Matches+k.NotMatches)
		c.steps(p+".steps", k.Steps)
	}
}

func (c *mappingCheck) steps(path string, steps []Step) {
	for i := range steps {
		p := fmt.Sprintf("%s[%d]", path, i)
		s := &steps[i]
		given := 0
		for _, is := range []bool{
			s.Segment != 0, s.Cut != "", s.Match != "", s.Replace != nil, s.Map != nil, s.Lower, s.Upper, s.Trim,
			s.Prefix != "", s.Suffix != "", s.Limit != 0, s.Default != "", s.Time != nil,
		} {
			if is {
				given++
			}
		}
		if given != 1 {
			c.fault(p, "a step has exactly one key, this one has %d", given)
		}
		if s.Segment < 0 || s.Limit < 0 {
			c.fault(p, "segment and limit count from 1")
		}
		if s.Match != "" {
			s.pattern = c.pattern(p+".match", s.Match)
		}
		if s.Replace != nil {
			s.pattern = c.pattern(p+".replace.pattern", s.Replace.Pattern)
			if s.Replace.Pattern == "" {
				c.fault(p+".replace.pattern", "is missing")
			}
		}
		if s.Time != nil {
			if s.Time.Column != "" {
				c.fault(p+".time.column", "a step works on the value it is given; leave the column out")
			}
			c.timeOf(p+".time", s.Time)
		}
	}
}

func (c *mappingCheck) pattern(path, text string) *regexp.Regexp {
	if text == "" {
		return nil
	}
	re, err := regexp.Compile(text)
	if err != nil {
		c.fault(path, "%v", err)
	}
	return re
}

func (c *mappingCheck) timeOf(path string, t *TimeOf) {
	if t.Layout == "" {
		c.fault(path+".layout", "is missing; write the reference time 2006-01-02 15:04:05 the way the file writes its times")
		return
	}
	hasOffset := strings.Contains(t.Layout, "Z07") || strings.Contains(t.Layout, "-07")
	switch {
	case hasOffset && t.Zone != "":
		c.fault(path+".zone", "the layout carries an offset; leave the zone out")
	case !hasOffset && t.Zone == "":
		c.fault(path+".zone", "is missing: the layout has no offset, so name the zone, such as Asia/Shanghai")
	case t.Zone != "":
		zone, err := time.LoadLocation(t.Zone)
		if err != nil || t.Zone == "Local" {
			c.fault(path+".zone", "%q is not a zone of the IANA list, such as Asia/Shanghai", t.Zone)
			return
		}
		t.zone = zone
	}
}
