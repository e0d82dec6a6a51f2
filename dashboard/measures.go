package dashboard

import (
	"net/http"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"unionscreen/aggregator"
)

func (s *Server) showMeasures(c *fiber.Ctx, query url.Values) error {
	ctx, cancel := s.patience()
	defer cancel()
	set, err := s.deps.Boards.Measures(ctx, query.Get("period"), query.Get("union"))
	if err != nil {
		return err
	}
	zone := s.cfg.Zone
	set.Start, set.End, set.AsOf = set.Start.In(zone), set.End.In(zone), set.AsOf.In(zone)
	set.CompleteTo = offsets(set.CompleteTo)
	shown := make([]aggregator.Measure, len(set.Measures)) // the set may be shared: its instants are turned in a copy
	for i, m := range set.Measures {
		m.AsOf = m.AsOf.In(zone)
		shown[i] = m
	}
	set.Measures = shown
	return answer(c, http.StatusOK, set)
}
