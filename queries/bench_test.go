package queries

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

// traffic draws ordinary events over the 60 days before until: mostly readings,
// over 200 unions.
func traffic(r *rand.Rand, n int, serial uint64, until time.Time, over time.Duration) []LedgerRow {
	rows := make([]LedgerRow, n)
	for i := range rows {
		serial++
		row := LedgerRow{Status: Accepted, Source: "/bench", ID: fmt.Sprintf("01J9%016d", serial), RecordTime: until,
			Union: fmt.Sprintf("3301%02d", r.IntN(200)), Time: until.Add(-time.Duration(r.Int64N(int64(over)))).Truncate(time.Microsecond),
			Data: []byte(`{"article":"330110-a17","channel":"wechat","union":"330110"}`)}
		row.Ident, row.Content = identOf("/bench", row.ID), [16]byte{}
		binary.BigEndian.PutUint64(row.Content[:], r.Uint64())
		switch k := r.IntN(100); {
		case k < 80:
			row.Family, row.Type = Reads, "article.read"
			row.Thing, row.Person, row.Channel, row.Agent = fmt.Sprintf("a%d", r.IntN(300)), fmt.Sprintf("%032x", r.IntN(200_000)), "wechat", "Mozilla/5.0"
		case k < 82:
			row.Family, row.Type, row.Thing = Articles, "article.published", fmt.Sprintf("a%d", r.IntN(300))
		case k < 90:
			row.Family, row.Type, row.Thing = Members, "member.verified", fmt.Sprintf("%032x", r.IntN(1_000_000))
			row.Person = row.Thing
		case k < 95:
			row.Family, row.Type, row.Thing = Applications, "application.submitted", fmt.Sprintf("%s-%d", row.Union, r.IntN(50_000))
			row.Service, row.CaseKind, row.Due = "s1", "service", row.Time.Add(72*time.Hour)
		default:
			row.Family, row.Type, row.Thing = Applications, "application.completed", fmt.Sprintf("%s-%d", row.Union, r.IntN(50_000))
		}
		if k := r.IntN(200); k == 0 && serial > 10 {
			row.Corrects = fmt.Sprintf("01J9%016d", serial-uint64(r.IntN(10))-1)
			row.CorrectsIdent = identOf("/bench", row.Corrects)
		}
		rows[i] = row
	}
	return rows
}

var benchNow = at("2026-12-01 12:00:00")

func benchStore(b *testing.B, rows int) (*Store, *uint64) {
	b.Helper()
	s, err := Open(b.Context(), testConfig())
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
	var next uint64
	r := rand.New(rand.NewPCG(1, 1))
	for n := 0; n < rows; n += 100_000 {
		benchAppend(b, s, traffic(r, min(100_000, rows-n), next, benchNow.Add(-time.Hour), 60*24*time.Hour), &next)
	}
	begun := time.Now()
	if _, err := s.Advance(b.Context(), benchNow); err != nil {
		b.Fatal(err)
	}
	b.Logf("first Advance over %d rows: %s", rows, time.Since(begun).Round(time.Millisecond))
	return s, &next
}

func benchAppend(b *testing.B, s *Store, rows []LedgerRow, next *uint64) {
	b.Helper()
	for i := range rows {
		rows[i].Src, rows[i].Offset, rows[i].OffsetEnd = "c/t/0", *next, *next
		*next++
	}
	if err := s.Append(b.Context(), rows); err != nil {
		b.Fatal(err)
	}
}

func BenchmarkAppend(b *testing.B) {
	for _, size := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			s, next := benchStore(b, 0)
			rows := traffic(rand.New(rand.NewPCG(2, 2)), size, 0, benchNow, 24*time.Hour)
			for b.Loop() {
				benchAppend(b, s, rows, next)
			}
			b.ReportMetric(float64(size*b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

// BenchmarkAdvance brings 1,000 rows of the last hour in, beside a ledger of so
// many rows.
func BenchmarkAdvance(b *testing.B) {
	for _, size := range []int{100_000, 1_000_000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			s, next := benchStore(b, size)
			r := rand.New(rand.NewPCG(3, 3))
			for b.Loop() {
				b.StopTimer()
				benchAppend(b, s, traffic(r, 1_000, *next, benchNow, time.Hour), next)
				b.StartTimer()
				if _, err := s.Advance(b.Context(), benchNow); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkFamilySums(b *testing.B) {
	for _, size := range []int{100_000, 1_000_000} {
		s, _ := benchStore(b, size)
		for _, family := range families {
			b.Run(fmt.Sprintf("%s/%d", family, size), func(b *testing.B) {
				for b.Loop() {
					if _, err := s.FamilySums(b.Context(), family, Window{at("2026-10-01"), at("2027-01-01"), benchNow}, Where{}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// BenchmarkReaders counts distinct readers of 200 unions, of 20 districts over them and of the whole.
func BenchmarkReaders(b *testing.B) {
	for _, size := range []int{100_000, 1_000_000} {
		s, _ := benchStore(b, size)
		subtrees := map[string][]string{}
		for i := range 200 {
			union := fmt.Sprintf("3301%02d", i)
			for _, key := range []string{union, fmt.Sprintf("district %d", i%20), "city"} {
				subtrees[key] = append(subtrees[key], union)
			}
		}
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			for b.Loop() {
				got, err := s.Readers(b.Context(), Window{at("2026-10-01"), at("2027-01-01"), benchNow}, Where{}, subtrees)
				if err != nil || got["city"] == 0 {
					b.Fatal(got["city"], err)
				}
			}
		})
	}
}
