package ingest

import (
	"fmt"
	"testing"
	"time"

	"github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/protocol"
	fetchapi "github.com/segmentio/kafka-go/protocol/fetch"
	"github.com/twmb/franz-go/pkg/kfake"

	"unionscreen/queries"
)

func records(offsets ...int64) protocol.RecordReader {
	var rs []protocol.Record
	for _, o := range offsets {
		rs = append(rs, protocol.Record{Offset: o, Value: protocol.NewBytes([]byte("v"))})
	}
	return protocol.NewRecordReader(rs...)
}

func plain(offsets ...int64) protocol.RecordReader {
	return &protocol.RecordBatch{BaseOffset: offsets[0], ProducerID: -1, Records: records(offsets...)}
}

func inTx(producer int64, offsets ...int64) protocol.RecordReader {
	return &protocol.RecordBatch{BaseOffset: offsets[0], ProducerID: producer, Attributes: protocol.Transactional, Records: records(offsets...)}
}

func marker(producer, offset int64) protocol.RecordReader {
	return &protocol.ControlBatch{BaseOffset: offset, ProducerID: producer, Attributes: protocol.Transactional | protocol.Control, Records: records(offset)}
}

func TestCursorGivesWhatCounts(t *testing.T) {
	abort := func(producer, first int64) fetchapi.ResponseTransaction {
		return fetchapi.ResponseTransaction{ProducerID: producer, FirstOffset: first}
	}
	tests := []struct {
		name    string
		from    int64
		batches []protocol.RecordReader
		aborted []fetchapi.ResponseTransaction
		want    string
		end     int64
	}{
		{"nothing", 7, nil, nil, "[]", 7},
		{"plain", 0, []protocol.RecordReader{plain(0, 1, 2)}, nil, "[0 1 2]", 3},
		{"a batch is sent whole: what is before is not given", 2, []protocol.RecordReader{plain(0, 1, 2), plain(3)}, nil, "[2 3]", 4},
		{"a compacted batch has gaps", 0, []protocol.RecordReader{plain(0, 5), plain(9)}, nil, "[0 5 9]", 10},
		{"only records before: no progress", 4, []protocol.RecordReader{plain(0, 3)}, nil, "[]", 4},
		{"a committed transaction and its marker", 0, []protocol.RecordReader{inTx(1, 0, 1), marker(1, 2)}, nil, "[0 1]", 3},
		{"an aborted transaction", 0, []protocol.RecordReader{inTx(1, 0, 1), marker(1, 2), inTx(1, 3), marker(1, 4)}, []fetchapi.ResponseTransaction{abort(1, 0)}, "[3]", 5},
		{"two interleaved, one aborted", 0, []protocol.RecordReader{inTx(1, 0), inTx(2, 1), inTx(1, 2), plain(3), marker(1, 4), inTx(2, 5), marker(2, 6)}, []fetchapi.ResponseTransaction{abort(1, 0)}, "[1 3 5]", 7},
		{"aborted twice, listed out of order", 0, []protocol.RecordReader{inTx(1, 0), marker(1, 1), inTx(1, 2), marker(1, 3), inTx(1, 4), marker(1, 5), inTx(1, 6), marker(1, 7)}, []fetchapi.ResponseTransaction{abort(1, 4), abort(1, 0)}, "[2 6]", 8},
		{"from the middle of an aborted transaction", 1, []protocol.RecordReader{inTx(1, 0, 1, 2), marker(1, 3), inTx(1, 4), marker(1, 5)}, []fetchapi.ResponseTransaction{abort(1, 0)}, "[4]", 6},
		{"its data were compacted away, only the marker is left", 0, []protocol.RecordReader{marker(1, 3), inTx(1, 4), marker(1, 5)}, []fetchapi.ResponseTransaction{abort(1, 0)}, "[4]", 6},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			part := &fetchapi.ResponsePartition{AbortedTransactions: tc.aborted}
			if tc.batches != nil {
				part.RecordSet.Records = &protocol.RecordStream{Records: tc.batches}
			}
			c := newCursor(part, tc.from)
			got := []int64{}
			for {
				rec, err := c.next()
				if err != nil {
					break
				}
				got = append(got, rec.Offset)
			}
			if fmt.Sprint(got) != tc.want || c.end != tc.end {
				t.Errorf("gives %v up to %d, want %s up to %d", got, c.end, tc.want, tc.end)
			}
		})
	}
}

func TestCompactionLeavesSkippedRanges(t *testing.T) {
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.BrokerConfigs(map[string]string{"log.segment.bytes": "2000"}))
	if err != nil {
		t.Fatal(err)
	}
	defer cluster.Close()
	if err := cluster.CreateTopic("work", 1, map[string]string{"cleanup.policy": "compact"}); err != nil {
		t.Fatal(err)
	}
	addr := cluster.ListenAddrs()[0]
	client := plainClient(addr)
	const total = 60
	for n := range total {
		key := fmt.Append(nil, n%4)
		if n == 0 || n == 30 {
			key = fmt.Append(nil, "kept", n) // else the log would begin at its last records
		}
		res, err := client.Produce(t.Context(), &kafka.ProduceRequest{Topic: "work", RequiredAcks: kafka.RequireAll, Records: kafka.NewRecordReader(
			kafka.Record{Key: kafka.NewBytes(key), Value: kafka.NewBytes(read("work", n).Value)})})
		if err != nil || res.Error != nil {
			t.Fatal(err, res)
		}
	}
	cluster.Compact()
	m := newMemory()
	cfg := testConfig(addr)
	cfg.Topics, cfg.DeadLetterTopic = []string{"work"}, ""
	in := startIngest(t, cfg, Deps{Ledger: m})
	eventually(t, "the log is covered", func() bool {
		pos := in.Positions()
		return len(pos) == 1 && pos[0].Next == total
	})
	var accepted, gone uint64
	for _, r := range m.snapshot() {
		switch r.Status {
		case queries.Accepted:
			accepted++
			if r.ID != fmt.Sprint("e", r.Offset) {
				t.Errorf("offset %d holds %s", r.Offset, r.ID)
			}
		case queries.Skipped:
			gone += r.OffsetEnd - r.Offset + 1
			if r.RecordTime.IsZero() || time.Since(r.RecordTime) > time.Hour {
				t.Errorf("a skipped range is of %s", r.RecordTime)
			}
		}
	}
	if accepted+gone != total || gone == 0 {
		t.Errorf("%d accepted and %d skipped of %d", accepted, gone, total)
	}
	checkCover(t, m, in)
}
