package queries

import "testing"

// did is an event of a member, an activity, a post …: what it speaks of, who, and its data.
func did(id, kind, union, thing, person, when, data string) ev {
	return ev{id: id, kind: kind, union: union, thing: thing, person: person, at: when, data: data}
}

const (
	lastInstant  = "2026-12-31 23:59:59.999999"
	firstInstant = "2026-10-01"
	tooEarly     = "2026-09-30 23:59:59.999999"
	tooLate      = "2027-01-01"
)

func TestWhatMembersDo(t *testing.T) {
	run(t, []answer{
		{name: "newly verified: the first time ever decides, and where the person is at the end", family: Members,
			want: "u1 ever verified_members=1; u2 reported newly_verified=1 verified_members=1; u3 reported", events: []ev{
				verified("1", "u1", "m1", tooEarly), verified("2", "u3", "m2", firstInstant), verified("3", "u2", "m2", lastInstant)}},
		{name: "active: anything in the period, wherever, counted at home", family: Members,
			want: "u1 reported active_members=3 newly_verified=4 verified_members=4; u2 reported", events: []ev{
				verified("1", "u1", "m1", "2026-10-02"), verified("2", "u1", "m2", "2026-10-02"), verified("3", "u1", "m3", "2026-10-02"), verified("4", "u1", "m4", "2026-10-02"),
				did("5", "member.active", "u2", "m1", "", "2026-10-05", ""), did("6", "activity.joined", "u3", "act", "m2", lastInstant, ""),
				did("7", "application.submitted", "u3", "c", "m3", firstInstant, ""), did("8", "activity.joined", "u3", "act", "m4", tooEarly, ""),
				did("9", "activity.joined", "u3", "act", "m4", tooLate, ""), did("10", "member.active", "u2", "stranger", "", "2026-10-05", "")}},
		{name: "cards: one person one card, of the last issuer, whenever", family: Members, want: "u1 ever; u2 ever cards_issued=2", events: []ev{
			did("1", "card.issued", "u1", "m1", "", "2025-01-01", ""), did("2", "card.issued", "u2", "m1", "", "2025-01-02", ""),
			did("3", "card.issued", "u2", "m2", "", "2025-01-02", ""), did("4", "card.issued", "u2", "m2", "", "2025-01-03", ""),
			did("5", "card.issued", "u2", "m3", "", tooLate, "")}},
		{name: "grass-roots: distinct inside a union, in the period", family: Members, want: "u1 reported grassroots_online=2; u2 reported grassroots_online=1", events: []ev{
			did("1", "union.online", "u1", "g1", "", firstInstant, ""), did("2", "union.online", "u1", "g1", "", lastInstant, ""), did("3", "union.online", "u1", "g2", "", "2026-11-01", ""),
			did("4", "union.online", "u2", "g1", "", "2026-11-01", ""), did("5", "union.online", "u2", "g3", "", tooEarly, ""), did("6", "union.online", "u2", "g4", "", tooLate, "")}},
		{name: "ratings: a person's last one of the period, in its union; three is good", family: Members,
			want: "u1 reported; u2 reported home_rated_well=1 home_ratings=2", events: []ev{
				did("1", "union.rated", "u1", "m1", "", "2026-10-02", `{"grade":5}`), did("2", "union.rated", "u2", "m1", "", "2026-10-03", `{"grade":2}`),
				did("3", "union.rated", "u2", "m2", "", "2026-10-03", `{"grade":3}`), did("4", "union.rated", "u2", "m2", "", tooLate, `{"grade":1}`),
				did("5", "union.rated", "u2", "m3", "", tooEarly, `{"grade":5}`)}},
	})
}

