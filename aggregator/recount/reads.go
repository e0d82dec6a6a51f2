package recount

import (
	"time"

	"unionscreen/queries"
)

// readings follows what is read and shared of one article of one union. What has no person comes first, then one reader
// after the other, each day by day.
type readings struct {
	tally          *tally
	union, article string

	reader string
	day    int
	today  int // guarded readings of that reader on that day

	channels               map[string]*onChannel
	shared, superiorShared int64
}

// onChannel is an article on one channel; "" is where no channel is said.
type onChannel struct {
	guarded, anonymous, crawlers, repeats int64 // in the window
	readers                               []string
	rows                                  map[reportKey]reportedRow // before its end
}

func newReadings(t *tally, row queries.LedgerRow) *readings {
	return &readings{tally: t, union: t.name(row.Union), article: row.Thing, channels: map[string]*onChannel{}}
}

func (r *readings) take(row queries.LedgerRow, at time.Time) error {
	switch row.Type {
	case "article.read":
		r.read(row, at)
	case "article.reads_reported":
		return r.on(row.Channel).report(row, at, r.tally.rules)
	case "article.shared":
		return r.share(row, at)
	}
	return nil
}

func (r *readings) on(channel string) *onChannel {
	c := r.channels[channel]
	if c == nil {
		c = &onChannel{}
		r.channels[channel] = c
	}
	return c
}

// read is the guard: crawlers first, then what one reader reads too often on one day, over all channels. A day that the
// window's start cuts through is judged whole.
func (r *readings) read(row queries.LedgerRow, at time.Time) {
	c := r.on(row.Channel)
	n := int64(0)
	if r.tally.span.contains(at) {
		n = 1
	}
	switch {
	case row.Agent != "" && r.tally.rules.Crawler(row.Agent):
		c.crawlers += n
	case row.Person == "":
		c.guarded += n
		c.anonymous += n
	case r.again(row.Person, r.tally.rules.dayOf(at)) > r.tally.rules.RepeatLimit:
		c.repeats += n
	default:
		c.guarded += n
		if n > 0 && r.tally.readers != nil && (len(c.readers) == 0 || c.readers[len(c.readers)-1] != row.Person) {
			c.readers = append(c.readers, row.Person)
		}
	}
}

// again says the how-manieth reading of that reader on that day this is.
func (r *readings) again(reader string, day int) int {
	if r.reader != reader || r.day != day {
		r.reader, r.day, r.today = reader, day, 0
	}
	r.today++
	return r.today
}

// count adds up the channels asked for. What the guard has excluded is counted whatever channel it lies on; what it let
// through does not count on a channel of which there are reported rows.
func (r *readings) count(t *tally) {
	t.countShares(r)
	for channel, c := range r.channels {
		if !allows(t.where.Channels, channel) {
			continue
		}
		t.addMany(r.union, "reads_crawler", c.crawlers)
		t.addMany(r.union, "reads_repeat", c.repeats)
		t.addMany(r.union, "reads_anonymous", c.anonymous)
		if len(c.rows) == 0 {
			t.addMany(r.union, "reads", c.guarded)
			t.addMany(r.union, "reads_single", c.guarded)
			t.noteReaders(r.union, c.readers)
		}
		t.countReportedReads(r, c)
	}
}
