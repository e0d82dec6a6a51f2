package main

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"unionscreen/ingest"
)

// configFile writes text to a file of the given mode and returns its path.
func configFile(t *testing.T, mode os.FileMode, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestConfigurationRefusesWhatItDoesNotKnow(t *testing.T) {
	cases := []struct {
		about, text, want string
	}{
		{"an unknown key, with its line", "kafka:\n  brokers: [a:1]\n  brokerz: [b:2]\n", "[3:3] unknown field \"brokerz\""},
		{"an unknown section", "kafka:\n  brokers: [a:1]\nkafak: {}\n", "[3:1] unknown field \"kafak\""},
		{"a value of another kind", "aggregator:\n  refresh: soon\n", `"soon" is no duration: write one such as 150ms`},
		{"a key given twice", "log:\n  level: info\n  level: warn\n", "[3:3]"},
		{"a tag where a list belongs, at which the library panics", "kafka:\n  brokers: !000000 0000\n", "a value has not the form that its key asks for"},
		{"no YAML at all", "kafka: [", "[1:"},
	}
	for _, c := range cases {
		_, err := LoadConfig(configFile(t, 0o600, c.text), nil)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v; want it to contain %s", c.about, err, c.want)
		}
	}
}

func TestFaultsOfTheFileShowNoSecret(t *testing.T) {
	path := configFile(t, 0o600, "dashboard:\n  token: hush-hush-hush-hush\n  tokem: x\ningest:\n  pseudonym_key: also-a-secret-here\n")
	_, err := LoadConfig(path, nil)
	if err == nil || strings.Contains(err.Error(), "hush") || strings.Contains(err.Error(), "also-a-secret") {
		t.Errorf("%v", err)
	}
}

func TestConfigurationFileWithSecretsIsItsOwnersOnly(t *testing.T) {
	const secret, open = "dashboard: {token: 0123456789abcdef}\n", "log: {level: warn}\n"
	for _, c := range []struct {
		mode    os.FileMode
		text    string
		refused bool
	}{{0o600, secret, false}, {0o400, secret, false}, {0o640, secret, true}, {0o604, secret, true}, {0o644, open, false}} {
		path := configFile(t, c.mode, c.text)
		_, err := LoadConfig(path, nil)
		if (err != nil) != c.refused {
			t.Errorf("mode %o with %q: %v", c.mode, c.text, err)
		}
		if c.refused && err != nil && !strings.Contains(err.Error(), "chmod 600 "+path) {
			t.Errorf("the refusal names no remedy: %v", err)
		}
	}
}

func TestEnvironmentLiesOverTheFile(t *testing.T) {
	path := configFile(t, 0o600, "kafka:\n  brokers: [file:1]\n  group: of-the-file\n")
	cfg, err := LoadConfig(path, []string{
		"UNIONSCREEN_KAFKA_BROKERS=a:1, b:2,", "UNIONSCREEN_KAFKA_DEAD_LETTERS=", "UNIONSCREEN_AGGREGATOR_REFRESH=2s",
		"UNIONSCREEN_ENGINE_LIBRARY=/of/a/room", "HOME=/nowhere",
	})
	if err != nil {
		t.Fatal(err)
	}
	want := DefaultConfig()
	want.Kafka.Brokers, want.Kafka.Group, want.Kafka.DeadLetters, want.Aggregator.Refresh = []string{"a:1", "b:2"}, "of-the-file", "", 2*time.Second
	if !reflect.DeepEqual(cfg, want) {
		t.Errorf("%+v\nwant %+v", cfg, want)
	}
	if cfg, err := LoadConfig("", []string{"UNIONSCREEN_DASHBOARD_ORIGINS="}); err != nil || len(cfg.Dashboard.Origins) != 0 {
		t.Errorf("an empty list: %q, %v", cfg.Dashboard.Origins, err)
	}
}

