package main

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/segmentio/kafka-go"
	"github.com/twmb/franz-go/pkg/kgo"

	"unionscreen/ingest/feed"
	"unionscreen/ingest/feed/load"
)

// TestKafkaWholeWay sends the same planned events to a real Kafka and to the embedded broker. Half of the former come
// from kcat, a producer that nobody here wrote. Figures must be those that were planned, and the same to the byte.
func TestKafkaWholeWay(t *testing.T) {
	real := sharedKafka.get(t)
	real.topic(t, "whole", 4)
	embedded := startBroker(t, "whole")
	var standings, rows []string
	for name, address := range map[string]string{"whole_real": real.plaintext, "whole_embedded": embedded.Addr()} {
		r := startProduct(t, demoConfig(t, address, sharedEngine.get(t).DSN(name), "whole"))
		plan := load.Default()
		plan.Quarter, plan.Unions, plan.Topic, plan.Events = "2026-Q3", loadUnions(r.unions), "whole", 20_000
		plan.Services, plan.Limits = demoServices(t), r.limits.Limit
		source, err := load.New(plan)
		if err != nil {
			t.Fatal(err)
		}
		produce, err := producer(r.app, r.cfg.Kafka, nil)
		if err != nil {
			t.Fatal(err)
		}
		began, sent := time.Now(), 0
		for messages := source.Next(2500); len(messages) > 0; messages = source.Next(2500) {
			ours := messages
			if address == real.plaintext {
				var theirs []feed.Message
				ours, theirs = halves(messages)
				kcatSends(t, address, "whole", theirs)
			}
			if err := produce(t.Context(), ours); err != nil {
				t.Fatal(err)
			}
			sent += len(messages)
		}
		r.settled(t)
		t.Logf("%s: %d records are sent and counted after %.1f s", name, sent, time.Since(began).Seconds())
		r.tellsTheTruth(t, source.Truth(), "2026-Q3", "2026-08")
		all := r.kept(t)
		if all.Accepted+all.Rejected != sent || all.Rejected == 0 || all.Skipped != 0 || all.Sources != 4 {
			t.Errorf("%s: of %d records the ledger keeps %+v", name, sent, all)
		}
		standings, rows = append(standings, r.standings(t, "2026-Q3", "2026-08", "2026-08-10")), append(rows, fmt.Sprint(all))
	}
	if standings[0] != standings[1] || rows[0] != rows[1] {
		t.Errorf("a real Kafka and the embedded broker give different figures: %v\n%s", rows, firstDifference(standings[0], standings[1]))
	}
}

// kcatEnds parts records and keys that kcat reads: bytes that no JSON text holds as they are.
const kcatRecordEnd, kcatKeyEnd = "\x1e", "\x1f"

// halves parts messages into those that we send and those that kcat can: without headers and with a key and a value.
func halves(messages []feed.Message) (ours, theirs []feed.Message) {
	for i, m := range messages {
		if i%2 == 0 || len(m.Headers) > 0 || m.Key == "" || len(m.Value) == 0 || strings.ContainsAny(string(m.Value), kcatRecordEnd+kcatKeyEnd) {
			ours = append(ours, m)
		} else {
			theirs = append(theirs, m)
		}
	}
	return ours, theirs
}

func kcatSends(t *testing.T, address, topic string, messages []feed.Message, more ...string) {
	t.Helper()
	var text strings.Builder
	for _, m := range messages {
		text.WriteString(m.Key + kcatKeyEnd + string(m.Value) + kcatRecordEnd)
	}
	options := append([]string{"-P", "-b", address, "-t", topic, "-D", kcatRecordEnd, "-K", kcatKeyEnd, "-z", "zstd", "-X", "enable.idempotence=true"}, more...)
	kcat := exec.CommandContext(t.Context(), "kcat", options...)
	kcat.Stdin = strings.NewReader(text.String())
	if said, err := kcat.CombinedOutput(); err != nil {
		t.Fatalf("kcat: %v: %s", err, said)
	}
}

// TestKafkaTransactions holds that records of aborted transactions and control markers count nowhere, and that their
// offsets are accounted for.
func TestKafkaTransactions(t *testing.T) {
	real := sharedKafka.get(t)
	real.topic(t, "transactions", 1)
	transaction := func(id string, first, n int, end kgo.TransactionEndTry) {
		t.Helper()
		c, err := kgo.NewClient(kgo.SeedBrokers(real.plaintext), kgo.TransactionalID(id), kgo.DefaultProduceTopic("transactions"))
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if err := c.BeginTransaction(); err != nil {
			t.Fatal(err)
		}
		for _, value := range articlesFrom(first, n) {
			if err := c.ProduceSync(t.Context(), &kgo.Record{Value: value}).FirstErr(); err != nil {
				t.Fatal(err)
			}
		}
		if err := c.EndTransaction(t.Context(), end); err != nil {
			t.Fatal(err)
		}
	}
	transaction("a", 0, 10, kgo.TryCommit)
	transaction("a", 100, 7, kgo.TryAbort)
	r := startProduct(t, demoConfig(t, real.plaintext, sharedEngine.get(t).DSN("transactions"), "transactions"))
	real.put(t, "transactions", 0, articlesFrom(10, 5)...)
	transaction("b", 200, 7, kgo.TryAbort)
	transaction("b", 15, 3, kgo.TryCommit)
	r.settled(t)
	if got, want := r.kept(t), (kept{Sources: 1, Accepted: 18, Skipped: 14 + 4}); got != want {
		t.Errorf("the ledger keeps %+v, want %+v", got, want)
	}
	if got := articlesOf(t, r.product, "YT-C01"); got != "18" {
		t.Errorf("%s articles, want 18", got)
	}
}

