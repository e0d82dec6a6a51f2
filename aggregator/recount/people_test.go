package recount

import "testing"

func TestNewlyVerified(t *testing.T) {
	check(t, "newly_verified", []example{
		{"first instant of the window", september, story("09-01 u1 member.verified p"), []string{"u1 newly_verified=1"}},
		{"last microsecond before it", september, story("08-31 23:59:59.999999 u1 member.verified p"), nil},
		{"verified before, lost and gained again: not new", september, story("08-02 u1 member.verified p", "08-03 u1 member.unverified p", "09-02 u1 member.verified p"), nil},
		{"verified and lost in the window", september, story("09-02 u1 member.verified p", "09-03 u1 member.unverified p"), nil},
		{"lost after the end", september, story("09-02 u1 member.verified p", "10-01 u1 member.unverified p"), []string{"u1 newly_verified=1"}},
		{"where he is at the end, not where he was verified", september, story("09-02 u1 member.verified p", "09-03 u1 member.transferred p to=u2"), []string{"u2 newly_verified=1"}},
		{"the first verification of another union counts", september, story("08-02 u2 member.verified p", "09-02 u1 member.verified p"), nil},
		{"the first one is voided: the next is the first", september, append(story("08-02 u1 member.verified p", "09-02 u1 member.verified p"), void("v", "09-03", "01")), []string{"u1 newly_verified=1"}},
	})
}

func TestActiveMembers(t *testing.T) {
	const p = "01-02 u1 member.verified p"
	check(t, "active_members", []example{
		{"used a service", september, story(p, "09-02 u1 member.active p"), []string{"u1 active_members=1"}},
		{"joined an activity, of whatever union", september, story(p, "09-02 u2 activity.joined a by=p"), []string{"u1 active_members=1"}},
		{"submitted an application", september, story(p, "09-02 u3 application.submitted c service=aid by=p"), []string{"u1 active_members=1"}},
		{"all of that is one person", september, story(p, "09-02 u1 member.active p", "09-03 u2 member.active p", "09-02 u2 activity.joined a by=p", "09-02 u3 application.submitted c service=aid by=p"),
			[]string{"u1 active_members=1"}},
		{"reading and a rating are no use of a service", september, story(p, "09-02 u1 article.read a by=p", "09-02 u1 union.rated p grade=5"), nil},
		{"a day before the window", september, story(p, "08-31 23:59:59.999999 u1 member.active p", "08-31 u1 activity.joined a by=p", "08-31 u1 application.submitted c service=aid by=p"), nil},
		{"at the end", september, story(p, "10-01 u1 member.active p"), nil},
		{"at as_of", running, story(p, "09-15 12:00 u1 activity.joined a by=p"), nil},
		{"active, verified later in the window", september, story("09-02 u1 member.active p", "09-03 u1 member.verified p"), []string{"u1 active_members=1"}},
		{"active, no longer verified at the end", september, story(p, "09-02 u1 member.active p", "09-03 u1 member.unverified p"), nil},
		{"active, never verified", september, story("09-02 u1 member.active p", "09-02 u1 activity.joined a by=q"), nil},
		{"where he is at the end", september, story(p, "09-02 u1 member.active p", "09-03 u1 member.transferred p to=u2"), []string{"u2 active_members=1"}},
		{"a second submission of one case is an act too", september, story(p, "08-02 u1 application.submitted c service=aid by=q", "09-02 u1 application.submitted c service=aid by=p"), []string{"u1 active_members=1"}},
		{"voided", september, append(story(p, "09-02 u2 activity.joined a by=p"), void("v", "09-03", "02")), nil},
		{"a joining without member is nobody", september, story(p, "09-02 u2 activity.joined a"), nil},
	})
}

func TestCardsIssued(t *testing.T) {
	check(t, "cards_issued", []example{
		{"long ago", september, story("01-02 u1 card.issued p"), []string{"u1 cards_issued=1"}},
		{"at the end: not yet", september, story("10-01 u1 card.issued p"), nil},
		{"two cards of one person: one, of the last union", september, story("01-02 u2 card.issued p", "09-02 u1 card.issued p"), []string{"u1 cards_issued=1"}},
		{"the later one after the end", september, story("01-02 u2 card.issued p", "10-02 u1 card.issued p"), []string{"u2 cards_issued=1"}},
		{"at one instant the id decides", september, story("09-02 u2 card.issued p", "09-02 u1 card.issued p"), []string{"u1 cards_issued=1"}},
		{"a transfer does not take the card along, nor is verification asked", september, story("01-02 u1 card.issued p", "09-02 u1 member.transferred p to=u2"), []string{"u1 cards_issued=1"}},
		{"two persons", september, story("01-02 u1 card.issued p", "01-02 u1 card.issued q"), []string{"u1 cards_issued=2"}},
	})
}

