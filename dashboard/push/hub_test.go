package push

import (
	"net"
	"testing"
	"time"
)

var morning = time.Date(2026, 11, 21, 10, 24, 11, 250e6, time.UTC)

// eachTransport runs a test over plain TCP and over TLS, whose writes take another way.
func eachTransport(t *testing.T, test func(t *testing.T, wrap func(net.Listener) net.Listener)) {
	t.Run("tcp", func(t *testing.T) { test(t, nil) })
	t.Run("tls", func(t *testing.T) { test(t, overTLS(t)) })
}

func TestSubscriberGetsTheLastSnapshotAndThenEachNewOne(t *testing.T) {
	eachTransport(t, func(t *testing.T, wrap func(net.Listener) net.Listener) {
		s := serve(t, limits(), wrap)
		publish(t, s.hub, wall, 7, morning, `{"n":7}`)
		s.hub.Vouch(wall, 9, morning.Add(3*time.Second))
		conn := s.dial(t)
		before := time.Now()
		say(t, conn, `{"t":"sub","topic":"wall:2026-Q4"}`)
		first := hear(t, conn)
		if first.T != "snap" || first.Topic != wall || first.Epoch != epoch || first.Seq != 7 || string(first.Data) != `{"n":7}` {
			t.Errorf("first frame = %+v, want the snapshot of step 7", first)
		}
		if !first.AsOf.Equal(morning.Add(3 * time.Second)) {
			t.Errorf("as_of = %v, want what was vouched for since the snapshot", first.AsOf)
		}
		if first.Now.Before(before.Truncate(time.Millisecond)) || first.Now.After(time.Now()) {
			t.Errorf("now = %v is not the instant of sending (%v or a little later)", first.Now, before)
		}
		publish(t, s.hub, wall, 10, morning.Add(5*time.Second), `{"n":10}`)
		second := hear(t, conn)
		if second.Seq != 10 || string(second.Data) != `{"n":10}` || !second.AsOf.Equal(morning.Add(5*time.Second)) {
			t.Errorf("second frame = %+v, want step 10", second)
		}
	})
}
