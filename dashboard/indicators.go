package dashboard

import (
	"net/http"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"unionscreen/aggregator/scheme"
)

// indicatorView is an entry of the catalogue: what is measured and how, in words (口径). It holds no figure.
type indicatorView struct {
	ID         string       `json:"id"`
	Names      scheme.Names `json:"names"`
	Definition scheme.Names `json:"definition"`
	Unit       scheme.Names `json:"unit"`
	Kind       string       `json:"kind"`
	Better     string       `json:"better"`
	Remedy     scheme.Names `json:"remedy"`
	Families   []string     `json:"families"`
	Dimensions []string     `json:"dimensions"`
	Form       string       `json:"form"`
}

// listIndicators answers the catalogue that is built into the program.
func (s *Server) listIndicators(c *fiber.Ctx, _ url.Values) error {
	entries, err := scheme.Indicators()
	if err != nil {
		return err
	}
	list := make([]indicatorView, len(entries))
	for i, e := range entries {
		list[i] = indicatorView{
			ID: e.ID, Names: e.Names, Definition: e.Definition, Unit: e.Unit, Kind: e.Kind, Better: e.Better, Remedy: e.Remedy,
			Families: listed(e.Families), Dimensions: listed(e.Dimensions), Form: e.Measured.Form,
		}
	}
	return answer(c, http.StatusOK, map[string]any{"indicators": list})
}

// listed is a list that travels as one even when it is empty.
func listed[T any](values []T) []T {
	if values == nil {
		return []T{}
	}
	return values
}