func TestGrassrootsOnline(t *testing.T) {
	check(t, "grassroots_online", []example{
		{"distinct in the window", september, story("09-01 u1 union.online g", "09-30 23:59:59.999999 u1 union.online g", "09-02 u1 union.online h"), []string{"u1 grassroots_online=2"}},
		{"one name in two unions is two", september, story("09-01 u1 union.online g", "09-01 u2 union.online g"), []string{"u1 grassroots_online=1", "u2 grassroots_online=1"}},
		{"outside", september, story("08-31 23:59:59.999999 u1 union.online g", "10-01 u1 union.online g"), nil},
	})
}

func TestHomeRating(t *testing.T) {
	check(t, "home_ratings home_rated_well", []example{
		{"three is good enough, two is not", september, story("09-02 u1 union.rated p grade=3", "09-02 u1 union.rated q grade=2"), []string{"u1 home_rated_well=1 home_ratings=2"}},
		{"the last one of each member, in the union it names", september, story("09-02 u1 union.rated p grade=5", "09-03 u2 union.rated p grade=1"), []string{"u2 home_ratings=1"}},
		{"whatever its union is called", september, story("09-02 u2 union.rated p grade=5", "09-03 u1 union.rated p grade=1"), []string{"u1 home_ratings=1"}},
		{"the last one in the window: a later one does not matter", september, story("09-02 u1 union.rated p grade=5", "10-01 u1 union.rated p grade=1"), []string{"u1 home_rated_well=1 home_ratings=1"}},
		{"one before the window is none of it", september, story("08-31 23:59:59.999999 u1 union.rated p grade=5"), nil},
		{"at one instant the id decides", september, story("09-02 u1 union.rated p grade=1", "09-02 u1 union.rated p grade=4"), []string{"u1 home_rated_well=1 home_ratings=1"}},
	})
}

func TestBase(t *testing.T) {
	report := func(rest string) string { return "09-20 u1 union.base_reported - " + rest }
	const names = "base_employees base_members base_grassroots base_entered"
	check(t, names, []example{
		{"a day means its end, so the last of September is September's", september, story(report("as_of=2026-09-30 employees=10 members=8 grassroots=3 entered=7")),
			[]string{"u1 base_employees=10 base_entered=7 base_grassroots=3 base_members=8"}},
		{"and the first of October is not", september, story(report("as_of=2026-10-01 employees=10 members=8 grassroots=3")), nil},
		{"an instant that is the end of the window counts", september, story(report("as_of=2026-10-01T00:00:00+08:00 employees=10 members=8 grassroots=3")),
			[]string{"u1 base_employees=10 base_grassroots=3 base_members=8"}},
		{"a microsecond later does not", september, story(report("as_of=2026-10-01T00:00:00.000001+08:00 employees=10 members=8 grassroots=3")), nil},
		{"digits below a microsecond are cut off", september, story(report("as_of=2026-09-30T16:00:00.0000009z employees=10 members=8 grassroots=3")),
			[]string{"u1 base_employees=10 base_grassroots=3 base_members=8"}},
		{"zeros are figures", september, story(report("as_of=2026-01-01 employees=0 members=0 grassroots=0 entered=0")),
			[]string{"u1 base_employees=0 base_entered=0 base_grassroots=0 base_members=0"}},
		{"the greatest as_of counts, whatever was sent last; what it does not say is absent", september,
			story(report("as_of=2026-08-31 employees=9 members=9 grassroots=9"), report("as_of=2026-07-31 employees=1 members=1 grassroots=1 entered=1")),
			[]string{"u1 base_employees=9 base_grassroots=9 base_members=9"}},
		{"of one as_of the last sent", september,
			story(report("as_of=2026-08-31 employees=9 members=9 grassroots=9"), report("as_of=2026-08-31 employees=1 members=1 grassroots=1")),
			[]string{"u1 base_employees=1 base_grassroots=1 base_members=1"}},
		{"a day and the instant of its end are one as_of", september,
			story(report("as_of=2026-09-01T00:00:00+08:00 employees=9 members=9 grassroots=9"), report("as_of=2026-08-31 employees=1 members=1 grassroots=1")),
			[]string{"u1 base_employees=1 base_grassroots=1 base_members=1"}},
		{"as_of is compared in whole microseconds", september,
			story(report("as_of=2026-09-01T00:00:00.0000009+08:00 employees=9 members=9 grassroots=9"), report("as_of=2026-08-31 employees=1 members=1 grassroots=1")),
			[]string{"u1 base_employees=1 base_grassroots=1 base_members=1"}},
		{"sent after the window, of a day in it", september, story("10-20 u1 union.base_reported - as_of=2026-09-30 employees=1 members=1 grassroots=1"),
			[]string{"u1 base_employees=1 base_grassroots=1 base_members=1"}},
		{"running: a day that has not ended is not known", running, story(report("as_of=2026-09-15 employees=1 members=1 grassroots=1")), nil},
		{"running: yesterday's is", running, story(report("as_of=2026-09-14 employees=1 members=1 grassroots=1")),
			[]string{"u1 base_employees=1 base_grassroots=1 base_members=1"}},
	})
}
