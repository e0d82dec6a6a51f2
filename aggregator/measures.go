package aggregator

import (
	"errors"
	"time"
)

// Errors that those who ask branch on. Texts for people are the asker's.
var (
	ErrNoPeriod = errors.New("the period is not one of the calendar, or nothing is kept of it")
	ErrNoUnion  = errors.New("no union of that code")
)

// MeasureSet is the figures of one period, of one union or of all. Period is its id, for example 2026-Q4.
type MeasureSet struct {
	Period     string    `json:"period"`
	Start      time.Time `json:"start"`
	End        time.Time `json:"end"`
	AsOf       time.Time `json:"as_of"`
	CompleteTo []Offset  `json:"complete_to"`
	Measures   []Measure `json:"measures"`
}
