package push

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

func TestParseRequest(t *testing.T) {
	for message, want := range map[string]request{
		`{"t":"sub","topic":"wall:2026-Q4"}`:                     {kind: "sub", topic: wall},
		` {"topic":"wall:current" , "t":"sub"} `:                 {kind: "sub", topic: "wall:current"},
		`{"t":"sub","topic":"wall:2026","epoch":"ab-1","seq":0}`: {kind: "sub", topic: "wall:2026", epoch: "ab-1"},
		`{"t":"unsub","topic":"wall:2026-Q3.2"}`:                 {kind: "unsub", topic: "wall:2026-Q3.2"},
		`{"t":"ack","seq":9007199254740991}`:                     {kind: "ack", seq: 1<<53 - 1},
	} {
		if got, err := parseRequest([]byte(message)); err != nil || got != want {
			t.Errorf("%s = %+v, %v; want %+v", message, got, err, want)
		}
	}
	for message, want := range map[string]error{
		``: errBadMessage, `[]`: errBadMessage, `null`: errBadMessage, `{}`: errBadMessage, `"sub"`: errBadMessage,
		`{"t":"sub"}`:                                               errBadMessage,
		`{"t":"sub","topic":7}`:                                     errBadMessage,
		`{"T":"sub","topic":"wall:2026"}`:                           errBadMessage,
		`{"t":"sub","topic":"wall:2026","more":1}`:                  errBadMessage,
		`{"t":"sub","t":"sub","topic":"wall:2026"}`:                 errBadMessage,
		`{"t":"sub","topic":"wall:2026","seq":1}`:                   errBadMessage,
		`{"t":"sub","topic":"wall:2026","epoch":"a"}`:               errBadMessage,
		`{"t":"sub","topic":"wall:2026","epoch":"a b","seq":1}`:     errBadMessage,
		`{"t":"sub","topic":"wall:2026"} {}`:                        errBadMessage,
		`{"t":"sub","topic":{"wall":2026}}`:                         errBadMessage,
		`{"t":"ack"}`:                                               errBadMessage,
		`{"t":"ack","seq":-1}`:                                      errBadMessage,
		`{"t":"ack","seq":1.5}`:                                     errBadMessage,
		`{"t":"ack","seq":1e3}`:                                     errBadMessage,
		`{"t":"ack","seq":9007199254740992}`:                        errBadMessage,
		`{"t":"ack","seq":"1"}`:                                     errBadMessage,
		`{"t":"ack","topic":"wall:2026"}`:                           errBadMessage,
		`{"t":"drop","topic":"wall:2026"}`:                          errBadMessage,
		`{"t":"sub","topic":"union:330101:2026"}`:                   errUnknownTopic,
		`{"t":"sub","topic":"wall:"}`:                               errUnknownTopic,
		`{"t":"sub","topic":"wall:2026-Q4'--"}`:                     errUnknownTopic,
		`{"t":"unsub","topic":"` + strings.Repeat("a", 3000) + `"}`: errUnknownTopic,
		"{\"t\":\"sub\",\"topic\":\"wall:\xff\"}":                   errNotText,
	} {
		if got, err := parseRequest([]byte(message)); !errors.Is(err, want) {
			t.Errorf("%.60s = %+v, %v; want %v", message, got, err, want)
		}
	}
}

func FuzzParseRequest(f *testing.F) {
	for _, seed := range []string{`{"t":"sub","topic":"wall:2026-Q4","epoch":"a","seq":1}`, `{"t":"ack","seq":57}`, `{"t":"unsub","topic":"wall:current"}`, `{"t":[[[[`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		req, err := parseRequest(data)
		if err == nil && req.kind != "ack" && !topicForm.MatchString(req.topic) {
			t.Errorf("topic %q was let through", req.topic)
		}
	})
}

