package recount

import (
	"encoding/json"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"unionscreen/queries"
)

// themes are kinds of events that are drawn together, so that they meet on one thing; the more of a kind, the oftener.
var themes = [][]string{
	{"article.published", "article.published", "article.withdrawn", "article.read", "article.read", "article.read", "member.verified", "member.verified", "member.unverified",
		"member.transferred", "application.submitted", "application.submitted", "application.completed", "application.withdrawn", "event.voided", "source.complete"},
	{"application.submitted", "application.submitted", "application.accepted", "application.suspended", "application.suspended", "application.resumed", "application.resumed",
		"application.transferred", "application.completed", "application.completed", "application.reopened", "application.withdrawn", "application.rated", "rating.voided", "event.voided"},
	{"article.published", "article.published", "article.withdrawn", "article.submitted", "article.adopted", "article.read", "article.read", "article.reads_reported", "article.reads_reported",
		"article.reads_reported", "article.shared", "event.voided"},
	{"article.published", "article.reads_reported", "article.reads_reported", "article.reads_reported"},
	{"article.read", "article.read", "article.read", "article.read", "article.read", "article.reads_reported"},
	{"member.verified", "member.verified", "member.unverified", "member.transferred", "member.active", "card.issued", "union.rated", "union.rated", "union.online", "activity.joined",
		"application.submitted", "event.voided"},
	{"activity.held", "activity.held", "activity.joined", "activity.joined", "project.featured", "merchant.joined", "merchant.left", "post.created", "post.removed", "event.voided"},
	{"channel.measured", "channel.measured", "channel.measured", "union.base_reported", "union.base_reported", "source.complete", "incident.reported", "event.voided"},
}

var instants = []string{"08-31 23:59:59.999999", "09-01", "09-02 08:00", "09-02 09:00", "09-02 09:00:00.000001", "09-02 23:59:59.999999", "09-03", "09-15 11:59:59.999999",
	"09-15 12:00", "09-16", "09-30 23:59:59.999999", "10-01", "10-02"}

// drawEvent draws from a small world, so that things and instants meet often. Now and then an event takes an identity that
// others may have too, or names one; "order" lets ids go another way than the drawing.
func drawEvent(t *rapid.T, label string, kinds []string) ev {
	from := func(what string, options ...string) string { return rapid.SampledFrom(options).Draw(t, label+what) }
	e := ev{
		id: from("order", "a", "b", "c", "d") + label, source: from("source", "s", "s", "s", "q"),
		kind: from("kind", kinds...), time: from("time", instants...), union: from("union", "u1", "u2"), thing: from("thing", "x", "x", "y"),
	}
	if rapid.IntRange(0, 5).Draw(t, label+"shared identity") == 0 {
		e.id = from("id", "1", "2", "3", "4", "10")
	}
	if rapid.IntRange(0, 11).Draw(t, label+"link") == 0 {
		if e.corrects = from("corrects", "1", "2", "3", "4", "10", "99"); e.corrects == e.id {
			e.corrects = ""
		}
	}
	d := drawing{t: t, label: label, data: map[string]any{}}
	d.fillArticle(&e)
	d.fillPerson(&e)
	d.fillWork(&e)
	d.fillReport(&e)
	text, err := json.Marshal(d.data)
	if err != nil {
		t.Fatal(err)
	}
	e.data = string(text)
	return e
}

// drawing draws what an event says beside its identity, time, union and thing.
type drawing struct {
	t     *rapid.T
	label string
	data  map[string]any
}

func (d drawing) from(what string, options ...string) string {
	return rapid.SampledFrom(options).Draw(d.t, d.label+what)
}

func (d drawing) maybe(name string, value any) {
	if rapid.Bool().Draw(d.t, d.label+"has "+name) {
		d.data[name] = value
	}
}

func (d drawing) count(name string) int { return rapid.IntRange(0, 40).Draw(d.t, d.label+name) }

func (d drawing) date() string {
	return "2026-" + d.from("date", "08-01", "08-02", "08-31", "09-01", "09-02", "09-03", "09-14", "09-15", "09-16", "09-30", "10-01")
}

func (d drawing) fillArticle(e *ev) {
	switch e.kind {
	case "article.published":
		e.channel = d.from("channel", "wechat", "weibo")
		d.maybe("original", rapid.Bool().Draw(d.t, d.label+"original"))
		d.maybe("column", d.from("column", "news", "life"))
	case "article.adopted":
		d.maybe("place", d.from("place", "homepage", "news"))
	case "article.read":
		if d.from("busy", "no", "yes") == "yes" { // so that the guard has something to do
			e.union, e.thing, e.time = "u1", "x", d.from("busy time", "09-02 08:00", "09-02 09:00", "09-02 09:00:00.000001", "09-02 23:59:59.999999")
		}
		e.person, e.agent, e.channel = d.from("reader", "", "r", "r", "r", "r2"), d.from("agent", "", "", "", "", "bot"), d.from("channel", "", "wechat", "weibo")
	case "article.reads_reported":
		e.channel = d.from("channel", "wechat", "weibo")
		d.data["date"], d.data["measure"], d.data["cumulative"], d.data["reads"] = d.date(), d.from("measure", "times", "users"), rapid.IntRange(0, 3).Draw(d.t, d.label+"cumulative") > 0, d.count("reads")
		d.maybe("shares", d.count("shares"))
	case "article.shared":
		e.person = d.from("reader", "", "r")
		d.maybe("of", "u9")
	}
}

