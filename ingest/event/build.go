package event

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"

	"github.com/valyala/fastjson"
)

// build makes the event of a message that passed all checks.
func (d *Decoder) build(m *message) Event {
	d.hashPersons(m)
	e := Event{
		Source: d.strings.copyOf(m.attributes[attrSource].text),
		ID:     string(m.attributes[attrID].text),
		Type:   m.kind.name,
		Time:   m.time,
		Family: m.kind.family,
	}
	e.Subject = string(d.subjectOf(m))
	e.Ident = Ident(e.Source, e.ID)
	if corrects := m.attributes[attrCorrects]; corrects.given {
		e.Corrects = string(corrects.text)
		e.CorrectsIdent = Ident(e.Source, e.Corrects)
	}
	d.fill(&e, m)
	d.seal(&e, m)
	return e
}

// hashPersons replaces every reference by its hash before anything of the message is kept.
func (d *Decoder) hashPersons(m *message) {
	for i, name := range personFields {
		v := m.object.Get(name)
		if v == nil || v.Type() != fastjson.TypeString {
			continue
		}
		d.persons.appendHash(m.hashes[i].text[:0], v.GetStringBytes())
		m.hashes[i].given = true
	}
}

// subjectOf gives the subject; one that repeats a person's reference is replaced as the reference is.
func (d *Decoder) subjectOf(m *message) []byte {
	subject := m.attributes[attrSubject].text
	for i, name := range personFields {
		if m.hashes[i].given && bytes.Equal(subject, m.object.Get(name).GetStringBytes()) {
			return m.hashes[i].text[:]
		}
	}
	return subject
}

// fill carries the fields of data where the catalogue sends them.
func (d *Decoder) fill(e *Event, m *message) {
	for i := range m.kind.fields {
		f, r := &m.kind.fields[i], &m.fields[i]
		if r.value == nil {
			if f.use == asCaseKind {
				e.CaseKind = f.values[0] // events.md: `service` is the default
			}
			continue
		}
		switch f.use {
		case asUnion:
			e.Union = d.strings.copyOf(r.text)
		case asUnionTo:
			e.UnionTo = d.strings.copyOf(r.text)
		case asThing:
			e.Thing = string(r.text)
		case asMember, asPerson:
			e.Person = string(m.hashOf([]byte(f.name)))
			if f.use == asMember {
				e.Thing = e.Person
			}
		case asChannel:
			e.Channel = f.values[r.index]
		case asService:
			e.Service = d.strings.copyOf(r.text)
		case asCaseKind:
			e.CaseKind = f.values[r.index]
		case asOutcome:
			e.Outcome = f.values[r.index]
		case asAgent:
			e.Agent = d.strings.copyOf(r.text)
		case asDate:
			e.Date = d.strings.copyOf(r.text)
		case asBase:
			e.BaseAsOf = r.time
			if r.time.IsZero() {
				e.BaseDate = d.strings.copyOf(r.text)
			}
		case asDue:
			e.Due = r.time
		case asFamilies:
			e.Families = familiesOf(f, r.value)
		case asUpto:
			e.Upto = r.time
		case asVoided:
			e.VoidsIdent = Ident(e.Source, string(r.text))
		}
	}
}

// seal computes the content hash and the data that is kept. What the hash covers is written with the length before each
// attribute, so that no two contents can spell the same bytes.
func (d *Decoder) seal(e *Event, m *message) {
	b := appendPart(d.hashed[:0], e.Type)
	b = binary.BigEndian.AppendUint64(b, uint64(e.Time.UnixMicro()))
	b = appendPart(b, e.Subject)
	b = appendPart(b, e.Corrects)
	from := len(b)
	b = d.appendData(b, m, nil)
	sum := sha256.Sum256(b)
	e.Content = [16]byte(sum[:16])
	if m.allKnown() {
		e.Data = append([]byte(nil), b[from:]...)
	} else {
		e.Data = d.appendData(nil, m, m.kind)
	}
	d.hashed = b
}

func appendPart(b []byte, part string) []byte {
	b = binary.BigEndian.AppendUint32(b, uint32(len(part)))
	return append(b, part...)
}

// allKnown says that data has no field beside those of its type.
func (m *message) allKnown() bool {
	given := 0
	for i := range m.kind.fields {
		if m.fields[i].value != nil {
			given++
		}
	}
	return given == m.object.Len()
}
