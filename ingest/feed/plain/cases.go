package plain

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// Request is one service request. Closed and Due are zero where the file is empty.
type Request struct {
	Key, Agency          string
	Created, Closed, Due time.Time
}

// Requests reads the export of service requests; its times are those of New York.
func Requests(file io.Reader) ([]Request, error) {
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		return nil, fmt.Errorf("read the requests: %w", err)
	}
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read the requests: %w", err)
	}
	if len(rows) == 0 {
		return nil, errors.New("read the requests: the file is empty")
	}
	at := map[string]int{}
	for i, name := range rows[0] {
		at[strings.TrimPrefix(name, "\ufeff")] = i
	}
	var all []Request
	for i, row := range rows[1:] {
		r := Request{Key: row[at["Unique Key"]], Agency: row[at["Agency"]]}
		for name, to := range map[string]*time.Time{"Created Date": &r.Created, "Closed Date": &r.Closed, "Due Date": &r.Due} {
			if text := row[at[name]]; text != "" {
				if *to, err = time.ParseInLocation("01/02/2006 03:04:05 PM", text, zone); err != nil {
					return nil, fmt.Errorf("read the requests: row %d: %w", i+2, err)
				}
			}
		}
		all = append(all, r)
	}
	return all, nil
}

// CaseCount holds an agency's figures of a period. Early counts cases closed before they were created.
type CaseCount struct{ Applications, Completions, Due, OnTime, OverdueOpen, Early int }

// CountCases counts by agency for the period [start, end), looked at from asOf: what lies at or after it has not
// happened yet.
func CountCases(requests []Request, start, end, asOf time.Time) map[string]CaseCount {
	until := end
	if asOf.Before(end) {
		until = asOf
	}
	counts := map[string]CaseCount{}
	for _, r := range requests {
		c := counts[r.Agency]
		submitted := r.Created.Before(until)
		completed := !r.Closed.IsZero() && r.Closed.Before(until)
		if submitted && !r.Created.Before(start) {
			c.Applications++
		}
		if completed && !r.Closed.Before(start) {
			c.Completions++
		}
		if submitted && !r.Due.IsZero() && !r.Due.Before(start) && r.Due.Before(end) && !r.Due.After(until) {
			c.Due++
			if completed && !r.Closed.After(r.Due) {
				c.OnTime++
			}
		}
		if submitted && !r.Due.IsZero() && r.Due.Before(until) && !completed {
			c.OverdueOpen++
		}
		if !r.Closed.IsZero() && r.Closed.Before(r.Created) {
			c.Early++
		}
		counts[r.Agency] = c
	}
	return counts
}
