package feed

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Mapping says how the rows of a file become events. It is read from YAML; unknown keys are refused.
type Mapping struct {
	Format string  `yaml:"format"` // log or csv
	Source string  `yaml:"source"` // of all events; names the thing that wrote the file
	Log    LogForm `yaml:"log"`
	CSV    CSVForm `yaml:"csv"`
	Skip   []Skip  `yaml:"skip"`   // in this order; the first that holds takes the row
	Events []Rule  `yaml:"events"` // each makes one event of a row that meets its conditions
}

// LogForm is the layout of a web server's log: combined, common, or any (each line either of the two).
type LogForm struct {
	Layout string `yaml:"layout"`
}

// CSVForm is the shape of a CSV file. Delimiter is one character, the comma by default.
type CSVForm struct {
	Delimiter string `yaml:"delimiter"`
}

// Skip takes rows out that are none of our business and counts them under its name.
type Skip struct {
	Name string      `yaml:"name"`
	When []Condition `yaml:"when"` // all must hold
}

// Rule makes an event. Without ID the identity derives from the row's line number and content; without Topic it goes
// where its type belongs. A log's time needs neither column nor layout.
type Rule struct {
	Type    string           `yaml:"type"`
	Topic   string           `yaml:"topic"`
	ID      *Value           `yaml:"id"`
	Subject *Value           `yaml:"subject"`
	Time    TimeOf           `yaml:"time"`
	When    []Condition      `yaml:"when"` // all must hold, else the row makes no such event
	Data    map[string]Value `yaml:"data"`
}

// TimeOf reads an instant: Layout in the notation of Go's package time, Zone an IANA name for layouts without offset.
type TimeOf struct {
	Column string `yaml:"column"`
	Layout string `yaml:"layout"`
	Zone   string `yaml:"zone"`

	zone *time.Location
}

// Value is a column or a constant text, changed by steps. An empty result rejects the row unless the value is optional:
// then the field is left out. As is text (default), integer or boolean.
type Value struct {
	Column   string `yaml:"column"`
	Text     string `yaml:"text"`
	Steps    []Step `yaml:"steps"`
	Optional bool   `yaml:"optional"`
	As       string `yaml:"as"`
}

// Condition holds or not for a row: exactly one of In, NotIn, Matches, NotMatches and Empty is given.
type Condition struct {
	Column     string   `yaml:"column"`
	Steps      []Step   `yaml:"steps"`
	In         []string `yaml:"in"`
	NotIn      []string `yaml:"not_in"`
	Matches    string   `yaml:"matches"`
	NotMatches string   `yaml:"not_matches"`
	Empty      *bool    `yaml:"empty"`

	pattern *regexp.Regexp
}

// Step changes a text; exactly one key is given. What is empty stays empty, except for Default.
type Step struct {
	Segment int               `yaml:"segment"` // the nth part between slashes, from 1
	Cut     string            `yaml:"cut"`     // what stands before it
	Match   string            `yaml:"match"`   // the first group of the pattern, or all of the match; empty where none
	Replace *Replace          `yaml:"replace"`
	Map     map[string]string `yaml:"map"` // words for words; others stay
	Lower   bool              `yaml:"lower"`
	Upper   bool              `yaml:"upper"`
	Trim    bool              `yaml:"trim"`
	Prefix  string            `yaml:"prefix"`
	Suffix  string            `yaml:"suffix"`
	Limit   int               `yaml:"limit"`   // characters kept
	Default string            `yaml:"default"` // in the place of nothing
	Time    *TimeOf           `yaml:"time"`    // reads an instant, writes it as RFC 3339

	pattern *regexp.Regexp
}

// Replace puts With (where ${1} is the first group) in the place of every match.
type Replace struct {
	Pattern string `yaml:"pattern"`
	With    string `yaml:"with"`
}

const (
	maxMapping = 256 << 10 // bytes; a mapping is written by hand
	maxRules   = 20
)

