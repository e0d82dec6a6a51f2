package queries

import (
	"context"
	"encoding/hex"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// identsOfQuestion bounds the identities in one question: parameters travel in
// the address of the request, of which servers take 1 MiB.
const identsOfQuestion = 4000

// settleIdentities is step 2: it decides anew about every identity in conflict
// and every lineage that the span touches, and gives back where they count.
// Whatever was decided before a crash is decided again, so that those places
// are dirty again too.
func (s *Store) settleIdentities(ctx context.Context, sp span) (*dirt, error) {
	dirty := newDirt()
	start, err := s.questionable(ctx, sp, "links_arriving")
	if err != nil {
		return nil, err
	}
	namings, touched, err := s.walk(ctx, start)
	if err != nil {
		return nil, err
	}
	conflicting, err := s.questionable(ctx, sp, "conflicts_arriving")
	if err != nil {
		return nil, err
	}
	for _, i := range conflicting {
		touched[i] = true
	}
	if len(touched) == 0 {
		return dirty, nil
	}
	known, err := s.identities(ctx, touched)
	if err != nil {
		return nil, err
	}
	for _, k := range known {
		for _, p := range k.places {
			dirty.add(p)
		}
	}
	return dirty, s.writeOuts(ctx, sp, known, outs(known, namings))
}

// questionable lists identities of the span, piece by piece.
func (s *Store) questionable(ctx context.Context, sp span, question string) ([]ident, error) {
	var found []ident
	for bucket := range sp.buckets {
		err := s.each(ctx, func(r driver.Rows) error {
			var i ident
			if err := r.Scan((*[16]byte)(&i)); err != nil {
				return err
			}
			found = append(found, i)
			return nil
		}, question, sp.args(arg("buckets", sp.buckets), arg("bucket", bucket))...)
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

// walk follows corrections and voids from the given identities to everything
// that hangs together with them.
func (s *Store) walk(ctx context.Context, start []ident) ([]naming, map[ident]bool, error) {
	seen := map[ident]bool{}
	namings := map[naming]bool{}
	for _, i := range start {
		seen[i] = true
	}
	for frontier := start; len(frontier) > 0; {
		var next []ident
		for part := range slices.Chunk(frontier, identsOfQuestion) {
			err := s.each(ctx, func(r driver.Rows) error {
				var node, peer ident
				var naming naming
				var forward bool
				if err := r.Scan((*[16]byte)(&node), (*[16]byte)(&peer), &forward, &naming.voiding, &naming.at, &naming.id); err != nil {
					return err
				}
				naming.namer, naming.target = node, peer
				if !forward {
					naming.namer, naming.target = peer, node
				}
				namings[naming] = true
				if !seen[peer] {
					seen[peer] = true
					next = append(next, peer)
				}
				return nil
			}, "links_of", arg("nodes", hexes(part)))
			if err != nil {
				return nil, nil, err
			}
		}
		frontier = next
	}
	all := make([]naming, 0, len(namings))
	for n := range namings {
		all = append(all, n)
	}
	return all, seen, nil
}

// identities reads the contents and places of the given identities; those that
// the ledger does not know are absent.
func (s *Store) identities(ctx context.Context, wanted map[ident]bool) (map[ident]identity, error) {
	list := make([]ident, 0, len(wanted))
	for i := range wanted {
		list = append(list, i)
	}
	known := map[ident]identity{}
	for part := range slices.Chunk(list, identsOfQuestion) {
		err := s.each(ctx, func(r driver.Rows) error {
			var i ident
			var content [16]byte
			var voiding bool
			var p place
			var day time.Time
			if err := r.Scan((*[16]byte)(&i), &content, &voiding, &p.family, &day, &p.union, &p.unionTo, &p.thing, &p.person); err != nil {
				return err
			}
			p.day = day.Format(time.DateOnly)
			k, found := known[i]
			if !found {
				k.contents = map[[16]byte]struct{}{}
			}
			k.contents[content] = struct{}{}
			k.voiding = k.voiding || voiding
			k.places = append(k.places, p)
			known[i] = k
			return nil
		}, "identities_of", arg("nodes", hexes(part)))
		if err != nil {
			return nil, err
		}
	}
	return known, nil
}

// writeOuts notes for each decided identity, in each place, whether it counts.
func (s *Store) writeOuts(ctx context.Context, sp span, known map[ident]identity, reasons map[ident]string) error {
	var families, unions, things, why []string
	var days []time.Time
	var idents [][]byte
	var versions []uint64
	for i, k := range known {
		for _, p := range k.places {
			day, err := time.Parse(time.DateOnly, p.day)
			if err != nil {
				return err
			}
			families, days, unions, things = append(families, p.family), append(days, day), append(unions, p.union), append(things, p.thing)
			idents, why, versions = append(idents, i[:]), append(why, reasons[i]), append(versions, sp.version)
		}
	}
	return s.insert(ctx, "add_outs", []column{
		{"family", "String", families},
		{"day", "Date", days},
		{"union", "String", unions},
		{"thing", "String", things},
		{"ident", "FixedString(16)", idents},
		{"reason", "String", why},
		{"version", "UInt64", versions},
	})
}

func hexes(idents []ident) []string {
	texts := make([]string, len(idents))
	for k, i := range idents {
		texts[k] = hex.EncodeToString(i[:])
	}
	return texts
}
