package main

import (
	"fmt"
	"testing"
	"time"

	"unionscreen/ingest/event"
)

// awkwardFact is a type of events, how often it comes, and what its data are.
type awkwardFact struct {
	part int
	kind string
	fill func(a *awkwardness, data map[string]any)
}

// awkwardFacts has every type but event.voided, which awkwardness.void makes.
var awkwardFacts = []awkwardFact{
	{18, "article.published", func(a *awkwardness, data map[string]any) {
		a.article(data)
		data["channel"], data["original"] = a.channel(), a.dice.IntN(2) == 0
		a.sometimes(data, "column", a.one("news", "policy"))
	}},
	{8, "article.withdrawn", (*awkwardness).article},
	{28, "article.read", func(a *awkwardness, data map[string]any) {
		data["article"] = fmt.Sprintf("a%d", a.dice.IntN(20))
		if a.dice.IntN(5) > 0 {
			data["reader"] = fmt.Sprintf("r%d", a.dice.IntN(30))
		}
		if agent := agents[a.dice.IntN(len(agents))]; agent != "" {
			data["agent"] = agent
		}
		a.sometimes(data, "channel", a.channel())
	}},
	{12, "article.reads_reported", func(a *awkwardness, data map[string]any) {
		data["article"], data["channel"] = fmt.Sprintf("a%d", a.dice.IntN(20)), a.channel()
		data["date"], data["measure"] = a.date(), a.one("times", "users")
		data["cumulative"], data["reads"] = a.dice.IntN(3) > 0, a.dice.IntN(900)
		a.sometimes(data, "shares", a.dice.IntN(90))
	}},
	{4, "article.shared", func(a *awkwardness, data map[string]any) {
		data["article"] = fmt.Sprintf("a%d", a.dice.IntN(20))
		a.sometimes(data, "of", a.union())
	}},
	{4, "article.submitted", (*awkwardness).article},
	{4, "article.adopted", func(a *awkwardness, data map[string]any) {
		a.article(data)
		a.sometimes(data, "place", a.one("homepage", "policy"))
	}},
	{12, "member.verified", (*awkwardness).member},
	{5, "member.unverified", (*awkwardness).member},
	{6, "member.transferred", func(a *awkwardness, data map[string]any) {
		a.member(data)
		data["from"], data["to"] = data["union"], a.union()
		delete(data, "union")
	}},
	{5, "member.active", (*awkwardness).member},
	{4, "card.issued", func(a *awkwardness, data map[string]any) {
		a.member(data)
		data["card"] = "card"
	}},
	{3, "union.base_reported", func(a *awkwardness, data map[string]any) {
		data["as_of"] = a.date()
		if a.dice.IntN(2) == 0 {
			data["as_of"] = a.instant().Format(time.RFC3339Nano)
		}
		data["employees"], data["members"], data["grassroots"] = a.dice.IntN(900), a.dice.IntN(700), a.dice.IntN(30)
		a.sometimes(data, "entered", a.dice.IntN(600))
	}},
	{3, "union.online", func(a *awkwardness, data map[string]any) { data["grassroots"] = fmt.Sprintf("g%d", a.dice.IntN(60)) }},
	{4, "union.rated", func(a *awkwardness, data map[string]any) {
		a.member(data)
		data["grade"] = 1 + a.dice.IntN(5)
	}},
	{10, "application.submitted", func(a *awkwardness, data map[string]any) {
		a.application(data)
		data["service"] = a.one("legal-aid", "suggestion", "wage-dispute", "hardship-aid")
		a.sometimes(data, "kind", a.one("service", "appeal", "suggestion"))
		a.sometimes(data, "member", fmt.Sprintf("m%d", a.dice.IntN(400)))
		if a.dice.IntN(4) > 0 {
			data["due"] = a.instant().Format(time.RFC3339Nano)
		}
	}},
	{6, "application.accepted", (*awkwardness).application},
	{7, "application.suspended", (*awkwardness).application},
	{7, "application.resumed", (*awkwardness).application},
	{5, "application.transferred", func(a *awkwardness, data map[string]any) {
		a.application(data)
		data["from"], data["to"] = data["union"], a.union()
		delete(data, "union")
	}},
	{14, "application.completed", func(a *awkwardness, data map[string]any) {
		a.application(data)
		data["outcome"] = a.one("granted", "refused", "answered", "closed")
	}},
	{6, "application.reopened", (*awkwardness).application},
	{3, "application.withdrawn", (*awkwardness).application},
	{6, "application.rated", func(a *awkwardness, data map[string]any) {
		a.application(data)
		data["grade"] = 1 + a.dice.IntN(5)
	}},
	{2, "rating.voided", (*awkwardness).application},
	{5, "activity.held", func(a *awkwardness, data map[string]any) {
		a.activity(data)
		data["kind"] = a.one("contest", "course", "training", "lecture", "benefit", "reading", "group", "other")
		a.sometimes(data, "group", fmt.Sprintf("group%d", a.dice.IntN(12)))
	}},
	{6, "activity.joined", func(a *awkwardness, data map[string]any) {
		a.activity(data)
		a.sometimes(data, "member", fmt.Sprintf("m%d", a.dice.IntN(400)))
	}},
	{4, "merchant.joined", (*awkwardness).merchant},
	{2, "merchant.left", (*awkwardness).merchant},
	{4, "post.created", func(a *awkwardness, data map[string]any) {
		a.post(data)
		a.sometimes(data, "author", fmt.Sprintf("m%d", a.dice.IntN(400)))
		a.sometimes(data, "kind", a.one("post", "reply"))
	}},
	{2, "post.removed", (*awkwardness).post},
	{6, "channel.measured", func(a *awkwardness, data map[string]any) {
		data["channel"], data["account"], data["date"] = a.channel(), a.one("one", "other"), a.date()
		a.sometimes(data, "followers", a.dice.IntN(9000))
		a.sometimes(data, "active_followers", a.dice.IntN(900))
		a.sometimes(data, "plays", a.dice.IntN(3000))
		if a.dice.IntN(3) == 0 {
			data["index"], data["index_name"] = a.dice.IntN(900), "wci"
		}
		if a.dice.IntN(3) == 0 {
			data["place"], data["list"] = 1+a.dice.IntN(50), "city"
		}
	}},
	{2, "project.featured", func(a *awkwardness, data map[string]any) { data["project"] = fmt.Sprintf("p%d", a.dice.IntN(40)) }},
	{1, "incident.reported", func(a *awkwardness, data map[string]any) {
		data["incident"], data["severity"], data["decided_by"], data["document"] = "i1", "grave", "YT", "d1"
	}},
	{2, "source.complete", func(a *awkwardness, data map[string]any) {
		data["families"], data["upto"] = []string{a.one("articles", "members", "posts", "channels", "base")}, a.instant().Format(time.RFC3339Nano)
	}},
}

