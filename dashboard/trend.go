package dashboard

import (
	"net/http"
	"net/url"

	"github.com/gofiber/fiber/v2"
)

// showTrend tells where a union stood at past midnights.
func (s *Server) showTrend(c *fiber.Ctx, query url.Values) error {
	ctx, cancel := s.patience()
	defer cancel()
	trend, err := s.deps.Boards.Trend(ctx, c.Params("code"), query.Get("period"))
	if err != nil {
		return err
	}
	return answer(c, http.StatusOK, trend)
}