func (d drawing) fillPerson(e *ev) {
	switch e.kind {
	case "member.transferred", "application.transferred":
		e.to = d.from("to", "u1", "u2", "u3")
	case "union.rated", "application.rated":
		d.data["grade"] = rapid.IntRange(1, 5).Draw(d.t, d.label+"grade")
	case "application.submitted":
		e.service, e.caseKind, e.person = d.from("service", "aid", "aid", "card"), d.from("case kind", "", "service", "appeal"), d.from("member", "", "x", "y")
		if rapid.IntRange(0, 2).Draw(d.t, d.label+"has due") > 0 {
			e.due = d.from("due", instants...)
		}
	}
}

func (d drawing) fillWork(e *ev) {
	switch e.kind {
	case "activity.held":
		d.data["kind"] = d.from("kind", "course", "contest", "lecture")
		d.maybe("group", d.from("group", "g", "h"))
	case "activity.joined":
		e.person = d.from("member", "", "x", "y")
	case "project.featured":
		d.maybe("level", d.from("level", "city", "province"))
	case "post.created", "post.removed":
		e.person = d.from("author", "", "x", "y")
		d.maybe("kind", d.from("kind", "post", "reply"))
	}
}

func (d drawing) fillReport(e *ev) {
	switch e.kind {
	case "channel.measured":
		e.channel = d.from("channel", "wechat", "weibo")
		d.data["date"] = d.date()
		for _, name := range []string{"followers", "active_followers", "plays"} {
			d.maybe(name, d.count(name))
		}
		if rapid.Bool().Draw(d.t, d.label+"has index") {
			d.data["index"], d.data["index_name"] = d.count("index"), "WCI"
		}
	case "union.base_reported":
		e.thing = ""
		d.data["as_of"] = d.from("as_of", "2026-08-31", "2026-09-01T00:00:00+08:00", "2026-09-01T00:00:00.000001+08:00", "2026-09-02", "2026-09-15T12:00:00+08:00", "2026-09-30", "2026-10-01", "2026-09-30T16:00:00.000001Z")
		d.data["employees"], d.data["members"], d.data["grassroots"] = d.count("employees"), d.count("members"), d.count("grassroots")
		d.maybe("entered", d.count("entered"))
	case "event.voided":
		e.thing, e.voids = "", d.from("voids", "1", "2", "3", "4", "10", "99")
	case "source.complete":
		e.thing, e.upto, e.families = "", d.from("upto", instants...), []string{d.from("family", queries.Families()...)}
	}
}

func drawQuestion(t *rapid.T) Question {
	q := Question{Subtrees: map[string][]string{"all": {"u1", "u2", "u3"}, "u1": {"u1"}}}
	q.Window = rapid.SampledFrom([]queries.Window{september, running, window("09-02", "09-03", ""), window("09-01", "10-01", "09-01"), window("08-01", "09-01", "09-15"), window("10-01", "11-01", "")}).Draw(t, "window")
	if rapid.IntRange(0, 2).Draw(t, "where") == 0 {
		some := func(name string, options ...string) []string {
			return rapid.SliceOfNDistinct(rapid.SampledFrom(options), 0, 2, rapid.ID[string]).Draw(t, name)
		}
		q.Where = queries.Where{Kinds: some("kinds", "service", "appeal", "course", "contest", "post", "reply"), Channels: some("channels", "wechat", "weibo", "tv"),
			Columns: some("columns", "news", "life"), Services: some("services", "aid", "card"), Levels: some("levels", "city", "province")}
	}
	return q
}

// TestCountAgainstTheModel: on any set of events, in any order and with copies, the figures are the model's.
func TestCountAgainstTheModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var events []ev
		theme := rapid.SampledFrom(themes).Draw(t, "theme")
		for i := range rapid.IntRange(0, 30).Draw(t, "events") {
			events = append(events, drawEvent(t, fmt.Sprint(i, " "), theme))
		}
		rules := testRules()
		if rapid.Bool().Draw(t, "limits") {
			rules = limitedRules()
		}
		rules.ReadsBasis = rapid.SampledFrom([]string{queries.BasisBest, queries.BasisTimes, queries.BasisUsers}).Draw(t, "basis")
		q := drawQuestion(t)
		ledger := ledgerOf(events...)
		want := answerText(countByModel(ledger.rows, rules, q))
		for seed := range uint64(2) {
			answers, err := CountOver(t.Context(), ledger.disturbed(seed+rapid.Uint64Range(0, 1000).Draw(t, "order")), rules, q, Question{Window: september})
			if err != nil {
				t.Fatal(err)
			}
			if got := answerText(answers[0]); got != want {
				t.Fatalf("got\n%s\nthe model says\n%s", got, want)
			}
		}
	})
}

func answerText(a Answer) string {
	return fmt.Sprintf("%s\nreaders %v medians %v marks %v", figures(a.Sums), a.Readers, a.HandlingMedians, a.Marks)
}
