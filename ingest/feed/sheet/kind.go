package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"unicode/utf16"
)

var (
	zipMark = []byte("PK\x03\x04")
	oleMark = []byte{0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1}
)

// formatOf tells a file's format by its content, not by its name: what platforms call .xls is often a web page or a
// text. What cannot be read is refused with a sentence that says what to do.
func formatOf(name string, file io.ReaderAt, size int64, wanted string) (string, error) {
	head := make([]byte, min(size, 512))
	if _, err := file.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	found := CSV
	lower := strings.ToLower(string(bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\ufeff")))))
	switch {
	case size == 0:
		return "", errors.New("the file is empty")
	case bytes.HasPrefix(head, zipMark):
		found = XLSX
	case bytes.HasPrefix(head, oleMark):
		if err := encrypted(file, size); err != nil {
			return "", err
		}
		return "", errors.New("the file is of the old Excel kind (.xls), which is not read; open it and save it as XLSX")
	case strings.HasPrefix(lower, "<!doctype html"), strings.HasPrefix(lower, "<html"), strings.HasPrefix(lower, "<table"), strings.HasPrefix(lower, "<meta"):
		return "", errors.New("the file is a web page, whatever its name says; open it in a spreadsheet program and save it as XLSX")
	case strings.HasPrefix(lower, "<?xml"):
		return "", errors.New("the file is XML, whatever its name says; open it in a spreadsheet program and save it as XLSX")
	case strings.HasPrefix(lower, "%pdf-"):
		return "", errors.New("the file is a PDF; give the table it was made from")
	case wanted == NDJSON:
		found = NDJSON
	case strings.EqualFold(filepath.Ext(name), ".xlsx"):
		return "", errors.New("the file is named .xlsx and is none: its beginning is damaged; save or copy it again")
	}
	if wanted != "" && wanted != found {
		return "", fmt.Errorf("the file is %s, where %s is expected", strings.ToUpper(found), strings.ToUpper(wanted))
	}
	return found, nil
}

// encrypted looks for the name that the container of an encrypted XLSX file gives its content.
func encrypted(file io.ReaderAt, size int64) error {
	var name []byte
	for _, unit := range utf16.Encode([]rune("EncryptedPackage")) {
		name = append(name, byte(unit), byte(unit>>8))
	}
	in, buf, kept := io.NewSectionReader(file, 0, size), make([]byte, 64<<10), 0
	for {
		n, err := in.Read(buf[kept:])
		if bytes.Contains(buf[:kept+n], name) {
			return errEncrypted
		}
		if err != nil {
			return nil // the file is refused in any case, only with another sentence
		}
		kept = copy(buf, buf[max(0, kept+n-len(name)):kept+n])
	}
}
