package office

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Scheme is a scheme that an installation scored with. This room reads no document: the hash is the caller's.
type Scheme struct {
	Hash      string // SHA-256 of the canonical form, hexadecimal
	ID        string
	NameZH    string
	NameEN    string
	Owner     string // as the document states it; empty: the root of the registry
	Document  string // the text it was read from first; empty in lists
	FirstUsed time.Time
}

// SchemeUse says that the evaluation of an owner is scored by a scheme against targets.
type SchemeUse struct {
	Owner   string // code of the union whose evaluation it is
	Scheme  Scheme
	Targets string // hash of the targets; empty: none
}

// ErrNoScheme says that no scheme of that hash or id was ever used.
var ErrNoScheme = errors.New("no scheme of that hash or id was used here")

// UseSchemes notes what an installation scores with from now on, all in one act; what is in use already is left alone.
func (s *Store) UseSchemes(ctx context.Context, by Actor, uses []SchemeUse) error {
	return s.act(ctx, by, func(tx *sql.Tx) (Act, error) {
		now := time.Now().UTC().Truncate(time.Microsecond)
		var objects, details []string
		for _, use := range uses {
			if use.Scheme.Hash == "" || use.Scheme.Document == "" {
				return Act{}, fmt.Errorf("a scheme in use needs its hash and its document, %q of %q has not both", use.Scheme.ID, use.Owner)
			}
			var scheme, targets string
			err := tx.QueryRowContext(ctx, "SELECT scheme, targets FROM scheme_use WHERE owner = ? ORDER BY id DESC LIMIT 1", use.Owner).Scan(&scheme, &targets)
			if err != nil && !errors.Is(err, sql.ErrNoRows) {
				return Act{}, fmt.Errorf("ask which scheme is in use: %w", err)
			}
			if err == nil && scheme == use.Scheme.Hash && targets == use.Targets {
				continue
			}
			if err := insertUse(ctx, tx, by, use, now); err != nil {
				return Act{}, fmt.Errorf("note the scheme %s: %w", use.Scheme.ID, err)
			}
			objects = append(objects, "scheme:"+use.Scheme.ID)
			details = append(details, strings.TrimSpace(fmt.Sprintf("owner %s scheme %s targets %s", use.Owner, use.Scheme.Hash, use.Targets)))
		}
		if len(objects) == 0 {
			return Act{}, nil
		}
		return Act{What: "scheme.use", Object: strings.Join(objects, " "), Result: "done", Detail: strings.Join(details, "; ")}, nil
	})
}

func insertUse(ctx context.Context, tx *sql.Tx, by Actor, use SchemeUse, now time.Time) error {
	used := use.Scheme
	_, err := tx.ExecContext(ctx, "INSERT INTO scheme_version (hash, id, name_zh, name_en, owner, document, first_used) VALUES (?,?,?,?,?,?,?) ON CONFLICT (hash) DO NOTHING",
		used.Hash, used.ID, used.NameZH, used.NameEN, used.Owner, used.Document, now.UnixMicro())
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "INSERT INTO scheme_use (at, who, place, owner, scheme, targets) VALUES (?,?,?,?,?,?)",
		now.UnixMicro(), by.Who, by.Place, use.Owner, used.Hash, use.Targets)
	return err
}

// Schemes lists every scheme that was ever used, without its document, the last one that came first.
func (s *Store) Schemes(ctx context.Context) ([]Scheme, error) {
	rows, err := s.read.QueryContext(ctx, "SELECT hash, id, name_zh, name_en, owner, '', first_used FROM scheme_version ORDER BY first_used DESC, hash")
	if err != nil {
		return nil, fmt.Errorf("list schemes: %w", err)
	}
	defer func() { _ = rows.Close() }() // Err tells what went wrong
	found := []Scheme{}
	for rows.Next() {
		one, err := scanScheme(rows)
		if err != nil {
			return nil, fmt.Errorf("list schemes: %w", err)
		}
		found = append(found, one)
	}
	return found, rows.Err()
}

// Scheme answers the scheme of a hash, or of an id the one that came last.
func (s *Store) Scheme(ctx context.Context, hashOrID string) (Scheme, error) {
	one, err := scanScheme(s.read.QueryRowContext(ctx, `SELECT hash, id, name_zh, name_en, owner, document, first_used FROM scheme_version
WHERE hash = ?1 OR id = ?1 ORDER BY hash = ?1 DESC, first_used DESC, hash LIMIT 1`, hashOrID))
	if errors.Is(err, sql.ErrNoRows) {
		return Scheme{}, ErrNoScheme
	}
	if err != nil {
		return Scheme{}, fmt.Errorf("read scheme %s: %w", hashOrID, err)
	}
	return one, nil
}

func scanScheme(row interface{ Scan(...any) error }) (Scheme, error) {
	var one Scheme
	var first int64
	if err := row.Scan(&one.Hash, &one.ID, &one.NameZH, &one.NameEN, &one.Owner, &one.Document, &first); err != nil {
		return Scheme{}, err
	}
	one.FirstUsed = instant(first)
	return one, nil
}
