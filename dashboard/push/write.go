package push

import (
	"time"

	"github.com/gorilla/websocket"
)

// serve gives a client everything that is due, as far as its socket takes it without blocking.
func (s *shard) serve(c *client, now time.Time) {
	if c.blocked {
		return // retryBlocked comes back to it
	}
	for !c.dropped && c.sink.idle() {
		if len(c.rest[0])+len(c.rest[1]) > 0 {
			if !s.write(c, c.rest[0], c.rest[1], now) {
				return
			}
			continue
		}
		if !s.next(c, now) {
			return
		}
	}
}

// next begins the next frame; false means that there is none, or that it did not go out whole.
func (s *shard) next(c *client, now time.Time) bool {
	switch {
	case !c.said.IsZero():
		return false
	case len(c.small) > 0:
		small := c.small
		c.small = nil
		return s.write(c, small, nil, now)
	case c.goodbye != nil:
		c.said = now
		return s.write(c, c.goodbye, nil, now)
	}
	for _, sub := range c.subs {
		st := &sub.audience.state
		if st.snap == nil || st.snap == sub.sent {
			continue
		}
		if c.acks && len(c.unacked) >= s.hub.cfg.AckWindow {
			return false // an ack, or the end of the patience, comes first
		}
		if sub.sent != nil && sub.sent.Epoch == st.snap.Epoch && st.snap.Seq > sub.sent.Seq+1 {
			s.counts.skipped.Add(st.snap.Seq - sub.sent.Seq - 1)
		}
		return s.snapshot(sub, now)
	}
	return false
}

func (s *shard) snapshot(sub *subscription, now time.Time) bool {
	st, c := &sub.audience.state, sub.client
	if sub.sent != nil && sub.sent.Epoch != st.epoch {
		c.unacked = c.unacked[:0] // the steps of another epoch
	}
	sub.sent, sub.told = st.snap, st.asOf
	if c.acks {
		if len(c.unacked) == 0 {
			c.waiting = now
		}
		c.unacked = append(c.unacked, st.snap.Seq)
	}
	s.counts.snapshots.Add(1)
	return s.write(c, s.headOf(st, time.Now()), st.snap.tail, now)
}

// stampFor is how long the written form of an instant serves: clients learn the time of sending to this precision, and
// the turn that sends to thousands does not write the same digits thousands of times.
const stampFor = 10 * time.Millisecond

// headOf is the websocket header and the payload of st's snapshot up to the shared tail, as sent at now. It stands in
// the shard's scratch, so it must be copied to be kept.
func (s *shard) headOf(st *state, now time.Time) []byte {
	if s.headed == *st && now.Sub(s.stamped) < stampFor {
		return s.scratch
	}
	s.headed, s.stamped = *st, now
	s.scratch = appendFrameHeader(s.scratch[:0], opText, st.snap.size())
	s.scratch = st.snap.appendHead(s.scratch, st.asOf, now, s.hub.cfg.Zone)
	return s.scratch
}

// write sends head and tail; what the socket does not take now stays as the rest and the client is blocked.
func (s *shard) write(c *client, head, tail []byte, now time.Time) bool {
	n, err := c.sink.write(head, tail)
	if err != nil {
		s.drop(c)
		return false
	}
	s.counts.bytes.Add(uint64(n))
	resumed := len(c.rest[0])+len(c.rest[1]) > 0
	if n > 0 || !resumed {
		c.progress, c.backoff = now, firstRetry
	}
	if n == len(head)+len(tail) {
		c.rest = [2][]byte{}
		return true
	}
	if n >= len(head) {
		head, tail = nil, tail[n-len(head):]
	} else {
		head = head[n:]
		if !resumed {
			head = append([]byte(nil), head...) // the scratch is everybody's
		}
	}
	c.rest = [2][]byte{head, tail}
	c.retry = now.Add(c.backoff)
	c.backoff = min(longestRetry, 2*c.backoff)
	if !c.blocked {
		c.blocked = true
		s.blocked = append(s.blocked, c)
	}
	return false
}

