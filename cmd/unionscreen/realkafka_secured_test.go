package main

import (
	"bytes"
	"context"
	"crypto/pbkdf2"
	"crypto/sha512"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/segmentio/kafka-go"

	"unionscreen/ingest"
	"unionscreen/ingest/feed"
)

// signIn is alice's way over TLS with one mechanism.
func (k *realKafka) signIn(mechanism string) KafkaConfig {
	return KafkaConfig{
		Brokers: []string{k.saslSSL},
		TLS:     KafkaTLSConfig{Enabled: true, CAFile: k.path("ca.pem")},
		SASL:    KafkaSASLConfig{Mechanism: mechanism, Username: "alice", Password: k.password},
	}
}

// byCertificate is the way of a client that shows a certificate and signs in no further.
func (k *realKafka) byCertificate() KafkaConfig {
	return KafkaConfig{
		Brokers: []string{k.ssl},
		TLS:     KafkaTLSConfig{Enabled: true, CAFile: k.path("ca.pem"), CertificateFile: k.path("client.pem"), KeyFile: k.path("client.key")},
	}
}

// TestKafkaSecured uses every protected way for everything that connects: reading, offsets, dead letters, sending; and
// kcat beside it, but for SCRAM: the librdkafka before 2.6.1 that Debian has does not pass a broker that checks nonces.
func TestKafkaSecured(t *testing.T) {
	real := sharedKafka.get(t)
	kcatTLS := []string{"-X", "ssl.ca.location=" + real.path("ca.pem")}
	for name, c := range map[string]struct {
		way  KafkaConfig
		kcat []string
	}{
		"plain":         {real.signIn("plain"), append([]string{"-X", "security.protocol=SASL_SSL", "-X", "sasl.mechanisms=PLAIN", "-X", "sasl.username=alice", "-X", "sasl.password=" + real.password}, kcatTLS...)},
		"scram-sha-256": {real.signIn("scram-sha-256"), nil},
		"scram-sha-512": {real.signIn("scram-sha-512"), nil},
		"certificate":   {real.byCertificate(), append([]string{"-X", "security.protocol=SSL", "-X", "ssl.certificate.location=" + real.path("client.pem"), "-X", "ssl.key.location=" + real.path("client.key")}, kcatTLS...)},
	} {
		t.Run(name, func(t *testing.T) {
			real.topic(t, "by-"+name, 1)
			real.topic(t, "letters-"+name, 1)
			cfg := demoConfig(t, "", sharedEngine.get(t).DSN("by_"+strings.ReplaceAll(name, "-", "_")), "by-"+name)
			cfg.Kafka.Brokers, cfg.Kafka.TLS, cfg.Kafka.SASL = c.way.Brokers, c.way.TLS, c.way.SASL
			cfg.Kafka.DeadLetters, cfg.Kafka.Group = "letters-"+name, "group-"+name
			r := startProduct(t, cfg)
			produce, err := producer(r.app, cfg.Kafka, nil)
			if err != nil {
				t.Fatal(err)
			}
			send(t, produce, "by-"+name, append(articlesFrom(0, 20), []byte("no event")), 7)
			var theirs []feed.Message
			for _, value := range articlesFrom(20, 10) {
				theirs = append(theirs, feed.Message{Key: "YT-C01", Value: value})
			}
			if c.kcat != nil {
				kcatSends(t, c.way.Brokers[0], "by-"+name, theirs, c.kcat...)
			} else {
				real.put(t, "by-"+name, 0, articlesFrom(20, 10)...)
			}
			r.settled(t)
			if got, want := r.kept(t), (kept{Sources: 1, Accepted: 30, Rejected: 1}); got != want {
				t.Errorf("the ledger keeps %+v, want %+v", got, want)
			}
			client := real.client(t)
			within(t, time.Minute, "the dead letter is there", func() bool {
				answer, err := client.ListOffsets(t.Context(), &kafka.ListOffsetsRequest{Topics: map[string][]kafka.OffsetRequest{"letters-" + name: {kafka.LastOffsetOf(0)}}})
				return err == nil && len(answer.Topics["letters-"+name]) == 1 && answer.Topics["letters-"+name][0].LastOffset == 1
			})
			if err := r.app.Stop(); err != nil { // the last hint goes out with the stop
				t.Fatal(err)
			}
			answer, err := client.OffsetFetch(t.Context(), &kafka.OffsetFetchRequest{GroupID: "group-" + name, Topics: map[string][]int{"by-" + name: {0}}})
			if err != nil || answer.Error != nil || len(answer.Topics["by-"+name]) != 1 || answer.Topics["by-"+name][0].CommittedOffset != 31 {
				t.Errorf("the group's offset: %+v, %v", answer, err)
			}
		})
	}
}

