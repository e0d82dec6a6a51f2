// Package scheme is the rule book: what an evaluation measures, how each measure turns into marks, who is ranked with
// whom, and the words for all of it. It parses and checks documents and answers questions about them; it scores
// nothing (package score), reads no file but those built into it, and knows no clock.
//
// A document is read from its syntax tree, not decoded into structs: the YAML library reports only the first of
// several faults, takes 012 for ten and expands aliases without limit. Here every fault is named with its line,
// numbers have one notation, and aliases are refused.
package scheme

import (
	"cmp"

	"github.com/cockroachdb/apd/v3"
)

// Names are the words of one thing in the languages of the product.
type Names struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// Methods of scoring an item (scoring.md).
const (
	MethodTarget    = "target"
	MethodThreshold = "threshold"
	MethodSteps     = "steps"
	MethodPiece     = "piece"
	MethodDeduct    = "deduct"
	MethodMinMax    = "minmax"
	MethodLog       = "logminmax"
	MethodEfficacy  = "efficacy"
	MethodRank      = "rank"
)

// Policies for items that do not apply to a unit.
const (
	PolicyRescale = "rescale" // the sum is scaled up to the full marks: 折算后
	PolicyFull    = "full"    // full points
	PolicyZero    = "zero"    // no points
)

// Ways to score a year.
const (
	AnnualRecompute = "recompute" // the year's own measures are scored against the year's targets
	AnnualSum       = "sum"       // the totals of its quarters, added
	AnnualMean      = "mean"      // their mean over the quarters in which the unit has a total
)

// Kinds of adjustment.
const (
	KindBonus     = "bonus"     // 加分
	KindDeduction = "deduction" // 扣分
	KindVeto      = "veto"      // 一票否决
)

// Ways to number ranks when totals are equal.
const (
	TiesDense       = "dense"       // 1 2 2 3
	TiesCompetition = "competition" // 1 2 2 4
	TiesChain       = "chain"       // indicators decide; what is still equal is numbered densely
)

// Ways to round a mark that lies exactly between two.
const (
	HalfUp   = "half-up"
	HalfEven = "half-even"
)

// Scheme is one evaluation (考核方案). It is never changed after Parse; decimals are shared, not copied.
type Scheme struct {
	ID    string `json:"id"`
	Names Names  `json:"names"`
	// Owner is the code of the union that evaluates its subordinates; empty: the root of the registry.
	Owner string `json:"owner"`
	// Periods are the ids of the quarters and years the scheme is for; empty: every period.
	Periods  []string `json:"periods"`
	Calendar Calendar `json:"calendar"`
	// GraceDays is how many days after a period's end late data still count (数据补报期).
	GraceDays     int      `json:"grace_days"`
	Groups        []Group  `json:"groups"`
	Ties          Ties     `json:"ties"`
	Rounding      Rounding `json:"rounding"`
	NotApplicable string   `json:"not_applicable"` // a Policy
	ReadsBasis    string   `json:"reads_basis"`    // best, times, users
	Guard         Guard    `json:"guard"`
	// Ramp holds the five cut points of the colours, ascending totals.
	Ramp []*apd.Decimal `json:"ramp"`
	// Adjustments are what may be entered beside the measures, each with its limit; Bonus bounds what they add.
	Adjustments []Adjustment `json:"adjustments,omitempty"`
	Bonus       Bonus        `json:"bonus,omitzero"`
	// Annual is how a year is scored: AnnualSum or AnnualMean; empty: AnnualRecompute.
	Annual  string  `json:"annual,omitempty"`
	Honours Honours `json:"honours,omitzero"`

	// indicators are the catalogue's entries by id; their words are not part of the rules and not of the hash.
	indicators map[string]Indicator
	hash       string
}

// Group is a set of unions ranked with one another. A union belongs to it when Unions lists it, or when Kinds or
// Level (those that are stated) fit.
type Group struct {
	ID        string       `json:"id"`
	Names     Names        `json:"names"`
	Kinds     []string     `json:"kinds"`
	Level     string       `json:"level"`
	Unions    []string     `json:"unions"`
	FullMarks *apd.Decimal `json:"full_marks"`
	Items     []Item       `json:"items"`
}

// Item is an indicator that carries points in a group.
type Item struct {
	// ID tells items of one indicator apart: by default the indicator's id, with a suffix that names what the item
	// restricts it to, such as activities-course. Targets and boards refer to it. Only another than the default one
	// is part of the canonical form.
	ID        string       `json:"-"`
	Stated    string       `json:"id,omitempty"`
	Indicator string       `json:"indicator"`
	Per       Per          `json:"per,omitzero"`
	Where     Where        `json:"where,omitzero"`
	Window    string       `json:"window,omitempty"` // WindowYearToDate; empty: the indicator's own
	Points    *apd.Decimal `json:"points"`
	Method    string       `json:"method"`
	// Constants of the method by their names in scoring.md: cap; T, k, floor; each; x_s, x_h.
	Constants map[string]*apd.Decimal `json:"constants"`
	Steps     []Step                  `json:"steps"`
	// Target is that of a quarter for every unit that the targets file does not name; nil: none, or TargetOf.
	Target *apd.Decimal `json:"target"`
	// TargetOf is that target as a share of a base of the unit (scoring.md: "or a formula of its base").
	TargetOf TargetFormula `json:"target_of,omitzero"`
	// MinDenominator makes a rate not applicable when fewer things stand under the line.
	MinDenominator int64 `json:"min_denominator"`
}