// retryBlocked tries again where the time has come.
func (s *shard) retryBlocked(now time.Time) {
	waiting := s.blocked
	s.blocked = s.blocked[:0]
	for _, c := range waiting {
		switch {
		case c.dropped:
			c.blocked = false
		case now.Before(c.retry):
			s.blocked = append(s.blocked, c)
		default:
			c.blocked = false
			s.serve(c, now)
		}
	}
	clear(waiting[len(s.blocked):])
}

// sweep looks after the clock of every client: stalls, closing, heartbeats, pings.
func (s *shard) sweep(now time.Time) {
	cfg, latest := &s.hub.cfg, s.hub.lastOfAll()
	for _, a := range s.audiences {
		a.state = s.hub.state(a.topic)
	}
	for i := len(s.clients) - 1; i >= 0; i-- {
		c := s.clients[i]
		switch {
		case c.dropped:
			continue
		case !c.said.IsZero():
			if now.Sub(c.said) >= cfg.CloseWait {
				s.drop(c)
			}
			continue
		case !c.sink.idle():
			continue // its pump has a deadline of its own
		case len(c.rest[0])+len(c.rest[1]) > 0:
			if now.Sub(c.progress) >= cfg.Stall {
				s.counts.stalled.Add(1)
				s.drop(c)
			}
			continue // a heartbeat that waits would lie about the time when it comes
		case c.acks && len(c.unacked) > 0 && now.Sub(c.waiting) >= cfg.AckWait:
			s.counts.unanswered.Add(1)
			s.bye(c, closeFrame(websocket.CloseTryAgainLater, "no ack for too long"), now)
			continue
		}
		s.remind(c, latest, now)
		s.serve(c, now)
	}
}

// remind queues the heartbeats and the ping that are due.
func (s *shard) remind(c *client, latest state, now time.Time) {
	cfg := &s.hub.cfg
	for _, sub := range c.subs {
		st := &sub.audience.state
		fresher := sub.sent == st.snap && st.asOf.Sub(sub.told) >= cfg.Freshness
		if fresher || now.Sub(sub.beat) >= cfg.Heartbeat {
			s.beat(sub, now)
		}
	}
	if len(c.subs) == 0 && now.Sub(c.beat) >= cfg.Heartbeat {
		c.beat = now
		c.queue(appendFrame(nil, opText, appendBeat(nil, "", latest.epoch, latest.seq, latest.asOf, time.Now(), cfg.Zone)))
		s.counts.beats.Add(1)
	}
	if now.Sub(c.pinged) >= cfg.Ping {
		c.pinged = now
		c.queue(appendFrame(nil, opPing, nil))
	}
}

// beat queues a heartbeat. It speaks of the state that the client has or is about to get; a client that still waits for
// a newer snapshot is not told that the one it has is fresh.
func (s *shard) beat(sub *subscription, now time.Time) {
	st := sub.audience.state
	if sub.sent != st.snap && sub.sent != nil {
		st = state{epoch: sub.sent.Epoch, seq: sub.sent.Seq, asOf: sub.told}
	}
	sub.beat, sub.told = now, st.asOf
	sub.client.queue(appendFrame(nil, opText, appendBeat(nil, sub.audience.topic, st.epoch, st.seq, st.asOf, time.Now(), s.hub.cfg.Zone)))
	s.counts.beats.Add(1)
}

// queue adds a small whole frame. Nothing is kept for a client that is blocked for long.
func (c *client) queue(frame []byte) {
	if c.goodbye == nil && len(c.small)+len(frame) <= smallLimit {
		c.small = append(c.small, frame...)
	}
}

// ack notes that the client has shown everything up to seq.
func (c *client) ack(seq uint64, now time.Time) {
	c.acks = true
	kept := c.unacked[:0]
	for _, sent := range c.unacked {
		if sent > seq {
			kept = append(kept, sent)
		}
	}
	if len(kept) < len(c.unacked) {
		c.waiting = now
	}
	c.unacked = kept
}

func (c *client) following(topic string) *subscription {
	for _, sub := range c.subs {
		if sub.audience.topic == topic {
			return sub
		}
	}
	return nil
}

func appendFrame(b []byte, opcode byte, payload []byte) []byte {
	return append(appendFrameHeader(b, opcode, len(payload)), payload...)
}
