package main

import (
	"context"
	"fmt"
	"reflect"
	"testing"
	"time"

	"unionscreen/aggregator"
	"unionscreen/queries"
	"unionscreen/queries/office"
)

// within waits until what holds becomes true.
func within(t *testing.T, patience time.Duration, what string, holds func() bool) {
	t.Helper()
	for until := time.Now().Add(patience); !holds(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatalf("not within %s: %s", patience, what)
		}
	}
}

// TestOfficeReachesTheRunningProduct starts without any union. What another process imports and registers then holds
// without a restart: the standings begin, and events from Kafka are judged by their producers.
func TestOfficeReachesTheRunningProduct(t *testing.T) {
	kafka := startBroker(t, "office")
	cfg := demoConfig(t, kafka.Addr(), sharedEngine.get(t).DSN("office"), "office")
	registry, services := cfg.Registry.File, cfg.Registry.Services
	cfg.Registry.File, cfg.Registry.Services = "", ""
	r := startProduct(t, cfg)
	if err := r.caughtUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if faults := r.health(); len(r.tally.Unions()) != 0 || r.tally.Current() != nil || len(faults) != 1 || faults[0].Part != "registry" || faults[0].Message != errEmptyRegistry.Error() {
		t.Fatalf("without unions: %d unions, %+v", len(r.tally.Unions()), faults)
	}
	other, err := openStoreOf(t.Context(), cfg) // as a command would
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = other.Close() })
	if err := firstImport(t.Context(), other, registry, services); err != nil {
		t.Fatal(err)
	}
	within(t, 10*time.Second, "standings of the imported unions", func() bool { return r.tally.Current() != nil })
	if faults := r.health(); len(faults) != 0 {
		t.Errorf("with unions: %+v", faults)
	}

	produce, err := producer(r.app, cfg.Kafka, nil)
	if err != nil {
		t.Fatal(err)
	}
	sent := 0
	publish := func(source, union string) {
		sent++
		event := fmt.Sprintf(`{"specversion":"1.0","id":"%d","source":%q,"type":"article.published","time":"2026-08-10T10:00:00+08:00","data":{"union":%q,"article":"a-%d","channel":"website"}}`,
			sent, source, union, sent)
		send(t, produce, "office", [][]byte{[]byte(event)}, 1)
	}
	publish("/anybody", "YT-C02") // nobody is registered: every source is let in
	r.settled(t)
	by := office.Actor{Who: "test", Place: "cli"}
	if err := other.AddProducer(t.Context(), by, office.Producer{Name: "hall", Sources: []string{"/hall/*"}, Unions: []string{"YT-C01"}}); err != nil {
		t.Fatal(err)
	}
	within(t, 5*time.Second, "the producer is known", r.producers.Registered)
	publish("/hall/1", "YT-C01-01")
	publish("/hall/1", "YT-C02")
	publish("/anybody", "YT-C01")
	r.settled(t)
	if err := other.DisableProducer(t.Context(), by, "hall"); err != nil {
		t.Fatal(err)
	}
	within(t, 5*time.Second, "the producer is out", func() bool {
		known, _ := r.producers.Scope("/hall/1", "YT-C01")
		return !known
	})
	publish("/hall/1", "YT-C01-01")
	r.settled(t)
	refused, err := r.store.RejectedRecords(t.Context(), queries.RejectedFilter{Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for _, record := range refused {
		got[record.Reason+" "+record.Source+" "+record.Union]++
	}
	want := map[string]int{"out_of_scope /hall/1 YT-C02": 1, "unknown_source /anybody YT-C01": 1, "unknown_source /hall/1 YT-C01-01": 1}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("refused %v, want %v", got, want)
	}
	for union, want := range map[string]string{"YT-C01": "1", "YT-C02": "1"} {
		if got := articlesOf(t, r.product, union); got != want {
			t.Errorf("%s has %s articles, want %s", union, got, want)
		}
	}
}

func articlesOf(t *testing.T, p *product, union string) string {
	t.Helper()
	set, err := p.tally.Measures(t.Context(), "2026-Q3", union)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range set.Measures {
		if m.Indicator == "articles" {
			return fmt.Sprint(m.Value)
		}
	}
	return "no"
}

// TestFaultyRegistryIsNotTakenOver imports, past the command's checks, what nobody could be ranked with.
func TestFaultyRegistryIsNotTakenOver(t *testing.T) {
	kafka := startBroker(t, "faulty")
	cfg := demoConfig(t, kafka.Addr(), sharedEngine.get(t).DSN("faulty"), "faulty")
	r := startProduct(t, cfg)
	before := len(r.tally.Unions())
	lonely := []office.Union{{Code: "A", Name: "A", ShortName: "A", Kind: "federation"}, {Code: "B", Name: "B", ShortName: "B", Parent: "A", Kind: "village"}}
	if _, err := r.office.Import(t.Context(), operator("cli"), office.Import{Registry: lonely}); err != nil {
		t.Fatal(err)
	}
	watch := &officeWatch{store: r.office, take: func(ctx context.Context) error {
		unions, _, err := r.office.Registry(ctx)
		if err != nil {
			return err
		}
		return r.tally.SetRegistry(unions)
	}}
	if err := watch.look(t.Context()); err == nil || len(r.tally.Unions()) != before {
		t.Errorf("error %v, %d unions", err, len(r.tally.Unions()))
	}
	if err := watch.look(t.Context()); err != nil {
		t.Errorf("told again without a change: %v", err)
	}
}

// TestNamesOfServices takes the latest name of a code.
func TestNamesOfServices(t *testing.T) {
	day := func(text string) time.Time {
		at, err := time.Parse(time.DateOnly, text)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	got := namesOf([]office.Service{
		{Code: "a", Name: "新", NameEN: "New", ValidFrom: day("2026-07-01")}, {Code: "a", Name: "旧"}, {Code: "b", Name: "乙"},
	})
	if want := map[string]aggregator.Names{"a": {ZH: "新", EN: "New"}, "b": {ZH: "乙"}}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v", got)
	}
}
