package event

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxPayload bounds what is kept of a rejected record.
const maxPayload = 64 << 10

// fault is why a record is refused: the machine-readable reason and the sentence for people.
type fault struct{ reason, detail string }

func badValue(path, problem string) *fault {
	return &fault{"bad_value:" + path, path + " " + problem}
}

// quoted shows a received text inside a detail: harmless for terminals and pages, at most 40 characters. It is redacted
// before it is cut, because half a number would not be recognised any more.
func quoted(text []byte) string {
	var f finder
	s := strings.ToValidUTF8(string(f.redact(text, false)), "\uFFFD")
	if utf8.RuneCountInString(s) > 40 {
		s = string([]rune(s)[:40]) + "…"
	}
	return strconv.Quote(s)
}

// reject makes the row that is kept of a refused record. Nothing leaves here unredacted, whatever the reason: a value
// that is too large or no JSON may hold personal data as well.
func (d *Decoder) reject(in Input, m *message, why *fault) *Rejection {
	r := &Rejection{Reason: why.reason, Detail: d.finder.redactText(why.detail) + "."}
	payload := in.Value
	if m.binary {
		payload = envelope(in)
	}
	r.Payload = d.finder.redact(payload, true)
	if len(r.Payload) > maxPayload {
		r.Payload = append([]byte(nil), r.Payload[:maxPayload]...)
	}
	r.Source = d.safeCode(m.attributes[attrSource].text, isCodeText)
	r.ID = d.safeCode(m.attributes[attrID].text, isCodeText)
	r.Type = d.safeCode(m.attributes[attrType].text, isCodeText)
	r.Union = d.safeCode(m.unionText(), isUnionText)
	return r
}

// safeCode gives a received code if it is one, redacted.
func (d *Decoder) safeCode(text []byte, is func([]byte) bool) string {
	if !is(text) {
		return ""
	}
	return string(d.finder.redact(text, false))
}

// unionText is the union that a refused event speaks for, as far as it can be read.
func (m *message) unionText() []byte {
	if m.object == nil {
		return nil
	}
	name := ofUnion.name
	if m.kind != nil && m.kind.has([]byte(fromUnion.name)) || m.kind == nil && m.object.Get(name) == nil {
		name = fromUnion.name
	}
	return m.object.Get(name).GetStringBytes()
}