// LoadMapping reads a mapping file; its error names the file, and line and column of each fault.
func LoadMapping(file string) (*Mapping, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read mapping: %w", err)
	}
	m, err := ParseMapping(raw)
	if err != nil {
		return nil, fmt.Errorf("read mapping %s: %w", file, err)
	}
	return m, nil
}

// ParseMapping reads a mapping and checks it. Faults of content are all reported, joined; a fault of syntax ends it.
func ParseMapping(raw []byte) (*Mapping, error) {
	if len(raw) > maxMapping {
		return nil, fmt.Errorf("the mapping has %d bytes, at most %d are read", len(raw), maxMapping)
	}
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	file, err := parser.ParseBytes(raw, 0)
	if err != nil {
		return nil, errors.New(yaml.FormatError(err, false, true))
	}
	if len(file.Docs) != 1 {
		return nil, fmt.Errorf("the mapping must be one YAML document, it holds %d", len(file.Docs))
	}
	if file.Docs[0].Body == nil {
		return nil, errors.New("the mapping is empty")
	}
	var traps yamlTraps
	ast.Walk(&traps, file.Docs[0].Body)
	if len(traps.faults) > 0 {
		return nil, errors.Join(traps.faults...)
	}
	m := &Mapping{}
	if err := decodeMapping(raw, m); err != nil {
		return nil, err
	}
	c := mappingCheck{doc: file.Docs[0].Body}
	c.mapping(m)
	if len(c.faults) > 0 {
		return nil, errors.Join(c.faults...)
	}
	return m, nil
}

// decodeMapping fills m. The library panics on some documents that are no mappings of ours (fuzzing found a tag before
// a scalar where a list belongs); that is a fault of the document, too.
func decodeMapping(raw []byte, m *Mapping) (err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("the mapping cannot be read: a value has not the form that its key asks for")
		}
	}()
	if err := yaml.NewDecoder(bytes.NewReader(raw), yaml.Strict()).Decode(m); err != nil {
		return errors.New(yaml.FormatError(err, false, true))
	}
	return nil
}

// yamlTraps finds what YAML would silently turn into something else: anchors, whose expansion the library does not
// bound, tags, and numbers that lose their spelling (012 is read as 10, 1.10 as 1.1).
type yamlTraps struct{ faults []error }

func (y *yamlTraps) Visit(n ast.Node) ast.Visitor {
	if n == nil {
		return nil
	}
	text := ""
	switch n.Type() {
	case ast.AliasType, ast.AnchorType:
		y.faults = append(y.faults, fmt.Errorf("%s: anchors and aliases are not read in mappings; write the text out", place(n)))
	case ast.TagType:
		y.faults = append(y.faults, fmt.Errorf("%s: tags are not read in mappings; leave %s out", place(n), n.GetToken().Value))
	case ast.FloatType, ast.IntegerType:
		text = n.GetToken().Value
	}
	if text != "" && (strings.Trim(text, "0123456789") != "" || len(text) > 1 && text[0] == '0') {
		y.faults = append(y.faults, fmt.Errorf("%s: %s would be read as a number; put it in quotes", place(n), text))
	}
	return y
}

func place(n ast.Node) string {
	p := n.GetToken().Position
	return fmt.Sprintf("line %d, column %d", p.Line, p.Column)
}

// columns are the names of all columns the mapping reads, each once, sorted.
func (m *Mapping) columns() []string {
	var names []string
	note := func(name string) {
		if name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	conditions := func(all []Condition) {
		for _, c := range all {
			note(c.Column)
		}
	}
	for _, s := range m.Skip {
		conditions(s.When)
	}
	for _, r := range m.Events {
		conditions(r.When)
		note(r.Time.Column)
		for _, v := range []*Value{r.ID, r.Subject} {
			if v != nil {
				note(v.Column)
			}
		}
		for _, v := range r.Data {
			note(v.Column)
		}
	}
	slices.SortFunc(names, strings.Compare)
	return names
}
