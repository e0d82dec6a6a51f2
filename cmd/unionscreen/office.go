package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/user"
	"sync/atomic"
	"time"

	"unionscreen/aggregator"
	"unionscreen/deploy/calendar"
	"unionscreen/ingest/event"
	"unionscreen/queries/office"
)

// errEmptyRegistry is what an installation says until somebody brings its unions in.
var errEmptyRegistry = errors.New("the registry holds no union, so that nothing can be ranked: bring it in with `unionscreen registry import unions.csv --config F`; it is taken over while the product runs")

// openOffice opens the store of what people decide and reads what the product needs of it. It is closed with app.
func (p *product) openOffice(ctx context.Context, app *App) error {
	store, err := openStoreOf(ctx, p.cfg)
	if err != nil {
		return err
	}
	app.onStop("office store", func(context.Context) error { return store.Close() })
	p.office = store
	if err := firstImport(ctx, store, p.cfg.Registry.File, p.cfg.Registry.Services); err != nil {
		return err
	}
	if p.revision, err = store.Revision(ctx); err != nil { // before reading: a change in between is seen again
		return err
	}
	if p.unions, p.registry, err = store.Registry(ctx); err != nil {
		return err
	}
	services, version, err := store.Services(ctx)
	if err != nil {
		return err
	}
	p.services, p.catalogue = namesOf(services), version
	days, err := readCalendar(p.cfg.Registry.Calendar)
	if err != nil {
		return err
	}
	p.limits = office.NewLimits(services, days, p.rules.Calendar.Location())
	return p.producers.load(ctx, store)
}

func openStoreOf(ctx context.Context, cfg Config) (*office.Store, error) {
	settings := office.DefaultConfig()
	settings.Database = cfg.Registry.Database
	return office.Open(ctx, settings)
}

// firstImport fills a store that holds no registry, or no services, from the files that the configuration names.
func firstImport(ctx context.Context, store *office.Store, registry, services string) error {
	var in office.Import
	_, version, err := store.Registry(ctx)
	if err != nil {
		return err
	}
	if version.Number == 0 && registry != "" {
		in.RegistryFile = event.Redact(registry)
		if in.Registry, err = registryFile(registry); err != nil {
			return err
		}
	}
	if _, version, err = store.Services(ctx); err != nil {
		return err
	}
	if version.Number == 0 && services != "" {
		in.ServicesFile = event.Redact(services)
		if in.Services, err = servicesFile(services); err != nil {
			return err
		}
	}
	_, err = store.Import(ctx, operator("first start"), in)
	return err
}

// operator is whoever runs this process, as the audit log names him.
func operator(place string) office.Actor {
	name := fmt.Sprintf("uid %d", os.Getuid())
	if who, err := user.Current(); err == nil && who.Username != "" {
		name = who.Username
	}
	return office.Actor{Who: name, Place: place}
}

func readCalendar(path string) (*office.Calendar, error) {
	if path == "" {
		return office.ParseCalendar(calendar.CN)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read registry.calendar: %w", err)
	}
	return office.ParseCalendar(text)
}

// namesOf are the names of services by code: of several rows those of the latest.
func namesOf(services []office.Service) map[string]aggregator.Names {
	names, latest := map[string]aggregator.Names{}, map[string]time.Time{}
	for _, s := range services {
		if !s.ValidFrom.Before(latest[s.Code]) {
			names[s.Code], latest[s.Code] = aggregator.Names{ZH: s.Name, EN: s.NameEN}, s.ValidFrom
		}
	}
	return names
}

// scopes answers decoders who may send for whom, as it was registered at the last look.
type scopes struct {
	atomic.Pointer[office.ProducerSnapshot]
}

func (p *scopes) load(ctx context.Context, store *office.Store) error {
	now, err := store.ProducerSnapshot(ctx)
	if err == nil {
		p.Store(now)
	}
	return err
}

// Registered is that of the last look.
func (p *scopes) Registered() bool { return p.Load().Registered() }

// Scope is that of the last look.
func (p *scopes) Scope(source, union string) (known, inScope bool) {
	return p.Load().Scope(source, union)
}

// officeWatch takes changes of the office store over while the product runs, whichever process made them. What cannot
// be taken over is tried again with the next change, or until it can.
type officeWatch struct {
	store *office.Store
	seen  int64 // revision that was taken over
	take  func(ctx context.Context) error
	until bool // try again until it can be taken over
	log   *slog.Logger
	stop  context.CancelFunc
	done  chan struct{}
}

func (w *officeWatch) Start(ctx context.Context) error {
	ctx, w.stop = context.WithCancel(context.WithoutCancel(ctx))
	w.done = make(chan struct{})
	go w.run(ctx)
	return nil
}

func (w *officeWatch) Stop(context.Context) error {
	if w.stop == nil {
		return nil
	}
	w.stop()
	<-w.done
	return nil
}

func (w *officeWatch) run(ctx context.Context) {
	defer close(w.done)
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := w.look(ctx); err != nil && ctx.Err() == nil {
				w.log.Error("changes of the office store are not taken over", "error", err)
			}
		}
	}
}

func (w *officeWatch) look(ctx context.Context) error {
	now, err := w.store.Revision(ctx)
	if err != nil || now == w.seen {
		return err
	}
	if err = w.take(ctx); err == nil || !w.until {
		w.seen = now
	}
	return err
}

// takeRegistry lays a registry that was imported since over the figures, and names its services.
func (p *product) takeRegistry(ctx context.Context) error {
	unions, version, err := p.office.Registry(ctx)
	if err != nil {
		return err
	}
	if version.Number != p.registry.Number {
		p.registry = version
		if err := p.tally.SetRegistry(unions); err != nil {
			return err
		}
		p.log.Info("registry taken over", "version", version.Number, "unions", len(unions))
	}
	services, version, err := p.office.Services(ctx)
	if err != nil || version.Number == p.catalogue.Number {
		return err
	}
	p.catalogue = version
	p.tally.SetServices(namesOf(services))
	p.log.Warn("names of services taken over, their limits hold from the next start on", "version", version.Number)
	return nil
}
