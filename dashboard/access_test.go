package dashboard

import (
	"net/netip"
	"strings"
	"testing"

	"unionscreen/ingest/feed/collect"
)

var (
	here      = netip.MustParseAddr("127.0.0.1")
	here6     = netip.MustParseAddr("::1")
	mapped    = netip.MustParseAddr("::ffff:127.0.0.1").Unmap()
	elsewhere = netip.MustParseAddr("192.0.2.7")
)

// TestAccessMatrix decides every kind of caller against every permission. A cell is the problem's code, or empty when
// the caller may.
func TestAccessMatrix(t *testing.T) {
	local := []string{"127.0.0.1:8080", "127.0.0.1:8080"}
	bearer := []string{"Bearer " + secret}
	permissions := []permission{public, read, operate, write}
	const yes, need, bad, host = "", codeTokenNeeded, codeBadToken, codeHostNotServed
	for _, c := range []struct {
		what string
		demo bool
		who  caller
		want [4]string // public, read, operate, write
	}{
		{"this machine", true, caller{remote: here, hosts: local}, [4]string{yes, yes, yes, need}},
		{"this machine over IPv6", true, caller{remote: here6, hosts: []string{"[::1]:8080", "[::1]:8080"}}, [4]string{yes, yes, yes, need}},
		{"this machine, mapped", true, caller{remote: mapped, hosts: []string{"LOCALHOST", "localhost"}}, [4]string{yes, yes, yes, need}},
		{"this machine, not a demo", false, caller{remote: here, hosts: local}, [4]string{yes, need, yes, need}},
		{"a rebound name", true, caller{remote: here, hosts: []string{"evil.example:8080", "evil.example:8080"}}, [4]string{yes, host, host, need}},
		{"a name that begins like ours", true, caller{remote: here, hosts: []string{"localhost.evil.example", "localhost.evil.example"}}, [4]string{yes, host, host, need}},
		{"a name that begins like our address", true, caller{remote: here, hosts: []string{"127.0.0.1.evil.example", "127.0.0.1.evil.example"}}, [4]string{yes, host, host, need}},
		{"no name", true, caller{remote: here, hosts: []string{""}}, [4]string{yes, host, host, need}},
		{"two names", true, caller{remote: here, hosts: []string{"localhost", "evil.example", "localhost"}}, [4]string{yes, host, host, need}},
		{"another name in the request line", true, caller{remote: here, hosts: []string{"localhost", "evil.example"}}, [4]string{yes, host, host, need}},
		{"an address that is not loopback", true, caller{remote: here, hosts: []string{"10.0.0.1", "10.0.0.1"}}, [4]string{yes, host, host, need}},
		{"another machine", true, caller{remote: elsewhere, hosts: local}, [4]string{yes, need, need, need}},
		{"a peer without address", true, caller{hosts: local}, [4]string{yes, need, need, need}},
		{"through a proxy here", true, caller{remote: here, hosts: local, forwarded: true}, [4]string{yes, need, need, need}},
		{"the token from elsewhere", false, caller{remote: elsewhere, hosts: []string{"wall.example.org"}, authorization: bearer}, [4]string{yes, yes, yes, yes}},
		{"the token here", true, caller{remote: here, hosts: local, authorization: bearer}, [4]string{yes, yes, yes, yes}},
		{"a wrong token here", true, caller{remote: here, hosts: local, authorization: []string{"Bearer " + secret + "0"}}, [4]string{yes, bad, bad, bad}},
		{"a part of the token", true, caller{remote: here, hosts: local, authorization: []string{"Bearer " + secret[:31]}}, [4]string{yes, bad, bad, bad}},
		{"an empty token", true, caller{remote: here, hosts: local, authorization: []string{"Bearer "}}, [4]string{yes, bad, bad, bad}},
		{"another scheme", true, caller{remote: here, hosts: local, authorization: []string{"Basic " + secret}}, [4]string{yes, bad, bad, bad}},
		{"the token twice", true, caller{remote: here, hosts: local, authorization: append(bearer, bearer...)}, [4]string{yes, bad, bad, bad}},
	} {
		cfg := demo()
		cfg.Demo = c.demo
		gate := newAccess(cfg)
		other := cfg
		other.Demo, other.ThisMachineReads = false, c.demo // the other way to open the figures to this machine
		if a, b := gate.decide(read, c.who), newAccess(other).decide(read, c.who); (a == nil) != (b == nil) || a != nil && a.code != b.code {
			t.Errorf("%s may read in a demo: %v; where this machine reads: %v", c.what, a, b)
		}
		for i, p := range permissions {
			got := ""
			if problem := gate.decide(p, c.who); problem != nil {
				got = problem.code
			}
			if got != c.want[i] {
				t.Errorf("%s, %s: %q, want %q", c.what, p, got, c.want[i])
			}
		}
		for _, p := range []permission{produce, review} { // what only tokens open, as write is, and a producer's as well
			if before, now := gate.decide(write, c.who), gate.decide(p, c.who); (before == nil) != (now == nil) {
				t.Errorf("%s, %s: %v, and write %v", c.what, p, now, before)
			}
			c.who.producer = &Producer{}
			if now := gate.decide(p, c.who); len(c.who.authorization) > 0 && now != nil {
				t.Errorf("a producer, %s: %s", p, now.code)
			}
			if now := gate.decide(write, c.who); (gate.decide(write, caller{authorization: c.who.authorization}) == nil) != (now == nil) {
				t.Errorf("a producer, write: %v", now)
			}
			c.who.producer = nil
		}
	}
	cfg := demo()
	cfg.Token = ""
	if newAccess(cfg).decide(write, caller{remote: here, hosts: local, authorization: []string{"Bearer "}}) == nil {
		t.Error("an empty token opens a dashboard that has none")
	}
}

