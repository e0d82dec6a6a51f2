package dashboard

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/expfmt"

	"unionscreen/dashboard/push"
)

// metrics are the dashboard's own; other rooms register theirs in the same registry.
type metrics struct {
	answers *prometheus.CounterVec
	seconds *prometheus.HistogramVec
}

func newMetrics(registry *prometheus.Registry, hub *push.Hub) (*metrics, error) {
	m := &metrics{
		answers: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "unionscreen_http_answers_total", Help: "HTTP answers by route and status."}, []string{"route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "unionscreen_http_answer_seconds", Help: "Time from a request's head to its answer, by route.",
			Buckets: []float64{.001, .0025, .005, .01, .02, .05, .1, .25, 1, 5}}, []string{"route"}),
	}
	collectors := []prometheus.Collector{m.answers, m.seconds}
	gauge := func(name, help string, value func(push.Stats) float64) {
		collectors = append(collectors, prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, func() float64 { return value(hub.Stats()) }))
	}
	counter := func(name, help string, value func(push.Stats) uint64) {
		collectors = append(collectors, prometheus.NewCounterFunc(prometheus.CounterOpts{Name: name, Help: help}, func() float64 { return float64(value(hub.Stats())) }))
	}
	gauge("unionscreen_push_clients", "Open websockets.", func(s push.Stats) float64 { return float64(s.Clients) })
	counter("unionscreen_push_snapshots_total", "Snapshots begun to websockets.", func(s push.Stats) uint64 { return s.Snapshots })
	counter("unionscreen_push_heartbeats_total", "Heartbeats queued to websockets.", func(s push.Stats) uint64 { return s.Heartbeats })
	counter("unionscreen_push_sent_bytes_total", "Bytes given to websockets.", func(s push.Stats) uint64 { return s.Bytes })
	counter("unionscreen_push_skipped_steps_total", "Steps that slow websockets were spared.", func(s push.Stats) uint64 { return s.Skipped })
	counter("unionscreen_push_stalled_total", "Websockets cut off because nothing could be written.", func(s push.Stats) uint64 { return s.Stalled })
	counter("unionscreen_push_unacknowledged_total", "Websockets closed because they stopped acknowledging.", func(s push.Stats) uint64 { return s.Unacknowledged })
	var faults []error
	for _, collector := range collectors {
		faults = append(faults, registry.Register(collector))
	}
	return m, errors.Join(faults...)
}

// answered counts by the pattern of the route, never by the path: a stranger could make up endlessly many.
func (m *metrics) answered(c *fiber.Ctx, took time.Duration) {
	pattern, status := c.Route().Path, c.Response().StatusCode()
	if c.Context().Hijacked() {
		status = http.StatusSwitchingProtocols
	}
	m.answers.WithLabelValues(pattern, strconv.Itoa(status)).Inc()
	m.seconds.WithLabelValues(pattern).Observe(took.Seconds())
}

// showMetrics writes the registry in Prometheus' text format.
func (s *Server) showMetrics(c *fiber.Ctx, _ url.Values) error {
	families, err := s.deps.Metrics.Gather()
	if err != nil {
		return fmt.Errorf("gather metrics: %w", err)
	}
	var body bytes.Buffer
	encoder := expfmt.NewEncoder(&body, expfmt.NewFormat(expfmt.TypeTextPlain))
	for _, family := range families {
		if err := encoder.Encode(family); err != nil {
			return fmt.Errorf("encode metrics: %w", err)
		}
	}
	c.Context().SetContentType(string(expfmt.NewFormat(expfmt.TypeTextPlain)))
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Response().SetBodyRaw(body.Bytes())
	return nil
}
