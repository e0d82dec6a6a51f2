package dashboard

import (
	"net/url"
	"regexp"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"
)

// route is one row of the table: what there is, who may, who answers. What is not in the table does not exist. The API
// document is tested against it.
type route struct {
	method     string
	path       string
	permission permission
	query      []parameter // all that may stand in the query; anything else is refused by name
	handle     func(*fiber.Ctx, url.Values) error
	socket     bool // answers with a websocket
	page       bool // for browsers: not part of the API document, and its query is the page's own business
}

// parameter is one query parameter: its name and what its value looks like, which bounds its length too.
type parameter struct {
	name string
	form *regexp.Regexp
}

var (
	period  = parameter{"period", regexp.MustCompile(`^[0-9A-Za-z.-]{1,16}$`)}
	group   = parameter{"group", regexp.MustCompile(`^[a-z][a-z0-9_-]{0,31}$`)}
	code    = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,32}$`)
	hash    = regexp.MustCompile(`^[0-9a-f]{64}$`)
	owner   = parameter{"owner", code}
	union   = parameter{"union", code}
	at      = parameter{"at", regexp.MustCompile(`^[0-9T:.Z+-]{10,40}$`)}
	version = parameter{"version", regexp.MustCompile(`^[0-9]{1,6}$`)}
	source  = parameter{"source", regexp.MustCompile(`^[!-~]{1,256}$`)}
	kind    = parameter{"kind", regexp.MustCompile(`^[a-z][a-z0-9_]{0,63}$`)}
	typed   = parameter{"type", regexp.MustCompile(`^[a-z][a-z0-9_.]{0,63}$`)}
	reason  = parameter{"reason", regexp.MustCompile(`^[a-z][a-z0-9_]{0,63}(:[!-~]{1,128})?$`)}
	from    = parameter{"from", at.form}
	to      = parameter{"to", at.form}
	after   = parameter{"after", regexp.MustCompile(`^[A-Za-z0-9_-]{1,256}$`)}
	format  = parameter{"format", regexp.MustCompile(`^(json|csv|xlsx)$`)}
	lang    = parameter{"lang", regexp.MustCompile(`^(zh|en)$`)}
	limit   = parameter{"limit", regexp.MustCompile(`^[1-9][0-9]{0,3}$`)}

	rejectedQuery = []parameter{union, source, typed, reason, from, to, after, limit}
)

// routes is THE table.
func (s *Server) routes() []route {
	const get, post = fiber.MethodGet, fiber.MethodPost
	return []route{
		{method: get, path: "/api/v1/standings", permission: read, query: []parameter{period, group, union, owner, at, version, format, lang}, handle: s.showStandings},
		{method: get, path: "/api/v1/honours", permission: read, query: []parameter{period, owner}, handle: s.showHonours},
		{method: get, path: "/api/v1/measures", permission: read, query: []parameter{period, union, format, lang}, handle: s.showMeasures},
		{method: get, path: "/api/v1/unions", permission: read, query: []parameter{format, lang}, handle: s.listUnions},
		{method: get, path: "/api/v1/unions/:code", permission: read, handle: s.showUnion},
		{method: get, path: "/api/v1/unions/:code/score", permission: read, query: []parameter{period}, handle: s.showScore},
		{method: get, path: "/api/v1/unions/:code/guard", permission: read, query: []parameter{period}, handle: s.showGuard},
		{method: get, path: "/api/v1/unions/:code/trend", permission: read, query: []parameter{period}, handle: s.showTrend},
		{method: get, path: "/api/v1/unions/:code/overdue", permission: read, query: []parameter{after, limit}, handle: s.showOverdue},
		{method: get, path: "/api/v1/unions/:code/rejected", permission: read, query: rejectedQuery[1:], handle: s.listRejectedOf},
		{method: get, path: "/api/v1/indicators", permission: public, handle: s.listIndicators},
		{method: get, path: "/api/v1/schemes", permission: read, handle: s.listSchemes},
		{method: get, path: "/api/v1/schemes/:scheme", permission: read, handle: s.showScheme},
		{method: post, path: trialPath, permission: read, handle: s.tryOut},
		{method: get, path: "/api/v1/boards", permission: read, query: []parameter{period, at}, handle: s.showBoard},
		{method: post, path: "/api/v1/boards", permission: write, handle: s.recordBoard},
		{method: post, path: "/api/v1/events", permission: produce, handle: s.takeEvents},
		{method: get, path: "/api/v1/rejected", permission: review, query: rejectedQuery, handle: s.listRejected},
		{method: get, path: "/api/v1/rejected/counts", permission: review, query: rejectedQuery[:len(rejectedQuery)-2], handle: s.countRejected},
		{method: get, path: "/api/v1/rejected/:record", permission: review, handle: s.showRejected},
		{method: post, path: "/api/v1/rejected/:record/replay", permission: review, handle: s.replayRejected},
		{method: post, path: "/api/v1/rejected/:record/dismiss", permission: review, handle: s.dismissRejected},
		{method: get, path: "/api/v1/conflicts", permission: review, query: []parameter{union, after, limit}, handle: s.listConflicts},
		{method: get, path: "/api/v1/anomalies", permission: review, query: []parameter{union, kind, after, limit}, handle: s.listAnomalies},

		{method: get, path: "/collect.js", permission: public, handle: s.showBeacon},
		{method: post, path: "/collect", permission: public, handle: s.takeReading},

		{method: get, path: "/ws", permission: read, handle: s.openSocket, socket: true},

		{method: get, path: "/healthz/live", permission: public, handle: s.showLive},
		{method: get, path: "/healthz/ready", permission: public, handle: s.showReady},
		{method: get, path: "/version", permission: public, handle: s.showVersion},
		{method: get, path: "/metrics", permission: operate, handle: s.showMetrics},
		{method: get, path: "/api/scheme.schema.json", permission: public, handle: s.showSchema},
		{method: get, path: "/api/openapi.yaml", permission: public, handle: s.showDocument},

		{method: get, path: "/", permission: public, handle: s.goToWall, page: true},
		{method: get, path: "/wall", permission: public, handle: s.showWall, page: true},
		{method: get, path: "/desk", permission: local, handle: s.showDesk, page: true},
		{method: get, path: "/union", permission: local, handle: s.showDesk, page: true},
		{method: get, path: "/docs", permission: local, handle: s.showDesk, page: true},
		{method: get, path: "/*", permission: public, handle: s.showAsset, page: true},
	}
}

// guard asks access, checks the query and only then lets the handler run.
func (s *Server) guard(r route) fiber.Handler {
	known := map[string]*regexp.Regexp{}
	for _, p := range r.query {
		known[p.name] = p.form
	}
	return func(c *fiber.Ctx) error {
		if r.page {
			c.Locals(forPeople{}, true)
		}
		who := callerOf(c)
		if r.permission == produce || r.permission == review {
			var err error
			if who.producer, err = s.producerOf(who); err != nil {
				return err
			}
		}
		if p := s.access.decide(r.permission, who); p != nil {
			return p
		}
		if who.producer != nil {
			c.Locals(producerKey{}, who.producer)
		}
		if r.page {
			return r.handle(c, nil)
		}
		query, err := checkQuery(string(c.Context().URI().QueryString()), known)
		if err != nil {
			return err
		}
		return r.handle(c, query)
	}
}

// checkQuery reads a query strictly: only known parameters, each once, each in its form. encoding faults are refused.
func checkQuery(raw string, known map[string]*regexp.Regexp) (url.Values, error) {
	if len(raw) > longestQuery {
		return nil, problemOf(codeTooLarge)
	}
	query, err := url.ParseQuery(raw)
	if err != nil {
		return nil, problemOf(codeBadRequest)
	}
	for name, values := range query {
		form, ok := known[name]
		if !ok || len(values) != 1 {
			p := problemOf(codeUnknownParameter)
			p.parameter = printable(name)
			return nil, p
		}
		if !form.MatchString(values[0]) {
			return nil, badParameter(name)
		}
	}
	return query, nil
}

// printable cuts a name from outside to what an answer may repeat.
func printable(name string) string {
	if !utf8.ValidString(name) {
		return "?"
	}
	if runes := []rune(name); len(runes) > 64 {
		return string(runes[:64])
	}
	return name
}
