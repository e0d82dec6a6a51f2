package ingest

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/segmentio/kafka-go"

	"unionscreen/ingest/broker"
)

func TestPartitionsAreFoundWhileRunning(t *testing.T) {
	b := startBroker(t, nil)
	m := newMemory()
	in := startIngest(t, testConfig(b.Addr()), Deps{Ledger: m})
	eventually(t, "4 partitions are read", func() bool { return len(in.Positions()) == 4 })
	client := plainClient(b.Addr())
	res, err := client.CreatePartitions(t.Context(), &kafka.CreatePartitionsRequest{Topics: []kafka.TopicPartitionsConfig{{Name: "work", Count: 4}}})
	if err != nil || res.Errors["work"] != nil {
		t.Fatal(err, res)
	}
	for part := range 4 {
		value := read("work", part).Value
		produced, err := client.Produce(t.Context(), &kafka.ProduceRequest{
			Topic: "work", Partition: part, RequiredAcks: kafka.RequireAll, Records: kafka.NewRecordReader(kafka.Record{Value: kafka.NewBytes(value)}),
		})
		for err != nil { // kafka-go's client knows the new partition a little later
			if t.Context().Err() != nil {
				t.Fatal(err)
			}
			produced, err = client.Produce(t.Context(), &kafka.ProduceRequest{
				Topic: "work", Partition: part, RequiredAcks: kafka.RequireAll, Records: kafka.NewRecordReader(kafka.Record{Value: kafka.NewBytes(value)}),
			})
			time.Sleep(10 * time.Millisecond)
		}
		if produced.Error != nil {
			t.Fatal(produced.Error)
		}
	}
	eventually(t, "the new partitions' events are stored", func() bool { return m.stored() == 4 })
	checkOnce(t, m, 0, 4)
	if n := len(in.Positions()); n != 7 {
		t.Errorf("%d partitions are listed, want 7", n)
	}
}

func TestARecreatedTopicIsANewSource(t *testing.T) {
	b := startBroker(t, nil)
	m := newMemory()
	in := startIngest(t, testConfig(b.Addr()), Deps{Ledger: m})
	p := startProducer(t, b.Addr(), nil)
	send(t, p, reads("work", 0, 100)...)
	eventually(t, "the first topic is stored", func() bool { return m.stored() == 100 })
	client := plainClient(b.Addr())
	if res, err := client.DeleteTopics(t.Context(), &kafka.DeleteTopicsRequest{Topics: []string{"work"}}); err != nil || res.Errors["work"] != nil {
		t.Fatal(err, res)
	}
	eventually(t, "the absent topic shows", func() bool {
		err := in.Health()
		return err != nil && strings.Contains(err.Error(), "topic work does not exist")
	})
	if res, err := client.CreateTopics(t.Context(), &kafka.CreateTopicsRequest{Topics: []kafka.TopicConfig{{Topic: "work", NumPartitions: 1, ReplicationFactor: 1}}}); err != nil || res.Errors["work"] != nil {
		t.Fatal(err, res)
	}
	send(t, p, reads("work", 100, 130)...) // fewer than before: offsets begin at 0 again
	eventually(t, "the second topic is stored", func() bool { return m.stored() == 130 })
	checkOnce(t, m, 0, 130)
	checkCover(t, m, in)
	bySource := map[string]int{}
	for _, r := range m.snapshot() {
		bySource[r.Src]++
	}
	if len(bySource) != 2 {
		t.Errorf("rows by source: %v, want two sources", bySource)
	}
	eventually(t, "ingest is healthy", func() bool { return in.Health() == nil })
}

