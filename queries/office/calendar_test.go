package office

import (
	"testing"
	"time"

	"unionscreen/deploy/calendar"
)

// FuzzCalendar: whatever a calendar says, it is read in no time, and working days after any day are found.
func FuzzCalendar(f *testing.F) {
	f.Add(calendar.CN)
	f.Add([]byte("years: [{year: 2026, notice: n, off: {a: 2026-10-01/2026-10-07, b: 2025-12-31/2026-01-03}, work: [2026-10-10]}]"))
	f.Add([]byte("years:\n- {year: 2026, notice: n, off: {a: 2026-10-01}, work: [2026-10-05, 2026-02-30]}\n- {year: 2028, notice: ''}\n"))
	f.Add([]byte("years: [{year: 9999, notice: n, off: {a: 9999-12-30/9999-12-31}}]"))
	f.Add([]byte("years: !000000 0000")) // a tag where the list belongs made the library panic
	f.Fuzz(func(t *testing.T, text []byte) {
		began := time.Now()
		c, err := ParseCalendar(text)
		if (c == nil) == (err == nil) {
			t.Fatalf("calendar %v beside error %v", c, err)
		}
		if c == nil {
			return
		}
		for _, year := range []int{c.first - 1, c.first, c.last} {
			day := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
			last, known := c.AddWorking(day, 30)
			if working, _ := c.Working(last); !working || last.Sub(day) < 30*24*time.Hour || year < c.first && c.first > 1 && known && last.Year() < c.first {
				t.Fatalf("30 working days after %s is %s, working %t, known %t", day, last, working, known)
			}
		}
		if took := time.Since(began); took > time.Second {
			t.Fatalf("%d bytes took %s", len(text), took)
		}
	})
}
