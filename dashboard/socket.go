package dashboard

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"unionscreen/dashboard/push"
)

// openSocket checks everything that can still be answered over HTTP and then gives the connection away.
func (s *Server) openSocket(c *fiber.Ctx, _ url.Values) error {
	if refusal := s.hub.Preflight(c.Context()); refusal != nil {
		p := &problem{code: refusal.Code, status: refusal.Status}
		if refusal.Code == push.RefusedFull || refusal.Code == push.RefusedCrowded || refusal.Code == push.RefusedClosing {
			p.retry = 5
		}
		return p
	}
	s.hub.Accept(c.Context())
	return nil
}
