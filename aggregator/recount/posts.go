package recount

import (
	"time"

	"unionscreen/queries"
)

// post is one post or reply. Its events may name different authors, so they need not come in order.
type post struct {
	union       string
	created     moment // first creation
	kind        string // what it said; may be empty
	last        moment // of creations and removals
	lastCreated bool
}

func (p *post) take(row queries.LedgerRow, _ time.Time) error {
	place, creates := momentOf(row), row.Type == "post.created"
	if p.last.before(place) {
		p.last, p.lastCreated = place, creates
	}
	if creates && (!p.created.is() || place.before(p.created)) {
		said, err := dataOf[struct{ Kind string }](row)
		if err != nil {
			return err
		}
		p.created, p.kind = place, said.Kind
	}
	return nil
}

// count: first created in the window, of a kind asked for, and not removed at its end.
func (p *post) count(t *tally) {
	if p.created.is() && t.span.contains(p.created.time) && p.lastCreated && allows(t.where.Kinds, p.kind) {
		t.add(p.union, "posts")
	}
}
