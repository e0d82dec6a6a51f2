package feed

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

func (c *mappingCheck) value(path string, v *Value) {
	if count(v.Column != "", v.Text != "", v.Template != "", v.Exported) != 1 {
		c.fault(path, "give either a column, a text or a template (or exported)")
	}
	v.pattern = c.template(path+".template", v.Template)
	if !slices.Contains([]string{"", "text", "integer", "number", "boolean", "list"}, v.As) {
		c.fault(path+".as", "%q is none of text, integer, number, boolean, list", v.As)
	}
	c.steps(path+".steps", v.Steps)
}

func count(all ...bool) int {
	n := 0
	for _, is := range all {
		if is {
			n++
		}
	}
	return n
}

func (c *mappingCheck) template(path, text string) template {
	t, ok := parseTemplate(text)
	if !ok {
		c.fault(path, "%q: columns stand in braces, as in wx-{account}-{number}", text)
	}
	return t
}

func (c *mappingCheck) conditions(path string, all []Condition) {
	for i := range all {
		p := fmt.Sprintf("%s[%d]", path, i)
		k := &all[i]
		if k.Column == "" {
			c.fault(p+".column", "is missing")
		}
		if count(k.In != nil, k.NotIn != nil, k.Matches != "", k.NotMatches != "", k.Empty != nil) != 1 {
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
		given := count(
			s.Segment != 0, s.Cut != "", s.Match != "", s.Replace != nil, s.Map != nil, s.Only != nil, s.Lower, s.Upper, s.Trim,
			s.Prefix != "", s.Suffix != "", s.Limit != 0, s.Default != "", s.Number != nil, s.Date != nil, s.Time != nil,
		)
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
		if s.Number != nil {
			c.number(p+".number", s.Number)
		}
		if s.Date != nil {
			c.stepTime(p+".date", s.Date, true)
		}
		if s.Time != nil {
			c.stepTime(p+".time", s.Time, false)
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

func (c *mappingCheck) number(path string, n *Number) {
	if n.Group == "" {
		n.Group = ","
	}
	if n.Decimal == "" {
		n.Decimal = "."
	}
	if n.Group == n.Decimal || strings.ContainsAny(n.Group+n.Decimal, "0123456789+-") {
		c.fault(path, "%q between groups of digits and %q before decimals cannot be told apart", n.Group, n.Decimal)
	}
}

func (t *TimeOf) empty() bool {
	return t.Column == "" && t.Text == "" && t.Template == "" && t.Layout == "" && t.Layouts == nil && t.Zone == "" && !t.Exported
}

// timeOf checks the time of an event.
func (c *mappingCheck) timeOf(path string, t *TimeOf) {
	switch given := count(t.Column != "", t.Text != "", t.Template != ""); {
	case t.Exported && (given > 0 || t.Layout != "" || t.Layouts != nil || t.Zone != ""):
		c.fault(path, "exported stands alone: the moment is said with the import")
	case t.Exported:
		return
	case given == 0:
		c.fault(path+".column", "is missing: every event needs a time")
	case given > 1:
		c.fault(path, "give either a column, a text or a template")
	}
	t.pattern = c.template(path+".template", t.Template)
	c.layouts(path, t, false)
}

// stepTime checks the time that a step reads.
func (c *mappingCheck) stepTime(path string, t *TimeOf, day bool) {
	if t.Column != "" || t.Text != "" || t.Template != "" || t.Exported {
		c.fault(path, "a step works on the value it is given; only layouts and zone belong here")
	}
	c.layouts(path, t, day)
}

// layouts checks how a time is written. A day that is read needs no zone unless an instant is what is written.
func (c *mappingCheck) layouts(path string, t *TimeOf, day bool) {
	t.layouts = t.Layouts
	if t.Layout != "" {
		t.layouts = []string{t.Layout}
	}
	if len(t.layouts) == 0 || t.Layout != "" && t.Layouts != nil || slices.Contains(t.layouts, "") {
		c.fault(path+".layout", "is missing; write the reference time 2006-01-02 15:04:05 the way the file writes its times (or several, as layouts)")
		return
	}
	offsets := 0
	for _, layout := range t.layouts {
		if strings.Contains(layout, "Z07") || strings.Contains(layout, "-07") || layout == "unix" || layout == "unix_milli" {
			offsets++
		}
	}
	switch {
	case t.Zone == "" && day && offsets == 0:
	case offsets == len(t.layouts) && t.Zone != "" && !day:
		c.fault(path+".zone", "the layout carries an offset; leave the zone out")
	case (offsets < len(t.layouts) || day) && t.Zone == "":
		c.fault(path+".zone", "is missing: name the zone, such as Asia/Shanghai, for times without offset")
	case t.Zone != "":
		zone, err := time.LoadLocation(t.Zone)
		if err != nil || t.Zone == "Local" {
			c.fault(path+".zone", "%q is not a zone of the IANA list, such as Asia/Shanghai", t.Zone)
			return
		}
		t.zone = zone
	}
}
