package load

import (
	"slices"
	"time"
)

// platform is what a platform reports of an article on a channel: daily rows of one measure or of both.
type platform struct {
	channel string
	rows    []row // by measure, then by date
}

// row is the row that stands for a day. What it adds is decided before its figures are: a total is the sum of what was
// added so far, so that a fall is a negative addition.
type row struct {
	measure       string // times, users
	date          time.Time
	cumulative    bool
	first         bool // of its cumulative series: counts only soon after the publication
	reads, shares int
	addsReads     int
	addsShares    int
	statesShares  bool
	firstShares   bool
	replaces      []int // figures of rows of the same day that were sent before
}

// baseLine is within how many days after its publication an article's first total counts in full.
const baseLine = 30

func planPlatforms(p *planner, published time.Time) []*platform {
	channels := []string{"wechat", "video", "douyin"}
	first := p.IntN(len(channels))
	all := []*platform{p.platform(channels[first], published)}
	if p.chance(25) {
		all = append(all, p.platform(channels[(first+1)%len(channels)], published))
	}
	return all
}

func (p *planner) platform(channel string, published time.Time) *platform {
	f := &platform{channel: channel}
	switch n := p.IntN(10); {
	case n < 5:
		f.rows = p.series("times", published)
	case n < 7:
		f.rows = p.series("users", published)
	default:
		f.rows = append(p.series("times", published), p.series("users", published)...)
	}
	return f
}

// series plans the rows of one measure: on days from about the publication on, some of them missing.
func (p *planner) series(measure string, published time.Time) []row {
	day := p.day(p.moment())
	if !published.IsZero() && p.chance(75) {
		day = p.day(published).AddDate(0, 0, []int{-1, 0, 0, 1, 2, baseLine, baseLine + 1}[p.IntN(7)])
	}
	cumulative, sharing := p.chance(60), p.chance(60)
	var rows []row
	total, shares := 0, 0
	someTotal, someShares := false, false
	for range 1 + p.IntN(5) {
		if !day.Before(p.day(p.latest)) {
			break
		}
		r := row{measure: measure, date: day, cumulative: cumulative != p.chance(10), addsReads: p.IntN(400)}
		r.statesShares = sharing && p.chance(80)
		if r.statesShares {
			r.addsShares = p.IntN(30)
		}
		if r.cumulative {
			r.total(p, &total, &shares, someTotal, someShares)
			someTotal, someShares = true, someShares || r.statesShares
		} else {
			r.reads, r.shares = r.addsReads, r.addsShares
		}
		for p.chance(15) {
			r.replaces = append(r.replaces, p.IntN(1000))
		}
		rows = append(rows, r)
		day = day.AddDate(0, 0, 1+p.IntN(3)*p.IntN(12))
	}
	return rows
}

// total carries a cumulative series on by one row; one in ten falls.
func (r *row) total(p *planner, total, shares *int, some, someShares bool) {
	r.first, r.firstShares = !some, r.statesShares && !someShares
	if some && p.chance(10) {
		r.addsReads = -p.IntN(*total + 1)
	}
	if someShares && r.statesShares && p.chance(10) {
		r.addsShares = -p.IntN(*shares + 1)
	}
	*total += r.addsReads
	*shares += r.addsShares
	r.reads, r.shares = *total, *shares
}

// tell sends the rows in any order of days; of one day the row that stands is the last by its time, which may lie long
// after the day, even in another quarter.
func (f *platform) tell(t *teller, union, article string) {
	order := t.p.Perm(len(f.rows))
	for _, i := range order {
		r := f.rows[i]
		at := r.date.AddDate(0, 0, 1)
		if !at.Before(t.p.latest) {
			at = r.date
		}
		for _, reads := range r.replaces {
			at = t.p.after(at, 10)
			wrong := r
			wrong.reads, wrong.statesShares, wrong.cumulative = reads, r.statesShares != t.p.chance(50), t.p.chance(50)
			t.sayFor("article.reads_reported", at, r.date, f.data(wrong, union, article)...)
		}
		at = t.p.after(at, 20)
		t.sayFor("article.reads_reported", at, r.date, f.data(r, union, article)...)
	}
}

func (f *platform) data(r row, union, article string) []any {
	data := []any{"union", union, "article", article, "channel", f.channel, "date", r.date.Format(dateOnly),
		"measure", r.measure, "cumulative", r.cumulative, "reads", r.reads}
	if r.statesShares {
		data = append(data, "shares", r.shares)
	}
	return data
}

// begun says whether any row's day has begun at the window's end.
func (f *platform) begun(w window) bool {
	return slices.ContainsFunc(f.rows, func(r row) bool { return w.by(r.date) })
}

// basis is the measure that stands for the channel: times as soon as there is any.
func (f *platform) basis(w window) string {
	for _, r := range f.rows {
		if r.measure == "times" && w.by(r.date) {
			return "times"
		}
	}
	return "users"
}

func (f *platform) count(w window, c *counts, union string, published time.Time) {
	basis := f.basis(w)
	for _, r := range f.rows {
		if !w.holds(r.date) {
			continue
		}
		reads, shares := r.addsReads, r.addsShares
		if late := !c.soonAfter(published, r.date); late {
			if r.first {
				reads = 0
			}
			if r.firstShares {
				shares = 0
			}
		}
		if r.measure == basis {
			c.add(union, "reads", reads)
			c.add(union, "reads_reported", reads)
			c.add(union, "shares", shares)
		}
		if r.measure == "users" {
			c.add(union, "readers_reported", reads)
		}
	}
}
