package office

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Producer is somebody who may send events: a platform, a website, a service hall.
type Producer struct {
	Name     string
	Sources  []string // CloudEvents sources, exact or all below a path: "/330110/*"
	Unions   []string // codes; each stands for the union and everything below it
	Created  time.Time
	Disabled time.Time // zero: it may send
	Tokens   []Token   // without the secret, oldest first; only Producers fills it
}

var producerName = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,64}$`)

// ErrNoProducer says that no producer has the name.
var ErrNoProducer = errors.New("there is no such producer: `unionscreen producers list` shows them")

func (p Producer) check() error {
	var faults []error
	if !producerName.MatchString(p.Name) {
		faults = append(faults, fmt.Errorf("name %q: give 1-64 letters, digits, _ . -", p.Name))
	}
	if len(p.Sources) == 0 {
		faults = append(faults, errors.New("no source: name at least one, exact or all below a path such as /330110/*"))
	}
	for _, source := range p.Sources {
		if err := checkSource(source); err != nil {
			faults = append(faults, err)
		}
	}
	if len(p.Unions) == 0 {
		faults = append(faults, errors.New("no union: name at least one, which stands for everything below it too"))
	}
	for _, union := range p.Unions {
		if !codePattern.MatchString(union) {
			faults = append(faults, fmt.Errorf("union %q is not a code of 1-32 letters, digits, _ . -", union))
		}
	}
	return errors.Join(faults...)
}

func checkSource(source string) error {
	exact := strings.TrimSuffix(source, "/*")
	switch {
	case source == "" || len(source) > 128 || strings.Trim(source, printable) != "":
		return fmt.Errorf("source %q: give 1 to 128 printable ASCII characters without spaces", source)
	case strings.Contains(exact, "*"):
		return fmt.Errorf("source %q: * may stand only at the end, after a /", source)
	}
	return nil
}

// AddProducer registers a producer. From the first one on, events of sources that nobody registered are rejected.
func (s *Store) AddProducer(ctx context.Context, by Actor, p Producer) error {
	p.Sources, p.Unions = distinct(p.Sources), distinct(p.Unions)
	if err := p.check(); err != nil {
		return fmt.Errorf("add producer: %w", err)
	}
	sources, unions := listText(p.Sources), listText(p.Unions)
	return s.act(ctx, by, func(tx *sql.Tx) (Act, error) {
		var there int
		if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM producer WHERE name = ?", p.Name).Scan(&there); err != nil {
			return Act{}, fmt.Errorf("add producer: %w", err)
		}
		if there > 0 {
			return Act{}, fmt.Errorf("add producer: %s is registered already; what it is bound to does not change: disable it and add another name", p.Name)
		}
		if err := knownUnions(ctx, tx, p.Unions); err != nil {
			return Act{}, fmt.Errorf("add producer: %w", err)
		}
		_, err := tx.ExecContext(ctx, "INSERT INTO producer (name, sources, unions, created) VALUES (?,?,?,?)", p.Name, sources, unions, time.Now().UnixMicro())
		if err != nil {
			return Act{}, fmt.Errorf("add producer: %w", err)
		}
		return Act{What: "producer.add", Object: "producer:" + p.Name, Result: "done", Detail: "sources " + sources + " unions " + unions}, nil
	})
}

// knownUnions refuses codes that are not in the registry, where there is one: a misspelt code would let nothing through.
func knownUnions(ctx context.Context, tx *sql.Tx, codes []string) error {
	unions, version, err := registryOf(ctx, tx, 0)
	if err != nil || version.Number == 0 {
		return err
	}
	var faults []error
	for _, code := range codes {
		if !slices.ContainsFunc(unions, func(u Union) bool { return u.Code == code }) {
			faults = append(faults, fmt.Errorf("no union of the registry has the code %q", code))
		}
	}
	return errors.Join(faults...)
}

// DisableProducer takes a producer out for good: its tokens and its sources are refused from now on.
func (s *Store) DisableProducer(ctx context.Context, by Actor, name string) error {
	return s.act(ctx, by, func(tx *sql.Tx) (Act, error) {
		changed, err := change(ctx, tx, "UPDATE producer SET disabled = ? WHERE name = ? AND disabled IS NULL", time.Now().UnixMicro(), name)
		if err != nil {
			return Act{}, fmt.Errorf("disable producer: %w", err)
		}
		if !changed {
			return Act{}, fmt.Errorf("disable producer %q that may send: %w", name, ErrNoProducer)
		}
		return Act{What: "producer.disable", Object: "producer:" + name, Result: "done"}, nil
	})
}

// Producers lists all of them by name, with their tokens.
func (s *Store) Producers(ctx context.Context) ([]Producer, error) {
	found, err := s.producers(ctx)
	if err != nil {
		return nil, err
	}
	tokens, err := s.tokens(ctx)
	if err != nil {
		return nil, err
	}
	for i := range found {
		for _, token := range tokens {
			if token.Producer == found[i].Name {
				found[i].Tokens = append(found[i].Tokens, token)
			}
		}
	}
	return found, nil
}

func (s *Store) producers(ctx context.Context) ([]Producer, error) {
	rows, err := s.read.QueryContext(ctx, "SELECT name, sources, unions, created, disabled FROM producer ORDER BY name")
	if err != nil {
		return nil, fmt.Errorf("list producers: %w", err)
	}
	defer func() { _ = rows.Close() }() // Err tells what went wrong
	var found []Producer
	for rows.Next() {
		p, err := scanProducer(rows)
		if err != nil {
			return nil, fmt.Errorf("list producers: %w", err)
		}
		found = append(found, p)
	}
	return found, rows.Err()
}

func scanProducer(row interface{ Scan(...any) error }) (Producer, error) {
	var p Producer
	var sources, unions string
	var created int64
	var disabled sql.NullInt64
	if err := row.Scan(&p.Name, &sources, &unions, &created, &disabled); err != nil {
		return p, err
	}
	p.Created, p.Disabled = instant(created), instantOrZero(disabled)
	return p, errors.Join(json.Unmarshal([]byte(sources), &p.Sources), json.Unmarshal([]byte(unions), &p.Unions))
}

// change runs a statement and says whether it touched a row.
func change(ctx context.Context, tx *sql.Tx, statement string, args ...any) (bool, error) {
	result, err := tx.ExecContext(ctx, statement, args...)
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n > 0, err
}

func distinct(list []string) []string {
	sorted := slices.Sorted(slices.Values(list))
	return slices.Compact(sorted)
}

// listText is a list as the store keeps it.
func listText(list []string) string {
	text, err := json.Marshal(list)
	if err != nil {
		panic(err) // strings always encode
	}
	return string(text)
}
