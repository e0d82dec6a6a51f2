package sheet

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
)

// workbook is what a sheet's cells refer to: the table of texts and the number formats.
type workbook struct {
	zip     *archive
	epoch   bool     // dates count from 1904
	names   []string // of the worksheets, in order
	hidden  []bool
	parts   []string // of the worksheets
	texts   []byte   // all shared texts, one behind the other
	ends    []uint32 // of each of them
	formats []numberFormat
	cells   int // runes of a cell that are kept
}

// relations of a part: where its worksheets lie, by id, and where the one part of a kind.
type relations struct {
	sheets map[string]string
	byKind map[string]string
}

func (w *workbook) relations(of string) (relations, error) {
	found := relations{map[string]string{}, map[string]string{}}
	folder, file := path.Split(of)
	part, err := w.zip.xml(folder + "_rels/" + file + ".rels")
	if err != nil {
		return found, err
	}
	defer func() { _ = part.close() }() // read only
	count := 0
	err = part.each("Relationship", func(start xml.StartElement) error {
		if count++; count > maxRelations {
			return fmt.Errorf("read %s: more than %d relations; it is no ordinary XLSX file", part.name, maxRelations)
		}
		target := attr(start, "Target")
		if strings.EqualFold(attr(start, "TargetMode"), "External") {
			return nil // nothing outside the file is ever read
		}
		if !strings.HasPrefix(target, "/") {
			target = path.Join("/"+folder, target)
		}
		target = strings.TrimPrefix(path.Clean(target), "/")
		kind := attr(start, "Type")
		kind = kind[strings.LastIndexByte(kind, '/')+1:]
		found.byKind[kind] = target
		if kind == "worksheet" {
			found.sheets[attr(start, "Id")] = target
		}
		return nil
	})
	return found, err
}

// each calls do for every element of that name, wherever it stands.
func (x *xmlPart) each(name string, do func(xml.StartElement) error) error {
	for {
		token, err := x.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == name {
			if err := do(start); err != nil {
				return err
			}
		}
	}
}

// openWorkbook reads everything but the sheets themselves.
func openWorkbook(zip *archive, limits Limits) (*workbook, error) {
	w := &workbook{zip: zip, cells: limits.CellRunes}
	root, err := w.relations("")
	if err != nil {
		return nil, err
	}
	main := root.byKind["officeDocument"]
	switch {
	case zip.parts["mimetype"] != nil:
		return nil, errors.New("the file is of the OpenDocument kind (.ods); save it as XLSX")
	case main == "":
		return nil, errors.New("the file is a ZIP file but no spreadsheet; give an XLSX file")
	case strings.HasSuffix(strings.ToLower(main), ".bin"):
		return nil, errors.New("the file is a binary workbook (.xlsb); save it as XLSX")
	}
	refs, err := w.relations(main)
	if err != nil {
		return nil, err
	}
	if err := w.readMain(main, refs); err != nil {
		return nil, err
	}
	if len(w.names) == 0 {
		return nil, errors.New("the file holds no worksheet; give an XLSX file with a table")
	}
	if err := w.readStyles(refs.byKind["styles"]); err != nil {
		return nil, err
	}
	return w, w.readTexts(refs.byKind["sharedStrings"])
}

func (w *workbook) readMain(name string, refs relations) error {
	part, err := w.zip.xml(name)
	if err != nil {
		return err
	}
	defer func() { _ = part.close() }() // read only
	for {
		token, err := part.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch start.Name.Local {
		case "workbookPr":
			w.epoch = attr(start, "date1904") == "1" || attr(start, "date1904") == "true"
		case "sheet":
			target := refs.sheets[attr(start, "id")]
			if target == "" {
				continue // a sheet of nothing but a chart
			}
			if len(w.names) == maxSheets {
				return fmt.Errorf("more than %d sheets; split the file", maxSheets)
			}
			w.names = append(w.names, attr(start, "name"))
			w.hidden = append(w.hidden, attr(start, "state") != "" && attr(start, "state") != "visible")
			w.parts = append(w.parts, target)
		}
	}
}

