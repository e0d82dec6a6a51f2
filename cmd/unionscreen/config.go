package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"unionscreen/dashboard"
	"unionscreen/ingest"
	"unionscreen/ingest/feed/collect"
	"unionscreen/queries/office"
)

// Config is the configuration file of `unionscreen serve`: one section per room. Every key is also an environment
// variable UNIONSCREEN_SECTION_KEY; secrets also as …_FILE.
type Config struct {
	Kafka      KafkaConfig      `yaml:"kafka"`
	ClickHouse ClickHouseConfig `yaml:"clickhouse"`
	Registry   RegistryConfig   `yaml:"registry"`
	Schemes    SchemesConfig    `yaml:"schemes"`
	Ingest     IngestConfig     `yaml:"ingest"`
	Aggregator AggregatorConfig `yaml:"aggregator"`
	Dashboard  DashboardConfig  `yaml:"dashboard"`
	Log        LogConfig        `yaml:"log"`
}

// KafkaConfig says where the events come from.
type KafkaConfig struct {
	Brokers     []string `yaml:"brokers"`      // host:port
	Topics      []string `yaml:"topics"`       // any event type may arrive on any of them
	DeadLetters string   `yaml:"dead_letters"` // topic that gets a copy of what is rejected; empty: none
	Group       string   `yaml:"group"`        // group under which offsets are committed as hints

	TLS  KafkaTLSConfig  `yaml:"tls"`
	SASL KafkaSASLConfig `yaml:"sasl"`
}

// KafkaTLSConfig protects the connections to the brokers.
type KafkaTLSConfig struct {
	Enabled         bool   `yaml:"enabled"`
	CAFile          string `yaml:"ca_file"`          // PEM; empty: the authorities that the system knows
	CertificateFile string `yaml:"certificate_file"` // PEM of a certificate of our own, for brokers that ask for one
	KeyFile         string `yaml:"key_file"`         // PEM of its key
	ServerName      string `yaml:"server_name"`      // name in the brokers' certificates; empty: the host that is dialled
}

// KafkaSASLConfig is the sign-in at the brokers.
type KafkaSASLConfig struct {
	Mechanism    string `yaml:"mechanism"` // plain, scram-sha-256, scram-sha-512; empty: none
	Username     string `yaml:"username"`
	Password     string `yaml:"password" secret:"true"`
	PasswordFile string `yaml:"password_file"` // file that holds the password instead
}

// security is what the room behind these keys is told.
func (c KafkaConfig) security() ingest.Security {
	return ingest.Security{
		TLS:  ingest.TLS(c.TLS),
		SASL: ingest.SASL{Mechanism: c.SASL.Mechanism, Username: c.SASL.Username, Password: c.SASL.Password},
	}
}

// ClickHouseConfig says where the ledger lives.
type ClickHouseConfig struct {
	DSN string `yaml:"dsn" secret:"true"` // clickhouse://user:password@host:9000/unionscreen or http://…
}

// RegistryConfig says where what people decide is kept: unions, services, producers.
type RegistryConfig struct {
	Database string `yaml:"database"` // path of the SQLite file that keeps registry, services, producers and the audit log
	File     string `yaml:"file"`     // CSV or XLSX that fills a store without unions on its first start; empty: none
	Services string `yaml:"services"` // the same for the services catalogue
	Calendar string `yaml:"calendar"` // YAML of holidays and make-up working days; empty: the built-in one of China
}

// SchemesConfig says how is scored.
type SchemesConfig struct {
	Scheme  string         `yaml:"scheme"`  // "core-five", "union-work" or the path of a scheme's YAML document
	Targets string         `yaml:"targets"` // CSV union,period,indicator,target
	Others  []SchemeConfig `yaml:"others"`  // evaluations of other owners, such as counties that rank their towns
}

// SchemeConfig is the evaluation of the owner that its scheme names.
type SchemeConfig struct {
	Scheme  string `yaml:"scheme"`
	Targets string `yaml:"targets"`
}

// IngestConfig holds what decoding needs.
type IngestConfig struct {
	PseudonymKey string `yaml:"pseudonym_key" secret:"true"` // key of the deployment, at least 16 bytes; persons are stored only as keyed hashes
}

// AggregatorConfig says how the figures are made.
type AggregatorConfig struct {
	Zone    string        `yaml:"zone"`    // days, months and quarters are those of this zone
	Owner   string        `yaml:"owner"`   // union whose evaluation is shown; empty: the root of the registry
	Refresh time.Duration `yaml:"refresh"` // shortest time between two steps
}

// DashboardConfig says where people come in.
type DashboardConfig struct {
	Listen string `yaml:"listen"`              // host:port; beyond loopback only with a token
	Token  string `yaml:"token" secret:"true"` // bearer token that reads and writes; needed, for nobody can sign in yet
	// ThisMachineReads opens figures to browsers on this machine without a token; never behind a proxy that hides who asks.
	ThisMachineReads bool `yaml:"this_machine_reads"`

	Origins []string `yaml:"origins"` // further origins that may open a websocket
	Beacons []string `yaml:"beacons"` // websites whose pages report readings: "ORIGIN SOURCE UNION" each
}

