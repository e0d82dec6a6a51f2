package push

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"unicode/utf8"
)

// request is a message of a client, checked.
type request struct {
	kind  string // sub, unsub, ack
	topic string
	epoch string // of a sub that resumes; empty otherwise
	seq   uint64
}

var (
	errBadMessage   = errors.New("the message is not one of sub, unsub, ack with their fields")
	errUnknownTopic = errors.New("the topic is not known: wall:<period> or wall:current")
	errNotText      = errors.New("the message is not UTF-8")
)

// parseRequest reads one message strictly: an object of known fields, each once, with scalar values of the right type.
// Epoch and seq of a sub come together or not at all.
func parseRequest(data []byte) (request, error) {
	if !utf8.Valid(data) {
		return request{}, errNotText
	}
	fields, err := scalars(data)
	if err != nil {
		return request{}, errBadMessage
	}
	var out request
	seen := len(fields)
	text := func(name string) string {
		value, _ := fields[name].(string)
		return value
	}
	out.kind, out.topic, out.epoch = text("t"), text("topic"), text("epoch")
	number, hasSeq := fields["seq"].(json.Number)
	if hasSeq {
		if out.seq, err = strconv.ParseUint(number.String(), 10, 53); err != nil {
			return request{}, errBadMessage
		}
	}
	want := map[string]int{"sub": 2, "unsub": 2, "ack": 2}[out.kind]
	if out.kind == "sub" && out.epoch != "" && hasSeq {
		want = 4
	}
	complete := out.topic != ""
	if out.kind == "ack" {
		complete = hasSeq
	}
	switch {
	case want == 0 || seen != want || !complete:
		return request{}, errBadMessage
	case out.epoch != "" && !epochForm.MatchString(out.epoch):
		return request{}, errBadMessage
	case out.kind != "ack" && !topicForm.MatchString(out.topic):
		return request{}, errUnknownTopic
	}
	return out, nil
}

// scalars reads a flat object whose values are strings and numbers; a nested value, a repeated key or anything after
// the object is an error. encoding/json alone would take {"T":…} for {"t":…} and the last of two equal keys.
func scalars(data []byte) (map[string]any, error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	if tok, err := dec.Token(); err != nil || tok != json.Delim('{') {
		return nil, errBadMessage
	}
	fields := make(map[string]any, 4)
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return nil, err
		}
		value, err := dec.Token()
		if err != nil {
			return nil, err
		}
		name, _ := key.(string)
		if _, twice := fields[name]; twice {
			return nil, errBadMessage
		}
		switch value.(type) {
		case string, json.Number:
			fields[name] = value
		default:
			return nil, errBadMessage
		}
	}
	if _, err := dec.Token(); err != nil {
		return nil, err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errBadMessage
	}
	return fields, nil
}
