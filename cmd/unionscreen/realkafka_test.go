package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/segmentio/kafka-go"
)

// kafkaLibraries names the folder that `.ci/kafka/kafka get` fills; without it the tests on a real Kafka are skipped.
const kafkaLibraries = "UNIONSCREEN_KAFKA"

const kafkaScript = "../../.ci/kafka/kafka"

// sharedKafka is one real Apache Kafka for all tests of the package; each test takes topics of its own.
var sharedKafka realKafka

type realKafka struct {
	once  sync.Once
	dir   string
	fault error

	plaintext, saslSSL, ssl string // addresses of its listeners
	password                string // of its user alice
}

func (k *realKafka) get(t *testing.T) *realKafka {
	t.Helper()
	if os.Getenv(kafkaLibraries) == "" {
		t.Skipf("%s is not set: `make test-kafka` fetches Apache Kafka and runs this", kafkaLibraries)
	}
	k.once.Do(func() { k.fault = k.start() })
	if k.fault != nil {
		t.Fatal(k.fault)
	}
	return k
}

func (k *realKafka) start() (err error) {
	if k.dir, err = os.MkdirTemp("", "unionscreen-kafka-*"); err != nil {
		return err
	}
	k.password = rand.Text()
	if err := k.certificates(); err != nil {
		return err
	}
	began := time.Now()
	script := exec.Command(kafkaScript, "start", k.path("broker"), k.dir)
	var words bytes.Buffer
	script.Stderr, script.Env = &words, append(os.Environ(), fmt.Sprintf("OWNER=%d", os.Getpid()))
	answer, err := script.Output()
	if err != nil {
		return fmt.Errorf("start Apache Kafka: %w: %s", err, words.String())
	}
	fmt.Printf("    realkafka_test.go: Apache Kafka was formatted and ready after %.1f s\n", time.Since(began).Seconds())
	addresses := map[string]*string{"plaintext": &k.plaintext, "sasl_ssl": &k.saslSSL, "ssl": &k.ssl}
	for line := range strings.Lines(string(answer)) {
		if words := strings.Fields(line); len(words) == 2 && addresses[words[0]] != nil {
			*addresses[words[0]] = words[1]
		}
	}
	for name, address := range addresses {
		if *address == "" {
			return fmt.Errorf("start Apache Kafka: the script names no %s address:\n%s", name, answer)
		}
	}
	return nil
}

func (k *realKafka) path(name string) string { return filepath.Join(k.dir, name) }

// stop ends the broker that the tests of this process share.
func (k *realKafka) stop() {
	if k.dir == "" {
		return
	}
	_ = exec.Command(kafkaScript, "stop", k.path("broker")).Run()
	_ = os.RemoveAll(k.dir)
}

// certificates writes an authority, a certificate of the broker for 127.0.0.1 and one of a client, and the password.
func (k *realKafka) certificates() error {
	authority, authorityKey, err := certificate(nil, nil, "authority")
	if err != nil {
		return err
	}
	broker, brokerKey, err := certificate(authority, authorityKey, "broker")
	if err != nil {
		return err
	}
	client, clientKey, err := certificate(authority, authorityKey, "client")
	if err != nil {
		return err
	}
	stranger, _, err := certificate(nil, nil, "stranger")
	if err != nil {
		return err
	}
	for name, text := range map[string][]byte{
		"ca.pem": certificatePEM(authority), "stranger.pem": certificatePEM(stranger), "password": []byte(k.password),
		"broker.pem": append(keyPEM(brokerKey), certificatePEM(broker)...),
		"client.pem": certificatePEM(client), "client.key": keyPEM(clientKey),
	} {
		if err := os.WriteFile(k.path(name), text, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// certificate makes one that authority signs, or that signs itself and others when there is none.
func certificate(authority *x509.Certificate, authorityKey *ecdsa.PrivateKey, name string) (*x509.Certificate, *ecdsa.PrivateKey, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	made := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	if authority == nil {
		made.IsCA, made.BasicConstraintsValid, made.KeyUsage = true, true, x509.KeyUsageCertSign
		authority, authorityKey = made, key
	}
	der, err := x509.CreateCertificate(rand.Reader, made, authority, &key.PublicKey, authorityKey)
	if err != nil {
		return nil, nil, err
	}
	made, err = x509.ParseCertificate(der)
	return made, key, err
}

func certificatePEM(c *x509.Certificate) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})
}

func keyPEM(key *ecdsa.PrivateKey) []byte {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		panic(err) // a key that was just made always encodes
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
}

// client administers the broker as an operator would.
func (k *realKafka) client(t *testing.T) *kafka.Client {
	t.Helper()
	transport := &kafka.Transport{MetadataTTL: 200 * time.Millisecond}
	t.Cleanup(transport.CloseIdleConnections)
	return &kafka.Client{Addr: kafka.TCP(k.plaintext), Timeout: 20 * time.Second, Transport: transport}
}

// topic makes a topic.
func (k *realKafka) topic(t *testing.T, name string, partitions int) {
	t.Helper()
	answer, err := k.client(t).CreateTopics(t.Context(), &kafka.CreateTopicsRequest{Topics: []kafka.TopicConfig{{Topic: name, NumPartitions: partitions, ReplicationFactor: 1}}})
	if err != nil || answer.Errors[name] != nil {
		t.Fatalf("make topic %s: %v %v", name, err, answer)
	}
}

// put sends values to one partition.
func (k *realKafka) put(t *testing.T, topic string, partition int, values ...[]byte) {
	t.Helper()
	client := k.client(t)
	within(t, time.Minute, "Kafka takes events of "+topic, func() bool {
		var records []kafka.Record // of each attempt: sending reads them to their ends
		for _, value := range values {
			records = append(records, kafka.Record{Value: kafka.NewBytes(value)})
		}
		answer, err := client.Produce(t.Context(), &kafka.ProduceRequest{Topic: topic, Partition: partition, RequiredAcks: kafka.RequireAll, Records: kafka.NewRecordReader(records...)})
		return err == nil && answer.Error == nil
	})
}

// articlesFrom are n articles of the union YT-C01 in 2026-Q3, numbered from first on.
func articlesFrom(first, n int) [][]byte {
	var values [][]byte
	for i := first; i < first+n; i++ {
		values = append(values, fmt.Appendf(nil, `{"specversion":"1.0","id":"r%d","source":"/real","type":"article.published","time":"2026-08-10T10:00:00+08:00","data":{"union":"YT-C01","article":"r%d","channel":"website"}}`, i, i))
	}
	return values
}

// kept is what the ledger holds of all sources together.
type kept struct{ Sources, Accepted, Rejected, Skipped int }

// kept adds the offsets of all sources up and holds the completeness equation for each: accepted, rejected and skipped
// ones cover everything from the first to the last.
func (r running) kept(t *testing.T) kept {
	t.Helper()
	counts, err := r.store.SourceCounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var all kept
	for _, c := range counts {
		if c.Accepted+c.Rejected+c.Skipped != c.Next-c.First {
			t.Errorf("source %s: %d accepted, %d rejected and %d skipped offsets do not cover %d to %d", c.Src, c.Accepted, c.Rejected, c.Skipped, c.First, c.Next)
		}
		all.Sources++
		all.Accepted += int(c.Accepted)
		all.Rejected += int(c.Rejected)
		all.Skipped += int(c.Skipped)
	}
	return all
}
