package export

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
)

// writeCSV writes a header and rows as UTF-8 with BOM, by which office programs know it, and lines that end with CRLF.
func writeCSV(w io.Writer, header []string, rows func(add func([]cell) error) error) error {
	bw := bufio.NewWriter(w)
	if _, err := bw.WriteString("\ufeff"); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	out := csv.NewWriter(bw)
	out.UseCRLF = true
	line := make([]string, len(header))
	add := func(cells []cell) error {
		for i, c := range cells {
			line[i] = c.inCSV()
		}
		return out.Write(line[:len(cells)])
	}
	head := make([]cell, len(header))
	for i, name := range header {
		head[i] = words(name)
	}
	if err := add(head); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	if err := rows(add); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	if err := bw.Flush(); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	return nil
}
