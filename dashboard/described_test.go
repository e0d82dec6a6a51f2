package dashboard

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

const documentName = "openapi.json"

// description is the API document as its answers are held to it.
type description struct {
	mu       sync.Mutex
	paths    map[string]any
	compiler *jsonschema.Compiler
	known    map[string]*jsonschema.Schema // by place in the document
}

// described reads the document once. Its objects are closed: a field that it does not name is a fault of an answer.
var described = sync.OnceValues(func() (*description, error) {
	var doc map[string]any
	if err := yaml.Unmarshal(openapi, &doc); err != nil {
		return nil, err
	}
	components := doc["components"].(map[string]any)
	closeObjects(doc, components["schemas"].(map[string]any))
	raw, err := json.Marshal(doc)
	if err != nil {
		return nil, err
	}
	text, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	if err := c.AddResource(documentName, text); err != nil {
		return nil, err
	}
	return &description{paths: doc["paths"].(map[string]any), compiler: c, known: map[string]*jsonschema.Schema{}}, nil
})

// closeObjects merges what stands in allOf, and lets objects have no other fields than those they name.
func closeObjects(node any, schemas map[string]any) {
	switch n := node.(type) {
	case []any:
		for _, child := range n {
			closeObjects(child, schemas)
		}
	case map[string]any:
		if parts, ok := n["allOf"].([]any); ok {
			properties, required := map[string]any{}, []any{}
			for _, part := range parts {
				p := part.(map[string]any)
				if ref, ok := p["$ref"].(string); ok {
					p = schemas[strings.TrimPrefix(ref, "#/components/schemas/")].(map[string]any)
				}
				for name, value := range p["properties"].(map[string]any) {
					properties[name] = value
				}
				required = append(required, p["required"].([]any)...)
			}
			delete(n, "allOf")
			n["type"], n["properties"], n["required"] = "object", properties, unique(required)
		}
		if _, ok := n["properties"].(map[string]any); ok && n["additionalProperties"] == nil {
			n["additionalProperties"] = false
		}
		for _, child := range n {
			closeObjects(child, schemas)
		}
	}
}

func unique(list []any) []any {
	var out []any
	seen := map[any]bool{}
	for _, one := range list {
		if !seen[one] {
			out = append(out, one)
		}
		seen[one] = true
	}
	return out
}

// schemaOf is the schema of an answer, by its place in the document; false: there is no such answer.
func (d *description) schemaOf(template, method string, status int, kind string) (*jsonschema.Schema, bool, error) {
	operation, _ := d.paths[template].(map[string]any)
	answers, _ := operation[strings.ToLower(method)].(map[string]any)
	responses, _ := answers["responses"].(map[string]any)
	for _, key := range []string{strconv.Itoa(status), "default"} {
		answer, ok := responses[key].(map[string]any)
		if !ok {
			continue
		}
		escape := strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D")
		place := "#/paths/" + escape.Replace(template) + "/" + strings.ToLower(method) + "/responses/" + key
		if ref, ok := answer["$ref"].(string); ok {
			place = ref
		} else if content, _ := answer["content"].(map[string]any); content[kind] == nil {
			return nil, false, nil
		}
		place += "/content/" + escape.Replace(kind) + "/schema"
		d.mu.Lock()
		defer d.mu.Unlock()
		if d.known[place] == nil {
			compiled, err := d.compiler.Compile(documentName + place)
			if err != nil {
				return nil, false, err
			}
			d.known[place] = compiled
		}
		return d.known[place], true, nil
	}
	return nil, false, nil
}

// wantDescribed holds an answer of the API to what the document says of it.
func wantDescribed(t testing.TB, routes []route, method, target string, response *http.Response, body string) {
	t.Helper()
	kind, _, _ := strings.Cut(response.Header.Get("Content-Type"), ";")
	row, known := rowOf(routes, method, target)
	if !known || row.page || !strings.HasSuffix(kind, "json") || kind == "application/schema+json" || body == "" {
		return
	}
	d, err := described()
	if err != nil {
		t.Fatal(err)
	}
	var template strings.Builder
	for i, part := range strings.Split(row.path, "/") {
		if name, ok := strings.CutPrefix(part, ":"); ok {
			part = "{" + name + "}"
		}
		if i > 0 {
			template.WriteByte('/')
		}
		template.WriteString(part)
	}
	schema, found, err := d.schemaOf(template.String(), method, response.StatusCode, kind)
	if err != nil {
		t.Fatal(err)
	}
	if !found {
		t.Errorf("%s %s answers %d %s, of which the document says nothing", method, template.String(), response.StatusCode, kind)
		return
	}
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(body))
	if err != nil {
		t.Errorf("%s %s: not JSON: %v", method, target, err)
		return
	}
	if err := schema.Validate(value); err != nil {
		t.Errorf("%s %s %d is not as the document says: %v", method, target, response.StatusCode, err)
	}
}

// rowOf finds the route that answers a target; a path in words goes before one with a parameter.
func rowOf(routes []route, method, target string) (route, bool) {
	path, _, _ := strings.Cut(target, "?")
	asked := strings.Split(path, "/")
	for _, row := range routes {
		own := strings.Split(row.path, "/")
		if row.method != method || len(own) != len(asked) {
			continue
		}
		same := true
		for i, part := range own {
			same = same && (part == asked[i] || strings.HasPrefix(part, ":"))
		}
		if same {
			return row, true
		}
	}
	return route{}, false
}
