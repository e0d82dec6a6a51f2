package event

import (
	"strconv"
	"time"

	"github.com/valyala/fastjson"
)

// Decode turns one record into an event, or says why it is refused; exactly one of the two is given (the Rejection is
// nil when the event is good). The checks run in the order of events.md and the first that fails is the reason. What is
// returned shares no memory with the Input.
func (d *Decoder) Decode(in Input) (Event, *Rejection) {
	m := &d.message
	*m = message{fields: &d.fields}
	d.entries = d.entries[:0]
	if why := d.check(in, m); why != nil {
		return Event{}, d.reject(in, m, why)
	}
	return d.build(m), nil
}

func (d *Decoder) check(in Input, m *message) *fault {
	carried := modeOf(in.Headers)
	m.binary = carried == binaryMode
	if m.binary {
		m.readHeaders(in.Headers)
	}
	if why := d.checkSize(in, m); why != nil {
		return why
	}
	if why := d.parse(in, m); why != nil {
		return why
	}
	if why := d.checkEnvelope(in, m, carried); why != nil {
		return why
	}
	if why := m.checkMissing(); why != nil {
		return why
	}
	if why := m.judgeAttributes(); why != nil {
		return why
	}
	if why := m.judgeFields(); why != nil {
		return why
	}
	if m.kind == nil {
		return &fault{"unknown_type", "the type " + quoted(m.attributes[attrType].text) + " is not in the catalogue; correct it or update the system"}
	}
	if why := d.checkTime(in, m); why != nil {
		return why
	}
	if d.personalData(in, m) {
		return &fault{"personal_data", "the event holds a resident identity number or a mobile number; send an opaque reference instead"}
	}
	return d.checkProducer(m)
}

func (d *Decoder) checkSize(in Input, m *message) *fault {
	size := len(in.Value)
	if m.binary {
		size += attributeBytes(in.Headers)
	}
	if size <= d.cfg.MaxBytes {
		return nil
	}
	return &fault{"too_large", "the event has " + strconv.Itoa(size) + " bytes where " + strconv.Itoa(d.cfg.MaxBytes) + " are allowed; send less"}
}

// parse checks the syntax and builds the tree.
func (d *Decoder) parse(in Input, m *message) *fault {
	if in.Value == nil {
		return &fault{"malformed_json", "the value is null (a tombstone), which removes nothing here; send event.voided to remove an event"}
	}
	if m.binary {
		if why := judgeHeaders(in.Headers); why != nil {
			return why
		}
	}
	if wrong := checkSyntax(in.Value); wrong.problem != "" {
		return &fault{"malformed_json", "the value is not JSON: at byte " + strconv.Itoa(wrong.at) + " " + wrong.problem + "; send valid JSON in UTF-8"}
	}
	v, err := d.parser.ParseBytes(in.Value)
	if err != nil {
		return &fault{"malformed_json", "the value is not JSON that can be read; send valid JSON in UTF-8"}
	}
	if key := d.duplicate(v); key != nil {
		return &fault{"malformed_json", "the key " + quoted(key) + " stands twice in one object; send it once"}
	}
	m.root = v
	return nil
}

// checkEnvelope holds the message against CloudEvents 1.0 and takes it apart.
func (d *Decoder) checkEnvelope(in Input, m *message, carried mode) *fault {
	switch {
	case carried == batched:
		return &fault{"not_cloudevents", "the content type is a batch, which a record cannot be; send application/cloudevents+json, one event a record"}
	case carried == foreign:
		return &fault{"not_cloudevents", "the content type is a CloudEvents format that is not read here; send application/cloudevents+json"}
	case m.binary:
		m.setData(m.root)
	case m.root.Type() != fastjson.TypeObject:
		return &fault{"not_cloudevents", "the value is " + nameOfType(m.root) + "; send one CloudEvent as a JSON object"}
	default:
		entries, height := d.open(m.root.GetObject())
		m.readStructured(entries)
		d.entries = d.entries[:height]
	}
	if string(m.attributes[attrVersion].text) != "1.0" {
		return &fault{"not_cloudevents", "the message is no CloudEvent of version 1.0; send " + m.wantVersion(attributeBytes(in.Headers) > 0)}
	}
	m.kind = catalogue[string(m.attributes[attrType].text)]
	return nil
}

// wantVersion names the likely slip: the mode that the message is in and the one that was meant differ.
func (m *message) wantVersion(headers bool) string {
	switch {
	case m.binary && !headers:
		return "the header ce_specversion: 1.0, or, if the value is the whole event, content-type: application/cloudevents+json"
	case m.binary:
		return "the header ce_specversion: 1.0"
	case headers:
		return `"specversion":"1.0", or, if the attributes are headers, the header content-type: application/json with them`
	}
	return `"specversion":"1.0"`
}

// checkMissing reports the first required attribute or field that is not there.
func (m *message) checkMissing() *fault {
	for i := 0; i <= lastRequired; i++ {
		if !m.attributes[i].given {
			name := attributeNames[i]
			return &fault{"missing_field:" + name, name + " is missing; every event must have it"}
		}
	}
	if m.data == nil && m.kind != nil {
		return &fault{"missing_field:data", "data is missing; send it as a JSON object"}
	}
	return m.readFields()
}

func (d *Decoder) checkTime(in Input, m *message) *fault {
	switch {
	case m.time.Before(earliestTime):
		return &fault{"time_out_of_range", "time lies before 2015-01-01; correct it"}
	case !m.time.Before(latestTime):
		return &fault{"time_out_of_range", "time lies after the year 2199; correct it"}
	case !in.At.IsZero() && m.time.After(in.At.Add(d.cfg.MaxAhead)):
		return &fault{"time_out_of_range", "time lies more than " + d.cfg.MaxAhead.String() + " ahead of the record's timestamp " +
			in.At.UTC().Format(time.RFC3339) + "; set the producer's clock or send the event when it has happened"}
	}
	return nil
}

// checkProducer asks who may speak for whom. It concerns the union that an event speaks for, not those that it only
// names: to, by and of.
func (d *Decoder) checkProducer(m *message) *fault {
	p := d.cfg.Producers
	if p == nil || !p.Registered() {
		return nil
	}
	source, union := m.attributes[attrSource].text, m.speaker()
	known, inScope := p.Scope(d.strings.copyOf(source), d.strings.copyOf(union))
	switch {
	case !known:
		return &fault{"unknown_source", "the source " + quoted(source) + " is not registered; correct it or have its producer registered"}
	case !inScope:
		return &fault{"out_of_scope", "the source " + quoted(source) + " may not speak for the union " + quoted(union) +
			"; correct the union or have the producer's scope widened"}
	}
	return nil
}

// speaker is the union that an event of a known type speaks for; whoever hands something over speaks for where it was.
func (m *message) speaker() []byte {
	for i := range m.kind.fields {
		if m.kind.fields[i].use == asUnion {
			return m.fields[i].text
		}
	}
	return nil
}
