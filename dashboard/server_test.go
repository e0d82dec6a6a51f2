package dashboard

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/prometheus/client_golang/prometheus"

	"unionscreen/dashboard/push"
)

// certificate writes a certificate for 127.0.0.1 that the test makes for itself.
func certificate(t *testing.T) TLS {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	out := TLS{Certificate: filepath.Join(t.TempDir(), "cert.pem"), Key: filepath.Join(t.TempDir(), "key.pem")}
	for file, block := range map[string]*pem.Block{out.Certificate: {Type: "CERTIFICATE", Bytes: der}, out.Key: {Type: "EC PRIVATE KEY", Bytes: private}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func TestOverTLS(t *testing.T) {
	cfg := demo()
	cfg.TLS = certificate(t)
	r := start(t, cfg, built())
	trust := &tls.Config{InsecureSkipVerify: true}
	client := http.Client{Transport: &http.Transport{TLSClientConfig: trust, DisableKeepAlives: true}, Timeout: 10 * time.Second}
	response, err := client.Get("https://" + r.Addr().String() + "/wall")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	h := response.Header
	if response.StatusCode != 200 || h.Get("Strict-Transport-Security") == "" || !strings.Contains(h.Get("Content-Security-Policy"), "connect-src 'self' wss://"+r.Addr().String()+";") {
		t.Errorf("status %d, %v", response.StatusCode, h)
	}
	dialer := websocket.Dialer{Subprotocols: []string{push.Subprotocol}, TLSClientConfig: trust}
	url := "wss://" + r.Addr().String() + "/ws"
	if _, response, err := dialer.Dial(url, http.Header{"Origin": {"http://" + r.Addr().String()}}); err == nil || response == nil || response.StatusCode != 403 {
		t.Errorf("an origin without TLS: %v, want 403", response)
	}
	conn, _, err := dialer.Dial(url, http.Header{"Origin": {"https://" + r.Addr().String()}})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	r.publish(t, "wall:current", 1, `{"n":1}`)
	if err := conn.WriteMessage(websocket.TextMessage, []byte(`{"t":"sub","topic":"wall:current"}`)); err != nil {
		t.Fatal(err)
	}
	if _, frame, err := conn.ReadMessage(); err != nil || !strings.HasSuffix(string(frame), `,"data":{"n":1}}`) {
		t.Errorf("frame = %s, %v", frame, err)
	}
}

func TestStartAndStop(t *testing.T) {
	deps := Deps{Boards: &figures{}, Health: func() []Fault { return nil }, Pages: built(), Metrics: prometheus.NewRegistry(), Log: slog.New(slog.DiscardHandler)}
	never, err := New(demo(), deps)
	if err != nil {
		t.Fatal(err)
	}
	if never.Addr() != nil {
		t.Errorf("address before the start: %v", never.Addr())
	}
	for range 2 {
		if err := never.Stop(context.Background()); err != nil {
			t.Errorf("stop without a start: %v", err)
		}
	}
	r := start(t, demo(), built())
	cfg := demo()
	cfg.Listen = r.Addr().String()
	deps.Metrics = prometheus.NewRegistry()
	second, err := New(cfg, deps)
	if err != nil {
		t.Fatal(err)
	}
	if err := second.Start(context.Background()); err == nil || !strings.Contains(err.Error(), "listen on "+cfg.Listen) {
		t.Errorf("a second start on the same address: %v", err)
	}
	if err := second.Stop(context.Background()); err != nil {
		t.Errorf("stop after a start that did not work: %v", err)
	}
	cfg = demo()
	cfg.TLS = TLS{Certificate: "nowhere.pem", Key: "nowhere.key"}
	deps.Metrics = prometheus.NewRegistry()
	third, err := New(cfg, deps)
	if err != nil {
		t.Fatal(err)
	}
	if err := third.Start(context.Background()); err == nil || !strings.Contains(err.Error(), "load certificate") {
		t.Errorf("a certificate that is not there: %v", err)
	}
	if _, err := New(demo(), Deps{}); err == nil {
		t.Error("a dashboard without anything to ask was made")
	}
}
