package feed

import (
	"crypto/sha256"
	"fmt"

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
	if draft.Time, err = rule.Time.of(r); err != nil {
		return Message{}, &Fault{Column: rule.Time.Column, Reason: "bad_time", Sentence: err.Error()}
	}
	if draft.ID, fault = im.idOf(rule, i, r); fault != nil {
		return Message{}, fault
	}
	if rule.Subject != nil {
		if draft.Subject, err = rule.Subject.text(r); err != nil {
			return Message{}, &Fault{Column: rule.Subject.Column, Reason: "bad_value", Sentence: err.Error()}
		}
	}
	for _, name := range rule.fields {
		value := rule.Data[name]
		if fault := fill(draft.Data, name, &value, r); fault != nil {
			return Message{}, fault
		}
	}
	text, err := draft.Value()
	if err != nil {
		return Message{}, &Fault{Reason: "bad_value", Sentence: err.Error()}
	}
	if _, rejected := im.decoder.Decode(event.Input{Value: text, At: im.cfg.Now()}); rejected != nil {
		return Message{}, &Fault{Column: columnOf(rule, rejected.Reason), Reason: rejected.Reason, Sentence: rejected.Detail}
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
		return &Fault{Column: v.Column, Reason: "bad_value", Sentence: fmt.Sprintf("data.%s: %v", name, err)}
	}
	if text == "" && v.Optional {
		return nil
	}
	if text == "" {
		return &Fault{Column: v.Column, Reason: "empty_value", Sentence: fmt.Sprintf("data.%s comes out empty; fill the column, or give the value a default or make it optional in the mapping", name)}
	}
	typed, err := v.typed(text)
	if err != nil {
		return &Fault{Column: v.Column, Reason: "bad_value", Sentence: fmt.Sprintf("data.%s: %v", name, err)}
	}
	data[name] = typed
	return nil
}

// idOf is the event's identity within the source: what the rule says, else the key, else number and content of the
// row. Two equal lines of a log are two readings, hence the number; a file that was changed must not give its other
// rows' identities new contents, hence the content. A row that was rejected keeps the number that it had, so that it
// never takes the place of an equal row that was good. What says something of the export is another event with each.
func (im *importer) idOf(rule *Rule, i int, r row) (string, *Fault) {
	stamp := ""
	if rule.exported {
		stamp = "\x1e" + im.cfg.Exported.UTC().Format(timeLayout)
	}
	if rule.ID != nil {
		return ownID(rule, r)
	}
	if len(im.mapping.Key) > 0 {
		name := fmt.Sprintf("%s\x1e%d%s", rule.Type, rule.nth, stamp)
		for _, column := range im.mapping.Key {
			value := r.value(column)
			if value == "" {
				return "", &Fault{Column: column, Reason: "empty_value", Sentence: "the key is empty; a row without it cannot be told from others"}
			}
			if event.Redact(value) != value {
				return "", &Fault{Column: column, Reason: "personal_data", Sentence: "the key holds a resident identity number or a mobile number, which could be guessed from the id that is made of it; take other columns for the key"}
			}
			name += "\x1f" + value
		}
		return "k-" + letters(name, 16), nil
	}
	content := event.Redact(r.content) + stamp // a number of somebody could be guessed from the hash of a row that is known else
	id := fmt.Sprintf("%d-%s", r.origin, letters(content, 8))
	if r.origin == 0 {
		id = fmt.Sprintf("m%d-%s", r.number, letters(content, 8))
	}
	if i > 0 {
		id += fmt.Sprintf("-%d", i+1)
	}
	return id, nil
}

func ownID(rule *Rule, r row) (string, *Fault) {
	id, err := rule.ID.text(r)
	if err != nil {
		return "", &Fault{Column: rule.ID.Column, Reason: "bad_value", Sentence: fmt.Sprintf("id: %v", err)}
	}
	if id == "" {
		return "", &Fault{Column: rule.ID.Column, Reason: "empty_value", Sentence: "the id comes out empty; a row without its key cannot be told from others"}
	}
	return id, nil
}

// letters is a hash of n bytes in letters only: a run of digits might be taken for a telephone number.
func letters(content string, n int) string {
	sum := sha256.Sum256([]byte(content))
	out := make([]byte, 0, 2*n)
	for _, b := range sum[:n] {
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
