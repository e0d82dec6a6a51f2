package dashboard

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"unionscreen/dashboard/push"
)

func (r *running) publish(t testing.TB, topic string, seq uint64, data string) {
	t.Helper()
	if err := r.Hub().Publish(topic, push.Frame{Epoch: "5f0c2a71b3d94e08", Seq: seq, AsOf: time.Now(), Data: []byte(data)}); err != nil {
		t.Fatal(err)
	}
}

func (r *running) dial(header http.Header) (*websocket.Conn, *http.Response, error) {
	dialer := websocket.Dialer{Subprotocols: []string{push.Subprotocol}, HandshakeTimeout: 5 * time.Second}
	return dialer.Dial("ws"+strings.TrimPrefix(r.base, "http")+"/ws", header)
}

func TestSocketThroughTheServer(t *testing.T) {
	r := start(t, demo(), built())
	data, err := json.Marshal(r.figures.board)
	if err != nil {
		t.Fatal(err)
	}
	r.publish(t, "wall:2026-Q4", 57, string(data))
	conn, _, err := r.dial(http.Header{"Origin": {r.base}})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.WriteMessage(websocket.TextMessage, []byte(`{"t":"sub","topic":"wall:2026-Q4"}`)); err != nil {
		t.Fatal(err)
	}
	_, frame, err := conn.ReadMessage()
	if err != nil || !strings.HasSuffix(string(frame), `,"data":`+string(data)+"}") || !strings.HasPrefix(string(frame), `{"t":"snap","topic":"wall:2026-Q4",`) {
		t.Fatalf("frame = %.200s, %v", frame, err)
	}
	_, _ = r.ask(t, "GET", "/version", "")
	if _, metrics := r.ask(t, "GET", "/metrics", ""); !strings.Contains(metrics, `unionscreen_http_answers_total{route="/ws",status="101"} 1`) || !strings.Contains(metrics, "unionscreen_push_clients 1") {
		t.Errorf("the socket is not counted")
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := r.Stop(ctx); err != nil {
		t.Errorf("stop: %v", err)
	}
	var closed *websocket.CloseError
	if _, _, err := conn.ReadMessage(); !errors.As(err, &closed) || closed.Code != websocket.CloseServiceRestart || !strings.HasPrefix(closed.Text, "retry_ms=") {
		t.Errorf("at the stop the client got %v, want 1012 with a hint", err)
	}
	if _, err := net.Dial("tcp", r.Addr().String()); err == nil {
		t.Error("the stopped server takes connections")
	}
}

func TestSocketRefusalsAreProblems(t *testing.T) {
	cfg := demo()
	cfg.Push.MaxClients = 1
	r := start(t, cfg, built())
	for origin, status := range map[string]int{"http://evil.example": 403, "null": 403, "https://" + r.Addr().String(): 403} {
		_, response, err := r.dial(http.Header{"Origin": {origin}})
		if err == nil || response == nil || response.StatusCode != status {
			t.Errorf("origin %s: %v", origin, response)
			continue
		}
		body, _ := io.ReadAll(response.Body) // gorilla keeps what it has read
		if !strings.Contains(string(body), `"code":"origin_not_allowed"`) {
			t.Errorf("origin %s: %s", origin, body)
		}
	}
	if _, response, _ := r.dial(http.Header{"Host": {"evil.example"}}); response == nil || response.StatusCode != 421 {
		t.Errorf("a rebound name: %v, want 421", response)
	}
	conn, _, err := r.dial(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, response, _ := r.dial(nil); response == nil || response.StatusCode != 503 || response.Header.Get("Retry-After") == "" {
		t.Errorf("with all places taken: %v, want 503 with Retry-After", response)
	}
	response, body := r.ask(t, "POST", "/ws", "")
	wantProblem(t, response, body, 405, codeMethod)
}

// TestHalfOpenRequestsHoldNobody has peers that begin a request and never end it, up to the limit of connections of one
// address; they are cut off by time and their places come back.
func TestHalfOpenRequestsHoldNobody(t *testing.T) {
	cfg := demo()
	cfg.ReadTimeout, cfg.MaxPerAddress, cfg.MaxConnections = 500*time.Millisecond, 50, 60
	r := start(t, cfg, built())
	began := time.Now()
	ended := make(chan error, 60)
	for range 60 {
		nc, err := net.Dial("tcp", r.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer nc.Close()
		if _, err := fmt.Fprintf(nc, "GET /ws HTTP/1.1\r\nHost: %s\r\nUpgrade: websoc", r.Addr()); err != nil && !errors.Is(err, net.ErrClosed) {
			t.Logf("a peer above the limit is refused at once: %v", err)
		}
		go func() {
			_, err := io.Copy(io.Discard, nc)
			ended <- err
		}()
	}
	for range 60 {
		select {
		case <-ended:
		case <-time.After(8 * time.Second):
			t.Fatal("a half-open request is still held")
		}
	}
	if took := time.Since(began); took > 8*time.Second {
		t.Errorf("it took %v", took)
	}
	if response, _ := r.ask(t, "GET", "/version", ""); response.StatusCode != 200 {
		t.Errorf("afterwards: %d", response.StatusCode)
	}
}

func TestOversizedRequests(t *testing.T) {
	r := start(t, demo(), built())
	if answer := r.raw(t, fmt.Sprintf("POST /api/v1/boards HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", bodyLimit+1)); answer == nil || answer.StatusCode != 413 {
		t.Errorf("a body over the limit: %v, want 413 before it is sent", answer)
	}
	if response, _ := r.ask(t, "GET", "/version", "", "Cookie", strings.Repeat("c", 12<<10)); response.StatusCode != 200 {
		t.Errorf("a cookie of 12 KiB, as portals on the same name set them: %d", response.StatusCode)
	}
	if answer := r.raw(t, "GET /version HTTP/1.1\r\nHost: localhost\r\nCookie: "+strings.Repeat("c", 17<<10)+"\r\n\r\n"); answer == nil || answer.StatusCode != 431 {
		t.Errorf("headers over the limit: %v, want 431", answer)
	}
	for what, text := range map[string]string{
		"no request at all":       "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
		"a length that lies":      "POST /api/v1/boards HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n",
		"two lengths":             "POST /api/v1/boards HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
		"another authority":       "GET http://evil.example/api/v1/standings HTTP/1.1\r\nHost: localhost\r\n\r\n",
		"two hosts":               "GET /api/v1/standings HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
		"no host":                 "GET /api/v1/standings HTTP/1.1\r\n\r\n",
		"an empty host, HTTP/1.0": "GET /api/v1/standings HTTP/1.0\r\n\r\n",
	} {
		if answer := r.raw(t, text); answer != nil && (answer.StatusCode < 400 || answer.StatusCode >= 500) {
			t.Errorf("%s: status %d", what, answer.StatusCode)
		}
	}
}

// raw sends bytes as they are and reads the answer; nil when the connection was closed without one.
func (r *running) raw(t testing.TB, text string) *http.Response {
	t.Helper()
	nc, err := net.Dial("tcp", r.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	if _, err := nc.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := nc.SetReadDeadline(time.Now().Add(5 * time.Second)); err != nil {
		t.Fatal(err)
	}
	answer, err := http.ReadResponse(bufio.NewReader(nc), nil)
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		t.Errorf("no answer and no end for %.60q", text)
	}
	if err != nil {
		return nil
	}
	return answer
}

// TestNoZeroCopyStrings keeps what a handler saw while other requests reuse its memory.
func TestNoZeroCopyStrings(t *testing.T) {
	r := start(t, demo(), built())
	want := []string{}
	for i := range 50 {
		id := fmt.Sprintf("2026-Q4.%06d", i)
		want = append(want, id)
		r.ask(t, "POST", "/api/v1/boards", `{"period":"`+id+`"}`, "Authorization", "Bearer "+secret, "Content-Type", "application/json")
	}
	if got := strings.Join(r.figures.recordings(), " "); got != strings.Join(want, " ") {
		t.Errorf("kept strings changed: %s", got)
	}
}