func TestRetentionOverUnreadRecordsRaisesAnAlarm(t *testing.T) {
	b := startBroker(t, func(cfg *broker.Config) {
		cfg.SegmentBytes, cfg.RetentionBytes, cfg.RetentionCheck = 4<<10, 16<<10, 5*time.Millisecond
	})
	m := newMemory()
	in := startIngest(t, testConfig(b.Addr()), Deps{Ledger: m})
	p := startProducer(t, b.Addr(), nil)
	send(t, p, reads("work", 0, 10)...)
	eventually(t, "the first events are stored", func() bool { return m.stored() == 10 })
	stopIngest(t, in)
	for from := 10; from < 1010; from += 10 {
		send(t, p, reads("work", from, from+10)...)
	}
	in = startIngest(t, testConfig(b.Addr()), Deps{Ledger: m})
	var alarm *Alarm
	eventually(t, "the alarm is raised", func() bool { return errors.As(in.Health(), &alarm) })
	if alarm.Topic != "work" || alarm.Mark != 10 || alarm.Start <= 10 || alarm.End != 1010 {
		t.Errorf("alarm %+v", alarm)
	}
	for _, want := range []string{"work/0", "mark 10", fmt.Sprintf("begins at offset %d", alarm.Start)} {
		if !strings.Contains(alarm.Error(), want) {
			t.Errorf("the alarm does not say %q: %s", want, alarm)
		}
	}
	// The others go on; what is known to be missing keeps as_of back.
	send(t, p, reads("reads", 0, 50)...)
	eventually(t, "the other topic is stored", func() bool { return m.stored() == 60 })
	if at := in.AsOf(); !at.IsZero() {
		t.Errorf("as_of is %s although records are missing", at)
	}
	shown := false
	for _, p := range in.Positions() {
		shown = shown || p.Topic == "work" && p.Alarm == alarm.Error() && p.Next == 10
	}
	if !shown {
		t.Errorf("positions do not show the alarm: %+v", in.Positions())
	}
}

func TestALogThatEndsBelowTheMarkRaisesAnAlarm(t *testing.T) {
	b := startBroker(t, nil)
	m := newMemory()
	in := startIngest(t, testConfig(b.Addr()), Deps{Ledger: m})
	p := startProducer(t, b.Addr(), nil)
	send(t, p, reads("work", 0, 10)...)
	eventually(t, "the events are stored", func() bool { return m.stored() == 10 })
	stopIngest(t, in)
	m.set(func(m *memory) { m.marks[m.rows[0].Src] = 25 }) // as if the broker had lost its last records
	in = startIngest(t, testConfig(b.Addr()), Deps{Ledger: m})
	var alarm *Alarm
	eventually(t, "the alarm is raised", func() bool { return errors.As(in.Health(), &alarm) })
	if !strings.Contains(alarm.Error(), "ends at offset 10, below our mark 25") {
		t.Errorf("alarm: %s", alarm)
	}
}

func TestRetentionWhileReadingRaisesAnAlarm(t *testing.T) {
	b := startBroker(t, func(cfg *broker.Config) {
		cfg.SegmentBytes, cfg.RetentionBytes, cfg.RetentionCheck = 4<<10, 16<<10, 5*time.Millisecond
	})
	m := newMemory()
	m.slow = make(chan struct{})
	cfg := testConfig(b.Addr())
	cfg.MaxRows, cfg.FetchBytes, cfg.LedgerTimeout, cfg.ProbeEvery = 1, 1<<10, time.Minute, time.Minute
	in := startIngest(t, cfg, Deps{Ledger: m})
	p := startProducer(t, b.Addr(), nil)
	// The batch is full with the first row and the ledger does not answer; fetched chunks fill the way to it.
	for from := 0; from < 3000; from += 10 {
		send(t, p, reads("work", from, from+10)...)
	}
	close(m.slow)
	eventually(t, "all is stored, or the alarm is raised", func() bool {
		var alarm *Alarm
		return m.stored() == 3000 || errors.As(in.Health(), &alarm)
	})
	var alarm *Alarm
	if errors.As(in.Health(), &alarm) && (alarm.Start <= alarm.Mark || alarm.Mark <= 0) {
		t.Errorf("alarm %+v", alarm)
	}
	checkOnce(t, m, 0, m.stored())
}
