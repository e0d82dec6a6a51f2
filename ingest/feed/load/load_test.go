package load

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"unionscreen/deploy/demo"
	"unionscreen/ingest/event"
	"unionscreen/ingest/feed"
)

func testConfig(t testing.TB, events int) Config {
	t.Helper()
	cfg := Default()
	cfg.Quarter, cfg.Events = "2026-Q3", events
	for _, row := range rowsOf(t, demo.Registry) {
		cfg.Unions = append(cfg.Unions, Union{Code: row[0], Parent: row[3], Channel: "wechat", Account: row[0] + "-own", Index: "wci"})
	}
	for _, row := range rowsOf(t, demo.Services) {
		cfg.Services = append(cfg.Services, Service{Code: row[0], Kind: row[2]})
	}
	return cfg
}

func rowsOf(t testing.TB, text []byte) [][]string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

func drain(t testing.TB, cfg Config) ([]feed.Message, Truth) {
	t.Helper()
	s, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	var all []feed.Message
	for batch := s.Next(700); len(batch) > 0; batch = s.Next(700) {
		all = append(all, batch...)
	}
	return all, s.Truth()
}

// TestRecordsAreWhatTheTruthSays holds the records against the decoder: how many are accepted, for what reasons the
// others are not, which identities contradict themselves; no business time lies at or after the latest.
func TestRecordsAreWhatTheTruthSays(t *testing.T) {
	cfg := testConfig(t, 60_000)
	all, truth := drain(t, cfg)
	decoderConfig := event.Default()
	decoderConfig.Key = []byte("a key for the tests only")
	decoder, err := event.New(decoderConfig)
	if err != nil {
		t.Fatal(err)
	}
	contents, conflicts := map[[16]byte][16]byte{}, map[[16]byte]bool{}
	rejected, types := map[string]int{}, map[string]int{}
	accepted := 0
	for _, m := range all {
		e, why := decoder.Decode(event.Input{Value: m.Value, At: truth.Latest})
		if why != nil {
			rejected[why.Reason]++
			continue
		}
		accepted++
		types[e.Type]++
		if !e.Time.Before(truth.Latest) {
			t.Fatalf("%s lies at %s, not before %s", e.ID, e.Time, truth.Latest)
		}
		if content, known := contents[e.Ident]; known && content != e.Content {
			conflicts[e.Ident] = true
		}
		contents[e.Ident] = e.Content
	}
	if len(all) != truth.Messages || accepted != truth.Accepted || len(contents) != truth.Events || truth.Events != cfg.Events {
		t.Errorf("%d messages, %d accepted, %d identities; the truth says %d, %d, %d of %d",
			len(all), accepted, len(contents), truth.Messages, truth.Accepted, truth.Events, cfg.Events)
	}
	if len(conflicts) != truth.Conflicts || truth.Conflicts == 0 {
		t.Errorf("%d identities in conflict, the truth says %d", len(conflicts), truth.Conflicts)
	}
	if !reflect.DeepEqual(rejected, truth.Rejected) {
		t.Errorf("rejected\n%v, the truth says\n%v", rejected, truth.Rejected)
	}
	if len(types) != 36 {
		t.Errorf("%d types of events, want 36: %v", len(types), types)
	}
	if truth.Void != "" || truth.Stopped {
		t.Errorf("a whole run is void (%q) or stopped", truth.Void)
	}
}

// TestSameSeedSameBytes: the same configuration gives the same messages and truth, another seed others.
func TestSameSeedSameBytes(t *testing.T) {
	cfg := testConfig(t, 5_000)
	one, first := drain(t, cfg)
	two, second := drain(t, cfg)
	if !reflect.DeepEqual(one, two) || !bytes.Equal(written(t, first), written(t, second)) {
		t.Error("the same seed gives other messages or another truth")
	}
	cfg.Seed = 2
	if other, third := drain(t, cfg); reflect.DeepEqual(one, other) || bytes.Equal(written(t, first), written(t, third)) {
		t.Error("another seed gives the same")
	}
}

func written(t *testing.T, truth Truth) []byte {
	t.Helper()
	text, err := json.Marshal(truth)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestDisorderAndCopiesLeaveTheTruth: it depends on the set of events only.
func TestDisorderAndCopiesLeaveTheTruth(t *testing.T) {
	cfg := testConfig(t, 5_000)
	cfg.Duplicates, cfg.Disorder = 0, 0
	straight, want := drain(t, cfg)
	cfg.Disorder = 300
	mixed, got := drain(t, cfg)
	if !bytes.Equal(written(t, want), written(t, got)) {
		t.Error("disorder changes the truth")
	}
	place := map[string]int{}
	for i, m := range straight {
		place[string(m.Value)] = i
	}
	moved := 0
	for i, m := range mixed {
		by := i - place[string(m.Value)]
		if by < -300 || by > 300 {
			t.Fatalf("a message was moved by %d places", by)
		}
		if by != 0 {
			moved++
		}
	}
	if len(mixed) != len(straight) || moved < len(mixed)/2 {
		t.Errorf("%d of %d messages were moved", moved, len(mixed))
	}
}

// TestStopGivesWhatIsPlanned: after a stop the rest of the window comes, and the truth is of exactly that.
func TestStopGivesWhatIsPlanned(t *testing.T) {
	cfg := testConfig(t, 50_000)
	cfg.Disorder = 500
	s, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	sent := len(s.Next(2000))
	s.Stop()
	for batch := s.Next(100); len(batch) > 0; batch = s.Next(100) {
		sent += len(batch)
	}
	truth := s.Truth()
	if truth.Messages != sent || !truth.Stopped || truth.Events >= cfg.Events || sent < 2000 || sent > 3000 {
		t.Errorf("%d messages were sent; the truth says %d, stopped %v", sent, truth.Messages, truth.Stopped)
	}
}

func TestConfigRefuses(t *testing.T) {
	cfg := Default()
	cfg.Events, cfg.Duplicates, cfg.Disorder, cfg.RepeatLimit, cfg.Quarter = 0, 101, -1, 0, "2026-09"
	_, err := New(cfg)
	for _, part := range []string{"events 0", "duplicates 101", "disorder -1", "no unions", "no services", "repeat limit 0", `period "2026-09"`} {
		if err == nil || !bytes.Contains([]byte(err.Error()), []byte(part)) {
			t.Errorf("error %v does not name %q", err, part)
		}
	}
	cfg = testConfig(t, 10)
	cfg.Latest = time.Date(2026, 10, 1, 3, 0, 0, 0, time.UTC)
	if _, err := New(cfg); err == nil {
		t.Error("a quarter that ended a few hours ago is taken")
	}
}

func BenchmarkPlan(b *testing.B) {
	cfg := testConfig(b, maxEvents)
	s, err := New(cfg)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	messages := 0
	for b.Loop() {
		messages += len(s.Next(1))
	}
	b.ReportMetric(float64(messages)/b.Elapsed().Seconds(), "messages/s")
}
