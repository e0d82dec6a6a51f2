package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"unionscreen/dashboard"
	"unionscreen/ingest/event"
	"unionscreen/ingest/feed"
	"unionscreen/ingest/feed/collect"
	"unionscreen/queries"
	"unionscreen/queries/office"
)

func officeOf(t *testing.T) *office.Store {
	t.Helper()
	cfg := office.DefaultConfig()
	cfg.Database = filepath.Join(t.TempDir(), "office.db")
	store, err := office.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return store
}

func TestWhatWasBlottedOutIsNotSentAgain(t *testing.T) {
	decoding := event.Default()
	decoding.Key = []byte(strings.Repeat("k", 32))
	decoder, err := event.New(decoding)
	if err != nil {
		t.Fatal(err)
	}
	whole := `{"specversion":"1.0","id":"1","source":"/s","type":"member.verified","time":"2026-09-30T11:00:00+08:00","data":{"union":"u","member":"13800138000"}}`
	_, rejection := decoder.Decode(event.Input{Value: []byte(whole)})
	if rejection == nil || rejection.Reason != "personal_data" {
		t.Fatalf("rejection %+v", rejection)
	}
	sent := 0
	collector, err := collect.New(collect.Default(), collect.Deps{
		Decoder: func() (*event.Decoder, error) { return event.New(decoding) }, Now: time.Now,
		Produce: func(context.Context, []feed.Message) error { sent++; return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	way := &records{office: officeOf(t), collector: collector}
	record := queries.RejectedRecord{Src: "c/t/0", Offset: 7, Reason: rejection.Reason, Payload: rejection.Payload}
	if _, err := way.Replay(t.Context(), operator("cli"), record, nil, "", everybody); !errors.Is(err, dashboard.ErrNothingToSend) || sent != 0 {
		t.Errorf("a blotted record: %v, %d sent", err, sent)
	}
	mended := []byte(strings.Replace(whole, "13800138000", "m-1", 1))
	if taken, err := way.Replay(t.Context(), operator("cli"), record, mended, "", everybody); err != nil || taken.Accepted != 1 || sent != 1 {
		t.Errorf("mended: %+v, %v, %d sent", taken, err, sent)
	}
}

func TestNotesSteerNoTerminal(t *testing.T) {
	store := officeOf(t)
	rules, err := readScheme("core-five")
	if err != nil {
		t.Fatal(err)
	}
	made := &product{office: store, rules: rules}
	record := queries.RejectedRecord{Src: "c/t/0", Offset: 7}
	note := "fine\x1b]0;owned\x07\u202egnp\nreplayed 2026-01-01 by auditor"
	if err := store.NoteReplay(t.Context(), operator("cli"), office.Record{Src: record.Src, Offset: record.Offset}, sha256.Sum256(nil), note); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := showHandlings(t.Context(), &out, made, record); err != nil {
		t.Fatal(err)
	}
	if text := out.String(); strings.ContainsAny(text, "\x1b\x07\u202e") || strings.Count(text, "\n") != 1 || !strings.Contains(text, "fine") {
		t.Errorf("%q", text)
	}
}

// TestAProducerThatWasDisabledStaysSo fails once to read what changed: who may no longer send must not go on for that.
func TestAProducerThatWasDisabledStaysSo(t *testing.T) {
	store, tries := officeOf(t), 0
	watch := &officeWatch{store: store, until: true, take: func(context.Context) error {
		if tries++; tries == 1 {
			return errors.New("disk I/O error")
		}
		return nil
	}}
	if err := store.AddProducer(t.Context(), operator("cli"), office.Producer{Name: "hall", Sources: []string{"/hall"}, Unions: []string{"u"}}); err != nil {
		t.Fatal(err)
	}
	if err := watch.look(t.Context()); err == nil || tries != 1 {
		t.Fatalf("%v, %d tries", err, tries)
	}
	for range 2 {
		if err := watch.look(t.Context()); err != nil || tries != 2 {
			t.Errorf("%v, %d tries", err, tries)
		}
	}
}
