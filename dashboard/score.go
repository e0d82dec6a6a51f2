package dashboard

import (
	"net/http"
	"net/url"

	"github.com/gofiber/fiber/v2"
)

// showScore answers why a union has its score, and what leads to the next place.
func (s *Server) showScore(c *fiber.Ctx, query url.Values) error {
	code := c.Params("code")
	if !union.form.MatchString(code) {
		return problemOf(codeNoUnion)
	}
	ctx, cancel := s.patience()
	defer cancel()
	found, err := s.deps.Boards.Card(ctx, query.Get("period"), code)
	if err != nil {
		return err
	}
	card, zone := *found, s.cfg.Zone // it may be shared: its instants are turned in a copy
	card.Period.Start, card.Period.End = card.Period.Start.In(zone), card.Period.End.In(zone)
	card.AsOf, card.Freeze = card.AsOf.In(zone), card.Freeze.In(zone)
	card.CompleteTo = offsets(card.CompleteTo)
	return answer(c, http.StatusOK, card)
}
