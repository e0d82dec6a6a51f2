package queries

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// full is a row with every field set, to something hard where a field is text.
func full(src string, offset uint64) LedgerRow {
	return LedgerRow{
		Src: src, Offset: offset, OffsetEnd: offset, Status: Accepted, RecordTime: at("2026-10-05 08:00:00.123456"),
		Source: "/工会/'q'\\\t\x00", ID: "id\n{x:String}", Type: "application.submitted", Subject: `\N`, Corrects: "old", Family: Applications,
		Ident: [16]byte{0, 1, 255}, Content: [16]byte{2, 0}, CorrectsIdent: [16]byte{3}, VoidsIdent: [16]byte{15: 4},
		Time: at("2026-10-05 08:00:00.654321"), Union: "330110", UnionTo: "330111", Thing: "c1", Person: "p1",
		Channel: "wechat", Service: "s1", CaseKind: "appeal", Outcome: "granted", Agent: "Mozilla/5.0 (用户)",
		Due: at("2026-10-06 00:00:00.000001"), Families: []string{"reads", "members"}, Upto: at("2026-11-01"), Data: []byte(`{"a":"\u0000"}`),
	}
}

func scanned(t *testing.T, s *Store, order ScanOrder) []LedgerRow {
	t.Helper()
	var rows []LedgerRow
	if err := s.Scan(t.Context(), order, func(r LedgerRow) error { rows = append(rows, r); return nil }); err != nil {
		t.Fatal(err)
	}
	return rows
}

