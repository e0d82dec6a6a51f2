package dashboard

import (
	_ "embed" // the document is part of the binary
	"net/http"
	"net/url"

	"github.com/gofiber/fiber/v2"
)

// openapi is the document of the API, written by hand; a test holds it to the table of routes.
//
//go:embed openapi.yaml
var openapi []byte

func (s *Server) showDocument(c *fiber.Ctx, _ url.Values) error {
	c.Set(fiber.HeaderCacheControl, validate)
	c.Status(http.StatusOK).Context().SetContentType("application/yaml; charset=utf-8")
	c.Response().SetBodyRaw(openapi)
	return nil
}
