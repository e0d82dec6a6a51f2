package recount

import (
	"time"

	"unionscreen/queries"
)

// reads follows one reader of one article of one union at a time; within it the days come in order.
type reads struct {
	rules                  Rules
	union, article, reader string
	day                    string
	today                  int // readings of that reader on that day
}

// takeReading counts one reading or its exclusion: crawlers first, then what one reader reads too often on one day.
func (t *tally) takeReading(row queries.LedgerRow) {
	r := &t.reads
	if !t.span.contains(row.Time) {
		return
	}
	if row.Agent != "" && r.rules.Crawler(row.Agent) {
		t.add(row.Union, "reads_crawler")
		return
	}
	if row.Person == "" {
		t.add(row.Union, "reads")
		return
	}
	day := row.Time.In(r.rules.Zone).Format(time.DateOnly)
	if r.union != row.Union || r.article != row.Thing || r.reader != row.Person || r.day != day {
		r.union, r.article, r.reader, r.day, r.today = row.Union, row.Thing, row.Person, day, 0
	}
	r.today++
	if r.today > r.rules.RepeatLimit {
		t.add(row.Union, "reads_repeat")
		return
	}
	t.add(row.Union, "reads")
}
