package feed

import (
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"strconv"
)

// Progress is how far an import is.
type Progress struct {
	Bytes, Size                    int64
	Rows, Produced, Rejected, Line int
}

// Report is what an import did. Rows counts what was read in this run; each row is skipped, rejected, or made
// events (none, if it met no rule's conditions).
type Report struct {
	Rows     int
	Skipped  map[string]int // rows by the name of the skip rule
	Silent   int            // rows that met no rule's conditions
	Events   map[string]int // events by type, handed to Produce (in a dry run: that would have been)
	Rejected map[string]int // rows by reason
	Faults   []Fault        // the first of the rejected rows, at most 20
	From     int            // the line after which a resumed import went on; 0: from the beginning
	Bytes    int64          // of the file, read so far
}

const maxFaults = 20

// Produced is the number of events.
func (r Report) Produced() int { return sum(r.Events) }

// RejectedRows is the number of rejected rows.
func (r Report) RejectedRows() int { return sum(r.Rejected) }

func sum(counts map[string]int) int {
	n := 0
	for _, c := range counts {
		n += c
	}
	return n
}

// rejects writes rejected rows as CSV, so that they can be mended in a spreadsheet. The file is made with the first
// rejected row and is readable by its owner only, because rows may name persons.
type rejects struct {
	path string
	more bool // go on with a file that an interrupted import began
	file *os.File
	csv  *csv.Writer
}

func (r *rejects) write(f Fault) error {
	if r.path == "" {
		return nil
	}
	if r.file == nil {
		flags := os.O_CREATE | os.O_WRONLY | os.O_TRUNC
		if r.more {
			flags = os.O_CREATE | os.O_WRONLY | os.O_APPEND
		}
		file, err := os.OpenFile(r.path, flags, 0o600)
		if err != nil {
			return fmt.Errorf("open the file for rejected rows: %w", err)
		}
		r.file, r.csv = file, csv.NewWriter(file)
		if info, err := file.Stat(); err == nil && info.Size() == 0 {
			if err := r.csv.Write([]string{"line", "column", "reason", "detail", "text"}); err != nil {
				return fmt.Errorf("write rejected rows: %w", err)
			}
		}
	}
	if err := r.csv.Write([]string{strconv.Itoa(f.Line), inert(f.Column), f.Reason, inert(f.Detail), inert(f.Text)}); err != nil {
		return fmt.Errorf("write rejected rows: %w", err)
	}
	return nil
}

// inert keeps spreadsheets from taking a text for a formula.
func inert(text string) string {
	if text != "" && (text[0] == '=' || text[0] == '+' || text[0] == '-' || text[0] == '@' || text[0] == '\t' || text[0] == '\r') {
		return "'" + text
	}
	return text
}

func (r *rejects) flush() error {
	if r.csv == nil {
		return nil
	}
	r.csv.Flush()
	if err := r.csv.Error(); err != nil {
		return fmt.Errorf("write rejected rows: %w", err)
	}
	return nil
}

func (r *rejects) close() error {
	if r.file == nil {
		return nil
	}
	if err := errors.Join(r.flush(), r.file.Close()); err != nil {
		return fmt.Errorf("close the file for rejected rows: %w", err)
	}
	return nil
}