func TestWrongMessagesAreAnsweredAndTheSocketGoesOn(t *testing.T) {
	s := serve(t, limits(), nil)
	publish(t, s.hub, wall, 1, morning, `{}`)
	conn := s.dial(t)
	for message, code := range map[string]string{`{"t":"what"}`: CodeBadMessage, `{`: CodeBadMessage, `{"t":"sub","topic":"desk:2026"}`: CodeUnknownTopic} {
		say(t, conn, message)
		if got := hear(t, conn); got.T != "err" || got.Code != code || got.Message == "" {
			t.Errorf("%s is answered by %+v, want code %s", message, got, code)
		}
	}
	for i := range 8 {
		say(t, conn, fmt.Sprintf(`{"t":"sub","topic":"wall:200%d"}`, i))
		if got := hear(t, conn); got.T != "hb" {
			t.Fatalf("subscription %d is answered by %+v", i, got)
		}
	}
	say(t, conn, `{"t":"sub","topic":"wall:2026-Q4"}`)
	if got := hear(t, conn); got.Code != CodeTooMany {
		t.Errorf("the ninth subscription is answered by %+v, want %s", got, CodeTooMany)
	}
	say(t, conn, `{"t":"unsub","topic":"wall:2003"}`)
	say(t, conn, `{"t":"sub","topic":"wall:2026-Q4"}`)
	if got := hear(t, conn); got.T != "snap" {
		t.Errorf("after an unsub the subscription is answered by %+v", got)
	}
}

func TestRuleBreakersAreClosedWithTheRightCode(t *testing.T) {
	eachTransport(t, func(t *testing.T, wrap func(net.Listener) net.Listener) {
		cfg := limits()
		cfg.Rate, cfg.Burst = 1, 20
		s := serve(t, cfg, wrap)
		for _, c := range []struct {
			what string
			code int
			do   func(conn *websocket.Conn) error
		}{
			{"a message over the limit", websocket.CloseMessageTooBig, func(conn *websocket.Conn) error {
				return conn.WriteMessage(websocket.TextMessage, []byte(strings.Repeat(" ", 4097)))
			}},
			{"a message far over the limit", websocket.CloseMessageTooBig, func(conn *websocket.Conn) error {
				return conn.WriteMessage(websocket.TextMessage, []byte(strings.Repeat(" ", 200_000)))
			}},
			{"a binary message", websocket.CloseUnsupportedData, func(conn *websocket.Conn) error {
				return conn.WriteMessage(websocket.BinaryMessage, []byte(`{"t":"ack","seq":1}`))
			}},
			{"text that is not UTF-8", websocket.CloseInvalidFramePayloadData, func(conn *websocket.Conn) error {
				return conn.WriteMessage(websocket.TextMessage, []byte("\xff\xfe"))
			}},
			{"a flood of messages", websocket.ClosePolicyViolation, func(conn *websocket.Conn) error {
				for range 30 {
					if err := conn.WriteMessage(websocket.TextMessage, []byte(`{"t":"ack","seq":1}`)); err != nil {
						return err
					}
				}
				return nil
			}},
			{"a flood of pings", websocket.ClosePolicyViolation, func(conn *websocket.Conn) error {
				for range 30 {
					if err := conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(time.Second)); err != nil {
						return err
					}
				}
				return nil
			}},
			{"a frame with a reserved bit", websocket.CloseProtocolError, func(conn *websocket.Conn) error {
				_, err := conn.NetConn().Write([]byte{0xF1, 0x80, 1, 2, 3, 4})
				return err
			}},
		} {
			conn := s.dial(t)
			if err := c.do(conn); err != nil {
				t.Errorf("%s: %v", c.what, err)
				continue
			}
			if closed := closing(t, conn); closed.Code != c.code {
				t.Errorf("%s is closed with %d %q, want %d", c.what, closed.Code, closed.Text, c.code)
			}
		}
		eventually(t, "everybody has left", func() bool { return s.hub.Clients() == 0 })
	})
}

