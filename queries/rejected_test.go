package queries

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

func rejectedRow(n int, source, union, reason, when string) LedgerRow {
	return LedgerRow{Status: Rejected, RecordTime: at(when), Reason: reason, Detail: "detail " + reason, Source: source, Union: union,
		Type: "article.read", Payload: fmt.Appendf(nil, "payload %d", n)}
}

func offsetsOf(records []RejectedRecord) string {
	var words []string
	for _, r := range records {
		words = append(words, fmt.Sprint(r.Offset))
	}
	return strings.Join(words, " ")
}

func TestRejectedRecordsAreListedCountedAndShown(t *testing.T) {
	s := newStore(t)
	f := newFeed(t, s)
	f.sendRows([]LedgerRow{
		rejectedRow(0, "/a", "u1", "malformed_json", "2026-10-01"), rejectedRow(1, "/a", "u1", "bad_value:data.union", "2026-10-02"),
		published("ok", "u1", "a", "2026-10-02").row(), rejectedRow(3, "/b", "u2", "bad_value:time", "2026-10-03")})
	f.sendRows([]LedgerRow{rejectedRow(4, "/a", "u2", "unknown_type", "2026-10-04"), rejectedRow(5, "", "", "malformed_json", "2026-10-05")})
	for _, c := range []struct {
		filter RejectedFilter
		want   string
	}{
		{RejectedFilter{Limit: 10}, "5 4 3 1 0"},
		{RejectedFilter{Limit: 2}, "5 4"},
		{RejectedFilter{Limit: 10, Of: &RejectedScope{Unions: []string{"u1"}}}, "1 0"},
		{RejectedFilter{Limit: 10, Of: &RejectedScope{}}, ""},
		{RejectedFilter{Limit: 10, Of: &RejectedScope{Unions: []string{"u1"}, Sources: []string{"/b"}}}, "3 1 0"},
		{RejectedFilter{Limit: 10, Of: &RejectedScope{Paths: []string{"/a"}}}, "4 1 0"},
		{RejectedFilter{Limit: 10, Source: "/a"}, "4 1 0"},
		{RejectedFilter{Limit: 10, Reason: "bad_value"}, "3 1"},
		{RejectedFilter{Limit: 10, Reason: "bad_value:time"}, "3"},
		{RejectedFilter{Limit: 10, Reason: "bad"}, ""},
		{RejectedFilter{Limit: 10, Type: "article.shared"}, ""},
		{RejectedFilter{Limit: 10, From: at("2026-10-02"), To: at("2026-10-04")}, "3 1"},
	} {
		got, err := s.RejectedRecords(t.Context(), c.filter)
		if err != nil {
			t.Fatal(err)
		}
		if offsetsOf(got) != c.want {
			t.Errorf("%+v: offsets %s, want %s", c.filter, offsetsOf(got), c.want)
		}
	}
	var all []string
	for place := (RejectedPlace{}); ; {
		page, err := s.RejectedRecords(t.Context(), RejectedFilter{Limit: 2, After: place})
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		all = append(all, offsetsOf(page))
		last := page[len(page)-1]
		place = RejectedPlace{last.Arrived, last.Src, last.Offset}
	}
	if got := strings.Join(all, " | "); got != "5 4 | 3 1 | 0" {
		t.Errorf("pages %s", got)
	}
	one, err := s.RejectedRecord(t.Context(), "c/t/0", 3)
	if err != nil || string(one.Payload) != "payload 3" || one.Reason != "bad_value:time" || !one.RecordTime.Equal(at("2026-10-03")) {
		t.Errorf("the record at 3 is %+v, %v", one, err)
	}
	if _, err := s.RejectedRecord(t.Context(), "c/t/0", 2); !errors.Is(err, ErrNoRecord) {
		t.Errorf("an accepted record is shown: %v", err)
	}
	counts, err := s.RejectedCounts(t.Context(), RejectedFilter{Limit: 10, Source: "/a"})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := fmt.Sprint(counts), fmt.Sprint([]RejectedCount{
		{"/a", "u1", "bad_value:data.union", 1, at("2026-10-02"), at("2026-10-02")},
		{"/a", "u1", "malformed_json", 1, at("2026-10-01"), at("2026-10-01")},
		{"/a", "u2", "unknown_type", 1, at("2026-10-04"), at("2026-10-04")}}); got != want {
		t.Errorf("counts\n got %s\nwant %s", got, want)
	}
}

func TestConflictsShowEachContent(t *testing.T) {
	s := newStore(t)
	f := newFeed(t, s)
	one, other := published("1", "u1", "a", "2026-10-05"), published("1", "u2", "a", "2026-10-06")
	f.send(one, one, other, published("2", "u1", "b", "2026-10-05"))
	settled, rival := published("3", "u3", "c", "2026-10-05"), published("3", "u3", "c", "2026-10-06")
	f.send(settled, rival, ev{id: "4", kind: "event.voided", union: "u3", voids: "3", at: "2026-10-07"})
	f.advance(closed)
	for _, unions := range [][]string{nil, {"u1"}, {"u2", "u9"}} {
		found, err := s.Conflicts(t.Context(), unions, "", 10)
		if err != nil {
			t.Fatal(err)
		}
		if len(found) != 1 || found[0].ID != "1" || found[0].Source != "/s" || len(found[0].Contents) != 2 {
			t.Fatalf("conflicts of %v: %+v", unions, found)
		}
		a, b := found[0].Contents[0], found[0].Contents[1]
		if a.Union != "u1" || a.Copies != 2 || a.Offset != 0 || b.Union != "u2" || b.Copies != 1 || b.Offset != 2 || b.Src != "c/t/0" || a.Arrived.Before(at("2026-01-01").Add(-time.Hour)) {
			t.Errorf("contents %+v and %+v", a, b)
		}
		if more, err := s.Conflicts(t.Context(), unions, found[0].Ident, 10); err != nil || len(more) != 0 {
			t.Errorf("behind the last: %+v, %v", more, err)
		}
	}
	if found, err := s.Conflicts(t.Context(), []string{"u3"}, "", 10); err != nil || len(found) != 0 {
		t.Errorf("a conflict that a void settled is listed: %+v, %v", found, err)
	}
}
