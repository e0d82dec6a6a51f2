package queries

import (
	"context"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// limit is what the services catalogue says of all submissions of one day, in
// microseconds: working and calendar days end at one instant for the whole day,
// hours are added to the submission. Zero, and not added: no limit.
type limit struct {
	us    int64
	added uint8
}

// limits asks the services catalogue about the days of newly arrived
// submissions that it was not asked about yet.
func (s *Store) limits(ctx context.Context, sp span) error {
	var lists, services []string
	var days []time.Time
	var starts, dues, accepts []int64
	var duesAdded, acceptsAdded []uint8
	err := s.each(ctx, func(r driver.Rows) error {
		var service string
		var day time.Time
		if err := r.Scan(&service, &day); err != nil {
			return err
		}
		start := time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, s.cfg.Zone)
		due, accept, err := s.limitsOf(service, start)
		if err != nil {
			return err
		}
		lists, services, days, starts = append(lists, s.cfg.LimitsVersion), append(services, service), append(days, day), append(starts, micros(start))
		dues, duesAdded = append(dues, due.us), append(duesAdded, due.added)
		accepts, acceptsAdded = append(accepts, accept.us), append(acceptsAdded, accept.added)
		return nil
	}, "limits_new", sp.args(arg("list", s.cfg.LimitsVersion))...)
	if err != nil || len(services) == 0 {
		return err
	}
	return s.insert(ctx, "add_deadlines", []column{
		{"list", "String", lists},
		{"service", "String", services},
		{"day", "Date", days},
		{"start", "Int64", starts},
		{"due", "Int64", dues},
		{"due_added", "UInt8", duesAdded},
		{"accept", "Int64", accepts},
		{"accept_added", "UInt8", acceptsAdded},
	})
}

// limitsOf asks for the first and the last microsecond of a day, which tells
// instants from distances.
func (s *Store) limitsOf(service string, start time.Time) (due, accept limit, err error) {
	last := start.AddDate(0, 0, 1).Add(-time.Microsecond)
	earlyDue, earlyAccept := s.cfg.Limit(service, start)
	lateDue, lateAccept := s.cfg.Limit(service, last)
	due, certain := limitOf(start, earlyDue, last, lateDue)
	accept, certainToo := limitOf(start, earlyAccept, last, lateAccept)
	if !certain || !certainToo {
		return limit{}, limit{}, fmt.Errorf("the limits of service %s for submissions of %s are neither one instant nor one distance from submission: mend them in the services catalogue",
			service, start.Format(time.DateOnly))
	}
	return due, accept, nil
}

func limitOf(start, early, last, late time.Time) (found limit, certain bool) {
	switch {
	case early.IsZero() && late.IsZero():
		return limit{}, true
	case early.IsZero() || late.IsZero():
		return limit{}, false
	case early.Equal(late):
		return limit{us: micros(storable(early))}, true
	default:
		distance := early.Sub(start)
		return limit{distance.Microseconds(), 1}, late.Sub(last) == distance
	}
}
