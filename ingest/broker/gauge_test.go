package broker

import "testing"

func TestGaugeKnowsBytesBetweenOffsets(t *testing.T) {
	tests := []struct {
		name  string
		looks [][3]int64 // start, end, size
		from  int64
		want  int64
	}{
		{"nothing seen", nil, 0, 0},
		{"one look, all unread", [][3]int64{{0, 100, 1000}}, 0, 1000},
		{"one look, half unread by an even line", [][3]int64{{0, 100, 1000}}, 50, 500},
		{"all read", [][3]int64{{0, 100, 1000}}, 100, 0},
		{"read beyond the end", [][3]int64{{0, 100, 1000}}, 150, 0},
		{"large records after small ones are not spread over the small ones", [][3]int64{{0, 100, 1000}, {0, 110, 101000}}, 100, 100000},
		{"trimmed at the front meanwhile", [][3]int64{{0, 100, 1000}, {50, 200, 2500}}, 100, 2000},
		{"trimmed of large records, small ones unread", [][3]int64{{0, 10, 100000}, {0, 1000, 109900}, {10, 2000, 19900}}, 1000, 10000},
		{"log cut off behind our back", [][3]int64{{0, 100, 1000}, {0, 40, 400}}, 20, 200},
		{"log replaced by an older one", [][3]int64{{50, 100, 500}, {0, 100, 3000}}, 50, 1500},
		{"empty log", [][3]int64{{0, 0, 0}}, 0, 0},
		{"all trimmed", [][3]int64{{0, 100, 1000}, {100, 100, 0}}, 0, 0},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			g := &gauge{step: 1}
			for _, l := range tc.looks {
				g.observe(l[0], l[1], l[2])
			}
			if got := g.unread(tc.from); got != tc.want {
				t.Errorf("unread(%d) = %d, want %d (points %v)", tc.from, got, tc.want, g.points)
			}
		})
	}
}

func TestGaugeKeepsFewPoints(t *testing.T) {
	g := &gauge{step: 1000}
	for end := int64(1); end <= 100_000; end++ {
		start := max(0, end-10_000)
		g.observe(start, end, (end-start)*10)
	}
	if n := len(g.points); n > 110 {
		t.Errorf("%d points are kept for 100,000 bytes at one per 1,000", n)
	}
	if got := g.unread(95_000); got != 50_000 {
		t.Errorf("unread(95000) = %d, want 50000", got)
	}
}
