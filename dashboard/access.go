package dashboard

import (
	"crypto/sha256"
	"crypto/subtle"
	"net"
	"net/netip"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// permission is what a route asks of the caller; the word stands as x-permission in the API document.
type permission string

const (
	public  permission = "public"  // anybody: holds no figure and no fact about unions
	read    permission = "read"    // figures: this machine while Demo or ThisMachineReads is on, or the token
	local   permission = "local"   // pages for people who would have to sign in: this machine only, until they can
	write   permission = "write"   // changes something: the token
	operate permission = "operate" // tells about the installation: this machine, or the token
	produce permission = "produce" // sends events: the token, or a producer's for its sources and unions
	review  permission = "review"  // looks into what was refused: the token, or a producer's for its own
)

// access decides every request; there is no other place that does.
type access struct {
	open  bool // figures are open to this machine without a token
	token [sha256.Size]byte
	set   bool
}

func newAccess(cfg Config) access {
	return access{open: cfg.Demo || cfg.ThisMachineReads, token: sha256.Sum256([]byte(cfg.Token)), set: cfg.Token != ""}
}

// caller is what is known of who asks.
type caller struct {
	remote        netip.Addr
	hosts         []string // Host header, and the authority of the request line when it names one
	forwarded     bool     // came through a proxy that says so
	authorization []string
	producer      *Producer // whose token was shown; nil: nobody's
}

func callerOf(c *fiber.Ctx) caller {
	ctx := c.Context()
	out := caller{remote: remoteOf(ctx.RemoteAddr())}
	for _, host := range ctx.Request.Header.PeekAll(fiber.HeaderHost) {
		out.hosts = append(out.hosts, string(host))
	}
	out.hosts = append(out.hosts, string(ctx.URI().Host()))
	for name := range ctx.Request.Header.All() { // an empty one was written by a proxy too
		out.forwarded = out.forwarded || tellsOfProxy(string(name))
	}
	for _, value := range ctx.Request.Header.PeekAll(fiber.HeaderAuthorization) {
		out.authorization = append(out.authorization, string(value))
	}
	return out
}

// tellsOfProxy knows the headers by which proxies say for whom they ask. Browsers send none of them.
func tellsOfProxy(header string) bool {
	header = strings.ToLower(header)
	switch header {
	case "forwarded", "via", "x-real-ip", "x-client-ip", "client-ip", "true-client-ip", "cf-connecting-ip", "x-cluster-client-ip", "x-original-host", "x-proxyuser-ip":
		return true
	}
	return strings.HasPrefix(header, "x-forwarded") || strings.HasPrefix(header, "x-original-forwarded")
}

// decide answers nil when the caller may, else the problem to answer with.
func (a access) decide(need permission, who caller) *problem {
	switch need {
	case public:
		return nil
	case local:
		// A token opens no page: a browser shows one only where somebody in between asked for a password.
		if who.isHere() && len(who.authorization) == 0 && who.namesHere() {
			return nil
		}
		return problemOf(codeLocalOnly)
	}
	if len(who.authorization) > 0 { // whoever shows a token is judged by it alone
		if a.holdsToken(who) || (need == produce || need == review) && who.producer != nil {
			return nil
		}
		return problemOf(codeBadToken)
	}
	switch {
	case need == write || need == produce || need == review:
		return problemOf(codeTokenNeeded)
	case need == read && !a.open:
		return problemOf(codeTokenNeeded)
	case !who.isHere():
		return problemOf(codeTokenNeeded)
	case !who.namesHere():
		return problemOf(codeHostNotServed)
	}
	return nil
}

// isHere says whether the peer is this machine and, as far as it says, asks for itself.
func (who caller) isHere() bool { return who.remote.IsLoopback() && !who.forwarded }

// namesHere says whether every name of the request can only mean this machine: a page on the internet may have had its
// own name rebound to our address.
func (who caller) namesHere() bool {
	for _, host := range who.hosts {
		if !isLoopbackHost(host) {
			return false
		}
	}
	return true
}

func (a access) holdsToken(who caller) bool {
	token, ok := bearer(who)
	if !a.set || !ok {
		return false
	}
	// Hashing first makes the comparison independent of the token's length too.
	shown := sha256.Sum256([]byte(token))
	return subtle.ConstantTimeCompare(shown[:], a.token[:]) == 1
}

// bearer is the one token shown.
func bearer(who caller) (string, bool) {
	if len(who.authorization) != 1 {
		return "", false
	}
	scheme, token, ok := strings.Cut(who.authorization[0], " ")
	return token, ok && strings.EqualFold(scheme, "Bearer")
}

// isLoopbackHost checks a Host header, with or without a port.
func isLoopbackHost(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	} else {
		host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	}
	return isLoopbackName(strings.ToLower(host))
}
