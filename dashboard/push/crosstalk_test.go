package push

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

func addresses(n int) []netip.Addr {
	out := make([]netip.Addr, n)
	for i := range out {
		out[i] = netip.AddrFrom4([4]byte{10, 0, 0, byte(i)})
	}
	return out
}

// TestCrossTalk opens and breaks hundreds of connections while every topic is written to all the time: each socket has a
// topic of its own and must never see another's frame, and plain requests on the connections in between must never see
// any. A hub that kept fasthttp's pooled connection would fail here within a second.
func TestCrossTalk(t *testing.T) {
	const workers, rounds = 40, 12
	cfg := limits()
	cfg.Rate, cfg.Burst = 1000, 1000
	s := serve(t, cfg, nil)
	topic := func(i int) string { return fmt.Sprintf("wall:2026-%02d-%02d", i/28+1, i%28+1) }
	ctx, stop := context.WithCancel(context.Background())
	var publisher, sockets sync.WaitGroup
	publisher.Go(func() {
		for seq := uint64(1); ctx.Err() == nil; seq++ {
			for i := range workers {
				publish(t, s.hub, topic(i), seq, morning, fmt.Sprintf(`{"of":%d}`, i))
			}
		}
	})
	var frames atomic.Int64
	for i := range workers {
		sockets.Go(func() {
			for round := range rounds {
				if err := followAndBreak(s, topic(i), fmt.Sprintf(`{"of":%d}`, i), round, &frames); err != nil {
					t.Errorf("worker %d round %d: %v", i, round, err)
					return
				}
			}
		})
	}
	sockets.Wait()
	stop()
	publisher.Wait()
	if n := frames.Load(); n < workers*rounds*5 {
		t.Errorf("only %d frames were looked at", n)
	}
	eventually(t, "all have left", func() bool { return s.hub.Clients() == 0 })
}

// followAndBreak follows a topic for a few frames, ends the connection in one of several ways without any goodbye, and
// asks something plain on a new connection at once, which is likely to get what the server had pooled.
func followAndBreak(s *serving, topic, data string, round int, frames *atomic.Int64) error {
	conn, _, err := s.try(http.Header{}, Subprotocol)
	if err != nil {
		return fmt.Errorf("dial: %w", err)
	}
	defer conn.Close()
	if err := conn.WriteMessage(websocket.TextMessage, []byte(`{"t":"sub","topic":"`+topic+`"}`)); err != nil {
		return fmt.Errorf("subscribe: %w", err)
	}
	last := uint64(0)
	for range 5 + round%3 {
		got, err := hearWithin(conn, 10*time.Second)
		if err != nil {
			return fmt.Errorf("read: %w", err)
		}
		if got.Topic != topic || got.T == "snap" && string(got.Data) != data {
			return fmt.Errorf("a frame of another client came: topic %s data %s", got.Topic, got.Data)
		}
		if got.Seq < last {
			return fmt.Errorf("step %d came after %d", got.Seq, last)
		}
		last = got.Seq
		frames.Add(1)
	}
	if err := conn.NetConn().Close(); err != nil {
		return fmt.Errorf("close: %w", err)
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 10 * time.Second}
	response, err := client.Get("http://" + s.address + "/plain")
	if err != nil {
		return fmt.Errorf("plain request: %w", err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || string(body) != "plain" {
		return fmt.Errorf("plain request got %q, %w", body, err)
	}
	return nil
}