func TestEnvironmentFaults(t *testing.T) {
	secret := configFile(t, 0o600, "from-a-file-0123456789\n")
	readable := configFile(t, 0o644, "from-a-file-0123456789\n")
	empty := configFile(t, 0o600, " \n")
	for _, c := range []struct{ about, entry, want string }{
		{"an unknown key", "UNIONSCREEN_KAFKA_BROKERZ=a:1", "UNIONSCREEN_KAFKA_BROKERZ: there is no such key"},
		{"an unknown section", "UNIONSCREEN_KAFAK_BROKERS=a:1", "there is no such key"},
		{"a file for what is no secret", "UNIONSCREEN_KAFKA_GROUP_FILE=" + secret, "there is no such key"},
		{"a duration without unit", "UNIONSCREEN_AGGREGATOR_REFRESH=5", `"5" is no duration`},
		{"a yes that is none", "UNIONSCREEN_DASHBOARD_THIS_MACHINE_READS=yes", `"yes" is neither true nor false`},
		{"a secret's file that is not there", "UNIONSCREEN_CLICKHOUSE_DSN_FILE=/no/such/file", "no such file"},
		{"a secret's file that others may read", "UNIONSCREEN_DASHBOARD_TOKEN_FILE=" + readable, "chmod 600 " + readable},
		{"an empty secret", "UNIONSCREEN_DASHBOARD_TOKEN_FILE=" + empty, "is empty"},
	} {
		if _, err := LoadConfig("", []string{c.entry}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v; want it to contain %s", c.about, err, c.want)
		}
	}
	cfg, err := LoadConfig("", []string{"UNIONSCREEN_INGEST_PSEUDONYM_KEY_FILE=" + secret})
	if err != nil || cfg.Ingest.PseudonymKey != "from-a-file-0123456789" {
		t.Errorf("a secret of a file: %q, %v", cfg.Ingest.PseudonymKey, err)
	}
	for value, want := range map[string]bool{"true": true, "false": false} {
		cfg, err := LoadConfig("", []string{"UNIONSCREEN_DASHBOARD_THIS_MACHINE_READS=" + value})
		if err != nil || cfg.Dashboard.ThisMachineReads != want || cfg.Dashboard.pages().ThisMachineReads != want {
			t.Errorf("this machine reads %s: %+v, %v", value, cfg.Dashboard, err)
		}
	}
	_, err = LoadConfig("", []string{"UNIONSCREEN_DASHBOARD_TOKEN=0123456789abcdef", "UNIONSCREEN_DASHBOARD_TOKEN_FILE=" + secret})
	if err == nil || !strings.Contains(err.Error(), "both set") {
		t.Errorf("a secret given twice: %v", err)
	}
}

func TestSignInAtKafkaIsConfigured(t *testing.T) {
	password := configFile(t, 0o600, "s3cret-of-a-file\n")
	readable := configFile(t, 0o644, "s3cret-of-a-file\n")
	const section = "kafka:\n  brokers: [kafka-1:9093]\n  tls: {enabled: true, server_name: kafka}\n  sasl: {mechanism: scram-sha-512, username: alice"
	for _, c := range []struct {
		about, text string
		environ     []string
		want, fault string
	}{
		{"in the file", section + ", password: s3cret}", nil, "s3cret", ""},
		{"in a file of its own", section + ", password_file: " + password + "}", nil, "s3cret-of-a-file", ""},
		{"in the environment", section + "}", []string{"UNIONSCREEN_KAFKA_SASL_PASSWORD=s3cret"}, "s3cret", ""},
		{"in a file of the environment", section + "}", []string{"UNIONSCREEN_KAFKA_SASL_PASSWORD_FILE=" + password}, "s3cret-of-a-file", ""},
		{"twice", section + ", password: s3cret, password_file: " + password + "}", nil, "", "both set: which one holds"},
		{"in a file that others may read", section + ", password_file: " + readable + "}", nil, "", "chmod 600 " + readable},
		{"in a file that is not there", section + ", password_file: /no/such}", nil, "", "read kafka.sasl.password_file: stat /no/such"},
	} {
		cfg, err := LoadConfig(configFile(t, 0o600, c.text+"\n"), c.environ)
		if c.fault != "" {
			if err == nil || !strings.Contains(err.Error(), c.fault) || strings.Contains(err.Error(), "s3cret") {
				t.Errorf("%s: %v; want %s", c.about, err, c.fault)
			}
			continue
		}
		got := cfg.Kafka.security()
		if err != nil || !got.TLS.Enabled || got.TLS.ServerName != "kafka" || got.SASL != (ingest.SASL{Mechanism: "scram-sha-512", Username: "alice", Password: c.want}) {
			t.Errorf("%s: %+v, %v", c.about, got, err)
		}
		if text, err := printable(cfg); err != nil || strings.Contains(text, "s3cret") || !strings.Contains(text, "password: (hidden)") {
			t.Errorf("%s, printed: %v\n%s", c.about, err, text)
		}
	}
	cfg := DefaultConfig()
	cfg.Kafka.Brokers, cfg.Kafka.SASL = []string{"kafka-1:9092"}, KafkaSASLConfig{Mechanism: "plain", Username: "alice", Password: "s3cret"}
	if err := cfg.Validate(); err == nil || !strings.Contains(err.Error(), "in clear to kafka-1:9092: set kafka.tls.enabled") || strings.Contains(err.Error(), "s3cret") {
		t.Errorf("a password in clear over the wire: %v", err)
	}
	if cfg, err := LoadConfig("", []string{"UNIONSCREEN_KAFKA_TLS_ENABLED=true", "UNIONSCREEN_KAFKA_TLS_KEY_FILE=/k"}); err != nil || !cfg.Kafka.TLS.Enabled || cfg.Kafka.TLS.KeyFile != "/k" {
		t.Errorf("TLS by the environment: %+v, %v", cfg.Kafka.TLS, err)
	}
}

