package scheme

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/cockroachdb/apd/v3"
)

// What follows are the checks of points, each answering its faults: a document is refused for them with its line, and so
// are other points for a scheme that was parsed.

// sums checks that the items of a group sum to its full marks.
func (g Group) sums() []string {
	if g.FullMarks == nil || len(g.Items) == 0 {
		return nil
	}
	var total *apd.Decimal
	for _, item := range g.Items {
		if item.Points == nil {
			return nil // its fault is named already
		}
		total = sum(total, item.Points)
	}
	if total.Cmp(g.FullMarks) == 0 {
		return nil
	}
	return []string{fmt.Sprintf("group %s: the items sum to %s points, full_marks is %s", g.ID, total.Text('f'), g.FullMarks.Text('f'))}
}

func (i Item) positive() []string {
	if i.Points.Sign() > 0 {
		return nil
	}
	return []string{fmt.Sprintf("item %s: points must be more than 0", i.Key())}
}

// printable checks that the points have no more decimal places than marks are printed with: full marks would be rounded
// above them, and a row of full marks would sum to more than the group's.
func (i Item) printable(places int) []string {
	if i.Points == nil || int(i.Points.Exponent) >= -places {
		return nil
	}
	return []string{fmt.Sprintf("item %s: points %s has more than the %d decimal places of rounding; state points with %d at most, or more places",
		i.Key(), i.Points.Text('f'), places, places)}
}

// overFloor checks that a threshold's floor leaves something to lose.
func (i Item) overFloor() []string {
	floor := i.Constants["floor"]
	if floor == nil || i.Points == nil || floor.Cmp(i.Points) <= 0 {
		return nil
	}
	return []string{fmt.Sprintf("item %s: the floor %s is above the points", i.Key(), floor.Text('f'))}
}

// reaches checks that a step gives no more than the item has.
func (i Item) reaches(s Step) []string {
	if i.Points == nil || s.Points.Cmp(i.Points) <= 0 {
		return nil
	}
	return []string{fmt.Sprintf("item %s: a step gives %s points, the item has %s", i.Key(), s.Points.Text('f'), i.Points.Text('f'))}
}

// Reweighted answers the scheme with other points, by group and item id; what is not named keeps its own. The outcome is
// checked like a document: the items of each group sum to its full marks, and floors and steps lie within their points.
// The error joins every fault.
func (s *Scheme) Reweighted(weights map[string]map[string]*apd.Decimal) (*Scheme, error) {
	r := &reader{}
	for _, id := range slices.Sorted(maps.Keys(weights)) {
		if _, known := s.Group(id); !known {
			r.fault(0, "the scheme has no group %q", id)
		}
	}
	out := *s
	out.Groups = slices.Clone(s.Groups)
	for i := range out.Groups {
		if points, named := weights[out.Groups[i].ID]; named {
			out.Groups[i].reweigh(r, points, s.Rounding.Places)
		}
	}
	if err := r.err(); err != nil {
		return nil, fmt.Errorf("change points: %w", err)
	}
	if err := out.seal(); err != nil {
		return nil, err
	}
	return &out, nil
}

// reweigh gives the group items of its own, with those points.
func (g *Group) reweigh(r *reader, points map[string]*apd.Decimal, places int) {
	g.Items = slices.Clone(g.Items) // groups may share them
	for _, id := range slices.Sorted(maps.Keys(points)) {
		at := slices.IndexFunc(g.Items, func(i Item) bool { return i.Key() == id })
		if at < 0 {
			r.fault(0, "group %s has no item %q", g.ID, id)
			continue
		}
		d, err := noted(points[id])
		if err != nil {
			r.fault(0, "group %s: item %s: points: %v", g.ID, id, err)
			continue
		}
		item := &g.Items[at]
		item.Points = d
		faults := slices.Concat(item.positive(), item.printable(places), item.overFloor())
		for _, step := range item.Steps {
			faults = append(faults, item.reaches(step)...)
		}
		for _, text := range faults {
			r.fault(0, "group %s: %s", g.ID, text)
		}
	}
	r.each(0, g.sums())
}

// noted answers a number that comes from elsewhere in the form that a document's has, with the bounds of its notation.
func noted(d *apd.Decimal) (*apd.Decimal, error) {
	switch {
	case d == nil || d.Form != apd.Finite:
		return nil, errors.New("there is no number")
	case d.Exponent < -40 || d.Exponent > 20 || !number.MatchString(d.Text('f')):
		return nil, errors.New("the number must be written like 20 or 0.5, with at most 18 digits on each side")
	}
	return normal(d.Text('f')), nil
}
