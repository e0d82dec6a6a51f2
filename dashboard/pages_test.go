package dashboard

import (
	"strings"
	"testing"
	"testing/fstest"
)

func TestPagesFromMemory(t *testing.T) {
	r := start(t, demo(), built())
	const script = "/assets/wall-4f9a1c2b.js"
	for _, c := range []struct{ path, accept, body, kind, coding, cache string }{
		{"/wall", "", "<!doctype html><title>wall</title>", "text/html; charset=utf-8", "", validate},
		{"/wall?theme=night&lang=en", "br", "<!doctype html><title>wall</title>", "text/html; charset=utf-8", "", validate},
		{script, "", "plain script", "text/javascript; charset=utf-8", "", immutable},
		{script, "gzip, deflate, br", "brotli script", "text/javascript; charset=utf-8", "br", immutable},
		{script, "gzip;q=1.0, br;q=0", "gzip script", "text/javascript; charset=utf-8", "gzip", immutable},
		{script, "gzip;q=0, identity", "plain script", "text/javascript; charset=utf-8", "", immutable},
		{"/assets/noto-sans-C0ffee_9.woff2", "br", "font", "font/woff2", "", immutable},
		{"/favicon.svg", "", "<svg/>", "image/svg+xml", "", validate},
	} {
		response, body := r.ask(t, "GET", c.path, "", "Accept-Encoding", c.accept)
		h := response.Header
		if response.StatusCode != 200 || body != c.body || h.Get("Content-Type") != c.kind || h.Get("Content-Encoding") != c.coding || h.Get("Cache-Control") != c.cache {
			t.Errorf("%s (%s): %d %q %v", c.path, c.accept, response.StatusCode, body, h)
		}
		if strings.HasPrefix(c.path, script) != strings.Contains(h.Get("Vary"), "Accept-Encoding") {
			t.Errorf("%s: Vary = %q", c.path, h.Get("Vary"))
		}
		again, body := r.ask(t, "GET", c.path, "", "Accept-Encoding", c.accept, "If-None-Match", `"other", W/`+h.Get("ETag"))
		if again.StatusCode != 304 || body != "" || again.Header.Get("ETag") != h.Get("ETag") || again.Header.Get("Cache-Control") != c.cache {
			t.Errorf("%s again: %d %q %v", c.path, again.StatusCode, body, again.Header)
		}
		head, body := r.ask(t, "HEAD", c.path, "", "Accept-Encoding", c.accept)
		if head.StatusCode != 200 || body != "" || head.ContentLength != int64(len(c.body)) {
			t.Errorf("HEAD %s: %d, length %d", c.path, head.StatusCode, head.ContentLength)
		}
	}
	_, plain := r.ask(t, "GET", script, "")
	response, _ := r.ask(t, "GET", script, "", "Accept-Encoding", "br")
	other, _ := r.ask(t, "GET", script, "")
	if response.Header.Get("ETag") == other.Header.Get("ETag") || plain == "" {
		t.Error("two representations share a validator")
	}
	if response, _ := r.ask(t, "GET", "/", ""); response.StatusCode != 302 || response.Header.Get("Location") != "/wall" {
		t.Errorf("/ : %d to %q", response.StatusCode, response.Header.Get("Location"))
	}
}

func TestPagesThatWereNotBuilt(t *testing.T) {
	r := start(t, demo(), fstest.MapFS{".gitkeep": {}})
	response, body := r.ask(t, "GET", "/wall", "")
	if got := wantProblem(t, response, body, 503, codeNoPages); !strings.Contains(got.Title, "make deps") {
		t.Errorf("title = %q does not say what to do", got.Title)
	}
}

func TestSecurityHeaders(t *testing.T) {
	r := start(t, demo(), built())
	for _, path := range []string{"/wall", "/api/v1/standings", "/nothing", "/ws", "/metrics", "/favicon.svg"} {
		response, _ := r.ask(t, "GET", path, "")
		h := response.Header
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer",
			"Cross-Origin-Resource-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin"} {
			if h.Get(name) != want {
				t.Errorf("%s: %s = %q, want %q", path, name, h.Get(name), want)
			}
		}
		policy := h.Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"} {
			if !strings.Contains(policy, part) {
				t.Errorf("%s: policy %q lacks %s", path, policy, part)
			}
		}
		if strings.Contains(policy, "unsafe-eval") || strings.Contains(policy, "script-src 'unsafe-inline'") || h.Get("Server") != "" || h.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: %v", path, h)
		}
	}
	response, _ := r.ask(t, "GET", "/wall", "")
	if policy := response.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "connect-src 'self' ws://"+r.Addr().String()+";") {
		t.Errorf("the page may not open its socket: %q", policy)
	}
	if got := (&Server{}).pagePolicyFor("a b; script-src *"); strings.Contains(got, "script-src *") {
		t.Errorf("a host name got into the policy: %q", got)
	}
}