func TestPingsAndClosingAreAnswered(t *testing.T) {
	eachTransport(t, func(t *testing.T, wrap func(net.Listener) net.Listener) {
		s := serve(t, limits(), wrap)
		conn := s.dial(t)
		pong := make(chan string, 1)
		conn.SetPongHandler(func(text string) error {
			pong <- text
			return nil
		})
		if err := conn.WriteControl(websocket.PingMessage, []byte("are you there"), time.Now().Add(time.Second)); err != nil {
			t.Fatal(err)
		}
		message := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "bye")
		if err := conn.WriteControl(websocket.CloseMessage, message, time.Now().Add(time.Second)); err != nil {
			t.Fatal(err)
		}
		if closed := closing(t, conn); closed.Code != websocket.CloseNormalClosure {
			t.Errorf("the closing is answered with %d", closed.Code)
		}
		select {
		case text := <-pong:
			if text != "are you there" {
				t.Errorf("pong = %q", text)
			}
		default:
			t.Error("the ping was not answered")
		}
		eventually(t, "the client has left", func() bool { return s.hub.Clients() == 0 })
	})
}

// TestHalfOpenPeersAreFound has peers that shake hands and then neither answer nor close.
func TestHalfOpenPeersAreFound(t *testing.T) {
	cfg := limits()
	cfg.Ping, cfg.PongWait = 100*time.Millisecond, 400*time.Millisecond
	s := serve(t, cfg, nil)
	silent, alive := s.dial(t), s.dial(t)
	silent.SetPingHandler(func(string) error { return nil })
	go func() {
		for {
			if _, _, err := silent.ReadMessage(); err != nil {
				return
			}
		}
	}()
	alone := make(chan struct{})
	go func() {
		defer close(alone)
		for {
			if _, _, err := alive.ReadMessage(); err != nil {
				return
			}
		}
	}()
	eventually(t, "the silent peer is gone", func() bool { return s.hub.Clients() == 1 })
	began := time.Now()
	eventually(t, "three patiences have passed", func() bool { return time.Since(began) > 3*cfg.PongWait })
	if s.hub.Clients() != 1 {
		t.Error("the peer that answers pings was taken for dead")
	}
	_ = alive.Close()
	<-alone
}

func TestAcknowledgingClientsAreSparedAndSilentOnesClosed(t *testing.T) {
	cfg := limits()
	cfg.AckWindow, cfg.AckWait = 3, 700*time.Millisecond
	s := serve(t, cfg, nil)
	publish(t, s.hub, wall, 1, morning, `{}`)
	conn := s.dial(t)
	say(t, conn, `{"t":"sub","topic":"wall:2026-Q4"}`)
	hearKind(t, conn, "snap")
	say(t, conn, `{"t":"ack","seq":1}`)
	say(t, conn, `{}`)
	hearKind(t, conn, "err") // so the ack has been read
	for seq := uint64(2); seq <= 4; seq++ {
		publish(t, s.hub, wall, seq, morning, `{}`)
		if got := hearKind(t, conn, "snap"); got.Seq != seq {
			t.Fatalf("seq = %d, want %d", got.Seq, seq)
		}
	}
	publish(t, s.hub, wall, 5, morning, `{}`)
	publish(t, s.hub, wall, 6, morning, `{}`)
	say(t, conn, `{}`)
	if got := hear(t, conn); got.T != "err" {
		t.Fatalf("with three steps unacknowledged came %+v", got)
	}
	say(t, conn, `{"t":"ack","seq":3}`)
	if got := hear(t, conn); got.T != "snap" || got.Seq != 6 {
		t.Errorf("after the ack came %+v, want the newest step, 6", got)
	}
	if closed := closing(t, conn); closed.Code != websocket.CloseTryAgainLater {
		t.Errorf("a client that stopped acknowledging is closed with %d", closed.Code)
	}
}

