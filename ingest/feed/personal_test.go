package feed

import (
	"os"
	"strings"
	"testing"
)

// TestNumbersOfPersonsInTables: a number in a column that nobody reads is nobody's business and changes no identity; one
// in the key, from whose hash it could be guessed, is refused; no sentence that is printed repeats one.
func TestNumbersOfPersonsInTables(t *testing.T) {
	const rows = "no,phone,channel,at\na-1,@,website,2026-09-01 08:00\na-2,,website,2026-09-01 08:00\na-3,,@,2026-09-01 08:00\n"
	const mapping = `format: csv
source: /table
events:
  - type: article.published
    time: {column: at, layout: "2006-01-02 15:04", zone: Asia/Shanghai}
    data: {union: {text: "330110"}, article: {column: no}, channel: {column: channel, steps: [{only: {website: website}}]}}
`
	ids := func(mapping, number string) (ids []string, report Report) {
		var all []Message
		cfg := given(t, mapping, strings.ReplaceAll(rows, "@", number))
		report, err := Import(t.Context(), cfg, collect(&all), nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range decodeAll(t, all) {
			ids = append(ids, e.ID)
		}
		for _, f := range report.Faults {
			if strings.Contains(f.Error(), number) {
				t.Errorf("%v repeats %s", f, number)
			}
		}
		if own, err := os.ReadFile(cfg.Rejects); err != nil || !strings.Contains(string(own), number) {
			t.Errorf("%v: the sender's own row is not given back: %s", err, own)
		}
		return ids, report
	}
	one, report := ids(mapping, "13812345678")
	other, _ := ids(mapping, "13987654321")
	if len(one) != 2 || strings.Join(one, " ") != strings.Join(other, " ") || report.Rejected["bad_value"] != 1 || !strings.Contains(report.Faults[0].Sentence, `"***********" is none of the words`) {
		t.Errorf("ids %v and %v, %+v", one, other, report)
	}
	keyed := strings.Replace(mapping, "events:", "key: [phone, no]\nevents:", 1)
	if keys, report := ids(keyed, "13812345678"); len(keys) != 0 || report.Rejected["personal_data"] != 1 || report.Faults[0].Column != "phone" {
		t.Errorf("ids %v, %+v", keys, report)
	}
}
