package queries

import (
	"context"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// Conflict is an identity with two contents or more, none of which counts until
// it is ruled which stands.
type Conflict struct {
	Ident      string // hexadecimal
	Source, ID string
	Contents   []Content // in the order in which they arrived first
}

// Content is what was said under an identity.
type Content struct {
	Content                 string // hexadecimal
	Type, Subject, Corrects string
	Time                    time.Time
	Union, UnionTo, Thing   string
	Data                    []byte // canonical JSON
	Src                     string // where it arrived first
	Offset                  uint64
	Arrived                 time.Time
	Copies                  uint64 // rows of the ledger
}

// Conflicts lists identities in conflict in the order of their codes, beginning
// behind after (empty: at the start). Unions narrows to identities of which a
// content names one of them; nil does not narrow.
func (s *Store) Conflicts(ctx context.Context, unions []string, after string, limit int) ([]Conflict, error) {
	var found []Conflict
	err := s.each(ctx, func(r driver.Rows) error {
		var i, content [16]byte
		var source, id string
		var c Content
		first := make([]any, 3)
		err := r.Scan(&i, &content, &source, &id, &c.Type, &c.Subject, &c.Corrects, &c.Time, &c.Union, &c.UnionTo, &c.Thing, &c.Data, &first, &c.Copies)
		if err != nil {
			return err
		}
		c.Content = hex.EncodeToString(content[:])
		c.Arrived, _ = first[0].(time.Time)
		c.Src, _ = first[1].(string)
		c.Offset, _ = first[2].(uint64)
		name := strings.ToUpper(hex.EncodeToString(i[:]))
		if len(found) == 0 || found[len(found)-1].Ident != name {
			found = append(found, Conflict{Ident: name, Source: source, ID: id})
		}
		last := &found[len(found)-1]
		last.Contents = append(last.Contents, c)
		return nil
	}, "conflicts", arg("narrow", unions != nil), arg("unions", some(unions)), arg("after", strings.ToUpper(after)), arg("limit", uint64(max(limit, 0))))
	return slices.DeleteFunc(found, func(c Conflict) bool { return len(c.Contents) < 2 }), err
}
