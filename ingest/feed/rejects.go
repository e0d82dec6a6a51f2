package feed

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"unionscreen/ingest/feed/sheet"
)

// rejectWriter writes rejected rows in the form that the file has.
type rejectWriter interface {
	write(rejected) error
	close() error
}

// rejected is a row with its fault.
type rejected struct {
	Fault Fault `json:"fault"`
	kept
}

type tableRejects struct{ out sheet.Writer }

func (t tableRejects) write(r rejected) error { return t.out.Write(r.Row, sheet.Fault(r.Fault)) }
func (t tableRejects) close() error           { return t.out.Close() }

// logRejects writes lines of a log as they were, each below a comment that says its number and why it was rejected. A
// log has no place for more.
type logRejects struct{ out *bufio.Writer }

func (l *logReader) writer(out io.Writer) (rejectWriter, error) {
	return logRejects{bufio.NewWriter(out)}, nil
}

func (l logRejects) write(r rejected) error {
	where := ""
	if r.Fault.Column != "" {
		where = "column " + r.Fault.Column + ": "
	}
	sentence := strings.NewReplacer("\r", " ", "\n", " ").Replace(r.Fault.Sentence)
	_, err := fmt.Fprintf(l.out, "# row %d rejected: %s: %s%s\n%s\n", r.Row.Origin, r.Fault.Reason, where, sentence, r.Raw)
	return err
}

func (l logRejects) close() error { return l.out.Flush() }

// rejects collects rejected rows in a journal beside the file that they will be written to, line by line, so that an
// import which is cut off and goes on loses none and has none twice: the bookmark tells how long the journal was. Both
// are readable by their owner only, because rows may name persons.
type rejects struct {
	path    string // of the file to mend; empty: none is written
	journal string
	file    *os.File
	out     *bufio.Writer
	size    int64 // of the journal, with what is not flushed
}

// openRejects goes on with a journal of a given length; zero begins a new one.
func openRejects(cfg ImportConfig, b bookmark) (*rejects, error) {
	r := &rejects{path: cfg.Rejects, size: b.Journal}
	switch {
	case b.Rejects != "" && b.Rejects != cfg.Rejects && !(cfg.Rejects == "" && cfg.RejectsBeside && isBeside(b.Rejects, cfg.File)):
		return nil, fmt.Errorf("the interrupted import put rejected rows into another file: say --rejects %s to go on, or remove %s to import from the beginning", b.Rejects, cfg.Resume)
	case b.Rejects != "":
		r.path = b.Rejects
	case cfg.Rejects == "" && cfg.RejectsBeside:
		r.path = freeName(cfg.File)
	}
	if r.path == "" {
		return r, nil
	}
	if same, err := sameFile(r.path, cfg.File); err != nil {
		return nil, err
	} else if same {
		return nil, fmt.Errorf("rejected rows cannot go into the file they come from: give another --rejects than %s", r.path)
	}
	r.journal = r.path + ".part"
	if r.size > 0 {
		if err := truncate(r.journal, r.size); err != nil {
			return nil, fmt.Errorf("go on with the rejected rows: %w; remove the resume file to import from the beginning", err)
		}
	} else if err := os.Remove(r.journal); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("begin with the rejected rows: %w", err)
	}
	return r, nil
}

// freeName is x.rejects.csv for x.csv, or x.rejects-2.csv where somebody may be at work on the first.
func freeName(file string) string {
	ending := filepath.Ext(file)
	base := strings.TrimSuffix(file, ending) + ".rejects"
	for n := 2; ; n++ {
		if _, err := os.Lstat(base + ending); err != nil {
			return base + ending
		}
		base = strings.TrimSuffix(file, filepath.Ext(file)) + ".rejects-" + strconv.Itoa(n)
	}
}

// isBeside says whether freeName may have given the path. A resume file that somebody put there must not choose what is
// written over.
func isBeside(path, file string) bool {
	whole, err := filepath.Abs(path)
	table, err2 := filepath.Abs(file)
	if errors.Join(err, err2) != nil {
		return false
	}
	ending := filepath.Ext(table)
	number, ours := strings.CutPrefix(whole, strings.TrimSuffix(table, ending)+".rejects")
	number, same := strings.CutSuffix(number, ending)
	return ours && same && (number == "" || number[0] == '-' && strings.Trim(number[1:], "0123456789") == "")
}

// truncate cuts a journal, and no file that a link in its place leads to.
func truncate(path string, size int64) error {
	file, err := os.OpenFile(path, os.O_WRONLY|syscall.O_NOFOLLOW, 0)
	if err != nil {
		return err
	}
	return errors.Join(file.Truncate(size), file.Close())
}

func sameFile(a, b string) (bool, error) {
	first, err := os.Stat(a)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	second, err2 := os.Stat(b)
	if err := errors.Join(err, err2); err != nil {
		return false, fmt.Errorf("look for the file for rejected rows: %w", err)
	}
	return os.SameFile(first, second), nil
}

func (r *rejects) add(one rejected) error {
	if r.path == "" {
		return nil
	}
	if r.file == nil {
		file, err := os.OpenFile(r.journal, os.O_CREATE|os.O_WRONLY|os.O_APPEND|syscall.O_NOFOLLOW, 0o600)
		if err != nil {
			return fmt.Errorf("keep rejected rows: %w; name a place for them with --rejects", err)
		}
		r.file, r.out = file, bufio.NewWriter(file)
	}
	line, err := json.Marshal(one)
	if err == nil {
		_, err = r.out.Write(append(line, '\n'))
	}
	if err != nil {
		return fmt.Errorf("keep rejected rows: %w", err)
	}
	r.size += int64(len(line)) + 1
	return nil
}

func (r *rejects) flush() error {
	if r.out == nil {
		return nil
	}
	if err := r.out.Flush(); err != nil {
		return fmt.Errorf("keep rejected rows: %w", err)
	}
	return nil
}

// finish writes the file to mend out of the journal, and removes the journal unless the import is to go on.
func (r *rejects) finish(form reader, goesOn bool) error {
	if r.file != nil {
		if err := errors.Join(r.flush(), r.file.Close()); err != nil {
			return fmt.Errorf("keep rejected rows: %w", err)
		}
	}
	if r.size == 0 {
		return nil
	}
	if err := r.writeOut(form); err != nil {
		return fmt.Errorf("write rejected rows to %s: %w", r.path, err)
	}
	if goesOn {
		return nil
	}
	if err := os.Remove(r.journal); err != nil {
		return fmt.Errorf("remove what is done: %w", err)
	}
	return nil
}

// writeOut replaces the file whole: nobody finds half of one.
func (r *rejects) writeOut(form reader) (err error) {
	journal, err := os.Open(r.journal)
	if err != nil {
		return err
	}
	defer func() { _ = journal.Close() }() // read only
	temporary := r.path + ".tmp"
	out, err := createNew(temporary)
	if err != nil {
		return err
	}
	if err := errors.Join(copyRejects(journal, out, form), out.Close()); err != nil {
		return errors.Join(err, os.Remove(temporary))
	}
	return os.Rename(temporary, r.path)
}

func copyRejects(journal io.Reader, out io.Writer, form reader) error {
	w, err := form.writer(out)
	if err != nil {
		return err
	}
	in := bufio.NewReader(journal)
	for {
		line, err := in.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return w.close()
		}
		if err != nil {
			return err
		}
		var one rejected
		if err := json.Unmarshal(bytes.TrimSpace(line), &one); err != nil {
			return fmt.Errorf("read the journal: %w", err)
		}
		if err := w.write(one); err != nil {
			return err
		}
	}
}