// choose finds the sheet by name or number; a name goes before a number.
func (w *workbook) choose(wanted string) (int, error) {
	if wanted == "" {
		if i := slices.Index(w.hidden, false); i >= 0 {
			return i, nil
		}
		return 0, nil
	}
	if i := slices.Index(w.names, wanted); i >= 0 {
		return i, nil
	}
	if i := slices.Index(w.names, writable(wanted, 0)); i >= 0 { // in a file of refused rows
		return i, nil
	}
	if n, err := strconv.Atoi(wanted); err == nil && n >= 1 && n <= len(w.names) {
		return n - 1, nil
	}
	return 0, fmt.Errorf("there is no sheet %q; the file has %s", wanted, shorten(strings.Join(w.names, ", ")))
}

// readTexts keeps all shared texts in one piece: millions of empty ones, as a bomb has them, cost four bytes each.
func (w *workbook) readTexts(name string) error {
	if name == "" {
		return nil
	}
	part, err := w.zip.xml(name)
	if err != nil {
		return err
	}
	defer func() { _ = part.close() }() // read only
	return part.each("si", func(xml.StartElement) error {
		if len(w.ends) == maxTexts {
			return fmt.Errorf("read %s: more than %d texts; split the table, or save it as CSV", name, maxTexts)
		}
		text, err := part.richText(4 * (w.cells + 1))
		w.texts = append(w.texts, text...)
		w.ends = append(w.ends, uint32(len(w.texts)))
		return err
	})
}

// richText joins the runs of the element whose start was read; the reading aids of Chinese and Japanese texts are no
// part of it.
func (x *xmlPart) richText(limit int) (string, error) {
	whole := ""
	for depth := x.depth; x.depth >= depth; {
		token, err := x.next()
		if err != nil {
			return "", unexpected(err, x.name)
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch start.Name.Local {
		case "t":
			run, err := x.text(limit - len(whole))
			if err != nil {
				return "", err
			}
			whole += run
		case "rPh":
			if err := x.skip(); err != nil {
				return "", err
			}
		}
	}
	return unescape(whole), nil
}

// unescape puts back the characters that XML cannot carry and spreadsheet programs write as _x000D_.
func unescape(text string) string {
	if !strings.Contains(text, "_x") {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if len(text)-i >= 7 && text[i] == '_' && text[i+1] == 'x' && text[i+6] == '_' {
			if code, err := strconv.ParseUint(text[i+2:i+6], 16, 16); err == nil {
				b.WriteRune(rune(code))
				i += 6
				continue
			}
		}
		b.WriteByte(text[i])
	}
	return b.String()
}

func (w *workbook) text(index string) (string, bool) {
	i, err := strconv.Atoi(strings.TrimSpace(index))
	if err != nil || i < 0 || i >= len(w.ends) {
		return "", false
	}
	from := uint32(0)
	if i > 0 {
		from = w.ends[i-1]
	}
	return string(w.texts[from:w.ends[i]]), true
}

// readStyles finds the number format of each cell style.
func (w *workbook) readStyles(name string) error {
	if name == "" {
		return nil
	}
	part, err := w.zip.xml(name)
	if err != nil {
		return err
	}
	defer func() { _ = part.close() }() // read only
	codes, inStyles := map[int]string{}, false
	for {
		token, err := part.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch id, err := strconv.Atoi(attr(t, "numFmtId")); {
			case t.Name.Local == "numFmt" && err == nil && !inStyles:
				if len(codes) == maxStyles {
					return fmt.Errorf("read %s: more than %d number formats; save the file again", name, maxStyles)
				}
				codes[id] = attr(t, "formatCode")
			case t.Name.Local == "cellXfs":
				inStyles = true
			case t.Name.Local == "xf" && inStyles:
				if len(w.formats) == maxStyles {
					return fmt.Errorf("read %s: more than %d cell styles; save the file again", name, maxStyles)
				}
				w.formats = append(w.formats, formatOfCell(id, codes))
			}
		case xml.EndElement:
			if t.Name.Local == "cellXfs" {
				inStyles = false
			}
		}
	}
}

const (
	maxStyles = 65_490    // a spreadsheet program's own limit
	maxTexts  = 3_000_000 // what 50 MiB of XML hold if each text has but a few characters
	maxSheets = 1000

	maxRelations = 10_000 // each sheet is one, and so is what it is made of
)
