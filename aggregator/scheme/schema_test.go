package scheme

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// shape is what the tests read of the schema's own text.
type shape struct {
	Description string
	Properties  map[string]json.RawMessage
	Required    []string
	Enum        []string
	Defs        map[string]json.RawMessage `json:"$defs"`
}

func shapeOf(t *testing.T, raw []byte) shape {
	t.Helper()
	var out shape
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	if err := c.AddResource("scheme.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	out, err := c.Compile("scheme.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// document is a YAML text as a schema sees it.
func document(t *testing.T, text []byte) any {
	t.Helper()
	var v any
	if err := yaml.UnmarshalWithOptions(text, &v, yaml.AllowDuplicateMapKey()); err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	out, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestSchemaHasTheKeysOfTheReader: each mapping has the same keys in both, and what must be there must be there in both.
func TestSchemaHasTheKeysOfTheReader(t *testing.T) {
	root := shapeOf(t, Schema())
	same := func(name string, got map[string]json.RawMessage, want []string) {
		t.Helper()
		if g, w := slices.Sorted(maps.Keys(got)), slices.Sorted(slices.Values(want)); !slices.Equal(g, w) {
			t.Errorf("%s: the schema has %q, the reader %q", name, g, w)
		}
	}
	same("scheme", root.Properties, keys("scheme"))
	for _, mapping := range []string{"names", "calendar", "rounding", "guard", "group", "item", "step", "target", "adjustment", "bonus", "honours", "honour"} {
		same(mapping, shapeOf(t, root.Defs[mapping]).Properties, keys(mapping))
	}
	same("where", shapeOf(t, root.Defs["where"]).Properties, dimensions)
	for method, constants := range methodConstants() {
		var names, needed []string
		for _, c := range constants {
			names = append(names, c.name)
			if c.absent == nil {
				needed = append(needed, c.name)
			}
		}
		def, has := root.Defs["constants-"+method]
		if has != (len(names) > 0) {
			t.Errorf("constants of %s in the schema: %v", method, has)
		}
		if has {
			same("constants of "+method, shapeOf(t, def).Properties, names)
			if got := shapeOf(t, def).Required; !slices.Equal(got, needed) {
				t.Errorf("constants of %s: the schema needs %q, the reader %q", method, got, needed)
			}
		}
	}
}

func TestSchemaKnowsTheWords(t *testing.T) {
	root := shapeOf(t, Schema())
	entries, err := Indicators()
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, e := range entries {
		ids = append(ids, e.ID)
	}
	item := shapeOf(t, root.Defs["item"])
	where := shapeOf(t, root.Defs["where"])
	closed := func(dimension string) []string {
		var list struct{ AnyOf []shape }
		if err := json.Unmarshal(where.Properties[dimension], &list); err != nil {
			t.Fatal(err)
		}
		return list.AnyOf[0].Enum
	}
	var kinds []string
	for _, family := range []string{"applications", "posts", "activities"} {
		for _, w := range words("kind", family) {
			if !slices.Contains(kinds, w) {
				kinds = append(kinds, w)
			}
		}
	}
	for name, both := range map[string][2][]string{
		"indicators": {shapeOf(t, root.Defs["indicator"]).Enum, ids},
		"methods":    {shapeOf(t, item.Properties["method"]).Enum, slices.Collect(maps.Keys(methodConstants()))},
		"bases":      {shapeOf(t, shapeOf(t, root.Defs["target"]).Properties["of"]).Enum, slices.Collect(maps.Keys(PerBases()))},
		"channels":   {closed("channel"), words("channel", "")},
		"kinds":      {closed("kind"), kinds},
		"annual":     {shapeOf(t, root.Properties["annual"]).Enum, []string{AnnualRecompute, AnnualSum, AnnualMean}},
		"policies":   {shapeOf(t, root.Properties["not_applicable"]).Enum, []string{PolicyRescale, PolicyFull, PolicyZero}},
		"adjustments": {shapeOf(t, shapeOf(t, root.Defs["adjustment"]).Properties["kind"]).Enum,
			[]string{KindBonus, KindDeduction, KindVeto}},
	} {
		if got, want := slices.Sorted(slices.Values(both[0])), slices.Sorted(slices.Values(both[1])); !slices.Equal(got, want) {
			t.Errorf("%s: the schema has %q, the reader %q", name, got, want)
		}
	}
	for _, base := range shapeOf(t, shapeOf(t, root.Defs["target"]).Properties["of"]).Enum {
		if !strings.Contains(string(item.Properties["per"]), base) {
			t.Errorf("per does not know %s", base)
		}
	}
}

// TestSchemaSpeaksBothLanguages: each key has its words in Chinese and in English.
func TestSchemaSpeaksBothLanguages(t *testing.T) {
	root := shapeOf(t, Schema())
	check := func(name string, s shape) {
		for key, raw := range s.Properties {
			zh, en, both := strings.Cut(shapeOf(t, raw).Description, " / ")
			if !both || en == "" || !strings.ContainsFunc(zh, func(r rune) bool { return r >= 0x4e00 && r <= 0x9fff }) {
				t.Errorf("%s.%s: description %q", name, key, zh+" / "+en)
			}
		}
	}
	check("scheme", root)
	for name, raw := range root.Defs {
		check(name, shapeOf(t, raw))
	}
}

func TestSchemaTakesWhatTheReaderTakes(t *testing.T) {
	s := compiled(t)
	for name, text := range map[string]string{
		"core-five": string(coreFive), "union-work": string(unionWork), "small": small, "beside": small + beside, "grows": grows,
		"restricted": restricted, "weighed": weighed, "rich": rich,
	} {
		if _, err := Parse([]byte(text)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := s.Validate(document(t, []byte(text))); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSchemaFindsTheFaultsOfStructure holds where the schema faults the faulty document. What is not among them takes a
// reader: sums, order, doubles, what an indicator is like, what a zone is called.
func TestSchemaFindsTheFaultsOfStructure(t *testing.T) {
	raw, err := os.ReadFile("testdata/faulty.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var invalid *jsonschema.ValidationError
	if err := compiled(t).Validate(document(t, raw)); !errors.As(err, &invalid) {
		t.Fatalf("it was taken: %v", err)
	}
	found := map[string]bool{}
	var walk func(*jsonschema.ValidationError)
	walk = func(e *jsonschema.ValidationError) {
		if len(e.Causes) == 0 {
			at := "/" + strings.Join(e.InstanceLocation, "/")
			word := "not allowed"
			if path := e.ErrorKind.KeywordPath(); len(path) > 0 {
				word = path[len(path)-1]
			}
			found[at+" "+word] = true
		}
		for _, c := range e.Causes {
			walk(c)
		}
	}
	walk(invalid)
	want, err := os.ReadFile("testdata/faulty.schema.txt")
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(slices.Sorted(maps.Keys(found)), "\n") + "\n"; got != string(want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
