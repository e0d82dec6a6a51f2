package simulator

import (
	"bytes"
	"container/heap"
	"fmt"
	"time"

	"unionscreen/ingest/feed"
)

// lookBack is how far back a restart generates again to find what is still to come of earlier slots. It exceeds the
// longest way from an origin to its last consequence (a case of 15 days finished late, reopened and rated) plus the age of
// the articles that are still read.
const lookBack = 55 * 24 * time.Hour

// Volumes of the usual union (size and strengths of 100 percent) in a quarter.
const (
	articlesAQuarter = 170
	readsAQuarter    = 2350
	casesAQuarter    = 365
	joinersAQuarter  = 46
	stockOfMembers   = 360
)

// emission is a message with the instant at which the city sends it: never before its business time.
type emission struct {
	at  time.Time
	msg feed.Message
}

type queue []emission

func (q queue) Len() int { return len(q) }
func (q queue) Less(i, j int) bool {
	if !q[i].at.Equal(q[j].at) {
		return q[i].at.Before(q[j].at)
	}
	return bytes.Compare(q[i].msg.Value, q[j].msg.Value) < 0
}
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any)   { *q = append(*q, x.(emission)) }
func (q *queue) Pop() any {
	last := len(*q) - 1
	e := (*q)[last]
	(*q)[last] = emission{}
	*q = (*q)[:last]
	return e
}

// stream is the city's life as a row of emissions. Slots of a minute bring articles, cases, members and readings about,
// each with all its consequences; the consequences wait in the queue until their instant. A slot is a function of
// (seed, minute) and of the articles of the days before, which are such functions too.
type stream struct {
	seed     uint64
	scale    float64
	root     string // the union above all
	topics   feed.Topics
	units    []unit
	services []Service

	from    time.Time // what would be sent before is known to be acknowledged
	next    time.Time // start of the next slot to generate
	pending queue
	shelves []shelf // of units[i]
	today   agenda
	err     error // first event that cannot be written; the generator is wrong then
}

// newStream makes the stream of a city that lives from start, placed so that the first emission is at or after until.
func newStream(cfg Config, units []unit, start, until time.Time) *stream {
	s := &stream{
		seed: cfg.Seed, scale: cfg.Scale, root: rootOf(cfg.Unions), topics: cfg.Topics, units: units, services: cfg.Services,
		from: until, next: start, shelves: make([]shelf, len(units)),
	}
	s.enrol(start)
	if earliest := until.Add(-lookBack).Truncate(time.Minute); earliest.After(start) {
		s.next = earliest
	}
	for s.next.Before(until) {
		s.slot()
	}
	return s
}

// upTo gives, in order, what is sent before the instant and was not given yet.
func (s *stream) upTo(to time.Time) ([]feed.Message, error) {
	for s.next.Before(to) {
		s.slot()
	}
	var batch []feed.Message
	for len(s.pending) > 0 && s.pending[0].at.Before(to) {
		batch = append(batch, heap.Pop(&s.pending).(emission).msg)
	}
	return batch, s.err
}

func (s *stream) slot() {
	t := s.next
	s.next = t.Add(time.Minute)
	if day := dayOf(t); !day.Equal(s.today.day) {
		s.today = s.plan(day)
	}
	for i := range s.shelves {
		s.shelves[i].turn(t)
	}
	start, end := quarterOf(t)
	share := s.scale * drive(t) / end.Sub(start).Minutes()
	s.publish(t, share*office(t))
	s.serve(t, share*office(t))
	s.join(t, share*office(t))
	s.read(t, share*reading(t))
	s.mingle(t, share*reading(t))
	s.work(t, share*office(t))
	s.measure(t)
	s.census(t)
	s.report(t)
	s.spoil(t)
}

// send puts an event into the queue at its business time, or later: of a hundred events three are late by hours and
// two come twice.
func (s *stream) send(d *dice, draft feed.Draft) { s.sendAt(d, draft, draft.Time) }

func (s *stream) sendAt(d *dice, draft feed.Draft, at time.Time) {
	switch luck := d.part(); {
	case luck < 0.003:
		at = later(at, d.waiting(12*60))
	case luck < 0.03:
		at = later(at, d.waiting(40))
	}
	again := d.chance(0.02)
	repeat := later(at, d.waiting(5))
	if !again && at.Before(s.from) || repeat.Before(s.from) {
		return
	}
	value, err := draft.Value()
	if err != nil {
		s.fail(err)
		return
	}
	msg := feed.Message{Topic: s.topics.Of(draft.Type), Key: draft.Key(), Value: value}
	s.push(at, msg)
	if again {
		s.push(repeat, msg)
	}
}

func (s *stream) push(at time.Time, msg feed.Message) {
	if !at.Before(s.from) {
		heap.Push(&s.pending, emission{at: at, msg: msg})
	}
}

func (s *stream) fail(err error) {
	if s.err == nil {
		s.err = fmt.Errorf("generate the city's events: %w", err)
	}
}

// later adds minutes, cut to the microseconds that events keep.
func later(t time.Time, minutes float64) time.Time {
	return t.Add(time.Duration(minutes * float64(time.Minute))).Truncate(time.Microsecond)
}

// within gives an instant inside the minute that begins at t.
func (d *dice) within(t time.Time) time.Time {
	return t.Add(time.Duration(d.below(60_000_000)) * time.Microsecond)
}

// stamp names the slot in identities; it has no run of digits that could be taken for a telephone number.
func stamp(t time.Time, i int) string {
	return fmt.Sprintf("%s-%d", t.In(zone).Format("20060102-1504"), i)
}

func dayOf(t time.Time) time.Time {
	t = t.In(zone)
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, zone)
}
