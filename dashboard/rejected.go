package dashboard

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"unionscreen/ingest/feed/collect"
	"unionscreen/queries"
	"unionscreen/queries/office"
)

// Records is what was refused, what contradicts itself, and what people did about it.
type Records interface {
	RejectedRecords(ctx context.Context, f queries.RejectedFilter) ([]queries.RejectedRecord, error)
	RejectedCounts(ctx context.Context, f queries.RejectedFilter) ([]queries.RejectedCount, error)
	RejectedRecord(ctx context.Context, src string, offset uint64) (queries.RejectedRecord, error)
	Conflicts(ctx context.Context, unions []string, after string, limit int) ([]queries.Conflict, error)
	Anomalies(ctx context.Context, f queries.AnomalyFilter) ([]queries.Anomaly, error)
	Handlings(ctx context.Context, records []office.Record) (map[office.Record][]office.Handling, error)
	// Replay sends a record again, mended if event is not nil, and keeps who did it. What would be refused again is not
	// sent and comes back in Taken.Rejected. ErrNothingToSend: nothing that is an event was kept of the record.
	Replay(ctx context.Context, by office.Actor, record queries.RejectedRecord, event []byte, note string, scope collect.Scope) (collect.Taken, error)
	Dismiss(ctx context.Context, by office.Actor, record queries.RejectedRecord, note string) error
}

// ErrNothingToSend says that a record was not kept whole: too large, redacted, or no text at all.
var ErrNothingToSend = errors.New("nothing that could be sent again was kept of this record")

// usualPage and longestPage bound what one answer lists.
const (
	usualPage   = 100
	longestPage = 1000
)

// rejectedView is a rejected record as it is told.
type rejectedView struct {
	Record        string         `json:"record"` // names it in this API
	Src           string         `json:"src"`
	Offset        uint64         `json:"offset"`
	Arrived       time.Time      `json:"arrived"`
	Time          time.Time      `json:"time"` // of the Kafka record
	Reason        string         `json:"reason"`
	Detail        string         `json:"detail"`
	Source        string         `json:"source"`
	Union         string         `json:"union"`
	Type          string         `json:"type"`
	PayloadBytes  uint64         `json:"payload_bytes"`
	Payload       *string        `json:"payload,omitempty"`        // only of one record
	PayloadBase64 string         `json:"payload_base64,omitempty"` // instead, where it is no UTF-8
	Handled       []handlingView `json:"handled"`
}

// handlingView is what somebody did about a record.
type handlingView struct {
	At     time.Time `json:"at"`
	Who    string    `json:"who"`
	Action string    `json:"action"`
	Note   string    `json:"note"`
}

// listRejectedOf is listRejected of one union of the registry and all below it, for who may read its figures.
func (s *Server) listRejectedOf(c *fiber.Ctx, query url.Values) error {
	union, err := s.union(c.Params("code"))
	if err != nil {
		return err
	}
	query.Set("union", union.Code)
	return s.listRejected(c, query)
}

func (s *Server) listRejected(c *fiber.Ctx, query url.Values) error {
	filter, err := s.rejectedFilter(c, query)
	if err != nil {
		return err
	}
	ctx, cancel := s.patience()
	defer cancel()
	records, err := s.deps.Records.RejectedRecords(ctx, filter)
	if err != nil {
		return err
	}
	views, err := s.rejectedViews(ctx, records)
	if err != nil {
		return err
	}
	next := ""
	if len(records) == filter.Limit {
		last := records[len(records)-1]
		next = cursor(strconv.FormatInt(last.Arrived.UnixMicro(), 10), last.Src, strconv.FormatUint(last.Offset, 10))
	}
	return answer(c, http.StatusOK, map[string]any{"rejected": views, "next": next})
}

func (s *Server) countRejected(c *fiber.Ctx, query url.Values) error {
	filter, err := s.rejectedFilter(c, query)
	if err != nil {
		return err
	}
	filter.Limit = longestPage
	ctx, cancel := s.patience()
	defer cancel()
	counts, err := s.deps.Records.RejectedCounts(ctx, filter)
	if err != nil {
		return err
	}
	list := []map[string]any{}
	for _, n := range counts {
		list = append(list, map[string]any{"source": n.Source, "union": n.Union, "reason": n.Reason, "records": n.Records,
			"first": n.First.In(s.cfg.Zone), "last": n.Last.In(s.cfg.Zone)})
	}
	return answer(c, http.StatusOK, map[string]any{"counts": list})
}

