package push

import (
	"bufio"
	"encoding/base64"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"

	"github.com/valyala/fasthttp"
)

// Refusal says why a request does not become a socket. Code is for programs; the dashboard has the words for people.
type Refusal struct {
	Status int
	Code   string
}

// Codes of refusals.
const (
	RefusedUpgrade     = "upgrade_required"
	RefusedHandshake   = "bad_handshake"
	RefusedSubprotocol = "subprotocol_required"
	RefusedOrigin      = "origin_not_allowed"
	RefusedCrowded     = "too_many_sockets"
	RefusedFull        = "sockets_full"
	RefusedClosing     = "closing"
)

// Preflight checks a request for a socket before the connection is taken over; afterwards no HTTP answer could be given.
func (h *Hub) Preflight(ctx *fasthttp.RequestCtx) *Refusal {
	header := &ctx.Request.Header
	key, err := base64.StdEncoding.DecodeString(string(header.Peek("Sec-WebSocket-Key")))
	switch {
	case !hasToken(header.Peek("Connection"), "upgrade") || !hasToken(header.Peek("Upgrade"), "websocket") ||
		string(header.Peek("Sec-WebSocket-Version")) != "13":
		return &Refusal{http.StatusUpgradeRequired, RefusedUpgrade}
	case !ctx.IsGet() || !header.IsHTTP11() || err != nil || len(key) != 16:
		return &Refusal{http.StatusBadRequest, RefusedHandshake}
	case !hasToken(header.Peek("Sec-WebSocket-Protocol"), Subprotocol):
		return &Refusal{http.StatusBadRequest, RefusedSubprotocol}
	case !h.originAllowed(ctx):
		return &Refusal{http.StatusForbidden, RefusedOrigin}
	}
	if err := h.places.free(addressOf(ctx)); err != nil {
		return refusalOf(err)
	}
	return nil
}

func refusalOf(err error) *Refusal {
	switch {
	case errors.Is(err, errCrowded):
		return &Refusal{http.StatusTooManyRequests, RefusedCrowded}
	case errors.Is(err, errShutdown):
		return &Refusal{http.StatusServiceUnavailable, RefusedClosing}
	}
	return &Refusal{http.StatusServiceUnavailable, RefusedFull}
}

// originAllowed accepts the server's own origin and the configured ones. A request without Origin is not a browser's;
// whether it may read is decided by the dashboard's access, and no cookie gives it a right here.
func (h *Hub) originAllowed(ctx *fasthttp.RequestCtx) bool {
	origins := ctx.Request.Header.PeekAll("Origin")
	if len(origins) == 0 {
		return true
	}
	if len(origins) > 1 {
		return false
	}
	own := "http://"
	if ctx.IsTLS() {
		own = "https://"
	}
	origin := string(origins[0])
	if strings.EqualFold(origin, own+string(ctx.Host())) {
		return true
	}
	for _, allowed := range h.cfg.Origins {
		if strings.EqualFold(origin, allowed) {
			return true
		}
	}
	return false
}

// originChecked stands in gorilla's place for a check of the origin: Preflight has made it, with the request still whole.
func originChecked(*http.Request) bool { return true }

// Accept takes the connection of a request that passed Preflight over and makes it a client. The server must have
// KeepHijackedConns set. After the hand-over the raw connection is ours alone and the wrapper that fasthttp pools is not
// touched again: a write through a stale wrapper would reach whoever got it next.
func (h *Hub) Accept(ctx *fasthttp.RequestCtx) {
	address := addressOf(ctx)
	// The request dies with the handler: what the handshake needs is copied.
	request := &http.Request{Method: http.MethodGet, Host: string(ctx.Host()), Header: http.Header{
		"Connection": {"Upgrade"}, "Upgrade": {"websocket"}, "Sec-Websocket-Version": {"13"},
		"Sec-Websocket-Key":      {string(ctx.Request.Header.Peek("Sec-WebSocket-Key"))},
		"Sec-Websocket-Protocol": {Subprotocol},
	}}
	ctx.HijackSetNoResponse(true)
	ctx.Hijack(func(wrapped net.Conn) {
		raw, ok := wrapped.(interface{ UnsafeConn() net.Conn })
		if !ok {
			_ = wrapped.Close()
			return
		}
		h.adopt(raw.UnsafeConn(), address, request)
	})
}

// adopt makes nc a client or closes it. The place is taken only here: a hijack handler that never runs leaks none.
func (h *Hub) adopt(nc net.Conn, address netip.Addr, request *http.Request) {
	if err := h.places.take(address, func() { h.readers.Add(1) }); err != nil {
		refusal := refusalOf(err)
		// The peer may be gone; the connection is closed either way.
		_, _ = nc.Write([]byte("HTTP/1.1 " + strconv.Itoa(refusal.Status) + " " + http.StatusText(refusal.Status) + "\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"))
		_ = nc.Close()
		return
	}
	m := &mouth{Conn: nc}
	conn, err := h.upgrader.Upgrade(&handover{mouth: m, header: http.Header{}}, request, nil)
	if err != nil {
		_ = nc.Close()
		h.places.leave(address)
		h.readers.Done()
		return
	}
	c := &client{conn: conn, mouth: m, address: address}
	c.shard = h.shards[h.turn.Add(1)%uint64(len(h.shards))]
	c.sink = newSink(nc, h.cfg.Stall, func(err error) { c.shard.post(event{kind: evWritten, client: c, err: err}) }, h.readers.Go)
	m.client = c
	c.shard.post(event{kind: evJoin, client: c})
	go c.listen()
}

// handover is the ResponseWriter that gorilla's handshake wants: all it does with it is to hijack it.
type handover struct {
	mouth  *mouth
	header http.Header
}

func (w *handover) Header() http.Header         { return w.header }
func (w *handover) Write(p []byte) (int, error) { return w.mouth.Write(p) }
func (w *handover) WriteHeader(int)             {}
func (w *handover) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return w.mouth, bufio.NewReadWriter(bufio.NewReaderSize(w.mouth, 16), bufio.NewWriterSize(w.mouth, 512)), nil
}

func addressOf(ctx *fasthttp.RequestCtx) netip.Addr {
	address, err := netip.ParseAddrPort(ctx.RemoteAddr().String())
	if err != nil {
		return netip.Addr{} // all that cannot be told apart share one allowance
	}
	return NetworkOf(address.Addr().Unmap())
}

// NetworkOf is what counts as one address: of IPv6 the network of 64 bits, all of which whoever has one of them has.
func NetworkOf(address netip.Addr) netip.Addr {
	if network, err := address.WithZone("").Prefix(64); err == nil && address.Is6() && !address.IsLoopback() {
		return network.Addr()
	}
	return address
}

// hasToken looks for token in a comma-separated header, in any case.
func hasToken(header []byte, token string) bool {
	for part := range strings.SplitSeq(string(header), ",") {
		if strings.EqualFold(strings.TrimSpace(part), token) {
			return true
		}
	}
	return false
}
