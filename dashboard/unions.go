package dashboard

import (
	"net/http"
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"unionscreen/queries/office"
)

// unionView is a row of the registry. Days are calendar days; empty means open on that side.
type unionView struct {
	Code       string   `json:"code"`
	Name       string   `json:"name"`
	ShortName  string   `json:"short_name"`
	Parent     string   `json:"parent"`
	Level      string   `json:"level"`
	Kind       string   `json:"kind"`
	Order      int      `json:"order"`
	RegionCode string   `json:"region_code"`
	Reports    []string `json:"reports"`
	ValidFrom  string   `json:"valid_from"`
	ValidTo    string   `json:"valid_to"`
	Successor  string   `json:"successor"`

	IndexAccount string `json:"index_account"`
	IndexName    string `json:"index_name"`
	PlaceList    string `json:"place_list"`
}

func viewOf(u office.Union) unionView {
	reports := u.Reports
	if reports == nil {
		reports = []string{}
	}
	return unionView{Code: u.Code, Name: u.Name, ShortName: u.ShortName, Parent: u.Parent, Level: u.Level, Kind: u.Kind, Order: u.Order,
		RegionCode: u.RegionCode, Reports: reports, ValidFrom: day(u.ValidFrom), ValidTo: day(u.ValidTo), Successor: u.Successor,
		IndexAccount: u.IndexAccount, IndexName: u.IndexName, PlaceList: u.PlaceList}
}

// day prints a midnight UTC that stands for a calendar day.
func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

func (s *Server) listUnions(c *fiber.Ctx, query url.Values) error {
	if form := formOf(c, query); form != asJSON {
		return s.sendUnions(c, query, form)
	}
	list := []unionView{}
	for _, u := range s.deps.Boards.Unions() {
		list = append(list, viewOf(u))
	}
	return answer(c, http.StatusOK, map[string]any{"unions": list})
}

func (s *Server) showUnion(c *fiber.Ctx, _ url.Values) error {
	union, err := s.union(c.Params("code"))
	if err != nil {
		return err
	}
	return answer(c, http.StatusOK, viewOf(union))
}

// union finds one of the registry.
func (s *Server) union(code string) (office.Union, error) {
	for _, u := range s.deps.Boards.Unions() {
		if u.Code == code {
			return u, nil
		}
	}
	return office.Union{}, problemOf(codeNoUnion)
}
