package recount

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"unionscreen/queries"
)

// happened is the business instant of an event: its time, but the start of the day of which a row reports, and the last
// microsecond that a report of the base speaks of.
func (r Rules) happened(row queries.LedgerRow) (time.Time, error) {
	switch row.Type {
	case "article.reads_reported", "channel.measured":
		said, err := dataOf[struct{ Date string }](row)
		if err != nil {
			return time.Time{}, err
		}
		day, err := time.ParseInLocation(time.DateOnly, said.Date, r.Zone)
		if err != nil {
			return time.Time{}, fmt.Errorf("read the day of %s: %w", named(row), err)
		}
		return day, nil
	case "union.base_reported":
		said, err := dataOf[struct {
			AsOf string `json:"as_of"`
		}](row)
		if err != nil {
			return time.Time{}, err
		}
		asOf, err := r.baseInstant(said.AsOf)
		if err != nil {
			return time.Time{}, fmt.Errorf("read as_of of %s: %w", named(row), err)
		}
		return asOf.Add(-time.Microsecond), nil
	}
	return row.Time, nil
}

// baseInstant reads an instant, cut to microseconds, or a day, which means its end.
func (r Rules) baseInstant(text string) (time.Time, error) {
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		return time.Date(day.Year(), day.Month(), day.Day()+1, 0, 0, 0, 0, r.Zone), nil
	}
	instant, err := time.Parse(time.RFC3339, strings.ToUpper(text))
	return instant.Truncate(time.Microsecond), err
}

// dayOf numbers the calendar days of the zone one after the other.
func (r Rules) dayOf(t time.Time) int {
	year, month, day := t.In(r.Zone).Date()
	return int(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60))
}

// dataOf reads what an event says beyond the columns. The ledger holds only what was checked when it was accepted: what
// cannot be read is a fault of the ledger and must not become a wrong figure.
func dataOf[T any](row queries.LedgerRow) (said T, err error) {
	if err := json.Unmarshal(row.Data, &said); err != nil {
		return said, fmt.Errorf("read the data of %s: %w", named(row), err)
	}
	return said, nil
}

func named(row queries.LedgerRow) string {
	return fmt.Sprintf("%s %s of %s", row.Type, row.ID, row.Source)
}
