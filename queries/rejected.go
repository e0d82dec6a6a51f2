package queries

import (
	"context"
	"errors"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// RejectedRecord is a record that was refused. Payload is what was kept of it,
// as received or redacted; lists leave it out.
type RejectedRecord struct {
	Src                 string
	Offset              uint64
	Arrived, RecordTime time.Time
	Reason, Detail      string
	Source, Union, Type string // as far as they could be read
	PayloadBytes        uint64
	Payload             []byte
}

// RejectedFilter narrows a list of rejected records; zero values do not.
type RejectedFilter struct {
	Of                   *RejectedScope
	Within               []string // of these unions only
	Source, Type, Reason string   // Reason: whole, or the word before its colon
	From, To             time.Time
	After                RejectedPlace
	Limit                int
}

// RejectedScope is what somebody may see: records of these unions, of these
// sources, and of all sources below these paths. What cannot be read of a
// record belongs to nobody.
type RejectedScope struct{ Unions, Sources, Paths []string }

// RejectedPlace is a record's place in the list, latest first; the zero value
// begins it.
type RejectedPlace struct {
	Arrived time.Time
	Src     string
	Offset  uint64
}

// RejectedCount says how often a source and union met a reason, and when.
type RejectedCount struct {
	Source, Union, Reason string
	Records               uint64
	First, Last           time.Time
}

// ErrNoRecord says that no rejected record lies at the asked offset.
var ErrNoRecord = errors.New("no rejected record at this offset")

func (f RejectedFilter) args() []any {
	to := f.To
	if to.IsZero() {
		to = beyond
	}
	after := int64(0)
	if !f.After.Arrived.IsZero() {
		after = micros(f.After.Arrived)
	}
	var of RejectedScope
	if f.Of != nil {
		of = *f.Of
	}
	return []any{
		arg("narrow", f.Of != nil), arg("unions", some(of.Unions)), arg("sources", some(of.Sources)), arg("paths", some(of.Paths)),
		arg("within", some(f.Within)), arg("source", f.Source), arg("type", f.Type), arg("reason", f.Reason),
		arg("from", micros(f.From)), arg("to", micros(to)), arg("arrived", after), arg("src", f.After.Src), arg("offset", f.After.Offset),
		arg("limit", uint64(max(f.Limit, 0))),
	}
}

// RejectedRecords lists rejected records, latest first, without payloads.
func (s *Store) RejectedRecords(ctx context.Context, f RejectedFilter) ([]RejectedRecord, error) {
	var found []RejectedRecord
	err := s.each(ctx, func(r driver.Rows) error {
		record, err := scanRejected(r)
		found = append(found, record)
		return err
	}, "rejected_list", f.args()...)
	return found, err
}

// RejectedCounts adds rejected records up by source, union and reason, the most
// first.
func (s *Store) RejectedCounts(ctx context.Context, f RejectedFilter) ([]RejectedCount, error) {
	var found []RejectedCount
	err := s.each(ctx, func(r driver.Rows) error {
		var c RejectedCount
		err := r.Scan(&c.Source, &c.Union, &c.Reason, &c.Records, &c.First, &c.Last)
		found = append(found, c)
		return err
	}, "rejected_counts", f.args()...)
	return found, err
}

// RejectedRecord gives one rejected record with its payload, or ErrNoRecord.
func (s *Store) RejectedRecord(ctx context.Context, src string, offset uint64) (RejectedRecord, error) {
	var found *RejectedRecord
	err := s.each(ctx, func(r driver.Rows) error {
		var payload []byte
		record, err := scanRejected(r, &payload)
		record.Payload = payload
		found = &record
		return err
	}, "rejected_one", arg("src", src), arg("offset", offset))
	switch {
	case err != nil:
		return RejectedRecord{}, err
	case found == nil:
		return RejectedRecord{}, ErrNoRecord
	}
	return *found, nil
}

func scanRejected(r driver.Rows, more ...any) (RejectedRecord, error) {
	var c RejectedRecord
	err := r.Scan(append([]any{&c.Src, &c.Offset, &c.Arrived, &c.RecordTime, &c.Reason, &c.Detail, &c.Source, &c.Union, &c.Type, &c.PayloadBytes}, more...)...)
	return c, err
}
