package feed

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Mapping says how the rows of a file become events. It is read from YAML; unknown keys are refused.
type Mapping struct {
	Format string   `yaml:"format"` // csv, xlsx, table (csv or xlsx, whichever the file is), ndjson or log
	Source string   `yaml:"source"` // of all events; names the thing that wrote the file
	Header int      `yaml:"header"` // number of the row that names the columns; the first by default
	Log    LogForm  `yaml:"log"`
	CSV    CSVForm  `yaml:"csv"`
	XLSX   XLSXForm `yaml:"xlsx"`
	Key    []string `yaml:"key"`    // columns that together name a row; identities derive from them, see Rule
	Skip   []Skip   `yaml:"skip"`   // in this order; the first that holds takes the row
	Events []Rule   `yaml:"events"` // each makes one event of a row that meets its conditions

	sum string // hash of the text that the mapping was read from
}

// LogForm is the layout of a web server's log: combined, common, or any (each line either of the two).
type LogForm struct {
	Layout string `yaml:"layout"`
}

// CSVForm is the dialect of a CSV file, see sheet.Dialect. What is not said is found out from the file.
type CSVForm struct {
	Delimiter string `yaml:"delimiter"`
	Quote     string `yaml:"quote"`
	Escape    string `yaml:"escape"`
	Encoding  string `yaml:"encoding"`
}

// XLSXForm says which sheet of an XLSX file is read, by name or number, and what of its merged cells: refuse (default)
// the rows they cover, or fill all their cells with the value of the first.
type XLSXForm struct {
	Sheet  string `yaml:"sheet"`
	Merged string `yaml:"merged"`
}

// Skip takes rows out that are none of our business and counts them under its name.
type Skip struct {
	Name string      `yaml:"name"`
	When []Condition `yaml:"when"` // all must hold
}

// Rule makes an event. Without Topic it goes where its type belongs. A log's time needs neither column nor layout.
//
// The identity is ID, if the rule has one; else it derives from the mapping's key columns, if it has such; else from
// the row's number and content. With a key a file may be sorted, cut and put together anew between two imports, and a
// row that says something else under its key is a conflict. Without one a file may be imported again, also after rows
// of it were mended where they stand; rows that moved would be new.
type Rule struct {
	Type    string           `yaml:"type"`
	Topic   string           `yaml:"topic"`
	ID      *Value           `yaml:"id"`
	Subject *Value           `yaml:"subject"`
	Time    TimeOf           `yaml:"time"`
	When    []Condition      `yaml:"when"` // all must hold, else the row makes no such event
	Data    map[string]Value `yaml:"data"`

	fields   []string // of Data, sorted
	nth      int      // of the mapping's rules of this type
	exported bool     // it says something of the moment of the export
}

// TimeOf reads an instant out of a column, a text or a template. Layout is in the notation of Go's package time, or
// unix or unix_milli; of several Layouts the first that fits is taken. Zone is an IANA name, for layouts without
// offset. Exported is the moment at which the file was exported, which the person who imports it says.
type TimeOf struct {
	Column   string   `yaml:"column"`
	Text     string   `yaml:"text"`
	Template string   `yaml:"template"`
	Layout   string   `yaml:"layout"`
	Layouts  []string `yaml:"layouts"`
	Zone     string   `yaml:"zone"`
	Exported bool     `yaml:"exported"`

	layouts []string
	zone    *time.Location
	pattern template
}

// Value is a column, a constant text, a template with columns in braces such as wx-{account}-{number} (empty where one
// of its columns is), or the moment at which the file was exported, as RFC 3339; changed by steps. An empty result rejects the row unless the value is optional: then the
// field is left out. As is text (default), integer, number, boolean or list.
type Value struct {
	Column   string `yaml:"column"`
	Text     string `yaml:"text"`
	Template string `yaml:"template"`
	Exported bool   `yaml:"exported"`
	Steps    []Step `yaml:"steps"`
	Optional bool   `yaml:"optional"`
	As       string `yaml:"as"`

	pattern template
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
	Map     map[string]string `yaml:"map"`  // words for words; others stay
	Only    map[string]string `yaml:"only"` // words for words; others reject the row
	Lower   bool              `yaml:"lower"`
	Upper   bool              `yaml:"upper"`
	Trim    bool              `yaml:"trim"`
	Prefix  string            `yaml:"prefix"`
	Suffix  string            `yaml:"suffix"`
	Limit   int               `yaml:"limit"`   // characters kept
	Default string            `yaml:"default"` // in the place of nothing
	Number  *Number           `yaml:"number"`  // reads a number as people write it
	Date    *TimeOf           `yaml:"date"`    // reads a day, writes it as 2026-09-30
	Time    *TimeOf           `yaml:"time"`    // reads an instant, writes it as RFC 3339

	pattern *regexp.Regexp
}

// Replace puts With (where ${1} is the first group) in the place of every match.
type Replace struct {
	Pattern string `yaml:"pattern"`
	With    string `yaml:"with"`
}

// Number says how numbers are written: the sign between groups of three digits and the decimal sign, comma and point
// by default.
type Number struct {
	Group   string `yaml:"group"`
	Decimal string `yaml:"decimal"`
}

const (
	maxMapping = 256 << 10 // bytes; a mapping is written by hand
	maxRules   = 64        // more than the catalogue has types
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
	sum := sha256.Sum256(raw)
	m := &Mapping{sum: hex.EncodeToString(sum[:])}
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
