package push

import (
	"bytes"
	"fmt"
	"testing"
	"time"
)

// drip is a socket that takes a given number of bytes at a time, then none.
type drip struct {
	takes []int // how much the next writes take; the last one repeats
	got   bytes.Buffer
}

func (d *drip) write(head, tail []byte) (int, error) {
	room := d.takes[0]
	if len(d.takes) > 1 {
		d.takes = d.takes[1:]
	}
	whole := append(append([]byte{}, head...), tail...)
	n := min(room, len(whole))
	d.got.Write(whole[:n])
	return n, nil
}

func (d *drip) idle() bool { return true }
func (d *drip) close()     {}

// TestPartialWritesKeepFramesWhole cuts frames at every place, in the header too, while other clients of the shard are
// served in between and new steps and small frames come.
func TestPartialWritesKeepFramesWhole(t *testing.T) {
	cfg := limits()
	cfg.Shards, cfg.Stall, cfg.Ping, cfg.PongWait = 1, time.Hour, 1e5*time.Hour, 2e5*time.Hour
	for cut := range 220 {
		hub, err := New(cfg)
		if err != nil {
			t.Fatal(err)
		}
		s := hub.shards[0]
		now := morning
		slow := &drip{takes: []int{cut, 0, 3, 0, 1, 1 << 20}}
		quick := &drip{takes: []int{1 << 20}}
		for _, out := range []sink{slow, quick} {
			c := &client{shard: s, sink: out}
			s.post(event{kind: evJoin, client: c})
			s.post(event{kind: evRequest, client: c, request: request{kind: "sub", topic: wall}})
		}
		publish(t, hub, wall, 1, morning, `{"n":"the first step"}`)
		s.turn(now)
		publish(t, hub, wall, 2, morning, `{"n":"the second step"}`)
		s.turn(now.Add(time.Millisecond))
		s.post(event{kind: evControl, client: s.clients[0], frame: []byte{finBit | opPong, 0}})
		s.post(event{kind: evFault, client: s.clients[0], code: CodeBadMessage, text: "in between"})
		publish(t, hub, wall, 3, morning, `{"n":"the third step"}`)
		for i := range 10 {
			s.turn(now.Add(time.Duration(i+1) * 300 * time.Millisecond))
		}
		kinds := frames(t, slow.got.Bytes())
		if last := kinds[len(kinds)-1]; last != "snap 3" {
			t.Fatalf("cut at %d: the slow client got %v, want step 3 at last", cut, kinds)
		}
		if got := fmt.Sprint(frames(t, quick.got.Bytes())); got != "[snap 1 snap 2 snap 3]" {
			t.Fatalf("cut at %d: the other client got %s", cut, got)
		}
	}
}

// frames takes a stream apart and names each frame; a stream that is not made of whole frames fails.
func frames(t *testing.T, stream []byte) []string {
	t.Helper()
	var out []string
	for len(stream) > 0 {
		if len(stream) < 2 || stream[0]&finBit == 0 {
			t.Fatalf("no frame begins with % x", stream[:min(8, len(stream))])
		}
		length, header := int(stream[1]), 2
		if length == 126 {
			length, header = int(stream[2])<<8|int(stream[3]), 4
		}
		if len(stream) < header+length {
			t.Fatalf("the last frame is cut: %q", stream)
		}
		payload := stream[header : header+length]
		switch stream[0] &^ finBit {
		case opText:
			message := decode(t, payload)
			name := message.T
			if name == "snap" {
				name = fmt.Sprint("snap ", message.Seq)
			}
			out = append(out, name)
		case opPing:
			out = append(out, "ping")
		case opPong:
			out = append(out, "pong")
		default:
			t.Fatalf("opcode %x", stream[0])
		}
		stream = stream[header+length:]
	}
	return out
}

func TestHeartbeatsDoNotWaitBehindAStalledFrame(t *testing.T) {
	cfg := limits()
	cfg.Shards, cfg.Stall, cfg.Ping, cfg.PongWait = 1, time.Hour, 1e5*time.Hour, 2e5*time.Hour
	hub, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	s := hub.shards[0]
	publish(t, hub, wall, 1, morning, `{}`)
	out := &drip{takes: []int{5, 0}}
	c := &client{shard: s, sink: out}
	s.post(event{kind: evJoin, client: c})
	s.post(event{kind: evRequest, client: c, request: request{kind: "sub", topic: wall}})
	s.turn(morning)
	hub.Vouch(wall, 1, morning.Add(time.Minute))
	for i := range 60 {
		s.turn(morning.Add(time.Duration(i) * time.Second))
	}
	out.takes = []int{1 << 20}
	s.turn(morning.Add(time.Minute))
	got := frames(t, out.got.Bytes())
	beats := 0
	for _, kind := range got {
		if kind == "hb" {
			beats++
		}
	}
	if got[0] != "snap 1" || beats != 1 {
		t.Errorf("after a minute's stall came %v, want the snapshot and one heartbeat of now", got)
	}
}
