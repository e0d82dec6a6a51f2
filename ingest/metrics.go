package ingest

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"unionscreen/queries"
)

// meters are the metrics of ingest.
type meters struct {
	rows     *prometheus.CounterVec
	lag      *prometheus.GaugeVec
	letters  *prometheus.CounterVec
	batch    prometheus.Histogram
	insert   prometheus.Histogram
	fetch    prometheus.Counter
	decode   prometheus.Counter
	failures prometheus.Counter
	restarts prometheus.Counter
	asOf     prometheus.Gauge
}

func newMeters(reg prometheus.Registerer) (*meters, error) {
	name := func(n string) string { return "unionscreen_ingest_" + n }
	stage := prometheus.NewCounterVec(prometheus.CounterOpts{Name: name("stage_seconds_total"), Help: "Time of the goroutines that fetch (waiting included while records flow) and decode."}, []string{"stage"})
	m := &meters{
		rows:     prometheus.NewCounterVec(prometheus.CounterOpts{Name: name("rows_total"), Help: "Rows stored in the ledger, by status and reason (without its path)."}, []string{"status", "reason"}),
		lag:      prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: name("lag_records"), Help: "Offsets between the ledger's mark and the end of the log."}, []string{"topic", "partition"}),
		letters:  prometheus.NewCounterVec(prometheus.CounterOpts{Name: name("dead_letters_total"), Help: "Copies of rejected records, sent or dropped."}, []string{"result"}),
		batch:    prometheus.NewHistogram(prometheus.HistogramOpts{Name: name("batch_rows"), Help: "Rows of one INSERT.", Buckets: prometheus.ExponentialBuckets(1, 4, 10)}),
		insert:   prometheus.NewHistogram(prometheus.HistogramOpts{Name: name("insert_seconds"), Help: "Duration of one INSERT.", Buckets: prometheus.ExponentialBuckets(0.001, 2, 16)}),
		failures: prometheus.NewCounter(prometheus.CounterOpts{Name: name("insert_failures_total"), Help: "INSERTs that ended in an error."}),
		restarts: prometheus.NewCounter(prometheus.CounterOpts{Name: name("restarts_total"), Help: "Times that reading began anew from the ledger's marks."}),
		asOf:     prometheus.NewGauge(prometheus.GaugeOpts{Name: name("as_of_seconds"), Help: "Instant up to which everything acknowledged is stored, in Unix seconds."}),
		fetch:    stage.WithLabelValues("fetch"),
		decode:   stage.WithLabelValues("decode"),
	}
	if reg == nil {
		return m, nil
	}
	var faults []error
	for _, c := range []prometheus.Collector{m.rows, m.lag, m.letters, m.batch, m.insert, m.failures, m.restarts, m.asOf, stage} {
		faults = append(faults, reg.Register(c))
	}
	if err := errors.Join(faults...); err != nil {
		return nil, fmt.Errorf("register metrics of ingest: %w", err)
	}
	return m, nil
}

// inserted counts one INSERT. The path of a reason is cut off, so that the number of series is bounded.
func (m *meters) inserted(rows []queries.LedgerRow, took time.Duration) {
	m.insert.Observe(took.Seconds())
	m.batch.Observe(float64(len(rows)))
	accepted, skipped := 0, 0
	rejected := map[string]int{}
	for n := range rows {
		switch rows[n].Status {
		case queries.Accepted:
			accepted++
		case queries.Skipped:
			skipped++
		default:
			reason, _, _ := strings.Cut(rows[n].Reason, ":")
			rejected[reason]++
		}
	}
	m.rows.WithLabelValues("accepted", "").Add(float64(accepted))
	m.rows.WithLabelValues("skipped", "").Add(float64(skipped))
	for reason, n := range rejected {
		m.rows.WithLabelValues("rejected", reason).Add(float64(n))
	}
}
