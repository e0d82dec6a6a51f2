package dashboard

import (
	"net/http"
	"net/url"

	"github.com/gofiber/fiber/v2"
)

// showHonours answers whom the scheme commends and criticises as the period stands: for those who write the circular,
// never for a wall.
func (s *Server) showHonours(c *fiber.Ctx, query url.Values) error {
	ctx, cancel := s.patience()
	defer cancel()
	lists, err := s.deps.Boards.Honours(ctx, query.Get("owner"), query.Get("period"))
	if err != nil {
		return err
	}
	shown, zone := *lists, s.cfg.Zone // it may be shared: its instants are turned in a copy
	shown.Period.Start, shown.Period.End = shown.Period.Start.In(zone), shown.Period.End.In(zone)
	return answer(c, http.StatusOK, shown)
}