func (s *Server) showRejected(c *fiber.Ctx, _ url.Values) error {
	ctx, cancel := s.patience()
	defer cancel()
	record, err := s.recordOf(ctx, c)
	if err != nil {
		return err
	}
	views, err := s.rejectedViews(ctx, []queries.RejectedRecord{record})
	if err != nil {
		return err
	}
	if text := string(record.Payload); strings.ToValidUTF8(text, "") == text {
		views[0].Payload = &text
	} else {
		views[0].PayloadBase64 = base64.StdEncoding.EncodeToString(record.Payload)
	}
	return answer(c, http.StatusOK, views[0])
}

// replayRejected sends a record again: as it is after its cause is gone, or mended.
func (s *Server) replayRejected(c *fiber.Ctx, _ url.Values) error {
	var order struct {
		Event json.RawMessage `json:"event"`
		Note  string          `json:"note"`
	}
	if err := readBody(c, &order); err != nil {
		return err
	}
	if len(order.Note) > office.MaxNote {
		return badParameter("note")
	}
	ctx, cancel := s.patience()
	defer cancel()
	record, err := s.recordToMend(ctx, c)
	if err != nil {
		return err
	}
	scope := collect.Scope(everything)
	if who := sender(c); who != nil {
		scope = who.Scope
	}
	if string(order.Event) == "null" {
		order.Event = nil
	}
	taken, err := s.deps.Records.Replay(ctx, s.actor(c), record, order.Event, order.Note, scope)
	switch {
	case errors.Is(err, ErrNothingToSend):
		return problemOf(codeNothingToSend)
	case err != nil:
		return s.notTaken(err)
	case len(taken.Rejected) > 0:
		p := problemOf(codeStillRejected)
		p.detail = taken.Rejected[0].Reason + ": " + taken.Rejected[0].Detail
		return p
	}
	return answer(c, http.StatusAccepted, taken)
}

func (s *Server) dismissRejected(c *fiber.Ctx, _ url.Values) error {
	var order struct {
		Note string `json:"note"`
	}
	if err := readBody(c, &order); err != nil {
		return err
	}
	if strings.TrimSpace(order.Note) == "" || len(order.Note) > office.MaxNote {
		return badParameter("note")
	}
	ctx, cancel := s.patience()
	defer cancel()
	record, err := s.recordToMend(ctx, c)
	if err != nil {
		return err
	}
	if err := s.deps.Records.Dismiss(ctx, s.actor(c), record, order.Note); err != nil {
		return err
	}
	c.Status(http.StatusNoContent)
	return nil
}

// actor names who acts, for the audit log.
func (s *Server) actor(c *fiber.Ctx) office.Actor {
	name := "deployment"
	if who := sender(c); who != nil {
		name = "producer:" + who.Name
	}
	return office.Actor{Who: name, Place: remoteOf(c.Context().RemoteAddr()).String()}
}

// recordOf finds the record that the path names. One that the sender may not see answers as one that is not there.
func (s *Server) recordOf(ctx context.Context, c *fiber.Ctx) (queries.RejectedRecord, error) {
	if s.deps.Records == nil {
		return queries.RejectedRecord{}, problemOf(codeNoRecord)
	}
	parts, ok := uncursor(c.Params("record"), 2)
	if !ok {
		return queries.RejectedRecord{}, problemOf(codeNoRecord)
	}
	offset, err := strconv.ParseUint(parts[1], 10, 63)
	if err != nil {
		return queries.RejectedRecord{}, problemOf(codeNoRecord)
	}
	record, err := s.deps.Records.RejectedRecord(ctx, parts[0], offset)
	if errors.Is(err, queries.ErrNoRecord) || err == nil && !sender(c).maySee(record.Source, record.Union) {
		return queries.RejectedRecord{}, problemOf(codeNoRecord)
	}
	return record, err
}

