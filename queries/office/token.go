package office

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Token is a producer's bearer token without its secret.
type Token struct {
	Prefix   string // its first characters: enough to tell it from others, far too little to use it
	Producer string
	Created  time.Time
	Expires  time.Time
	Revoked  time.Time // zero: it is not
	LastUsed time.Time // to the minute; zero: never
}

const (
	tokenMark   = "ust_" // scanners for leaked secrets find it
	prefixChars = len(tokenMark) + 8
	tokenChars  = len(tokenMark) + 43
)

// MaxTokenLife is how long a token holds at most.
const MaxTokenLife = 5 * 366 * 24 * time.Hour

// ErrNoToken answers every token that may not be used: unknown, expired, revoked, or of a disabled producer.
var ErrNoToken = errors.New("the token is not valid")

// AddToken makes a token that holds for life. It is shown now and never again: the store keeps its hash.
func (s *Store) AddToken(ctx context.Context, by Actor, producer string, life time.Duration) (secret string, err error) {
	if life <= 0 || life > MaxTokenLife {
		return "", fmt.Errorf("add token: it cannot hold for %s; give at most five years", life)
	}
	random := make([]byte, 32)
	if _, err := rand.Read(random); err != nil {
		return "", fmt.Errorf("add token: %w", err)
	}
	secret = tokenMark + base64.RawURLEncoding.EncodeToString(random)
	prefix, hash := secret[:prefixChars], sha256.Sum256([]byte(secret))
	now := time.Now()
	err = s.act(ctx, by, func(tx *sql.Tx) (Act, error) {
		made, err := change(ctx, tx, "INSERT INTO token (prefix, producer, hash, created, expires) SELECT ?, name, ?, ?, ? FROM producer WHERE name = ? AND disabled IS NULL",
			prefix, hash[:], now.UnixMicro(), now.Add(life).UnixMicro(), producer)
		if err != nil {
			return Act{}, fmt.Errorf("add token: %w", err)
		}
		if !made {
			return Act{}, fmt.Errorf("add token to %q: %w", producer, ErrNoProducer)
		}
		return Act{What: "token.add", Object: "token:" + prefix, Result: "done", Detail: "producer " + producer + " expires " + now.Add(life).UTC().Format(time.RFC3339)}, nil
	})
	if err != nil {
		return "", err
	}
	return secret, nil
}

// RevokeToken ends a token, named by its prefix, at once.
func (s *Store) RevokeToken(ctx context.Context, by Actor, prefix string) error {
	return s.act(ctx, by, func(tx *sql.Tx) (Act, error) {
		revoked, err := change(ctx, tx, "UPDATE token SET revoked = ? WHERE prefix = ? AND revoked IS NULL", time.Now().UnixMicro(), prefix)
		if err != nil {
			return Act{}, fmt.Errorf("revoke token: %w", err)
		}
		if !revoked {
			return Act{}, fmt.Errorf("revoke token: none that holds begins with %q: `unionscreen producers list` shows them", prefix)
		}
		return Act{What: "token.revoke", Object: "token:" + prefix, Result: "done"}, nil
	})
}

// tokenQuery asks by the hash: nobody can search it by time.
const tokenQuery = `SELECT p.name, p.sources, p.unions, p.created, p.disabled, t.prefix, coalesce(t.last_used, 0)
FROM token t JOIN producer p ON p.name = t.producer
WHERE t.hash = ? AND t.revoked IS NULL AND t.expires > ? AND p.disabled IS NULL`

// tokenRow scans the producer's columns and then those of the token.
type tokenRow struct {
	*sql.Row
	more []any
}

func (r tokenRow) Scan(into ...any) error { return r.Row.Scan(append(into, r.more...)...) }

// ProducerByToken answers whose token it is, or ErrNoToken. It asks the store each time, so that a revoked token is
// refused with the next request.
func (s *Store) ProducerByToken(ctx context.Context, token string) (Producer, error) {
	if len(token) != tokenChars || !strings.HasPrefix(token, tokenMark) {
		return Producer{}, ErrNoToken
	}
	hash, now := sha256.Sum256([]byte(token)), time.Now()
	var prefix string
	var used int64
	row := s.read.QueryRowContext(ctx, tokenQuery, hash[:], now.UnixMicro())
	p, err := scanProducer(tokenRow{row, []any{&prefix, &used}})
	if errors.Is(err, sql.ErrNoRows) {
		return Producer{}, ErrNoToken
	}
	if err != nil {
		return Producer{}, fmt.Errorf("look a token up: %w", err)
	}
	if now.Sub(instant(used)) >= time.Minute {
		s.markUsed(ctx, prefix, now)
	}
	return p, nil
}

// markUsed notes that a token lives. It is a hint for people who clear up: a request neither waits long nor fails for it.
func (s *Store) markUsed(ctx context.Context, prefix string, now time.Time) {
	ctx, cancel := context.WithTimeout(ctx, 100*time.Millisecond)
	defer cancel()
	_, _ = s.write.ExecContext(ctx, "UPDATE token SET last_used = ? WHERE prefix = ?", now.UnixMicro(), prefix) // a hint
}

func (s *Store) tokens(ctx context.Context) ([]Token, error) {
	rows, err := s.read.QueryContext(ctx, "SELECT prefix, producer, created, expires, revoked, last_used FROM token ORDER BY created, prefix")
	if err != nil {
		return nil, fmt.Errorf("list tokens: %w", err)
	}
	defer func() { _ = rows.Close() }() // Err tells what went wrong
	var found []Token
	for rows.Next() {
		var t Token
		var created, expires int64
		var revoked, used sql.NullInt64
		if err := rows.Scan(&t.Prefix, &t.Producer, &created, &expires, &revoked, &used); err != nil {
			return nil, fmt.Errorf("list tokens: %w", err)
		}
		t.Created, t.Expires, t.Revoked, t.LastUsed = instant(created), instant(expires), instantOrZero(revoked), instantOrZero(used)
		found = append(found, t)
	}
	return found, rows.Err()
}
