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

func TestSubscriberOfAnUnpublishedTopicWaits(t *testing.T) {
	s := serve(t, limits(), nil)
	conn := s.dial(t)
	say(t, conn, `{"t":"sub","topic":"wall:current"}`)
	beat := hear(t, conn)
	if beat.T != "hb" || beat.Topic != "wall:current" || beat.AsOf != nil || beat.Seq != 0 {
		t.Fatalf("frame = %+v, want a heartbeat that vouches for nothing", beat)
	}
	publish(t, s.hub, "wall:current", 1, morning, `{"n":1}`)
	if snap := hear(t, conn); snap.T != "snap" || snap.Seq != 1 {
		t.Errorf("frame = %+v, want the first snapshot", snap)
	}
}

func TestHeartbeatsCarryWhatWasVouchedFor(t *testing.T) {
	cfg := limits()
	cfg.Heartbeat, cfg.Freshness = time.Hour, 4*time.Second
	s := serve(t, cfg, nil)
	publish(t, s.hub, wall, 7, morning, `{}`)
	conn := s.dial(t)
	say(t, conn, `{"t":"sub","topic":"wall:2026-Q4"}`)
	hearKind(t, conn, "snap")
	s.hub.Vouch(wall, 8, morning.Add(3*time.Second)) // not far enough to be worth a frame
	s.hub.Vouch(wall, 9, morning.Add(4*time.Second))
	s.hub.Vouch(wall, 6, morning.Add(time.Second)) // goes back: no effect
	beat := hear(t, conn)
	if beat.T != "hb" || beat.Seq != 9 || !beat.AsOf.Equal(morning.Add(4*time.Second)) || beat.Epoch != epoch || beat.Topic != wall {
		t.Errorf("frame = %+v, want a heartbeat of step 9 with as_of 4 s later", beat)
	}
}

func TestHeartbeatsComeRegularly(t *testing.T) {
	cfg := limits()
	cfg.Heartbeat = 300 * time.Millisecond
	s := serve(t, cfg, nil)
	publish(t, s.hub, wall, 7, morning, `{}`)
	subscribed, idle := s.dial(t), s.dial(t)
	say(t, subscribed, `{"t":"sub","topic":"wall:2026-Q4"}`)
	hearKind(t, subscribed, "snap")
	for range 3 {
		if beat := hear(t, subscribed); beat.T != "hb" || beat.Topic != wall || beat.Seq != 7 {
			t.Errorf("frame = %+v, want a heartbeat of step 7", beat)
		}
	}
	if beat := hear(t, idle); beat.T != "hb" || beat.Topic != "" || beat.Seq != 7 {
		t.Errorf("frame without a subscription = %+v, want a heartbeat without topic", beat)
	}
}

func TestResume(t *testing.T) {
	s := serve(t, limits(), nil)
	publish(t, s.hub, wall, 7, morning, `{}`)
	s.hub.Vouch(wall, 9, morning)
	for _, c := range []struct{ what, message, want string }{
		{"the same step", `{"t":"sub","topic":"wall:2026-Q4","epoch":"5f0c2a71b3d94e08","seq":7}`, "hb"},
		{"a step that was vouched for since", `{"t":"sub","topic":"wall:2026-Q4","epoch":"5f0c2a71b3d94e08","seq":9}`, "hb"},
		{"an older step", `{"t":"sub","topic":"wall:2026-Q4","epoch":"5f0c2a71b3d94e08","seq":6}`, "snap"},
		{"a step that is yet to come", `{"t":"sub","topic":"wall:2026-Q4","epoch":"5f0c2a71b3d94e08","seq":10}`, "snap"},
		{"another epoch", `{"t":"sub","topic":"wall:2026-Q4","epoch":"0000000000000000","seq":7}`, "snap"},
		{"nothing", `{"t":"sub","topic":"wall:2026-Q4"}`, "snap"},
	} {
		conn := s.dial(t)
		say(t, conn, c.message)
		if got := hear(t, conn); got.T != c.want {
			t.Errorf("resuming with %s is answered by %q, want %q", c.what, got.T, c.want)
		}
	}
}

func TestUnsubscribedClientsHearNoMoreSnapshots(t *testing.T) {
	s := serve(t, limits(), nil)
	publish(t, s.hub, wall, 1, morning, `{}`)
	conn := s.dial(t)
	say(t, conn, `{"t":"sub","topic":"wall:2026-Q4"}`)
	hearKind(t, conn, "snap")
	say(t, conn, `{"t":"unsub","topic":"wall:2026-Q4"}`)
	say(t, conn, `{"t":"nonsense"}`)
	hearKind(t, conn, "err") // so the unsub has been read
	publish(t, s.hub, wall, 2, morning, `{}`)
	say(t, conn, `{"t":"nonsense"}`)
	if got := hear(t, conn); got.T != "err" {
		t.Errorf("after unsub came %+v", got)
	}
}

func TestPublishRefusesWhatWouldBreakClients(t *testing.T) {
	hub, err := New(limits())
	if err != nil {
		t.Fatal(err)
	}
	good := Frame{Epoch: epoch, Seq: 5, AsOf: morning, Data: []byte(`{}`)}
	if err := hub.Publish(wall, good); err != nil {
		t.Fatal(err)
	}
	for what, frame := range map[string]Frame{
		"the same step":      good,
		"an earlier step":    {Epoch: epoch, Seq: 4, AsOf: morning, Data: []byte(`{}`)},
		"no as_of":           {Epoch: epoch, Seq: 6, Data: []byte(`{}`)},
		"broken JSON":        {Epoch: epoch, Seq: 6, AsOf: morning, Data: []byte(`{"n":`)},
		"a quote in epoch":   {Epoch: `a"b`, Seq: 6, AsOf: morning, Data: []byte(`{}`)},
		"two JSON values":    {Epoch: epoch, Seq: 6, AsOf: morning, Data: []byte(`{} {}`)},
		"data that is empty": {Epoch: epoch, Seq: 6, AsOf: morning},
	} {
		if hub.Publish(wall, frame) == nil {
			t.Errorf("%s was published", what)
		}
	}
	for _, topic := range []string{"", "wall:", "wall:2026-Q5", "wall:2026-Q4 ", "desk:2026-Q4", "wall:2026-Q4\n"} {
		if hub.Publish(topic, good) == nil {
			t.Errorf("topic %q was published to", topic)
		}
	}
	next := Frame{Epoch: "another", Seq: 1, AsOf: morning, Data: []byte(`{}`)}
	if err := hub.Publish(wall, next); err != nil {
		t.Errorf("the first step of another epoch: %v", err)
	}
}

func TestLastIsWhatASocketWouldGet(t *testing.T) {
	hub, err := New(limits())
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := hub.Last(wall, morning); ok {
		t.Error("something was published before Publish")
	}
	publish(t, hub, wall, 7, morning, `{"n":7}`)
	hub.Vouch(wall, 8, morning.Add(time.Second))
	got, ok := hub.Last(wall, morning.Add(2*time.Second))
	const want = `{"t":"snap","topic":"wall:2026-Q4","epoch":"5f0c2a71b3d94e08","seq":7,"as_of":"2026-11-21T10:24:12.250+00:00","now":"2026-11-21T10:24:13.250+00:00","data":{"n":7}}`
	if !ok || string(got) != want {
		t.Errorf("Last = %s\nwant   %s", got, want)
	}
}
