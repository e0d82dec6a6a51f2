package main

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// TestLatency is the small form of S2: an event that kcat sends is in a websocket frame within 2 s, p99 of 200.
func TestLatency(t *testing.T) {
	const events = 200
	kcat, err := exec.LookPath("kcat")
	if err != nil {
		t.Fatal("kcat is not installed: run .ci/system-tools")
	}
	kafka := startBroker(t, "union-work")
	cfg := demoConfig(t, kafka.Addr(), sharedEngine.get(t).DSN("latency"), "union-work")
	p, err := newProduct(cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	app := &App{}
	t.Cleanup(func() {
		if err := app.Stop(); err != nil {
			t.Error(err)
		}
	})
	ctx := t.Context()
	if err := p.openStore(ctx, app, true); err != nil {
		t.Fatal(err)
	}
	if err := p.startIngest(ctx, app); err != nil {
		t.Fatal(err)
	}
	url, err := p.startPages(ctx, app, true)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.startTally(ctx, app); err != nil {
		t.Fatal(err)
	}
	seen := followArticles(t, url, events)
	sent := make([]time.Time, events)
	for i := range events {
		event := fmt.Sprintf(`{"specversion":"1.0","id":"k%d","source":"/kcat","type":"article.published","time":"%s","data":{"union":"YT-C01","article":"k%d","channel":"website"}}`,
			i, time.Now().Format(time.RFC3339Nano), i)
		producer := exec.CommandContext(ctx, kcat, "-P", "-b", kafka.Addr(), "-t", "union-work", "-X", "acks=all")
		producer.Stdin, producer.Stderr = strings.NewReader(event), os.Stderr
		if err := producer.Run(); err != nil {
			t.Fatalf("kcat: %v", err)
		}
		sent[i] = time.Now() // kcat returns when the broker has acknowledged
	}
	waits := make([]time.Duration, events)
	for i := range events {
		select {
		case at := <-seen[i]:
			waits[i] = max(0, at.Sub(sent[i]))
		case <-time.After(30 * time.Second):
			t.Fatalf("event %d is in no frame after 30 s", i)
		}
	}
	slices.Sort(waits)
	p50, p99 := waits[events/2], waits[events*99/100]
	t.Logf("kcat to websocket frame: p50 %s, p99 %s, longest %s (of %d)", p50.Round(time.Millisecond), p99.Round(time.Millisecond), waits[events-1].Round(time.Millisecond), events)
	record("S2_small", map[string]any{"p50_ms": p50.Milliseconds(), "p99_ms": p99.Milliseconds(), "events": events})
	if p99 > 2*time.Second {
		t.Errorf("p99 is %s: it must be at most 2 s", p99)
	}
}

// followArticles opens a socket and tells for each number of articles when the first frame with at least so many came.
func followArticles(t *testing.T, url string, events int) []chan time.Time {
	t.Helper()
	seen := make([]chan time.Time, events)
	for i := range seen {
		seen[i] = make(chan time.Time, 1)
	}
	dialer := websocket.Dialer{Subprotocols: []string{"unionscreen.v1"}}
	socket, answer, err := dialer.Dial("ws"+strings.TrimPrefix(url, "http")+"/ws", http.Header{"Origin": {url}})
	if err != nil {
		t.Fatalf("open the socket: %v (%v)", err, answer)
	}
	t.Cleanup(func() { _ = socket.Close() })
	if err := socket.WriteJSON(map[string]any{"t": "sub", "topic": "wall:current"}); err != nil {
		t.Fatal(err)
	}
	go func() {
		next := 0
		for {
			_, text, err := socket.ReadMessage()
			if err != nil {
				return
			}
			now := time.Now()
			var frame struct {
				T    string
				Data struct {
					Head []struct{ Indicator, Value string }
				}
			}
			if json.Unmarshal(text, &frame) != nil || frame.T != "snap" {
				continue
			}
			for _, head := range frame.Data.Head {
				if n, err := strconv.Atoi(head.Value); err == nil && head.Indicator == "articles" {
					for ; next < n && next < events; next++ {
						seen[next] <- now
					}
				}
			}
		}
	}()
	return seen
}
