package export

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"slices"
	"strings"
)

// archive is the zip file of a workbook. excelize hands its streamed sheets over in the order of a map; here every part
// is packed as it comes and written in the order of names, without times, so that equal books are equal bytes.
type archive struct {
	out   io.Writer
	parts []*part
}

// part is one file of the archive, packed.
type part struct {
	name   string
	packed bytes.Buffer
	squash *flate.Writer
	crc    uint32
	size   uint64
}

// Create ends the part before, as in archive/zip.
func (a *archive) Create(name string) (io.Writer, error) {
	if err := a.end(); err != nil {
		return nil, err
	}
	made := &part{name: name}
	var err error
	if made.squash, err = flate.NewWriter(&made.packed, flate.BestSpeed); err != nil { // the slower levels save a tenth and cost three times as long
		return nil, err
	}
	a.parts = append(a.parts, made)
	return made, nil
}

func (p *part) Write(text []byte) (int, error) {
	p.crc = crc32.Update(p.crc, crc32.IEEETable, text)
	p.size += uint64(len(text))
	return p.squash.Write(text)
}

func (a *archive) end() error {
	if len(a.parts) == 0 {
		return nil
	}
	last := a.parts[len(a.parts)-1]
	if last.squash == nil {
		return nil
	}
	err := last.squash.Close()
	last.squash = nil
	return err
}

// AddFS is asked for by excelize's interface and never called.
func (a *archive) AddFS(fs.FS) error { return fmt.Errorf("a workbook's archive takes parts only") }

// Close writes the archive.
func (a *archive) Close() error {
	if err := a.end(); err != nil {
		return err
	}
	slices.SortFunc(a.parts, func(x, y *part) int { return strings.Compare(x.name, y.name) })
	out := zip.NewWriter(a.out)
	for _, p := range a.parts {
		w, err := out.CreateRaw(&zip.FileHeader{Name: p.name, Method: zip.Deflate, CRC32: p.crc,
			CompressedSize64: uint64(p.packed.Len()), UncompressedSize64: p.size})
		if err != nil {
			return err
		}
		if _, err := p.packed.WriteTo(w); err != nil {
			return err
		}
	}
	return out.Close()
}
