package load

import (
	"bytes"
	"strings"
	"time"

	"unionscreen/ingest/feed"
)

// refused adds a record under the identity of a good event that must be rejected for one known reason. A rejected
// record takes no identity, so that the good one counts all the same.
func (t *teller) refused(e draft) {
	good := e.write(spellings[0])
	var value []byte
	var reason string
	switch t.p.IntN(12) {
	case 0:
		value, reason = good[:len(good)-1-t.p.IntN(len(good)/2)], "malformed_json"
	case 1:
		value, reason = replace(good, `"data":{`, `"data":{},"data":{`), "malformed_json"
	case 2:
		value, reason = replace(good, `"specversion":"1.0"`, `"specversion":"0.3"`), "not_cloudevents"
	case 3:
		e.kind = "article.liked"
		value, reason = e.write(spellings[0]), "unknown_type"
	case 4:
		field := unionField(e)
		value, reason = e.without(field).write(spellings[0]), "missing_field:data."+field
	case 5:
		field := unionField(e)
		value, reason = e.with(field, "no union").write(spellings[0]), "bad_value:data."+field
	case 6:
		field := unionField(e)
		value, reason = e.with(field, nil).write(spellings[0]), "bad_value:data."+field
	case 7:
		e.at = time.Date(2014, 12, 31, 15, 59, 59, 999_999_000, time.UTC) // read as UTC, just before the first year
		value, reason = e.write(spellings[1]), "time_out_of_range"
	case 8:
		e.at = e.at.Truncate(time.Minute)
		value, reason = bytes.Replace(e.write(spellings[0]), []byte(":00+08:00"), []byte(":60+08:00"), 1), "bad_value:time"
	case 9:
		e.subject = "call " + "138" + "00138000"
		value, reason = e.write(spellings[0]), "personal_data"
	case 10:
		value, reason = replace(good, `"id":"`, `"number":"`), "missing_field:id"
	default:
		if t.p.chance(98) {
			e.source = ""
			value, reason = e.write(spellings[0]), "bad_value:source"
			break
		}
		e.subject = strings.Repeat("long ", 14_000)
		value, reason = e.write(spellings[0]), "too_large"
	}
	t.rejected[reason]++
	t.messages = append(t.messages, feed.Message{Topic: t.p.topicOf(e.kind), Key: e.union(), Value: value})
}

// unionField is the first field of data that names a union.
func unionField(e draft) string {
	if e.text("union") != "" {
		return "union"
	}
	return "from"
}

func replace(b []byte, old, with string) []byte {
	return bytes.Replace(b, []byte(old), []byte(with), 1)
}
