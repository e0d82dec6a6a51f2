package event

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

func TestParseTime(t *testing.T) {
	for text, want := range map[string]string{
		"2026-09-30T23:59:58+08:00":           "2026-09-30T15:59:58Z",
		"2026-09-30t23:59:58z":                "2026-09-30T23:59:58Z",
		"2026-10-01T00:00:00.000000999+08:00": "2026-09-30T16:00:00Z",
		"2026-09-30T23:59:59.9999999+08:00":   "2026-09-30T15:59:59.999999Z",
		"2026-09-30T23:59:59.5-00:00":         "2026-09-30T23:59:59.5Z",
		"2026-12-31T23:59:59.1-23:59":         "2027-01-01T23:58:59.1Z",
		"2024-02-29T00:00:00Z":                "2024-02-29T00:00:00Z",
		"2000-02-29T00:00:00Z":                "2000-02-29T00:00:00Z",
		"0001-01-01T00:00:00Z":                "0001-01-01T00:00:00Z",
	} {
		got, problem := parseTime([]byte(text))
		if problem != "" || got.Format(time.RFC3339Nano) != want || got.Location() != time.UTC {
			t.Errorf("%s: %s %q, want %s", text, got.Format(time.RFC3339Nano), problem, want)
		}
	}
}

// TestParseTimeAgainstTheStandardLibrary compares on random texts near the border. The library is lenient with
// offsets beyond 23:59 or with 60 minutes, which are left out.
func TestParseTimeAgainstTheStandardLibrary(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	accepted := 0
	for range 40_000 {
		text := fmt.Sprintf("%04d-%02d-%02dT%02d:%02d:%02d", 1895+rng.IntN(320), rng.IntN(14), rng.IntN(33), rng.IntN(25), rng.IntN(61), rng.IntN(62))
		if n := rng.IntN(11); n > 0 {
			text += "." + fmt.Sprintf("%010d", rng.Int64N(1e10))[:n]
		}
		text += []string{"Z", "+08:00", "-03:30", "+23:59", "", "+08", "+0800", "z"}[rng.IntN(8)]
		if rng.IntN(4) == 0 {
			i := rng.IntN(len(text))
			text = text[:i] + string("0123456789-:.TZ+ "[rng.IntN(17)]) + text[i+1:]
		}
		if i := strings.LastIndexAny(text, "+-"); i >= 19 && i+2 < len(text) && (text[i+1:i+3] > "23" || len(text) == i+6 && text[i+4:] > "59") {
			continue
		}
		want, err := time.Parse(time.RFC3339Nano, strings.ToUpper(text))
		got, problem := parseTime([]byte(text))
		if (err == nil) != (problem == "") {
			t.Fatalf("%s: %q, the library says %v", text, problem, err)
		}
		if err != nil {
			continue
		}
		accepted++
		if !got.Equal(want.Truncate(time.Microsecond)) {
			t.Fatalf("%s: %s, the library says %s", text, got, want)
		}
	}
	if accepted < 3000 {
		t.Errorf("only %d texts were times", accepted)
	}
}
