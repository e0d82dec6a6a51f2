package office

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// Record names a rejected record of the ledger.
type Record struct {
	Src    string // source of offsets, "<cluster id>/<topic id>/<partition>"
	Offset uint64
}

func (r Record) String() string { return fmt.Sprintf("record:%s@%d", r.Src, r.Offset) }

// What people do about a rejected record.
const (
	Replayed  = "replayed"  // mended or not, it was sent again
	Dismissed = "dismissed" // it is rightly out, and nobody needs to look at it again
)

// Handling is one thing that somebody did about a rejected record.
type Handling struct {
	Record Record
	At     time.Time
	Who    string
	Action string // Replayed or Dismissed
	Sent   Digest // of the event that was sent, byte for byte; zero for a dismissal
	Note   string
}

// MaxNote is how many bytes a note may have.
const MaxNote = 2000

func (h Handling) check() error {
	var faults []error
	if h.Record.Src == "" || h.Record.Offset > 1<<62 {
		faults = append(faults, fmt.Errorf("%s names no record", h.Record))
	}
	if h.Action == Replayed && h.Sent == (Digest{}) {
		faults = append(faults, errors.New("what was sent again must be named by its hash"))
	}
	if len(h.Note) > MaxNote || !utf8.ValidString(h.Note) {
		faults = append(faults, fmt.Errorf("the note must be UTF-8 of at most %d bytes", MaxNote))
	}
	return errors.Join(faults...)
}

// NoteReplay keeps that a rejected record was sent again. Call it before the sending: what is noted and was not sent is
// seen, what is sent and was not noted is not.
func (s *Store) NoteReplay(ctx context.Context, by Actor, record Record, sent Digest, note string) error {
	return s.handle(ctx, by, Handling{Record: record, Action: Replayed, Sent: sent, Note: note})
}

// Dismiss keeps that a rejected record needs nothing more.
func (s *Store) Dismiss(ctx context.Context, by Actor, record Record, note string) error {
	return s.handle(ctx, by, Handling{Record: record, Action: Dismissed, Note: note})
}

func (s *Store) handle(ctx context.Context, by Actor, h Handling) error {
	if err := h.check(); err != nil {
		return fmt.Errorf("note what was done about a rejected record: %w", err)
	}
	sent := ""
	if h.Sent != (Digest{}) {
		sent = h.Sent.String()
	}
	return s.act(ctx, by, func(tx *sql.Tx) (Act, error) {
		_, err := tx.ExecContext(ctx, "INSERT INTO handling (src, offset, at, who, action, sent, note) VALUES (?,?,?,?,?,?,?)",
			h.Record.Src, int64(h.Record.Offset), time.Now().UnixMicro(), by.Who, h.Action, sent, h.Note)
		if err != nil {
			return Act{}, fmt.Errorf("note what was done about %s: %w", h.Record, err)
		}
		return Act{What: "record." + h.Action, Object: h.Record.String(), Result: "done", Detail: strings.TrimSpace(sent + " " + h.Note)}, nil
	})
}

// Handlings answers what was done about the records, oldest first; records nobody touched are not in the map.
func (s *Store) Handlings(ctx context.Context, records []Record) (map[Record][]Handling, error) {
	found := map[Record][]Handling{}
	statement, err := s.read.PrepareContext(ctx, "SELECT at, who, action, sent, note FROM handling WHERE src = ? AND offset = ? ORDER BY id")
	if err != nil {
		return nil, fmt.Errorf("ask what was done about rejected records: %w", err)
	}
	defer func() { _ = statement.Close() }() // only read
	for _, record := range records {
		list, err := handlingsOf(ctx, statement, record)
		if err != nil {
			return nil, fmt.Errorf("ask what was done about %s: %w", record, err)
		}
		if len(list) > 0 {
			found[record] = list
		}
	}
	return found, nil
}

func handlingsOf(ctx context.Context, statement *sql.Stmt, record Record) ([]Handling, error) {
	rows, err := statement.QueryContext(ctx, record.Src, int64(record.Offset))
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // Err tells what went wrong
	var list []Handling
	for rows.Next() {
		h := Handling{Record: record}
		var at int64
		var sent string
		if err := rows.Scan(&at, &h.Who, &h.Action, &sent, &h.Note); err != nil {
			return nil, err
		}
		h.At = instant(at)
		if sent != "" {
			if h.Sent, err = ParseDigest(sent); err != nil {
				return nil, err
			}
		}
		list = append(list, h)
	}
	return list, rows.Err()
}
