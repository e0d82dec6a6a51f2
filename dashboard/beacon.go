package dashboard

import (
	_ "embed" // the script that pages of websites load
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"unionscreen/dashboard/push"
	"unionscreen/ingest/feed/collect"
)

//go:embed collect.js
var beaconScript []byte

// What one address may send, so that a single machine cannot invent a crowd faster than this: people who read behind
// one address of an office read far less.
const (
	beaconBody     = 1 << 10
	beaconPerHour  = 6000
	beaconBurst    = 300
	beaconRemember = 10_000 // addresses; beyond it the oldest are forgotten
)

// showBeacon gives the script to any page; what it may then send is decided by the page's origin.
func (s *Server) showBeacon(c *fiber.Ctx, _ url.Values) error {
	if len(s.sites) == 0 {
		return problemOf(codeNotFound)
	}
	c.Set(fiber.HeaderCacheControl, "public, max-age=3600")
	c.Set("Cross-Origin-Resource-Policy", "cross-origin")
	c.Context().SetContentType("text/javascript; charset=utf-8")
	c.Response().SetBodyRaw(beaconScript)
	return nil
}

// takeReading takes one reading of a page whose origin is configured. Nothing of it but the event is kept.
func (s *Server) takeReading(c *fiber.Ctx, _ url.Values) error {
	site, ok := s.sites[c.Get(fiber.HeaderOrigin)]
	switch {
	case len(s.sites) == 0 || s.deps.Collector == nil:
		return problemOf(codeNotFound)
	case !ok:
		return problemOf(codeBeaconOrigin)
	case c.Get("DNT") == "1" || c.Get("Sec-GPC") == "1":
		c.Status(http.StatusNoContent)
		return nil
	case !s.pace.allow(push.NetworkOf(remoteOf(c.Context().RemoteAddr())).String(), time.Now()):
		p := problemOf(codeEventsCrowded)
		p.retry = 60
		return p
	case len(c.Request().Body()) > beaconBody:
		return problemOf(codeTooLarge)
	}
	body, err := bodyOf(c)
	if err != nil {
		return err
	}
	reading, err := collect.ParseReading(body)
	if err != nil {
		return problemOf(codeBadBody)
	}
	ctx, cancel := s.patience()
	defer cancel()
	taken, err := s.deps.Collector.TakeReading(ctx, site, reading, c.Get(fiber.HeaderUserAgent))
	if err != nil {
		return s.notTaken(err)
	}
	if taken.Accepted == 0 {
		return problemOf(codeBadBody)
	}
	c.Status(http.StatusNoContent)
	return nil
}

// pace bounds how often one address may send: a bucket that fills again by the hour's rate.
type pace struct {
	mu      sync.Mutex
	buckets map[string]bucket
}

type bucket struct {
	left float64
	at   time.Time
}

func (p *pace) allow(address string, now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.buckets == nil || len(p.buckets) >= beaconRemember {
		p.forget(now)
	}
	b, known := p.buckets[address]
	if !known {
		b = bucket{left: beaconBurst, at: now}
	}
	b.left = min(beaconBurst, b.left+now.Sub(b.at).Hours()*beaconPerHour)
	b.at = now
	allowed := b.left >= 1
	if allowed {
		b.left--
	}
	p.buckets[address] = b
	return allowed
}

// forget keeps only addresses whose share has not filled again since, and of those at most half of what is remembered.
func (p *pace) forget(now time.Time) {
	kept := map[string]bucket{}
	for address, b := range p.buckets {
		if b.left+now.Sub(b.at).Hours()*beaconPerHour < beaconBurst && len(kept) < beaconRemember/2 {
			kept[address] = b
		}
	}
	p.buckets = kept
}