// TestKafkaRefused holds what health, log and our producers say when the broker and the configuration do not fit.
func TestKafkaRefused(t *testing.T) {
	real := sharedKafka.get(t)
	real.topic(t, "refused", 1)
	wrong, stranger, nameless, inClear, toClear := real.signIn("scram-sha-256"), real.signIn("plain"), real.byCertificate(), real.signIn("scram-sha-512"), real.signIn("scram-sha-512")
	wrong.SASL.Password = "wr0ng-password"
	stranger.TLS.CAFile = real.path("stranger.pem")
	nameless.TLS.CertificateFile, nameless.TLS.KeyFile = "", ""
	inClear.TLS = KafkaTLSConfig{}
	toClear.Brokers = []string{real.plaintext}
	wrongPlain := wrong
	wrongPlain.SASL.Mechanism = "plain"
	for name, c := range map[string]struct {
		way  KafkaConfig
		want string
	}{
		"a wrong password":             {wrong, "Kafka refuses the sign-in"},
		"a wrong password, plain":      {wrongPlain, "Kafka refuses the sign-in"},
		"an unknown authority":         {stranger, "give it as kafka.tls.ca_file"},
		"no certificate":               {nameless, "give kafka.tls.certificate_file and kafka.tls.key_file"},
		"a port with TLS, without it":  {inClear, "see kafka.tls and kafka.sasl"},
		"a port without TLS, with it":  {toClear, "see kafka.tls and kafka.sasl"},
		"a port with sign-in, without": {KafkaConfig{Brokers: []string{real.saslSSL}, TLS: wrong.TLS}, "see kafka.tls and kafka.sasl"},
	} {
		t.Run(name, func(t *testing.T) {
			c.way.Topics = []string{"refused"}
			says, log := startReader(t, c.way)
			within(t, 20*time.Second, "health says "+c.want, func() bool { return says() != nil && strings.Contains(says().Advice, c.want) })
			within(t, time.Minute, "the log says it", func() bool { return strings.Contains(log.String(), c.want) })
			produce, err := producer(&App{}, c.way, nil)
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			err = produce(ctx, []feed.Message{{Topic: "refused", Value: []byte("x")}})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("sending: %v, want %s", err, c.want)
			}
			for _, text := range []string{log.String(), fmt.Sprint(says()), fmt.Sprint(err)} {
				if strings.Contains(text, "wr0ng") || strings.Contains(text, real.password) {
					t.Errorf("the password shows: %s", text)
				}
			}
		})
	}
}

// TestKafkaLetsInLater starts before the user exists; once he does, reading begins without a hand on the product.
func TestKafkaLetsInLater(t *testing.T) {
	real := sharedKafka.get(t)
	real.topic(t, "later", 1)
	real.put(t, "later", 0, articlesFrom(0, 4)...)
	cfg := demoConfig(t, real.saslSSL, sharedEngine.get(t).DSN("later"), "later")
	cfg.Kafka.TLS, cfg.Kafka.SASL = real.signIn("").TLS, KafkaSASLConfig{Mechanism: "scram-sha-512", Username: "bob", Password: "bobs-password"}
	r := startProduct(t, cfg)
	within(t, time.Minute, "the health page says what to mend", func() bool {
		for _, fault := range r.health() {
			if fault.Part == "ingest" && strings.Contains(fault.Message, "Kafka refuses the sign-in: check kafka.sasl.username") {
				return true
			}
		}
		return false
	})
	const rounds = 4096
	salt := []byte("a salt of the test")
	salted, err := pbkdf2.Key(sha512.New, "bobs-password", salt, rounds, sha512.Size)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := real.client(t).AlterUserScramCredentials(t.Context(), &kafka.AlterUserScramCredentialsRequest{Upsertions: []kafka.UserScramCredentialsUpsertion{
		{Name: "bob", Mechanism: kafka.ScramMechanismSha512, Iterations: rounds, Salt: salt, SaltedPassword: salted},
	}})
	if err != nil || len(answer.Results) != 1 || answer.Results[0].Error != nil {
		t.Fatalf("let bob in: %+v, %v", answer, err)
	}
	r.settled(t)
	if got, want := r.kept(t), (kept{Sources: 1, Accepted: 4}); got != want {
		t.Errorf("the ledger keeps %+v, want %+v", got, want)
	}
	if err := r.ingest.Health(); err != nil {
		t.Errorf("health: %v", err)
	}
}

// noLedger takes nothing; a reader that is not let in has nothing to store.
type noLedger struct{ ingest.Ledger }

func (noLedger) Marks(context.Context) (map[string]uint64, error) { return map[string]uint64{}, nil }
func (noLedger) Settle(context.Context) error                     { return nil }

// startReader reads as the product would, without a ledger, and gives what it says of a refusal and what it logs.
func startReader(t *testing.T, way KafkaConfig) (says func() *ingest.Refused, log *lockedText) {
	t.Helper()
	log = &lockedText{}
	cfg := ingest.Default()
	cfg.Brokers, cfg.Topics, cfg.DeadLetterTopic, cfg.Group, cfg.Security = way.Brokers, way.Topics, "", "", way.security()
	reader, err := ingest.New(cfg, ingest.Deps{
		Ledger: noLedger{}, Log: slog.New(slog.NewTextHandler(log, nil)),
		Decoder: func() (ingest.Decoder, error) { return nil, nil }, // no record reaches it
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := reader.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = reader.Stop(context.Background()) })
	return func() *ingest.Refused {
		var refused *ingest.Refused
		errors.As(reader.Health(), &refused)
		return refused
	}, log
}

// lockedText keeps what several goroutines write.
type lockedText struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lockedText) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lockedText) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
