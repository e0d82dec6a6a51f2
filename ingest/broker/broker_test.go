package broker

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/segmentio/kafka-go"
)

func testConfig(dir string) Config {
	cfg := Default()
	cfg.Dir, cfg.Listen = dir, "127.0.0.1:0"
	cfg.Topics = []TopicConfig{{Name: "reads", Partitions: 1}, {Name: "letters", Partitions: 1, NoReader: true}}
	return cfg
}

func start(t *testing.T, cfg Config) *Broker {
	t.Helper()
	b, err := New(cfg, Deps{})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, b) })
	return b
}

func stop(t *testing.T, b *Broker) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := b.Stop(ctx); err != nil {
		t.Error(err)
	}
}

func client(t *testing.T, addr string) *kafka.Client {
	t.Helper()
	transport := &kafka.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	return &kafka.Client{Addr: kafka.TCP(addr), Timeout: 5 * time.Second, Transport: transport}
}

// produce writes one batch and returns the offset of its first record.
func produce(c *kafka.Client, topic string, values ...string) (int64, error) {
	records := make([]kafka.Record, len(values))
	for n, v := range values {
		records[n].Value = kafka.NewBytes([]byte(v))
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	res, err := c.Produce(ctx, &kafka.ProduceRequest{Topic: topic, RequiredAcks: kafka.RequireAll, Records: kafka.NewRecordReader(records...)})
	if err != nil {
		return 0, err
	}
	return res.BaseOffset, res.Error
}

// consume reads all values from an offset to the end of the log.
func consume(t *testing.T, c *kafka.Client, topic string, from int64) []string {
	t.Helper()
	var out []string
	for {
		res, err := c.Fetch(t.Context(), &kafka.FetchRequest{Topic: topic, Offset: from, MinBytes: 1, MaxBytes: 1 << 20, MaxWait: 10 * time.Millisecond})
		if err != nil {
			t.Fatal(err)
		}
		if res.Error != nil {
			t.Fatal(res.Error)
		}
		for {
			rec, err := res.Records.ReadRecord()
			if err != nil {
				break
			}
			if rec.Offset < from {
				continue
			}
			var value bytes.Buffer
			if _, err := value.ReadFrom(rec.Value); err != nil {
				t.Fatal(err)
			}
			out = append(out, value.String())
			from = rec.Offset + 1
		}
		if from >= res.HighWatermark {
			return out
		}
	}
}

func TestDefaultTopicsAreThoseOfTheContract(t *testing.T) {
	cfg := Default()
	cfg.Dir, cfg.Listen = t.TempDir(), "127.0.0.1:0"
	b := start(t, cfg)
	meta, err := client(t, b.Addr()).Metadata(t.Context(), &kafka.MetadataRequest{})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for _, topic := range meta.Topics {
		got[topic.Name] = len(topic.Partitions)
	}
	want := map[string]int{"article-reads": 4, "verified-members": 2, "applications": 2, "completions": 2, "union-work": 2, "unionscreen-dead-letters": 1}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("topics %v, want %v", got, want)
	}
	if host := meta.Brokers[0].Host; host != "127.0.0.1" {
		t.Errorf("the broker advertises %s", host)
	}
}

