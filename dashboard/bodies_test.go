package dashboard

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"unionscreen/dashboard/push"
	"unionscreen/ingest/feed/collect"
)

// packed is a text with a thousand spaces behind it, as gzip.
func packed(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := io.WriteString(w, text+strings.Repeat(" ", 1000)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestNoBodyIsUnpacked(t *testing.T) {
	const hex = "00112233445566778899aabbccddeeff"
	cfg := demo()
	cfg.Beacons = []collect.Site{{Origin: "https://www.example.org", Source: "/u/web", Union: "330101"}}
	r, k := startIntake(t, cfg)
	for _, encoding := range []string{"gzip", "br", "deflate", "identity, gzip", "zstd"} {
		reading := packed(t, `{"i":"`+hex+`","a":"/news/1.html","r":"`+hex+`"}`)
		response, body := r.ask(t, "POST", "/collect", reading, "Origin", "https://www.example.org", "Content-Encoding", encoding)
		wantProblem(t, response, body, 415, "content_encoding")
		response, body = r.ask(t, "POST", "/api/v1/boards", packed(t, `{}`), "Authorization", "Bearer "+secret, "Content-Type", "application/json", "Content-Encoding", encoding)
		wantProblem(t, response, body, 415, "content_encoding")
		response, body = r.ask(t, "POST", "/api/v1/rejected/"+cursor("c/t/0", "0")+"/dismiss", packed(t, `{"note":"x"}`), "Authorization", "Bearer "+secret, "Content-Type", "application/json", "Content-Encoding", encoding)
		wantProblem(t, response, body, 415, "content_encoding")
	}
	if len(k.sent) != 0 || len(k.handled) != 0 {
		t.Errorf("sent %d, handled %d", len(k.sent), len(k.handled))
	}
}

// large opens a connection that announces a list of events of a size and sends none of it.
func large(t *testing.T, r *running, length string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", r.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	fmt.Fprintf(c, "POST /api/v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nContent-Type: %s\r\n%s\r\n\r\n", producerToken, listType, length)
	return c
}

func TestLargeBodiesWaitForRoom(t *testing.T) {
	cfg := demo()
	cfg.ReadTimeout, cfg.AnswerTimeout = time.Second, time.Second
	r, _ := startIntake(t, cfg)
	var open []net.Conn
	for i := range mostLarge {
		open = append(open, large(t, r, []string{"Content-Length: 30000000", "Transfer-Encoding: chunked"}[i%2]))
	}
	taken := func() int {
		r.large.mu.Lock()
		defer r.large.mu.Unlock()
		return r.large.size
	}
	until := func(want int) {
		t.Helper()
		for end := time.Now().Add(5 * time.Second); taken() != want; time.Sleep(time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("%d grants, want %d", taken(), want)
			}
		}
	}
	until(mostLarge)
	crowded := large(t, r, "Content-Length: 30000000")
	if err := crowded.SetDeadline(time.Now().Add(5 * time.Second)); err != nil {
		t.Fatal(err)
	}
	response, err := http.ReadResponse(bufio.NewReader(crowded), &http.Request{Method: "POST"})
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != 429 || response.Header.Get("Retry-After") != "1" {
		t.Errorf("one too many: %d, Retry-After %q", response.StatusCode, response.Header.Get("Retry-After"))
	}
	if response, body := r.ask(t, "POST", "/api/v1/events", eventOf("1", "/330101/hall", "330101"), "Authorization", "Bearer "+producerToken, "Content-Type", oneType); response.StatusCode != 202 {
		t.Errorf("a small one beside them: %d %s", response.StatusCode, body)
	}
	for _, c := range open {
		_ = c.Close()
	}
	list := "[" + strings.Repeat(" ", 100_000) + eventOf("1", "/330101/hall", "330101") + "]"
	for accepted, end := 0, time.Now().Add(10*time.Second); accepted < mostLarge+1; {
		response, body := r.ask(t, "POST", "/api/v1/events", list, "Authorization", "Bearer "+producerToken, "Content-Type", listType)
		switch {
		case response.StatusCode == 202:
			accepted++
		case time.Now().After(end):
			t.Fatalf("a large one when there is room: %d %s", response.StatusCode, body)
		}
	}
}

func TestOneNetworkOfIPv6IsOneAddress(t *testing.T) {
	for address, want := range map[string]string{
		"2001:db8:1:2:aaaa::1": "2001:db8:1:2::", "2001:db8:1:2:ffff:ffff:ffff:ffff": "2001:db8:1:2::", "2001:db8:1:3::1": "2001:db8:1:3::",
		"fe80::1%eth0": "fe80::", "10.0.0.1": "10.0.0.1", "::1": "::1",
	} {
		if got := push.NetworkOf(netip.MustParseAddr(address)).String(); got != want {
			t.Errorf("%s counts as %s, want %s", address, got, want)
		}
	}
	if got := push.NetworkOf(netip.Addr{}); got.IsValid() {
		t.Errorf("no address counts as %s", got)
	}
}
