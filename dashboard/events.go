package dashboard

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"unionscreen/ingest/feed/collect"
)

// takeEvents is POST /api/v1/events: one event, structured or binary, or a list of them.
func (s *Server) takeEvents(c *fiber.Ctx, _ url.Values) error {
	if s.deps.Collector == nil {
		return problemOf(codeNoEvents)
	}
	defer s.large.release(&c.Request().Header)
	body, err := bodyOf(c)
	if err != nil {
		return err
	}
	request := collect.Request{ContentType: c.Get(fiber.HeaderContentType), Body: body}
	if !isEvents(request.ContentType) && c.Get("ce-specversion") == "" {
		return problemOf(codeEventsMedia)
	}
	for name, value := range c.Context().Request.Header.All() {
		request.Headers = append(request.Headers, collect.Header{Key: string(name), Value: append([]byte{}, value...)})
	}
	scope := collect.Scope(everything)
	if who := sender(c); who != nil {
		scope = who.Scope
	}
	ctx, cancel := s.patience()
	defer cancel()
	taken, err := s.deps.Collector.TakeRequest(ctx, request, scope)
	if err != nil {
		return s.notTaken(err)
	}
	status := http.StatusAccepted
	if taken.Accepted == 0 && len(taken.Rejected) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return answer(c, status, taken)
}

// isEvents says whether a content type is one of CloudEvents, or plain JSON, which can only be one event.
func isEvents(contentType string) bool {
	media, _, _ := strings.Cut(contentType, ";")
	switch strings.ToLower(strings.TrimSpace(media)) {
	case "application/cloudevents+json", "application/cloudevents-batch+json", "application/json":
		return true
	}
	return false
}

// notTaken turns the collector's errors into answers.
func (s *Server) notTaken(err error) error {
	var busy *collect.BusyError
	var refused *collect.RefusedRequestError
	switch {
	case errors.As(err, &refused):
		p := problemOf(codeBadEvents)
		p.detail = refused.Reason + ": " + refused.Detail
		return p
	case errors.As(err, &busy):
		code := codeEventsAway
		if busy.Crowded {
			code = codeEventsCrowded
		} else {
			s.deps.Log.Warn("events are not taken", "error", busy.Cause)
		}
		p := problemOf(code)
		p.retry = int(max(1, busy.After/time.Second))
		return p
	}
	return err
}

// bodyLimitOf lets only a list of events of somebody who shows a good token be large: what is refused must not fill
// the memory first.
func (s *Server) bodyLimitOf(header *fasthttp.RequestHeader) fasthttp.RequestConfig {
	switch {
	case header.IsPost() && string(header.RequestURI()) == trialPath:
		return s.trialLimitOf(header)
	case !header.IsPost() || string(header.RequestURI()) != "/api/v1/events":
		return fasthttp.RequestConfig{}
	}
	who := caller{}
	for _, value := range header.PeekAll(fiber.HeaderAuthorization) {
		who.authorization = append(who.authorization, string(value))
	}
	known := s.access.holdsToken(who)
	if !known {
		producer, err := s.producerOf(who)
		known = err == nil && producer != nil
	}
	if !known {
		return fasthttp.RequestConfig{}
	}
	patience := s.cfg.ReadTimeout * 3
	if length := header.ContentLength(); length >= 0 && length <= bodyLimit {
		return fasthttp.RequestConfig{ReadTimeout: patience}
	}
	if !s.large.ask(header, time.Now(), patience+s.cfg.AnswerTimeout) {
		return fasthttp.RequestConfig{}
	}
	return fasthttp.RequestConfig{MaxRequestBodySize: collect.MaxBody, ReadTimeout: patience}
}
