package main

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"unionscreen/ingest/feed"
)

// TestNoPersonalData is X6: identity and mobile numbers are planted wherever a string fits, in every way that something
// comes in; afterwards none of them is in what the product wrote: ledger, figures, office store, logs, answers, exports,
// dead letters.
//
// Two things hold them, and may. The log of Kafka is the transport, not a store of ours: it has what producers sent until
// its retention is over (RUNBOOK, "What Kafka keeps"). The file of rejected rows of an import gives its sender his own
// rows back, to mend them: it lies beside his file and is his alone.
func TestNoPersonalData(t *testing.T) {
	n := inventNumbers(10_000)
	dir := t.TempDir()
	log := &sharedText{}
	own := ownEngine(t, dir, newLogger(log, "debug"))
	w := startWatched(t, own, log, "watched")
	sent := w.plantInEvents(t, n, 15_000)
	w.plantInRequests(t, n)
	w.plantInFiles(t, n)
	w.readsAll(t)
	w.refusedMost(t, sent)
	w.asksForEverything(t)
	letters := w.letters(t)
	n.notIn(t, "the dead-letter topic", letters)
	if len(letters) < 100_000 {
		t.Errorf("only %d bytes of dead letters: they were not looked at", len(letters))
	}
	if err := w.app.Stop(); err != nil {
		t.Error(err)
	}
	rows := 0
	for name, text := range w.tables(t) {
		n.notIn(t, "table "+name, text)
		rows += bytes.Count(text, []byte("\n"))
	}
	if rows < sent {
		t.Errorf("only %d rows of tables: they were not looked at", rows)
	}
	if err := own.Stop(context.Background()); err != nil {
		t.Error(err)
	}
	held := n.nowhereIn(t, "the engine's directory:", dir)
	held += n.nowhereIn(t, "the office store:", w.officeDir)
	n.notIn(t, "the log", []byte(w.log.String()))
	n.notIn(t, "an answer or a command's output", []byte(w.said.String()))
	if t.Failed() {
		t.Logf("the log:\n%.5000s", w.log.String())
	}
	t.Logf("%d numbers planted, %d left; %d records by Kafka, %d rows of tables, %d bytes of files, %d of answers, %d of logs", len(n.all), len(n.left), sent, rows, held, len(w.said.String()), len(w.log.String()))
}

// TestLogsHoldNoNumbers: whatever an error quotes, a number of somebody is blotted out of its line.
func TestLogsHoldNoNumbers(t *testing.T) {
	var log sharedText
	newLogger(&log, "debug").Debug("request failed", "path", "/unions/13812345678", "error", errors.New("SELECT '11010519491231002X'"))
	if text := log.String(); !strings.HasSuffix(text, `msg="request failed" path=/unions/*********** error="SELECT '******************'"`+"\n") {
		t.Errorf("logged %s", text)
	}
}

// plantInEvents sends every record of the goldens with a number at each of its places, again and again in other
// disguises, until so many numbers are used. Every fifth is the Kafka key besides.
func (w *watched) plantInEvents(t *testing.T, n *numbers, most int) (sent int) {
	t.Helper()
	var plants []func(string) feed.Message
	for _, golden := range goldenRecords(t) {
		plants = append(plants, golden.plants()...)
	}
	if len(plants) < 4000 {
		t.Errorf("only %d places to plant in", len(plants))
	}
	var batch []feed.Message
	for used := 0; used < most; used++ {
		m := plants[used*7919%len(plants)](n.next()) // far apart: the same place comes again in another disguise
		m.Topic = "union-work"
		if used%5 == 0 {
			m.Key = n.next()
			used++
		}
		sent++
		if batch = append(batch, m); len(batch) == 1000 || used >= most-2 {
			if err := w.produce(t.Context(), batch); err != nil {
				t.Fatal(err)
			}
			batch = nil
		}
	}
	return sent
}

// refusedMost makes sure that the test means something: most of what was planted is refused for it.
func (w *watched) refusedMost(t *testing.T, sent int) {
	t.Helper()
	counts, err := w.store.SourceCounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var accepted, rejected uint64
	for _, c := range counts {
		accepted, rejected = accepted+c.Accepted, rejected+c.Rejected
	}
	found := string(w.ask(t, "GET", "/api/v1/rejected/counts?reason=personal_data", "", nil))
	if accepted+rejected < uint64(sent) || rejected < uint64(sent)*9/10 || strings.Count(found, `"personal_data"`) == 0 {
		t.Errorf("of %d sent %d were accepted, %d rejected; personal_data: %.300s", sent, accepted, rejected, found)
	}
}
