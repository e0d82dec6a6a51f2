package dashboard

import (
	"encoding/json"
	"net/http"
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"unionscreen/queries"
)

// contentView is one of the contents of an identity in conflict.
type contentView struct {
	Content  string          `json:"content"`
	Type     string          `json:"type"`
	Time     time.Time       `json:"time"`
	Subject  string          `json:"subject,omitempty"`
	Corrects string          `json:"corrects,omitempty"`
	Union    string          `json:"union"`
	UnionTo  string          `json:"union_to,omitempty"`
	Data     json.RawMessage `json:"data"`
	Src      string          `json:"src"`
	Offset   uint64          `json:"offset"`
	Arrived  time.Time       `json:"arrived"`
	Copies   uint64          `json:"copies"`
}

// listConflicts shows identities under which two things were said; none of them counts.
func (s *Server) listConflicts(c *fiber.Ctx, query url.Values) error {
	if s.deps.Records == nil {
		return problemOf(codeNotReady)
	}
	length, err := pageLength(query)
	if err != nil {
		return err
	}
	unions, err := s.unionsOf(c, query)
	if err != nil {
		return err
	}
	ctx, cancel := s.patience()
	defer cancel()
	found, err := s.deps.Records.Conflicts(ctx, unions, query.Get("after"), length)
	if err != nil {
		return err
	}
	list := []map[string]any{}
	for _, conflict := range found {
		contents := []contentView{}
		for _, k := range conflict.Contents {
			contents = append(contents, contentView{k.Content, k.Type, k.Time.In(s.cfg.Zone), k.Subject, k.Corrects, k.Union, k.UnionTo,
				json.RawMessage(k.Data), k.Src, k.Offset, k.Arrived.In(s.cfg.Zone), k.Copies})
		}
		list = append(list, map[string]any{"identity": conflict.Ident, "source": conflict.Source, "id": conflict.ID, "contents": contents})
	}
	next := ""
	if len(found) == length {
		next = found[len(found)-1].Ident
	}
	return answer(c, http.StatusOK, map[string]any{"conflicts": list, "next": next})
}

// unionsOf is what a list is narrowed to: the unions of a producer's scope, and of those the subtree that is asked for;
// nil: no narrowing.
func (s *Server) unionsOf(c *fiber.Ctx, query url.Values) ([]string, error) {
	who := sender(c)
	code := query.Get("union")
	switch {
	case who == nil && code == "":
		return nil, nil
	case code == "":
		return who.Unions, nil
	}
	asked := s.subtree(code)
	if who == nil {
		return asked, nil
	}
	within := []string{}
	for _, union := range asked {
		if who.maySee("", union) {
			within = append(within, union)
		}
	}
	return within, nil
}

// listAnomalies shows what counts and yet cannot be quite right.
func (s *Server) listAnomalies(c *fiber.Ctx, query url.Values) error {
	if s.deps.Records == nil {
		return problemOf(codeNotReady)
	}
	length, err := pageLength(query)
	if err != nil {
		return err
	}
	filter := queries.AnomalyFilter{Kind: query.Get("kind"), Limit: length, AsOf: time.Now()}
	for _, u := range s.deps.Boards.Unions() {
		filter.Known = append(filter.Known, u.Code)
	}
	if filter.Kind != "" && !queries.KnownAnomaly(filter.Kind) {
		return badParameter("kind")
	}
	if filter.Unions, err = s.unionsOf(c, query); err != nil {
		return err
	}
	if text := query.Get("after"); text != "" {
		parts, ok := uncursor(text, 3)
		if !ok {
			return badParameter("after")
		}
		filter.After = queries.AnomalyPlace{Kind: parts[0], Union: parts[1], Thing: parts[2]}
	}
	ctx, cancel := s.patience()
	defer cancel()
	found, err := s.deps.Records.Anomalies(ctx, filter)
	if err != nil {
		return err
	}
	list := []map[string]any{}
	for _, a := range found {
		row := map[string]any{"kind": a.Kind, "union": a.Union, "thing": a.Thing, "at": a.At.In(s.cfg.Zone), "detail": a.Detail}
		list = append(list, row)
	}
	next := ""
	if len(found) == length {
		last := found[len(found)-1]
		next = cursor(last.Kind, last.Union, last.Thing)
	}
	return answer(c, http.StatusOK, map[string]any{"anomalies": list, "next": next})
}
