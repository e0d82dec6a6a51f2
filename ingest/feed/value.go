package feed

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// row is one row of a file: its values by column, the line it begins in and what identifies its content.
type row struct {
	line    int
	content string // what the identity of a row without key derives from
	text    string // for a person who looks at a rejected row
	value   func(column string) string
}

// Fault says why a row was rejected. Column is empty where the row as a whole is at fault.
type Fault struct {
	Line   int
	Column string
	Reason string // machine-readable: one of this package, or the reason of events.md that the event would meet
	Detail string // one sentence: what is wrong and what to do
	Text   string // the row as read, cut at 64 KiB
}

func (f Fault) Error() string {
	if f.Column == "" {
		return fmt.Sprintf("line %d: %s: %s", f.Line, f.Reason, f.Detail)
	}
	return fmt.Sprintf("line %d, column %s: %s: %s", f.Line, f.Column, f.Reason, f.Detail)
}

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
			return false, &Fault{Line: r.line, Column: all[i].Column, Reason: "bad_value", Detail: err.Error()}
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
	if v.Column != "" {
		text = r.value(v.Column)
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
	case s.Time != nil:
		t, err := s.Time.read(text)
		if err != nil {
			return "", err
		}
		return t.Format(timeLayout), nil
	}
	return s.Prefix + text + s.Suffix, nil
}

// read reads an instant. A local time that the zone's clocks skipped is an error; of one that they showed twice it is
// the first.
func (t *TimeOf) read(text string) (time.Time, error) {
	if t.zone == nil {
		at, err := time.Parse(t.Layout, text)
		if err != nil {
			return time.Time{}, fmt.Errorf("%q is not a time written like %q", shorten(text), t.Layout)
		}
		return at, nil
	}
	shown, err := time.Parse(t.Layout, text)
	if err != nil {
		return time.Time{}, fmt.Errorf("%q is not a time written like %q", shorten(text), t.Layout)
	}
	at := time.Date(shown.Year(), shown.Month(), shown.Day(), shown.Hour(), shown.Minute(), shown.Second(), shown.Nanosecond(), t.zone)
	if !sameClock(at, shown) {
		return time.Time{}, fmt.Errorf("%q never was in %s: the clocks were put forward over it", shorten(text), t.Zone)
	}
	for _, back := range []time.Duration{time.Hour, 30 * time.Minute} {
		if earlier := at.Add(-back); sameClock(earlier, shown) {
			return earlier, nil
		}
	}
	return at, nil
}

func sameClock(a, b time.Time) bool {
	return a.Year() == b.Year() && a.YearDay() == b.YearDay() && a.Hour() == b.Hour() && a.Minute() == b.Minute() && a.Second() == b.Second()
}

// shorten keeps error texts readable.
func shorten(text string) string {
	if utf8.RuneCountInString(text) <= 60 {
		return text
	}
	return string([]rune(text)[:60]) + "…"
}
