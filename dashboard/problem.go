package dashboard

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"unionscreen/aggregator"
	"unionscreen/dashboard/push"
	"unionscreen/ingest/feed/collect"
	"unionscreen/queries"
)

// problem is an RFC 9457 document in the making. Words come from the catalogue, in the reader's language.
type problem struct {
	code      string
	status    int
	parameter string    // the query parameter or field at fault
	nearest   time.Time // the nearest recorded board
	union     string    // the union to ask about instead
	retry     int       // seconds after which to try again; 0: no hint
	detail    string    // an English sentence that says more, for the people who write producers
	faults    []aggregator.TrialFault
}

// Error makes a problem an error, so that handlers return it.
func (p *problem) Error() string { return p.code }

const (
	codeBadParameter     = "bad_parameter"
	codeUnknownParameter = "unknown_parameter"
	codeBadBody          = "bad_body"
	codeMediaType        = "media_type"
	codeTokenNeeded      = "token_needed"
	codeBadToken         = "bad_token"
	codeHostNotServed    = "host_not_served"
	codeLocalOnly        = "local_only"
	codeNotFound         = "not_found"
	codeNoPeriod         = "no_period"
	codeNotBegun         = "period_not_begun"
	codeNoStandings      = "no_standings"
	codeNoGroup          = "no_group"
	codeNoOwner          = "no_owner"
	codeNoVersion        = "no_version"
	codeNoUnion          = "no_union"
	codeNotRanked        = "not_ranked"
	codeNoScheme         = "no_scheme"
	codeBadTrial         = "bad_trial"
	codeOtherFigures     = "other_figures"
	codeNotCovered       = "groups_do_not_fit"
	codeTrialsCrowded    = "trials_crowded"
	codeNoBoard          = "no_board"
	codeNotReady         = "not_ready"
	codeNoPages          = "no_pages"
	codeMethod           = "method_not_allowed"
	codeTooLarge         = "too_large"
	codeHeaders          = "headers_too_large"
	codeTimeout          = "timeout"
	codeBadRequest       = "bad_request"
	codeInternal         = "internal"
	codeNoEvents         = "no_events"
	codeEncoding         = "content_encoding"
	codeEventsMedia      = "events_media_type"
	codeBadEvents        = "bad_events"
	codeEventsCrowded    = "events_crowded"
	codeEventsAway       = "events_away"
	codeBeaconOrigin     = "beacon_origin"
	codeNoRecord         = "no_record"
	codeNotYours         = "not_yours"
	codeStillRejected    = "still_rejected"
	codeNothingToSend    = "nothing_to_send"
	codeExportsCrowded   = "exports_crowded"
)

func problemOf(code string) *problem {
	return &problem{code: code, status: catalogue[code].status}
}

func badParameter(name string) *problem {
	return &problem{code: codeBadParameter, status: http.StatusBadRequest, parameter: name}
}

// document is a problem as it is sent.
type document struct {
	Type      string `json:"type"`
	Title     string `json:"title"`
	Status    int    `json:"status"`
	Code      string `json:"code"`
	Instance  string `json:"instance"`
	Parameter string `json:"parameter,omitempty"`
	Nearest   string `json:"nearest,omitempty"`
	Union     string `json:"union,omitempty"`
	Detail    string `json:"detail,omitempty"`

	Faults []aggregator.TrialFault `json:"faults,omitempty"`
}

// answerError turns whatever a handler returned into a problem document. An unexpected error is logged with its detail
// and answered without.
func (s *Server) answerError(c *fiber.Ctx, err error) error {
	p := problemFrom(err)
	if s.large.release(&c.Request().Header) && p.code == codeTooLarge {
		p = problemOf(codeEventsCrowded)
		p.retry = int(max(1, s.cfg.ReadTimeout/time.Second))
	}
	if p.code == codeInternal {
		s.deps.Log.Error("request failed", "method", c.Method(), "path", c.Path(), "error", err)
	}
	text := catalogue[p.code]
	title := text.zh
	language := "zh-CN"
	if prefersEnglish(c.Get(fiber.HeaderAcceptLanguage)) {
		title, language = text.en, "en"
	}
	out := document{Type: "urn:unionscreen:problem:" + p.code, Title: title, Status: p.status, Code: p.code,
		Instance: collect.Redact(c.Path()), Parameter: collect.Redact(p.parameter), Union: p.union, Detail: p.detail, Faults: p.faults}
	if !p.nearest.IsZero() {
		out.Nearest = p.nearest.In(s.cfg.Zone).Format(time.RFC3339Nano)
	}
	s.dress(c)
	c.Set(fiber.HeaderContentLanguage, language)
	c.Vary(fiber.HeaderAcceptLanguage)
	c.Set(fiber.HeaderCacheControl, "no-store")
	if p.status == http.StatusUnauthorized {
		c.Set(fiber.HeaderWWWAuthenticate, `Bearer realm="unionscreen"`)
	}
	if p.code == push.RefusedUpgrade {
		c.Set(fiber.HeaderUpgrade, "websocket")
		c.Set(fiber.HeaderSecWebSocketVersion, "13")
	}
	if p.retry > 0 {
		c.Set(fiber.HeaderRetryAfter, strconv.Itoa(p.retry))
	}
	return s.sendProblem(c, out)
}

