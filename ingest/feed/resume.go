package feed

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// bookmark says how far an interrupted import came. It is written after each acknowledged batch and removed at the end.
type bookmark struct {
	Mapping string `json:"mapping"` // hash of the mapping
	Head    string `json:"head"`    // hash of the file's first bytes
	HeadLen int64  `json:"head_len"`
	Offset  int64  `json:"offset"` // where the next row begins
	Line    int    `json:"line"`   // the last line read
}

const headLen = 64 << 10

// readBookmark gives the zero bookmark where there is none; one of another file or mapping is an error.
func readBookmark(path, mapping string, file io.ReaderAt) (bookmark, error) {
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
	head, err := hashHead(file, b.HeadLen)
	if err != nil {
		return bookmark{}, err
	}
	if b.Mapping != mapping || b.Head != head {
		return bookmark{}, fmt.Errorf("%s belongs to another file or mapping; remove it to import from the beginning (what was imported counts once)", path)
	}
	return b, nil
}

func writeBookmark(path string, b bookmark) error {
	raw, err := json.Marshal(b)
	if err == nil {
		err = os.WriteFile(path+".tmp", append(raw, '\n'), 0o600)
	}
	if err == nil {
		err = os.Rename(path+".tmp", path)
	}
	if err != nil {
		return fmt.Errorf("note how far the import came: %w", err)
	}
	return nil
}

func hashHead(file io.ReaderAt, n int64) (string, error) {
	h := sha256.New()
	if _, err := io.Copy(h, io.NewSectionReader(file, 0, n)); err != nil {
		return "", fmt.Errorf("read the beginning of the file: %w", err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
