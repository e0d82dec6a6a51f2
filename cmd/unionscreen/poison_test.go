package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/segmentio/kafka-go"

	"unionscreen/queries"
)

// TestPoison is R5: records of every kind that must be refused, strewn among good ones, through the real broker into the
// real ledger. Each is refused at its own offset for its own reason, every good one counts, no partition stands still.
func TestPoison(t *testing.T) {
	good, each := 20_000, 25
	if long() {
		good, each = 1_000_000, 1000
	}
	kinds := poisonKinds(t)
	if len(kinds) < 40 {
		t.Fatalf("%d kinds of poison, want 40", len(kinds))
	}
	began := time.Now()
	broker := startBroker(t, "poison")
	r := startProduct(t, demoConfig(t, broker.Addr(), sharedEngine.get(t).DSN("poison"), "poison"))
	log := strew(t, broker.Addr(), kinds, good, each)
	r.readsAll(t, log)
	r.complete(t, log)
	r.refusedRightly(t, log)
	r.settled(t)
	set, err := r.tally.Measures(t.Context(), "2026-Q3", "YT")
	if err != nil {
		t.Fatal(err)
	}
	counted := false
	for _, m := range set.Measures {
		if m.Union == "YT" && m.Indicator == "reads" {
			expect(t, "2026-Q3", "YT", m, good)
			counted = true
		}
	}
	if err := r.ingest.Health(); err != nil || !counted {
		t.Errorf("counted: %v, ingest: %v", counted, err)
	}
	t.Logf("%d kinds of poison x %d in %d good events: all refused at their offsets, all good ones counted, in %s", len(kinds), each, good, time.Since(began).Round(time.Millisecond))
}

// poisonKind is one kind of ingest/event/testdata/poison/kinds.json; its README says how to make records of it.
type poisonKind struct {
	Name, About, Reason string
	Headers             [][2]*string
	Text                string
	Repeat              int
	Base64              []byte
	Tombstone           bool
}

func poisonKinds(t *testing.T) []poisonKind {
	t.Helper()
	text, err := os.ReadFile("../../ingest/event/testdata/poison/kinds.json")
	if err != nil {
		t.Fatal(err)
	}
	var kinds []poisonKind
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&kinds); err != nil {
		t.Fatal(err)
	}
	return kinds
}

// message is the n-th record of the kind.
func (p poisonKind) message(n int) kafka.Message {
	number := fmt.Sprint(100_000 + n)
	m := kafka.Message{}
	switch {
	case p.Tombstone:
	case p.Base64 != nil:
		m.Value = bytes.ReplaceAll(p.Base64, []byte("@n"), []byte(number))
	default:
		m.Value = []byte(strings.ReplaceAll(strings.Repeat(p.Text, max(1, p.Repeat)), "@n", number))
	}
	for _, h := range p.Headers {
		one := kafka.Header{Key: *h[0]}
		if h[1] != nil {
			one.Value = []byte(strings.ReplaceAll(*h[1], "@n", number))
		}
		m.Headers = append(m.Headers, one)
	}
	return m
}

// goodReading is the n-th reading of a reader of its own, every tenth in binary mode.
func goodReading(n int) kafka.Message {
	id, at := fmt.Sprintf("good-%d", n), fmt.Sprintf("2026-09-%02dT%02d:00:00+08:00", 1+n%30, n%24)
	data := fmt.Sprintf(`{"union":"YT-C%02d","article":"a-%d","reader":"r-%d","channel":"website"}`, 1+n%15, n%500, n)
	if n%10 > 0 {
		return kafka.Message{Value: fmt.Appendf(nil, `{"specversion":"1.0","id":%q,"source":"/good","type":"article.read","time":%q,"data":%s}`, id, at, data)}
	}
	m := kafka.Message{Value: []byte(data)}
	for _, h := range [][2]string{{"content-type", "application/json"}, {"ce_specversion", "1.0"}, {"ce_id", id}, {"ce_source", "/good"}, {"ce_type", "article.read"}, {"ce_time", at}} {
		m.Headers = append(m.Headers, kafka.Header{Key: h[0], Value: []byte(h[1])})
	}
	return m
}

// strewn is what the broker holds: how many records each partition has and what must become of the bad ones.
type strewn struct {
	mu      sync.Mutex
	ends    map[int]int64
	reasons map[int]map[int64]string // by partition and offset
}

// bad is the mark of a record on its way: its place in the stream and, of poison, the reason.
type bad struct {
	place  int
	reason string
}

