package load

import (
	"strconv"
	"strings"
	"time"
)

// draft is an event before it is written. Data are names and values by turns, so that the order is that of the plan;
// values are strings without characters that JSON escapes, integers, booleans or lists of such strings.
type draft struct {
	source, id, kind, subject, corrects string
	at                                  time.Time
	data                                []any
}

func (e draft) text(name string) string {
	for i := 0; i < len(e.data); i += 2 {
		if e.data[i] == name {
			s, _ := e.data[i+1].(string)
			return s
		}
	}
	return ""
}

// decimal is a number as it is written.
type decimal string

// with is a copy with another value of one field.
func (e draft) with(name string, value any) draft {
	data := append([]any(nil), e.data...)
	for i := 0; i < len(data); i += 2 {
		if data[i] == name {
			data[i+1] = value
		}
	}
	e.data = data
	return e
}

// without is a copy that lacks a field.
func (e draft) without(name string) draft {
	var data []any
	for i := 0; i < len(e.data); i += 2 {
		if e.data[i] != name {
			data = append(data, e.data[i], e.data[i+1])
		}
	}
	e.data = data
	return e
}

// union is whom the event is about; of a transfer, who is left.
func (e draft) union() string {
	if u := e.text("union"); u != "" {
		return u
	}
	return e.text("from")
}

// family is the family of a type by events.md; control measures nothing.
func (e draft) family() string {
	switch head, tail, _ := strings.Cut(e.kind, "."); head {
	case "article":
		if tail == "read" || tail == "reads_reported" || tail == "shared" {
			return "reads"
		}
		return "articles"
	case "member", "card":
		return "members"
	case "union":
		if tail == "base_reported" {
			return "base"
		}
		return "members"
	case "application", "rating":
		return "applications"
	case "activity", "project":
		return "activities"
	case "merchant", "post", "channel":
		return head + "s"
	}
	return "control"
}

// spelling is how an event is written where the contract leaves it open: two spellings are one event.
type spelling struct {
	offset   *time.Location
	digits   string // below a microsecond: cut off by whoever reads
	reversed bool   // the order of the keys in data
	spaced   bool
}

var (
	shanghai  = time.FixedZone("+08:00", 8*3600)
	spellings = []spelling{
		{offset: shanghai},
		{offset: time.UTC, reversed: true},
		{offset: time.FixedZone("+09:00", 9*3600), spaced: true},
		{offset: time.FixedZone("-03:30", -12600), digits: "999"},
		{offset: shanghai, digits: "5", spaced: true},
	}
)

// write gives the event as JSON of CloudEvents 1.0.
func (e draft) write(s spelling) []byte {
	b := make([]byte, 0, 320)
	b = append(b, `{"specversion":"1.0","id":"`...)
	b = append(b, e.id...)
	b = append(b, `","source":"`...)
	b = append(b, e.source...)
	b = append(b, `","type":"`...)
	b = append(b, e.kind...)
	b = append(b, `","time":"`...)
	b = appendTime(b, e.at.In(s.offset), s.digits)
	b = append(b, '"')
	for _, attribute := range [][2]string{{"subject", e.subject}, {"corrects", e.corrects}} {
		if attribute[1] != "" {
			b = append(append(append(b, `,"`...), attribute[0]...), `":"`...)
			b = append(append(b, attribute[1]...), '"')
		}
	}
	if s.spaced {
		b = append(b, ", \"traceparent\": \"00-0-0-0\""...) // an extension that nobody knows changes nothing
	}
	b = append(b, `,"data":{`...)
	for i := 0; i < len(e.data); i += 2 {
		at := i
		if s.reversed {
			at = len(e.data) - 2 - i
		}
		if i > 0 {
			b = append(b, ',')
		}
		b = appendField(b, e.data[at].(string), e.data[at+1])
	}
	return append(b, '}', '}')
}

// appendTime writes RFC 3339 with six digits below the second where any are needed, and more behind them.
func appendTime(b []byte, t time.Time, digits string) []byte {
	if t.Nanosecond() == 0 && digits == "" {
		return t.AppendFormat(b, "2006-01-02T15:04:05Z07:00")
	}
	b = t.AppendFormat(b, "2006-01-02T15:04:05.000000")
	return t.AppendFormat(append(b, digits...), "Z07:00")
}

func appendField(b []byte, name string, value any) []byte {
	b = append(append(append(b, '"'), name...), `":`...)
	switch v := value.(type) {
	case string:
		return append(append(append(b, '"'), v...), '"')
	case int:
		return strconv.AppendInt(b, int64(v), 10)
	case int64:
		return strconv.AppendInt(b, v, 10)
	case decimal:
		return append(b, v...)
	case bool:
		return strconv.AppendBool(b, v)
	case []string:
		return append(append(append(b, `["`...), strings.Join(v, `","`)...), `"]`...)
	}
	return append(b, "null"...)
}
