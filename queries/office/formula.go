package office

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"strings"
)

// A spreadsheet takes a cell of a CSV file that begins with one of these for a formula, and runs it.
const formulaSigns = "=+-@\t\r\x00＝＋－＠"

// risky says whether a value is a formula behind any number of apostrophes, none included.
func risky(v string) bool {
	v = strings.TrimLeft(v, "'")
	return v != "" && strings.ContainsRune(formulaSigns, []rune(v)[0])
}

// CSVCell is the value as a CSV file may hold it: what a spreadsheet would run gets an apostrophe in front. The values
// that already look like that get one more, so that plain gives every value back.
func CSVCell(v string) string {
	if risky(v) {
		return "'" + v
	}
	return v
}

// SheetCell is the value as a cell of text in an XLSX file holds it. Text is never run, so that only values are
// guarded which plain would take for guarded ones.
func SheetCell(v string) string {
	if plain(v) != v {
		return "'" + v
	}
	return v
}

// plain takes the guard of CSVCell or SheetCell away.
func plain(v string) string {
	if rest, ok := strings.CutPrefix(v, "'"); ok && risky(rest) {
		return rest
	}
	return v
}

// WriteCSV writes UTF-8 with BOM, so that office programs recognise it, and lines that end with LF.
func WriteCSV(w io.Writer, rows [][]string) error {
	bw := bufio.NewWriter(w)
	if _, err := bw.WriteString("\ufeff"); err != nil {
		return fmt.Errorf("write the file: %w", err)
	}
	cw := csv.NewWriter(bw)
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, v := range row {
			cells[i] = CSVCell(v)
		}
		if err := cw.Write(cells); err != nil {
			return fmt.Errorf("write the file: %w", err)
		}
	}
	cw.Flush()
	if err := cw.Error(); err != nil {
		return fmt.Errorf("write the file: %w", err)
	}
	if err := bw.Flush(); err != nil {
		return fmt.Errorf("write the file: %w", err)
	}
	return nil
}