func (a *awkwardness) one(words ...string) string { return words[a.dice.IntN(len(words))] }

// sometimes gives a field that may lack.
func (a *awkwardness) sometimes(data map[string]any, name string, value any) {
	if a.dice.IntN(2) == 0 {
		data[name] = value
	}
}

// date is a day of the instants, as rows name it.
func (a *awkwardness) date() string {
	return a.instant().In(time.FixedZone("+08:00", 8*3600)).Format(time.DateOnly)
}

func (a *awkwardness) channel() string { return a.one("website", "wechat", "douyin") }

func (a *awkwardness) number(data map[string]any, name, prefix string, n int) {
	data[name] = fmt.Sprintf("%s%d", prefix, a.dice.IntN(n))
}

func (a *awkwardness) article(data map[string]any)     { a.number(data, "article", "a", 400) }
func (a *awkwardness) member(data map[string]any)      { a.number(data, "member", "m", 400) }
func (a *awkwardness) application(data map[string]any) { a.number(data, "application", "c", 300) }
func (a *awkwardness) activity(data map[string]any)    { a.number(data, "activity", "v", 60) }
func (a *awkwardness) merchant(data map[string]any)    { a.number(data, "merchant", "s", 60) }
func (a *awkwardness) post(data map[string]any)        { a.number(data, "post", "t", 80) }

// TestAwkwardEventsAreOfAllTypes: nothing that the generator makes is refused, and no type is missing.
func TestAwkwardEventsAreOfAllTypes(t *testing.T) {
	cfg := event.Default()
	cfg.Key = []byte("a key that only tests have")
	decoder, err := event.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	types := map[string]int{}
	for _, value := range awkward(1, 20_000, []string{"YT-C01"}) {
		e, why := decoder.Decode(event.Input{Value: value})
		if why != nil {
			t.Fatalf("%s (%s): %s", why.Reason, why.Detail, value)
		}
		types[e.Type]++
	}
	if len(types) != 36 {
		t.Errorf("%d types, want 36: %v", len(types), types)
	}
}