func TestLogClusterAndTopicsSurviveRestarts(t *testing.T) {
	cfg := testConfig(t.TempDir())
	b := start(t, cfg)
	c := client(t, b.Addr())
	if _, err := produce(c, "reads", "one", "two"); err != nil {
		t.Fatal(err)
	}
	id := b.cluster.TopicInfo("reads").TopicID
	before, err := c.Metadata(t.Context(), &kafka.MetadataRequest{})
	if err != nil {
		t.Fatal(err)
	}
	stop(t, b)
	cfg.Topics[0].Partitions = 3
	cfg.RetentionBytes = 128 << 20
	b = start(t, cfg)
	c = client(t, b.Addr())
	if got := consume(t, c, "reads", 0); fmt.Sprint(got) != "[one two]" {
		t.Errorf("after a restart the log holds %v", got)
	}
	info := b.cluster.TopicInfo("reads")
	if info.TopicID != id {
		t.Error("the topic has another id after a restart")
	}
	if n := len(b.cluster.PartitionInfos("reads")); n != 3 {
		t.Errorf("%d partitions after the configuration was raised to 3", n)
	}
	if got := *info.Configs["retention.bytes"]; got != fmt.Sprint(128<<20) {
		t.Errorf("retention.bytes stayed at %s", got)
	}
	after, err := c.Metadata(t.Context(), &kafka.MetadataRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if before.ClusterID == "" || before.ClusterID == "kfake" || before.ClusterID != after.ClusterID {
		t.Errorf("cluster id %q before, %q after", before.ClusterID, after.ClusterID)
	}
}

func TestRetentionAlsoAfterARestart(t *testing.T) {
	cfg := testConfig(t.TempDir())
	cfg.SegmentBytes, cfg.RetentionBytes, cfg.RetentionCheck = 16<<10, 64<<10, 5*time.Millisecond
	b := start(t, cfg)
	for round := range 2 {
		c := client(t, b.Addr())
		for range 50 {
			if _, err := produce(c, "reads", strings.Repeat("x", 10<<10)); err != nil {
				t.Fatal(err)
			}
		}
		deadline := time.Now().Add(5 * time.Second)
		for b.cluster.PartitionInfo("reads", 0).NumBytes > cfg.RetentionBytes {
			if time.Now().After(deadline) {
				t.Fatalf("round %d: %d bytes are kept, %d are allowed", round, b.cluster.PartitionInfo("reads", 0).NumBytes, cfg.RetentionBytes)
			}
			time.Sleep(time.Millisecond)
		}
		stop(t, b)
		b = start(t, cfg)
	}
	files, err := filepath.Glob(filepath.Join(cfg.Dir, "partitions", "reads-0", "*"))
	if err != nil {
		t.Fatal(err)
	}
	var size int64
	for _, f := range files {
		if info, err := os.Stat(f); err == nil {
			size += info.Size()
		}
	}
	if size > 2*cfg.RetentionBytes {
		t.Errorf("%d bytes lie on the disk in %d files", size, len(files))
	}
}

func TestASecondProcessIsKeptOut(t *testing.T) {
	cfg := testConfig(t.TempDir())
	start(t, cfg)
	second, err := New(cfg, Deps{})
	if err != nil {
		t.Fatal(err)
	}
	if err := second.Start(t.Context()); err == nil || !strings.Contains(err.Error(), "another process uses this directory") {
		t.Errorf("a second broker over the same directory: %v", err)
	}
}

func TestStartTellsWhoHoldsThePort(t *testing.T) {
	first := start(t, testConfig(t.TempDir()))
	cfg := testConfig(t.TempDir())
	cfg.Listen = first.Addr()
	b, err := New(cfg, Deps{})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Start(t.Context()); err == nil || !strings.Contains(err.Error(), "set broker.listen") {
		t.Errorf("a taken port gives %v", err)
	}
	cfg.Listen = "127.0.0.1:0"
	start(t, cfg) // the failed start has left the directory free
}

func TestConfigFaultsAreAllNamed(t *testing.T) {
	cfg := Config{Listen: "0.0.0.0:9092", Topics: []TopicConfig{{Name: "a b", Partitions: 0}, {Name: "x", Partitions: 1}, {Name: "x", Partitions: 1}}}
	err := cfg.Validate()
	for _, want := range []string{"broker.dir is empty", "asks for no password", "set broker.advertise", `"a b" is no topic name`, `"a b" has 0 partitions`, `names "x" twice`, "broker.segment_bytes", "broker.retention_check"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("missing %q in: %v", want, err)
		}
	}
	cfg = testConfig("dir")
	if err := cfg.Validate(); err != nil {
		t.Errorf("a good configuration: %v", err)
	}
	cfg.Listen = "192.0.2.1:9092"
	if cfg.Validate() == nil {
		t.Error("an address beyond loopback passes without broker.exposed")
	}
	cfg.Exposed = true
	if err := cfg.Validate(); err != nil {
		t.Errorf("an exposed address: %v", err)
	}
}

func TestAdvertisedAddress(t *testing.T) {
	cfg := testConfig(t.TempDir())
	cfg.Advertise = "127.0.0.1:19092"
	b := start(t, cfg)
	if b.Addr() != "127.0.0.1:19092" {
		t.Errorf("clients are told %s", b.Addr())
	}
}

