package feed

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"

	"unionscreen/ingest/event"
	"unionscreen/ingest/feed/sheet"
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
	c.form(m)
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
	types := map[string]int{}
	for i := range m.Events {
		r := &m.Events[i]
		types[r.Type]++
		r.nth = types[r.Type]
		c.rule(fmt.Sprintf("$.events[%d]", i), m, r)
	}
	if m.Format == "log" {
		for _, name := range m.columns() {
			if !slices.Contains(logColumns, name) {
				c.fault("$.events", "column %q is none of a log's: %s", name, strings.Join(logColumns, ", "))
			}
		}
	}
}

// form checks what is said about the file itself.
func (c *mappingCheck) form(m *Mapping) {
	table := m.Format == "csv" || m.Format == "xlsx" || m.Format == "table"
	switch {
	case m.Format == "log":
		if m.Log.Layout == "" {
			m.Log.Layout = "combined"
		}
		if !slices.Contains([]string{"combined", "common", "any"}, m.Log.Layout) {
			c.fault("$.log.layout", "%q is none of combined, common, any", m.Log.Layout)
		}
	case !table && m.Format != "ndjson":
		c.fault("$.format", "%q is none of csv, xlsx, table (csv or xlsx), ndjson, log", m.Format)
	}
	cfg := m.sheetConfig()
	if err := cfg.Dialect.Validate(); err != nil {
		c.fault("$.csv", "%v", err)
		cfg.Dialect = sheet.Dialect{}
	}
	if err := cfg.Validate(); err != nil && table {
		c.fault("$.xlsx", "%v", err)
	}
	for _, part := range []struct {
		name        string
		given, fits bool
	}{
		{"log", m.Log != LogForm{}, m.Format == "log"},
		{"csv", m.CSV != CSVForm{}, m.Format == "csv" || m.Format == "table"},
		{"xlsx", m.XLSX != XLSXForm{}, m.Format == "xlsx" || m.Format == "table"},
		{"header", m.Header != 0, table},
	} {
		if part.given && !part.fits && m.Format != "" {
			c.fault("$."+part.name, "is not for the format %s; leave it out", m.Format)
		}
	}
}

// sheetConfig is how the file is opened, if it is no log.
func (m *Mapping) sheetConfig() sheet.Config {
	cfg := sheet.Default()
	if m.Format != "table" && m.Format != "log" {
		cfg.Format = m.Format
	}
	cfg.Header, cfg.Sheet, cfg.Merged = m.Header, m.XLSX.Sheet, m.XLSX.Merged
	cfg.Dialect = sheet.Dialect{Delimiter: m.CSV.Delimiter, Quote: m.CSV.Quote, Escape: m.CSV.Escape, Encoding: m.CSV.Encoding}
	return cfg
}

func (c *mappingCheck) rule(path string, m *Mapping, r *Rule) {
	c.catalogue(path, r)
	if m.Format == "log" && r.Time.empty() {
		r.Time = TimeOf{Column: "time", Layout: logTime}
	}
	c.timeOf(path+".time", &r.Time)
	c.conditions(path+".when", r.When)
	if r.ID != nil {
		c.value(path+".id", r.ID)
	}
	if r.Subject != nil {
		c.value(path+".subject", r.Subject)
	}
	r.exported = r.Time.Exported
	r.fields = slices.Sorted(maps.Keys(r.Data))
	for _, name := range r.fields {
		v := r.Data[name]
		c.value(path+".data."+name, &v)
		r.Data[name] = v
		r.exported = r.exported || v.Exported
	}
	if r.exported && r.ID != nil {
		c.fault(path+".id", "what says something of the export is another event with each export; leave the id out (see key)")
	}
}

// catalogue holds a rule against the types of events.md.
func (c *mappingCheck) catalogue(path string, r *Rule) {
	if r.Type == "" {
		c.fault(path+".type", "is missing")
		return
	}
	fields, known := event.FieldsOf(r.Type)
	if !known {
		c.fault(path+".type", "%q is no type of the catalogue", r.Type)
		return
	}
	for _, name := range slices.Sorted(maps.Keys(r.Data)) {
		if _, has := fields[name]; !has {
			c.fault(path+".data."+name, "an event of type %s has no such field; it has %s", r.Type, strings.Join(slices.Sorted(maps.Keys(fields)), ", "))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		v, given := r.Data[name]
		switch {
		case fields[name] && !given:
			c.fault(path+".data."+name, "is missing: every event of type %s must have it", r.Type)
		case fields[name] && v.Optional:
			c.fault(path+".data."+name, "cannot be optional: every event of type %s must have it", r.Type)
		}
	}
}
