package ingest

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"github.com/segmentio/kafka-go/protocol"
)

// view is the cluster as one metadata answer shows it. kafka-go knows Metadata up to version 8 and answers from a cache;
// topic ids came with version 10, and a new partition must be seen at once. So this one request is spoken by hand, over
// kafka-go's connections (pool, TLS and SASL included). It needs Kafka 2.8 or later.
type view struct {
	clusterID string
	topics    map[string]topicView
}

type topicView struct {
	id         string // uuid
	errorCode  int16
	partitions []partitionView
}

type partitionView struct {
	id     int
	leader int32 // -1: none at present
}

// errTopicUnknown is the broker's code for a topic that does not exist.
const errTopicUnknown = 3

func (*view) ApiKey() protocol.ApiKey { return protocol.Metadata }

// viewRequest asks for some topics by name.
type viewRequest struct {
	topics   []string
	clientID string
}

func (*viewRequest) ApiKey() protocol.ApiKey { return protocol.Metadata }

// Required makes kafka-go hand over the connection.
func (*viewRequest) Required(map[protocol.ApiKey]int16) bool { return true }

const (
	viewVersion     = 10
	viewCorrelation = 1
	viewMaxBytes    = 16 << 20 // far above 10,000 partitions; bounds what a wrong peer can make us allocate
)

// RawExchange writes the request and reads the answer.
func (r *viewRequest) RawExchange(rw io.ReadWriter) (protocol.Message, error) {
	if _, err := rw.Write(r.encode()); err != nil {
		return nil, fmt.Errorf("write metadata request: %w", err)
	}
	var head [4]byte
	if _, err := io.ReadFull(rw, head[:]); err != nil {
		return nil, fmt.Errorf("read metadata answer (Kafka before 2.8 closes here): %w", err)
	}
	size := binary.BigEndian.Uint32(head[:])
	if size > viewMaxBytes {
		return nil, fmt.Errorf("read metadata answer: %d bytes are announced, at most %d are taken", size, viewMaxBytes)
	}
	body := make([]byte, size)
	if _, err := io.ReadFull(rw, body); err != nil {
		return nil, fmt.Errorf("read metadata answer: %w", err)
	}
	return parseView(body)
}

func (r *viewRequest) encode() []byte {
	b := make([]byte, 4, 64)
	b = binary.BigEndian.AppendUint16(b, uint16(protocol.Metadata))
	b = binary.BigEndian.AppendUint16(b, viewVersion)
	b = binary.BigEndian.AppendUint32(b, viewCorrelation)
	b = binary.BigEndian.AppendUint16(b, uint16(len(r.clientID)))
	b = append(b, r.clientID...)
	b = append(b, 0) // no tags in the header
	b = binary.AppendUvarint(b, uint64(len(r.topics))+1)
	for _, name := range r.topics {
		b = append(b, make([]byte, 16)...) // by name, not by id
		b = binary.AppendUvarint(b, uint64(len(name))+1)
		b = append(b, name...)
		b = append(b, 0)
	}
	b = append(b, 0, 0, 0, 0) // create nothing, no authorized operations of cluster and topics, no tags
	binary.BigEndian.PutUint32(b, uint32(len(b)-4))
	return b
}

var errShortView = errors.New("read metadata answer: it ends too early")

func parseView(body []byte) (*view, error) {
	r := &wire{rest: body}
	if c := r.int32(); r.err == nil && c != viewCorrelation {
		return nil, fmt.Errorf("read metadata answer: it answers request %d, not %d", c, viewCorrelation)
	}
	r.tags()
	r.int32() // throttle
	for range r.length() {
		r.int32()
		r.str()
		r.int32()
		r.str()
		r.tags()
		if r.err != nil {
			return nil, r.err
		}
	}
	v := &view{topics: map[string]topicView{}}
	v.clusterID = r.str()
	r.int32() // controller
	for range r.length() {
		var t topicView
		t.errorCode = r.int16()
		name := r.str()
		t.id = uuid(r.take(16))
		r.take(1) // internal
		for range r.length() {
			r.int16() // a partition without a leader shows as leader -1
			p := partitionView{id: int(r.int32()), leader: r.int32()}
			r.int32() // epoch
			for range 3 {
				r.take(4 * r.length()) // replicas, in sync, offline
			}
			r.tags()
			if r.err != nil {
				return nil, r.err
			}
			t.partitions = append(t.partitions, p)
		}
		r.int32() // authorized operations
		r.tags()
		v.topics[name] = t
	}
	r.int32() // authorized operations of the cluster
	r.tags()
	if r.err != nil {
		return nil, r.err
	}
	if v.clusterID == "" {
		return nil, errors.New("read metadata answer: the cluster tells no id, so its offsets cannot be told from another's")
	}
	return v, nil
}

func uuid(b []byte) string {
	if len(b) != 16 {
		return ""
	}
	h := hex.EncodeToString(b)
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// wire reads Kafka's compact encoding; after the first fault everything is zero and err is set.
type wire struct {
	rest []byte
	err  error
}

func (w *wire) take(n int) []byte {
	if w.err != nil || n < 0 || n > len(w.rest) {
		w.err = errShortView
		return nil
	}
	b := w.rest[:n]
	w.rest = w.rest[n:]
	return b
}

func (w *wire) int16() int16 {
	if b := w.take(2); b != nil {
		return int16(binary.BigEndian.Uint16(b))
	}
	return 0
}

func (w *wire) int32() int32 {
	if b := w.take(4); b != nil {
		return int32(binary.BigEndian.Uint32(b))
	}
	return 0
}

func (w *wire) uvarint() uint64 {
	n, size := binary.Uvarint(w.rest)
	if w.err != nil || size <= 0 {
		w.err = errShortView
		return 0
	}
	w.rest = w.rest[size:]
	return n
}

// length reads the length of an array or string plus one; null counts as empty. It is never more than the bytes left.
func (w *wire) length() int {
	n := w.uvarint()
	if n == 0 {
		return 0
	}
	if n-1 > uint64(len(w.rest)) {
		w.err = errShortView
		return 0
	}
	return int(n - 1)
}

func (w *wire) str() string { return string(w.take(w.length())) }

func (w *wire) tags() {
	for range w.uvarint() {
		w.uvarint()
		w.take(int(min(w.uvarint(), viewMaxBytes)))
		if w.err != nil {
			return
		}
	}
}

// look asks the cluster for the configured topics, never from a cache.
func (k *kafkaSide) look(ctx context.Context) (*view, error) {
	ctx, cancel := context.WithTimeout(ctx, k.cfg.BrokerTimeout)
	defer cancel()
	res, err := k.ask(ctx, &viewRequest{topics: k.cfg.Topics, clientID: k.cfg.ClientID})
	if err != nil {
		return nil, fmt.Errorf("ask for topics: %w", err)
	}
	return res.(*view), nil
}
