package push

import (
	"encoding/json"
	"strconv"
	"time"
)

// Frame is one published state of a topic. Data is the JSON of the board and is never changed after Publish: every
// client's write reads the same bytes. Seq counts the aggregator's steps of one epoch.
type Frame struct {
	Epoch string
	Seq   uint64
	AsOf  time.Time
	Data  []byte
}

// Subprotocol is the only one served; a client that does not ask for it is refused.
const Subprotocol = "unionscreen.v1"

// Codes of err frames and of close frames that are ours.
const (
	CodeBadMessage   = "bad_message"
	CodeUnknownTopic = "unknown_topic"
	CodeTooMany      = "too_many_topics"
	CodeTooFast      = "too_fast"
)

// stampLayout has the same width for every instant of the centuries we serve, so the length of a frame does not depend
// on when it is sent.
const (
	stampLayout = "2006-01-02T15:04:05.000-07:00"
	stampWidth  = len(stampLayout)
)

// snapshot is a Frame made ready for sending. Its head is written anew for each send, because it carries the instant
// of sending and how far the frame has been vouched for by then; the tail, nearly all of it, is shared by all sends.
type snapshot struct {
	Frame
	head []byte // {"t":"snap",…,"as_of":"
	tail []byte // ","data":…}
}

func newSnapshot(topic string, frame Frame) *snapshot {
	head := make([]byte, 0, 128)
	head = append(head, `{"t":"snap","topic":`...)
	head = appendString(head, topic)
	head = append(head, `,"epoch":`...)
	head = appendString(head, frame.Epoch)
	head = append(head, `,"seq":`...)
	head = strconv.AppendUint(head, frame.Seq, 10)
	head = append(head, `,"as_of":"`...)
	tail := make([]byte, 0, len(frame.Data)+12)
	tail = append(tail, `","data":`...)
	tail = append(tail, frame.Data...)
	tail = append(tail, '}')
	frame.Data = nil
	return &snapshot{Frame: frame, head: head, tail: tail}
}

const betweenStamps = `","now":"`

// size is the length of the payload in bytes.
func (s *snapshot) size() int {
	return len(s.head) + len(betweenStamps) + 2*stampWidth + len(s.tail)
}

// appendHead appends the payload up to the shared tail, which must follow it on the wire.
func (s *snapshot) appendHead(b []byte, asOf, now time.Time, zone *time.Location) []byte {
	b = append(b, s.head...)
	b = asOf.In(zone).AppendFormat(b, stampLayout)
	b = append(b, betweenStamps...)
	return now.In(zone).AppendFormat(b, stampLayout)
}

// appendBeat appends the payload of a heartbeat. A zero asOf is null: nothing has been vouched for yet. Topic is empty
// for a client without a subscription.
func appendBeat(b []byte, topic, epoch string, seq uint64, asOf, now time.Time, zone *time.Location) []byte {
	b = append(b, `{"t":"hb"`...)
	if topic != "" {
		b = append(b, `,"topic":`...)
		b = appendString(b, topic)
	}
	b = append(b, `,"epoch":`...)
	b = appendString(b, epoch)
	b = append(b, `,"seq":`...)
	b = strconv.AppendUint(b, seq, 10)
	if asOf.IsZero() {
		b = append(b, `,"as_of":null`...)
	} else {
		b = append(b, `,"as_of":"`...)
		b = asOf.In(zone).AppendFormat(b, stampLayout)
		b = append(b, '"')
	}
	b = append(b, `,"now":"`...)
	b = now.In(zone).AppendFormat(b, stampLayout)
	return append(b, `"}`...)
}

func appendError(b []byte, code, message string) []byte {
	b = append(b, `{"t":"err","code":`...)
	b = appendString(b, code)
	b = append(b, `,"message":`...)
	b = appendString(b, message)
	return append(b, '}')
}

func appendString(b []byte, s string) []byte {
	quoted, err := json.Marshal(s)
	if err != nil { // a string always marshals
		return append(b, `""`...)
	}
	return append(b, quoted...)
}

const (
	opText  = 0x1
	opClose = 0x8
	opPing  = 0x9
	opPong  = 0xa
	finBit  = 0x80
)

// appendFrameHeader appends the header of an unmasked, unfragmented frame (RFC 6455, 5.2).
func appendFrameHeader(b []byte, opcode byte, length int) []byte {
	b = append(b, finBit|opcode)
	switch {
	case length < 126:
		return append(b, byte(length))
	case length < 1<<16:
		return append(b, 126, byte(length>>8), byte(length))
	default:
		n := uint64(length)
		return append(b, 127, byte(n>>56), byte(n>>48), byte(n>>40), byte(n>>32), byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
	}
}
