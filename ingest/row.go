package ingest

import (
	"fmt"
	"time"

	"unionscreen/ingest/event"
	"unionscreen/queries"
)

// Decoder judges one record; what it returns shares no memory with the input. *event.Decoder is the one in use.
type Decoder interface {
	Decode(in event.Input) (event.Event, *event.Rejection)
}

// reasonFault marks a record on which the decoder itself failed. It is ours to mend, not the producer's; the payload is
// not kept, because a decoder that failed has redacted nothing.
const reasonFault = "decoder_fault"

// rowOf decodes one record into a row of the ledger. It never fails and never panics.
func rowOf(d Decoder, in event.Input, row *queries.LedgerRow) (fault bool) {
	defer func() {
		if p := recover(); p != nil {
			src, offset := row.Src, row.Offset
			*row = queries.LedgerRow{
				Src: src, Offset: offset, OffsetEnd: offset, Status: queries.Rejected, RecordTime: in.At,
				Reason: reasonFault, Detail: fmt.Sprintf("the decoder failed on this record: %T", p),
			}
			fault = true
		}
	}()
	ev, rejection := d.Decode(in)
	if rejection != nil {
		row.Status, row.Reason, row.Detail = queries.Rejected, rejection.Reason, rejection.Detail
		row.Source, row.Union, row.Type, row.Payload = rejection.Source, rejection.Union, rejection.Type, rejection.Payload
		return false
	}
	row.Status = queries.Accepted
	row.Source, row.ID, row.Type, row.Subject, row.Corrects, row.Family = ev.Source, ev.ID, ev.Type, ev.Subject, ev.Corrects, ev.Family
	row.Ident, row.Content, row.CorrectsIdent, row.VoidsIdent = ev.Ident, ev.Content, ev.CorrectsIdent, ev.VoidsIdent
	row.Time, row.Due, row.Upto = ev.Time, ev.Due, ev.Upto
	row.Date, row.BaseAsOf, row.BaseDate = ev.Date, ev.BaseAsOf, ev.BaseDate
	row.Union, row.UnionTo, row.Thing, row.Person = ev.Union, ev.UnionTo, ev.Thing, ev.Person
	row.Channel, row.Service, row.CaseKind, row.Outcome, row.Agent = ev.Channel, ev.Service, ev.CaseKind, ev.Outcome, ev.Agent
	row.Families, row.Data = ev.Families, ev.Data
	return false
}

// skipped covers the offsets [from, to) that hold nothing to count: control records, aborted transactions, compaction.
func skipped(src string, from, to int64, at time.Time) queries.LedgerRow {
	return queries.LedgerRow{Src: src, Offset: uint64(from), OffsetEnd: uint64(to - 1), Status: queries.Skipped, RecordTime: at}
}
