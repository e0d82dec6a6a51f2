package push

import (
	"errors"
	"io"
	"net"
	"net/netip"
	"time"

	"github.com/gorilla/websocket"
)

// client is one socket. Its goroutine reads; everything below "the shard's" belongs to the shard's goroutine.
type client struct {
	shard   *shard
	conn    *websocket.Conn // for reading only
	mouth   *mouth
	address netip.Addr
	bucket  bucket

	// the shard's
	index    int // in shard.clients
	subs     []*subscription
	sink     sink
	rest     [2][]byte // of the frame under way
	small    []byte    // whole small frames that wait for it
	goodbye  []byte    // the closing frame; nothing is begun after it
	said     time.Time // when the closing frame was handed over
	progress time.Time // when the frame under way last moved
	retry    time.Time // when a blocked client is tried again
	backoff  time.Duration
	pinged   time.Time
	beat     time.Time // last heartbeat outside of subscriptions
	unacked  []uint64  // steps sent and not acknowledged, oldest first; only of a client that acknowledges
	waiting  time.Time // since when the next ack has been waited for
	acks     bool
	blocked  bool
	dropped  bool // the connection is closed
	ended    bool // and its reader has ended
}

// subscription is a client's place in a topic's audience.
type subscription struct {
	client   *client
	audience *audience
	index    int       // in audience.members
	sent     *snapshot // the newest one handed to the client; nil: none yet
	told     time.Time // the newest as_of the client has heard
	beat     time.Time
}

// mouth is the connection as gorilla sees it. After the handshake what gorilla writes (pongs, closing frames) goes to
// the shard as whole control frames, which alone knows whether a frame is half-way out.
type mouth struct {
	net.Conn
	client *client // nil during the handshake
}

func (m *mouth) Write(p []byte) (int, error) {
	if m.client == nil {
		return m.Conn.Write(p)
	}
	m.client.shard.post(event{kind: evControl, client: m.client, frame: append([]byte(nil), p...)})
	return len(p), nil
}

// SetWriteDeadline is the shard's business after the handshake.
func (m *mouth) SetWriteDeadline(t time.Time) error {
	if m.client == nil {
		return m.Conn.SetWriteDeadline(t)
	}
	return nil
}

var (
	errTooFast  = errors.New("too many messages")
	errNotATurn = errors.New("only text messages are spoken here")
)

// listen reads until the connection ends or the client breaks the rules.
func (c *client) listen() {
	cfg := &c.shard.hub.cfg
	c.conn.SetReadLimit(cfg.MaxMessage)
	extend := func() error { return c.conn.SetReadDeadline(time.Now().Add(cfg.PongWait)) }
	c.conn.SetPongHandler(func(string) error { return c.allowed(extend()) })
	answer := c.conn.PingHandler()
	c.conn.SetPingHandler(func(text string) error {
		if err := c.allowed(extend()); err != nil {
			return err
		}
		return answer(text)
	})
	err := extend()
	for err == nil {
		err = c.hear(extend)
	}
	c.part(err)
	c.shard.post(event{kind: evGone, client: c})
	c.shard.hub.places.leave(c.address)
	c.shard.hub.readers.Done()
}

// hear takes one message.
func (c *client) hear(extend func() error) error {
	kind, data, err := c.conn.ReadMessage()
	if err != nil {
		return err
	}
	if kind != websocket.TextMessage {
		return errNotATurn
	}
	if err := c.allowed(extend()); err != nil {
		return err
	}
	req, err := parseRequest(data)
	switch {
	case errors.Is(err, errNotText):
		return err
	case errors.Is(err, errUnknownTopic):
		c.shard.post(event{kind: evFault, client: c, code: CodeUnknownTopic, text: err.Error()})
	case err != nil:
		c.shard.post(event{kind: evFault, client: c, code: CodeBadMessage, text: err.Error()})
	default:
		c.shard.post(event{kind: evRequest, client: c, request: req})
	}
	return nil
}

func (c *client) allowed(err error) error {
	if err == nil && !c.bucket.take(time.Now(), c.shard.hub.cfg.Rate, c.shard.hub.cfg.Burst) {
		return errTooFast
	}
	return err
}

// part says the right goodbye for why the reading ended (gorilla has said its own for broken frames), and takes in what
// the client may still be sending for a moment: closing over unread bytes resets the connection, and the client would
// never see the reason.
func (c *client) part(err error) {
	var closing *websocket.CloseError
	switch {
	case errors.As(err, &closing):
		return
	case errors.Is(err, errTooFast):
		c.shard.post(event{kind: evFault, client: c, code: CodeTooFast, text: err.Error()})
		c.leave(websocket.ClosePolicyViolation, err.Error())
	case errors.Is(err, errNotATurn):
		c.leave(websocket.CloseUnsupportedData, err.Error())
	case errors.Is(err, errNotText):
		c.leave(websocket.CloseInvalidFramePayloadData, err.Error())
	case errors.Is(err, net.ErrClosed), isTimeout(err):
		return
	}
	if err := c.mouth.SetReadDeadline(time.Now().Add(c.shard.hub.cfg.CloseWait)); err != nil {
		return
	}
	// The copy ends by the deadline, by the amount or because the peer closes; none of them is news.
	_, _ = io.CopyN(io.Discard, c.mouth.Conn, 256<<10)
}

func (c *client) leave(code int, reason string) {
	c.shard.post(event{kind: evControl, client: c, frame: closeFrame(code, reason)})
}

func isTimeout(err error) bool {
	var timeout net.Error
	return errors.As(err, &timeout) && timeout.Timeout()
}

func closeFrame(code int, reason string) []byte {
	payload := websocket.FormatCloseMessage(code, reason)
	return append(appendFrameHeader(nil, opClose, len(payload)), payload...)
}

// bucket is a token bucket; only the client's reader uses it.
type bucket struct {
	tokens float64
	last   time.Time
}

func (b *bucket) take(now time.Time, rate, burst float64) bool {
	if b.last.IsZero() {
		b.tokens = burst
	} else {
		b.tokens = min(burst, b.tokens+rate*now.Sub(b.last).Seconds())
	}
	b.last = now
	if b.tokens < 1 {
		return false
	}
	b.tokens--
	return true
}
