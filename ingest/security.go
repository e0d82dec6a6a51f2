package ingest

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"os"

	"github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/sasl"
	saslplain "github.com/segmentio/kafka-go/sasl/plain"
	"github.com/segmentio/kafka-go/sasl/scram"
)

// Security is how connections to the brokers are protected: every one of them, of reading as of sending.
type Security struct {
	TLS  TLS
	SASL SASL
}

// TLS of the connections; at least version 1.2.
type TLS struct {
	Enabled         bool
	CAFile          string // PEM of the authorities that sign brokers' certificates; empty: those of the system
	CertificateFile string // PEM of our certificate, for brokers that ask for one; empty: none
	KeyFile         string // PEM of its key, readable by its owner only
	ServerName      string // name that brokers' certificates must hold; empty: the host that was dialled
}

// SASL is the sign-in at the broker; without a mechanism there is none.
type SASL struct {
	Mechanism          string // plain, scram-sha-256, scram-sha-512
	Username, Password string
}

// Validate gives all faults at once, under the keys of the configuration file. Brokers matter because a password in
// clear may travel on this machine only.
func (s Security) Validate(brokers []string) error {
	var faults []error
	fault := func(bad bool, format string, args ...any) {
		if bad {
			faults = append(faults, fmt.Errorf(format, args...))
		}
	}
	t := s.TLS
	fault(!t.Enabled && t != TLS{}, "kafka.tls.enabled is false and other keys of kafka.tls are set: set it to true, or take them out")
	fault((t.CertificateFile == "") != (t.KeyFile == ""), "kafka.tls.certificate_file and kafka.tls.key_file belong together: give both or none")
	if t.Enabled {
		if _, err := t.config(); err != nil {
			faults = append(faults, err)
		}
	}
	a := s.SASL
	switch a.Mechanism {
	case "":
		fault(a != SASL{}, "kafka.sasl.mechanism is empty and a username or password is given: choose plain, scram-sha-256 or scram-sha-512")
		return errors.Join(faults...)
	case "plain", "scram-sha-256", "scram-sha-512":
	default:
		fault(true, "kafka.sasl.mechanism %q is none of plain, scram-sha-256, scram-sha-512", a.Mechanism)
	}
	fault(a.Username == "", "kafka.sasl.username is empty: name the user that signs in")
	fault(a.Password == "", "kafka.sasl.password is empty: give it, or its file as kafka.sasl.password_file")
	if a.Mechanism == "plain" && !t.Enabled {
		for _, broker := range brokers {
			fault(!onLoopback(broker), "kafka.sasl.mechanism plain would send the password in clear to %s: set kafka.tls.enabled, or use scram-sha-512", broker)
		}
	}
	return errors.Join(faults...)
}

func onLoopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		host = address
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// config reads the files; nil where TLS is off. Files are read once: a renewed certificate holds from the next start on.
func (t TLS) config() (*tls.Config, error) {
	if !t.Enabled {
		return nil, nil
	}
	cfg := &tls.Config{MinVersion: tls.VersionTLS12, ServerName: t.ServerName}
	var faults []error
	if t.CAFile != "" {
		pem, err := os.ReadFile(t.CAFile)
		if err != nil {
			faults = append(faults, fmt.Errorf("read kafka.tls.ca_file: %w", err))
		} else if cfg.RootCAs = x509.NewCertPool(); !cfg.RootCAs.AppendCertsFromPEM(pem) {
			faults = append(faults, fmt.Errorf("kafka.tls.ca_file %s holds no certificate: give it in PEM", t.CAFile))
		}
	}
	if t.CertificateFile != "" && t.KeyFile != "" {
		if info, err := os.Stat(t.KeyFile); err == nil && info.Mode().Perm()&0o077 != 0 {
			faults = append(faults, fmt.Errorf("others may read the key in %s: run chmod 600 %s", t.KeyFile, t.KeyFile))
		}
		pair, err := tls.LoadX509KeyPair(t.CertificateFile, t.KeyFile)
		if err != nil {
			faults = append(faults, fmt.Errorf("read kafka.tls.certificate_file and kafka.tls.key_file: %w", err))
		}
		cfg.Certificates = []tls.Certificate{pair}
	}
	return cfg, errors.Join(faults...)
}

func (a SASL) mechanism() (sasl.Mechanism, error) {
	switch a.Mechanism {
	case "plain":
		return saslplain.Mechanism{Username: a.Username, Password: a.Password}, nil
	case "scram-sha-256":
		return scram.Mechanism(scram.SHA256, a.Username, a.Password)
	case "scram-sha-512":
		return scram.Mechanism(scram.SHA512, a.Username, a.Password)
	}
	return nil, nil
}

// apply makes a transport's connections protected ones.
func (s Security) apply(transport *kafka.Transport) error {
	var err error
	if transport.TLS, err = s.TLS.config(); err != nil {
		return err
	}
	if transport.SASL, err = s.SASL.mechanism(); err != nil {
		return fmt.Errorf("prepare kafka.sasl: %w", err) // of the username or password, for example a forbidden character
	}
	return nil
}

// Refused is an error that a person has to mend: the connection fails for what the configuration says about it.
type Refused struct {
	Advice string // in our own words, without what the broker said
	cause  error
}

func (r *Refused) Error() string { return r.Advice + ": " + r.cause.Error() }
func (r *Refused) Unwrap() error { return r.cause }

// advised adds what to do to an error whose cause is known. It passes like any other: the trying goes on.
func advised(err error) error {
	var authority x509.UnknownAuthorityError
	var host x509.HostnameError
	var noTLS tls.RecordHeaderError
	var alert *net.OpError
	advice := ""
	switch {
	case errors.Is(err, kafka.SASLAuthenticationFailed):
		advice = "Kafka refuses the sign-in: check kafka.sasl.username, its password and mechanism"
	case errors.Is(err, kafka.UnsupportedSASLMechanism):
		advice = "Kafka does not offer this kafka.sasl.mechanism on this port"
	case errors.As(err, &authority):
		advice = "Kafka's certificate is signed by an authority that is not known here: give it as kafka.tls.ca_file"
	case errors.As(err, &host):
		advice = "Kafka's certificate is for another name: dial that name in kafka.brokers, or give it as kafka.tls.server_name"
	case errors.As(err, &noTLS):
		advice = "Kafka does not speak TLS on this port: name its TLS port in kafka.brokers, or set kafka.tls.enabled to false"
	case errors.As(err, &alert) && alert.Op == "remote error": // how crypto/tls names an alert of the other side
		advice = "Kafka ends the TLS handshake: if it asks for a certificate, give kafka.tls.certificate_file and kafka.tls.key_file"
	case errors.Is(err, kafka.TopicAuthorizationFailed), errors.Is(err, kafka.GroupAuthorizationFailed), errors.Is(err, kafka.ClusterAuthorizationFailed):
		advice = "Kafka does not allow this to the user of kafka.sasl: grant it describe and read on the topics, read on the group, write on the topics it sends to"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		advice = "Kafka closes the connection; if this stays, the port may want TLS or a sign-in: see kafka.tls and kafka.sasl"
	default:
		return err
	}
	return &Refused{Advice: advice, cause: err}
}

// ask sends one request to the cluster.
func (k *kafkaSide) ask(ctx context.Context, req kafka.Request) (kafka.Response, error) {
	res, err := k.transport.RoundTrip(ctx, k.addr, req)
	if err != nil {
		return nil, advised(err)
	}
	return res, nil
}
