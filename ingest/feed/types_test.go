package feed

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"unionscreen/ingest/event"
)

func decodeGB(t *testing.T, raw []byte) string {
	t.Helper()
	text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(raw)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// sample is a good value of each field of the catalogue, as a column of a table has it, and how a mapping reads it.
var sample = map[string]struct{ value, how string }{
	"union": {"330110", ""}, "from": {"330110", ""}, "to": {"330111", ""}, "article": {"a-1", ""}, "application": {"c-1", ""}, "member": {"m-1", ""},
	"reader": {"r-1", ""}, "author": {"w-1", ""}, "activity": {"v-1", ""}, "merchant": {"s-1", ""}, "post": {"p-1", ""}, "project": {"j-1", ""},
	"grassroots": {"12", ""}, "account": {"gh_1", ""}, "incident": {"i-1", ""}, "event": {"other", ""}, "group": {"g-1", ""}, "card": {"card-1", ""},
	"service": {"legal-aid", ""}, "channel": {"微信", "steps: [{only: {微信: wechat}}]"}, "measure": {"次", "steps: [{map: {次: times}}]"},
	"cumulative": {"是", "as: boolean, steps: [{map: {是: 'true', 否: 'false'}}]"}, "original": {"true", "as: boolean"}, "online": {"FALSE", "as: boolean, steps: [{lower: true}]"},
	"date": {"2026年9月30日", "steps: [{date: {layout: 2006年1月2日}}]"}, "as_of": {"2026-09-30", ""}, "due": {"2026-10-05 18:00", "steps: [{time: {layout: '2006-01-02 15:04', zone: Asia/Shanghai}}]"},
	"upto": {"1790784000", "steps: [{time: {layout: unix}}]"}, "families": {"articles、reads", "as: list"},
	"reads": {"1,234", "as: integer, steps: [{number: {}}]"}, "shares": {"5", "as: integer"}, "likes": {"5", "as: integer"}, "comments": {"0", "as: integer"}, "favourites": {"7", "as: integer"},
	"dwell_ms": {"900", "as: integer"}, "employees": {"1.234", "as: integer, steps: [{number: {group: '.', decimal: ','}}]"}, "members": {"900", "as: integer"}, "entered": {"800", "as: integer"},
	"followers": {"100", "as: integer"}, "active_followers": {"50", "as: integer"}, "plays": {"9", "as: integer"}, "place": {"3", "as: integer"}, "index": {"512.340", "as: number"},
	"grade": {"5", "as: integer"}, "kind": {"", ""}, "outcome": {"granted", ""}, "title": {"=标题", ""}, "column": {"要闻", ""}, "url": {"https://example.org/a", ""},
	"reason": {"重复", ""}, "by": {"3301", ""}, "of": {"3301", ""}, "agent": {"Mozilla/5.0", ""}, "method": {"线下", ""}, "group_kind": {"reading", ""}, "level": {"city", ""},
	"category": {"餐饮", ""}, "index_name": {"wci", ""}, "list": {"榜", ""}, "severity": {"major", ""}, "decided_by": {"office", ""}, "document": {"doc-1", ""},
}

// How fields differ from type to type.
var sampleOf = map[string]struct{ value, how string }{
	"application.submitted kind": {"诉求", "steps: [{only: {诉求: appeal}}]"}, "activity.held kind": {"training", ""}, "post.created kind": {"reply", ""}, "post.removed kind": {"post", ""},
	"union.base_reported grassroots": {"12", "as: integer"}, "article.submitted place": {"homepage", ""}, "article.adopted place": {"homepage", ""},
}

// Every type of the catalogue, with all its fields, comes out of a row of a table as an accepted event.
func TestAllTypesByMapping(t *testing.T) {
	var mapping, header, cells strings.Builder
	mapping.WriteString("format: csv\nsource: /all\ncsv: {delimiter: tab}\nkey: [key]\nevents:\n")
	header.WriteString("key\ttime")
	cells.WriteString("1\t2026-09-30 23:59:58")
	for _, name := range event.Types() {
		fields, ok := event.FieldsOf(name)
		if !ok {
			t.Fatal(name)
		}
		fmt.Fprintf(&mapping, "  - type: %s\n    time: {column: time, layout: '2006-01-02 15:04:05', zone: Asia/Shanghai}\n    data:\n", name)
		for _, field := range slices.Sorted(maps.Keys(fields)) {
			value, known := sampleOf[name+" "+field]
			if !known {
				value, known = sample[field]
			}
			if !known || value.value == "" {
				t.Fatalf("no sample of %s of %s", field, name)
			}
			column := name + " " + field
			fmt.Fprintf(&mapping, "      %s: {column: %s%s}\n", field, column, strings.TrimSuffix(", "+value.how, ", "))
			header.WriteString("\t" + column)
			cells.WriteString("\t" + value.value)
		}
	}
	cfg := given(t, mapping.String(), header.String()+"\n"+cells.String()+"\n")
	var all []Message
	report, err := Import(t.Context(), cfg, collect(&all), nil)
	if err != nil || report.RejectedRows() != 0 {
		t.Fatalf("%v %+v", err, report.Faults)
	}
	seen := map[string]bool{}
	for _, e := range decodeAll(t, all) {
		seen[e.Type] = true
		fields, _ := event.FieldsOf(e.Type)
		for field := range fields {
			if !strings.Contains(string(e.Data), `"`+field+`":`) {
				t.Errorf("%s lacks %s: %s", e.Type, field, e.Data)
			}
		}
	}
	if got := slices.Sorted(maps.Keys(seen)); !slices.Equal(got, event.Types()) || len(got) < 35 {
		t.Errorf("%d types of %d: %v", len(got), len(event.Types()), got)
	}
}
