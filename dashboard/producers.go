package dashboard

import (
	"context"
	"errors"
	"slices"

	"github.com/gofiber/fiber/v2"
)

// Producer is somebody who may send events and look into what was refused of them.
type Producer struct {
	Name    string
	Sources []string // exact
	Paths   []string // and all sources below these
	Unions  []string // with everything below them; for looking, not for sending
	Scope   func(source, union string) (known, inScope bool)
}

// ErrNoProducer says that a token is no producer's, or was revoked, or has expired.
var ErrNoProducer = errors.New("no such token")

// Producers finds the producer of a token, or ErrNoProducer.
type Producers func(ctx context.Context, token string) (Producer, error)

// producerKey is where a request keeps its producer.
type producerKey struct{}

// producerOf asks whose token is shown; nil where it is the deployment's own, or nobody's.
func (s *Server) producerOf(who caller) (*Producer, error) {
	token, ok := bearer(who)
	if !ok || s.access.holdsToken(who) || s.deps.Producers == nil {
		return nil, nil
	}
	ctx, cancel := s.patience()
	defer cancel()
	found, err := s.deps.Producers(ctx, token)
	switch {
	case errors.Is(err, ErrNoProducer):
		return nil, nil
	case err != nil:
		return nil, err
	}
	return &found, nil
}

// sender is the producer of a request; nil: the deployment itself, which may do everything.
func sender(c *fiber.Ctx) *Producer {
	found, _ := c.Locals(producerKey{}).(*Producer)
	return found
}

// maySee says whether a producer may look into a record of that source and union.
func (p *Producer) maySee(source, union string) bool {
	return p == nil || slices.Contains(p.Unions, union) || slices.Contains(p.Sources, source) ||
		slices.ContainsFunc(p.Paths, func(path string) bool { return source != "" && len(source) >= len(path) && source[:len(path)] == path })
}

// mayMend says whether a producer may send a record again or settle it. What another one sent is only looked into, even
// where it is about a union of its own: to settle a competitor's mistake hides it. A record whose source cannot be read
// is whose union it names.
func (p *Producer) mayMend(source, union string) bool {
	return p == nil || source == "" && p.maySee(source, union) || source != "" && p.maySee(source, "")
}

// everything lets the deployment's own token send for anybody.
func everything(string, string) (known, inScope bool) { return true, true }