// Key is the item's id; an item that was put together by hand goes by its indicator.
func (i Item) Key() string { return cmp.Or(i.ID, i.Indicator) }

// Per puts a count in relation to a base at the period's end: so many for each Number of it.
type Per struct {
	Number int64  `json:"number"`
	Base   string `json:"base"` // a key of PerBases; empty: the count as it is
}

// TargetFormula is a target that grows with the unit: Share × the base at the period's end, exact and never rounded.
type TargetFormula struct {
	Share *apd.Decimal `json:"share"`
	Of    string       `json:"of"` // a key of PerBases; empty: no formula
}

// Adjustment is a bonus, a deduction or a veto that may be entered for a unit, with basis and approval, and what one
// unit can get or lose by it in one period.
type Adjustment struct {
	ID    string       `json:"id"`
	Names Names        `json:"names"`
	Kind  string       `json:"kind"`            // KindBonus, KindDeduction or KindVeto
	Limit *apd.Decimal `json:"limit,omitempty"` // points, more than 0; nil for a veto
}

// Bonus bounds what bonuses add: Cap to their sum, and none below a printed base of From.
type Bonus struct {
	Cap  *apd.Decimal `json:"cap"`  // nil: no cap beside the limits of the adjustments
	From *apd.Decimal `json:"from"` // nil: from the first point on
}

// Honours says whom the circular commends and criticises, per group.
type Honours struct {
	Commend   Honour `json:"commend,omitzero"`
	Criticise Honour `json:"criticise,omitzero"`
	// CriticiseOnWall shows the list of criticism on the wall; by default it never does.
	CriticiseOnWall bool `json:"criticise_on_wall,omitempty"`
}

// Honour names the first (or last) Places ranks, the better (or worse) side of a total of Total, or both: a unit must
// meet all that is stated. A unit under a veto is never commended.
type Honour struct {
	Places int          `json:"places,omitempty"` // 0: not asked
	Total  *apd.Decimal `json:"total,omitempty"`  // nil: not asked; commend from it on, criticise below it
}

// Step is one step of the method steps: from this value on (inclusive) these points.
type Step struct {
	From   *apd.Decimal `json:"from"`
	Points *apd.Decimal `json:"points"`
}

// Ties says how equal totals are numbered; Chain holds indicators and only for TiesChain.
type Ties struct {
	Method string   `json:"method"`
	Chain  []string `json:"chain"`
}

// Rounding of marks and totals: decimal places and HalfUp or HalfEven.
type Rounding struct {
	Places int    `json:"places"`
	Mode   string `json:"mode"`
}

// Guard says which readings count: those of the crawler list's version are taken out, then at most RepeatLimit
// readings per union, article, reader and day count.
type Guard struct {
	CrawlerList string `json:"crawler_list"`
	RepeatLimit int    `json:"repeat_limit"`
	// AnonymousShareLimit flags a union whose readings without reader exceed this share; a flag changes no score.
	AnonymousShareLimit *apd.Decimal `json:"anonymous_share_limit"`
}

// Indicator answers the catalogue's entry of an indicator.
func (s *Scheme) Indicator(id string) (Indicator, bool) {
	entry, ok := s.indicators[id]
	return entry, ok
}

// Hash is the SHA-256 of the scheme's canonical form in hex. Comments, layout, the order of keys and the notation of
// numbers do not matter; everything that decides a figure or a printed word of the scheme does.
func (s *Scheme) Hash() string { return s.hash }

// Adjustment answers the adjustment of that id.
func (s *Scheme) Adjustment(id string) (Adjustment, bool) {
	for _, a := range s.Adjustments {
		if a.ID == id {
			return a, true
		}
	}
	return Adjustment{}, false
}

// Group answers the group of that id.
func (s *Scheme) Group(id string) (Group, bool) {
	for _, g := range s.Groups {
		if g.ID == id {
			return g, true
		}
	}
	return Group{}, false
}

// InForce says whether the scheme is for the quarter or year of that id.
func (s *Scheme) InForce(period string) bool {
	if len(s.Periods) == 0 {
		return true
	}
	for _, p := range s.Periods {
		if p == period || len(p) == 4 && len(period) > 4 && period[:4] == p && period[4:6] == "-Q" {
			return true
		}
	}
	return false
}
