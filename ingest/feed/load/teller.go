package load

import (
	"fmt"
	"time"

	"unionscreen/ingest/feed"
)

// report says that a union reported a family at an instant.
type report struct {
	union, family string
	happened      time.Time
}

// teller turns a thing's life into messages and disturbs them: whatever it adds counts for nothing, which is known
// because it is corrected, voided, in conflict or refused, and not because anybody looked.
type teller struct {
	p          *planner
	seq        int
	messages   []feed.Message
	identities int
	accepted   int
	conflicts  int
	reports    []report
	rejected   map[string]int
}

func newTeller(p *planner) *teller { return &teller{p: p, rejected: map[string]int{}} }

// say tells an event that stands.
func (t *teller) say(kind string, at time.Time, data ...any) { t.sayFor(kind, at, at, data...) }

// sayFor tells an event that counts at another instant than its time: rows of a whole day, base reports.
func (t *teller) sayFor(kind string, at, happened time.Time, data ...any) {
	e := t.event(kind, at, data)
	if t.p.chance(10) {
		e.subject = "thing-" + t.p.name
	}
	t.disturb(e)
	t.reported(e, happened)
}

// sayPlainly tells an event without any company.
func (t *teller) sayPlainly(kind string, at time.Time, data ...any) {
	e := t.event(kind, at, data)
	t.send(e)
	t.reported(e, at)
}

// event names an event after its thing and its place in it: of two at one instant the later one told comes later.
func (t *teller) event(kind string, at time.Time, data []any) draft {
	t.seq++
	e := draft{id: fmt.Sprintf("%s.%03d", t.p.name, t.seq), kind: kind, at: at, data: data}
	e.source = "/load/" + e.union()
	return e
}

func (t *teller) reported(e draft, happened time.Time) {
	if family := e.family(); family != "control" {
		t.reports = append(t.reports, report{e.union(), family, happened})
		if to := e.text("to"); to != "" {
			t.reports = append(t.reports, report{to, family, happened})
		}
	}
}

// disturb sends an event, and about one in ten with company.
func (t *teller) disturb(e draft) {
	switch n := t.p.IntN(1000); {
	case n < 15: // a mistake and its correction
		wrong := t.wrong(e, "w")
		t.send(wrong)
		e.id, e.corrects = e.id+"y", wrong.id
	case n < 18: // a mistake, a correction of it that is wrong too, and the one that stands
		wrong, still := t.wrong(e, "w"), t.wrong(e, "x")
		still.corrects = wrong.id
		t.send(wrong, still)
		e.id, e.corrects = e.id+"y", still.id
	case n < 21: // two corrections of one mistake: the later stands
		wrong, rival := t.wrong(e, "w"), t.wrong(e, "x")
		rival.corrects, rival.at = wrong.id, e.at.Add(-time.Microsecond)
		t.send(wrong, rival)
		e.id, e.corrects = e.id+"y", wrong.id
	case n < 24:
		e.corrects = "never-sent"
	case n < 36:
		t.voids(e)
	case n < 40: // two contents under one identity: neither counts
		one := t.wrong(e, "c")
		t.conflict(one)
	case n < 43: // a void that contradicts itself says nothing
		void := t.void(e, "v")
		t.conflict(void)
	case n < 46: // nor does one of another source
		void := t.void(e, "v")
		void.source = "/load/elsewhere"
		t.send(void)
	case n < 54:
		t.refused(e)
	}
	t.send(e)
}

// voids adds a mistake that is voided, alone or as the correction of another one; now and then the void is voided in
// vain.
func (t *teller) voids(e draft) {
	wrong := t.wrong(e, "w")
	void := t.void(wrong, "v")
	if t.p.chance(30) { // once corrected and the correction voided, nothing is left of either
		fixed := t.wrong(e, "x")
		fixed.corrects = wrong.id
		void = t.void(fixed, "v")
		t.send(fixed)
	}
	t.send(wrong, void)
	if t.p.chance(20) {
		t.send(t.void(void, "z"))
	}
}

// wrong is an event like e, of the same source, about another union and instant.
func (t *teller) wrong(e draft, suffix string) draft {
	e.id += suffix
	e.at = t.p.moment()
	e = e.with("union", t.p.anyUnion())
	return e.with("to", t.p.anyUnion())
}

func (t *teller) void(e draft, suffix string) draft {
	return draft{
		source: e.source, id: e.id + suffix, kind: "event.voided", at: t.p.moment(),
		data: []any{"union", e.union(), "event", e.id},
	}
}

func (t *teller) conflict(e draft) {
	t.send(e)
	e.at = e.at.Add(time.Microsecond)
	t.write(e)
	t.conflicts++
}

// send writes events under identities of their own.
func (t *teller) send(events ...draft) {
	for _, e := range events {
		t.identities++
		t.write(e)
	}
}

// write adds the message and perhaps one to five copies, in other spellings of the same content.
func (t *teller) write(e draft) {
	key, topic := e.union(), t.p.topicOf(e.kind)
	first := t.p.IntN(len(spellings))
	t.accepted++
	t.messages = append(t.messages, feed.Message{Topic: topic, Key: key, Value: e.write(spellings[first])})
	if !t.p.chance(t.p.cfg.Duplicates) {
		return
	}
	for range 1 + t.p.IntN(5) {
		which := first
		if t.p.chance(50) {
			which = t.p.IntN(len(spellings))
		}
		if t.p.chance(20) {
			key = t.p.anyUnion() // another partition
		}
		t.accepted++
		t.messages = append(t.messages, feed.Message{Topic: topic, Key: key, Value: e.write(spellings[which])})
	}
}

func (w *world) topicOf(kind string) string {
	if w.cfg.Topic != "" {
		return w.cfg.Topic
	}
	return w.cfg.Topics.Of(kind)
}
