package push

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/valyala/fasthttp"
)

const (
	wall  = "wall:2026-Q4"
	epoch = "5f0c2a71b3d94e08"
)

// limits are those of Default with room for a test's clients.
func limits() Config {
	cfg := Default()
	cfg.Shards = 2
	return cfg
}

// serving is a hub behind a real server.
type serving struct {
	hub     *Hub
	address string
	scheme  string
}

func serve(t testing.TB, cfg Config, wrap func(net.Listener) net.Listener) *serving {
	t.Helper()
	hub, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	hub.Start()
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	out := &serving{hub: hub, address: listener.Addr().String(), scheme: "ws"}
	if wrap != nil {
		listener, out.scheme = wrap(listener), "wss"
	}
	server := &fasthttp.Server{KeepHijackedConns: true, ReadBufferSize: 16 << 10, Handler: func(ctx *fasthttp.RequestCtx) {
		if string(ctx.Path()) != "/ws" {
			ctx.SetBodyString("plain")
			return
		}
		if refusal := hub.Preflight(ctx); refusal != nil {
			ctx.Error(refusal.Code, refusal.Status)
			return
		}
		hub.Accept(ctx)
	}}
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		_ = hub.Stop(ctx) // a test may have stopped it or left stuck clients
		if err := server.Shutdown(); err != nil {
			t.Errorf("shut the server down: %v", err)
		}
		if err := <-done; err != nil {
			t.Errorf("serve: %v", err)
		}
		if n := hub.Clients(); n != 0 {
			t.Errorf("%d clients are left after Stop", n)
		}
	})
	return out
}

func (s *serving) url() string { return s.scheme + "://" + s.address + "/ws" }

// dial opens a socket as a browser of the same origin does.
func (s *serving) dial(t testing.TB) *websocket.Conn {
	t.Helper()
	conn, response, err := s.try(http.Header{"Origin": {strings.Replace(s.scheme, "ws", "http", 1) + "://" + s.address}}, Subprotocol)
	if err != nil {
		t.Fatalf("dial: %v (%v)", err, response)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

func (s *serving) try(header http.Header, protocols ...string) (*websocket.Conn, *http.Response, error) {
	dialer := websocket.Dialer{Subprotocols: protocols, HandshakeTimeout: 5 * time.Second, TLSClientConfig: trustAll}
	return dialer.Dial(s.url(), header)
}

func say(t testing.TB, conn *websocket.Conn, message string) {
	t.Helper()
	if err := conn.WriteMessage(websocket.TextMessage, []byte(message)); err != nil {
		t.Fatalf("write %s: %v", message, err)
	}
}

// heard is any message of the server.
type heard struct {
	T       string          `json:"t"`
	Topic   string          `json:"topic"`
	Epoch   string          `json:"epoch"`
	Seq     uint64          `json:"seq"`
	AsOf    *time.Time      `json:"as_of"`
	Now     time.Time       `json:"now"`
	Code    string          `json:"code"`
	Message string          `json:"message"`
	Data    json.RawMessage `json:"data"`
}

func hear(t testing.TB, conn *websocket.Conn) heard {
	t.Helper()
	out, err := hearWithin(conn, 5*time.Second)
	if err != nil {
		t.Fatalf("read: %v", err)
	}
	return out
}

func hearWithin(conn *websocket.Conn, patience time.Duration) (heard, error) {
	var out heard
	if err := conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
		return out, err
	}
	kind, data, err := conn.ReadMessage()
	if err != nil {
		return out, err
	}
	if kind != websocket.TextMessage {
		return out, fmt.Errorf("kind %d is not text", kind)
	}
	return out, json.Unmarshal(data, &out)
}

// hearKind skips to the next message of a kind.
func hearKind(t testing.TB, conn *websocket.Conn, kind string) heard {
	t.Helper()
	for {
		if out := hear(t, conn); out.T == kind {
			return out
		}
	}
}

// closing reads until the server closes, and returns how.
func closing(t testing.TB, conn *websocket.Conn) *websocket.CloseError {
	t.Helper()
	for {
		_, err := hearWithin(conn, 5*time.Second)
		if err == nil {
			continue
		}
		var closed *websocket.CloseError
		if errors.As(err, &closed) {
			return closed
		}
		t.Fatalf("the connection ended without a closing frame: %v", err)
	}
}

func publish(t testing.TB, hub *Hub, topic string, seq uint64, asOf time.Time, data string) {
	t.Helper()
	if err := hub.Publish(topic, Frame{Epoch: epoch, Seq: seq, AsOf: asOf, Data: []byte(data)}); err != nil {
		t.Fatal(err)
	}
}

// eventually waits for a condition, bounded.
func eventually(t testing.TB, what string, condition func() bool) {
	t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for !condition() {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain: %s", what)
		}
		time.Sleep(2 * time.Millisecond)
	}
}

func decode(t testing.TB, payload []byte) heard {
	t.Helper()
	var out heard
	if err := json.Unmarshal(payload, &out); err != nil {
		t.Fatalf("%v in %q", err, payload)
	}
	return out
}
