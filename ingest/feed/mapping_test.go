package feed

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestMappingFaults(t *testing.T) {
	for name, tc := range map[string]struct {
		yaml string
		want []string
	}{
		"unknown key":   {logMap + "colour: red\n", []string{`unknown field "colour"`, "[12:1]"}},
		"twice":         {"format: log\nformat: csv\n", []string{"already defined", "[2:1]"}},
		"no yaml":       {"format: [log\n", []string{"[1:"}},
		"empty":         {"# nothing\n", []string{"the mapping is empty"}},
		"aliases":       {"format: log\nsource: &a /x\nskip: *a\n", []string{"line 2", "anchors and aliases"}},
		"tags":          {"events:\n  - when: !000000 00\n", []string{"line 2", "tags are not read"}},
		"octal":         {strings.Replace(caseMap, `"330110"`, "0330110", 1), []string{"line 12", "0330110 would be read as a number; put it in quotes"}},
		"decimal":       {strings.Replace(caseMap, `"330110"`, "1.10", 1), []string{"1.10 would be read as a number"}},
		"two documents": {logMap + "---\n" + logMap, []string{"one YAML document"}},
		"all at once": {`format: log
source: ""
skip:
  - name: a
    when: [{column: status, in: ["1"], matches: "("}]
  - name: a
    when: []
events:
  - type: ""
    time: {column: time, layout: "2006-01-02"}
    data:
      union: {column: paths, text: x}
      article: {column: path, as: float, steps: [{lower: true, upper: true}, {match: "["}]}
`, []string{
			"line 2, column 9, source: is missing", "line 5, column 12, skip[0].when[0]: give exactly one of", "error parsing regexp",
			"line 6, column 11, skip[1].name: every skip needs a name of its own", "skip[1].when: without a condition",
			"line 9, column 11, events[0].type: is missing", "line 10", "events[0].time.zone: is missing",
			`column "paths" is none of a log's`, "line 12", "events[0].data.union: give either a column, a text or a template",
			`events[0].data.article.as: "float"`, "events[0].data.article.steps[0]: a step has exactly one key, this one has 2",
			"events[0].data.article.steps[1].match: error parsing regexp",
		}},
		"csv":  {"format: csv\nsource: /x\ncsv: {delimiter: ab}\n", []string{`"ab" is not one character`, "0 events a row"}},
		"zone": {strings.Replace(caseMap, "zone: Asia/Shanghai", "zone: Asia/Nowhere", 1), []string{`"Asia/Nowhere" is not a zone`}},
		"what": {"format: xls\nsource: /x\n", []string{`"xls" is none of csv, xlsx, table`}},
		"catalogue": {`format: table
source: /x
header: 1001
log: {layout: any}
csv: {quote: curly, encoding: big5}
xlsx: {merged: guess}
key: [a]
events:
  - type: article.vanished
    time: {column: a, layout: "2006", zone: UTC}
  - type: article.withdrawn
    id: {column: a}
    time: {exported: true, column: a}
    data: {union: {text: u, optional: true}, reson: {column: a}}
  - type: article.withdrawn
    id: {template: "{a"}
    time: {text: "2026", layout: "2006", layouts: ["2006"], zone: UTC}
    data: {union: {template: "x}"}, article: {exported: true, column: b}, reason: {column: a, steps: [{number: {group: "."}}, {date: {column: a, layout: "2006-01-02T15:04:05Z07:00"}}]}}
`, []string{
			"line 4", "log: is not for the format table; leave it out", `quote "curly" is none of double, single, none`, `encoding "big5" is none of utf-8`,
			`merged cells: "guess" is neither refuse nor fill`, "header in row 1001: choose 1 to 1000",
			`line 9, column 11, events[0].type: "article.vanished" is no type of the catalogue`,
			"events[1].time: exported stands alone", "events[1].id: what says something of the export",
			"events[1].data.reson: an event of type article.withdrawn has no such field; it has article, reason, union",
			"events[1].data.article: is missing: every event of type article.withdrawn must have it", "events[1].data.union: cannot be optional",
			`events[2].id.template: "{a": columns stand in braces`, "events[2].time.layout: is missing", `"x}": columns stand in braces`,
			"events[2].data.article: give either a column", `"." between groups of digits and "." before decimals`,
			"steps[1].date: a step works on the value it is given", "steps[1].date.zone: is missing",
		}},
		"not a table": {"format: ndjson\nsource: /x\nheader: 2\ncsv: {quote: none}\nevents: []\n", []string{"header: is not for the format ndjson", "csv: is not for the format ndjson"}},
	} {
		_, err := ParseMapping([]byte(tc.yaml))
		for _, want := range tc.want {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v\nwant %q", name, err, want)
			}
		}
	}
}

