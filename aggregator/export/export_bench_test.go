package export

import (
	"bytes"
	"fmt"
	"runtime"
	"strconv"
	"testing"
	"time"

	"unionscreen/aggregator/scheme"
	"unionscreen/aggregator/score"
)

// many is the size of S6: so many unions in three groups, each with so many items, names and figures all of one length.
func many(unions, items int) Standings {
	zone := time.FixedZone("", 8*3600)
	doc := Standings{Owner: "云汀市总工会", State: "open", AsOf: time.Date(2026, 9, 21, 10, 24, 11, 0, zone), Scheme: Scheme{ID: "many", Ties: scheme.TiesDense},
		Period: Period{ID: "2026-Q3", Kind: "quarter", Start: time.Date(2026, 7, 1, 0, 0, 0, 0, zone), End: time.Date(2026, 10, 1, 0, 0, 0, 0, zone)}}
	families := []string{"articles", "members", "applications", "activities"}
	for g := range 3 {
		group := Group{ID: fmt.Sprintf("g%d", g), Names: scheme.Names{ZH: fmt.Sprintf("第%d组", g), EN: fmt.Sprintf("Group %d", g)}, FullMarks: strconv.Itoa(10 * items), Mean: "1.00"}
		for i := range items {
			group.Items = append(group.Items, Item{ID: fmt.Sprintf("item%02d", i), Names: scheme.Names{ZH: fmt.Sprintf("业务办结数%02d", i), EN: fmt.Sprintf("Item %02d", i)},
				Unit: scheme.Names{ZH: "件", EN: "cases"}, Family: families[i*4/items], Points: "10"})
		}
		for u := range unions / 3 {
			marks := fmt.Sprintf("%d.%02d", 9-u/100, 99-u%100) // descending: units stand in the order of their ranks
			row := score.Row{Union: fmt.Sprintf("U%d%04d", g, u), Rank: u + 1}
			cents := 0
			for i := range items {
				n := 10_000 + u*37 + i
				row.Items = append(row.Items, score.Item{ID: group.Items[i].ID, State: score.StateValue, Value: strconv.Itoa(n), Numerator: strconv.Itoa(n),
					Target: "12000", Marks: marks, Points: "10", Formula: fmt.Sprintf("10 × min(%d / 12000, 1) = %s", n, marks), Reason: score.ReasonPart})
				cents += 999 - u
			}
			row.Base = fmt.Sprintf("%d.%02d", cents/100, cents%100)
			row.Total = row.Base
			group.Units = append(group.Units, Unit{Name: fmt.Sprintf("第%04d基层工会联合会", u), Row: row})
		}
		doc.Groups = append(doc.Groups, group)
	}
	return doc
}

func BenchmarkStandingsXLSX(b *testing.B) {
	doc := many(3_000, 30)
	b.ReportAllocs()
	for b.Loop() {
		var out bytes.Buffer
		if err := WriteStandingsXLSX(&out, doc, ZH); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(out.Len())/1e6, "MB")
	}
	var after runtime.MemStats
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(after.Sys)/(1<<20), "MiB-of-the-system")
}

func BenchmarkStandingsCSV(b *testing.B) {
	doc := many(3_000, 30)
	for b.Loop() {
		if err := WriteStandingsCSV(new(bytes.Buffer), doc, ZH); err != nil {
			b.Fatal(err)
		}
	}
}

// TestWorkbookGrowsWithItsRows finds what costs the square of a group's length: three times the unions may not cost six
// times as long. The best of some tries is what the machine needed; the rest is what others took.
func TestWorkbookGrowsWithItsRows(t *testing.T) {
	best := func(unions int) time.Duration {
		doc, least := many(unions, 10), time.Hour
		for range 5 {
			began := time.Now()
			workbook(t, doc, ZH)
			least = min(least, time.Since(began))
		}
		return least
	}
	few, more := best(300), best(900)
	t.Logf("300 unions %s, 900 unions %s", few, more)
	if more > 6*few {
		t.Errorf("300 unions take %s and 900 take %s", few, more)
	}
}
