package feed

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"
)

// ImportConfig says what to import.
type ImportConfig struct {
	File          string    // the rows
	Map           string    // the mapping; empty: the file is NDJSON of whole events
	Rejects       string    // file for rejected rows, in the form of File
	RejectsBeside bool      // without Rejects: a new file beside File; else none is written
	Resume        string    // file that keeps how far an interrupted import came; empty: always from the beginning
	Exported      time.Time // when File was exported, for mappings that take it as a time
	DryRun        bool      // check everything, produce nothing, keep no bookmark
	Topics        Topics
	Batch         int              // events handed to Produce at once
	Now           func() time.Time // for the check against times ahead of now; nil: the machine's clock
}

// DefaultImport has everything but the files.
func DefaultImport() ImportConfig {
	return ImportConfig{Topics: DefaultTopics(), Batch: 1000}
}

// Validate reports all faults, joined.
func (c ImportConfig) Validate() error {
	var faults []error
	if c.File == "" {
		faults = append(faults, errors.New("no file to import"))
	}
	if c.Batch < 1 || c.Batch > 10_000 {
		faults = append(faults, fmt.Errorf("a batch of %d events: choose 1 to 10000", c.Batch))
	}
	return errors.Join(faults...)
}

// Fits says what is missing or too much for a mapping; nil is the mapping of whole events.
func (c ImportConfig) Fits(m *Mapping) error {
	switch takes := m != nil && m.exported(); {
	case takes && c.Exported.IsZero():
		return errors.New("the mapping needs the moment of the export: say when the file was exported, as in --exported 2026-10-01T08:00:00+08:00")
	case !takes && !c.Exported.IsZero():
		return errors.New("the mapping does not ask for the moment of the export: leave --exported out")
	}
	return nil
}

// Import turns the rows of a file into events and produces them. Rows at fault are reported and reading goes on; the
// error is of what ends an import: files that cannot be read, a wrong mapping, a refusing Produce, the context. The
// report is good in any case and tells what was done up to there. Importing a file again makes the same events.
func Import(ctx context.Context, cfg ImportConfig, produce Produce, progress func(Progress)) (Report, error) {
	if err := cfg.Validate(); err != nil {
		return Report{}, fmt.Errorf("import: %w", err)
	}
	var mapping *Mapping
	if cfg.Map != "" {
		var err error
		if mapping, err = LoadMapping(cfg.Map); err != nil {
			return Report{}, err
		}
	}
	if err := cfg.Fits(mapping); err != nil {
		return Report{}, fmt.Errorf("import: %w", err)
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
	err = im.run(ctx)
	err = errors.Join(err, im.rejects.finish(im.rows, err != nil && im.bookmarkPath != ""), im.rows.close())
	if im.rejects.size > 0 {
		im.report.RejectsFile = im.rejects.path
	}
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
