package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime/pprof"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"unionscreen/ingest/event"
	"unionscreen/queries"
)

var recording sync.Mutex

// record adds figures to the results of make bench; without it figures are in the test's log only.
func record(name string, figures map[string]any) {
	path := os.Getenv("UNIONSCREEN_BENCH")
	if path == "" {
		return
	}
	recording.Lock()
	defer recording.Unlock()
	all := map[string]any{}
	if text, err := os.ReadFile(path); err == nil {
		_ = json.Unmarshal(text, &all)
	}
	all[name] = figures
	if text, err := json.MarshalIndent(all, "", "  "); err == nil {
		_ = os.WriteFile(path, append(text, '\n'), 0o644)
	}
}

// TestBenchIngest is S1: events from Kafka to committed ledger rows beside the appender alone with rows that are ready
// in memory, in one run, with the engine and the broker on the same cores. The small form proves that it works; make
// bench runs the large one.
func TestBenchIngest(t *testing.T) {
	events := 100_000
	if os.Getenv("UNIONSCREEN_BENCH") != "" {
		events = 1_000_000
	}
	kafka := startBroker(t, "bench")
	values := make([][]byte, events)
	for i := range values {
		values[i] = fmt.Appendf(nil, `{"specversion":"1.0","id":"01J9%020d","source":"/yt-c%02d/website","type":"article.read","time":"2026-11-%02dT%02d:%02d:%02d.%06d+08:00","data":{"union":"YT-C%02d","article":"a-%d","reader":"r-%d","channel":"website","agent":"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36"}}`,
			i, 1+i%15, 1+i%20, i%24, i%60, i/60%60, i%1_000_000, 1+i%15, i%997, i%10_007)
	}
	cfg := demoConfig(t, kafka.Addr(), sharedEngine.get(t).DSN("bench_ingest"), "bench")
	app := &App{}
	t.Cleanup(func() { _ = app.Stop() })
	p, err := newProduct(t.Context(), app, cfg, newLogger(os.Stderr, "error"))
	if err != nil {
		t.Fatal(err)
	}
	if err := p.openStore(t.Context(), app, true); err != nil {
		t.Fatal(err)
	}
	alone := appenderAlone(t, p, values)
	send(t, sender(t, kafka.Addr()), "bench", values, 10_000)

	profile := filepath.Join(t.TempDir(), "cpu.pprof")
	file, err := os.Create(profile)
	if err != nil {
		t.Fatal(err)
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		t.Fatal(err)
	}
	engineBefore, ownBefore, began := processCPU(t, sharedEngine.get(t).PID()), ownCPU(t), time.Now()
	if err := p.startIngest(t.Context(), app); err != nil {
		t.Fatal(err)
	}
	for stored := 0; stored < events; time.Sleep(5 * time.Millisecond) {
		if time.Since(began) > 5*time.Minute {
			t.Fatalf("%d of %d events are in the ledger after 5 minutes: %v", stored, events, p.ingest.Health())
		}
		stored = 0
		for _, at := range p.ingest.Positions() {
			stored += int(at.Next)
		}
	}
	took := time.Since(began)
	pprof.StopCPUProfile()
	_ = file.Close()
	rate := float64(events) / took.Seconds()
	figures := map[string]any{
		"events": events, "bytes_per_event": len(values[0]),
		"kafka_to_ledger_per_s": int(rate), "appender_alone_per_s": int(alone), "ratio": round2(rate / alone),
		"own_cpu_us_per_event":    round2((ownCPU(t) - ownBefore).Seconds() * 1e6 / float64(events)),
		"engine_cpu_us_per_event": round2((processCPU(t, sharedEngine.get(t).PID()) - engineBefore).Seconds() * 1e6 / float64(events)),
	}
	for stage, share := range stages(t, profile) {
		figures["cpu_percent_"+stage] = share
	}
	record("S1", figures)
	text, _ := json.Marshal(figures)
	t.Logf("S1 %s", text)
}

// appenderAlone stores the same rows, decoded beforehand, and answers rows per second.
func appenderAlone(t *testing.T, p *product, values [][]byte) float64 {
	t.Helper()
	decoding := event.Default()
	decoding.Key = []byte(p.cfg.Ingest.PseudonymKey)
	decoder, err := event.New(decoding)
	if err != nil {
		t.Fatal(err)
	}
	rows := make([]queries.LedgerRow, 0, len(values))
	for i, value := range values {
		ev, rejection := decoder.Decode(event.Input{Value: value, At: time.Now()})
		if rejection != nil {
			t.Fatalf("event %d is rejected: %s %s", i, rejection.Reason, rejection.Detail)
		}
		rows = append(rows, queries.LedgerRow{
			Src: "alone/0/0", Offset: uint64(i), OffsetEnd: uint64(i), Status: queries.Accepted, RecordTime: time.Now(),
			Source: ev.Source, ID: ev.ID, Type: ev.Type, Family: ev.Family, Ident: ev.Ident, Content: ev.Content, Time: ev.Time,
			Union: ev.Union, Thing: ev.Thing, Person: ev.Person, Channel: ev.Channel, Agent: ev.Agent, Data: ev.Data,
		})
	}
	if err := p.store.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	for at := 0; at < len(rows); at += 100_000 {
		if err := p.store.Append(t.Context(), rows[at:min(at+100_000, len(rows))]); err != nil {
			t.Fatal(err)
		}
	}
	return float64(len(rows)) / time.Since(began).Seconds()
}

func round2(f float64) float64 { return float64(int(f*100+0.5)) / 100 }

func ownCPU(t *testing.T) time.Duration {
	t.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		t.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// processCPU is the processor time of another process: fields 14 and 15 of its stat, in ticks of 10 ms.
func processCPU(t *testing.T, pid int) time.Duration {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		t.Fatal(err)
	}
	fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond
}

// stageOf names the functions that stand for a stage of ingest; what runs under them is theirs. kafka-go reads and
// writes its connections in goroutines of its own.
var stageOf = map[string]*regexp.Regexp{
	"fetch":  regexp.MustCompile(`^unionscreen/ingest\.\(\*(kafkaSide\)\.fetch|cursor\)\.next)$|^github\.com/segmentio/kafka-go\.\(\*conn\)\.run$`),
	"decode": regexp.MustCompile(`^unionscreen/ingest\.rowOf$`),
	"insert": regexp.MustCompile(`^unionscreen/queries\.\(\*Store\)\.Append$`),
}

// stages reads the share of the process's processor time that each stage took, in percent, from a profile.
func stages(t *testing.T, profile string) map[string]float64 {
	t.Helper()
	top, err := exec.Command("go", "tool", "pprof", "-top", "-cum", "-nodefraction=0", "-nodecount=5000", profile).Output()
	if err != nil {
		t.Fatalf("read the profile: %v", err)
	}
	if keep := os.Getenv("UNIONSCREEN_BENCH"); keep != "" {
		_ = os.WriteFile(filepath.Join(filepath.Dir(keep), "ingest-profile.txt"), top, 0o644)
	}
	shares := map[string]float64{}
	for line := range strings.Lines(string(top)) {
		fields := strings.Fields(line)
		if len(fields) < 6 {
			continue
		}
		function := strings.TrimSuffix(strings.Join(fields[5:], " "), " (inline)")
		for stage, functions := range stageOf {
			if functions.MatchString(function) {
				share, _ := strconv.ParseFloat(strings.TrimSuffix(fields[4], "%"), 64)
				shares[stage] = round2(shares[stage] + share)
			}
		}
	}
	return shares
}
