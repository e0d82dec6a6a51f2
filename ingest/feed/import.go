package feed

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"unionscreen/ingest/event"
)

// ImportConfig says what to import.
type ImportConfig struct {
	File    string // the rows
	Map     string // the mapping
	Rejects string // file for rejected rows, CSV; empty: none is written
	Resume  string // file that keeps how far an interrupted import came; empty: always from the beginning
	DryRun  bool   // check everything, produce nothing, keep no bookmark
	Topics  Topics
	Batch   int              // events handed to Produce at once
	Now     func() time.Time // for the check against times ahead of now; nil: the machine's clock
}

// DefaultImport has everything but the two files.
func DefaultImport() ImportConfig {
	return ImportConfig{Topics: DefaultTopics(), Batch: 1000}
}

// Validate reports all faults, joined.
func (c ImportConfig) Validate() error {
	var faults []error
	if c.File == "" {
		faults = append(faults, errors.New("no file to import"))
	}
	if c.Map == "" {
		faults = append(faults, errors.New("no mapping file"))
	}
	if c.Batch < 1 || c.Batch > 10_000 {
		faults = append(faults, fmt.Errorf("a batch of %d events: choose 1 to 10000", c.Batch))
	}
	return errors.Join(faults...)
}

// Import turns the rows of a file into events and produces them. Rows at fault are reported and reading goes on; the
// error is of what ends an import: files that cannot be read, a wrong mapping, a refusing Produce, the context. The
// report is good in any case and tells what was done up to there. Importing a file again makes the same events.
func Import(ctx context.Context, cfg ImportConfig, produce Produce, progress func(Progress)) (Report, error) {
	if err := cfg.Validate(); err != nil {
		return Report{}, fmt.Errorf("import: %w", err)
	}
	mapping, err := LoadMapping(cfg.Map)
	if err != nil {
		return Report{}, err
	}
	file, err := os.Open(cfg.File)
	if err != nil {
		return Report{}, fmt.Errorf("import: %w", err)
	}
	defer func() { _ = file.Close() }() // read only
	im, err := newImporter(cfg, mapping, file)
	if err != nil {
		return Report{}, fmt.Errorf("import %s: %w", cfg.File, err)
	}
	im.produce, im.progress = produce, progress
	err = errors.Join(im.run(ctx), im.rejects.close())
	if err == nil && im.bookmarkPath != "" {
		if err = os.Remove(im.bookmarkPath); errors.Is(err, os.ErrNotExist) {
			err = nil
		}
	}
	if err != nil {
		return im.report, fmt.Errorf("import %s: %w", cfg.File, err)
	}
	return im.report, nil
}

type importer struct {
	cfg      ImportConfig
	mapping  *Mapping
	rows     reader
	decoder  *event.Decoder
	produce  Produce
	progress func(Progress)

	bookmarkPath string
	bookmark     bookmark
	size         int64
	rejects      rejects
	report       Report
	doneAt       int64 // where the row after the last one dealt with begins
	doneLine     int
	batch        []Message
	types        map[string]int // of the batch, counted once it is acknowledged
}

