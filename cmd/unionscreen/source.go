package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/spf13/cobra"

	"unionscreen/deploy/demo"
	"unionscreen/ingest"
	"unionscreen/ingest/broker"
	"unionscreen/ingest/feed"
	"unionscreen/queries/office"
)

// place says which installation a data command works on: a demo's folder, running or not, or a configuration.
type place struct{ dir, config string }

func (p *place) flags(command *cobra.Command) {
	command.Flags().StringVar(&p.dir, "dir", "", "data directory of a demo, running or not")
	command.Flags().StringVar(&p.config, "config", "", "configuration file of an installation")
	command.MarkFlagsOneRequired("dir", "config")
	command.MarkFlagsMutuallyExclusive("dir", "config")
}

// site is an installation that a data command may use. Only a demo that was not running has its parts started for
// the command; room is nil where somebody else watches the broker's space.
type site struct {
	cfg     Config
	product *product
	own     bool // the embedded parts run for this command only
	room    func(context.Context) error
}

// open finds or starts what the command needs. What was started stops with app.
func (p *place) open(ctx context.Context, app *App, environ []string, log *slog.Logger) (*site, error) {
	if p.config != "" {
		cfg, err := LoadConfig(p.config, environ)
		if err != nil {
			return nil, err
		}
		made, err := newProduct(ctx, app, cfg, log)
		return &site{cfg: cfg, product: made}, err
	}
	folder, err := openFolder(p.dir)
	if err != nil {
		return nil, err
	}
	running, busy, err := folder.running()
	if err != nil {
		return nil, err
	}
	if !busy {
		return startSite(ctx, app, folder, log)
	}
	cfg, err := folder.configuration()
	if err != nil {
		return nil, err
	}
	cfg.Kafka.Brokers, cfg.ClickHouse.DSN = []string{running.Kafka}, running.ClickHouse
	made, err := newProduct(ctx, app, cfg, log)
	return &site{cfg: cfg, product: made}, err
}

// withLedger runs what a command does on an installation that exists, with its ledger open.
func (p *place) withLedger(cmd *cobra.Command, do func(ctx context.Context, app *App, here *site) error) (err error) {
	if p.dir != "" {
		if _, err := existingFolder(p.dir); err != nil {
			return err
		}
	}
	app := &App{}
	defer app.finish(&err)
	here, err := p.open(cmd.Context(), app, os.Environ(), newLogger(cmd.ErrOrStderr(), "warn"))
	if err != nil {
		return err
	}
	if err := here.product.openStore(cmd.Context(), app, false); err != nil {
		return err
	}
	return do(cmd.Context(), app, here)
}

// startSite runs the parts of a demo that is not running, without its pages and its simulator.
func startSite(ctx context.Context, app *App, folder Folder, log *slog.Logger) (*site, error) {
	release, err := folder.lock()
	if err != nil {
		return nil, err
	}
	app.onStop("data directory", func(context.Context) error { return release() })
	cfg, err := folder.configuration()
	if err != nil {
		return nil, err
	}
	parts, err := startEmbedded(ctx, app, folder, "127.0.0.1:0", log)
	if err != nil {
		return nil, err
	}
	if err := folder.furnish(ctx); err != nil {
		return nil, err
	}
	cfg.Kafka.Brokers, cfg.ClickHouse.DSN = []string{parts.broker.Addr()}, parts.engine.DSN("unionscreen")
	made, err := newProduct(ctx, app, cfg, log)
	if err != nil {
		return nil, err
	}
	if err := made.openStore(ctx, app, true); err != nil {
		return nil, err
	}
	if err := made.startIngest(ctx, app); err != nil {
		return nil, err
	}
	return &site{cfg: cfg, product: made, own: true, room: made.roomOf(parts.broker)}, nil
}

// roomOf makes our producers wait while too much of what the embedded broker keeps is unread.
func (p *product) roomOf(kafka *broker.Broker) func(context.Context) error {
	return func(ctx context.Context) error {
		return kafka.Room(ctx, func() []broker.Position {
			var positions []broker.Position
			for _, at := range p.ingest.Positions() {
				positions = append(positions, broker.Position{Topic: at.Topic, Partition: at.Partition, Next: at.Next})
			}
			return positions
		})
	}
}

