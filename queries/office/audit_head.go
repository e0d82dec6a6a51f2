package office

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// Anchor names the head that the audit chain had: kept outside of the store, it proves that nothing before it was
// changed or cut off.
type Anchor struct {
	Seq  int64
	Hash Digest
}

func (a Anchor) String() string { return strconv.FormatInt(a.Seq, 10) + ":" + a.Hash.String() }

// ParseAnchor reads what String prints.
func ParseAnchor(text string) (Anchor, error) {
	number, hash, _ := strings.Cut(text, ":")
	seq, err := strconv.ParseInt(number, 10, 64)
	digest, more := ParseDigest(hash)
	if err != nil || more != nil || seq < 1 {
		return Anchor{}, fmt.Errorf("%q is no anchor: give the NUMBER:HASH that `unionscreen audit verify` printed", text)
	}
	return Anchor{Seq: seq, Hash: digest}, nil
}

// headPath is a file beside the store to which every act adds the head of the chain as a line. A chain whose end was
// cut off lacks what the file names. Whoever can write both files can forge both: against them only an anchor helps
// that is kept elsewhere.
func headPath(database string) string { return database + ".head" }

func openHead(database string) (*os.File, error) {
	return os.OpenFile(headPath(database), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
}

// writeHead adds a line in one write, so that two processes do not mix theirs. It begins with a line end, so that a line
// which a crash tore does not spoil it.
func writeHead(file *os.File, last Entry) error {
	if _, err := file.WriteString("\n" + Anchor{Seq: last.Seq, Hash: last.Hash}.String() + "\n"); err != nil {
		return err
	}
	return file.Sync()
}

// readHeads answers the lines of the head file. What is no anchor was torn by a crash and says nothing; to spoil a line
// gains no more than to remove it.
func readHeads(database string) ([]Anchor, error) {
	text, err := os.ReadFile(headPath(database))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("read the head of the audit log: %w", err)
	}
	var heads []Anchor
	for line := range strings.Lines(string(text)) {
		if anchor, err := ParseAnchor(strings.TrimSpace(line)); err == nil {
			heads = append(heads, anchor)
		}
	}
	return heads, nil
}
