package queries

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

// benchCases are the cases beside which is measured: two years of a province.
const benchCases = 1_000_000

// lifeOf draws the events of one case over 200 unions and 300 services, submitted in the two years before benchNow.
func lifeOf(r *rand.Rand, n int) []LedgerRow {
	union := fmt.Sprintf("3301%02d", r.IntN(200))
	at := benchNow.Add(-time.Duration(r.Int64N(int64(2 * 365 * 24 * time.Hour)))).Truncate(time.Microsecond)
	var rows []LedgerRow
	step := func(kind string, after time.Duration) *LedgerRow {
		at = at.Add(time.Duration(r.Int64N(int64(after) + 1))).Truncate(time.Microsecond)
		row := LedgerRow{Status: Accepted, Source: "/bench", ID: fmt.Sprintf("01J9%07d%02d", n, len(rows)), RecordTime: at, Family: Applications,
			Type: "application." + kind, Union: union, Thing: fmt.Sprintf("%s-%d", union, n), Time: at, Data: []byte(`{"union":"330110"}`)}
		row.Ident = identOf("/bench", row.ID)
		binary.BigEndian.PutUint64(row.Content[:], r.Uint64())
		rows = append(rows, row)
		return &rows[len(rows)-1]
	}
	first := step("submitted", 0)
	first.Service, first.CaseKind = fmt.Sprintf("days-%d", r.IntN(300)), "service"
	if r.IntN(10) < 8 {
		step("accepted", 24*time.Hour)
	}
	if r.IntN(10) == 0 {
		step("transferred", 24*time.Hour).UnionTo = fmt.Sprintf("3301%02d", r.IntN(200))
	}
	if r.IntN(10) == 0 {
		step("suspended", 24*time.Hour)
		step("resumed", 72*time.Hour)
	}
	if r.IntN(50) > 0 {
		step("completed", 5*24*time.Hour)
		if r.IntN(30) == 0 {
			step("reopened", 24*time.Hour)
			step("completed", 72*time.Hour)
		}
		if r.IntN(10) < 4 {
			step("rated", 24*time.Hour).Data = fmt.Appendf(nil, `{"grade":%d}`, 1+r.IntN(5))
		}
	}
	return rows
}

func benchCaseStore(b *testing.B) *Store {
	b.Helper()
	cfg := testConfig()
	cfg.Limit = func(_ string, submitted time.Time) (due, acceptBy time.Time) { return testLimits("days", submitted) }
	s, err := Open(b.Context(), cfg)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	if err := s.Migrate(b.Context()); err != nil {
		b.Fatal(err)
	}
	if err := s.Settle(b.Context()); err != nil {
		b.Fatal(err)
	}
	r := rand.New(rand.NewPCG(5, 5))
	var next uint64
	var rows []LedgerRow
	for n := range benchCases {
		if rows = append(rows, lifeOf(r, n)...); len(rows) >= 200_000 || n == benchCases-1 {
			benchAppend(b, s, rows, &next)
			rows = rows[:0]
		}
	}
	begun := time.Now()
	if _, err := s.Advance(b.Context(), benchNow); err != nil {
		b.Fatal(err)
	}
	b.Logf("first Advance over %d events of %d cases: %s", next, benchCases, time.Since(begun).Round(time.Millisecond))
	return s
}

// BenchmarkCases measures beside a million cases: the folding of 1,000 of them anew, the sums of a quarter, the medians of
// 200 unions and all of them together, and pages of the overdue cases of one union and of all.
func BenchmarkCases(b *testing.B) {
	s := benchCaseStore(b)
	w := Window{at("2026-10-01"), at("2027-01-01"), benchNow}
	var touched []string
	r := rand.New(rand.NewPCG(5, 5))
	for n := range benchCases {
		if rows := lifeOf(r, n); n%(benchCases/1000) == 0 {
			touched = append(touched, rows[0].Thing)
		}
	}
	subtrees := map[string][]string{}
	for i := range 200 {
		union := fmt.Sprintf("3301%02d", i)
		subtrees[union] = []string{union}
		subtrees["all"] = append(subtrees["all"], union)
	}
	b.Run("fold", func(b *testing.B) {
		for b.Loop() {
			version, err := s.stamp(b.Context())
			if err != nil {
				b.Fatal(err)
			}
			sp := span{from: s.standing.arrived, to: s.standing.arrived, buckets: 1, version: uint64(version)}
			if err := s.fold(b.Context(), sp, fold{question: "fold_cases", family: Applications}, touched); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("sums", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.FamilySums(b.Context(), Applications, w, Where{}); err != nil {
				b.Fatal(err)
			}
		}
	})
	for name, unions := range map[string][]string{"overdue of one": {"330100"}, "overdue of all": subtrees["all"]} {
		b.Run(name, func(b *testing.B) {
			var f OverdueFilter
			for b.Loop() {
				f = OverdueFilter{Unions: unions, AsOf: benchNow, After: f.After, Limit: LongestOverdue + 1}
				total, cases, err := s.OverdueCases(b.Context(), f)
				if err != nil || len(cases) == 0 || total == 0 {
					b.Fatal(total, len(cases), err)
				}
				b.ReportMetric(float64(total), "cases")
				var names []string
				for _, c := range cases {
					names = append(names, c.Case)
				}
				if _, err := s.CaseLinks(b.Context(), names); err != nil {
					b.Fatal(err)
				}
				if f.After = (OverduePlace{cases[len(cases)-1].Deadline, cases[len(cases)-1].Case}); len(cases) < f.Limit {
					f.After = OverduePlace{}
				}
			}
		})
	}
	b.Run("medians", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.HandlingMedians(b.Context(), w, Where{}, subtrees); err != nil {
				b.Fatal(err)
			}
		}
	})
}
