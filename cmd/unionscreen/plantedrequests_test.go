package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// plantInRequests asks the pages and the API with numbers in paths, queries, headers, tokens and bodies.
func (w *watched) plantInRequests(t *testing.T, n *numbers) {
	t.Helper()
	events := map[string]string{"Content-Type": "application/cloudevents+json"}
	var batch []string
	for i, golden := range goldenRecords(t) {
		plants := golden.plants()
		m := plants[i%len(plants)](n.next())
		headers := map[string]string{"Content-Type": "application/cloudevents+json"}
		for _, h := range m.Headers {
			if name, ok := strings.CutPrefix(h.Key, "ce_"); ok && isToken(name) {
				headers["ce-"+name], headers["Content-Type"] = url.PathEscape(string(h.Value)), "application/json"
			}
		}
		w.ask(t, "POST", "/api/v1/events", string(m.Value), headers)
		if json.Valid(m.Value) {
			batch = append(batch, string(m.Value))
		}
	}
	w.ask(t, "POST", "/api/v1/events", "["+strings.Join(batch, ",")+"]", map[string]string{"Content-Type": "application/cloudevents-batch+json"})
	w.ask(t, "POST", "/api/v1/events", "["+n.next(), map[string]string{"Content-Type": "application/cloudevents-batch+json"})
	w.ask(t, "POST", "/api/v1/events", "{}", map[string]string{"Content-Type": "text/" + n.next()})
	w.ask(t, "POST", "/api/v1/events?phone="+n.next(), "{}", events)
	w.plantInPaths(t, n)
	w.plantInReadings(t, n)
	w.plantInNotes(t, n)
	w.plantInSocket(t, n)
	w.plantInNonsense(t, n)
	if w.answered[202] == 0 || w.answered[422] < 100 || w.answered[400] < 20 || w.answered[404] < 10 || w.answered[401] == 0 || w.answered[403] == 0 {
		t.Errorf("answers by status: %v", w.answered)
	}
}

// isToken says whether a name may stand in an HTTP header.
func isToken(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(c rune) bool {
		return (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') && c != '-' && c != '_'
	})
}

// apiRoutes are all paths of the API with the parameters of their queries.
var apiRoutes = map[string][]string{
	"/api/v1/standings": {"period", "group", "owner", "at", "version"}, "/api/v1/measures": {"period", "union"}, "/api/v1/unions": nil,
	"/api/v1/unions/@": nil, "/api/v1/boards": {"period", "at"}, "/api/v1/rejected": {"union", "source", "type", "reason", "from", "to", "after", "limit"},
	"/api/v1/rejected/counts": {"union", "source", "type", "reason", "from", "to"}, "/api/v1/rejected/@": nil,
	"/api/v1/conflicts": {"union", "after", "limit"}, "/api/v1/anomalies": {"union", "kind", "after", "limit"},
	"/ws": nil, "/healthz/ready": nil, "/metrics": nil, "/api/openapi.yaml": nil, "/wall": nil, "/@": nil, "/assets/@.js": nil, "/collect.js": nil, "/@/@": nil,
}

func (w *watched) plantInPaths(t *testing.T, n *numbers) {
	t.Helper()
	for path, parameters := range apiRoutes {
		for _, encoded := range []bool{false, true} {
			at := func() string {
				number := n.next()
				if encoded {
					return fmt.Sprintf("%%%02X%s", number[0], number[1:])
				}
				return number
			}
			full := path
			for strings.Contains(full, "@") {
				full = strings.Replace(full, "@", at(), 1)
			}
			w.ask(t, "GET", full, "", map[string]string{"User-Agent": "x/" + n.next(), "Referer": "https://x/" + n.next(), "Cookie": "a=" + n.next(), "Accept-Language": n.next()})
			w.ask(t, "GET", full+"?"+at()+"="+at(), "", nil)
			w.ask(t, "DELETE", full, n.next(), nil)
			w.ask(t, "GET", full, "", map[string]string{"Authorization": "Bearer usp_" + n.next()})
			for _, name := range parameters {
				w.ask(t, "GET", full+"?"+name+"="+at(), "", nil)
				w.ask(t, "GET", full+"?"+name+"="+url.QueryEscape("/a b/"+n.next()), "", nil)
			}
		}
	}
	w.ask(t, "GET", "/api/v1/rejected?source=/"+n.next()+"&reason=bad_value:"+n.next(), "", nil)
	w.ask(t, "POST", "/api/v1/boards", `{"period":"`+n.next()+`"}`, map[string]string{"Content-Type": "application/json"})
}

// plantInReadings sends what pages send, with numbers in the body and in the headers of the browser.
func (w *watched) plantInReadings(t *testing.T, n *numbers) {
	t.Helper()
	const id, reader = "00112233445566778899aabbccddeeff", "ffeeddccbbaa99887766554433221100"
	origin := map[string]string{"Origin": watchedOrigin}
	body := func(i, a, r string) string { return fmt.Sprintf(`{"i":%q,"a":%q,"r":%q}`, i, a, r) }
	for range 10 {
		w.ask(t, "POST", "/collect", body(id, "/news/"+n.next()+".html", reader), origin)
		w.ask(t, "POST", "/collect", body(id, "/a?"+url.QueryEscape("手机="+n.next()), reader), origin)
		w.ask(t, "POST", "/collect", body(n.next(), "/a", n.next()), origin)
		w.ask(t, "POST", "/collect", body(id, "/a", n.next()+"0123456789abcdef0123456789abcdef"[:14]), origin)
		w.ask(t, "POST", "/collect?"+n.next(), body(id, "/a", reader)+n.next(), origin)
		w.ask(t, "POST", "/collect", body(id, "/a", reader), map[string]string{"Origin": watchedOrigin, "User-Agent": "Phone/" + n.next()})
		w.ask(t, "POST", "/collect", body(id, "/b", reader), map[string]string{"Origin": "https://" + n.next() + ".example.org"})
		w.ask(t, "POST", "/collect", body(id, "/c", reader), map[string]string{"Origin": watchedOrigin, "Referer": watchedOrigin + "/" + n.next(), "X-Forwarded-For": n.next()})
	}
}