// pages is what the room behind these keys is told; the product adds what it knows by itself.
func (c DashboardConfig) pages() dashboard.Config {
	cfg := dashboard.Default()
	cfg.Listen, cfg.Token, cfg.AllowedOrigins, cfg.ThisMachineReads = c.Listen, c.Token, c.Origins, c.ThisMachineReads
	for _, text := range c.Beacons {
		var site collect.Site
		if words := strings.Fields(text); len(words) == 3 {
			site = collect.Site{Origin: words[0], Source: words[1], Union: words[2]}
		}
		cfg.Beacons = append(cfg.Beacons, site) // one that is not three words is refused with its place
	}
	return cfg
}

// LogConfig says how much is logged.
type LogConfig struct {
	Level string `yaml:"level"` // debug, info, warn, error
}

// DefaultConfig returns what holds where the file says nothing.
func DefaultConfig() Config {
	return Config{
		Kafka: KafkaConfig{
			Topics:      []string{"article-reads", "verified-members", "applications", "completions", "union-work"},
			DeadLetters: "unionscreen-dead-letters",
			Group:       "unionscreen",
		},
		Schemes:    SchemesConfig{Scheme: "core-five"},
		Aggregator: AggregatorConfig{Zone: "Asia/Shanghai", Refresh: 150 * time.Millisecond},
		Dashboard:  DashboardConfig{Listen: "127.0.0.1:8080"},
		Log:        LogConfig{Level: "info"},
	}
}

// LoadConfig reads path (or only defaults and environment when it is empty). Unknown keys are refused with their line.
func LoadConfig(path string, environ []string) (Config, error) {
	cfg := DefaultConfig()
	if path != "" {
		info, err := os.Stat(path)
		if err != nil {
			return cfg, fmt.Errorf("read configuration: %w", err)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return cfg, fmt.Errorf("read configuration: %w", err)
		}
		if err := decodeConfig(text, &cfg); err != nil {
			return cfg, fmt.Errorf("read configuration %s: %w", path, err)
		}
		if holdsSecret(&cfg) && readableByOthers(info) {
			return cfg, fmt.Errorf("configuration %s holds secrets and others may read it: run chmod 600 %s", path, path)
		}
	}
	if err := applyEnvironment(&cfg, environ); err != nil {
		return cfg, err
	}
	return cfg, cfg.Kafka.SASL.readPassword()
}

// decodeConfig fills cfg. The library panics on some documents that are no configurations, such as one with a tag where a
// list belongs; that is a fault of the document, too.
func decodeConfig(text []byte, cfg *Config) (err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("a value has not the form that its key asks for")
		}
	}()
	err = yaml.UnmarshalWithOptions(text, cfg, yaml.Strict(), yaml.CustomUnmarshaler(readDuration))
	if err == nil || errors.Is(err, io.EOF) {
		return nil
	}
	// With line and column, without the lines around it: they may hold a secret.
	return errors.New(yaml.FormatError(err, false, false))
}

// readPassword takes the password from its file.
func (c *KafkaSASLConfig) readPassword() error {
	if c.PasswordFile == "" {
		return nil
	}
	if c.Password != "" {
		return errors.New("kafka.sasl.password and kafka.sasl.password_file are both set: which one holds? Remove one")
	}
	password, err := readSecret(c.PasswordFile)
	if err != nil {
		return fmt.Errorf("read kafka.sasl.password_file: %w", err)
	}
	c.Password = password
	return nil
}

// readDuration says what a duration looks like; the parser's own error names neither line nor key.
func readDuration(into *time.Duration, text []byte) error {
	var word string
	if err := yaml.Unmarshal(text, &word); err != nil {
		return err
	}
	d, err := parseDuration(word)
	*into = d
	return err
}

func parseDuration(word string) (time.Duration, error) {
	d, err := time.ParseDuration(word)
	if err != nil {
		return 0, fmt.Errorf("%q is no duration: write one such as 150ms", word)
	}
	return d, nil
}

// Validate lists every fault of the configuration at once.
func (c Config) Validate() error {
	var faults []error
	need := func(ok bool, format string, args ...any) {
		if !ok {
			faults = append(faults, fmt.Errorf(format, args...))
		}
	}
	registry := office.DefaultConfig()
	registry.Database = c.Registry.Database
	need(len(c.Kafka.Brokers) > 0, "kafka.brokers is empty: name at least one host:port")
	need(len(c.Kafka.Topics) > 0, "kafka.topics is empty: name the topics that carry events")
	if err := c.Kafka.security().Validate(c.Kafka.Brokers); err != nil {
		faults = append(faults, err)
	}
	need(c.ClickHouse.DSN != "", "clickhouse.dsn is empty: give clickhouse://user:password@host:9000/database")
	if err := registry.Validate(); err != nil {
		faults = append(faults, err)
	}
	need(len(c.Ingest.PseudonymKey) >= 16, "ingest.pseudonym_key is shorter than 16 bytes: make one with `openssl rand -hex 32`")
	_, err := time.LoadLocation(c.Aggregator.Zone)
	need(err == nil, "aggregator.zone %q is not a time zone", c.Aggregator.Zone)
	need(c.Aggregator.Refresh >= 50*time.Millisecond, "aggregator.refresh %s is shorter than 50ms", c.Aggregator.Refresh)
	need(c.Dashboard.Token != "", "dashboard.token is empty and nobody could read the figures: make one with `openssl rand -hex 32`")
	if err := c.Dashboard.pages().Validate(); err != nil {
		faults = append(faults, fmt.Errorf("dashboard: %w", err))
	}
	if _, ok := logLevels[c.Log.Level]; !ok {
		faults = append(faults, fmt.Errorf("log.level %q is none of debug, info, warn, error", c.Log.Level))
	}
	return errors.Join(faults...)
}
