package aggregator

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/cockroachdb/apd/v3"

	"unionscreen/aggregator/scheme"
	"unionscreen/aggregator/score"
	"unionscreen/queries/office"
)

// Trial is what is tried in place of an evaluation that runs, over the figures of a period. What is empty stays as it is.
// A trial is never kept.
type Trial struct {
	Period      string
	Owner       string                             // whose evaluation; empty: that of the scheme tried, else the wall's
	Group       string                             // only this group is answered; empty: all
	Union       string                             // only this union's own row is answered: a rehearsal on its own
	Scheme      string                             // text of another scheme
	Weights     map[string]map[string]*apd.Decimal // points by group and item
	Targets     []TrialTarget
	Adjustments []TrialAdjustment
}

// TrialTarget is a target in place of what a unit is scored against.
type TrialTarget struct {
	Union, Period, Item string // an empty period: that of the trial
	Target              *apd.Decimal
}

// TrialAdjustment comes on top of what was entered.
type TrialAdjustment struct {
	Union string
	score.Adjustment
}

// TrialFault is one thing wrong with a trial: where it stands, with its line in a scheme's text or its number in a list.
type TrialFault struct {
	Where string `json:"where"`          // scheme, weights, targets, adjustments
	Line  int    `json:"line,omitempty"` // of the text, or place in the list, from 1; absent: the whole
	Text  string `json:"text"`
}

// TrialError holds every fault of a trial.
type TrialError struct{ Faults []TrialFault }

func (e *TrialError) Error() string {
	texts := make([]string, len(e.Faults))
	for i, f := range e.Faults {
		texts[i] = fmt.Sprintf("%s %d: %s", f.Where, f.Line, f.Text)
	}
	return strings.Join(texts, "; ")
}

// WhatIf scores a period twice over the same figures, as it is and as it would be, and answers the difference. The error
// is a *TrialError where the trial itself is at fault; else as of Evaluate, and ErrNotRanked for a union that is not
// ranked by the evaluation.
func (t *Tally) WhatIf(ctx context.Context, trial Trial) (*Outcome, error) {
	now := t.current.Load()
	if now == nil {
		return nil, ErrNoFigures
	}
	before, after, err := t.sides(trial, now.board.AsOf)
	if err != nil {
		return nil, err
	}
	period, err := t.checked(after, trial.Period, now.board.AsOf)
	if err != nil {
		return nil, err
	}
	pages, err := t.bothPages(ctx, before, after, period, now.board)
	if err != nil {
		return nil, err
	}
	if err := pages.after.adjust(trial); err != nil {
		return nil, err
	}
	return t.outcome(ctx, pages, trial)
}

// sides are the evaluation as it runs, nil where there is none, and as it would be.
func (t *Tally) sides(trial Trial, asOf time.Time) (before, after *assessment, err error) {
	var rules *scheme.Scheme
	if trial.Scheme != "" {
		if rules, err = scheme.Parse([]byte(trial.Scheme)); err != nil {
			return nil, nil, faultsOf("scheme", err)
		}
	}
	owner := trial.Owner
	if rules != nil {
		owner = cmp.Or(owner, rules.Owner)
	}
	before, err = t.assessmentOf(owner)
	if err != nil && rules == nil {
		return nil, nil, err
	}
	made := Evaluation{Owner: owner, Rules: rules}
	if before != nil {
		made.Owner, made.Targets = before.owner(t.tree.Load()), before.Targets
	}
	if rules == nil {
		made.Rules = before.Rules
	}
	if len(trial.Weights) > 0 {
		if made.Rules, err = made.Rules.Reweighted(trial.Weights); err != nil {
			return nil, nil, faultsOf("weights", err)
		}
	}
	if period, err := made.standingsOf(trial.Period, asOf); err == nil { // else the fault is the period's, and told as such
		trial.Period = period.ID
	}
	if made.Targets, err = withTargets(made, trial); err != nil {
		return nil, nil, err
	}
	return before, assess(made), nil
}

