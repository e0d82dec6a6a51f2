package event

import (
	"testing"
	"time"
)

// BenchmarkDecode measures the kinds that make up most of the load; the readings are about 300 bytes.
func BenchmarkDecode(b *testing.B) {
	values := map[string]string{
		"read": `{"specversion":"1.0","id":"01J9ZQ6M3W8T5R2K7N4B0C1D2E","source":"/330110/website","type":"article.read",` +
			`"time":"2026-09-30T23:59:58.123456+08:00","data":{"union":"330110","article":"330110-20260930-0017","reader":"r-5f2c9a7b1e",` +
			`"channel":"wechat","dwell_ms":48211,"agent":"Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0.50"}}`,
		"submitted": `{"specversion":"1.0","id":"01J9ZQ6M3W8T5R2K7N4B0C1D2F","source":"/330110/service-hall","type":"application.submitted",` +
			`"time":"2026-09-30T23:59:58+08:00","subject":"330110-7781","data":{"union":"330110","application":"330110-7781",` +
			`"service":"hardship-aid","member":"m-99812aa","kind":"service","due":"2026-10-09T00:00:00+08:00"}}`,
	}
	for name, value := range values {
		b.Run(name, func(b *testing.B) {
			cfg := Default()
			cfg.Key = []byte("0123456789abcdef")
			d, err := New(cfg)
			if err != nil {
				b.Fatal(err)
			}
			in := Input{Value: []byte(value), At: time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)}
			b.SetBytes(int64(len(value)))
			b.ReportAllocs()
			for b.Loop() {
				if _, rejected := d.Decode(in); rejected != nil {
					b.Fatal(rejected.Reason, rejected.Detail)
				}
			}
		})
	}
}
