package office

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"slices"
	"time"
)

// Limits are the services catalogue compiled with a calendar and a zone: pure, and safe for concurrent use.
type Limits struct {
	services map[string][]Service // by code, latest valid_from first
	calendar *Calendar
	zone     *time.Location
	version  string
}

// NewLimits compiles the catalogue. Days of submission and deadlines are those of zone.
func NewLimits(services []Service, calendar *Calendar, zone *time.Location) *Limits {
	l := &Limits{services: map[string][]Service{}, calendar: calendar, zone: zone}
	for _, s := range services {
		l.services[s.Code] = append(l.services[s.Code], s)
	}
	for _, rows := range l.services {
		slices.SortFunc(rows, func(a, b Service) int { return b.ValidFrom.Compare(a.ValidFrom) })
	}
	hash := servicesHash(services)
	all := sha256.Sum256([]byte("unionscreen limits 1\n" + hash.String() + "\n" + calendar.hash.String() + "\n" + zone.String() + "\n"))
	l.version = Digest(all).String()
	return l
}

// servicesHash covers the content of a catalogue, whatever the order of its rows.
func servicesHash(services []Service) Digest {
	sorted := slices.SortedFunc(slices.Values(services), func(a, b Service) int {
		return cmp.Or(cmp.Compare(a.Code, b.Code), a.ValidFrom.Compare(b.ValidFrom))
	})
	return rowsHash(ServiceRows(sorted))
}

// rowsHash is the hash of rows as CSV.
func rowsHash(rows [][]string) Digest {
	var text bytes.Buffer
	if err := WriteCSV(&text, rows); err != nil {
		panic(err) // a buffer takes everything
	}
	return sha256.Sum256(text.Bytes())
}

// Version changes whenever an answer may change: with the catalogue, the calendar, or the zone.
func (l *Limits) Version() string { return l.version }

// Deadlines are until when, itself included, a case must be completed and taken up; zero: no such limit. Provisional says that a day on the way lies in a year whose holidays are not announced:
// the deadline may still move.
type Deadlines struct {
	Due, AcceptBy time.Time
	Provisional   bool
}

// Limit answers the deadlines of a case alone.
func (l *Limits) Limit(service string, submitted time.Time) (due, acceptBy time.Time) {
	d := l.Deadlines(service, submitted)
	return d.Due, d.AcceptBy
}

// Deadlines answers what holds for a case by the row of its service that was valid on the day of submission.
func (l *Limits) Deadlines(service string, submitted time.Time) Deadlines {
	row, ok := l.validOn(service, Day(submitted.In(l.zone)))
	if !ok {
		return Deadlines{}
	}
	var d Deadlines
	var sure, sureAccept bool
	d.Due, sure = l.after(submitted, row.Limit, row.Unit)
	d.AcceptBy, sureAccept = l.after(submitted, row.AcceptLimit, row.Unit)
	d.Provisional = !sure || !sureAccept
	return d
}

func (l *Limits) validOn(service string, day time.Time) (Service, bool) {
	for _, row := range l.services[service] {
		if !row.ValidFrom.After(day) {
			return row, true
		}
	}
	return Service{}, false
}

// after is the end of a limit of n units. Days end with the midnight after the n-th one that follows the day of
// submission; hours run from the instant itself.
func (l *Limits) after(submitted time.Time, n int, unit string) (end time.Time, sure bool) {
	if n == 0 {
		return time.Time{}, true
	}
	day, sure := Day(submitted.In(l.zone)), true
	switch unit {
	case Hours:
		return submitted.Add(time.Duration(n) * time.Hour), true
	case CalendarDays:
		day = day.AddDate(0, 0, n)
	case WorkingDays:
		day, sure = l.calendar.AddWorking(day, n)
	}
	y, m, d := day.Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, l.zone), sure
}

// Services answers the codes of the catalogue that are valid on the calendar day that the instant shows in its own
// location, in order.
func (l *Limits) Services(day time.Time) []string {
	var codes []string
	for code := range l.services {
		if _, ok := l.validOn(code, Day(day)); ok {
			codes = append(codes, code)
		}
	}
	slices.Sort(codes)
	return codes
}
