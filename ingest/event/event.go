// Package event is the contract with producers: it turns one Kafka record into one Event or one Rejection.
//
// Its duty is the strict decoding of a CloudEvents 1.0 message (structured or binary mode; what comes by HTTP is turned
// into the same), the checks in their fixed order, the identity and the content of an event, and the replacement of
// persons by a keyed hash before anything is kept. It does no I/O, reads no clock and starts no goroutine, so that a
// replay years later judges a record exactly as the first reading did. It does not decide what counts: conflicts,
// corrections, voids and figures are settled over the whole ledger, behind it.
//
// Decisions, with what would change our mind:
//   - Syntax is checked by our own scanner before fastjson builds the tree, because fastjson lets duplicate keys,
//     invalid UTF-8 and numbers like 01 through. A decoder that is strict by itself and as fast would replace both.
//   - The content hash covers all of data, unknown fields too (a change there is a change of what was said), but only
//     the fields of the catalogue are kept: personal data that nobody asked for must not be stored.
//   - Numbers of persons are looked for in the spellings that people and programs use without thinking (finder says
//     which), a few more than the contract names: a mobile number with hyphens is one. A spelling that ids of honest
//     producers hit by chance more than once in a hundred thousand would have to go.
//   - Data is JSON and stands in data: data_base64 is refused rather than decoded.
//   - A person's reference is replaced in data and in a subject that repeats it. A rejected record keeps its references
//     as received, because it is to be mended and sent again.
package event

import "time"

// Header is one header of the Kafka record. A nil Value is a null header.
type Header struct {
	Key   string
	Value []byte
}

// Input is one Kafka record: Value as received (nil = tombstone), its Headers, and At, the record's timestamp. A zero At
// switches off the check against times ahead of the record (offline validation of files that carry no timestamp).
type Input struct {
	Value   []byte
	Headers []Header
	At      time.Time
}

// Event is an accepted event. All strings are owned copies that outlive the Input; empty means "not given".
type Event struct {
	Source, ID, Type, Subject, Corrects string

	Time           time.Time // business time: UTC, cut to microseconds
	Ident          [16]byte  // see Ident
	Content        [16]byte  // equal for equal type, time, subject, corrects and data, whatever the transport
	CorrectsIdent  [16]byte  // the identity that `corrects` names; zero = none
	VoidsIdent     [16]byte  // the identity that an event.voided names; zero = none
	Family         string    // articles, reads, members, applications, activities, merchants, posts, channels, base, control
	Union, UnionTo string    // data.union; where responsibility moves: from, to
	Thing          string    // what it is about: article, application, activity, …, or the member's keyed hash; of base nothing
	Person         string    // keyed hash of reader, member or author, 32 hex characters; empty = none

	Channel, Service, CaseKind, Outcome, Agent string

	Date     string    // of figures of a whole day in the scheme's zone, as 2026-09-30; empty = none
	BaseAsOf time.Time // union.base_reported: the instant that the figures are of, UTC; zero = none was named
	BaseDate string    // the same where only a day was named: its end in the scheme's zone

	Due      time.Time // application.submitted: the deadline, UTC; zero = none
	Families []string  // source.complete: sorted, without repetition
	Upto     time.Time // source.complete: UTC
	Data     []byte    // canonical JSON of the catalogue's fields of data, persons replaced by their hashes
}

// Rejection says why a record is refused. Source, ID, Union and Type are as far as they could be read and are valid
// codes, else empty; a rejected event takes no identity. Payload is the value as received (in binary mode the same event in structured form, the value in the place
// of data) with every identity and mobile number blotted out, cut at 64 KiB.
type Rejection struct {
	Reason  string // machine-readable: too_large, malformed_json, …, bad_value:data.union
	Detail  string // one English sentence: what was wrong and what to do
	Payload []byte

	Source, ID, Union, Type string
}
