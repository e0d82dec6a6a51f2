package push

import "time"

// audience is those of a shard's clients who follow a topic.
type audience struct {
	topic   string
	state   state
	members []*subscription
}

// request does what a client asked for.
func (s *shard) request(c *client, r request, now time.Time) {
	switch r.kind {
	case "ack":
		c.ack(r.seq, now)
	case "unsub":
		if sub := c.following(r.topic); sub != nil {
			s.unfollow(sub)
		}
	case "sub":
		sub := c.following(r.topic)
		if sub == nil {
			if len(c.subs) >= s.hub.cfg.MaxTopics {
				c.queue(appendFrame(nil, opText, appendError(nil, CodeTooMany, "unsubscribe from another topic first")))
				break
			}
			sub = s.follow(c, r.topic)
		}
		sub.sent, sub.told, sub.beat = nil, time.Time{}, now
		st := sub.audience.state
		current := st.snap != nil && r.epoch == st.epoch && r.seq >= st.snap.Seq && r.seq <= st.seq
		if current || st.snap == nil {
			sub.sent = st.snap
			s.beat(sub, now)
		}
	}
	s.serve(c, now)
}

func (s *shard) follow(c *client, topic string) *subscription {
	a := s.audiences[topic]
	if a == nil {
		a = &audience{topic: topic}
		s.audiences[topic] = a
	}
	a.state = s.hub.state(topic)
	sub := &subscription{client: c, audience: a, index: len(a.members)}
	a.members = append(a.members, sub)
	c.subs = append(c.subs, sub)
	return sub
}

func (s *shard) unfollow(sub *subscription) {
	a := sub.audience
	last := a.members[len(a.members)-1]
	a.members[sub.index], last.index = last, sub.index
	a.members[len(a.members)-1] = nil
	if a.members = a.members[:len(a.members)-1]; len(a.members) == 0 {
		delete(s.audiences, a.topic)
	}
	c := sub.client
	for i := range c.subs {
		if c.subs[i] == sub {
			c.subs = append(c.subs[:i], c.subs[i+1:]...)
			break
		}
	}
}
