package ingest

import (
	"encoding/binary"
	"fmt"
	"testing"

	"github.com/twmb/franz-go/pkg/kmsg"
)

// answer makes a metadata answer with another implementation of the protocol.
func answer(t testing.TB, clusterID string) []byte {
	t.Helper()
	res := kmsg.NewPtrMetadataResponse()
	res.Version = viewVersion
	res.ClusterID = &clusterID
	rack := "r1"
	for node := range 3 {
		b := kmsg.NewMetadataResponseBroker()
		b.NodeID, b.Host, b.Port = int32(node), "host", 9092
		if node == 1 {
			b.Rack = &rack
		}
		res.Brokers = append(res.Brokers, b)
	}
	for n, name := range []string{"reads", "work", "none"} {
		topic := kmsg.NewMetadataResponseTopic()
		topic.Topic = &name
		for i := range topic.TopicID {
			topic.TopicID[i] = byte(16*n + i)
		}
		if name == "none" {
			topic.ErrorCode = errTopicUnknown
		}
		for p := range 3 - n {
			part := kmsg.NewMetadataResponseTopicPartition()
			part.Partition, part.Leader = int32(p), int32(p-1)
			part.Replicas, part.ISR, part.OfflineReplicas = []int32{0, 1, 2}, []int32{1}, []int32{0, 2}
			topic.Partitions = append(topic.Partitions, part)
		}
		res.Topics = append(res.Topics, topic)
	}
	body := binary.BigEndian.AppendUint32(nil, viewCorrelation)
	body = append(body, 0)
	return res.AppendTo(body)
}

func TestViewIsReadAsOthersWriteIt(t *testing.T) {
	v, err := parseView(answer(t, "c1"))
	if err != nil {
		t.Fatal(err)
	}
	want := "c1 map[none:{20212223-2425-2627-2829-2a2b2c2d2e2f 3 [{0 -1}]} " +
		"reads:{00010203-0405-0607-0809-0a0b0c0d0e0f 0 [{0 -1} {1 0} {2 1}]} " +
		"work:{10111213-1415-1617-1819-1a1b1c1d1e1f 0 [{0 -1} {1 0}]}]"
	if got := fmt.Sprint(v.clusterID, " ", v.topics); got != want {
		t.Errorf("read   %s\nwanted %s", got, want)
	}
	if _, err := parseView(answer(t, "")); err == nil {
		t.Error("a cluster without an id passes")
	}
}

func TestViewRequestIsReadAsOthersReadIt(t *testing.T) {
	raw := (&viewRequest{topics: []string{"reads", "work"}, clientID: "us"}).encode()
	if size := binary.BigEndian.Uint32(raw); int(size) != len(raw)-4 {
		t.Fatalf("size %d for %d bytes", size, len(raw)-4)
	}
	const head = 4 + 2 + 2 + 4 + 2 + len("us") + 1
	req := kmsg.NewPtrMetadataRequest()
	req.Version = viewVersion
	if err := req.ReadFrom(raw[head:]); err != nil {
		t.Fatal(err)
	}
	if len(req.Topics) != 2 || *req.Topics[0].Topic != "reads" || *req.Topics[1].Topic != "work" || req.AllowAutoTopicCreation {
		t.Errorf("request %+v", req)
	}
}

func TestATornViewIsAnError(t *testing.T) {
	whole := answer(t, "c1")
	for n := range whole {
		if _, err := parseView(whole[:n]); err == nil {
			t.Fatalf("%d of %d bytes pass", n, len(whole))
		}
	}
}

func FuzzView(f *testing.F) {
	f.Add(answer(f, "c1"))
	f.Add([]byte{0, 0, 0, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1})
	f.Fuzz(func(t *testing.T, body []byte) {
		if v, err := parseView(body); (v == nil) == (err == nil) {
			t.Errorf("view %v, error %v", v, err)
		}
	})
}
