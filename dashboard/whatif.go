package dashboard

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/cockroachdb/apd/v3"
	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"unionscreen/aggregator"
	"unionscreen/aggregator/scheme"
	"unionscreen/aggregator/score"
)

const (
	trialPath  = "/api/v1/what-if"
	trialLimit = 256 << 10 // a scheme's text with the targets of some thousand unions
	mostTrials = 2         // at once: each scores everything twice
	trialRetry = 5         // seconds
)

// trialOrder is the body of a what-if; what is left out stays as it is.
type trialOrder struct {
	Period  string                      `json:"period"`
	Owner   string                      `json:"owner"`
	Group   string                      `json:"group"`
	Union   string                      `json:"union"`
	Scheme  string                      `json:"scheme"` // YAML
	Weights map[string]map[string]given `json:"weights"`
	Targets []struct {
		Union  string `json:"union"`
		Period string `json:"period"`
		Item   string `json:"item"`
		Target given  `json:"target"`
	} `json:"targets"`
	Adjustments []struct {
		Union  string `json:"union"`
		ID     string `json:"id"`
		Points given  `json:"points"`
		Ground string `json:"ground"`
	} `json:"adjustments"`
}

// given is a decimal of a request: a text like everywhere in this API, or a JSON number as it is written. Nil: none.
type given struct{ *apd.Decimal }

// longestGiven is beyond every number of a scheme.
const longestGiven = 40

// UnmarshalJSON reads it exactly.
func (g *given) UnmarshalJSON(raw []byte) error {
	text := strings.Trim(string(raw), `"`)
	if text == "" || text == "null" {
		return nil
	}
	if len(text) > longestGiven { // before it is read: reading takes ever longer with the digits
		return fmt.Errorf("a number of %d characters, at most %d are taken", len(text), longestGiven)
	}
	d, _, err := apd.NewFromString(text)
	if err != nil || d.Form != apd.Finite || strings.ContainsAny(text, "eE") {
		return fmt.Errorf("%.50s is not a number like 20 or 0.5", raw)
	}
	g.Decimal = d
	return nil
}

func (o trialOrder) trial() aggregator.Trial {
	out := aggregator.Trial{Period: o.Period, Owner: o.Owner, Group: o.Group, Union: o.Union, Scheme: o.Scheme}
	for group, items := range o.Weights {
		if out.Weights == nil {
			out.Weights = map[string]map[string]*apd.Decimal{}
		}
		out.Weights[group] = map[string]*apd.Decimal{}
		for item, points := range items {
			out.Weights[group][item] = points.Decimal
		}
	}
	for _, t := range o.Targets {
		out.Targets = append(out.Targets, aggregator.TrialTarget{Union: t.Union, Period: t.Period, Item: t.Item, Target: t.Target.Decimal})
	}
	for _, a := range o.Adjustments {
		out.Adjustments = append(out.Adjustments, aggregator.TrialAdjustment{
			Union: a.Union, Adjustment: score.Adjustment{ID: a.ID, Points: a.Points.Decimal, Ground: a.Ground},
		})
	}
	return out
}

// tryOut answers what other rules would change. Nothing of it is kept.
func (s *Server) tryOut(c *fiber.Ctx, _ url.Values) error {
	// Even an empty body must say that it is JSON: a page elsewhere may have a browser here send anything else unasked.
	if kind, _, err := mime.ParseMediaType(c.Get(fiber.HeaderContentType)); err != nil || kind != "application/json" {
		return problemOf(codeMediaType)
	}
	var order trialOrder
	if err := readBody(c, &order); err != nil {
		return err
	}
	for name, p := range map[string]struct {
		value string
		form  parameter
	}{"period": {order.Period, period}, "owner": {order.Owner, owner}, "group": {order.Group, group}, "union": {order.Union, union}} {
		if p.value != "" && !p.form.form.MatchString(p.value) {
			return badParameter(name)
		}
	}
	select {
	case s.trying <- struct{}{}:
		defer func() { <-s.trying }()
	default:
		p := problemOf(codeTrialsCrowded)
		p.retry = trialRetry
		return p
	}
	ctx, cancel := s.patience()
	defer cancel()
	outcome, err := s.deps.Boards.WhatIf(ctx, order.trial())
	if err != nil {
		return trialProblem(err)
	}
	told := *outcome
	told.Period.Start, told.Period.End, told.AsOf = told.Period.Start.In(s.cfg.Zone), told.Period.End.In(s.cfg.Zone), told.AsOf.In(s.cfg.Zone)
	return answer(c, http.StatusOK, told)
}

// trialProblem tells whoever tries what is wrong with it.
func trialProblem(err error) error {
	var faults *aggregator.TrialError
	switch {
	case errors.As(err, &faults):
		p := problemOf(codeBadTrial)
		p.faults = faults.Faults
		return p
	case errors.Is(err, aggregator.ErrOtherFigures):
		return withFaults(codeOtherFigures, err)
	case errors.Is(err, aggregator.ErrNotCovered):
		return withFaults(codeNotCovered, err)
	case errors.Is(err, context.DeadlineExceeded):
		return problemOf(codeTimeout)
	}
	return err
}

// withFaults lists what was joined into an error, line by line.
func withFaults(code string, err error) error {
	p := problemOf(code)
	for line := range strings.SplitSeq(err.Error(), "\n") {
		p.faults = append(p.faults, aggregator.TrialFault{Where: "scheme", Text: line})
	}
	return p
}

// trialLimitOf lets a what-if of somebody who may read be larger than other requests.
func (s *Server) trialLimitOf(header *fasthttp.RequestHeader) fasthttp.RequestConfig {
	who := caller{}
	for _, value := range header.PeekAll(fiber.HeaderAuthorization) {
		who.authorization = append(who.authorization, string(value))
	}
	if !s.access.open && !s.access.holdsToken(who) {
		return fasthttp.RequestConfig{}
	}
	return fasthttp.RequestConfig{MaxRequestBodySize: trialLimit}
}

// showSchema answers the JSON Schema of a scheme, for editors.
func (s *Server) showSchema(c *fiber.Ctx, _ url.Values) error {
	var compact bytes.Buffer
	if err := json.Compact(&compact, scheme.Schema()); err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, validate)
	c.Status(http.StatusOK).Context().SetContentType("application/schema+json; charset=utf-8")
	c.Response().SetBodyRaw(compact.Bytes())
	return nil
}