func TestRoomHoldsAFastProducerBack(t *testing.T) {
	cfg := testConfig(t.TempDir())
	cfg.SegmentBytes, cfg.RetentionBytes, cfg.RetentionCheck = 16<<10, 128<<10, 2*time.Millisecond
	b := start(t, cfg)
	c := client(t, b.Addr())
	var next atomic.Int64
	positions := func() []Position { return []Position{{Topic: "reads", Partition: 0, Next: next.Load()}} }
	const batches, perBatch = 200, 10 // 1 KiB each: 16 times what is kept
	written := make(chan error, 1)
	go func() {
		for range batches {
			if err := b.Room(t.Context(), positions); err != nil {
				written <- err
				return
			}
			values := make([]string, perBatch)
			for n := range values {
				values[n] = strings.Repeat("x", 1<<10)
			}
			if _, err := produce(c, "reads", values...); err != nil {
				written <- err
				return
			}
		}
		written <- nil
	}()
	seen := int64(0)
	for seen < batches*perBatch {
		info := b.cluster.PartitionInfo("reads", 0)
		if info.LogStartOffset > seen {
			t.Fatalf("retention took offsets %d to %d unread", seen, info.LogStartOffset)
		}
		if info.HighWatermark-seen > 100 {
			t.Fatalf("%d KiB are unread, half of what is kept is 64 and a batch is 10", info.HighWatermark-seen)
		}
		if info.HighWatermark == seen {
			select {
			case err := <-written:
				if err != nil {
					t.Fatalf("the producer ended at offset %d: %v", seen, err)
				}
				written <- nil // its last batch came after our look
			case <-time.After(time.Millisecond):
			}
			continue
		}
		seen++ // a slow reader: record by record
		next.Store(seen)
	}
	if err := <-written; err != nil {
		t.Fatal(err)
	}
}

func TestRoomEndsWithItsContextAndWithTheBroker(t *testing.T) {
	cfg := testConfig(t.TempDir())
	cfg.SegmentBytes, cfg.RetentionBytes, cfg.RetentionCheck = 16<<10, 32<<10, time.Minute
	b := start(t, cfg)
	if _, err := produce(client(t, b.Addr()), "reads", strings.Repeat("x", 20<<10)); err != nil {
		t.Fatal(err)
	}
	nobody := func() []Position { return nil }
	unread, err := b.Unread(nil)
	if err != nil || len(unread) != 1 || unread[0].Records != 1 || unread[0].Bytes < 20<<10 {
		t.Errorf("unread %+v, %v", unread, err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := b.Room(ctx, nobody); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("room without a reader: %v", err)
	}
	waiting := make(chan error, 1)
	go func() { waiting <- b.Room(t.Context(), nobody) }()
	stop(t, b)
	if err := <-waiting; !errors.Is(err, ErrStopped) {
		t.Errorf("room of a stopped broker: %v", err)
	}
}

// TestKill runs the broker in a process of its own, kills it while records are produced, and asks for all that was
// acknowledged.
func TestKill(t *testing.T) {
	if dir := os.Getenv("BROKER_TEST_DIR"); dir != "" {
		serve(t, dir)
		return
	}
	dir := t.TempDir()
	var acked []string
	for round := range 3 {
		cmd := exec.Command(os.Args[0], "-test.run=^TestKill$", "-test.v")
		cmd.Env = append(os.Environ(), "BROKER_TEST_DIR="+dir)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		var addr string
		for addr == "" {
			line := make([]byte, 4096)
			n, err := out.Read(line)
			if err != nil {
				t.Fatalf("the broker's process ended: %v", err)
			}
			if _, rest, ok := strings.Cut(string(line[:n]), "listening on "); ok {
				addr = strings.Fields(rest)[0]
			}
		}
		c := client(t, addr)
		if round > 0 {
			checkAcked(t, consume(t, c, "reads", 0), acked)
		}
		kill := time.AfterFunc(time.Duration(150+50*round)*time.Millisecond, func() { cmd.Process.Kill() })
		for n := 0; ; n++ {
			value := fmt.Sprintf("%d-%d", round, n)
			if _, err := produce(c, "reads", value); err != nil {
				break
			}
			acked = append(acked, value)
		}
		kill.Stop()
		cmd.Process.Kill()
		cmd.Wait()
		if len(acked) == 0 {
			t.Fatal("nothing was acknowledged before the kill")
		}
	}
	cfg := testConfig(dir)
	b := start(t, cfg)
	checkAcked(t, consume(t, client(t, b.Addr()), "reads", 0), acked)
	t.Logf("%d acknowledged records survived 3 kills", len(acked))
}

func serve(t *testing.T, dir string) {
	b := start(t, testConfig(dir))
	fmt.Printf("listening on %s \n", b.Addr())
	select {}
}

// checkAcked asserts that the log holds each acknowledged value once and in order; values whose acknowledgement the
// kill cut off may lie between them.
func checkAcked(t *testing.T, log, acked []string) {
	t.Helper()
	seen := map[string]bool{}
	n := 0
	for _, v := range log {
		if seen[v] {
			t.Errorf("%s is in the log twice", v)
		}
		seen[v] = true
		if n < len(acked) && acked[n] == v {
			n++
		}
	}
	if n != len(acked) {
		t.Fatalf("acknowledged record %s is not in the log of %d records", acked[n], len(log))
	}
}
