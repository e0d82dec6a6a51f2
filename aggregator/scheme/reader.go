package scheme

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/cockroachdb/apd/v3"
	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
)

// Bounds of a document. A scheme of 3,000 listed unions is 60 kB; the deepest value of a scheme lies 7 levels down.
const (
	maxDocument = 1 << 18 // bytes
	maxGroups   = 100
	maxItems    = 200 // of one group
	maxSteps    = 100
	maxListed   = 5000 // of one list: unions of a group, kinds, values of a restriction
	maxFaults   = 500  // told of one document; nobody mends more at once
)

// Fault is one thing wrong with a document. Line counts from 1; 0 means the document as a whole.
type Fault struct {
	Line int
	Text string
}

func (f Fault) Error() string {
	if f.Line == 0 {
		return f.Text
	}
	return fmt.Sprintf("line %d: %s", f.Line, f.Text)
}

// reader walks the syntax tree of one document and collects faults. Its methods answer zero values where something
// is wrong, so that the walk goes on and finds the rest.
type reader struct {
	faults []Fault
	more   int // faults beyond maxFaults
}

func (r *reader) fault(line int, format string, args ...any) {
	if len(r.faults) == maxFaults {
		r.more++
		return
	}
	r.faults = append(r.faults, Fault{Line: line, Text: fmt.Sprintf(format, args...)})
}

// each faults one line for all the texts.
func (r *reader) each(line int, texts []string) {
	for _, t := range texts {
		r.fault(line, "%s", t)
	}
}

// err joins the faults in the order of the document.
func (r *reader) err() error {
	if len(r.faults) == 0 {
		return nil
	}
	sorted := slices.Clone(r.faults)
	slices.SortStableFunc(sorted, func(a, b Fault) int { return a.Line - b.Line })
	errs := make([]error, len(sorted))
	for i, f := range sorted {
		errs[i] = f
	}
	if r.more > 0 {
		errs = append(errs, fmt.Errorf("and %d faults more", r.more))
	}
	return errors.Join(errs...)
}

// document answers the one mapping that a document must be; nil when it is none.
func (r *reader) document(raw []byte) ast.Node {
	if len(raw) > maxDocument {
		r.fault(0, "the document is larger than %d bytes", maxDocument)
		return nil
	}
	if !utf8.Valid(raw) {
		r.fault(0, "the document is not UTF-8")
		return nil
	}
	tokens := lexer.Tokenize(string(raw))
	if line, fault := bounded(tokens); fault != "" {
		r.fault(line, "%s", fault)
		return nil
	}
	file, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		r.syntax(err)
		return nil
	}
	var bodies []ast.Node
	for _, doc := range file.Docs {
		if doc.Body != nil {
			bodies = append(bodies, doc.Body)
		}
	}
	if len(bodies) != 1 {
		r.fault(0, "the file must hold one YAML document, it holds %d", len(bodies))
		return nil
	}
	return bodies[0]
}

func (r *reader) syntax(err error) {
	var ye yaml.Error
	if errors.As(err, &ye) && ye.GetToken() != nil {
		r.fault(ye.GetToken().Position.Line, "not YAML: %s", ye.GetMessage())
		return
	}
	r.fault(0, "not YAML: %v", err)
}

// field is a value of a mapping with the line it stands on.
type field struct {
	node ast.Node
	line int
}

// fields are the values of a mapping by key.
type fields struct {
	r     *reader
	what  string
	line  int
	known map[string]field
}

func lineOf(n ast.Node) int {
	if n == nil || n.GetToken() == nil || n.GetToken().Position == nil {
		return 0
	}
	return n.GetToken().Position.Line
}

