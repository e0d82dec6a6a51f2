package dashboard

import (
	"net/http"
	"net/url"

	"github.com/gofiber/fiber/v2"
)

// showLive says that the process answers; it asks nothing else, so that a sick database gets no healthy process killed.
func (s *Server) showLive(c *fiber.Ctx, _ url.Values) error {
	return answer(c, http.StatusOK, map[string]any{"live": true})
}

// readiness says whether the figures can be relied on. Anybody learns yes or no and which parts are at fault; what
// exactly is wrong is told to those who may see the installation.
type readiness struct {
	Ready  bool    `json:"ready"`
	Faults []Fault `json:"faults"`
}

func (s *Server) showReady(c *fiber.Ctx, _ url.Values) error {
	out := readiness{Faults: []Fault{}}
	if s.deps.Boards.Current() == nil {
		out.Faults = append(out.Faults, Fault{Part: "board", Message: "no figures yet: events are still being read"})
	}
	out.Faults = append(out.Faults, s.deps.Health()...)
	if s.access.decide(operate, callerOf(c)) != nil {
		for i := range out.Faults {
			out.Faults[i].Message = ""
		}
	}
	if len(out.Faults) > 0 {
		return answer(c, http.StatusServiceUnavailable, out)
	}
	out.Ready = true
	return answer(c, http.StatusOK, out)
}

func (s *Server) showVersion(c *fiber.Ctx, _ url.Values) error {
	return answer(c, http.StatusOK, s.cfg.Build)
}
