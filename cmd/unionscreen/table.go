package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/xuri/excelize/v2"

	"unionscreen/ingest/event"
	"unionscreen/ingest/feed/sheet"
	"unionscreen/queries/office"
)

// registryFile reads a registry of unions, CSV or XLSX.
func registryFile(path string) ([]office.Union, error) {
	table, err := readTable(path, office.MaxRegistryBytes)
	if err != nil {
		return nil, err
	}
	unions, err := office.ParseRegistry(table)
	if err != nil {
		return nil, fmt.Errorf("read registry %s:\n%w", path, err)
	}
	return unions, nil
}

// servicesFile reads a services catalogue, CSV or XLSX.
func servicesFile(path string) ([]office.Service, error) {
	table, err := readTable(path, office.MaxServicesBytes)
	if err != nil {
		return nil, err
	}
	services, err := office.ParseServices(table)
	if err != nil {
		return nil, fmt.Errorf("read services %s:\n%w", path, err)
	}
	return services, nil
}

// tableRows and tableColumns are beyond what a registry or a catalogue has.
const (
	tableRows    = 100_001
	tableColumns = 64
)

// readTable opens a file of a person as rows. What is wrong with single rows goes with them, to be told together with
// what they say.
func readTable(path string, most int64) (table office.Table, err error) {
	file, err := os.Open(path)
	if err != nil {
		return table, err
	}
	defer func() { _ = file.Close() }() // only read
	info, err := file.Stat()
	switch {
	case err != nil:
		return table, err
	case !info.Mode().IsRegular():
		return table, fmt.Errorf("read %s: it is no file", path)
	case info.Size() > most:
		return table, fmt.Errorf("read %s: it is larger than %d bytes", path, most)
	}
	cfg := sheet.Default()
	cfg.Literal = true // names and dates decide who is ranked: nothing that computes itself
	cfg.Limits.Rows, cfg.Limits.Columns = tableRows, tableColumns
	rows, err := sheet.Open(path, file, info.Size(), cfg)
	if err != nil {
		return table, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	table.Rows = append(table.Rows, office.Row{Number: 1, Cells: rows.Header()})
	for {
		row, err := rows.Next()
		var fault sheet.Fault
		switch {
		case errors.Is(err, io.EOF):
			return table, nil
		case errors.As(err, &fault):
			table.Faults = append(table.Faults, office.Fault{Row: fault.Row, Column: fault.Column, Text: fault.Sentence})
		case err != nil:
			return table, fmt.Errorf("read %s: %w", path, err)
		default:
			table.Rows = append(table.Rows, office.Row{Number: row.Number, Cells: row.Cells})
			table.Faults = append(table.Faults, redactRow(rows.Header(), row)...)
		}
	}
}

// redactRow blots out what names a person, so that no other fault quotes it either, and says where it stood: names of
// unions and services are shown to everybody.
func redactRow(header []string, row sheet.Row) (faults []office.Fault) {
	for i, cell := range row.Cells {
		clean := event.Redact(cell)
		if clean == cell {
			continue
		}
		row.Cells[i] = clean
		fault := office.Fault{Row: row.Number, Text: "holds a resident identity number or a mobile number; leave it out"}
		if i < len(header) {
			fault.Column = event.Redact(header[i])
		}
		faults = append(faults, fault)
	}
	return faults
}

// asText is the number format of texts: a spreadsheet leaves a code such as 0110 or 3-1 as it is when somebody edits it.
const asText = 49

// writeWorkbook writes rows as an XLSX file of one sheet whose cells are texts.
func writeWorkbook(w io.Writer, title string, rows [][]string) (err error) {
	book := excelize.NewFile()
	defer func() { err = errors.Join(err, book.Close()) }()
	if err := book.SetSheetName("Sheet1", title); err != nil {
		return err
	}
	style, err := book.NewStyle(&excelize.Style{NumFmt: asText})
	if err != nil {
		return err
	}
	out, err := book.NewStreamWriter(title)
	if err != nil {
		return err
	}
	for i, row := range rows {
		cells := make([]any, len(row))
		for j, v := range row {
			cells[j] = excelize.Cell{StyleID: style, Value: office.SheetCell(v)}
		}
		if err := out.SetRow(fmt.Sprintf("A%d", i+1), cells); err != nil {
			return err
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	return book.Write(w)
}