// mapping reads a mapping, refusing keys that are not among the allowed ones and keys that stand twice. What names
// the mapping in faults.
func (r *reader) mapping(f field, what string, allowed ...string) fields {
	out := fields{r: r, what: what, line: f.line, known: map[string]field{}}
	var values []*ast.MappingValueNode
	switch n := f.node.(type) {
	case *ast.MappingNode:
		values = n.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{n}
	case nil:
		return out
	default:
		r.fault(f.line, "%s must be a mapping of keys and values", what)
		return out
	}
	for _, v := range values {
		line := lineOf(v.Key)
		key, ok := v.Key.(*ast.StringNode)
		if !ok {
			r.fault(line, "%s: %s cannot be a key", what, v.Key.String())
			continue
		}
		if !slices.Contains(allowed, key.Value) {
			r.fault(line, "%s: unknown key %q; known are %s", what, key.Value, strings.Join(allowed, ", "))
			continue
		}
		if first, twice := out.known[key.Value]; twice {
			r.fault(line, "%s: key %q stands already in line %d", what, key.Value, first.line)
			continue
		}
		out.known[key.Value] = field{node: v.Value, line: line}
	}
	return out
}

// get answers a field; one without value counts as absent.
func (f fields) get(key string) (field, bool) {
	v, ok := f.known[key]
	if !ok {
		return field{}, false
	}
	if _, null := v.node.(*ast.NullNode); null || v.node == nil {
		f.r.fault(v.line, "%s: %s has no value", f.what, key)
		return field{}, false
	}
	return v, true
}

// lineOf answers the line of a key, of the mapping when the key is absent.
func (f fields) lineOf(key string) int {
	if v, ok := f.known[key]; ok {
		return v.line
	}
	return f.line
}

// need answers a field that must be there.
func (f fields) need(key string) (field, bool) {
	if _, ok := f.known[key]; !ok {
		f.r.fault(f.line, "%s: %s is missing", f.what, key)
		return field{}, false
	}
	return f.get(key)
}

func (r *reader) text(v field, what string) (string, bool) {
	switch n := v.node.(type) {
	case *ast.StringNode:
		if n.Value != "" && !strings.ContainsFunc(n.Value, control) {
			return n.Value, true
		}
		r.fault(v.line, "%s is empty or holds a control character", what)
	case *ast.LiteralNode:
		if t := strings.TrimSpace(n.Value.Value); t != "" {
			return t, true
		}
		r.fault(v.line, "%s is empty", what)
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		r.fault(v.line, "%s must be a text: put %s in quotation marks", what, n.GetToken().Value)
	case *ast.AliasNode, *ast.AnchorNode, *ast.TagNode, *ast.MergeKeyNode:
		r.fault(v.line, "%s: anchors, aliases and tags are not taken; write the value out", what)
	default:
		r.fault(v.line, "%s must be a text", what)
	}
	return "", false
}

func control(c rune) bool { return c < 0x20 || c == 0x7f }

// number is the one notation of decimals: no exponent, no leading zero (which YAML reads as octal), no sign plus.
var number = regexp.MustCompile(`^-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,18})?$`)

func (r *reader) decimal(v field, what string) (*apd.Decimal, bool) {
	switch v.node.(type) {
	case *ast.IntegerNode, *ast.FloatNode:
		if text := v.node.GetToken().Value; number.MatchString(text) {
			return normal(text), true
		}
	}
	r.fault(v.line, "%s must be a number like 20 or 0.5, it is %s", what, v.node.String())
	return nil, false
}

// normal is the decimal of a text in the notation of number, in its one normal form: equal values have equal
// coefficients and exponents.
func normal(text string) *apd.Decimal {
	d, _, err := apd.NewFromString(text)
	if err != nil {
		return apd.New(0, 0) // not reached: the notation was checked
	}
	d.Reduce(d)
	if d.Exponent > 0 {
		d, _, _ = apd.NewFromString(d.Text('f'))
	}
	return d
}

// list answers the entries of a list; of one that is longer than most, none: some checks compare each with each.
func (r *reader) list(v field, what string, most int) []field {
	seq, ok := v.node.(*ast.SequenceNode)
	if !ok {
		r.fault(v.line, "%s must be a list", what)
		return nil
	}
	if n := len(seq.Values); n > most {
		r.fault(v.line, "%s: %d entries, at most %d are taken", what, n, most)
		return nil
	}
	out := make([]field, len(seq.Values))
	for i, n := range seq.Values {
		line := lineOf(n)
		if m, ok := n.(*ast.MappingNode); ok && len(m.Values) > 0 {
			line = lineOf(m.Values[0].Key)
		}
		out[i] = field{node: n, line: line}
	}
	return out
}
