package aggregator

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"unionscreen/aggregator/scheme"
)

// Kinds of period.
const (
	KindQuarter = "quarter"
	KindYear    = "year"
	KindMonth   = "month"
	KindWeek    = "week" // ISO 8601, from Monday
	KindDay     = "day"
)

var periodPattern = regexp.MustCompile(`^([0-9]{4})(?:-Q([1-4])|-W([0-9]{2})|-([0-9]{2})(?:-([0-9]{2}))?)?$`)

// ParsePeriod reads the id of a period: 2026-Q4 and 2026 by the scheme's calendar, 2026-11, 2026-W47 and 2026-11-21
// by the common one; all begin and end at midnights of its zone. Years are 2000 to 2199. The error wraps ErrNoPeriod.
func ParsePeriod(id string, calendar scheme.Calendar) (Period, error) {
	parts := periodPattern.FindStringSubmatch(id)
	wrong := fmt.Errorf("%q: %w", id, ErrNoPeriod)
	if parts == nil {
		return Period{}, wrong
	}
	n := func(i int) int {
		v, _ := strconv.Atoi(parts[i]) // the pattern lets only digits through; an absent part is 0
		return v
	}
	year := n(1)
	if year < 2000 || year > 2199 {
		return Period{}, wrong
	}
	var p Period
	switch {
	case parts[2] != "":
		p = quarterOf(year, n(2), calendar)
	case parts[3] != "":
		p = PeriodAt(KindWeek, mondayOf(year, n(3), calendar.Location()), calendar)
	case parts[5] != "":
		p = PeriodAt(KindDay, time.Date(year, time.Month(n(4)), n(5), 12, 0, 0, 0, calendar.Location()), calendar)
	case parts[4] != "":
		p = PeriodAt(KindMonth, time.Date(year, time.Month(n(4)), 1, 12, 0, 0, 0, calendar.Location()), calendar)
	default:
		p = yearOf(year, calendar)
	}
	if p.ID != id { // a thirteenth month, a week 53 that the year has not
		return Period{}, wrong
	}
	return p, nil
}

// PeriodAt answers the period of a kind that the instant lies in; one of an unknown kind is empty.
func PeriodAt(kind string, t time.Time, calendar scheme.Calendar) Period {
	zone := calendar.Location()
	y, m, d := t.In(zone).Date()
	day := func(year int, month time.Month, day int) time.Time {
		return time.Date(year, month, day, 0, 0, 0, 0, zone)
	}
	switch kind {
	case KindQuarter:
		year, quarter := calendar.QuarterOf(t)
		return quarterOf(year, quarter, calendar)
	case KindYear:
		year, _ := calendar.QuarterOf(t)
		return yearOf(year, calendar)
	case KindMonth:
		return Period{ID: fmt.Sprintf("%04d-%02d", y, m), Kind: kind, Start: day(y, m, 1), End: day(y, m+1, 1)}
	case KindWeek:
		since := (int(day(y, m, d).Weekday()) + 6) % 7 // days since Monday
		year, week := day(y, m, d).ISOWeek()
		return Period{ID: fmt.Sprintf("%04d-W%02d", year, week), Kind: kind, Start: day(y, m, d-since), End: day(y, m, d-since+7)}
	case KindDay:
		return Period{ID: fmt.Sprintf("%04d-%02d-%02d", y, m, d), Kind: kind, Start: day(y, m, d), End: day(y, m, d+1)}
	}
	return Period{}
}

// PreviousPeriod answers the period of the same kind that ends where this one begins.
func PreviousPeriod(p Period, calendar scheme.Calendar) Period {
	return PeriodAt(p.Kind, p.Start.Add(-time.Microsecond), calendar)
}

// Contains says whether the instant lies in the period.
func (p Period) Contains(t time.Time) bool { return !t.Before(p.Start) && t.Before(p.End) }

func quarterOf(year, quarter int, calendar scheme.Calendar) Period {
	start, end := calendar.Quarter(year, quarter)
	return Period{ID: fmt.Sprintf("%04d-Q%d", year, quarter), Kind: KindQuarter, Start: start, End: end}
}

func yearOf(year int, calendar scheme.Calendar) Period {
	start, end := calendar.Year(year)
	return Period{ID: fmt.Sprintf("%04d", year), Kind: KindYear, Start: start, End: end}
}

// mondayOf is the Monday of an ISO week; the 4th of January lies always in the first one.
func mondayOf(year, week int, zone *time.Location) time.Time {
	fourth := time.Date(year, time.January, 4, 12, 0, 0, 0, zone)
	since := (int(fourth.Weekday()) + 6) % 7
	return fourth.AddDate(0, 0, 7*(week-1)-since)
}
