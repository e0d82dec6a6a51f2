package queries

import (
	"context"
	"fmt"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// Scan streams every ACCEPTED row of the ledger, copies included, in the given
// order, for the second calculation. It ends at the first error of fn.
func (s *Store) Scan(ctx context.Context, order ScanOrder, fn func(LedgerRow) error) error {
	question := map[ScanOrder]string{OrderIdentity: "scan_identity", OrderThing: "scan_thing"}[order]
	if question == "" {
		return fmt.Errorf("scan the ledger: no such order %d", order)
	}
	return s.each(ctx, func(r driver.Rows) error {
		row, err := scanRow(r)
		if err != nil {
			return err
		}
		return fn(row)
	}, question)
}

// scanRow reads the columns of sql/scan_*.sql.
func scanRow(r driver.Rows) (LedgerRow, error) {
	var row LedgerRow
	var status int8
	err := r.Scan(&row.Src, &row.Offset, &row.OffsetEnd, &status, &row.RecordTime, &row.Reason, &row.Detail, &row.Payload,
		&row.Source, &row.ID, &row.Type, &row.Subject, &row.Corrects, &row.Family,
		&row.Ident, &row.Content, &row.CorrectsIdent, &row.VoidsIdent, &row.Time, &row.Happened, &row.Union, &row.UnionTo, &row.Thing, &row.Person,
		&row.Channel, &row.Service, &row.CaseKind, &row.Outcome, &row.Agent, &row.Due, &row.Families, &row.Upto, &row.Data)
	if err != nil {
		return LedgerRow{}, err
	}
	row.Status = Status(status)
	row.RecordTime, row.Time = instant(row.RecordTime.UnixMicro()), instant(row.Time.UnixMicro())
	row.Happened = instant(row.Happened.UnixMicro())
	row.Due, row.Upto = instant(row.Due.UnixMicro()), instant(row.Upto.UnixMicro())
	return row, nil
}

// SourceCounts adds up the offsets of each source, in the order of their names.
// Accepted + Rejected + Skipped = Next − First where every offset is covered
// exactly once.
func (s *Store) SourceCounts(ctx context.Context) ([]SourceCount, error) {
	var found []SourceCount
	err := s.each(ctx, func(r driver.Rows) error {
		var c SourceCount
		if err := r.Scan(&c.Src, &c.Accepted, &c.Rejected, &c.Skipped, &c.First, &c.Next); err != nil {
			return err
		}
		found = append(found, c)
		return nil
	}, "source_counts")
	return found, err
}
