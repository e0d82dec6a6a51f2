// Package export writes what the pages show as files that people keep, print and reckon with: standings, measures and
// unions as XLSX and CSV. It asks nobody: whoever calls it fills its types. It scores nothing, decides nothing about who
// may see what, and reads no clock, so that equal input gives equal bytes.
//
// Decisions, with what would change our mind:
//   - Values are numbers with the places they are printed with, never formulas; only the sheet 校验 is live, so that a
//     union can have its own program recompute every total and rank, and a file without a program that calculates still
//     shows what we calculated.
//   - A text is written as a text cell whatever it begins with; CSV, which knows no types, gets an apostrophe in front.
//   - Fonts are named, not embedded: the official ones may not be redistributed, and every office has its own.
//   - With many items the columns of values are folded on the printed sheet: sixty columns on one page cannot be read.
package export

import (
	"time"

	"unionscreen/aggregator/scheme"
	"unionscreen/aggregator/score"
)

// Period is a span of business time, half-open [Start, End), both in the zone they are printed in.
type Period struct {
	ID    string // 2026-Q3
	Kind  string // quarter, year, month, week, day
	Start time.Time
	End   time.Time
}

// Standings is everything the files say about one evaluation in one period.
type Standings struct {
	Owner   string // name of the union whose evaluation it is
	Period  Period
	State   string // draft, open, grace, frozen, notice, approved, issued
	Trial   bool
	Demo    bool // the unions and figures are invented
	Version int
	Scheme  Scheme
	AsOf    time.Time
	Before  string // id of the period that the ranks before are of; empty: none
	Groups  []Group
	// Only is the union whose row alone is listed; empty: all are. Ranks and means stay those of the whole group, which the
	// file cannot recompute.
	Only string
}

// Scheme is what the files say of the scheme that scored.
type Scheme struct {
	ID       string
	Names    scheme.Names
	Hash     string
	Ties     string // of package scheme; empty: not known, and told from the ranks
	Rounding scheme.Rounding
	// Adjustments are those that may be entered, for their names.
	Adjustments []scheme.Adjustment
	Annual      string // how this period's totals come from those of quarters; empty: they come from marks
}

// Group is one group, its units in the order of printing. Items may be empty where there are no units.
type Group struct {
	ID        string
	Names     scheme.Names
	FullMarks string
	Mean      string
	Items     []Item
	Units     []Unit
}

// Item is one item of the scheme in words. An item that is no measure (a quarter of a year) has no Family.
type Item struct {
	ID         string
	Names      scheme.Names
	Unit       scheme.Names // in which its value is counted
	Definition scheme.Names
	Rule       scheme.Names // how it is scored; empty: not known
	Family     string       // of the indicator: decides the heading
	Points     string
}

// Unit is a union's row; its items stand in the order of the group's.
type Unit struct {
	Name     string
	Row      score.Row
	Previous *Previous
}

// Previous is the place in the period before. Gained is nil where there is nothing to compare; Mark then says why.
type Previous struct {
	Rank   int
	Gained *int
	Mark   string // new, moved
}

// Measures are the figures of one period, in the order of printing.
type Measures struct {
	Owner  string
	Period Period
	AsOf   time.Time
	Rows   []Measure
}

// Measure is one figure of one union. Numbers are decimals as text, empty without a value.
type Measure struct {
	Union, Name                   string
	Indicator                     string
	Names, Unit                   scheme.Names
	State                         string // value, not_applicable, no_data
	Value, Numerator, Denominator string
	Median, Answered              string // beside a mean, beside a rate of what was done in time
	AsOf                          time.Time
}

// Unions is the registry in its order, as it stood at AsOf; the zero time while there are no figures yet.
type Unions struct {
	Owner string
	AsOf  time.Time
	Rows  []Union
}

// Union is one row of the registry. Days are written as 2026-09-30; empty means open on that side.
type Union struct {
	Code, Name, ShortName, Parent, Level, Kind string
	Order                                      int
	RegionCode, Reports                        string
	ValidFrom, ValidTo, Successor              string
}
