package feed

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// bookmark says how far an interrupted import came. It is written after each acknowledged batch and removed at the end.
// An import goes on by reading the rows before it once more, which is quick, and by holding them against the hash: so it
// goes on after the rows behind it were mended, and never in another file.
type bookmark struct {
	Mapping string `json:"mapping"` // hash of the mapping and of what was said with the import
	Rows    int    `json:"rows"`    // rows read
	Hash    string `json:"hash"`    // of their contents
	Rejects string `json:"rejects"` // the file for rejected rows
	Journal int64  `json:"journal"` // bytes of the rejected rows kept so far
}

// readBookmark gives the zero bookmark where there is none; one of another mapping is an error.
func readBookmark(path, mapping string) (bookmark, error) {
	if path == "" {
		return bookmark{}, nil
	}
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return bookmark{}, nil
	}
	if err != nil {
		return bookmark{}, fmt.Errorf("read how far the import came: %w", err)
	}
	var b bookmark
	if err := json.Unmarshal(raw, &b); err != nil {
		return bookmark{}, fmt.Errorf("read how far the import came: %s: %w; remove it to import from the beginning", path, err)
	}
	if b.Mapping != mapping {
		return bookmark{}, anotherFile(path)
	}
	return b, nil
}

func anotherFile(path string) error {
	return fmt.Errorf("%s belongs to another file or mapping; remove it to import from the beginning (what was imported counts once)", path)
}

func writeBookmark(path string, b bookmark) error {
	raw, err := json.Marshal(b)
	if err == nil {
		err = writeNew(path+".tmp", append(raw, '\n'))
	}
	if err == nil {
		err = os.Rename(path+".tmp", path)
	}
	if err != nil {
		return fmt.Errorf("note how far the import came: %w", err)
	}
	return nil
}

// createNew makes a file that its owner only may read, in the place of whatever stood there: who gives us a table may
// have put a link beside it that leads to a file of ours.
func createNew(path string) (*os.File, error) {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
}

func writeNew(path string, text []byte) error {
	file, err := createNew(path)
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	return errors.Join(err, file.Close())
}
