package feed

import (
	"slices"
	"strings"
)

// columns are the names of all columns the mapping reads, each once, sorted.
func (m *Mapping) columns() []string {
	var names []string
	note := func(more ...string) {
		for _, name := range more {
			if name != "" && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	conditions := func(all []Condition) {
		for _, c := range all {
			note(c.Column)
		}
	}
	note(m.Key...)
	for _, s := range m.Skip {
		conditions(s.When)
	}
	for _, r := range m.Events {
		conditions(r.When)
		note(r.Time.Column)
		note(r.Time.pattern.columns()...)
		for _, v := range []*Value{r.ID, r.Subject} {
			if v != nil {
				note(v.Column)
				note(v.pattern.columns()...)
			}
		}
		for _, v := range r.Data {
			note(v.Column)
			note(v.pattern.columns()...)
		}
	}
	slices.SortFunc(names, strings.Compare)
	return names
}

// exported says that an event takes the moment at which the file was exported.
func (m *Mapping) exported() bool {
	return slices.ContainsFunc(m.Events, func(r Rule) bool { return r.exported })
}

// template is a text with columns in it.
type template []piece

// piece is a text or a column.
type piece struct{ text, column string }

// parseTemplate reads a template; ok is false where a brace has no partner.
func parseTemplate(text string) (t template, ok bool) {
	for text != "" {
		before, rest, open := strings.Cut(text, "{")
		if strings.Contains(before, "}") {
			return nil, false
		}
		if before != "" {
			t = append(t, piece{text: before})
		}
		if !open {
			return t, true
		}
		column, after, closed := strings.Cut(rest, "}")
		if !closed || column == "" || strings.Contains(column, "{") {
			return nil, false
		}
		t = append(t, piece{column: column})
		text = after
	}
	return t, true
}

func (t template) columns() []string {
	var names []string
	for _, p := range t {
		if p.column != "" {
			names = append(names, p.column)
		}
	}
	return names
}

// text fills the template in; empty where one of its columns is.
func (t template) text(r row) string {
	var b strings.Builder
	for _, p := range t {
		if p.column == "" {
			b.WriteString(p.text)
			continue
		}
		value := r.value(p.column)
		if value == "" {
			return ""
		}
		b.WriteString(value)
	}
	return b.String()
}