func TestActivitiesAndParticipations(t *testing.T) {
	run(t, []answer{
		{name: "an activity counts once in a period, in each it was held in", family: Activities,
			want: "u1 reported activities=2 interest_groups=1 trainings=1; u2 reported activities=1", events: []ev{
				did("1", "activity.held", "u1", "a", "", tooEarly, `{"kind":"course","group":"gone"}`), did("2", "activity.held", "u1", "a", "", firstInstant, `{"kind":"course","group":"g"}`),
				did("3", "activity.held", "u1", "a", "", "2026-11-01", `{"kind":"lecture","group":"g"}`), did("4", "activity.held", "u1", "b", "", lastInstant, `{"kind":"contest"}`),
				did("5", "activity.held", "u2", "a", "", lastInstant, `{"kind":"vote"}`), did("6", "activity.held", "u2", "c", "", tooLate, `{"kind":"vote"}`)}},
		{name: "participations: the first of a person in an activity; without a person each", family: Activities,
			want: "u1 reported participations=4; u2 ever", events: []ev{
				did("1", "activity.joined", "u1", "a", "m1", firstInstant, ""), did("2", "activity.joined", "u1", "a", "m1", "2026-11-01", ""), did("3", "activity.joined", "u1", "b", "m1", "2026-11-01", ""),
				did("4", "activity.joined", "u1", "a", "", "2026-11-01", ""), did("5", "activity.joined", "u1", "a", "", "2026-11-01", ""),
				did("6", "activity.joined", "u2", "a", "m2", tooEarly, ""), did("7", "activity.joined", "u2", "a", "", tooEarly, "")}},
		{name: "projects are distinct", family: Activities, want: "u1 reported featured_projects=1", events: []ev{
			did("1", "project.featured", "u1", "p", "", "2026-11-01", `{"level":"city"}`), did("2", "project.featured", "u1", "p", "", "2026-11-02", `{"level":"province"}`),
			did("3", "project.featured", "u1", "q", "", tooEarly, `{"level":"city"}`)}},
		{name: "a void of the first joining makes the second the first", family: Activities, want: "u1 reported participations=1", events: []ev{
			did("1", "activity.joined", "u1", "a", "m1", tooEarly, ""), did("2", "activity.joined", "u1", "a", "m1", "2026-11-01", ""), {id: "3", kind: "event.voided", union: "u1", voids: "1", at: "2026-11-02"}}},
	})
}

func TestMerchantsPostsAndBases(t *testing.T) {
	run(t, []answer{
		{name: "merchants: at the end less at the start", family: Merchants, want: "u1 reported merchants=1 merchants_net=-1; u2 reported merchants=1 merchants_net=1", events: []ev{
			did("1", "merchant.joined", "u1", "a", "", "2026-01-01", ""), did("2", "merchant.joined", "u1", "b", "", tooEarly, ""), did("3", "merchant.left", "u1", "b", "", firstInstant, ""),
			did("4", "merchant.joined", "u2", "a", "", lastInstant, ""), did("5", "merchant.left", "u2", "a", "", tooLate, "")}},
		{name: "merchants: before the period begins the start is as_of too, and nothing is gained or lost", family: Merchants, asOf: "2026-09-01", want: "u1 ever merchants=1", events: []ev{
			did("1", "merchant.joined", "u1", "a", "", "2026-01-01", ""), did("2", "merchant.joined", "u1", "b", "", tooEarly, "")}},
		{name: "posts: first created in the period, there at its end", family: Posts, want: "u1 reported posts=2", events: []ev{
			did("1", "post.created", "u1", "a", "", firstInstant, ""), did("2", "post.created", "u1", "b", "", lastInstant, `{"kind":"reply"}`), did("3", "post.removed", "u1", "a", "", tooLate, ""),
			did("4", "post.created", "u1", "c", "", tooEarly, ""), did("5", "post.created", "u1", "c", "", "2026-11-01", ""),
			did("6", "post.created", "u1", "d", "", "2026-11-01", ""), did("7", "post.removed", "u1", "d", "", "2026-11-02", "")}},
		{name: "base: the greatest as_of up to the end, the later word on it", family: Base,
			want: "u1 ever base_employees=7 base_entered=4 base_grassroots=2 base_members=5; u2 reported base_members=1", events: []ev{
				{id: "1", kind: "union.base_reported", union: "u1", at: "2026-10-20", baseDate: "2026-06-30", data: `{"employees":1,"members":1,"grassroots":1,"entered":1}`},
				{id: "2", kind: "union.base_reported", union: "u1", at: "2026-07-02", baseDate: "2026-09-30", data: `{"employees":7,"members":5,"grassroots":2,"entered":4}`},
				{id: "0", kind: "union.base_reported", union: "u1", at: "2026-07-02", baseDate: "2026-09-30", data: `{"employees":6,"members":6,"grassroots":6}`},
				{id: "3", kind: "union.base_reported", union: "u1", at: "2026-07-01", baseDate: "2027-01-01", data: `{"employees":9,"members":9,"grassroots":9}`},
				{id: "4", kind: "union.base_reported", union: "u2", at: "2027-01-10", baseDate: "2026-12-31", data: `{"employees":0,"members":1,"grassroots":0}`}}},
	})
}