// TestEveryRouteIsGuarded walks the table with callers who may nothing but what is public.
func TestEveryRouteIsGuarded(t *testing.T) {
	cfg := demo()
	cfg.Beacons = []collect.Site{{Origin: "https://www.example.org", Source: "/u/web", Union: "330101"}}
	r, _ := startIntake(t, cfg)
	for _, row := range r.routes() {
		path := strings.NewReplacer(":code", "330101", "*", "favicon.svg", ":record", cursor("c/t/0", "0")).Replace(row.path)
		rebound, body := r.ask(t, row.method, path, "", "Host", "evil.example")
		switch row.permission {
		case public:
			if rebound.StatusCode >= 400 && row.path != "/collect" { // which asks for the origin instead
				t.Errorf("%s %s is public and answers %d", row.method, path, rebound.StatusCode)
			}
		case write, produce, review:
			wantProblem(t, rebound, body, 401, codeTokenNeeded)
		case local:
			wantProblem(t, rebound, body, 403, codeLocalOnly)
		default:
			wantProblem(t, rebound, body, 421, codeHostNotServed)
		}
		forged, body := r.ask(t, row.method, path, "", "Authorization", "Bearer 0123456789abcdef0123456789abcdeF")
		if row.permission == local {
			wantProblem(t, forged, body, 403, codeLocalOnly)
		} else if row.permission != public {
			wantProblem(t, forged, body, 401, codeBadToken)
			if forged.Header.Get("WWW-Authenticate") == "" {
				t.Errorf("%s %s: no challenge", row.method, path)
			}
		}
		proxied, body := r.ask(t, row.method, path, "", "X-Forwarded-For", "127.0.0.1")
		if row.permission == local {
			wantProblem(t, proxied, body, 403, codeLocalOnly)
		} else if row.permission != public {
			wantProblem(t, proxied, body, 401, codeTokenNeeded)
		}
	}
	if got := r.figures.recordings(); len(got) != 0 {
		t.Errorf("somebody recorded %v", got)
	}
}