// producer makes the function by which feeds reach Kafka. It stops with app.
func producer(app *App, kafka KafkaConfig, room func(context.Context) error) (feed.Produce, error) {
	cfg := ingest.DefaultProducer()
	cfg.Brokers, cfg.Security = kafka.Brokers, kafka.security()
	sender, err := ingest.NewProducer(cfg, ingest.ProducerDeps{Room: room})
	if err != nil {
		return nil, err
	}
	app.onStop("producer", func(context.Context) error { return sender.Close() })
	return func(ctx context.Context, batch []feed.Message) error {
		messages := make([]ingest.Message, len(batch))
		for i, m := range batch {
			messages[i] = ingest.Message{Topic: m.Topic, Key: []byte(m.Key), Value: m.Value, Headers: m.Headers}
		}
		return sender.Send(ctx, messages)
	}, nil
}

// configuration is that of a demo: its office store, targets and secrets lie in its folder and are made on first use.
func (f Folder) configuration() (Config, error) {
	cfg := DefaultConfig()
	key, err := f.secret("pseudonym.key")
	if err != nil {
		return cfg, err
	}
	token, err := f.secret("token")
	if err != nil {
		return cfg, err
	}
	err = f.unlessThere("targets.csv", demo.Targets)
	cfg.Ingest.PseudonymKey, cfg.Dashboard.Token = key, token
	cfg.Registry.Database, cfg.Schemes.Targets = f.path("office.db"), f.path("targets.csv")
	cfg.Log.Level = "warn"
	if _, missing := os.Stat(f.path(schemeFile)); missing == nil {
		cfg.Schemes.Scheme = f.path(schemeFile)
	}
	return cfg, err
}

// schemeFile is the scheme of a demo that does not score by the default one.
const schemeFile = "scheme.yaml"

// score has the folder's demo score by another scheme from now on, one that is built in or a file; empty: as it did. A
// faulty one changes nothing.
func (f Folder) score(name string) error {
	if name == "" {
		return nil
	}
	book, err := readRulebook(name, "")
	if err != nil {
		return err
	}
	return f.write(schemeFile, book.document)
}

// office opens the office store of an installation alone. A demo's folder is made where create says so.
func (p *place) office(ctx context.Context, app *App, create bool) (*office.Store, Config, error) {
	cfg, err := p.officeConfig(ctx, create)
	if err != nil {
		return nil, cfg, err
	}
	store, err := openStoreOf(ctx, cfg)
	if err != nil {
		return nil, cfg, err
	}
	app.onStop("office store", func(context.Context) error { return store.Close() })
	return store, cfg, nil
}

func (p *place) officeConfig(ctx context.Context, create bool) (Config, error) {
	if p.config != "" {
		return LoadConfig(p.config, os.Environ())
	}
	open := openFolder
	if !create {
		open = existingFolder
	}
	folder, err := open(p.dir)
	if err != nil {
		return Config{}, err
	}
	if !create {
		if err := folder.furnish(ctx); err != nil {
			return Config{}, err
		}
	}
	return folder.configuration()
}

// furnish gives a demo without unions, or without services, those of the fictional city. A folder of a version that kept
// them as files has its own.
func (f Folder) furnish(ctx context.Context) error {
	store, err := openStoreOf(ctx, Config{Registry: RegistryConfig{Database: f.path("office.db")}})
	if err != nil {
		return err
	}
	_, registry, err := store.Registry(ctx)
	_, services, more := store.Services(ctx)
	if err = errors.Join(err, more); err == nil && registry.Number == 0 {
		err = f.firstImport(ctx, store, "registry.csv", demo.Registry)
	}
	if err == nil && services.Number == 0 {
		err = f.firstImport(ctx, store, "services.csv", demo.Services)
	}
	return errors.Join(err, store.Close())
}

// firstImport fills the store from a file of the folder or, where there is none, from what the demo has built in.
func (f Folder) firstImport(ctx context.Context, store *office.Store, name string, builtIn []byte) error {
	text, err := os.ReadFile(f.path(name))
	if errors.Is(err, os.ErrNotExist) {
		text, err = builtIn, nil
	}
	if err != nil {
		return fmt.Errorf("read the demo's %s: %w", name, err)
	}
	var in office.Import
	if name == "registry.csv" {
		in.RegistryFile = name
		in.Registry, err = office.ReadRegistry(bytes.NewReader(text))
	} else {
		in.ServicesFile = name
		in.Services, err = office.ReadServices(bytes.NewReader(text))
	}
	if err != nil {
		return fmt.Errorf("read the demo's %s: %w", name, err)
	}
	_, err = store.Import(ctx, operator("first start"), in)
	return err
}

// pollEvery is how often the office store is looked at for what people changed while the product runs.
const pollEvery = 2 * time.Second
