package office

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"time"
	"unicode/utf8"
)

// Actor is who does something, and from where.
type Actor struct {
	Who   string // an account; for commands the user of the system
	Place string // "cli", or the address that a request came from
}

func (a Actor) check() error {
	if a.Who == "" || a.Place == "" {
		return fmt.Errorf("an act needs to say who does it and from where, not %+v", a)
	}
	return nil
}

// Act is what an entry of the audit log says beside who, from where and when.
type Act struct {
	What   string // "registry.import", "producer.add", …
	Object string // what it was done to: "producer:site", "registry:4"
	Result string // "done", "refused"
	Detail string // what else must be known later, such as a content hash
}

// Entry is one entry of the audit log.
type Entry struct {
	Seq int64
	At  time.Time
	Actor
	Act
	Previous, Hash Digest
}

// Digest is a SHA-256.
type Digest [sha256.Size]byte

func (d Digest) String() string { return hex.EncodeToString(d[:]) }

// ParseDigest reads what String prints.
func ParseDigest(text string) (Digest, error) {
	raw, err := hex.DecodeString(text)
	if err != nil || len(raw) != sha256.Size {
		return Digest{}, fmt.Errorf("%q is no hash of 64 hexadecimal digits", text)
	}
	return Digest(raw), nil
}

// digest is the hash of an entry: of the one before it and of every field with its length, so that no byte can move
// from one field to the next.
func (e Entry) digest() Digest {
	h := sha256.New()
	h.Write([]byte("unionscreen audit 1\n"))
	h.Write(e.Previous[:])
	for _, field := range []string{
		strconv.FormatInt(e.Seq, 10), strconv.FormatInt(e.At.UnixMicro(), 10), e.Who, e.Place, e.What, e.Object, e.Result, e.Detail,
	} {
		var length [8]byte
		binary.BigEndian.PutUint64(length[:], uint64(len(field)))
		h.Write(length[:])
		h.Write([]byte(field))
	}
	return Digest(h.Sum(nil))
}

// Record writes an act into the audit log that changes nothing in this store: an export, an event sent again.
func (s *Store) Record(ctx context.Context, by Actor, done Act) error {
	if done.What == "" || done.Result == "" {
		return fmt.Errorf("an act needs to say what was done and with what result, not %+v", done)
	}
	return s.act(ctx, by, func(*sql.Tx) (Act, error) { return done, nil })
}

// appendAudit continues the chain inside the transaction of the act.
func appendAudit(ctx context.Context, tx *sql.Tx, by Actor, done Act, now time.Time) (Entry, error) {
	next := Entry{Seq: 1, At: now.UTC().Truncate(time.Microsecond), Actor: by, Act: done}
	for _, text := range []string{by.Who, by.Place, done.What, done.Object, done.Result, done.Detail} {
		if !utf8.ValidString(text) {
			return next, fmt.Errorf("%q is not UTF-8", text)
		}
	}
	var previous []byte
	err := tx.QueryRowContext(ctx, "SELECT seq + 1, hash FROM audit ORDER BY seq DESC LIMIT 1").Scan(&next.Seq, &previous)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return next, err
	}
	copy(next.Previous[:], previous)
	next.Hash = next.digest()
	_, err = tx.ExecContext(ctx, "INSERT INTO audit (seq, at, who, place, what, object, result, detail, previous, hash) VALUES (?,?,?,?,?,?,?,?,?,?)",
		next.Seq, next.At.UnixMicro(), by.Who, by.Place, done.What, done.Object, done.Result, done.Detail, next.Previous[:], next.Hash[:])
	return next, err
}

// Audit answers the entries after seq, oldest first, at most limit.
func (s *Store) Audit(ctx context.Context, after int64, limit int) ([]Entry, error) {
	var found []Entry
	err := s.eachEntry(ctx, after, limit, func(e Entry, _ bool) { found = append(found, e) })
	return found, err
}

// eachEntry visits entries in order; whole says that the stored hashes have the length of hashes.
func (s *Store) eachEntry(ctx context.Context, after int64, limit int, visit func(e Entry, whole bool)) error {
	rows, err := s.read.QueryContext(ctx, "SELECT seq, at, who, place, what, object, result, detail, previous, hash FROM audit WHERE seq > ? ORDER BY seq LIMIT ?", after, limit)
	if err != nil {
		return fmt.Errorf("read the audit log: %w", err)
	}
	defer func() { _ = rows.Close() }() // Err tells what went wrong
	for rows.Next() {
		var e Entry
		var at int64
		var previous, hash []byte
		if err := rows.Scan(&e.Seq, &at, &e.Who, &e.Place, &e.What, &e.Object, &e.Result, &e.Detail, &previous, &hash); err != nil {
			return fmt.Errorf("read the audit log after entry %d: %w", after, err)
		}
		e.At = instant(at)
		copy(e.Previous[:], previous)
		copy(e.Hash[:], hash)
		visit(e, bytes.Equal(previous, e.Previous[:]) && bytes.Equal(hash, e.Hash[:]))
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read the audit log: %w", err)
	}
	return nil
}
