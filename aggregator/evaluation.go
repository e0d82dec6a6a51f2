package aggregator

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"unionscreen/aggregator/scheme"
	"unionscreen/queries/office"
)

// ErrOtherFigures says that a scheme asks for figures that this ledger was not made with: readings are judged and days
// are cut while events come in, so that all schemes of one installation must agree on them.
var ErrOtherFigures = errors.New("the scheme needs other figures than the ledger holds")

// Evaluation is who ranks its subordinates, by which scheme and against which targets.
type Evaluation struct {
	Owner   string // code of a union; empty: the scheme's, else the registry's root
	Rules   *scheme.Scheme
	Targets scheme.Targets
}

// owner is the code of the union whose evaluation it is.
func (e Evaluation) owner(tree *Tree) string { return ownerOf(e.Rules, e.Owner, tree) }

// ranked answers the unions that the owner ranks on the last day before the instant.
func (e Evaluation) ranked(tree *Tree, before time.Time) []office.Union {
	return tree.Ranked(e.owner(tree), lastInstant(before).In(e.Rules.Calendar.Location()))
}

// scheme names the scheme, as boards show it.
func (e Evaluation) scheme() SchemeRef {
	return SchemeRef{ID: e.Rules.ID, Names: Names(e.Rules.Names), Hash: e.Rules.Hash()}
}

// assessment is an evaluation with what it measures.
type assessment struct {
	Evaluation
	programme programme
	key       string // tells what it scores by
}

func assess(e Evaluation) *assessment {
	return &assessment{Evaluation: e, programme: programmeOf(e.Rules), key: strings.Join([]string{e.Owner, e.Rules.Hash(), e.Targets.Hash()}, " ")}
}

// sameFigureRules makes sure that a scheme can be scored with the figures that another one had made.
func sameFigureRules(ours, other *scheme.Scheme) error {
	var faults []error
	differ := func(what, a, b string) {
		if a != b {
			faults = append(faults, fmt.Errorf("%w: its %s is %s, that of the scheme %s in use is %s", ErrOtherFigures, what, b, ours.ID, a))
		}
	}
	differ("zone", ours.Calendar.Location().String(), other.Calendar.Location().String())
	differ("reads_basis", ours.ReadsBasis, other.ReadsBasis)
	differ("guard.crawler_list", ours.Guard.CrawlerList, other.Guard.CrawlerList)
	differ("guard.repeat_limit", fmt.Sprint(ours.Guard.RepeatLimit), fmt.Sprint(other.Guard.RepeatLimit))
	return errors.Join(faults...)
}

// ErrNotCovered says that some unions that an owner ranks have no place in a scheme's groups.
var ErrNotCovered = errors.New("the scheme's groups do not fit the unions that are ranked")

// covers makes sure that each union that the owner ranks, at the end of a period or today, is in exactly one group.
func (e Evaluation) covers(tree *Tree, ends ...time.Time) error {
	owner := e.owner(tree)
	if _, ok := tree.Union(owner); !ok {
		return fmt.Errorf("%w: the owner of the standings, %s, is not in the registry", ErrNoUnion, owner)
	}
	var members []scheme.Member
	for _, end := range ends {
		for _, union := range e.ranked(tree, end) {
			member := scheme.Member{Code: union.Code, Kind: union.Kind, Level: union.Level}
			if !slices.Contains(members, member) {
				members = append(members, member)
			}
		}
	}
	if err := e.Rules.Check(members); err != nil {
		return fmt.Errorf("%w: %w", ErrNotCovered, err)
	}
	return nil
}

// CheckEvaluations builds the tree of a registry and makes sure that each evaluation can be scored on it: its owner
// (empty: the scheme's, else the root) is there, each union that the owner ranks today is in exactly one group of the
// scheme, and no owner has two evaluations. All but the first must go with the figures of the first.
func CheckEvaluations(unions []office.Union, first Evaluation, others ...Evaluation) (*Tree, error) {
	tree, err := NewTree(unions)
	if err != nil {
		return nil, err
	}
	var faults []error
	owners := map[string]string{}
	for i, e := range append([]Evaluation{first}, others...) {
		owner := e.owner(tree)
		if before, twice := owners[owner]; twice {
			faults = append(faults, fmt.Errorf("the schemes %s and %s are both for the evaluation of %s: state another owner in one of them", before, e.Rules.ID, owner))
			continue
		}
		owners[owner] = e.Rules.ID
		if err := errors.Join(sameFigureRules(first.Rules, e.Rules), e.covers(tree, time.Now())); err != nil {
			if i > 0 {
				err = fmt.Errorf("scheme %s of the owner %s: %w", e.Rules.ID, owner, err)
			}
			faults = append(faults, err)
		}
	}
	return tree, errors.Join(faults...)
}

// CheckRegistry is CheckEvaluations of one evaluation.
func CheckRegistry(rules *scheme.Scheme, owner string, unions []office.Union) (*Tree, error) {
	return CheckEvaluations(unions, Evaluation{Owner: owner, Rules: rules})
}

func ownerOf(rules *scheme.Scheme, owner string, tree *Tree) string {
	return cmp.Or(owner, rules.Owner, tree.Root().Code)
}

// NoOwnerError says that there is no evaluation of an owner, and whose there are.
type NoOwnerError struct {
	Asked  string
	Owners []string
}

func (e *NoOwnerError) Error() string {
	return fmt.Sprintf("there is no evaluation of %s: there are those of %s", e.Asked, strings.Join(e.Owners, ", "))
}

// Evaluations answers the evaluations that run, the one that the wall shows first, each with its owner's code.
func (t *Tally) Evaluations() []Evaluation {
	tree, out := t.tree.Load(), make([]Evaluation, len(t.assessments))
	for i, a := range t.assessments {
		out[i] = a.Evaluation
		out[i].Owner = a.owner(tree)
	}
	return out
}

// assessmentOf finds the evaluation of an owner; empty means the one that the wall shows.
func (t *Tally) assessmentOf(owner string) (*assessment, error) {
	if owner == "" {
		return t.assessments[0], nil
	}
	tree, missing := t.tree.Load(), &NoOwnerError{Asked: owner}
	for _, a := range t.assessments {
		if a.owner(tree) == owner {
			return a, nil
		}
		missing.Owners = append(missing.Owners, a.owner(tree))
	}
	return nil, missing
}

// assessmentRanking finds the evaluation that ranks a union: that of the union above it.
func (t *Tally) assessmentRanking(union office.Union) (*assessment, error) {
	if union.Parent == "" {
		return nil, &NoOwnerError{Asked: "the union above " + union.Code}
	}
	return t.assessmentOf(union.Parent)
}

// owner is the union whose evaluation the wall shows.
func (t *Tally) owner(tree *Tree) string { return t.assessments[0].owner(tree) }

// period reads the id of a period that has begun, by the calendar of the evaluation that the wall shows.
func (t *Tally) period(id string, asOf time.Time) (Period, error) {
	return t.assessments[0].period(id, asOf)
}
