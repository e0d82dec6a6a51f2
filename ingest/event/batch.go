package event

import (
	"bytes"
	"strconv"
)

// Bounds of a batch. The bytes bound what one request may hold in memory; 10,000 events of usual size have 4 MB.
const (
	MaxBatch      = 10_000
	MaxBatchBytes = 32 << 20
)

// Batch splits a JSON list of events (application/cloudevents-batch+json) into the bytes of each event as they stand,
// which point into body. It judges the list only: JSON throughout, a list, not too many, not too large; what it is a
// list of, Decode judges one by one. A list that is refused is refused whole. An empty list holds no event.
func Batch(body []byte, most int) ([][]byte, *Rejection) {
	if len(body) > MaxBatchBytes {
		return nil, &Rejection{Reason: "too_large", Detail: "the batch has " + strconv.Itoa(len(body)) + " bytes where " +
			strconv.Itoa(MaxBatchBytes) + " are allowed; send several smaller ones."}
	}
	s := syntax{b: body}
	s.space()
	if s.i >= len(body) || body[s.i] != '[' {
		return nil, notAList(body)
	}
	s.i++
	var events [][]byte
	if !s.next(']') {
		for more := true; more; {
			if len(events) == most {
				return nil, &Rejection{Reason: "too_large", Detail: "the batch has more than " + strconv.Itoa(most) + " events; send several smaller ones."}
			}
			s.space()
			from := s.i
			if !s.value(0) {
				return nil, brokenBatch(&s, len(events))
			}
			events = append(events, body[from:s.i:s.i])
			more = s.next(',')
		}
		if !s.next(']') {
			s.fail("a comma or the end of the list is expected")
			return nil, brokenBatch(&s, len(events))
		}
	}
	s.space()
	if s.i < len(body) {
		s.fail("there is text after the list")
		return nil, brokenBatch(&s, len(events))
	}
	return events, nil
}

// notAList tells a body that is JSON of another kind from one that is none.
func notAList(body []byte) *Rejection {
	if wrong := checkSyntax(body); wrong.problem != "" {
		return brokenBatch(&syntax{i: wrong.at, problem: wrong.problem}, 0)
	}
	kind := map[byte]string{'{': "an object", '"': "a string", 't': "true or false", 'f': "true or false", 'n': "null"}[bytes.TrimLeft(body, " \t\r\n")[0]]
	if kind == "" {
		kind = "a number"
	}
	return &Rejection{Reason: "not_cloudevents", Detail: "the batch is " + kind + "; send a JSON list of events, or one event as application/cloudevents+json."}
}

func brokenBatch(s *syntax, index int) *Rejection {
	return &Rejection{Reason: "malformed_json", Detail: "the batch is not JSON: at byte " + strconv.Itoa(s.i) + ", in event " + strconv.Itoa(index) +
		" counted from 0, " + s.problem + "; send valid JSON in UTF-8, no event of this batch was taken."}
}
