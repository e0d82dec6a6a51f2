package dashboard

import (
	"encoding/json"
	"net"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// FuzzQuery asks every route of the table with any query and any word in the place of a path's parameter: the answer is
// what was asked or a problem document, never a fault of ours, and what is taken has the form that the table gives.
func FuzzQuery(f *testing.F) {
	r, k := startIntake(f, demo())
	var asked []route
	for _, one := range r.routes() {
		if one.method == fiber.MethodGet && !one.socket && !one.page {
			asked = append(asked, one)
		}
	}
	for i := range asked {
		f.Add(uint8(i), "330101", "period=2026-Q4&union=330101&at=2026-11-21T00:00:00Z&group=all&limit=10")
		f.Add(uint8(i), cursor("c/t/0", "1"), "union=3301&source=/s&type=article.read&reason=bad_value:data.x&from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00%2B08:00&after="+cursor("1", "c/t/0", "2")+"&limit=1000")
		f.Add(uint8(i), "..%2f..%2fetc%2fpasswd", "a=1;b=2&%zz&limit=1&limit=2&period=%00&after=!")
		f.Add(uint8(i), "'; DROP TABLE ledger; --", "kind=never_due&kind[]=x&="+strings.Repeat("9", 70))
	}
	handler := r.app.Handler()
	f.Fuzz(func(t *testing.T, which uint8, word, raw string) {
		one := asked[int(which)%len(asked)]
		path := strings.NewReplacer(":code", word, ":record", word).Replace(one.path)
		if strings.Contains(path+raw, "199") && strings.Contains(path+raw, "Q1") {
			return // periods on which the figures of these tests fail on purpose
		}
		k.mu.Lock()
		k.asked = nil
		k.mu.Unlock()
		var request fasthttp.Request
		request.Header.SetHost("127.0.0.1")
		request.Header.Set(fiber.HeaderAuthorization, "Bearer "+secret)
		request.Header.SetRequestURI(path + "?" + raw)
		var ctx fasthttp.RequestCtx
		ctx.Init(&request, &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 4000}, nil)
		began := time.Now()
		handler(&ctx)
		status, body := ctx.Response.StatusCode(), ctx.Response.Body()
		kind := string(ctx.Response.Header.ContentType())
		if status >= 500 && one.path != "/healthz/ready" || strings.Contains(kind, "json") && !json.Valid(body) || time.Since(began) > time.Second {
			t.Fatalf("%s?%s: %d %s %.300s", path, raw, status, kind, body)
		}
		if status >= 400 {
			if !strings.HasPrefix(kind, "application/problem+json") {
				t.Fatalf("%s?%s: %d %s %.300s", path, raw, status, kind, body)
			}
			return
		}
		if status == 200 && path == one.path && len(one.query) > 0 && !strings.Contains(raw, "#") {
			checkTaken(t, one, raw)
		}
	})
}

// checkTaken wants of a query that was taken: only what the table names, once, in its form.
func checkTaken(t *testing.T, one route, raw string) {
	t.Helper()
	query, err := url.ParseQuery(raw)
	if err != nil {
		t.Fatalf("%s?%s is taken, though %v", one.path, raw, err)
	}
	for name, values := range query {
		at := slices.IndexFunc(one.query, func(p parameter) bool { return p.name == name })
		if at < 0 || len(values) != 1 || !one.query[at].form.MatchString(values[0]) {
			t.Fatalf("%s takes %s=%q", one.path, name, values)
		}
	}
}