// faultsOf are the single faults that were joined into an error.
func faultsOf(where string, err error) error {
	out := &TrialError{}
	var visit func(err error)
	visit = func(err error) {
		var one scheme.Fault
		switch wrapped := err.(type) { //nolint:errorlint // what is joined is visited one by one
		case interface{ Unwrap() []error }:
			for _, inner := range wrapped.Unwrap() {
				visit(inner)
			}
			return
		case interface{ Unwrap() error }:
			visit(wrapped.Unwrap())
			return
		}
		fault := TrialFault{Where: where, Text: err.Error()}
		if errors.As(err, &one) {
			fault.Line, fault.Text = one.Line, one.Text
		}
		out.Faults = append(out.Faults, fault)
	}
	visit(err)
	return out
}

// withTargets lays targets over those of an evaluation. They are read like rows of a targets file, so that both are held
// to the same rules.
func withTargets(e Evaluation, trial Trial) (scheme.Targets, error) {
	if len(trial.Targets) == 0 {
		return e.Targets, nil
	}
	var text bytes.Buffer
	file := csv.NewWriter(&text)
	_ = file.Write([]string{"union", "period", "indicator", "target"}) // a buffer takes everything
	for _, row := range trial.Targets {
		target := ""
		if row.Target != nil {
			target = row.Target.Text('f')
		}
		_ = file.Write([]string{oneLine(row.Union), oneLine(cmp.Or(row.Period, trial.Period)), oneLine(row.Item), target})
	}
	file.Flush()
	laid, err := e.Rules.ReadTargets(&text)
	var faults *TrialError
	if err != nil && errors.As(faultsOf("targets", err), &faults) {
		for i := range faults.Faults {
			faults.Faults[i].Line = max(0, faults.Faults[i].Line-1) // the first row stands below the header
		}
		return laid, faults
	}
	return e.Targets.With(laid), nil
}

// oneLine keeps a name from taking more than one line of a table.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// pair are the two sides of a trial, over the same figures; before is nil where there is no evaluation yet.
type pair struct{ before, after *sheet }

// bothPages gathers once what either side shows.
func (t *Tally) bothPages(ctx context.Context, before, after *assessment, period Period, current *Board) (pair, error) {
	t.asking.Lock()
	defer t.asking.Unlock()
	needs := slices.Clone(after.programme.board)
	if before != nil {
		for _, n := range before.programme.board {
			needs.want(n)
		}
	}
	page, err := t.gather(ctx, gathering{by: after, period: period, needs: needs.sorted()}, current)
	if err != nil {
		return pair{}, err
	}
	out := pair{after: page}
	if before != nil {
		other := *page
		other.by, out.before = before, &other
	}
	for _, side := range []*sheet{out.before, out.after} {
		if side == nil || !side.by.outOfQuarters(period) {
			continue
		}
		if side.quarters, err = t.quarters(ctx, side.by, period, current); err != nil {
			return pair{}, err
		}
	}
	return out, nil
}

// adjust adds a trial's adjustments to those that were entered, and makes sure that whoever it names is ranked.
func (s *sheet) adjust(trial Trial) error {
	ranked, faults := s.ranked(), &TrialError{}
	fault := func(where string, i int, text string) {
		faults.Faults = append(faults.Faults, TrialFault{where, i + 1, text})
	}
	known := func(where string, i int, union string) {
		if !slices.ContainsFunc(ranked, func(u office.Union) bool { return u.Code == union }) {
			fault(where, i, fmt.Sprintf("%q is not a union that is ranked", union))
		}
	}
	for i, row := range trial.Targets {
		known("targets", i, row.Union)
	}
	merged := map[string][]score.Adjustment{}
	for union, entered := range s.adjustments {
		merged[union] = slices.Clone(entered)
	}
	for i, one := range trial.Adjustments {
		known("adjustments", i, one.Union)
		if err := score.CheckAdjustments(s.by.Rules, []score.Adjustment{one.Adjustment}); err != nil {
			_, text, _ := strings.Cut(err.Error(), ": ") // its place is told beside it
			fault("adjustments", i, text)
		}
		merged[one.Union] = append(merged[one.Union], one.Adjustment)
	}
	if len(faults.Faults) > 0 {
		return faults
	}
	s.adjustments = merged
	return nil
}
