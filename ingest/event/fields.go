package event

import (
	"slices"
	"strings"
	"time"

	"github.com/valyala/fastjson"
)

const (
	maxCode    = 128
	maxUnion   = 32
	maxCounter = 1<<53 - 1 // the greatest integer that every JSON reader keeps exactly
	maxFields  = 12        // of one type; the catalogue's test holds it
)

const (
	wantCode  = "is no code; send 1 to 128 characters of printable ASCII without spaces"
	wantUnion = `is no union code; send 1 to 32 characters out of A-Z, a-z, 0-9, "_", "." and "-"`
)

// fieldRead is one field of data after its check.
type fieldRead struct {
	value *fastjson.Value // nil = not given
	text  []byte          // of strings
	time  time.Time       // of isTime, and of isAsOf if it is an instant
	index int             // of isOneOf: which of the values
}

// readFields looks the type's fields up in data. It runs before the checks of values, because what is missing is
// reported before what is bad.
func (m *message) readFields() *fault {
	if m.object == nil || m.kind == nil {
		return nil
	}
	for i := range m.kind.fields {
		f := &m.kind.fields[i]
		m.fields[i] = fieldRead{value: m.object.Get(f.name)}
		if f.required && m.fields[i].value == nil {
			return &fault{"missing_field:" + f.path, f.path + " is missing; an event of type " + m.kind.name + " must have it"}
		}
	}
	return nil
}

// judgeFields reports the first field of data with a bad value.
func (m *message) judgeFields() *fault {
	if m.data != nil && m.object == nil {
		return badValue("data", "is "+nameOfType(m.data)+"; send a JSON object")
	}
	if m.object == nil || m.kind == nil {
		return nil
	}
	for i := range m.kind.fields {
		f, r := &m.kind.fields[i], &m.fields[i]
		if r.value == nil {
			continue
		}
		if problem := f.judge(r); problem != "" {
			return badValue(f.path, problem)
		}
		if f.use == asVoided && string(r.text) == string(m.attributes[attrID].text) {
			return badValue(f.path, "names the event itself; name the event that is to be removed")
		}
	}
	return nil
}

// judge checks one given value and keeps what it read; the answer says what is wrong and what to send.
func (f *field) judge(r *fieldRead) string {
	switch f.check {
	case isCounter:
		return judgeInteger(r.value, 0, maxCounter)
	case isPlace:
		return judgeInteger(r.value, 1, maxCounter)
	case isGrade:
		return judgeInteger(r.value, 1, 5)
	case isDecimal:
		return judgeDecimal(r.value)
	case isBool:
		if t := r.value.Type(); t != fastjson.TypeTrue && t != fastjson.TypeFalse {
			return "is " + nameOfType(r.value) + "; send true or false"
		}
		return ""
	case isFamilies:
		return judgeFamilies(f, r.value)
	}
	return f.judgeString(r)
}

func (f *field) judgeString(r *fieldRead) string {
	if r.value.Type() != fastjson.TypeString {
		return "is " + nameOfType(r.value) + "; send a string"
	}
	r.text = r.value.GetStringBytes()
	if len(r.text) == 0 {
		return "is empty; give a value or, where it is optional, leave it out"
	}
	switch f.check {
	case isCode:
		if !isCodeText(r.text) {
			return wantCode
		}
	case isUnion:
		if !isUnionText(r.text) {
			return wantUnion
		}
	case isOneOf:
		if r.index = indexOf(f.values, r.text); r.index < 0 {
			return "is " + quoted(r.text) + "; send one of " + strings.Join(f.values, ", ")
		}
	case isTime:
		return r.readTime()
	case isDate:
		return judgeDate(r.text, earliestTime)
	case isAsOf:
		if len(r.text) == len("2026-09-30") {
			return judgeDate(r.text, earliestDate)
		}
		if problem := r.readTime(); problem != "" {
			return problem + ", or a day such as 2026-09-30"
		}
	}
	return ""
}

func (r *fieldRead) readTime() string {
	t, problem := parseTime(r.text)
	if problem != "" {
		return problem + "; send an RFC 3339 time with offset"
	}
	if t.Before(earliestDate) || !t.Before(latestTime) {
		return "lies outside the years 2000 to 2199; correct it"
	}
	r.time = t
	return ""
}

func judgeFamilies(f *field, v *fastjson.Value) string {
	items := v.GetArray()
	if v.Type() != fastjson.TypeArray || len(items) == 0 {
		return "is not a list of families; send one or more of " + strings.Join(f.values, ", ")
	}
	for _, item := range items {
		if item.Type() != fastjson.TypeString {
			return "holds " + nameOfType(item) + "; send one or more of " + strings.Join(f.values, ", ")
		}
		if indexOf(f.values, item.GetStringBytes()) < 0 {
			return "holds " + quoted(item.GetStringBytes()) + "; send one or more of " + strings.Join(f.values, ", ")
		}
	}
	return ""
}

// familiesOf gives the families of a checked list, sorted and each once; the strings are the catalogue's.
func familiesOf(f *field, v *fastjson.Value) []string {
	items := v.GetArray()
	list := make([]string, 0, len(f.values))
	for _, item := range items {
		name := f.values[indexOf(f.values, item.GetStringBytes())]
		if !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	slices.Sort(list)
	return list
}

func (t *eventType) has(name []byte) bool {
	for i := range t.fields {
		if t.fields[i].name == string(name) {
			return true
		}
	}
	return false
}

func indexOf(values []string, text []byte) int {
	for i, v := range values {
		if v == string(text) {
			return i
		}
	}
	return -1
}

func isCodeText(b []byte) bool {
	if len(b) == 0 || len(b) > maxCode {
		return false
	}
	for _, c := range b {
		if c <= ' ' || c > '~' {
			return false
		}
	}
	return true
}

func isUnionText(b []byte) bool {
	if len(b) == 0 || len(b) > maxUnion {
		return false
	}
	for _, c := range b {
		letter := c|0x20 >= 'a' && c|0x20 <= 'z'
		if !letter && (c < '0' || c > '9') && c != '_' && c != '.' && c != '-' {
			return false
		}
	}
	return true
}
