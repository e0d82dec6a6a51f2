package ingest

import (
	"context"
	"fmt"

	"github.com/segmentio/kafka-go"
)

// Alarm says that records were lost between broker and ledger, and that the partition therefore stands still.
type Alarm struct {
	Topic     string
	Partition int
	Src       string
	Mark      int64 // first offset that is not in the ledger
	Start     int64 // first offset of the log
	End       int64 // one after its last
}

func (a *Alarm) Error() string {
	if a.End < a.Mark {
		return fmt.Sprintf("%s/%d stands still: the log ends at offset %d, below our mark %d (its end was lost, or an old copy was restored); accept the gap to go on", a.Topic, a.Partition, a.End, a.Mark)
	}
	return fmt.Sprintf("%s/%d stands still: the log begins at offset %d, above our mark %d (retention ran over unread records); accept the gap to go on", a.Topic, a.Partition, a.Start, a.Mark)
}

// begin finds the first offset and makes sure that the log still holds it.
func (p *partition) begin(ctx context.Context) error {
	start, end, err := p.bounds(ctx)
	if err != nil {
		return err
	}
	p.end.Store(end)
	if p.mark.Load() < 0 {
		p.mark.Store(start)
		p.deps.Log.Info("new source of offsets", "topic", p.topic, "partition", p.partition, "src", p.src, "start", start, "end", end)
	}
	p.next = p.mark.Load()
	p.begun = true
	return p.compare(start, end)
}

// examine finds out why the broker refuses an offset: the topic is another one, or records are lost.
func (p *partition) examine(ctx context.Context) error {
	start, end, err := p.bounds(ctx)
	if err != nil {
		return err
	}
	return p.compare(start, end)
}

// bounds asks for the offsets of the log, provided that its topic is still ours.
func (p *partition) bounds(ctx context.Context) (start, end int64, err error) {
	v, err := p.side.look(ctx)
	if err != nil {
		return 0, 0, err
	}
	t := v.topics[p.topic]
	if t.errorCode == errTopicUnknown || t.id != "" && sourceOf(v.clusterID, t.id, p.partition) != p.src {
		return 0, 0, errRetired
	}
	v.topics = map[string]topicView{p.topic: t}
	starts, err := p.side.offsets(ctx, v, kafka.FirstOffset)
	if err != nil {
		return 0, 0, err
	}
	ends, err := p.side.offsets(ctx, v, kafka.LastOffset)
	if err != nil {
		return 0, 0, err
	}
	start, known := starts[p.place]
	end, alsoKnown := ends[p.place]
	if !known || !alsoKnown {
		return 0, 0, fmt.Errorf("ask for offsets: %s/%d is not among the answers", p.topic, p.partition)
	}
	return start, end, nil
}

// compare raises the alarm if the log does not hold what comes next.
func (p *partition) compare(start, end int64) error {
	if start <= p.next && p.next <= end {
		return nil
	}
	a := &Alarm{Topic: p.topic, Partition: p.partition, Src: p.src, Mark: p.next, Start: start, End: end}
	p.alarm.Store(a)
	return a
}
