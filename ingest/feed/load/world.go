package load

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strconv"
	"time"
)

// window is a period whose figures are stated as they are when it has ended: [start, end).
type window struct {
	id         string
	start, end time.Time
	year       time.Time // where its year begins: what counts year to date counts from there
}

func (w window) holds(t time.Time) bool { return !t.IsZero() && !t.Before(w.start) && t.Before(w.end) }

// by says whether something that happens at t has happened at the window's end.
func (w window) by(t time.Time) bool { return !t.IsZero() && t.Before(w.end) }

var quarterPattern = regexp.MustCompile(`^(20[0-9]{2})-Q([1-4])$`)

// parseQuarter reads a quarter of the common calendar.
func parseQuarter(id string, zone *time.Location) (window, error) {
	parts := quarterPattern.FindStringSubmatch(id)
	if parts == nil {
		return window{}, fmt.Errorf("period %q: give a quarter such as 2026-Q3", id)
	}
	year, _ := strconv.Atoi(parts[1]) // the pattern lets only digits through
	number, _ := strconv.Atoi(parts[2])
	return months(id, year, 3*number-2, 3, zone), nil
}

func months(id string, year, first, n int, zone *time.Location) window {
	start := time.Date(year, time.Month(first), 1, 0, 0, 0, 0, zone)
	return window{id: id, start: start, end: start.AddDate(0, n, 0), year: time.Date(start.Year(), 1, 1, 0, 0, 0, 0, zone)}
}

// LastQuarter is the last quarter that has ended at least a day before now.
func LastQuarter(now time.Time, zone *time.Location) string {
	t := now.Add(-24 * time.Hour).In(zone)
	start := time.Date(t.Year(), (t.Month()-1)/3*3+1, 1, 0, 0, 0, 0, zone).AddDate(0, -3, 0)
	return fmt.Sprintf("%04d-Q%d", start.Year(), (start.Month()-1)/3+1)
}

// LatestOf is the Config.Latest of a quarter that is looked at now: nothing may be dated ahead.
func LatestOf(quarter string, now time.Time, zone *time.Location) (time.Time, error) {
	w, err := parseQuarter(quarter, zone)
	if err != nil {
		return time.Time{}, err
	}
	if latest := w.end.Add(afterwards); latest.Before(now) {
		return latest, nil
	}
	y, m, d := now.In(zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, zone), nil
}

// world is what all plans share.
type world struct {
	cfg              Config
	quarter, next    window
	windows          []window // the quarter, its months, the quarter after it
	earliest, latest time.Time
	edges            []time.Time // the instants around the windows' ends
	tree             *tree
	speaking         map[string][]string // the unions that report a family
	readers          int                 // how many there are
}

func newWorld(cfg Config) (*world, error) {
	quarter, err := parseQuarter(cfg.Quarter, cfg.Zone)
	if err != nil {
		return nil, err
	}
	t, err := newTree(cfg.Unions)
	if err != nil {
		return nil, err
	}
	w := &world{cfg: cfg, quarter: quarter, tree: t, earliest: quarter.start.AddDate(0, 0, -100), latest: cfg.Latest}
	if w.latest.IsZero() {
		w.latest = quarter.end.Add(afterwards)
	}
	w.latest = w.day(w.latest) // whole days only: a reader's day is never cut
	year, first := quarter.start.Year(), int(quarter.start.Month())
	after := quarter.end
	w.next = months(fmt.Sprintf("%04d-Q%d", after.Year(), (int(after.Month())+2)/3), year, first+3, 3, cfg.Zone)
	w.windows = append(w.windows, quarter)
	for i := range 3 {
		month := months("", year, first+i, 1, cfg.Zone)
		month.id = month.start.Format("2006-01")
		w.windows = append(w.windows, month)
		w.edges = append(w.edges, month.start.Add(-time.Microsecond), month.start)
	}
	w.edges = append(w.edges, quarter.end.Add(-time.Microsecond), quarter.end, quarter.end.Add(time.Microsecond))
	w.windows = append(w.windows, w.next)
	w.settle()
	w.readers = min(max(cfg.Events/50, 50), 100_000)
	return w, nil
}

func (w *world) dice(purpose string) *rand.Rand {
	h := uint64(14695981039346656037)
	for i := range len(purpose) {
		h = (h ^ uint64(purpose[i])) * 1099511628211
	}
	return rand.New(rand.NewPCG(w.cfg.Seed, h))
}

// planner rolls the dice of one thing.
type planner struct {
	*rand.Rand
	*world
	name string // names of the thing and of its events derive from it
}

func (w *world) planner(number int) *planner {
	return &planner{
		Rand: rand.New(rand.NewPCG(w.cfg.Seed, uint64(number))), world: w, name: strconv.Itoa(number),
	}
}

func (p *planner) chance(percent int) bool { return p.IntN(100) < percent }

// between is an instant in [from, to), which must not be empty.
func (p *planner) between(from, to time.Time) time.Time {
	return from.Add(time.Duration(p.Int64N(to.Sub(from).Microseconds())) * time.Microsecond)
}

// moment is an instant of a thing's life: mostly in the quarter, now and then before, after or at an edge of it.
func (p *planner) moment() time.Time {
	switch n := p.IntN(100); {
	case n < 7:
		return p.edges[p.IntN(len(p.edges))]
	case n < 14:
		return p.between(p.earliest, p.quarter.start)
	case n < 22:
		return p.between(p.quarter.end, p.latest)
	}
	return p.between(p.quarter.start, p.quarter.end)
}

// after is a later moment (or the same one, now and then), at most days later and never at or after the latest.
func (p *planner) after(t time.Time, days int) time.Time {
	if p.chance(5) {
		return t
	}
	if p.chance(8) {
		for _, edge := range p.edges {
			if edge.After(t) && edge.Before(p.latest) {
				return edge
			}
		}
	}
	to := t.AddDate(0, 0, days)
	if to.After(p.latest) {
		to = p.latest
	}
	if !t.Add(time.Microsecond).Before(to) {
		return t
	}
	return p.between(t.Add(time.Microsecond), to)
}

// day is the calendar day of an instant, as its midnight.
func (w *world) day(t time.Time) time.Time {
	y, m, d := t.In(w.cfg.Zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, w.cfg.Zone)
}

const dateOnly = time.DateOnly
