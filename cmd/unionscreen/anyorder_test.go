package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
)

// long says whether the long forms of make check are wanted.
func long() bool { return os.Getenv("UNIONSCREEN_CHECK") != "" }

// TestAnyOrder is R2: figures depend on the set of events only. Awkward events of all types, each one to five times, in
// many permutations and random batches, through the real broker and the real engine.
func TestAnyOrder(t *testing.T) {
	forms := []struct{ events, permutations int }{{20_000, 6}}
	if long() {
		forms = []struct{ events, permutations int }{{20_000, 100}, {100_000, 3}}
	}
	for _, form := range forms {
		t.Run(fmt.Sprint(form.events), func(t *testing.T) { anyOrder(t, form.events, form.permutations) })
	}
}

func anyOrder(t *testing.T, n, permutations int) {
	unions := []string{"YT-C01", "YT-C02", "YT-C03", "YT-C01-01", "YT-C01-02", "YT-C02-01"}
	events := awkward(1, n, unions)
	topics := make([]string, permutations)
	for i := range topics {
		topics[i] = fmt.Sprintf("order-%d", i)
	}
	kafka := startBroker(t, topics...)
	var first string
	for i, topic := range topics {
		name := fmt.Sprintf("any_order_%d_%d", n, i)
		ok := t.Run(name, func(t *testing.T) {
			cfg := demoConfig(t, kafka.Addr(), sharedEngine.get(t).DSN(name), topic)
			r := startProduct(t, cfg)
			produce, err := producer(r.app, cfg.Kafka, nil)
			if err != nil {
				t.Fatal(err)
			}
			mixed := events
			if i > 0 {
				mixed = shuffled(uint64(i), events)
			}
			send(t, produce, topic, mixed, 500+rand.New(rand.NewPCG(uint64(i), 1)).IntN(8000))
			r.settled(t)
			got := r.standings(t, "2026-Q3", "2026-07", "2026-08-10", "2026-09-30", "2026-Q2")
			if i == 0 {
				first = got
				r.agreesWithRecount(t, "2026-Q3", "2026-08-10", "2026-Q2")
			}
			if got != first {
				t.Errorf("permutation %d gives other figures:\n%s", i, firstDifference(first, got))
			}
		})
		if !ok {
			break // one example is enough to look into
		}
	}
}

// firstDifference shows the first lines that differ, with some around them.
func firstDifference(a, b string) string {
	left, right := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range left {
		if i >= len(right) || left[i] != right[i] {
			from, to := max(0, i-12), min(i+3, len(left), len(right))
			return fmt.Sprintf("line %d\n want %q\n have %q", i, left[from:to], right[from:to])
		}
	}
	return "one is longer"
}
