package simulator

import (
	"strings"
	"time"

	"unionscreen/ingest/feed"
)

// families are all that a union reports.
var families = []string{"articles", "reads", "members", "applications", "activities", "merchants", "posts", "channels", "base"}

// report sends, soon after each midnight, every ranked union's statement that the day before is complete.
func (s *stream) report(t time.Time) {
	local := t.In(zone)
	n := local.Hour()*60 + local.Minute() - 5
	if n < 0 || n >= len(s.units) {
		return
	}
	d := roll(s.seed, "reports", t.Unix())
	union := s.units[n].Union
	s.send(&d, feed.Draft{
		Source: "/" + union + "/reports", ID: "complete-" + local.Format("20060102"), Type: "source.complete", Time: d.within(t),
		Data: map[string]any{
			"union": union, "families": families, "upto": dayOf(t).Format(time.RFC3339),
		},
	})
}

// spoil sends, in about one slot of a thousand, something that must be rejected.
func (s *stream) spoil(t time.Time) {
	d := roll(s.seed, "bad", t.Unix())
	if !d.chance(0.001) {
		return
	}
	union := s.units[d.below(len(s.units))].home(&d)
	draft := feed.Draft{
		Source: "/" + union + "/website", ID: "bad-" + stamp(t, 0), Type: "article.read", Time: d.within(t),
		Data: map[string]any{"union": union, "article": "guide-1"},
	}
	value, err := draft.Value()
	if err != nil {
		s.fail(err)
		return
	}
	s.push(draft.Time, feed.Message{Topic: s.topics.Reads, Key: union, Value: spoiled(&d, value)})
}

// spoiled makes a good message into one that is rejected, in one of several ways.
func spoiled(d *dice, value []byte) []byte {
	text := string(value)
	switch d.below(5) {
	case 0:
		return value[:len(value)/2] // a connection was cut: malformed_json
	case 1:
		return replaceOnce(text, `"specversion":"1.0"`, `"specversion":"0.3"`) // not_cloudevents
	case 2:
		return replaceOnce(text, `"type":"article.read"`, `"type":"article.liked"`) // unknown_type
	case 3:
		return replaceOnce(text, `"article":"`, `"artikel":"`) // missing_field:data.article
	}
	return replaceOnce(text, `"union":"`, `"union":" `) // bad_value:data.union
}

func replaceOnce(text, old, with string) []byte { return []byte(strings.Replace(text, old, with, 1)) }
