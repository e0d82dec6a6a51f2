package event

import "strings"

// IsBatch says whether a content type announces a list of events, which Batch splits.
func IsBatch(contentType string) bool { return mediaType([]byte(contentType)) == batchType }

// HTTPInput makes of an HTTP request what a record of Kafka would be, so that both are judged alike; the caller sets At.
// As the HTTP binding of CloudEvents has it, ce-* headers are attributes, their names in any case, their values perhaps
// quoted and percent-encoded. A request without such headers can only be the event itself, whatever the content type
// that its sender's library chose; one with them needs no content type. Several headers of one name stay several.
func HTTPInput(headers []Header, body []byte) Input {
	in := Input{Value: body}
	if body == nil {
		in.Value = []byte{} // an empty body is no tombstone
	}
	var contentType *Header
	for i, h := range headers {
		name := strings.ToLower(h.Key)
		if isContentType(name) {
			contentType = &headers[i]
		}
		if attribute, ok := strings.CutPrefix(name, "ce-"); ok {
			in.Headers = append(in.Headers, Header{attributePrefix + attribute, plainHeader(h.Value)})
		}
	}
	switch {
	case contentType != nil && (len(in.Headers) > 0 || strings.HasPrefix(mediaType(contentType.Value), "application/cloudevents")):
		in.Headers = append(in.Headers, Header{"content-type", contentType.Value})
	case contentType == nil && len(in.Headers) > 0:
		in.Headers = append(in.Headers, Header{"content-type", []byte("application/json")})
	}
	return in
}

// plainHeader undoes quotes (RFC 7230, 3.2.6), then percent-encoding, once. A percent sign that encodes nothing stands
// for itself; bytes that are no UTF-8 are the decoder's to refuse. The answer is never nil: an empty header is not null.
func plainHeader(value []byte) []byte {
	text := make([]byte, 0, len(value))
	quoted := len(value) >= 2 && value[0] == '"' && value[len(value)-1] == '"'
	if quoted {
		value = value[1 : len(value)-1]
	}
	for i := 0; i < len(value); i++ {
		if quoted && value[i] == '\\' && i+1 < len(value) {
			i++
		}
		text = append(text, value[i])
	}
	to := 0
	for from := 0; from < len(text); to++ {
		if c, ok := percentByte(text[from:]); ok {
			text[to] = c
			from += 3
			continue
		}
		text[to] = text[from]
		from++
	}
	return text[:to]
}

// percentByte reads %HH at the head of b.
func percentByte(b []byte) (byte, bool) {
	if len(b) < 3 || b[0] != '%' {
		return 0, false
	}
	high, ok1 := hexDigit(b[1])
	low, ok2 := hexDigit(b[2])
	return high<<4 | low, ok1 && ok2
}

func hexDigit(c byte) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return c | 0x20 - 'a' + 10, true
	}
	return 0, false
}
