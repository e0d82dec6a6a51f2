package feed

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// BenchmarkImportCSV imports rows of cases, one event each, from the file to what would be sent:
// go test -bench ImportCSV -benchtime 1000000x
func BenchmarkImportCSV(b *testing.B) {
	folder := b.TempDir()
	cfg := DefaultImport()
	cfg.File, cfg.Map, cfg.Resume = filepath.Join(folder, "cases.csv"), filepath.Join(folder, "map.yaml"), filepath.Join(folder, "resume")
	mapping := `format: csv
source: /hall/export
key: [no]
events:
  - type: application.submitted
    time: {column: in, layout: "2006-01-02 15:04:05", zone: Asia/Shanghai}
    data: {union: {column: union}, application: {column: no}, service: {column: what, steps: [{map: {法律援助: legal-aid}}]}, url: {column: url, optional: true}}
`
	if err := os.WriteFile(cfg.Map, []byte(mapping), 0o600); err != nil {
		b.Fatal(err)
	}
	file, err := os.Create(cfg.File)
	if err != nil {
		b.Fatal(err)
	}
	out := bufio.NewWriter(file)
	fmt.Fprintln(out, "union,no,in,what,url,note")
	start := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	for i := range b.N {
		fmt.Fprintf(out, "3301%02d,case-%d,%s,法律援助,,\"材料齐全,已受理\"\n", i%30, i, start.Add(time.Duration(i)*time.Second).Format(time.DateTime))
	}
	if err := out.Flush(); err != nil {
		b.Fatal(err)
	}
	info, err := file.Stat()
	if err != nil || file.Close() != nil {
		b.Fatal(err)
	}
	b.SetBytes(info.Size() / int64(b.N))
	b.ReportAllocs()
	b.ResetTimer()
	report, err := Import(b.Context(), cfg, func(context.Context, []Message) error { return nil }, nil)
	if err != nil || report.Produced() != b.N {
		b.Fatalf("%v %+v", err, report)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
