package dashboard

import (
	"crypto/sha256"
	"encoding/base64"
	"io/fs"
	"maps"
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

// withDesk is a build that has the desk's page too.
func withDesk() fs.FS {
	files := maps.Clone(built().(fstest.MapFS))
	files["desk.html"] = &fstest.MapFile{Data: []byte("<!doctype html><title>desk</title>")}
	return files
}

func TestDeskPages(t *testing.T) {
	r := start(t, demo(), withDesk())
	wall, _ := r.ask(t, "GET", "/wall", "")
	for _, path := range []string{"/desk", "/desk?period=2026-Q4&sort=-total&q=%E6%BE%84", "/union?union=330101", "/docs?lang=en"} {
		response, body := r.ask(t, "GET", path, "")
		if response.StatusCode != 200 || body != "<!doctype html><title>desk</title>" || response.Header.Get("Cache-Control") != validate {
			t.Errorf("%s: %d %q", path, response.StatusCode, body)
		}
		if got, want := response.Header.Get("Content-Security-Policy"), wall.Header.Get("Content-Security-Policy"); got != want {
			t.Errorf("%s: policy %q, the wall's is %q", path, got, want)
		}
	}
	for _, path := range []string{"/desk.html", "/wall.html", "/desk.html?x=/desk"} { // a page's file would pass by whom its route asks
		response, body := r.ask(t, "GET", path, "", "X-Forwarded-For", "192.0.2.7")
		wantProblem(t, response, body, 404, codeNotFound)
	}
	r = start(t, demo(), built())
	response, body := r.ask(t, "GET", "/desk", "")
	wantProblem(t, response, body, 503, codeNoPages)
}

// TestProblemsForPeople shows what a browser gets where a program gets a problem document.
func TestProblemsForPeople(t *testing.T) {
	r := start(t, demo(), withDesk())
	const browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
	for _, c := range []struct {
		path, language string
		status         int
		parts          []string
	}{
		{"/desk", "zh-CN,zh;q=0.9", 403, []string{`<html lang="zh-CN">`, "只能在服务器本机打开", "没有登录功能", "SSH 端口转发", "403 local_only"}},
		{"/union?union=330101", "en-GB,en;q=0.9", 403, []string{`<html lang="en">`, "opens on the server&#39;s own machine only", "no sign-in yet", "SSH port forwarding", "403 local_only"}},
		{"/%3Cscript%3Ealert(1)%3C/script%3E", "en", 404, []string{"404 not_found", "/wall"}},
	} {
		response, body := r.ask(t, "GET", c.path, "", "Accept", browser, "Accept-Language", c.language, "Host", "192.0.2.7:8080")
		h := response.Header
		if response.StatusCode != c.status || h.Get("Content-Type") != "text/html; charset=utf-8" || h.Get("Cache-Control") != "no-store" ||
			!strings.Contains(strings.Join(h.Values("Vary"), ","), "Accept") || h.Get("Content-Language") == "" {
			t.Errorf("%s: %d %v", c.path, response.StatusCode, h)
		}
		for _, part := range c.parts {
			if !strings.Contains(body, part) {
				t.Errorf("%s lacks %q:\n%s", c.path, part, body)
			}
		}
		sum := sha256.Sum256([]byte(problemStyle))
		policy := h.Get("Content-Security-Policy")
		if !strings.Contains(policy, "style-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'") || strings.Contains(policy, "unsafe") || strings.Contains(body, "script") {
			t.Errorf("%s: policy %q, body %s", c.path, policy, body)
		}
	}
	for _, accept := range []string{"", "*/*", "application/json", "application/json, text/html;q=0.9", "text/html;q=0", "text/html;q=x"} {
		response, body := r.ask(t, "GET", "/desk", "", "Accept", accept, "Host", "192.0.2.7")
		wantProblem(t, response, body, 403, codeLocalOnly)
	}
	response, body := r.ask(t, "GET", "/api/v1/nothing", "", "Accept", "application/json")
	wantProblem(t, response, body, 404, codeNotFound)
	response, body = r.ask(t, "GET", "/api/v1/unions/nobody", "", "Accept", browser)
	wantProblem(t, response, body, 404, codeNoUnion)
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
