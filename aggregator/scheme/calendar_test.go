package scheme

import (
	"testing"
	"time"
)

func TestCalendarFaults(t *testing.T) {
	for _, c := range []struct {
		zone  string
		month int
	}{{"", 1}, {"Local", 1}, {"Asia/Atlantis", 1}, {"../etc/passwd", 1}, {"Asia/Shanghai", 0}, {"Asia/Shanghai", 13}} {
		if cal, err := NewCalendar(c.zone, c.month); err == nil {
			t.Errorf("%q, %d: taken as %+v", c.zone, c.month, cal)
		}
	}
}

// TestQuartersTileTime walks through ten years by each start month: every quarter begins where the last one ended,
// and every instant lies in the quarter that says so.
func TestQuartersTileTime(t *testing.T) {
	for month := 1; month <= 12; month++ {
		c, err := NewCalendar("Asia/Shanghai", month)
		if err != nil {
			t.Fatal(err)
		}
		_, before := c.Quarter(2019, 4)
		for year := 2020; year < 2030; year++ {
			first, after := c.Year(year)
			for q := 1; q <= 4; q++ {
				start, end := c.Quarter(year, q)
				if !start.Equal(before) {
					t.Fatalf("start month %d: %d-Q%d begins at %v, the one before ended at %v", month, year, q, start, before)
				}
				for _, at := range []time.Time{start, end.Add(-time.Microsecond)} {
					if y, n := c.QuarterOf(at); y != year || n != q {
						t.Fatalf("start month %d: %v is in %d-Q%d, want %d-Q%d", month, at, y, n, year, q)
					}
				}
				if q == 1 && !start.Equal(first) || q == 4 && !end.Equal(after) {
					t.Fatalf("start month %d: the year %d is [%v, %v)", month, year, first, after)
				}
				before = end
			}
			// A year that starts after June is named by its end, another one by its start.
			if named := first.Year(); month > 6 && named != year-1 || month <= 6 && named != year {
				t.Fatalf("start month %d: the year %d begins in %d", month, year, named)
			}
		}
	}
}

func TestZeroCalendarIsNatural(t *testing.T) {
	start, end := Calendar{}.Quarter(2026, 4)
	if want := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC); !start.Equal(want) || !end.Equal(want.AddDate(0, 3, 0)) {
		t.Errorf("[%v, %v)", start, end)
	}
}
