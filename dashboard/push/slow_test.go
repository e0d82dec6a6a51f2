package push

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// board is as large as the golden snapshot.
var board = `{"pad":"` + strings.Repeat("x", 42_000) + `"}`

// narrow dials with a small receive buffer, so that a client that does not read is noticed after a few frames.
func (s *serving) narrow(t testing.TB) *websocket.Conn {
	t.Helper()
	dialer := websocket.Dialer{Subprotocols: []string{Subprotocol}, TLSClientConfig: trustAll, NetDial: func(network, address string) (net.Conn, error) {
		nc, err := net.Dial(network, address)
		if err == nil {
			err = nc.(*net.TCPConn).SetReadBuffer(16 << 10)
		}
		return nc, err
	}}
	conn, _, err := dialer.Dial(s.url(), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// delays has n reading clients and some that never read follow a topic, publishes a large board at a steady rate and
// returns how long each delivery to a reading client took, sorted. Boards that the pace conflates are not deliveries.
func delays(t *testing.T, s *serving, readers, stalled, boards int) []time.Duration {
	t.Helper()
	for range stalled {
		say(t, s.narrow(t), `{"t":"sub","topic":"wall:2026-Q4"}`)
	}
	var mu sync.Mutex
	var out []time.Duration
	var group sync.WaitGroup
	for range readers {
		conn := s.dial(t)
		say(t, conn, `{"t":"sub","topic":"wall:2026-Q4"}`)
		if got := hear(t, conn); got.T != "hb" {
			t.Fatalf("first frame = %+v", got)
		}
		group.Go(func() {
			for {
				got, err := hearWithin(conn, 10*time.Second)
				if err != nil {
					t.Errorf("a reading client lost its connection: %v", err)
					return
				}
				if got.T != "snap" {
					continue
				}
				mu.Lock()
				out = append(out, time.Since(*got.AsOf))
				mu.Unlock()
				if got.Seq == uint64(boards) {
					return
				}
			}
		})
	}
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for seq := range boards {
		<-tick.C
		publish(t, s.hub, wall, uint64(seq+1), time.Now(), board)
	}
	group.Wait()
	slices.Sort(out)
	return out
}

func percentile(sorted []time.Duration, p int) time.Duration { return sorted[(len(sorted)-1)*p/100] }

func TestSlowReadersDelayNobodyAndAreCutOff(t *testing.T) {
	eachTransport(t, func(t *testing.T, wrap func(net.Listener) net.Listener) {
		cfg := limits()
		cfg.Stall = 2 * time.Second
		const readers, stalled, boards = 18, 2, 30
		quiet := delays(t, serve(t, cfg, wrap), readers, 0, boards)
		s := serve(t, cfg, wrap)
		loaded := delays(t, s, readers, stalled, boards)
		before, after := percentile(quiet, 99), percentile(loaded, 99)
		t.Logf("p99 without slow readers %v, with a tenth of them %v (%d and %d deliveries)", before, after, len(quiet), len(loaded))
		// A blocking writer would be held for the stall time by each of them.
		if limit := max(5*before, 250*time.Millisecond); after > limit {
			t.Errorf("p99 = %v with slow readers, more than %v", after, limit)
		}
		eventually(t, "the slow ones are cut off", func() bool { return s.hub.Clients() == readers })
		if n := s.hub.Stats().Stalled; n != stalled {
			t.Errorf("%d were counted as stalled, want %d", n, stalled)
		}
	})
}

// TestSlowReaderGetsTheNewestState stops reading, misses many steps, and goes on: frames are whole, in order, and few.
func TestSlowReaderGetsTheNewestState(t *testing.T) {
	eachTransport(t, func(t *testing.T, wrap func(net.Listener) net.Listener) {
		s := serve(t, limits(), wrap)
		conn := s.narrow(t)
		say(t, conn, `{"t":"sub","topic":"wall:2026-Q4"}`)
		hear(t, conn)
		const last = 400
		for seq := uint64(1); seq <= last; seq++ {
			publish(t, s.hub, wall, seq, morning, board)
		}
		if err := conn.WriteControl(websocket.PingMessage, []byte("in between"), time.Now().Add(time.Second)); err != nil {
			t.Fatal(err)
		}
		seen, previous := 0, uint64(0)
		for previous < last {
			got := hear(t, conn)
			if got.T == "snap" {
				if got.Seq <= previous || string(got.Data) != board {
					t.Fatalf("step %d after %d, %d bytes", got.Seq, previous, len(got.Data))
				}
				previous = got.Seq
				seen++
			}
		}
		if seen > last/2 {
			t.Errorf("%d of %d steps were sent to a reader that had stopped", seen, last)
		}
		if s.hub.Stats().Skipped == 0 {
			t.Error("no skipped step was counted")
		}
	})
}

func TestStopTellsEverybodyWhenToComeBack(t *testing.T) {
	eachTransport(t, func(t *testing.T, wrap func(net.Listener) net.Listener) {
		s := serve(t, limits(), wrap)
		publish(t, s.hub, wall, 1, morning, board)
		var conns []*websocket.Conn
		for range 20 {
			conn := s.dial(t)
			say(t, conn, `{"t":"sub","topic":"wall:2026-Q4"}`)
			conns = append(conns, conn)
		}
		hints := make(chan string, len(conns))
		for _, conn := range conns {
			go func() {
				for {
					_, _, err := conn.ReadMessage()
					var closed *websocket.CloseError
					if errors.As(err, &closed) && closed.Code == websocket.CloseServiceRestart {
						hints <- closed.Text
						return
					}
					if err != nil {
						hints <- "not closed with 1012: " + err.Error()
						return
					}
				}
			}()
		}
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if err := s.hub.Stop(ctx); err != nil {
			t.Errorf("stop: %v", err)
		}
		different := map[string]bool{}
		for range conns {
			hint := <-hints
			if !strings.HasPrefix(hint, "retry_ms=") {
				t.Errorf("hint = %q", hint)
			}
			different[hint] = true
		}
		if len(different) < 10 {
			t.Errorf("only %d different hints: all would come back at once", len(different))
		}
		if _, response, err := s.try(nil, Subprotocol); err == nil || response == nil || response.StatusCode != 503 {
			t.Errorf("after Stop a socket is answered by %v, %v; want 503", response, err)
		}
	})
}

func TestStopIsBoundedWithClientsThatDoNotRead(t *testing.T) {
	cfg := limits()
	cfg.CloseWait = time.Minute
	s := serve(t, cfg, nil)
	for range 5 {
		say(t, s.narrow(t), `{"t":"sub","topic":"wall:2026-Q4"}`)
	}
	for seq := uint64(1); seq <= 50; seq++ {
		publish(t, s.hub, wall, seq, morning, board)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 500*time.Millisecond)
	defer cancel()
	began := time.Now()
	if err := s.hub.Stop(ctx); err == nil {
		t.Error("Stop says that stuck clients took their closing frame")
	}
	if took := time.Since(began); took > 3*time.Second {
		t.Errorf("Stop took %v", took)
	}
	if n := s.hub.Clients(); n != 0 {
		t.Errorf("%d clients are left", n)
	}
}