func TestPreflight(t *testing.T) {
	cfg := limits()
	cfg.Origins = []string{"https://wall.example.org"}
	s := serve(t, cfg, nil)
	good := map[string]string{"Host": s.address, "Connection": "keep-alive, Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
		"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Protocol": "other, unionscreen.v1", "Origin": "http://" + s.address}
	port := s.address[strings.LastIndex(s.address, ":"):]
	for _, c := range []struct {
		what, name, value string
		status            int
	}{
		{"all as it should be", "", "", 101},
		{"no Upgrade", "Upgrade", "", 426},
		{"another Upgrade", "Upgrade", "h2c", 426},
		{"no Connection", "Connection", "", 426},
		{"an old version", "Sec-WebSocket-Version", "8", 426},
		{"no key", "Sec-WebSocket-Key", "", 400},
		{"a short key", "Sec-WebSocket-Key", "c2hvcnQ=", 400},
		{"no subprotocol", "Sec-WebSocket-Protocol", "", 400},
		{"another subprotocol", "Sec-WebSocket-Protocol", "unionscreen.v2", 400},
		{"no origin: not a browser", "Origin", "", 101},
		{"a configured origin", "Origin", "https://wall.example.org", 101},
		{"the null origin", "Origin", "null", 403},
		{"a foreign origin", "Origin", "http://evil.example.org", 403},
		{"a configured host with the wrong scheme", "Origin", "http://wall.example.org", 403},
		{"a suffix of a configured origin", "Origin", "https://wall.example.org.evil.example", 403},
		{"a prefix trick", "Origin", "http://127.0.0.1" + port + "@evil.example", 403},
		{"our host with another port", "Origin", "http://127.0.0.1:1", 403},
		{"our host over https", "Origin", "https://" + s.address, 403},
		{"two origins", "Origin", "http://" + s.address + "\r\nOrigin: http://evil.example.org", 403},
	} {
		var text strings.Builder
		text.WriteString("GET /ws HTTP/1.1\r\n")
		for name, value := range good {
			if name == c.name {
				value = c.value
			}
			if value != "" {
				fmt.Fprintf(&text, "%s: %s\r\n", name, value)
			}
		}
		nc, response := rawRequest(t, s.address, text.String()+"\r\n")
		if response.StatusCode != c.status {
			t.Errorf("%s: status %d, want %d", c.what, response.StatusCode, c.status)
		}
		if c.status == 101 && response.Header.Get("Sec-WebSocket-Accept") != "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" {
			t.Errorf("%s: accept = %q", c.what, response.Header.Get("Sec-WebSocket-Accept"))
		}
		if c.status == 101 && response.Header.Get("Sec-WebSocket-Protocol") != Subprotocol {
			t.Errorf("%s: subprotocol = %q", c.what, response.Header.Get("Sec-WebSocket-Protocol"))
		}
		_ = nc.Close()
	}
}

func rawRequest(t testing.TB, address, text string) (net.Conn, *http.Response) {
	t.Helper()
	nc, err := net.Dial("tcp4", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = nc.Close() })
	if _, err := nc.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := nc.SetReadDeadline(time.Now().Add(5 * time.Second)); err != nil {
		t.Fatal(err)
	}
	response, err := http.ReadResponse(bufio.NewReader(nc), nil)
	if err != nil {
		t.Fatalf("read answer: %v", err)
	}
	return nc, response
}

func TestCaps(t *testing.T) {
	cfg := limits()
	cfg.MaxClients, cfg.MaxPerAddress = 5, 3
	s := serve(t, cfg, nil)
	first := s.dial(t)
	s.dial(t)
	s.dial(t)
	_, response, err := s.try(http.Header{}, Subprotocol)
	if err == nil || response == nil || response.StatusCode != http.StatusTooManyRequests {
		t.Errorf("the fourth socket of an address: %v, want 429", response)
	}
	_ = first.Close()
	eventually(t, "a place is free", func() bool { return s.hub.Clients() == 2 })
	s.dial(t)

	full := newPlaces(5, 3)
	for range 2 {
		for _, address := range addresses(3) {
			if err := full.take(address, func() {}); err != nil && full.taken() < 5 {
				t.Fatal(err)
			}
		}
	}
	if err := full.free(addresses(1)[0]); !errors.Is(err, errFull) {
		t.Errorf("with all places taken: %v", err)
	}
}
