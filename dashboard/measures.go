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
	if form := formOf(c, query); form != asJSON {
		return s.sendMeasures(c, query, set, form)
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

// showGuard tells what the read guard took out of a union's readings, by reason.
func (s *Server) showGuard(c *fiber.Ctx, query url.Values) error {
	code := c.Params("code")
	if !union.form.MatchString(code) {
		return problemOf(codeNoUnion)
	}
	ctx, cancel := s.patience()
	defer cancel()
	report, err := s.deps.Boards.Guard(ctx, query.Get("period"), code)
	if err != nil {
		return err
	}
	zone := s.cfg.Zone
	report.Start, report.End, report.AsOf = report.Start.In(zone), report.End.In(zone), report.AsOf.In(zone)
	return answer(c, http.StatusOK, report)
}
