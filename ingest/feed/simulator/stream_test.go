package simulator

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"unionscreen/ingest/event"
	"unionscreen/ingest/feed"
)

func decoder(t testing.TB) *event.Decoder {
	t.Helper()
	cfg := event.Default()
	cfg.Key = []byte("a key for the tests only")
	d, err := event.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Every event is accepted but the deliberate ones, and no identity ever has two contents: the same events told twice,
// by day and live, contradict nothing.
func TestEventsAreAcceptedAndConsistent(t *testing.T) {
	cfg := demoConfig(t)
	start, end := instant(t, "2026-07-01T00:00:00+08:00"), instant(t, "2026-08-15T10:00:00+08:00")
	units, err := settle(cfg.Unions, cfg.Characters)
	if err != nil {
		t.Fatal(err)
	}
	s := newStream(cfg, units, start, start)
	batch, err := s.upTo(end)
	if err != nil {
		t.Fatal(err)
	}
	for second := end; second.Before(end.Add(10 * time.Minute)); second = second.Add(time.Second) {
		more, err := s.upTo(second.Add(time.Second))
		if err != nil {
			t.Fatal(err)
		}
		batch = append(append(batch, more...), s.live(second, cfg.Rate)...)
	}
	d := decoder(t)
	contents, reasons, types := map[[16]byte][16]byte{}, map[string]int{}, map[string]int{}
	repeats := 0
	for _, m := range batch {
		e, rejected := d.Decode(event.Input{Value: m.Value, At: end.Add(10 * time.Minute)})
		if rejected != nil {
			reasons[rejected.Reason]++
			continue
		}
		types[e.Type]++
		if want := cfg.Topics.Of(e.Type); m.Topic != want || m.Key != e.Union {
			t.Fatalf("%s of %s has topic %q and key %q, want %q", e.Type, e.Union, m.Topic, m.Key, want)
		}
		content, known := contents[e.Ident]
		if known && content != e.Content {
			t.Fatalf("two contents under %s %s", e.Source, e.ID)
		}
		if known {
			repeats++
		}
		contents[e.Ident] = e.Content
	}
	bad := 0
	for reason, n := range reasons {
		bad += n
		if !slices.Contains([]string{"malformed_json", "not_cloudevents", "unknown_type", "missing_field:data.article", "bad_value:data.union"}, reason) {
			t.Errorf("%d events rejected: %s", n, reason)
		}
	}
	if len(types) != 35 {
		t.Errorf("types %v, want 35 of them: all but incidents", types)
	}
	if low, high := len(batch)/3000, len(batch)/300; bad < low || bad > high || len(reasons) != 5 {
		t.Errorf("%d of %d are bad for %v, want about one in a thousand for five reasons", bad, len(batch), reasons)
	}
	if share := float64(repeats) / float64(len(batch)); share < 0.01 || share > 0.05 {
		t.Errorf("%.3f of the events come twice, want a few percent", share)
	}
}

// A restart at any instant goes on exactly where the city was: the emissions from there on are the same bytes in the
// same order as without a stop.
func TestRestartGoesOn(t *testing.T) {
	cfg := demoConfig(t)
	cfg.Scale = 0.3
	start, end := instant(t, "2026-04-01T00:00:00+08:00"), instant(t, "2026-06-12T09:00:20+08:00")
	units, err := settle(cfg.Unions, cfg.Characters)
	if err != nil {
		t.Fatal(err)
	}
	for _, cut := range []string{"2026-04-01T00:00:00+08:00", "2026-04-01T11:02:03+08:00", "2026-05-20T10:00:00+08:00", "2026-06-11T23:59:59+08:00"} {
		whole, parted := newStream(cfg, units, start, start), newStream(cfg, units, start, instant(t, cut))
		if _, err := whole.upTo(instant(t, cut)); err != nil {
			t.Fatal(err)
		}
		want, err := whole.upTo(end)
		if err != nil {
			t.Fatal(err)
		}
		got, err := parted.upTo(end)
		if err != nil {
			t.Fatal(err)
		}
		if len(want) == 0 || !slices.EqualFunc(got, want, same) {
			t.Fatalf("cut at %s: %d messages go on differently from %d", cut, len(got), len(want))
		}
		if !slices.EqualFunc(parted.live(end, 20), whole.live(end, 20), same) {
			t.Fatalf("cut at %s: the live second differs", cut)
		}
	}
}

func same(a, b feed.Message) bool {
	return a.Topic == b.Topic && a.Key == b.Key && bytes.Equal(a.Value, b.Value)
}

// A live second with a lower rate is a part of the same second with a higher one.
func TestLiveSecondsNest(t *testing.T) {
	cfg := demoConfig(t)
	units, err := settle(cfg.Unions, cfg.Characters)
	if err != nil {
		t.Fatal(err)
	}
	start := instant(t, "2026-04-01T00:00:00+08:00")
	s := newStream(cfg, units, start, start)
	if _, err := s.upTo(instant(t, "2026-04-03T15:00:00+08:00")); err != nil {
		t.Fatal(err)
	}
	total := 0
	for i := range 600 {
		second := instant(t, "2026-04-03T15:00:00+08:00").Add(time.Duration(i) * time.Second)
		few, many := s.live(second, 5), s.live(second, 40)
		total += len(many)
		if len(few) > len(many) || !slices.EqualFunc(few, many[:len(few)], same) {
			t.Fatalf("second %d: %d messages are no beginning of %d", i, len(few), len(many))
		}
	}
	if total < 600*20 || total > 600*80 {
		t.Errorf("%d live readings in 600 seconds at a rate of 40", total)
	}
	if night := len(s.live(instant(t, "2026-04-03T03:00:00+08:00"), 20)); night == 0 {
		t.Error("the night is dead")
	}
}

func TestSeedsDiffer(t *testing.T) {
	cfg := demoConfig(t)
	start := instant(t, "2026-04-01T00:00:00+08:00")
	one := lifeOf(t, cfg, start, start.Add(12*time.Hour))
	cfg.Seed = 2
	other := lifeOf(t, cfg, start, start.Add(12*time.Hour))
	if slices.EqualFunc(one, other, same) {
		t.Error("two seeds give one city")
	}
}

func TestRhythm(t *testing.T) {
	monday := instant(t, "2026-11-16T00:00:00+08:00")
	var read, work float64
	for m := range 7 * 24 * 60 {
		at := monday.Add(time.Duration(m) * time.Minute)
		read, work = read+reading(at), work+office(at)
	}
	for name, sum := range map[string]float64{"reading": read, "office": work} {
		if mean := sum / (7 * 24 * 60); mean < 0.99 || mean > 1.01 {
			t.Errorf("%s has a mean of %.3f over a week, want 1", name, mean)
		}
	}
	start, end := quarterOf(monday)
	sum, n := 0.0, 0
	for at := start; at.Before(end); at = at.Add(time.Hour) {
		sum, n = sum+drive(at), n+1
	}
	if mean := sum / float64(n); mean < 0.98 || mean > 1.02 {
		t.Errorf("the drive has a mean of %.3f over a quarter, want 1", mean)
	}
	for in, want := range map[string]string{
		"2026-11-20T10:00:00+08:00": "2026-11-20T10:00:00+08:00", // Friday in office hours
		"2026-11-20T18:00:00+08:00": "2026-11-23T09:00:00+08:00",
		"2026-11-21T00:00:00+08:00": "2026-11-23T08:30:00+08:00",
	} {
		got := opens(instant(t, in))
		if want := instant(t, want); got.Before(want.Add(-time.Hour)) || got.After(want.Add(time.Hour)) {
			t.Errorf("%s opens at %s, want about %s", in, got, want)
		}
	}
}

func TestSettleRefuses(t *testing.T) {
	for fault, unions := range map[string][]Union{
		"no root":             {{"A", "B"}, {"B", "A"}},
		"no unions below":     {{"A", ""}},
		"does not hang below": {{"R", ""}, {"A", "R"}, {"B", "C"}},
		"hang below the root": {{"R", ""}, {"A", "R"}, {"B", "C"}, {"C", "B"}},
	} {
		if _, err := settle(unions, nil); err == nil || !strings.Contains(err.Error(), fault) {
			t.Errorf("settle: %v, want %q", err, fault)
		}
	}
	units, err := settle([]Union{{"R", ""}, {"B", "R"}, {"A", "B"}}, nil)
	if err != nil || len(units) != 1 || !slices.Equal(units[0].below, []string{"B", "A"}) || units[0].Size == 0 {
		t.Errorf("settle gives %+v, %v", units, err)
	}
}