func (s *strewn) note(messages []kafka.Message, err error) {
	if err != nil {
		return // the call that sent them says so
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range messages {
		s.ends[m.Partition] = max(s.ends[m.Partition], m.Offset+1)
		if reason := m.WriterData.(bad).reason; reason != "" {
			if s.reasons[m.Partition] == nil {
				s.reasons[m.Partition] = map[int64]string{}
			}
			s.reasons[m.Partition][m.Offset] = reason
		}
	}
}

// strew sends the good records and each kind of poison so many times in random order, round the partitions; the log of
// each begins and ends with poison.
func strew(t *testing.T, brokers string, kinds []poisonKind, good, each int) *strewn {
	t.Helper()
	const ends = 4 // partitions
	log := &strewn{ends: map[int]int64{}, reasons: map[int]map[int64]string{}}
	writer := &kafka.Writer{
		Addr: kafka.TCP(brokers), Topic: "poison", RequiredAcks: kafka.RequireAll, BatchSize: 10_000, BatchTimeout: 5 * time.Millisecond, Completion: log.note,
		Balancer: kafka.BalancerFunc(func(m kafka.Message, partitions ...int) int {
			return partitions[m.WriterData.(bad).place%len(partitions)]
		}),
	}
	dice := rand.New(rand.NewPCG(5, uint64(each)))
	poison := dice.Perm(len(kinds) * each)
	var batch []kafka.Message
	for place, total := 0, good+len(poison); place < total; place++ {
		var m kafka.Message
		mark, left := bad{place: place}, total-place
		isEnd := place < ends || left <= ends
		if isEnd || len(poison) > ends && dice.IntN(left) < len(poison) {
			next := poison[0]
			poison = poison[1:]
			kind := kinds[next%len(kinds)]
			m, mark.reason = kind.message(next/len(kinds)), kind.Reason
		} else {
			m = goodReading(place)
		}
		m.WriterData = mark
		if batch = append(batch, m); len(batch) == 5000 || left == 1 {
			if err := writer.WriteMessages(t.Context(), batch...); err != nil {
				t.Fatal(err)
			}
			batch = batch[:0]
		}
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	return log
}

// readsAll waits until every partition is read to its end. As long as it gets on it may take its time.
func (r running) readsAll(t *testing.T, log *strewn) {
	t.Helper()
	for moved, before := time.Now(), int64(-1); ; time.Sleep(10 * time.Millisecond) {
		read, open := int64(0), len(log.ends)
		for _, at := range r.ingest.Positions() {
			if read += at.Next; at.Next == log.ends[at.Partition] {
				open--
			}
		}
		switch {
		case open == 0:
			return
		case read > before:
			moved, before = time.Now(), read
		case time.Since(moved) > time.Minute:
			t.Fatalf("nothing was read for a minute: %+v of %v, %v", r.ingest.Positions(), log.ends, r.ingest.Health())
		}
	}
}

// complete holds the equation of every source: accepted + rejected + skipped = offsets.
func (r running) complete(t *testing.T, log *strewn) {
	t.Helper()
	counts, err := r.store.SourceCounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	bySource := map[string]queries.SourceCount{}
	for _, c := range counts {
		bySource[c.Src] = c
	}
	for _, at := range r.ingest.Positions() {
		refused := uint64(len(log.reasons[at.Partition]))
		want := queries.SourceCount{Src: at.Src, Accepted: uint64(log.ends[at.Partition]) - refused, Rejected: refused, Next: uint64(log.ends[at.Partition])}
		if got := bySource[at.Src]; got != want || refused == 0 {
			t.Errorf("partition %d: %+v, want %+v", at.Partition, got, want)
		}
	}
	if len(counts) != len(log.ends) {
		t.Errorf("%d sources, want %d", len(counts), len(log.ends))
	}
}

// refusedRightly compares the refused records of the ledger with what was sent, both ways, offset by offset.
func (r running) refusedRightly(t *testing.T, log *strewn) {
	t.Helper()
	records, err := r.store.RejectedRecords(t.Context(), queries.RejectedFilter{Limit: 10_000_000})
	if err != nil {
		t.Fatal(err)
	}
	partition := map[string]int{}
	for _, at := range r.ingest.Positions() {
		partition[at.Src] = at.Partition
	}
	wrong, left := 0, 0
	for _, record := range records {
		expected := log.reasons[partition[record.Src]]
		if want := expected[int64(record.Offset)]; record.Reason != want || record.Detail == "" || record.PayloadBytes > 64<<10 {
			if wrong++; wrong <= 10 {
				t.Errorf("offset %d of %s: %s (%s), want %q", record.Offset, record.Src, record.Reason, record.Detail, want)
			}
		}
		delete(expected, int64(record.Offset))
	}
	for _, expected := range log.reasons {
		left += len(expected)
	}
	if wrong > 10 || left > 0 {
		t.Errorf("%d records are refused wrongly, %d are not refused", wrong, left)
	}
}
