package feed

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"slices"
	"time"

	"unionscreen/ingest/event"
	"unionscreen/ingest/feed/sheet"
)

type importer struct {
	cfg      ImportConfig
	mapping  *Mapping // nil: the rows are events
	rows     reader
	decoder  *event.Decoder
	produce  Produce
	progress func(Progress)

	bookmarkPath string
	bookmark     bookmark
	hash         hash.Hash // of the contents of the rows read
	rejects      *rejects
	report       Report
	read         int // rows dealt with, in all runs
	number       int // of the last of them
	batch        []Message
	types        map[string]int // of the batch, counted once it is acknowledged
}

func newImporter(cfg ImportConfig, m *Mapping, file *os.File) (*importer, error) {
	im := &importer{
		cfg: cfg, mapping: m, types: map[string]int{}, hash: sha256.New(),
		report: Report{Skipped: map[string]int{}, Events: map[string]int{}, Rejected: map[string]int{}},
	}
	if im.cfg.Now == nil {
		im.cfg.Now = time.Now
	}
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("it is not a plain file")
	}
	if !cfg.DryRun {
		im.bookmarkPath = cfg.Resume
	}
	said := im.said()
	if im.bookmark, err = readBookmark(im.bookmarkPath, said); err != nil {
		return nil, err
	}
	if im.rejects, err = openRejects(cfg, im.bookmark); err != nil {
		return nil, err
	}
	im.bookmark.Mapping, im.bookmark.Rejects = said, im.rejects.path
	// The decoder judges each event as ingest will. Persons' hashes are thrown away, so any key serves.
	decoding := event.Default()
	decoding.Key = []byte("hashes made with this are never kept")
	if im.decoder, err = event.New(decoding); err != nil {
		return nil, err
	}
	if err := im.open(file, info.Size()); err != nil {
		return nil, err
	}
	return im, im.goOn()
}

// said names everything but the file that decides which events come out.
func (im *importer) said() string {
	if im.mapping == nil {
		return "whole events"
	}
	if im.cfg.Exported.IsZero() {
		return im.mapping.sum
	}
	return im.mapping.sum + " " + im.cfg.Exported.UTC().Format(timeLayout)
}

func (im *importer) open(file *os.File, size int64) error {
	if im.mapping != nil && im.mapping.Format == "log" {
		im.rows = newLogReader(file, im.mapping.Log.Layout, size)
		return nil
	}
	cfg := sheet.Default()
	cfg.Format = sheet.NDJSON
	if im.mapping != nil {
		cfg = im.mapping.sheetConfig()
		cfg.Columns = im.mapping.columns()
	}
	rows, err := newTableReader(file, size, cfg)
	im.rows = rows
	return err
}

// goOn passes over the rows that an interrupted import dealt with.
func (im *importer) goOn() error {
	for im.read < im.bookmark.Rows {
		r, err := im.rows.next()
		var fault Fault
		if err != nil && !errors.As(err, &fault) {
			return errors.Join(anotherFile(im.bookmarkPath), im.rows.close())
		}
		im.pass(r)
	}
	if im.read > 0 && hex.EncodeToString(im.hash.Sum(nil)) != im.bookmark.Hash {
		return errors.Join(anotherFile(im.bookmarkPath), im.rows.close())
	}
	im.report.From = im.number
	return nil
}

// pass counts a row as dealt with.
func (im *importer) pass(r row) {
	im.read++
	im.number = r.number
	_, _ = io.WriteString(im.hash, r.content) // a hash never fails
	_, _ = im.hash.Write([]byte{'\n'})
}

func (im *importer) run(ctx context.Context) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		r, err := im.rows.next()
		if errors.Is(err, io.EOF) {
			return im.send(ctx)
		}
		var fault Fault
		switch {
		case errors.As(err, &fault):
			im.report.Rows++
			err = im.refuse(r, fault)
		case err == nil:
			im.report.Rows++
			err = im.take(r)
		}
		if err != nil {
			return errors.Join(im.send(ctx), err) // what was read before it is good
		}
		im.pass(r)
		if len(im.batch) >= im.cfg.Batch || im.report.Rows%maxUnsent == 0 {
			if err := im.send(ctx); err != nil {
				return err
			}
		}
	}
}

