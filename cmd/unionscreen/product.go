package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"unionscreen/aggregator"
	"unionscreen/aggregator/scheme"
	"unionscreen/ingest"
	"unionscreen/ingest/event"
	"unionscreen/queries"
	"unionscreen/queries/office"
)

// product is everything between Kafka and people: the same for the demo and for a real installation.
type product struct {
	cfg     Config
	rules   *scheme.Scheme // of the evaluation that the wall shows
	books   []rulebook     // of all evaluations, the wall's first
	guard   *scheme.CrawlerList
	metrics *prometheus.Registry
	log     *slog.Logger

	office    *office.Store
	revision  int64 // of the office store when what follows was read
	unions    []office.Union
	registry  office.Version
	services  map[string]aggregator.Names
	catalogue office.Version
	limits    *office.Limits
	producers scopes

	store  *queries.Store
	ingest *ingest.Ingest
	tally  *aggregator.Tally
}

// newProduct reads everything that cfg names and checks it; nothing runs yet but the office store, which is closed with
// app.
func newProduct(ctx context.Context, app *App, cfg Config, log *slog.Logger) (*product, error) {
	p := &product{cfg: cfg, log: log, metrics: prometheus.NewRegistry()}
	var faults []error
	keep := func(err error) { faults = append(faults, err) }
	keep(cfg.Validate())
	var err error
	p.books, err = readRulebooks(cfg)
	p.rules = p.books[0].Rules
	keep(err)
	p.guard, err = scheme.Crawlers()
	keep(err)
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	if zone := p.rules.Calendar.Location().String(); zone != cfg.Aggregator.Zone {
		return nil, fmt.Errorf("aggregator.zone is %s and the scheme's calendar is of %s: days would not be the same", cfg.Aggregator.Zone, zone)
	}
	return p, p.openOffice(ctx, app)
}

// openStore connects to ClickHouse and, if told so, brings its tables up to this build.
func (p *product) openStore(ctx context.Context, app *App, migrate bool) error {
	if p.store != nil {
		return nil
	}
	cfg := queries.Default()
	cfg.DSN = p.cfg.ClickHouse.DSN
	if name := databaseOf(cfg.DSN); name != "" {
		cfg.Database = name
	}
	cfg.Zone = p.rules.Calendar.Location()
	cfg.RepeatLimit = p.rules.Guard.RepeatLimit
	cfg.Crawler, cfg.CrawlerVersion = p.guard.Is, p.guard.Version()
	cfg.Limit, cfg.LimitsVersion = p.limits.Limit, p.limits.Version()
	cfg.ReadsBasis = p.rules.ReadsBasis
	store, err := queries.Open(ctx, cfg)
	if err != nil {
		return err
	}
	app.onStop("store", func(context.Context) error { return store.Close() })
	p.store = store
	if migrate {
		return store.Migrate(ctx)
	}
	return nil
}

// databaseOf is the database that a DSN names: the path of its URL.
func databaseOf(dsn string) string {
	parsed, err := url.Parse(dsn)
	if err != nil {
		return ""
	}
	return strings.Trim(parsed.Path, "/")
}

// startIngest begins to bring Kafka's events into the ledger.
func (p *product) startIngest(ctx context.Context, app *App) error {
	cfg := ingest.Default()
	cfg.Brokers, cfg.Topics, cfg.DeadLetterTopic, cfg.Group = p.cfg.Kafka.Brokers, p.cfg.Kafka.Topics, p.cfg.Kafka.DeadLetters, p.cfg.Kafka.Group
	cfg.Security = p.cfg.Kafka.security()
	decoding := event.Default()
	decoding.Key, decoding.Producers = []byte(p.cfg.Ingest.PseudonymKey), &p.producers
	watch := &officeWatch{store: p.office, seen: p.revision, log: p.log, until: true, take: func(ctx context.Context) error { return p.producers.load(ctx, p.office) }}
	if err := app.start(ctx, "producers watch", watch); err != nil {
		return err
	}
	reader, err := ingest.New(cfg, ingest.Deps{
		Ledger:  p.store,
		Decoder: func() (ingest.Decoder, error) { return event.New(decoding) },
		Log:     p.log.With("room", "ingest"),
		Metrics: p.metrics,
	})
	if err != nil {
		return err
	}
	p.ingest = reader
	return app.start(ctx, "ingest", reader)
}

// makeTally prepares the standings, named as invented in a demo; publish gets every new board, vouch every instant up
// to which the last one holds.
func (p *product) makeTally(demo bool, publish func(*aggregator.Board), vouch func(uint64, time.Time)) error {
	tally, err := p.tallyOver(demo, aggregator.Deps{
		Ledger: p.store, AsOf: p.ingest.AsOf, Changed: p.ingest.Changed(), Positions: p.positions, Publish: publish, Vouch: vouch,
	})
	p.tally = tally
	return err
}

// tallyOver makes standings of what deps names; everything else is the product's.
func (p *product) tallyOver(demo bool, deps aggregator.Deps) (*aggregator.Tally, error) {
	cfg := aggregator.DefaultConfig()
	cfg.Services, cfg.Demo = p.services, demo
	cfg.Owner, cfg.Scheme, cfg.Targets, cfg.Others = p.cfg.Aggregator.Owner, p.rules, p.books[0].Targets, others(p.books)
	cfg.Refresh = p.cfg.Aggregator.Refresh
	deps.Registry, deps.Services, deps.Log = p.unions, p.limits.Services, p.log.With("room", "aggregator")
	return aggregator.New(cfg, deps)
}

func (p *product) positions() []aggregator.Offset {
	var offsets []aggregator.Offset
	for _, at := range p.ingest.Positions() {
		offsets = append(offsets, aggregator.Offset{Topic: at.Topic, Partition: at.Partition, Offset: at.Next})
	}
	return offsets
}

// caughtUp waits until every event acknowledged by now is in the ledger.
func (p *product) caughtUp(ctx context.Context) error {
	from := time.Now()
	for !p.ingest.AsOf().After(from) {
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait until all events are in the ledger: %w", ctx.Err())
		case <-time.After(20 * time.Millisecond):
		}
	}
	return nil
}