// plantInNotes mends and settles refused records with numbers in what people write beside them.
func (w *watched) plantInNotes(t *testing.T, n *numbers) {
	t.Helper()
	w.readsAll(t)
	var page struct {
		Rejected []struct{ Record string }
	}
	if err := json.Unmarshal(w.ask(t, "GET", "/api/v1/rejected?limit=20", "", nil), &page); err != nil || len(page.Rejected) == 0 {
		t.Fatalf("%d rejected records, %v", len(page.Rejected), err)
	}
	asJSON := map[string]string{"Content-Type": "application/json"}
	for i, r := range page.Rejected {
		path := "/api/v1/rejected/" + r.Record
		w.ask(t, "POST", path+"/replay", `{"event":`+published("m"+n.next(), "/s", "YT-C01")+`,"note":"`+n.next()+`"}`, asJSON)
		w.ask(t, "POST", path+"/replay", `{"event":`+published(fmt.Sprint("mended-", i), "/s", "YT-C01")+`,"note":"asked 张 `+n.next()+`"}`, asJSON)
		w.ask(t, "POST", path+"/replay", `{"`+n.next()+`":1}`, asJSON)
		w.ask(t, "POST", path+"/dismiss", `{"note":"asked `+n.next()+`"}`, asJSON)
		if shown := string(w.ask(t, "GET", path, "", nil)); !strings.Contains(shown, "asked 张 ***********") {
			t.Errorf("a note is not kept without its number: %s", shown)
		}
	}
}

// plantInSocket subscribes to topics that are numbers.
func (w *watched) plantInSocket(t *testing.T, n *numbers) {
	t.Helper()
	dialer := websocket.Dialer{Subprotocols: []string{"unionscreen.v1"}}
	for _, text := range []string{`{"t":"sub","topic":"wall:@"}`, `{"t":"sub","topic":"@"}`, `{"t":"@"}`, "@"} {
		socket, _, err := dialer.Dial("ws"+strings.TrimPrefix(w.url, "http")+"/ws", http.Header{"Origin": {w.url}, "Authorization": {"Bearer " + testToken}})
		if err != nil {
			t.Fatal(err)
		}
		if err := socket.WriteMessage(websocket.TextMessage, []byte(strings.ReplaceAll(text, "@", n.next()))); err != nil {
			t.Fatal(err)
		}
		_ = socket.SetReadDeadline(time.Now().Add(10 * time.Second))
		_, answer, err := socket.ReadMessage()
		fmt.Fprintf(&w.said, "%s %v\n", answer, err)
		socket.Close()
	}
}

// plantInNonsense sends what is no HTTP, which the server may want to report.
func (w *watched) plantInNonsense(t *testing.T, n *numbers) {
	t.Helper()
	for _, text := range []string{"GET /@ HTTP/9.9\r\n\r\n", "@\r\n\r\n", "GET / HTTP/1.1\r\nHost: @\r\n@ @\r\n\r\n", "POST /collect HTTP/1.1\r\nHost: a\r\nContent-Length: @\r\n\r\n@"} {
		conn, err := net.Dial("tcp", strings.TrimPrefix(w.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		for strings.Contains(text, "@") {
			text = strings.Replace(text, "@", n.next(), 1)
		}
		_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
		if _, err := io.WriteString(conn, text); err != nil {
			t.Fatal(err)
		}
		answer, err := io.ReadAll(io.LimitReader(conn, 1<<16))
		fmt.Fprintf(&w.said, "%s %v\n", answer, err)
		conn.Close()
	}
}

// asksForEverything reads all that the product shows of what came in.
func (w *watched) asksForEverything(t *testing.T) {
	t.Helper()
	for path, parameters := range apiRoutes {
		if strings.Contains(path, "@") {
			continue
		}
		w.ask(t, "GET", path, "", nil)
		if slices.Contains(parameters, "period") {
			w.ask(t, "GET", path+"?period=2026-Q3", "", nil)
		}
	}
	for _, kind := range []string{"rejected", "conflicts", "anomalies"} {
		for after, pages := "", 0; pages == 0 || after != ""; pages++ {
			var page struct {
				Rejected []struct{ Record string }
				Next     string
			}
			if err := json.Unmarshal(w.ask(t, "GET", "/api/v1/"+kind+"?limit=1000"+after, "", nil), &page); err != nil {
				t.Fatal(err)
			}
			for i := 0; i < len(page.Rejected); i += 50 {
				w.ask(t, "GET", "/api/v1/rejected/"+page.Rejected[i].Record, "", nil)
			}
			if after = ""; page.Next != "" {
				after = "&after=" + page.Next
			}
		}
	}
	w.say(t, 0, "dead-letters", "list", "--limit", "1000")
	w.say(t, 0, "dead-letters", "list", "--counts")
	w.say(t, 0, "registry", "export")
	w.say(t, 0, "registry", "export", "--services")
	w.say(t, 0, "audit", "verify")
	for _, name := range []string{"unions.xlsx", "unions.csv"} {
		w.say(t, 0, "registry", "export", filepath.Join(w.officeDir, name))
	}
}