// maxUnsent bounds the rows between two bookmarks where few of them make events.
const maxUnsent = 10_000

// take turns a good row into events. A row with a fault in any of them sends none: mended, it comes again whole.
func (im *importer) take(r row) error {
	if im.mapping == nil {
		return im.whole(r)
	}
	r.exported = im.cfg.Exported
	if skip, fault := im.skips(r); skip || fault != nil {
		if fault != nil {
			return im.reject(r, *fault)
		}
		return nil
	}
	made := len(im.batch)
	var types []string
	for i := range im.mapping.Events {
		msg, fault := im.event(i, r)
		if fault != nil {
			im.batch = im.batch[:made]
			return im.reject(r, *fault)
		}
		if msg.Value != nil {
			im.batch = append(im.batch, msg)
			types = append(types, im.mapping.Events[i].Type)
		}
	}
	if len(types) == 0 {
		im.report.Silent++
	}
	for _, t := range types {
		im.types[t]++
	}
	return nil
}

// skips says that a row is none of our business, by the first rule that says so.
func (im *importer) skips(r row) (bool, *Fault) {
	for i := range im.mapping.Skip {
		s := &im.mapping.Skip[i]
		if slices.ContainsFunc(s.When, func(c Condition) bool { return slices.Contains(r.kept.Row.Bad, c.Column) }) {
			continue
		}
		skip, fault := allHold(s.When, r)
		if fault != nil {
			return false, fault
		}
		if skip {
			im.report.Skipped[s.Name]++
			return true, nil
		}
	}
	return false, nil
}

// refuse rejects a row that the file itself spoilt. One with nothing but bad cells in it is still skipped by what the
// good ones say: totals below a table are often formulas.
func (im *importer) refuse(r row, fault Fault) error {
	if im.mapping != nil && len(r.kept.Row.Bad) > 0 {
		if skip, wrong := im.skips(r); skip && wrong == nil {
			return nil
		}
	}
	return im.reject(r, fault)
}

// whole hands on a row that is an event by itself.
func (im *importer) whole(r row) error {
	value := []byte(r.content)
	e, rejection := im.decoder.Decode(event.Input{Value: value, At: im.cfg.Now()})
	if rejection != nil {
		return im.reject(r, Fault{Reason: rejection.Reason, Sentence: rejection.Detail})
	}
	im.batch = append(im.batch, Message{Topic: im.cfg.Topics.Of(e.Type), Key: e.Union, Value: value})
	im.types[e.Type]++
	return nil
}

func (im *importer) reject(r row, f Fault) error {
	f.Row = r.number
	f.Sentence = event.Redact(f.Sentence) // it is printed and perhaps logged; the row itself is its owner's
	im.report.Rejected[f.Reason]++
	if len(im.report.Faults) < maxFaults {
		im.report.Faults = append(im.report.Faults, f)
	}
	return im.rejects.add(rejected{f, r.kept})
}

// send produces the batch, then notes how far it came. Its order is what makes a crash harmless: rejected rows first,
// events second, the bookmark last; whatever lies after the bookmark is done again.
func (im *importer) send(ctx context.Context) error {
	if err := im.rejects.flush(); err != nil {
		return err
	}
	if len(im.batch) > 0 && !im.cfg.DryRun {
		if err := im.produce(ctx, im.batch); err != nil {
			return fmt.Errorf("produce the events up to row %d: %w; import again to go on", im.number, err)
		}
	}
	for t, n := range im.types {
		im.report.Events[t] += n
	}
	clear(im.types)
	im.batch = nil
	im.bookmark.Rows, im.bookmark.Journal = im.read, im.rejects.size
	if im.bookmarkPath != "" {
		im.bookmark.Hash = hex.EncodeToString(im.hash.Sum(nil))
		if err := writeBookmark(im.bookmarkPath, im.bookmark); err != nil {
			return err
		}
	}
	if im.progress != nil {
		part, whole := im.rows.done()
		im.progress(Progress{
			Part: part, Whole: whole, Rows: im.report.Rows, Produced: im.report.Produced(),
			Rejected: im.report.RejectedRows(), Number: im.number,
		})
	}
	return nil
}