// recordToMend is recordOf for those who may do something about the record.
func (s *Server) recordToMend(ctx context.Context, c *fiber.Ctx) (queries.RejectedRecord, error) {
	record, err := s.recordOf(ctx, c)
	if err == nil && !sender(c).mayMend(record.Source, record.Union) {
		return queries.RejectedRecord{}, problemOf(codeNotYours)
	}
	return record, err
}

func (s *Server) rejectedViews(ctx context.Context, records []queries.RejectedRecord) ([]rejectedView, error) {
	names := make([]office.Record, len(records))
	for i, r := range records {
		names[i] = office.Record{Src: r.Src, Offset: r.Offset}
	}
	handled, err := s.deps.Records.Handlings(ctx, names)
	if err != nil {
		return nil, err
	}
	views := make([]rejectedView, len(records))
	for i, r := range records {
		views[i] = rejectedView{
			Record: cursor(r.Src, strconv.FormatUint(r.Offset, 10)), Src: r.Src, Offset: r.Offset,
			Arrived: r.Arrived.In(s.cfg.Zone), Time: r.RecordTime.In(s.cfg.Zone), Reason: r.Reason, Detail: r.Detail,
			Source: r.Source, Union: r.Union, Type: r.Type, PayloadBytes: r.PayloadBytes, Handled: []handlingView{},
		}
		for _, h := range handled[names[i]] {
			views[i].Handled = append(views[i].Handled, handlingView{h.At.In(s.cfg.Zone), h.Who, h.Action, h.Note})
		}
	}
	return views, nil
}

// rejectedFilter reads the query of a list; a producer's list holds only what is its own.
func (s *Server) rejectedFilter(c *fiber.Ctx, query url.Values) (queries.RejectedFilter, error) {
	if s.deps.Records == nil {
		return queries.RejectedFilter{}, problemOf(codeNotReady)
	}
	f := queries.RejectedFilter{Source: query.Get("source"), Type: query.Get("type"), Reason: query.Get("reason")}
	var err error
	if f.Limit, err = pageLength(query); err != nil {
		return f, err
	}
	for name, into := range map[string]*time.Time{"from": &f.From, "to": &f.To} {
		if text := query.Get(name); text != "" {
			if *into, err = time.Parse(time.RFC3339Nano, text); err != nil {
				return f, badParameter(name)
			}
		}
	}
	if text := query.Get("after"); text != "" {
		parts, ok := uncursor(text, 3)
		if !ok {
			return f, badParameter("after")
		}
		arrived, err1 := strconv.ParseInt(parts[0], 10, 64)
		offset, err2 := strconv.ParseUint(parts[2], 10, 63)
		if err1 != nil || err2 != nil {
			return f, badParameter("after")
		}
		f.After = queries.RejectedPlace{Arrived: time.UnixMicro(arrived), Src: parts[1], Offset: offset}
	}
	if who := sender(c); who != nil {
		f.Of = &queries.RejectedScope{Unions: who.Unions, Sources: who.Sources, Paths: who.Paths}
	}
	if code := query.Get("union"); code != "" {
		f.Within = s.subtree(code)
	}
	return f, nil
}

// pageLength is the limit parameter.
func pageLength(query url.Values) (int, error) {
	text := query.Get("limit")
	if text == "" {
		return usualPage, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n > longestPage {
		return 0, badParameter("limit")
	}
	return n, nil
}

// subtree lists a union and everything below it, by the registry of today; a union that it does not know is alone.
func (s *Server) subtree(code string) []string {
	children := map[string][]string{}
	for _, u := range s.deps.Boards.Unions() {
		children[u.Parent] = append(children[u.Parent], u.Code)
	}
	list := []string{code}
	for i := 0; i < len(list); i++ {
		list = append(list, children[list[i]]...)
	}
	return list
}

// cursor writes parts as one word for an address; uncursor reads it back.
func cursor(parts ...string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strings.Join(parts, "\n")))
}

func uncursor(word string, count int) ([]string, bool) {
	text, err := base64.RawURLEncoding.DecodeString(word)
	if err != nil {
		return nil, false
	}
	parts := strings.Split(string(text), "\n")
	return parts, len(parts) == count
}
