package ingest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"log/slog"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
)

// pemFiles writes a certificate that signs itself, for 127.0.0.1, and answers both files.
func pemFiles(t *testing.T) (certificate, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "kafka"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, DNSNames: []string{"kafka.example.org"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	certificate, key = filepath.Join(dir, "certificate.pem"), filepath.Join(dir, "key.pem")
	for path, block := range map[string]*pem.Block{certificate: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return certificate, key
}

func TestSecurityIsValidated(t *testing.T) {
	certificate, key := pemFiles(t)
	open := filepath.Join(t.TempDir(), "open.pem")
	text, err := os.ReadFile(key)
	if err == nil {
		err = os.WriteFile(open, text, 0o600)
	}
	if err = errors.Join(err, os.Chmod(open, 0o640)); err != nil {
		t.Fatal(err)
	}
	alice := SASL{Mechanism: "scram-sha-512", Username: "alice", Password: "pw"}
	plainly := SASL{Mechanism: "plain", Username: "alice", Password: "pw"}
	far, near := []string{"127.0.0.1:9092", "kafka-1:9092"}, []string{"127.0.0.1:9092", "[::1]:9092", "localhost:9092"}
	for _, c := range []struct {
		about   string
		brokers []string
		s       Security
		want    string // "" accepted
	}{
		{"nothing", far, Security{}, ""},
		{"TLS by the system's authorities", far, Security{TLS: TLS{Enabled: true}}, ""},
		{"TLS with all files", far, Security{TLS: TLS{true, certificate, certificate, key, "kafka"}}, ""},
		{"scram in clear", far, Security{SASL: alice}, ""},
		{"plain over TLS", far, Security{TLS: TLS{Enabled: true}, SASL: plainly}, ""},
		{"plain in clear on this machine", near, Security{SASL: plainly}, ""},
		{"plain in clear over the wire", far, Security{SASL: plainly}, "would send the password in clear to kafka-1:9092: set kafka.tls.enabled, or use scram-sha-512"},
		{"keys of TLS without TLS", far, Security{TLS: TLS{CAFile: certificate}}, "kafka.tls.enabled is false"},
		{"half a pair", far, Security{TLS: TLS{Enabled: true, CertificateFile: certificate}}, "give both or none"},
		{"the other half", far, Security{TLS: TLS{Enabled: true, KeyFile: key}}, "give both or none"},
		{"an authority that is not there", far, Security{TLS: TLS{Enabled: true, CAFile: "/no/such"}}, "read kafka.tls.ca_file: open /no/such"},
		{"an authority that is none", far, Security{TLS: TLS{Enabled: true, CAFile: key}}, "holds no certificate: give it in PEM"},
		{"a key that is none", far, Security{TLS: TLS{Enabled: true, CertificateFile: certificate, KeyFile: certificate}}, "read kafka.tls.certificate_file and kafka.tls.key_file"},
		{"a key that others may read", far, Security{TLS: TLS{Enabled: true, CertificateFile: certificate, KeyFile: open}}, "chmod 600 " + open},
		{"a mechanism nobody knows", far, Security{SASL: SASL{Mechanism: "SCRAM", Username: "a", Password: "b"}}, `"SCRAM" is none of plain`},
		{"a password without mechanism", far, Security{SASL: SASL{Password: "b"}}, "kafka.sasl.mechanism is empty"},
		{"no username", far, Security{SASL: SASL{Mechanism: "scram-sha-256", Password: "b"}}, "kafka.sasl.username is empty"},
		{"no password", far, Security{SASL: SASL{Mechanism: "scram-sha-256", Username: "a"}}, "kafka.sasl.password is empty"},
	} {
		err := c.s.Validate(c.brokers)
		switch {
		case c.want == "" && err != nil, c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: %v; want %q", c.about, err, c.want)
		}
		if _, err := NewProducer(ProducerConfig{Brokers: c.brokers, Security: c.s, Linger: 1, PartBytes: 1}, ProducerDeps{}); (err != nil) != (c.want != "") {
			t.Errorf("%s: a producer: %v", c.about, err)
		}
	}
}

// logText keeps what is logged.
type logText struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *logText) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logText) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// TestRefusedConnectionsSayWhatToMend holds the advice in health and log, and that the password is in neither.
func TestRefusedConnectionsSayWhatToMend(t *testing.T) {
	certificate, key := pemFiles(t)
	stranger, _ := pemFiles(t)
	pair, err := tls.LoadX509KeyPair(certificate, key)
	if err != nil {
		t.Fatal(err)
	}
	start := func(more ...kfake.Opt) string {
		cluster, err := kfake.NewCluster(append(more, kfake.NumBrokers(1), kfake.SeedTopics(1, "work"))...)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(cluster.Close)
		return cluster.ListenAddrs()[0]
	}
	web, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = web.Close() })
	go func() {
		for conn, err := web.Accept(); err == nil; conn, err = web.Accept() {
			_, _ = conn.Write([]byte("HTTP/1.1 400 Bad Request\r\n\r\n"))
		}
	}()
	closed := start(kfake.TLS(&tls.Config{Certificates: []tls.Certificate{pair}}), kfake.EnableSASL(), kfake.Superuser("SCRAM-SHA-256", "alice", "s3cret"))
	signIn := SASL{Mechanism: "scram-sha-256", Username: "alice", Password: "s3cret"}
	for _, c := range []struct {
		about, broker string
		s             Security
		want          string // "" works
	}{
		{"as it should be", closed, Security{TLS: TLS{Enabled: true, CAFile: certificate}, SASL: signIn}, ""},
		{"by its other name", closed, Security{TLS: TLS{Enabled: true, CAFile: certificate, ServerName: "kafka.example.org"}, SASL: signIn}, ""},
		{"of an unknown authority", closed, Security{TLS: TLS{Enabled: true, CAFile: stranger}, SASL: signIn}, "kafka.tls.ca_file"},
		{"of another name", closed, Security{TLS: TLS{Enabled: true, CAFile: certificate, ServerName: "elsewhere"}, SASL: signIn}, "kafka.tls.server_name"},
		{"TLS to a port without", web.Addr().String(), Security{TLS: TLS{Enabled: true, CAFile: certificate}}, "set kafka.tls.enabled to false"},
		{"no TLS to a port with it", closed, Security{}, "see kafka.tls and kafka.sasl"},
		{"a wrong password", closed, Security{TLS: TLS{Enabled: true, CAFile: certificate}, SASL: SASL{"scram-sha-256", "alice", "wr0ng-s3cret"}}, "sasl"},
	} {
		t.Run(c.about, func(t *testing.T) {
			var log logText
			cfg := testConfig(c.broker)
			cfg.Topics, cfg.DeadLetterTopic, cfg.Security = []string{"work"}, "", c.s
			in := startIngest(t, cfg, Deps{Ledger: newMemory(), Log: slog.New(slog.NewTextHandler(&log, nil))})
			if c.want == "" {
				eventually(t, "it is read", func() bool { return in.Health() == nil && !in.AsOf().IsZero() })
				return
			}
			var refused *Refused
			eventually(t, "health says what to mend", func() bool {
				return errors.As(in.Health(), &refused) && strings.Contains(refused.Advice, c.want)
			})
			eventually(t, "the log says it too", func() bool { return strings.Contains(log.String(), refused.Advice) })
			if strings.Contains(log.String(), "s3cret") || strings.Contains(in.Health().Error(), "s3cret") {
				t.Errorf("the password shows:\n%s\n%v", log.String(), in.Health())
			}
		})
	}
}
