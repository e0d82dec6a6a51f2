package queries

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// placesBody is a board of two groups: u1 and u2 compete, u3 has no rank beside them, u4 is alone.
func placesBody(first, second string) string {
	unit := func(union string, rank int, total string) string {
		return fmt.Sprintf(`{"union":%q,"name":"甲 \"union\":\"u1\"","rank":%d,"tied":false,"total":%q,"items":[{"indicator":"articles","marks":"1"}]}`, union, rank, total)
	}
	return `{"owner":{"code":"R"},"groups":[{"id":"county","full_marks":"100","units":[` + unit(first, 1, "90.5") + "," + unit(second, 2, "80") + "," + unit("u3", 0, "") +
		`]},{"id":"direct","full_marks":"40","units":[` + unit("u4", 1, "0") + `]}],"overdue":{"rows":[{"union":"u5"}]}}`
}

func TestBoardPlaces(t *testing.T) {
	s := newStore(t)
	var seq uint64
	record := func(owner, period, cause, when, body string) {
		t.Helper()
		seq++
		if err := s.RecordBoard(t.Context(), BoardRecord{Owner: owner, Period: period, Cause: cause, At: at(when), Seq: seq, Epoch: "e", Body: []byte(body)}); err != nil {
			t.Fatal(err)
		}
	}
	ahead, behind := placesBody("u1", "u2"), placesBody("u2", "u1")
	record("R", "2026-Q3", "midnight", "2026-08-30", behind)
	record("R", "2026-Q3", "midnight", "2026-08-31", ahead)
	record("R", "2026-Q3", "midnight", "2026-09-01", behind) // the end of August
	record("R", "2026-Q3", "midnight", "2026-10-01", ahead)  // the end of September
	record("R", "2026-Q4", "midnight", "2026-10-01 00:00:00.000001", behind)
	record("R", "2026-Q4", "midnight", "2026-10-20", behind)
	record("R", "2026-Q4", "midnight", "2026-10-20", ahead) // recorded again: the later stands
	record("R", "2026-Q4", "demand", "2026-10-25", behind)
	record("S", "2026-Q4", "midnight", "2026-10-26", behind)
	record("R", "2026", "midnight", "2026-10-27", behind)
	span := func(start, end string) BoardSpan { return BoardSpan{at(start), at(end)} }
	august, september, october := span("2026-08-01", "2026-09-01"), span("2026-09-01", "2026-10-01"), span("2026-10-01", "2026-11-01")
	for _, c := range []struct {
		union   string
		periods string
		spans   []BoardSpan
		want    string
	}{
		{"u1", "2026-Q3 2026-Q4", []BoardSpan{august, september, october}, "2026-Q3 08-31T16:00 county 2/2 80 of 100, 2026-Q3 09-30T16:00 county 1/2 90.5 of 100, 2026-Q4 10-19T16:00 county 1/2 90.5 of 100"},
		{"u3", "2026-Q3", []BoardSpan{august}, "2026-Q3 08-31T16:00 county 0/2  of 100"},
		{"u4", "2026-Q4", []BoardSpan{october}, "2026-Q4 10-19T16:00 direct 1/1 0 of 40"},
		{"u5", "2026-Q3 2026-Q4", []BoardSpan{august, september, october}, ""},
		{"u1", "2026-Q4", []BoardSpan{span("2026-10-01", "2026-10-19")}, "2026-Q4 09-30T16:00 county 2/2 80 of 100"},
		{"u1", "2026-Q4", []BoardSpan{span("2026-10-20", "2026-11-01")}, ""},
		{"u1", "2026-Q3", []BoardSpan{span("2026-08-29", "2026-08-30"), span("2026-08-30", "2026-08-31")}, "2026-Q3 08-29T16:00 county 2/2 80 of 100, 2026-Q3 08-30T16:00 county 1/2 90.5 of 100"},
		{"u1", "", []BoardSpan{august}, ""},
		{"u1", "2026-Q3", nil, ""},
		{`u1"`, "2026-Q3", []BoardSpan{august}, ""},
	} {
		places, err := s.BoardPlaces(t.Context(), c.union, BoardFilter{Owner: "R", Cause: "midnight", Periods: strings.Fields(c.periods), Spans: c.spans})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range places {
			got = append(got, fmt.Sprintf("%s %s %s %d/%d %s of %s", p.Period, p.At.Format("01-02T15:04"), p.Group, p.Rank, p.Of, p.Total, p.FullMarks))
		}
		if text := strings.Join(got, ", "); text != c.want {
			t.Errorf("%s in %s:\n got %s\nwant %s", c.union, c.periods, text, c.want)
		}
	}
}

// TestPlacesAmongManyLargeBoards asks among as many as a quarter records.
func TestPlacesAmongManyLargeBoards(t *testing.T) {
	s := newStore(t)
	padding := strings.Repeat(`{"indicator":"articles","state":"value","marks":"12.34","formula":"20 × min(1, 31/60) = 10.33"},`, 40)
	units := make([]string, 60)
	for i := range units {
		units[i] = fmt.Sprintf(`{"union":"u%d","rank":%d,"total":"%d","items":[%s{}]}`, i, i+1, 100-i, padding)
	}
	body := []byte(`{"groups":[{"id":"county","full_marks":"100","units":[` + strings.Join(units, ",") + `]}]}`)
	for day := range 92 {
		when := at("2026-07-02").AddDate(0, 0, day)
		if err := s.RecordBoard(t.Context(), BoardRecord{Owner: "R", Period: "2026-Q3", Cause: "midnight", At: when, Seq: uint64(day), Body: body}); err != nil {
			t.Fatal(err)
		}
	}
	f := BoardFilter{Owner: "R", Cause: "midnight", Periods: []string{"2026-Q3"}}
	for month := range 3 {
		july := at("2026-07-01").In(shanghai)
		f.Spans = append(f.Spans, BoardSpan{july.AddDate(0, month, 0), july.AddDate(0, month+1, 0)})
	}
	begun := time.Now()
	places, err := s.BoardPlaces(t.Context(), "u58", f)
	if err != nil || len(places) != 3 || places[2].Rank != 59 || places[2].Of != 60 || !places[0].At.Equal(at("2026-08-01")) {
		t.Fatalf("%v %v", err, places)
	}
	t.Logf("3 of 92 boards of %d kB each: %s", len(body)/1000, time.Since(begun).Round(time.Millisecond))
}