func TestValidateListsEveryFault(t *testing.T) {
	cfg := DefaultConfig()
	cfg.Kafka.Topics, cfg.Aggregator.Zone, cfg.Aggregator.Refresh, cfg.Log.Level = nil, "Asia/Atlantis", time.Millisecond, "loud"
	cfg.Dashboard.Listen = "0.0.0.0:8080"
	err := cfg.Validate()
	if err == nil {
		t.Fatal("accepted")
	}
	for _, want := range []string{"kafka.brokers", "kafka.topics", "clickhouse.dsn", "registry.database", "ingest.pseudonym_key", "aggregator.zone",
		"aggregator.refresh", "dashboard.token", `dashboard: listen "0.0.0.0:8080" can be reached from other machines`, "log.level"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%s is not among the faults:\n%v", want, err)
		}
	}
}

func TestPrintedConfigurationHidesSecrets(t *testing.T) {
	cfg := DefaultConfig()
	cfg.ClickHouse.DSN, cfg.Ingest.PseudonymKey, cfg.Dashboard.Token = "clickhouse://u:s3cret@h:9000/d", "s3cret-key", "s3cret-token"
	text, err := printable(cfg)
	if err != nil || strings.Contains(text, "s3cret") || strings.Count(text, "(hidden)") != 3 {
		t.Errorf("%v\n%s", err, text)
	}
	if cfg.Dashboard.Token != "s3cret-token" {
		t.Error("printing changed the configuration")
	}
}

// keysOf lists the keys of a YAML document with their sections.
func keysOf(section map[string]any, before string) []string {
	var keys []string
	for key, value := range section {
		if inner, ok := value.(map[string]any); ok {
			keys = append(keys, keysOf(inner, before+key+".")...)
		} else {
			keys = append(keys, before+key)
		}
	}
	return keys
}

// TestExampleConfiguration keeps deploy/config.example.yaml true: it loads, it names every key, and what it calls the
// default is the default.
func TestExampleConfiguration(t *testing.T) {
	text, err := os.ReadFile("../../deploy/config.example.yaml")
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := LoadConfig(configFile(t, 0o600, string(text)), nil)
	if err != nil {
		t.Fatal(err)
	}
	var sections map[string]any
	if err := yaml.Unmarshal(text, &sections); err != nil {
		t.Fatal(err)
	}
	named, known := keysOf(sections, ""), []string(nil)
	eachKey(reflect.ValueOf(&cfg).Elem(), nil, func(path []string, _ reflect.Value, _ bool) { known = append(known, strings.Join(path, ".")) })
	slices.Sort(named)
	slices.Sort(known)
	if !slices.Equal(named, known) {
		t.Errorf("the example names\n%v\nand there are\n%v", named, known)
	}
	standard := DefaultConfig()
	if !slices.Equal(cfg.Kafka.Topics, standard.Kafka.Topics) || cfg.Kafka.DeadLetters != standard.Kafka.DeadLetters || cfg.Kafka.Group != standard.Kafka.Group ||
		cfg.Kafka.TLS != standard.Kafka.TLS || cfg.Kafka.SASL != standard.Kafka.SASL ||
		cfg.Aggregator != standard.Aggregator || cfg.Log != standard.Log || cfg.Schemes.Scheme != standard.Schemes.Scheme || cfg.Dashboard.Listen != standard.Dashboard.Listen ||
		cfg.Dashboard.ThisMachineReads != standard.Dashboard.ThisMachineReads {
		t.Error("the example shows other defaults than hold")
	}
	cfg.Ingest.PseudonymKey, cfg.Dashboard.Token = strings.Repeat("k", 32), strings.Repeat("t", 32)
	if err := cfg.Validate(); err != nil {
		t.Errorf("with its secrets filled in: %v", err)
	}
}
