package feed

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"

	"unionscreen/ingest/event"
)

// event makes the row's event by rule i. A message without value means that the rule does not apply.
func (im *importer) event(i int, r row) (Message, *Fault) {
	rule := &im.mapping.Events[i]
	applies, fault := allHold(rule.When, r)
	if fault != nil || !applies {
		return Message{}, fault
	}
	draft := Draft{Source: im.mapping.Source, Type: rule.Type, Data: make(map[string]any, len(rule.Data))}
	var err error
	if draft.Time, err = rule.Time.read(r.value(rule.Time.Column)); err != nil {
		return Message{}, &Fault{Column: rule.Time.Column, Reason: "bad_time", Detail: err.Error()}
	}
	if draft.ID, fault = idOf(rule, i, r); fault != nil {
		return Message{}, fault
	}
	if rule.Subject != nil {
		if draft.Subject, err = rule.Subject.text(r); err != nil {
			return Message{}, &Fault{Column: rule.Subject.Column, Reason: "bad_value", Detail: err.Error()}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(rule.Data)) {
		value := rule.Data[name]
		if fault := fill(draft.Data, name, &value, r); fault != nil {
			return Message{}, fault
		}
	}
	text, err := draft.Value()
	if err != nil {
		return Message{}, &Fault{Reason: "bad_value", Detail: err.Error()}
	}
	if _, rejected := im.decoder.Decode(event.Input{Value: text, At: im.cfg.Now()}); rejected != nil {
		return Message{}, &Fault{Column: columnOf(rule, rejected.Reason), Reason: rejected.Reason, Detail: rejected.Detail}
	}
	topic := rule.Topic
	if topic == "" {
		topic = im.cfg.Topics.Of(rule.Type)
	}
	return Message{Topic: topic, Key: draft.Key(), Value: text}, nil
}

func fill(data map[string]any, name string, v *Value, r row) *Fault {
	text, err := v.text(r)
	if err != nil {
		return &Fault{Column: v.Column, Reason: "bad_value", Detail: fmt.Sprintf("data.%s: %v", name, err)}
	}
	if text == "" && v.Optional {
		return nil
	}
	if text == "" {
		return &Fault{Column: v.Column, Reason: "empty_value", Detail: fmt.Sprintf("data.%s comes out empty; fill the column, or give the value a default or make it optional in the mapping", name)}
	}
	typed, err := v.typed(text)
	if err != nil {
		return &Fault{Column: v.Column, Reason: "bad_value", Detail: fmt.Sprintf("data.%s: %v", name, err)}
	}
	data[name] = typed
	return nil
}

// idOf is the event's identity within the source: what the mapping says, or line number and content. Two equal lines of
// a log are two readings, hence the number; a file that was changed must not give its other rows' identities new
// contents, hence the content.
func idOf(rule *Rule, i int, r row) (string, *Fault) {
	if rule.ID == nil {
		id := fmt.Sprintf("%d-%s", r.line, letters(r.content))
		if i > 0 {
			id += fmt.Sprintf("-%d", i+1)
		}
		return id, nil
	}
	id, err := rule.ID.text(r)
	if err != nil {
		return "", &Fault{Column: rule.ID.Column, Reason: "bad_value", Detail: fmt.Sprintf("id: %v", err)}
	}
	if id == "" {
		return "", &Fault{Column: rule.ID.Column, Reason: "empty_value", Detail: "the id comes out empty; a row without its key cannot be told from others"}
	}
	return id, nil
}

// letters is a hash of 64 bits in letters only: a run of digits might be taken for a telephone number.
func letters(content string) string {
	sum := sha256.Sum256([]byte(content))
	out := make([]byte, 0, 16)
	for _, b := range sum[:8] {
		out = append(out, 'a'+b>>4, 'a'+b&15)
	}
	return string(out)
}

// columnOf names the column that a rejected field of data came from.
func columnOf(rule *Rule, reason string) string {
	for name, v := range rule.Data {
		if reason == "bad_value:data."+name {
			return v.Column
		}
	}
	return ""
}