// TestKafkaPartitionsRaised adds partitions while the product runs; what arrives in them counts.
func TestKafkaPartitionsRaised(t *testing.T) {
	real := sharedKafka.get(t)
	real.topic(t, "raised", 1)
	r := startProduct(t, demoConfig(t, real.plaintext, sharedEngine.get(t).DSN("raised"), "raised"))
	real.put(t, "raised", 0, articlesFrom(0, 3)...)
	r.settled(t)
	answer, err := real.client(t).CreatePartitions(t.Context(), &kafka.CreatePartitionsRequest{Topics: []kafka.TopicPartitionsConfig{{Name: "raised", Count: 5}}})
	if err != nil || answer.Errors["raised"] != nil {
		t.Fatalf("raise the partitions: %v %v", err, answer)
	}
	for partition := 1; partition < 5; partition++ {
		real.put(t, "raised", partition, articlesFrom(10*partition, partition)...)
	}
	within(t, 20*time.Second, "all partitions are read", func() bool { return len(r.ingest.Positions()) == 5 })
	r.settled(t)
	if got, want := r.kept(t), (kept{Sources: 5, Accepted: 3 + 1 + 2 + 3 + 4}); got != want {
		t.Errorf("the ledger keeps %+v, want %+v", got, want)
	}
	if got := articlesOf(t, r.product, "YT-C01"); got != "13" {
		t.Errorf("%s articles, want 13", got)
	}
}

// TestKafkaOffsetsReset lets an operator set the group's offsets back, forward and away. They are hints for others'
// tools: neither the running product nor the next start heeds them.
func TestKafkaOffsetsReset(t *testing.T) {
	real := sharedKafka.get(t)
	real.topic(t, "reset", 1)
	cfg := demoConfig(t, real.plaintext, sharedEngine.get(t).DSN("reset"), "reset")
	cfg.Kafka.Group = "reset-by-an-operator"
	client := real.client(t)
	committed := func() int64 {
		answer, err := client.OffsetFetch(t.Context(), &kafka.OffsetFetchRequest{GroupID: cfg.Kafka.Group, Topics: map[string][]int{"reset": {0}}})
		if err != nil || answer.Error != nil || len(answer.Topics["reset"]) != 1 {
			return -1
		}
		return answer.Topics["reset"][0].CommittedOffset
	}
	reset := func(offset int64) {
		t.Helper()
		within(t, time.Minute, fmt.Sprintf("the group is set to %d", offset), func() bool {
			answer, err := client.OffsetCommit(t.Context(), &kafka.OffsetCommitRequest{GroupID: cfg.Kafka.Group, GenerationID: -1, Topics: map[string][]kafka.OffsetCommit{"reset": {{Partition: 0, Offset: offset}}}})
			return err == nil && len(answer.Topics["reset"]) == 1 && answer.Topics["reset"][0].Error == nil
		})
	}
	sent := 0
	for _, offset := range []int64{0, 1000, 2} {
		r := startProduct(t, cfg)
		real.put(t, "reset", 0, articlesFrom(sent, 5)...)
		reset(offset)
		real.put(t, "reset", 0, articlesFrom(sent+5, 5)...)
		sent += 10
		r.settled(t)
		if got, want := r.kept(t), (kept{Sources: 1, Accepted: sent}); got != want {
			t.Errorf("reset to %d: the ledger keeps %+v, want %+v", offset, got, want)
		}
		if err := r.app.Stop(); err != nil {
			t.Fatal(err)
		}
		reset(offset)
	}
	r := startProduct(t, cfg)
	real.put(t, "reset", 0, articlesFrom(sent, 1)...)
	within(t, time.Minute, "the hint is right again", func() bool { return committed() == int64(sent+1) })
	r.settled(t)
	if got, want := r.kept(t), (kept{Sources: 1, Accepted: sent + 1}); got != want || articlesOf(t, r.product, "YT-C01") != fmt.Sprint(sent+1) {
		t.Errorf("the ledger keeps %+v, want %+v, and %s articles", got, want, articlesOf(t, r.product, "YT-C01"))
	}
}

// TestKafkaTopicRecreated deletes a topic and makes it anew: its offsets begin at 0 again, as those of a new source.
func TestKafkaTopicRecreated(t *testing.T) {
	real := sharedKafka.get(t)
	real.topic(t, "recreated", 1)
	r := startProduct(t, demoConfig(t, real.plaintext, sharedEngine.get(t).DSN("recreated"), "recreated"))
	real.put(t, "recreated", 0, articlesFrom(0, 9)...)
	r.settled(t)
	first := r.ingest.Positions()[0].Src
	answer, err := real.client(t).DeleteTopics(t.Context(), &kafka.DeleteTopicsRequest{Topics: []string{"recreated"}})
	if err != nil || answer.Errors["recreated"] != nil {
		t.Fatalf("delete the topic: %v %v", err, answer)
	}
	within(t, 20*time.Second, "health tells that the topic is away", func() bool {
		fault := r.ingest.Health()
		return fault != nil && strings.Contains(fault.Error(), "topic recreated does not exist")
	})
	real.topic(t, "recreated", 1)
	real.put(t, "recreated", 0, articlesFrom(5, 8)...) // four of them were counted before
	within(t, 20*time.Second, "the new source is read", func() bool {
		at := r.ingest.Positions()
		return len(at) == 1 && at[0].Src != first && at[0].Next == 8
	})
	r.settled(t)
	if got, want := r.kept(t), (kept{Sources: 2, Accepted: 9 + 8}); got != want || articlesOf(t, r.product, "YT-C01") != "13" {
		t.Errorf("the ledger keeps %+v, want %+v, and %s articles, want 13", got, want, articlesOf(t, r.product, "YT-C01"))
	}
}
