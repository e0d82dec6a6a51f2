package dashboard

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

type apiDocument struct {
	OpenAPI string `yaml:"openapi"`
	Paths   map[string]map[string]struct {
		OperationID string                    `yaml:"operationId"`
		Summary     string                    `yaml:"summary"`
		Permission  string                    `yaml:"x-permission"`
		Parameters  []map[string]any          `yaml:"parameters"`
		Responses   map[string]map[string]any `yaml:"responses"`
	} `yaml:"paths"`
	Components struct {
		Parameters map[string]map[string]any `yaml:"parameters"`
		Schemas    map[string]any            `yaml:"schemas"`
		Responses  map[string]any            `yaml:"responses"`
	} `yaml:"components"`
}

// TestDocumentSaysWhatTheTableSays compares the API document with routes.go in both directions.
func TestDocumentSaysWhatTheTableSays(t *testing.T) {
	r := start(t, demo(), built())
	_, body := r.ask(t, "GET", "/api/openapi.yaml", "")
	var doc apiDocument
	if err := yaml.Unmarshal([]byte(body), &doc); err != nil {
		t.Fatalf("the document is not YAML: %v", err)
	}
	if doc.OpenAPI != "3.1.0" {
		t.Errorf("openapi = %q", doc.OpenAPI)
	}
	described := map[string]bool{}
	for path, operations := range doc.Paths {
		for method := range operations {
			described[strings.ToUpper(method)+" "+path] = true
		}
	}
	for _, row := range r.routes() {
		if row.page {
			continue
		}
		path := regexp.MustCompile(`:([a-z]+)`).ReplaceAllString(row.path, "{$1}")
		name := row.method + " " + path
		if !described[name] {
			t.Errorf("%s is not in the document", name)
			continue
		}
		delete(described, name)
		op := doc.Paths[path][strings.ToLower(row.method)]
		if op.Permission != string(row.permission) {
			t.Errorf("%s: x-permission %q, the table says %q", name, op.Permission, row.permission)
		}
		var inQuery, want []string
		for _, p := range op.Parameters {
			if ref, ok := p["$ref"].(string); ok {
				p = doc.Components.Parameters[strings.TrimPrefix(ref, "#/components/parameters/")]
			}
			if p["in"] == "query" {
				inQuery = append(inQuery, p["name"].(string))
			}
		}
		for _, p := range row.query {
			want = append(want, p.name)
		}
		slices.Sort(inQuery)
		slices.Sort(want)
		if !slices.Equal(inQuery, want) {
			t.Errorf("%s: parameters %v, the table says %v", name, inQuery, want)
		}
		if op.OperationID == "" || op.Summary == "" || len(op.Responses) == 0 {
			t.Errorf("%s lacks an id, a summary or answers", name)
		}
	}
	for name := range described {
		t.Errorf("%s is in the document and not in the table", name)
	}
	for _, ref := range regexp.MustCompile(`#/components/([a-z]+)/([A-Za-z]+)`).FindAllStringSubmatch(body, -1) {
		_, parameter := doc.Components.Parameters[ref[2]]
		_, schema := doc.Components.Schemas[ref[2]]
		_, response := doc.Components.Responses[ref[2]]
		if !parameter && !schema && !response {
			t.Errorf("%s points nowhere", ref[0])
		}
	}
}
