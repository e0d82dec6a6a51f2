package scheme

import (
	"encoding/json"
	"fmt"
	"time"
	_ "time/tzdata" // zones must be the same on every machine, also where none are installed
)

// Calendar says when quarters and years begin. Statistics years differ (natural, December to November, October to
// September), so the first month is a matter of the scheme. A year that starts after June is named by its end.
type Calendar struct {
	Zone       string // IANA name
	StartMonth int    // 1 to 12: first month of the year and of its first quarter
	location   *time.Location
}

// NewCalendar returns a calendar of the zone whose years begin with the month.
func NewCalendar(zone string, startMonth int) (Calendar, error) {
	if zone == "" || zone == "Local" {
		return Calendar{}, fmt.Errorf("calendar: the zone must be named, for example Asia/Shanghai")
	}
	location, err := time.LoadLocation(zone)
	if err != nil {
		return Calendar{}, fmt.Errorf("calendar: %q is not a zone like Asia/Shanghai", zone)
	}
	if startMonth < 1 || startMonth > 12 {
		return Calendar{}, fmt.Errorf("calendar: a year cannot start with month %d", startMonth)
	}
	return Calendar{Zone: zone, StartMonth: startMonth, location: location}, nil
}

// Location is the zone of all midnights of the calendar.
func (c Calendar) Location() *time.Location {
	if c.location == nil {
		return time.UTC
	}
	return c.location
}

// MarshalJSON writes the calendar into the canonical form of a scheme.
func (c Calendar) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Zone       string `json:"zone"`
		StartMonth int    `json:"start_month"`
	}{c.Zone, c.StartMonth})
}

// Year answers the first instant of the named year and of the one after it.
func (c Calendar) Year(year int) (start, end time.Time) {
	start, _ = c.Quarter(year, 1)
	end, _ = c.Quarter(year+1, 1)
	return start, end
}

// Quarter answers the first instant of quarter 1 to 4 of the named year and of the quarter after it.
func (c Calendar) Quarter(year, quarter int) (start, end time.Time) {
	first := c.startMonth()
	if first > 6 {
		year--
	}
	month := func(n int) time.Time {
		return time.Date(year, time.Month(first+n), 1, 0, 0, 0, 0, c.Location())
	}
	return month(3 * (quarter - 1)), month(3 * quarter)
}

// QuarterOf answers the named year and the quarter that the instant lies in.
func (c Calendar) QuarterOf(t time.Time) (year, quarter int) {
	y, m, _ := t.In(c.Location()).Date()
	first := c.startMonth()
	months := int(m) - first // since the start of the year that began in y
	if months < 0 {
		months += 12
		y--
	}
	if first > 6 {
		y++
	}
	return y, months/3 + 1
}

func (c Calendar) startMonth() int {
	if c.StartMonth == 0 {
		return 1
	}
	return c.StartMonth
}