func TestSteps(t *testing.T) {
	head := "format: csv\nsource: /x\nevents:\n  - type: article.withdrawn\n    time: {column: a, layout: '2006', zone: UTC}\n    data:\n      union: {text: u}\n      article: {text: a}\n      reason: {column: a, steps: "
	for _, tc := range []struct{ steps, in, out string }{
		{"[{segment: 1}]", "/a/b/", "a"},
		{"[{segment: 2}]", "a/b", "b"},
		{"[{segment: 9}]", "/a", ""},
		{"[{cut: '?'}]", "/a?b?c", "/a"},
		{"[{match: '^(\\d+)-'}]", "12-x", "12"},
		{"[{match: '\\d+'}]", "x12y", "12"},
		{"[{match: '\\d+'}, {default: none}]", "xy", "none"},
		{"[{replace: {pattern: '(a)(b)', with: '${2}${1}'}}]", "xaby", "xbay"},
		{"[{lower: true}, {prefix: p-}, {suffix: -s}]", "ABC", "p-abc-s"},
		{"[{prefix: p-}]", "", ""},
		{"[{upper: true}, {trim: true}]", " ab ", "AB"},
		{"[{map: {否: 'false', '012': x}}]", "012", "x"},
		{"[{map: {否: 'false', '012': x}}]", "否", "false"},
		{"[{limit: 2}]", "工会云", "工会"},
		{"[{only: {是: 'true'}}]", "是", "true"},
		{"[{number: {}}]", "1,234,567.50", "1234567.5"},
		{"[{number: {}}]", "-0,0", ""},
		{"[{number: {}}]", "007", "7"},
		{"[{number: {}}]", "-0.00", "0"},
		{"[{number: {group: '.', decimal: ','}}]", "1.234,5", "1234.5"},
		{"[{number: {group: ' '}}]", "12 345", "12345"},
		{"[{date: {layout: 2006年1月2日}}]", "2026年9月3日", "2026-09-03"},
		{"[{date: {layout: unix, zone: Asia/Shanghai}}]", "1790784000", "2026-10-01"},
		{"[{date: {layout: unix, zone: America/New_York}}]", "1790784000", "2026-09-30"},
		{"[{time: {layouts: [unix_milli, '2006-01-02T15:04:05Z07:00']}}]", "1790784000001", "2026-09-30T16:00:00.001Z"},
		{"[{time: {layouts: [unix_milli, '2006-01-02T15:04:05Z07:00']}}]", "2026-10-01T00:00:00+08:00", "2026-10-01T00:00:00+08:00"},
		{"[{time: {layout: '2006-01-02 15:04', zone: America/New_York}}]", "2023-07-01 10:00", "2023-07-01T10:00:00-04:00"},
	} {
		m, err := ParseMapping([]byte(head + tc.steps + "}\n"))
		if err != nil {
			t.Errorf("%s: %v", tc.steps, err)
			continue
		}
		v := m.Events[0].Data["reason"]
		out, err := v.text(row{value: func(string) string { return tc.in }})
		if (err != nil) != (tc.out == "" && strings.Contains(tc.steps, "number")) || out != tc.out {
			t.Errorf("%s of %q gives %q, %v, want %q", tc.steps, tc.in, out, err, tc.out)
		}
	}
}

func TestLocalTimes(t *testing.T) {
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	of := TimeOf{layouts: []string{"2006-01-02 15:04"}, Zone: "America/New_York", zone: zone}
	for text, want := range map[string]string{
		"2023-03-12 01:59": "2023-03-12T01:59:00-05:00",
		"2023-03-12 02:30": "", // skipped
		"2023-03-12 03:00": "2023-03-12T03:00:00-04:00",
		"2023-11-05 01:30": "2023-11-05T01:30:00-04:00", // the first of two
		"2023-11-05 02:00": "2023-11-05T02:00:00-05:00",
		"2023-11-05":       "",
	} {
		at, err := of.read(text)
		if want == "" {
			if err == nil {
				t.Errorf("%s gives %s, want a fault", text, at)
			}
			continue
		}
		if err != nil || at.Format(time.RFC3339) != want {
			t.Errorf("%s gives %s, %v, want %s", text, at.Format(time.RFC3339), err, want)
		}
	}
}