// TestPagesOfThisMachine asks for the desk's pages and for figures in every way that is not this machine's own browser.
func TestPagesOfThisMachine(t *testing.T) {
	here4, here6 := []string{"127.0.0.1:8080", "127.0.0.1:8080"}, []string{"[::1]:8080", "[::1]"}
	for _, c := range []struct {
		what string
		who  caller
		may  bool
	}{
		{"this machine", caller{remote: here, hosts: here4}, true},
		{"this machine over IPv6", caller{remote: netip.IPv6Loopback(), hosts: here6}, true},
		{"this machine by name", caller{remote: here, hosts: []string{"localhost:8080", "LOCALHOST:8080"}}, true},
		{"another address", caller{remote: elsewhere, hosts: here4}, false},
		{"an address of the same network", caller{remote: netip.MustParseAddr("10.0.0.2"), hosts: here4}, false},
		{"a peer without address", caller{hosts: here4}, false},
		{"through a proxy", caller{remote: here, hosts: here4, forwarded: true}, false},
		{"a foreign name", caller{remote: here, hosts: []string{"wall.example.org"}}, false},
		{"a foreign name in the request line", caller{remote: here, hosts: []string{"localhost", "wall.example.org"}}, false},
		{"two names", caller{remote: here, hosts: []string{"localhost", "wall.example.org", "localhost"}}, false},
		{"no name", caller{remote: here, hosts: []string{""}}, false},
		{"this machine's outer address", caller{remote: here, hosts: []string{"192.0.2.7:8080"}}, false},
		{"the token", caller{remote: here, hosts: here4, authorization: []string{"Bearer " + secret}}, false},
		{"a proxy's password", caller{remote: here, hosts: here4, authorization: []string{"Basic dTpw"}}, false},
		{"the token from elsewhere", caller{remote: elsewhere, hosts: here4, authorization: []string{"Bearer " + secret}}, false},
	} {
		for _, cfg := range []Config{{}, {Demo: true}, {ThisMachineReads: true, Token: secret}} {
			p := newAccess(cfg).decide(local, c.who)
			if (p == nil) != c.may || p != nil && p.code != codeLocalOnly {
				t.Errorf("%s, demo %v: %v, want %v", c.what, cfg.Demo, p, c.may)
			}
		}
	}
	cfg := demo()
	cfg.Demo, cfg.ThisMachineReads = false, true
	r := start(t, cfg, withDesk())
	if response, _ := r.ask(t, "GET", "/api/v1/unions", ""); response.StatusCode != 200 {
		t.Errorf("this machine reads: %d", response.StatusCode)
	}
	for _, name := range []string{"Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Server", "X-Real-IP", "x-real-ip",
		"X-Client-IP", "True-Client-IP", "CF-Connecting-IP", "X-Original-Forwarded-For", "X-Original-Host"} {
		for _, value := range []string{"127.0.0.1", "localhost", ""} {
			response, body := r.ask(t, "GET", "/desk", "", name, value)
			wantProblem(t, response, body, 403, codeLocalOnly)
			response, body = r.ask(t, "GET", "/api/v1/unions", "", name, value)
			wantProblem(t, response, body, 401, codeTokenNeeded)
		}
	}
	for _, host := range []string{"evil.example", "localhost.evil.example", "192.0.2.7"} {
		response, body := r.ask(t, "GET", "/desk", "", "Host", host)
		wantProblem(t, response, body, 403, codeLocalOnly)
		response, body = r.ask(t, "GET", "/api/v1/unions", "", "Host", host)
		wantProblem(t, response, body, 421, codeHostNotServed)
	}
	cfg.ThisMachineReads = false
	r = start(t, cfg, withDesk())
	response, body := r.ask(t, "GET", "/api/v1/unions", "")
	wantProblem(t, response, body, 401, codeTokenNeeded)
	if response, _ := r.ask(t, "GET", "/docs", ""); response.StatusCode != 200 {
		t.Errorf("the definitions here: %d", response.StatusCode)
	}
}

func TestThisMachineReadsOnLoopbackOnly(t *testing.T) {
	cfg := demo()
	cfg.Demo, cfg.ThisMachineReads = false, true
	if err := cfg.Validate(); err != nil {
		t.Errorf("on loopback: %v", err)
	}
	cfg.Listen = "0.0.0.0:8080"
	if err := cfg.Validate(); err == nil || !strings.Contains(err.Error(), "leave this_machine_reads off") {
		t.Errorf("on all addresses: %v", err)
	}
}

func TestListeningElsewhereNeedsAccess(t *testing.T) {
	for _, c := range []struct {
		listen, token string
		demo          bool
		want          string // part of the error; empty: accepted
	}{
		{"127.0.0.1:0", "", true, ""},
		{"127.8.9.10:0", "", true, ""},
		{"[::1]:0", "", true, ""},
		{"localhost:0", "", true, ""},
		{":8080", "", true, "listen on 127.0.0.1"},
		{"0.0.0.0:8080", secret, true, "nobody signs in here yet"},
		{"0.0.0.0:8080", "", false, "no access is configured"},
		{"[::]:8080", "", false, "no access is configured"},
		{"192.0.2.1:8080", "", false, "no access is configured"},
		{"wall.example.org:8080", "", false, "no access is configured"},
		{"192.0.2.1:8080", secret, false, ""},
		{"192.0.2.1:8080", "short", false, "shorter than 16"},
		{"8080", secret, false, "not host:port"},
	} {
		cfg := demo()
		cfg.Listen, cfg.Token, cfg.Demo = c.listen, c.token, c.demo
		err := cfg.Validate()
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("listen %q token %q demo %v: %v, want %q", c.listen, c.token, c.demo, err, c.want)
		}
	}
}

func TestValidateNamesAllFaults(t *testing.T) {
	cfg := demo()
	cfg.Listen, cfg.TLS.Key, cfg.ReadTimeout, cfg.AllowedOrigins, cfg.Push.MaxClients = "nowhere", "key.pem", 0, []string{"wall.example.org"}, 0
	err := cfg.Validate()
	for _, part := range []string{"nowhere", "tls needs both", "timeouts", `origin "wall.example.org"`, "max clients"} {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("the error does not name %q: %v", part, err)
		}
	}
}