func marks(t *testing.T, s *Store) map[string]uint64 {
	t.Helper()
	found, err := s.Marks(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestEveryFieldOfARowComesBack(t *testing.T) {
	s := newStore(t)
	want := full("c/t/0", 7)
	want.Reason, want.Detail, want.Payload = "r", "d", []byte{0, 255}
	if err := s.Append(t.Context(), []LedgerRow{want}); err != nil {
		t.Fatal(err)
	}
	want.Happened = want.Time
	if got := scanned(t, s, OrderIdentity); len(got) != 1 || !reflect.DeepEqual(got[0], want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestWhatARowSpeaksOfDecidesWhenItCounts(t *testing.T) {
	s := newStore(t)
	sent := at("2026-10-05 08:00:00")
	for _, c := range []struct {
		row  LedgerRow
		want string
	}{
		{LedgerRow{Time: sent}, "2026-10-05 08:00:00"},
		{LedgerRow{Time: sent, Date: "2026-09-30"}, "2026-09-30"},
		{LedgerRow{Time: sent, BaseDate: "2026-09-30"}, "2026-09-30 23:59:59.999999"},
		{LedgerRow{Time: sent, BaseAsOf: at("2026-10-01")}, "2026-09-30 23:59:59.999999"},
	} {
		row := full("c/t/0", 0)
		row.Time, row.Date, row.BaseDate, row.BaseAsOf = c.row.Time, c.row.Date, c.row.BaseDate, c.row.BaseAsOf
		row.Offset, row.OffsetEnd = marks(t, s)["c/t/0"], marks(t, s)["c/t/0"]
		if err := s.Append(t.Context(), []LedgerRow{row}); err != nil {
			t.Fatal(err)
		}
		var happened, day string
		question := "SELECT toString(happened), toString(day) FROM ledger WHERE offset = ?"
		if err := s.conn.QueryRow(t.Context(), question, row.Offset).Scan(&happened, &day); err != nil {
			t.Fatal(err)
		}
		if want := at(c.want); happened != want.Format("2006-01-02 15:04:05.000000") || day != want.In(shanghai).Format("2006-01-02") {
			t.Errorf("%+v happened %s, day %s; want %s", c.row, happened, day, c.want)
		}
	}
}

func TestInstantsOutOfRangeAreStoredAtItsEdge(t *testing.T) {
	s := newStore(t)
	r := full("c/t/0", 0)
	r.Due, r.Upto = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC), time.Date(1, 1, 2, 0, 0, 0, 0, time.UTC)
	if err := s.Append(t.Context(), []LedgerRow{r}); err != nil {
		t.Fatal(err)
	}
	got := scanned(t, s, OrderIdentity)[0]
	if !got.Due.Equal(beyond) || !got.Upto.Equal(first) {
		t.Errorf("stored %s and %s, want %s and %s", got.Due, got.Upto, beyond, first)
	}
}

func TestMarksAndCountsAddUpEveryKindOfRow(t *testing.T) {
	s := newStore(t)
	if got := marks(t, s); len(got) != 0 {
		t.Fatalf("marks of an empty ledger: %v", got)
	}
	rejected := LedgerRow{Src: "c/t/0", Offset: 6, OffsetEnd: 6, Status: Rejected, RecordTime: at("2026-10-05"),
		Reason: "unknown_type", Detail: "no such type", Payload: []byte("{}")}
	skipped := LedgerRow{Src: "c/t/0", Offset: 7, OffsetEnd: 11, Status: Skipped, RecordTime: at("2026-10-05")}
	if err := s.Append(t.Context(), []LedgerRow{full("c/t/0", 5), rejected, skipped, full("c/t/1", 0)}); err != nil {
		t.Fatal(err)
	}
	if got, want := marks(t, s), map[string]uint64{"c/t/0": 12, "c/t/1": 1}; !reflect.DeepEqual(got, want) {
		t.Errorf("marks %v, want %v", got, want)
	}
	counts, err := s.SourceCounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := []SourceCount{{"c/t/0", 1, 1, 5, 5, 12}, {"c/t/1", 1, 0, 0, 0, 1}}
	if !slices.Equal(counts, want) {
		t.Errorf("counts %v, want %v", counts, want)
	}
	f := newFeed(t, s)
	advanced := f.advance(closed)
	if want := (Advanced{Marks: map[string]uint64{"c/t/0": 12, "c/t/1": 1}, Rows: 4, Dirty: map[string]bool{Applications: true, Doings: true}}); !reflect.DeepEqual(advanced, want) {
		t.Errorf("advanced %v, want %v", advanced, want)
	}
	if again := f.advance(closed); again.Rows != 0 || len(again.Dirty) != 0 || !reflect.DeepEqual(again.Marks, advanced.Marks) {
		t.Errorf("a second Advance brought in %v", again)
	}
	listed, err := s.RejectedRecords(t.Context(), RejectedFilter{Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	if len(listed) != 1 || listed[0].Reason != "unknown_type" || listed[0].Offset != 6 {
		t.Fatalf("rejected %+v", listed)
	}
	if one, err := s.RejectedRecord(t.Context(), listed[0].Src, listed[0].Offset); err != nil || string(one.Payload) != "{}" {
		t.Errorf("rejected with its payload: %+v, %v", one, err)
	}
}

func TestRejectedRowsTakeNoIdentity(t *testing.T) {
	s := newStore(t)
	f := newFeed(t, s)
	bad := published("1", "u1", "a", "2026-10-05").row()
	bad.Status, bad.Content = Rejected, [16]byte{9}
	f.sendRows([]LedgerRow{bad, published("1", "u1", "a", "2026-10-05").row()})
	f.advance(closed)
	f.expect(Articles, quarter(closed), "u1 reported articles=1")
}

func TestScanOrders(t *testing.T) {
	s := newStore(t)
	f := newFeed(t, s)
	f.send(read("3", "u2", "a", "p", "2026-10-05"), read("2", "u1", "b", "p", "2026-10-06"), read("1", "u1", "b", "p", "2026-10-06"),
		read("4", "u1", "b", "p", "2026-10-05"), read("1", "u1", "b", "p", "2026-10-06"), published("5", "u3", "z", "2026-10-05"))
	var ids []string
	for _, r := range scanned(t, s, OrderThing) {
		ids = append(ids, r.ID)
	}
	if got := strings.Join(ids, " "); got != "5 4 1 1 2 3" {
		t.Errorf("by thing: %s", got)
	}
	rows := scanned(t, s, OrderIdentity)
	if !slices.IsSortedFunc(rows, func(a, b LedgerRow) int { return strings.Compare(string(a.Ident[:]), string(b.Ident[:])) }) || len(rows) != 6 {
		t.Errorf("by identity: %d rows, or not in order", len(rows))
	}
	stop := errors.New("enough")
	if err := s.Scan(t.Context(), OrderThing, func(LedgerRow) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("scan ended with %v, want the function's error", err)
	}
}

func TestABatchLandsWholeOrNotAtAll(t *testing.T) {
	s := newStore(t)
	rows := make([]LedgerRow, 20_000)
	for i := range rows {
		rows[i] = full("c/t/0", uint64(i))
		rows[i].Ident[8], rows[i].Ident[9] = byte(i), byte(i>>8)
		rows[i].Time = rows[i].Time.AddDate(0, -i%40, 0) // business months do not cut the block
	}
	for patience := time.Duration(0); patience < time.Minute; patience = 2*patience + time.Millisecond { // end the INSERT ever later
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		err := s.Append(ctx, rows)
		cancel()
		if settled := s.Settle(t.Context()); settled != nil {
			t.Fatal(settled)
		}
		next := marks(t, s)["c/t/0"]
		if next != 0 && next != 20_000 || err == nil && next == 0 {
			t.Fatalf("mark %d after an append that ended with %v", next, err)
		}
		if next == 20_000 {
			break
		}
	}
	if n := len(scanned(t, s, OrderIdentity)); n != 20_000 {
		t.Errorf("%d rows landed, want 20000", n)
	}
}

func TestAnAppendInDoubtMustBeSettled(t *testing.T) {
	s := newStore(t)
	s.broken = func(string) error { return errCrash }
	if err := s.Append(t.Context(), []LedgerRow{full("c/t/0", 0)}); !errors.Is(err, errCrash) {
		t.Fatal(err)
	}
	s.broken = func(string) error { return nil }
	if err := s.Append(t.Context(), []LedgerRow{full("c/t/0", 0)}); !errors.Is(err, ErrUnsettled) {
		t.Fatalf("append after a doubt: %v, want ErrUnsettled", err)
	}
	if err := s.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Append(t.Context(), []LedgerRow{full("c/t/0", 0)}); err != nil {
		t.Fatal(err)
	}
}

func TestBatchesTooLargeAreRefusedAndLeaveNoDoubt(t *testing.T) {
	s := newStore(t)
	if err := s.Append(t.Context(), make([]LedgerRow, MaxBatchRows+1)); !errors.Is(err, ErrBatchTooLarge) {
		t.Errorf("many rows: %v", err)
	}
	if err := s.Append(t.Context(), []LedgerRow{{Payload: make([]byte, MaxBatchBytes)}}); !errors.Is(err, ErrBatchTooLarge) {
		t.Errorf("many bytes: %v", err)
	}
	if err := s.Append(t.Context(), []LedgerRow{full("c/t/0", 0)}); err != nil {
		t.Error(err)
	}
}

func TestStampsGrowThoughTheClockIsSetBack(t *testing.T) {
	s := newStore(t)
	f := newFeed(t, s)
	s.clock.last = time.Now().Add(24 * time.Hour).UnixMicro() // the clock was a day ahead
	f.send(published("1", "u1", "a", "2026-10-05"))
	f.advance(closed)
	later := openStore(t, s.cfg) // and is right again
	if err := later.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	g := &feed{t: t, s: later, src: "c/t/0", next: 1}
	g.send(published("2", "u1", "b", "2026-10-05"))
	if got := g.advance(closed).Rows; got != 1 {
		t.Errorf("%d rows brought in, want 1", got)
	}
	g.expect(Articles, quarter(closed), "u1 reported articles=2")
}

// A client that gave up may have left its INSERT running in the engine.
func TestSettleEndsWhatStillRuns(t *testing.T) {
	s := newStore(t)
	marked := clickhouse.Context(t.Context(), clickhouse.WithSettings(clickhouse.Settings{
		"log_comment": s.appendComment(), "max_block_size": 1, "function_sleep_max_microseconds_per_block": 0}))
	ended := make(chan error, 1)
	go func() { ended <- s.conn.Exec(marked, "SELECT sum(sleepEachRow(0.05)) FROM numbers(2000)") }()
	for begun, running := time.Now(), uint64(0); running == 0; {
		if time.Since(begun) > 20*time.Second {
			t.Fatal("the statement never showed")
		}
		err := s.each(t.Context(), func(r driver.Rows) error { return r.Scan(&running) }, "appends_running", arg("comment", s.appendComment()))
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-ended:
		if err == nil {
			t.Error("the statement ended by itself")
		}
	case <-time.After(20 * time.Second):
		t.Error("the statement still runs")
	}
}
