package sheet

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// archive is the ZIP file that an XLSX file is, held against tricks before anything is unpacked: what its directory
// costs to read, names that lead out of it, names that stand twice, encryption. What is unpacked is counted as it comes
// out; sizes that the file states are not believed.
type archive struct {
	parts map[string]*zip.File // by lower-case name
	left  int64                // bytes that may still be unpacked
	whole int64
}

// maxDirectory bounds the table of parts: archive/zip reads all of it at once.
const maxDirectory = 1 << 20

func openArchive(file io.ReaderAt, size int64, limits Limits) (*archive, error) {
	if size > limits.Unzipped {
		return nil, fmt.Errorf("the file has %d MiB, at most %d MiB are read; split it, or save it as CSV, which has no such limit", size>>20, limits.Unzipped>>20)
	}
	if err := checkDirectory(file, size); err != nil {
		return nil, err
	}
	reader, err := zip.NewReader(file, size)
	if err != nil {
		return nil, fmt.Errorf("the file is damaged (%w); save it again as XLSX", err)
	}
	if len(reader.File) > limits.Entries {
		return nil, fmt.Errorf("the file has %d parts, at most %d are read; it is no ordinary XLSX file", len(reader.File), limits.Entries)
	}
	a := &archive{parts: make(map[string]*zip.File, len(reader.File)), left: limits.Unzipped, whole: limits.Unzipped}
	for _, part := range reader.File {
		if strings.Contains(part.Name, `\`) || strings.HasPrefix(part.Name, "/") || path.Clean("/" + part.Name)[1:] != strings.TrimSuffix(part.Name, "/") {
			return nil, fmt.Errorf("the file has a part named %q, which leads out of it; it is no ordinary XLSX file", shorten(part.Name))
		}
		name := strings.ToLower(part.Name)
		if a.parts[name] != nil {
			return nil, fmt.Errorf("the part %q stands twice in the file; it is no ordinary XLSX file", shorten(part.Name))
		}
		if part.Flags&1 != 0 {
			return nil, errEncrypted
		}
		a.parts[name] = part
	}
	return a, nil
}

var errEncrypted = errors.New("the file is encrypted; open it, take the password off and save it again")

// checkDirectory finds the end record and refuses a table of parts that is too large or not where it is said to be.
func checkDirectory(file io.ReaderAt, size int64) error {
	tail := make([]byte, min(size, 22+65_535))
	if _, err := file.ReadAt(tail, size-int64(len(tail))); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	i := bytes.LastIndex(tail, []byte("PK\x05\x06"))
	if i < 0 || len(tail)-i < 22 {
		return errors.New("the file is cut off: its table of parts is missing; save or copy it again")
	}
	length := int64(binary.LittleEndian.Uint32(tail[i+12:]))
	start := int64(binary.LittleEndian.Uint32(tail[i+16:]))
	end := size - int64(len(tail)) + int64(i)
	// A locator of the 64-bit form before it could name another table, and archive/zip would read that.
	locator := make([]byte, 4)
	if _, err := file.ReadAt(locator, max(0, end-20)); err != nil {
		return err
	}
	if length > maxDirectory || start+length != end || string(locator) == "PK\x06\x07" {
		return errors.New("the table of parts of the file is not as XLSX files have it; save it again as XLSX")
	}
	return nil
}

// open unpacks a part.
func (a *archive) open(name string) (io.ReadCloser, error) {
	part := a.parts[strings.ToLower(name)]
	if part == nil {
		return nil, fmt.Errorf("the file has no part %s; save it again as XLSX", name)
	}
	in, err := part.Open()
	if err != nil {
		return nil, fmt.Errorf("unpack %s: %w; save the file again as XLSX", name, err)
	}
	return &counted{in, a}, nil
}

// limitError says that a limit ended the reading, not damage.
type limitError string

func (e limitError) Error() string { return string(e) }

// counted ends the reading where the limit of the archive is reached.
type counted struct {
	io.ReadCloser
	of *archive
}

func (c *counted) Read(p []byte) (int, error) {
	if c.of.left <= 0 {
		return 0, limitError(fmt.Sprintf("the file unpacks to more than %d MiB; split it, or save it as CSV, which has no such limit", c.of.whole>>20))
	}
	n, err := c.ReadCloser.Read(p[:min(int64(len(p)), c.of.left)])
	c.of.left -= int64(n)
	return n, err
}

// xmlPart reads the XML of a part token by token. Depth and length of a token are bounded (each open element and each
// attribute costs memory), and document type definitions, through which entities come, are refused.
type xmlPart struct {
	*xml.Decoder
	in    *byteMeter
	close func() error
	depth int
	name  string
}

const (
	maxDepth = 64
	maxToken = 1 << 20
)

// byteMeter counts bytes since the last token. The XML decoder takes bytes one by one from what is an io.ByteReader.
type byteMeter struct {
	*bufio.Reader
	since int
}

func (b *byteMeter) ReadByte() (byte, error) {
	if b.since++; b.since > maxToken {
		return 0, limitError("a piece of its XML is larger than any spreadsheet program writes it")
	}
	return b.Reader.ReadByte()
}

func (a *archive) xml(name string) (*xmlPart, error) {
	in, err := a.open(name)
	if err != nil {
		return nil, err
	}
	meter := &byteMeter{Reader: bufio.NewReaderSize(in, 32<<10)}
	return &xmlPart{Decoder: xml.NewDecoder(meter), in: meter, close: in.Close, name: name}, nil
}

// next gives the next token; io.EOF only behind the whole document.
func (x *xmlPart) next() (xml.Token, error) {
	x.in.since = 0
	token, err := x.Token()
	if errors.Is(err, io.EOF) {
		return nil, io.EOF
	}
	if limit := limitError(""); errors.As(err, &limit) {
		return nil, fmt.Errorf("read %s: %w", x.name, err)
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w; open the file and save it again as XLSX", x.name, err)
	}
	switch token.(type) {
	case xml.StartElement:
		if x.depth++; x.depth > maxDepth {
			return nil, fmt.Errorf("read %s: its elements are nested deeper than any spreadsheet program does it", x.name)
		}
	case xml.EndElement:
		x.depth--
	case xml.Directive:
		return nil, fmt.Errorf("read %s: it has a document type definition, which is not read", x.name)
	}
	return token, nil
}

// text gives the characters of the element whose start was read, without those of elements in it, cut at limit bytes.
func (x *xmlPart) text(limit int) (string, error) {
	var b strings.Builder
	for depth := x.depth; x.depth >= depth; {
		token, err := x.next()
		if err != nil {
			return "", unexpected(err, x.name)
		}
		if t, ok := token.(xml.CharData); ok && x.depth == depth {
			b.Write(wholeRunes(t[:min(len(t), limit-b.Len())]))
		}
	}
	return b.String(), nil
}

// unexpected makes an end of the document inside an element an error of its own.
func unexpected(err error, name string) error {
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("read %s: it is cut off; save the file again", name)
	}
	return err
}

// skip passes over the element whose start was read.
func (x *xmlPart) skip() error {
	for depth := x.depth; x.depth >= depth; {
		if _, err := x.next(); err != nil {
			return unexpected(err, x.name)
		}
	}
	return nil
}

func attr(start xml.StartElement, name string) string {
	for _, a := range start.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