func TestTypedValues(t *testing.T) {
	for _, tc := range []struct {
		as, text string
		want     string // as JSON; empty: a fault
	}{
		{"", "5", `"5"`}, {"integer", "5", "5"}, {"integer", "5.0", ""}, {"boolean", "true", "true"}, {"boolean", "yes", ""},
		{"number", "512.340", "512.34"}, {"number", "1e3", ""}, {"number", "1,5", ""}, {"number", "05", "5"}, {"number", "-0.5", "-0.5"},
		{"list", "articles，reads; base", `["articles","reads","base"]`}, {"list", `["a","b"]`, `["a","b"]`}, {"list", "[1]", ""}, {"list", " ,", ""},
	} {
		got, err := (&Value{As: tc.as}).typed(tc.text)
		if tc.want == "" {
			if err == nil {
				t.Errorf("%q as %q gives %v", tc.text, tc.as, got)
			}
			continue
		}
		if text, _ := json.Marshal(got); err != nil || string(text) != tc.want {
			t.Errorf("%q as %q gives %s, %v", tc.text, tc.as, text, err)
		}
	}
}

func TestTemplates(t *testing.T) {
	r := row{value: func(name string) string { return map[string]string{"a": "1", "b": "2"}[name] }}
	for text, want := range map[string]string{"{a}-{b}": "1-2", "x": "x", "x{a}": "x1", "{a}{c}": "", "{a}/": "1/"} {
		parsed, ok := parseTemplate(text)
		if got := parsed.text(r); !ok || got != want {
			t.Errorf("%q gives %q, want %q", text, got, want)
		}
	}
	for _, text := range []string{"{", "}", "{}", "{a", "a}", "{{a}}"} {
		if _, ok := parseTemplate(text); ok {
			t.Errorf("%q is taken", text)
		}
	}
}

// The mappings of the documentation are read as they stand there.
func TestDocumentedMappings(t *testing.T) {
	for _, name := range []string{"import.md", "import.zh-CN.md"} {
		text, err := os.ReadFile(filepath.Join("..", "..", "docs", name))
		if err != nil {
			t.Fatal(err)
		}
		_, block, found := strings.Cut(string(text), "```yaml\n")
		block, _, closed := strings.Cut(block, "```")
		if _, err := ParseMapping([]byte(block)); err != nil || !found || !closed {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestLogLayouts(t *testing.T) {
	common := `h - - [17/May/2026:10:05:03 +0800] "GET /a HTTP/1.1" 200 5`
	for _, tc := range []struct {
		line, layout, want string
	}{
		{common, "common", ""}, {common, "any", ""}, {common, "combined", "referer"},
		{common + ` "-" "x"`, "common", "bytes"}, {common + ` "-" "x"`, "any", ""}, {common + ` "-" "x"`, "combined", ""},
		{common + ` "-" "x" tail`, "combined", "agent"}, {common + ` "-"`, "combined", "agent"},
		{`h - - 17/May "GET /a HTTP/1.1" 200 5`, "any", "time"}, {`h - - [17/May "GET`, "any", "time"}, {`h [x] "`, "any", "host"},
		{`h - - [x] "GET /a HTTP/1.1" 2000 5`, "any", "status"}, {`h - - [x] "GET /a HTTP/1.1" 200 many`, "any", "bytes"},
		{`h - - [x] "GET /a`, "any", "request"}, {`h - a user [x] "-" 408 -`, "any", ""},
	} {
		_, fault := parseLogLine(tc.line, tc.layout)
		got := ""
		if fault != nil {
			got = fault.Column
		}
		if got != tc.want {
			t.Errorf("%s as %s: fault in %q, want %q", tc.line, tc.layout, got, tc.want)
		}
	}
	f, _ := parseLogLine(`h i a user [x] "GET /a?b=1?c HTTP/2.0" 200 - "r" "a\\b\"c\x41"`, "any")
	if f == nil || f.user != "a user" || f.path != "/a" || f.query != "b=1?c" || f.column("bytes") != "" || f.agent != `a\b"c\x41` {
		t.Errorf("%+v", f)
	}
}

func FuzzLogLine(f *testing.F) {
	f.Add(`h - - [17/May/2026:10:05:03 +0800] "GET /a HTTP/1.1" 200 5 "-" "x"`)
	f.Add(`h - - [`)
	f.Add(`h - - [x] "\`)
	f.Fuzz(func(t *testing.T, line string) {
		for _, layout := range []string{"combined", "common", "any"} {
			fields, fault := parseLogLine(line, layout)
			if (fields == nil) == (fault == nil) {
				t.Errorf("%q: fields %v, fault %v", line, fields, fault)
			}
		}
	})
}

func FuzzMapping(f *testing.F) {
	f.Add(logMap)
	f.Add(caseMap)
	f.Add("")
	f.Add("events: [{data: {a.b: {column: x}}}]")
	f.Add("events:\n  - when: !000000 00") // a tag where a list belongs made the library panic
	f.Fuzz(func(t *testing.T, text string) {
		m, err := ParseMapping([]byte(text))
		if (m == nil) == (err == nil) {
			t.Errorf("%q: mapping %v, error %v", text, m, err)
		}
	})
}
