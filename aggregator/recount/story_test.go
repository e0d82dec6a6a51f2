package recount

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// story reads events from lines such as
//
//	09-02 08:00 u1 application.submitted c1 service=aid due=09-05T10:00
//
// that is time, union, type, thing and anything else as key=value. The time of day may be left out; "-" is no thing. The
// ids are 01, 02 … unless id= is given, so that at one instant the lines' order decides. What is no column goes to data.
func story(lines ...string) []ev {
	events := make([]ev, len(lines))
	for i, line := range lines {
		words := strings.Fields(line)
		clock := words[0]
		if strings.Contains(words[1], ":") {
			clock, words = clock+" "+words[1], words[1:]
		}
		e := ev{id: fmt.Sprintf("%02d", i+1), time: clock, union: words[1], kind: words[2], thing: strings.TrimPrefix(words[3], "-")}
		data := map[string]any{}
		for _, word := range words[4:] {
			key, value, _ := strings.Cut(word, "=")
			if !e.column(key, value) {
				data[key] = plain(key, value)
			}
		}
		text, err := json.Marshal(data)
		if err != nil {
			panic(err)
		}
		e.data = string(text)
		events[i] = e
	}
	return events
}

func (e *ev) column(key, value string) bool {
	if key == "kind" && e.kind == "application.submitted" {
		key = "case_kind"
	}
	place := map[string]*string{"id": &e.id, "source": &e.source, "by": &e.person, "to": &e.to, "channel": &e.channel, "service": &e.service,
		"case_kind": &e.caseKind, "agent": &e.agent, "corrects": &e.corrects, "voids": &e.voids}[key]
	switch {
	case place != nil:
		*place = value
	case key == "due":
		e.due = strings.Replace(value, "T", " ", 1)
	case key == "upto":
		e.upto = strings.Replace(value, "T", " ", 1)
	case key == "families":
		e.families = strings.Split(value, ",")
	default:
		return false
	}
	return true
}

// plain gives a value as JSON has it; a date may leave out the year, which is 2026.
func plain(key, value string) any {
	if key == "date" && len(value) == len("09-02") {
		return "2026-" + value
	}
	if value == "true" || value == "false" {
		return value == "true"
	}
	if _, err := strconv.ParseFloat(value, 64); err == nil {
		return json.RawMessage(value)
	}
	return value
}
