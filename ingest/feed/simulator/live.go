package simulator

import (
	"fmt"
	"time"

	"unionscreen/ingest/feed"
)

// Live readings keep the wall moving while somebody watches. They come on top of the city's own life, in seconds that
// were lived through and not replayed, and have no consequences: a second that is generated again with fewer of them
// gives some of the same events, never others.
const (
	hotReaders  = 40   // of a unit: they come back so often that the repeat guard takes most of their readings out
	coldReaders = 4000 // of a unit
	waveSeconds = 300  // how long a wave of attention stays with two of the unions
)

// live gives the readings of one second; rate is their mean number. The night is quiet, not dead.
func (s *stream) live(second time.Time, rate float64) []feed.Message {
	d := roll(s.seed, "live", second.Unix())
	weights := s.wave(second)
	count := d.count(rate * (0.35 + 0.65*min(reading(second), 3)))
	var batch []feed.Message
	for k := range count {
		own := roll(s.seed, "live reading", second.Unix()<<12|int64(k))
		n := own.pick(weights)
		readers := hotReaders
		if own.chance(0.25) {
			readers = coldReaders
		}
		r := s.readingOf(&own, n, fmt.Sprintf("%s-v%04d", s.units[n].Union, own.below(readers)))
		r.ID = fmt.Sprintf("live-%s-%d", second.In(zone).Format("20060102-150405"), k)
		r.Time = second.Add(time.Duration(own.below(1_000_000)) * time.Microsecond)
		if own.chance(0.03) {
			r.Time = r.Time.Add(-time.Duration(own.below(90_000_000)) * time.Microsecond)
		}
		value, err := r.Value()
		if err != nil {
			s.fail(err)
			return nil
		}
		msg := feed.Message{Topic: s.topics.Of(r.Type), Key: r.Key(), Value: value}
		if own.chance(0.001) {
			msg.Value = spoiled(&own, msg.Value)
		}
		batch = append(batch, msg)
		if own.chance(0.02) {
			batch = append(batch, msg)
		}
	}
	return batch
}

// wave weighs the units by their readings, two of them six times for the length of a wave.
func (s *stream) wave(second time.Time) []float64 {
	d := roll(s.seed, "wave", second.Unix()/waveSeconds)
	first, other := d.below(len(s.units)), d.below(len(s.units))
	var weights []float64
	for i := range s.units {
		w := s.units[i].share(s.units[i].Reads) + 0.01
		if i == first || i == other {
			w *= 6
		}
		weights = add(weights, w)
	}
	return weights
}
