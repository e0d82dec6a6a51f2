package feed

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"unionscreen/ingest/feed/sheet"
)

// row is one row of a file: its values by column, its number and what identifies its content.
type row struct {
	number   int    // as a spreadsheet program or an editor counts
	origin   int    // its number in the file that it was rejected from, if this is a file of such; 0: it names none
	content  string // what the identity of a row without key derives from
	value    func(column string) string
	exported time.Time // when the file was exported, if that was said
	kept     kept      // for the file of rejected rows
}

// kept is a row as it stands in the file, so that it can be written back.
type kept struct {
	Row sheet.Row `json:"row"`
	Raw []byte    `json:"raw,omitempty"` // of a log: the line
}

// Fault says why a row was rejected. Column is empty where the row as a whole is at fault.
type Fault struct {
	Row      int
	Column   string
	Reason   string // machine-readable: one of this package or of package sheet, or the reason of events.md that the event would meet
	Sentence string // what is wrong and what to do
}

func (f Fault) Error() string { return sheet.Fault(f).Error() }

func (c *Condition) holds(r row) (bool, error) {
	text, err := apply(c.Steps, r.value(c.Column))
	if err != nil {
		return false, err
	}
	switch {
	case c.In != nil:
		return slices.Contains(c.In, text), nil
	case c.NotIn != nil:
		return !slices.Contains(c.NotIn, text), nil
	case c.Matches != "":
		return c.pattern.MatchString(text), nil
	case c.NotMatches != "":
		return !c.pattern.MatchString(text), nil
	}
	return (text == "") == *c.Empty, nil
}

// allHold is nil when a condition does not hold or all do; the fault is that of a step inside a condition.
func allHold(all []Condition, r row) (bool, *Fault) {
	for i := range all {
		ok, err := all[i].holds(r)
		if err != nil {
			return false, &Fault{Column: all[i].Column, Reason: "bad_value", Sentence: err.Error()}
		}
		if !ok {
			return false, nil
		}
	}
	return true, nil
}

// text is the value's text for the row; empty where there is none.
func (v *Value) text(r row) (string, error) {
	text := v.Text
	switch {
	case v.Column != "":
		text = r.value(v.Column)
	case v.pattern != nil:
		text = v.pattern.text(r)
	case v.Exported:
		text = r.exported.Format(timeLayout)
	}
	return apply(v.Steps, text)
}

// typed turns the text into what the event's data holds.
func (v *Value) typed(text string) (any, error) {
	switch v.As {
	case "integer":
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("%q is not a whole number", shorten(text))
		}
		return n, nil
	case "boolean":
		switch text {
		case "true":
			return true, nil
		case "false":
			return false, nil
		}
		return nil, fmt.Errorf("%q is neither true nor false; map the words with a step", shorten(text))
	case "number":
		return decimal(text)
	case "list":
		return list(text)
	}
	return text, nil
}

func apply(steps []Step, text string) (string, error) {
	for i := range steps {
		var err error
		if text, err = steps[i].apply(text); err != nil {
			return "", err
		}
	}
	return text, nil
}

func (s *Step) apply(text string) (string, error) {
	if s.Default != "" && text == "" {
		return s.Default, nil
	}
	if text == "" {
		return "", nil
	}
	switch {
	case s.Segment > 0:
		parts := strings.Split(strings.TrimPrefix(text, "/"), "/")
		if s.Segment > len(parts) {
			return "", nil
		}
		return parts[s.Segment-1], nil
	case s.Cut != "":
		before, _, _ := strings.Cut(text, s.Cut)
		return before, nil
	case s.Match != "":
		groups := s.pattern.FindStringSubmatch(text)
		if groups == nil {
			return "", nil
		}
		return groups[min(1, len(groups)-1)], nil
	case s.Replace != nil:
		return s.pattern.ReplaceAllString(text, s.Replace.With), nil
	case s.Map != nil:
		if to, ok := s.Map[text]; ok {
			return to, nil
		}
	case s.Only != nil:
		to, ok := s.Only[text]
		if !ok {
			return "", fmt.Errorf("%q is none of the words of the mapping: %s", shorten(text), strings.Join(slices.Sorted(maps.Keys(s.Only)), ", "))
		}
		return to, nil
	case s.Lower:
		return strings.ToLower(text), nil
	case s.Upper:
		return strings.ToUpper(text), nil
	case s.Trim:
		return strings.TrimSpace(text), nil
	case s.Limit > 0:
		if utf8.RuneCountInString(text) > s.Limit {
			return string([]rune(text)[:s.Limit]), nil
		}
	case s.Number != nil:
		return s.Number.read(text)
	case s.Date != nil:
		return s.Date.day(text)
	case s.Time != nil:
		t, err := s.Time.read(text)
		if err != nil {
			return "", err
		}
		return t.Format(timeLayout), nil
	}
	return s.Prefix + text + s.Suffix, nil
}

// shorten keeps error texts readable.
func shorten(text string) string {
	if utf8.RuneCountInString(text) <= 60 {
		return text
	}
	return string([]rune(text)[:60]) + "…"
}
