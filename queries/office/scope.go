package office

import (
	"context"
	"strings"
)

// ProducerSnapshot says which producer may send for which union, as registered at one moment. It never changes and may
// be asked from many goroutines.
type ProducerSnapshot struct {
	registered bool
	revision   int64               // of the store when it was made
	exact      map[string][]*reach // by source
	below      map[string][]*reach // by path with its last /
	names      map[string]*reach
}

// reach is what one producer may send for.
type reach struct {
	name   string
	all    bool // bound to the root: also for unions that the registry does not know yet
	unions map[string]bool
}

// Producers' scope follows the parents of all unions in the registry, whatever their dates: an event may arrive late for
// a union that has ended.
func newSnapshot(producers []Producer, unions []Union) *ProducerSnapshot {
	s := &ProducerSnapshot{registered: len(producers) > 0, exact: map[string][]*reach{}, below: map[string][]*reach{}, names: map[string]*reach{}}
	children := map[string][]string{}
	for _, u := range unions {
		children[u.Parent] = append(children[u.Parent], u.Code)
	}
	for _, p := range producers {
		if !p.Disabled.IsZero() {
			continue
		}
		r := &reach{name: p.Name, unions: map[string]bool{}}
		for _, code := range p.Unions {
			r.add(code, children)
		}
		for _, root := range children[""] {
			r.all = r.all || r.unions[root]
		}
		s.names[p.Name] = r
		for _, source := range p.Sources {
			if path, ok := strings.CutSuffix(source, "*"); ok {
				s.below[path] = append(s.below[path], r)
			} else {
				s.exact[source] = append(s.exact[source], r)
			}
		}
	}
	return s
}

func (r *reach) add(code string, children map[string][]string) {
	if r.unions[code] {
		return
	}
	r.unions[code] = true
	for _, child := range children[code] {
		r.add(child, children)
	}
}

// Registered says whether anybody is registered, disabled ones included: to disable the last producer must not open
// the door to all.
func (s *ProducerSnapshot) Registered() bool { return s.registered }

// Scope says whether a producer is registered for the source, and whether one of them may send for the union.
func (s *ProducerSnapshot) Scope(source, union string) (known, inScope bool) {
	return s.scope(source, union, nil)
}

// Allows is Scope for one producer: the one whose token a request bears.
func (s *ProducerSnapshot) Allows(producer, source, union string) (known, inScope bool) {
	only := s.names[producer]
	if only == nil {
		return false, false
	}
	return s.scope(source, union, only)
}

func (s *ProducerSnapshot) scope(source, union string, only *reach) (known, inScope bool) {
	ask := func(list []*reach) {
		for _, r := range list {
			if only == nil || r == only {
				known = true
				inScope = inScope || r.all || r.unions[union]
			}
		}
	}
	ask(s.exact[source])
	for i := range len(source) - 1 { // something must follow the /
		if source[i] == '/' {
			ask(s.below[source[:i+1]])
		}
	}
	return known, inScope
}

// ProducerSnapshot answers who may send now. While nothing was changed it is the one that was made before, so that it
// may be asked for with every request.
func (s *Store) ProducerSnapshot(ctx context.Context) (*ProducerSnapshot, error) {
	revision, err := s.Revision(ctx) // before reading: a change in between makes the next one new
	if err != nil {
		return nil, err
	}
	if kept := s.snapshot.Load(); kept != nil && kept.revision == revision {
		return kept, nil
	}
	producers, err := s.producers(ctx)
	if err != nil {
		return nil, err
	}
	unions, _, err := s.Registry(ctx)
	if err != nil {
		return nil, err
	}
	made := newSnapshot(producers, unions)
	made.revision = revision
	s.snapshot.Store(made)
	return made, nil
}
