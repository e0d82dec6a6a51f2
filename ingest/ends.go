package ingest

import (
	"context"
	"fmt"
	"io"

	"github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/protocol"
	"github.com/segmentio/kafka-go/protocol/listoffsets"
)

// place is a partition by name, as brokers are asked for it.
type place struct {
	topic     string
	partition int
}

// offsetsRequest asks one leader for all its partitions at once. kafka-go's own ListOffsets sends one request per
// partition, each on a connection of its own; several times a second that is too many.
type offsetsRequest struct {
	leader   int32
	clientID string
	body     listoffsets.Request
}

func (*offsetsRequest) ApiKey() protocol.ApiKey { return protocol.ListOffsets }

// Broker routes to the leader.
func (r *offsetsRequest) Broker(protocol.Cluster) (protocol.Broker, error) {
	return protocol.Broker{ID: r.leader}, nil
}

// Required makes kafka-go hand over the connection.
func (*offsetsRequest) Required(map[protocol.ApiKey]int16) bool { return true }

// RawExchange sends the request unsplit. Version 5 is spoken by every broker from 2.2 to 4.x.
func (r *offsetsRequest) RawExchange(rw io.ReadWriter) (protocol.Message, error) {
	return protocol.RoundTrip(rw, 5, 1, r.clientID, &r.body)
}

// offsets gives the first (kafka.FirstOffset) or the end offset (kafka.LastOffset) of every partition of the view, or an
// error if one of them cannot be told. The end is the high watermark: everything acknowledged lies below it, also what
// an open transaction still hides.
func (k *kafkaSide) offsets(ctx context.Context, v *view, which int64) (map[place]int64, error) {
	ctx, cancel := context.WithTimeout(ctx, k.cfg.BrokerTimeout)
	defer cancel()
	byLeader := map[int32]*offsetsRequest{}
	for name, t := range v.topics {
		for _, p := range t.partitions {
			if p.leader < 0 {
				return nil, fmt.Errorf("ask for offsets: %s/%d has no leader at present", name, p.id)
			}
			req := byLeader[p.leader]
			if req == nil {
				req = &offsetsRequest{leader: p.leader, clientID: k.cfg.ClientID, body: listoffsets.Request{ReplicaID: -1}}
				byLeader[p.leader] = req
			}
			req.add(name, p.id, which)
		}
	}
	out := map[place]int64{}
	for _, req := range byLeader {
		res, err := k.ask(ctx, req)
		if err != nil {
			return nil, fmt.Errorf("ask for offsets: %w", err)
		}
		for _, t := range res.(*listoffsets.Response).Topics {
			for _, p := range t.Partitions {
				if p.ErrorCode != 0 {
					return nil, fmt.Errorf("ask for offsets of %s/%d: %w", t.Topic, p.Partition, kafka.Error(p.ErrorCode))
				}
				out[place{t.Topic, int(p.Partition)}] = p.Offset
			}
		}
	}
	return out, nil
}

func (r *offsetsRequest) add(topic string, partition int, which int64) {
	p := listoffsets.RequestPartition{Partition: int32(partition), CurrentLeaderEpoch: -1, Timestamp: which}
	if n := len(r.body.Topics); n > 0 && r.body.Topics[n-1].Topic == topic {
		r.body.Topics[n-1].Partitions = append(r.body.Topics[n-1].Partitions, p)
		return
	}
	r.body.Topics = append(r.body.Topics, listoffsets.RequestTopic{Topic: topic, Partitions: []listoffsets.RequestPartition{p}})
}
