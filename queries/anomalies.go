package queries

import (
	"context"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// Kinds of anomalies: what counts and yet cannot be quite right.
const (
	CompletedEarly = "completed_before_submitted"   // stays out of durations
	NeverSubmitted = "completed_without_submission" // counts as a completion only
	NeverDue       = "never_due"                    // has no deadline, neither stated nor by the catalogue
	FallingTotal   = "falling_total"                // a running total of a platform falls
	UnknownUnion   = "unknown_union"                // counts nowhere until the registry knows the union
)

// KnownAnomaly says whether there is such a kind.
func KnownAnomaly(kind string) bool {
	switch kind {
	case CompletedEarly, NeverSubmitted, NeverDue, FallingTotal, UnknownUnion:
		return true
	}
	return false
}

// Anomaly is one of them. Detail is an English sentence for whoever looks into
// it.
type Anomaly struct {
	Kind, Union string
	Thing       string // the case, or article and channel; empty: the union itself
	At          time.Time
	Detail      string
}

// AnomalyFilter narrows the list; zero values do not.
type AnomalyFilter struct {
	Kind   string
	Unions []string  // nil does not narrow
	Known  []string  // codes of the registry; empty: unknown unions are not looked for
	AsOf   time.Time // only what happened before it
	After  AnomalyPlace
	Limit  int
}

// AnomalyPlace is an anomaly's place in the list; the zero value begins it.
type AnomalyPlace struct{ Kind, Union, Thing string }

// Anomalies lists them in the order of kind, union and thing, from what Advance
// brought in.
func (s *Store) Anomalies(ctx context.Context, f AnomalyFilter) ([]Anomaly, error) {
	var found []Anomaly
	err := s.each(ctx, func(r driver.Rows) error {
		var a Anomaly
		var first, second int64
		if err := r.Scan(&a.Kind, &a.Union, &a.Thing, &a.At, &first, &second); err != nil {
			return err
		}
		a.Detail = s.sentence(a, first, second)
		found = append(found, a)
		return nil
	}, "anomalies", arg("asof", micros(f.AsOf)), arg("narrow", f.Unions != nil), arg("unions", some(f.Unions)), arg("known", some(f.Known)), arg("kind", f.Kind),
		arg("after_kind", f.After.Kind), arg("after_union", f.After.Union), arg("after_thing", f.After.Thing),
		arg("zone", s.cfg.Zone.String()), arg("limit", uint64(max(f.Limit, 0))))
	return found, err
}

func (s *Store) sentence(a Anomaly, first, second int64) string {
	when := func(t time.Time) string { return t.In(s.cfg.Zone).Format("2006-01-02 15:04:05.999999 -07:00") }
	switch a.Kind {
	case CompletedEarly:
		return fmt.Sprintf("completed at %s, submitted only at %s: it counts and stays out of durations; send a correction of whichever time is wrong", when(a.At), when(instant(first)))
	case NeverSubmitted:
		return "completed without a submission: it counts as a completion only; send the submission"
	case NeverDue:
		return "submitted without a deadline, and the services catalogue has none for its service: it is never due; send a correction with one, or add a limit to the catalogue"
	case UnknownUnion:
		return fmt.Sprintf("events of %d families came for this union since %s, and the registry does not know it: they count nowhere; correct them, or bring the union into the registry", first, when(a.At))
	}
	return fmt.Sprintf("the running total of the platform falls: %d readings and %d shares on %s; send a correction if the row is wrong", first, second, a.At.In(s.cfg.Zone).Format(time.DateOnly))
}
