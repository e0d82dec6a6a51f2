package dashboard

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// sendRaw writes bytes to the dashboard that no HTTP client would send and reads all that comes back until the
// connection ends.
func (r *running) sendRaw(t *testing.T, request string) string {
	t.Helper()
	conn, err := net.Dial("tcp", r.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if err := conn.SetDeadline(time.Now().Add(5 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, request); err != nil {
		t.Fatal(err)
	}
	answers, err := io.ReadAll(bufio.NewReader(conn))
	if err != nil {
		t.Fatalf("the connection stays open after %q: %v", answers, err)
	}
	return string(answers)
}

// TestMalformedRequestsLeaveNoTokenInTheLog sends requests that end in fasthttp, before any of our code: it would quote
// their heads.
func TestMalformedRequestsLeaveNoTokenInTheLog(t *testing.T) {
	r := start(t, demo(), built())
	for _, head := range []string{"GET /version HTTP/1.1\r\nHost : x\r\n", "GET /a\x00b HTTP/1.1\r\n", "GET /version HTTP/1.1\r\nHost: a\r\nHost: b\r\n"} {
		if got := r.sendRaw(t, head+"Authorization: Bearer "+secret+"\r\n\r\n"); !strings.HasPrefix(got, "HTTP/1.1 400 ") {
			t.Errorf("%q: %.80q", head, got)
		}
	}
	if log := r.log.String(); strings.Contains(log, secret) || strings.Contains(log, "level=WARN") {
		t.Errorf("the log holds a token, or strangers fill it:\n%s", log)
	} else if !strings.Contains(log, "http server reported") {
		t.Error("nothing was reported: the test does not reach what it is about")
	}
}

func TestRequestOfTwoLengthsEndsItsConnection(t *testing.T) {
	r := start(t, demo(), built())
	const smuggled = "GET /version HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
	got := r.sendRaw(t, "POST /wall HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"+smuggled)
	if strings.Count(got, "HTTP/1.1 ") != 1 || !strings.HasPrefix(got, "HTTP/1.1 400 ") || !strings.Contains(got, codeBadRequest) {
		t.Errorf("%q", got)
	}
	response, body := r.ask(t, http.MethodGet, "/version", "")
	if response.StatusCode != http.StatusOK {
		t.Errorf("afterwards: %d %s", response.StatusCode, body)
	}
}
