package event

import (
	"maps"
	"slices"
)

// Types names every type of the catalogue, sorted.
func Types() []string { return slices.Sorted(maps.Keys(catalogue)) }

// FieldsOf names the fields of data that a type has; true says that every event must have it. A type that the catalogue
// does not know is not ok.
func FieldsOf(name string) (fields map[string]bool, ok bool) {
	t, ok := catalogue[name]
	if !ok {
		return nil, false
	}
	fields = make(map[string]bool, len(t.fields))
	for i := range t.fields {
		fields[t.fields[i].name] = t.fields[i].required
	}
	return fields, true
}
