package queries

import "time"

// Kinds of anomalies: what counts and yet cannot be quite right.
const (
	CompletedEarly = "completed_before_submitted" // stays out of durations
	NeverSubmitted = "completed_without_submission"
	NeverDue       = "never_due"     // no deadline, neither stated nor by the catalogue
	FallingTotal   = "falling_total" // a cumulative figure of a platform that falls
)

// Anomaly is one of them. Detail is an English sentence for whoever looks into it.
type Anomaly struct {
	Kind, Union, Thing string
	At                 time.Time
	Detail             string
}

// AnomalyFilter narrows the list; zero values do not.
type AnomalyFilter struct {
	Kind   string
	Unions []string
	AsOf   time.Time // what happened before it
	After  AnomalyPlace
	Limit  int
}

// AnomalyPlace is an anomaly's place in the list; the zero value begins it.
type AnomalyPlace struct{ Kind, Union, Thing string }

// KnownAnomaly says whether there is such a kind.
func KnownAnomaly(kind string) bool {
	switch kind {
	case CompletedEarly, NeverSubmitted, NeverDue, FallingTotal:
		return true
	}
	return false
}
