package dashboard

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"
)

// showBoard gives the whole board, everything the wall shows, in the frame that the websocket sends: for walls behind a
// gateway that lets no websocket through, which poll. With at it is the recorded one.
func (s *Server) showBoard(c *fiber.Ctx, query url.Values) error {
	if query.Get("at") != "" {
		board, err := s.board(query.Get("period"), query.Get("at"))
		if err != nil {
			return err
		}
		return answer(c, http.StatusOK, map[string]any{"as_of": board.AsOf.In(s.cfg.Zone), "data": board})
	}
	topic := "wall:current"
	if id := query.Get("period"); id != "" {
		topic = "wall:" + id
	}
	if frame, ok := s.hub.Last(topic, time.Now()); ok {
		return answerRaw(c, http.StatusOK, frame)
	}
	board, err := s.board(query.Get("period"), "")
	if err != nil {
		return err
	}
	return answer(c, http.StatusOK, map[string]any{"t": "snap", "topic": "wall:" + board.Period.ID, "epoch": board.Epoch, "seq": board.Seq,
		"as_of": board.AsOf.In(s.cfg.Zone), "now": time.Now().In(s.cfg.Zone), "data": board})
}

// recordBoard keeps the board as it is now, to be found again by at.
func (s *Server) recordBoard(c *fiber.Ctx, _ url.Values) error {
	var order struct {
		Period string `json:"period"`
	}
	if err := readBody(c, &order); err != nil {
		return err
	}
	if order.Period != "" && !period.form.MatchString(order.Period) {
		return badParameter("period")
	}
	ctx, cancel := s.patience()
	defer cancel()
	when, err := s.deps.Boards.Record(ctx, order.Period)
	if err != nil {
		return err
	}
	s.deps.Log.Info("board recorded on demand", "period", order.Period, "at", when)
	return answer(c, http.StatusCreated, map[string]any{"at": when.In(s.cfg.Zone)})
}

// readBody reads a JSON object strictly into target; no body leaves it as it is.
func readBody(c *fiber.Ctx, target any) error {
	body, err := bodyOf(c)
	if err != nil {
		return err
	}
	if len(body) == 0 {
		return nil
	}
	if kind, _, err := mime.ParseMediaType(c.Get(fiber.HeaderContentType)); err != nil || kind != "application/json" {
		return problemOf(codeMediaType)
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.DisallowUnknownFields()
	if err := dec.Decode(target); err != nil {
		return problemOf(codeBadBody)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return problemOf(codeBadBody)
	}
	return nil
}

// bodyOf is a request's body as it was sent. Fiber's own would unpack what says that it is compressed: a few kilobytes
// of it fill the memory. It holds until the request is answered.
func bodyOf(c *fiber.Ctx) ([]byte, error) {
	if len(c.Request().Header.ContentEncoding()) > 0 {
		return nil, problemOf(codeEncoding)
	}
	return c.Request().Body(), nil
}