// sendProblem sends a page's problem as a page to who reads pages, and every other one as a problem document.
func (s *Server) sendProblem(c *fiber.Ctx, out document) error {
	c.Status(out.Status)
	if c.Locals(forPeople{}) != nil {
		c.Vary(fiber.HeaderAccept)
		if prefersHTML(c.Get(fiber.HeaderAccept)) {
			showProblem(c, out)
			return nil
		}
	}
	body, err := json.Marshal(out)
	if err != nil { // strings always marshal
		return err
	}
	c.Context().SetContentType("application/problem+json; charset=utf-8")
	c.Response().SetBodyRaw(body)
	return nil
}

// problemFrom knows the errors that questions end with.
func problemFrom(err error) *problem {
	var ours *problem
	var noBoard *queries.NoBoardError
	var noOwner *aggregator.NoOwnerError
	var notRanked *aggregator.NotRankedError
	var framework *fiber.Error
	switch {
	case errors.As(err, &ours):
		return ours
	case errors.As(err, &noBoard):
		p := problemOf(codeNoBoard)
		p.nearest = noBoard.Nearest
		return p
	case errors.As(err, &noOwner):
		p := problemOf(codeNoOwner)
		p.detail = "there are evaluations of " + strings.Join(noOwner.Owners, ", ") // what was asked may be anything, a person's number too
		return p
	case errors.Is(err, queries.ErrNoBoard):
		return problemOf(codeNoBoard)
	case errors.Is(err, aggregator.ErrNoPeriod):
		return problemOf(codeNoPeriod)
	case errors.Is(err, aggregator.ErrNotBegun):
		return problemOf(codeNotBegun)
	case errors.Is(err, aggregator.ErrNotStandings):
		return problemOf(codeNoStandings)
	case errors.As(err, &notRanked):
		p := problemOf(codeNotRanked)
		p.union = notRanked.Within
		return p
	case errors.Is(err, aggregator.ErrNoGroup):
		return problemOf(codeNoGroup)
	case errors.Is(err, aggregator.ErrNoUnion):
		return problemOf(codeNoUnion)
	case errors.Is(err, aggregator.ErrNoPlace):
		return badParameter("after")
	case errors.Is(err, aggregator.ErrNoFigures), errors.Is(err, context.DeadlineExceeded): // nothing is broken: the machine is busy
		p := problemOf(codeNotReady)
		p.retry = 2
		return p
	case errors.As(err, &framework):
		return problemOfStatus(framework.Code)
	}
	return problemOf(codeInternal)
}

// problemOfStatus names what Fiber and fasthttp found before a handler ran.
func problemOfStatus(status int) *problem {
	switch status {
	case http.StatusNotFound:
		return problemOf(codeNotFound)
	case http.StatusMethodNotAllowed:
		return problemOf(codeMethod)
	case http.StatusRequestEntityTooLarge:
		return problemOf(codeTooLarge)
	case http.StatusRequestHeaderFieldsTooLarge:
		return problemOf(codeHeaders)
	case http.StatusRequestTimeout:
		return problemOf(codeTimeout)
	}
	if status >= 400 && status < 500 || status == http.StatusBadGateway { // a peer that went away while it was read
		return problemOf(codeBadRequest)
	}
	return problemOf(codeInternal)
}

// prefersEnglish reads Accept-Language: Chinese unless English is asked for with a greater weight. Of two equal ones the
// first counts.
func prefersEnglish(header string) bool {
	best, english := -1.0, false
	for part := range strings.SplitSeq(header[:min(len(header), 200)], ",") {
		tag, parameters, _ := strings.Cut(strings.TrimSpace(part), ";")
		weight := 1.0
		if q, ok := strings.CutPrefix(strings.TrimSpace(parameters), "q="); ok {
			parsed, err := strconv.ParseFloat(q, 64)
			if err != nil {
				continue
			}
			weight = parsed
		}
		primary, _, _ := strings.Cut(strings.ToLower(tag), "-")
		if (primary == "zh" || primary == "en") && weight > best && weight > 0 {
			best, english = weight, primary == "en"
		}
	}
	return english
}