func newImporter(cfg ImportConfig, m *Mapping, file *os.File) (*importer, error) {
	im := &importer{
		cfg: cfg, mapping: m, types: map[string]int{},
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
	im.size = info.Size()
	raw, err := os.ReadFile(cfg.Map)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(raw)
	if !cfg.DryRun {
		im.bookmarkPath = cfg.Resume
	}
	if im.bookmark, err = readBookmark(im.bookmarkPath, hex.EncodeToString(sum[:]), file); err != nil {
		return nil, err
	}
	im.report.From, im.report.Bytes = im.bookmark.Line, im.bookmark.Offset
	im.doneLine, im.doneAt = im.bookmark.Line, im.bookmark.Offset
	im.rejects = rejects{path: cfg.Rejects, more: im.bookmark.Offset > 0}
	if im.bookmark.Offset == 0 {
		im.bookmark.Mapping, im.bookmark.HeadLen = hex.EncodeToString(sum[:]), min(headLen, im.size)
		if im.bookmark.Head, err = hashHead(file, im.bookmark.HeadLen); err != nil {
			return nil, err
		}
	}
	// The decoder judges each event as ingest will. Persons' hashes are thrown away, so any key serves.
	decoding := event.Default()
	decoding.Key = sum[:]
	if im.decoder, err = event.New(decoding); err != nil {
		return nil, err
	}
	return im, im.open(file)
}

func (im *importer) open(file *os.File) error {
	if im.mapping.Format == "csv" {
		rows, err := newSheetReader(file, im.mapping, im.bookmark.Offset, im.bookmark.Line)
		if err != nil {
			return err
		}
		im.rows = rows
		return nil
	}
	if _, err := file.Seek(im.bookmark.Offset, io.SeekStart); err != nil {
		return fmt.Errorf("go to byte %d: %w", im.bookmark.Offset, err)
	}
	im.rows = newLogReader(file, im.mapping.Log.Layout, im.bookmark.Offset, im.bookmark.Line)
	return nil
}

func (im *importer) run(ctx context.Context) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		r, err := im.rows.next()
		var fault Fault
		switch {
		case errors.Is(err, io.EOF):
			return im.send(ctx)
		case errors.As(err, &fault):
			im.report.Rows++
			err = im.reject(fault)
		case err == nil:
			im.report.Rows++
			err = im.take(r)
		}
		if err != nil {
			return errors.Join(im.send(ctx), err) // what was read before it is good
		}
		im.doneAt, im.doneLine = im.rows.offset(), im.rows.line()
		if len(im.batch) >= im.cfg.Batch {
			if err := im.send(ctx); err != nil {
				return err
			}
		}
	}
}

// take turns a good row into events. A row with a fault in any of them sends none: mended, it comes again whole.
func (im *importer) take(r row) error {
	for i := range im.mapping.Skip {
		s := &im.mapping.Skip[i]
		skip, fault := allHold(s.When, r)
		if fault != nil {
			fault.Text = r.text
			return im.reject(*fault)
		}
		if skip {
			im.report.Skipped[s.Name]++
			return nil
		}
	}
	made := len(im.batch)
	var types []string
	for i := range im.mapping.Events {
		msg, fault := im.event(i, r)
		if fault != nil {
			im.batch = im.batch[:made]
			fault.Line, fault.Text = r.line, r.text
			return im.reject(*fault)
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

func (im *importer) reject(f Fault) error {
	im.report.Rejected[f.Reason]++
	if len(im.report.Faults) < maxFaults {
		im.report.Faults = append(im.report.Faults, f)
	}
	return im.rejects.write(f)
}

// send produces the batch, then notes how far it came. Its order is what makes a crash harmless: rejected rows first,
// events second, the bookmark last; whatever lies after the bookmark is done again.
func (im *importer) send(ctx context.Context) error {
	if err := im.rejects.flush(); err != nil {
		return err
	}
	if len(im.batch) > 0 && !im.cfg.DryRun {
		if err := im.produce(ctx, im.batch); err != nil {
			return fmt.Errorf("produce the events up to line %d: %w; import again to go on", im.doneLine, err)
		}
	}
	for t, n := range im.types {
		im.report.Events[t] += n
	}
	clear(im.types)
	im.batch = nil
	im.report.Bytes = im.doneAt
	im.bookmark.Offset, im.bookmark.Line = im.doneAt, im.doneLine
	if im.bookmarkPath != "" {
		if err := writeBookmark(im.bookmarkPath, im.bookmark); err != nil {
			return err
		}
	}
	if im.progress != nil {
		im.progress(Progress{
			Bytes: im.report.Bytes, Size: im.size, Rows: im.report.Rows, Produced: im.report.Produced(),
			Rejected: im.report.RejectedRows(), Line: im.doneLine,
		})
	}
	return nil
}
