package collect

import (
	"context"

	"unionscreen/ingest/event"
)

// Request is what came over HTTP: one event in structured or binary mode, or a list of events.
type Request struct {
	ContentType string
	Headers     []Header
	Body        []byte
}

// Header is one header as sent.
type Header = event.Header

// MaxBody is the most that a request may hold.
const MaxBody = event.MaxBatchBytes

// RefusedRequestError says that nothing of a request could be taken, because it is no list of events at all.
type RefusedRequestError struct{ Reason, Detail string }

func (e *RefusedRequestError) Error() string { return e.Reason + ": " + e.Detail }

// TakeRequest takes the events of a request, see Take. A list that is none is a *RefusedRequestError.
func (c *Collector) TakeRequest(ctx context.Context, r Request, scope Scope) (Taken, error) {
	if !event.IsBatch(r.ContentType) {
		return c.Take(ctx, []event.Input{event.HTTPInput(r.Headers, r.Body)}, scope)
	}
	events, rejection := event.Batch(r.Body, event.MaxBatch)
	if rejection != nil {
		return Taken{}, &RefusedRequestError{rejection.Reason, rejection.Detail}
	}
	inputs := make([]event.Input, len(events))
	for i, value := range events {
		inputs[i] = event.Input{Value: value}
	}
	return c.Take(ctx, inputs, scope)
}

// Redact blots identity and mobile numbers out of words of a request that an answer repeats.
func Redact(text string) string { return event.Redact(text) }
