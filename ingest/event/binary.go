package event

import (
	"strings"
	"unicode/utf8"
)

const (
	attributePrefix = "ce_"
	structuredType  = "application/cloudevents+json"
	batchType       = "application/cloudevents-batch+json"
)

// mode says how a record carries its event.
type mode uint8

const (
	structured mode = iota // the value is the whole event
	binaryMode             // the attributes are headers, the value is data
	batched                // a list of events, which only HTTP takes
	foreign                // a CloudEvents format that is not read here: Avro, Protobuf
)

func isAttributeHeader(key string) bool { return strings.HasPrefix(key, attributePrefix) }

func isContentType(key string) bool { return strings.EqualFold(key, "content-type") }

// modeOf lets the content-type header decide, as the Kafka binding of CloudEvents does; without one (or with an empty
// one) the mode is structured.
func modeOf(headers []Header) mode {
	for _, h := range headers {
		if !isContentType(h.Key) || len(h.Value) == 0 {
			continue
		}
		switch t := mediaType(h.Value); {
		case t == structuredType:
			return structured
		case t == batchType:
			return batched
		case strings.HasPrefix(t, "application/cloudevents"):
			return foreign
		}
		return binaryMode
	}
	return structured
}

// attributeBytes is what the attributes of a record in binary mode add to its size.
func attributeBytes(headers []Header) int {
	n := 0
	for _, h := range headers {
		if isAttributeHeader(h.Key) {
			n += len(h.Key) + len(h.Value)
		}
	}
	return n
}

// judgeHeaders finds what would be malformed JSON if the attributes stood in an object: one given twice, or bytes that
// are not UTF-8.
func judgeHeaders(headers []Header) *fault {
	seen := make(map[string]bool, 12)
	for _, h := range headers {
		if !isAttributeHeader(h.Key) && !isContentType(h.Key) {
			continue
		}
		key := strings.ToLower(h.Key)
		if isAttributeHeader(h.Key) {
			key = h.Key
		}
		if key == "ce_data" || key == "ce_data_base64" {
			return &fault{"malformed_json", "the header " + key + " names what the value is; send data as the value only"}
		}
		if seen[key] {
			return &fault{"malformed_json", "the header " + quoted([]byte(h.Key)) + " stands twice; send each attribute once"}
		}
		seen[key] = true
		if !utf8.ValidString(h.Key) || !utf8.Valid(h.Value) {
			return &fault{"malformed_json", "the header " + quoted([]byte(h.Key)) + " is not valid UTF-8; send UTF-8"}
		}
	}
	return nil
}

// readHeaders takes the attributes out of the headers; the content type is data's.
func (m *message) readHeaders(headers []Header) {
	for _, h := range headers {
		if isContentType(h.Key) {
			m.attributes[attrDataType] = attribute{given: true, text: h.Value}
			continue
		}
		if !isAttributeHeader(h.Key) {
			continue
		}
		for i, name := range attributeNames {
			if i != attrDataType && h.Key[len(attributePrefix):] == name {
				m.attributes[i] = readHeader(h.Value)
				break
			}
		}
	}
}

func readHeader(value []byte) attribute {
	if value == nil {
		return attribute{given: true, wrong: "null"}
	}
	return attribute{given: true, text: value}
}

// envelope writes an event of binary mode in structured form, so that one who mends a rejected record sees all of it:
// the value, whatever it is, stands in the place of data. The content type is data's; ce_datacontenttype, which the
// binding does not know, would stand beside it.
func envelope(in Input) []byte {
	text := []byte{'{'}
	for _, h := range in.Headers {
		switch {
		case h.Key == "ce_datacontenttype":
			continue
		case isAttributeHeader(h.Key):
			text = appendText(text, []byte(h.Key[len(attributePrefix):]))
		case isContentType(h.Key):
			text = append(text, `"datacontenttype"`...)
		default:
			continue
		}
		text = append(text, ':')
		if h.Value == nil {
			text = append(text, "null,"...)
			continue
		}
		text = append(appendText(text, h.Value), ',')
	}
	text = append(text, `"data":`...)
	return append(append(text, in.Value...), '}')
}
