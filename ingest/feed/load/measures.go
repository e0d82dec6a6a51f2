package load

import (
	"math/big"
	"strconv"
	"strings"
)

// indicator says how a measure is made of the counts: a number, or a share of two.
type indicator struct {
	id, family             string
	numerator, denominator string
	stays                  bool // a stock or of cases: who reported at any time before the end has a figure
	mark                   bool // the last one reported of the account that the registry names
	base                   bool // the base must be reported too
	least                  int  // below this denominator the measure is not applicable
}

// Names of what is no count of a union but is made of the subtree.
const (
	byReaders  = "readers"
	byGap      = "update_gap_days"
	byServices = "services"
	byCatalog  = "services_in_catalogue"
)

// indicators are those of indicators.md, in its order.
var indicators = []indicator{
	{id: "articles", family: "articles", numerator: "articles"},
	{id: "reads", family: "reads", numerator: "reads"},
	{id: "readers", family: "reads", numerator: byReaders},
	{id: "originals", family: "articles", numerator: "originals"},
	{id: "adoption_rate", family: "articles", numerator: "adopted_articles", denominator: "submitted_articles"},
	{id: "homepage_adoption_rate", family: "articles", numerator: "adopted_homepage", denominator: "submitted_articles"},
	{id: "shares", family: "reads", numerator: "shares"},
	{id: "superior_shares", family: "reads", numerator: "superior_shares"},
	{id: "posts", family: "posts", numerator: "posts"},
	{id: "update_gap_days", family: "articles", numerator: byGap},
	{id: "followers", family: "channels", stays: true, numerator: "followers"},
	{id: "active_follower_rate", family: "channels", stays: true, numerator: "active_followers_of", denominator: "followers_of"},
	{id: "channel_index", family: "channels", mark: true},
	{id: "channel_place", family: "channels", mark: true},
	{id: "video_plays", family: "channels", numerator: "video_plays"},
	{id: "verified_members", family: "members", stays: true, numerator: "verified_members"},
	{id: "newly_verified", family: "members", numerator: "newly_verified"},
	{id: "verification_rate", family: "members", stays: true, numerator: "verified_members", denominator: "base_members", base: true},
	{id: "entry_rate", family: "base", stays: true, numerator: "base_entered", denominator: "base_members", base: true},
	{id: "active_member_rate", family: "members", numerator: "active_members", denominator: "verified_members"},
	{id: "cards_issued", family: "members", stays: true, numerator: "cards_issued"},
	{id: "online_rate", family: "members", numerator: "grassroots_online", denominator: "base_grassroots", base: true},
	{id: "home_rating", family: "members", numerator: "home_rated_well", denominator: "home_ratings", least: 5},
	{id: "applications", family: "applications", numerator: "applications"},
	{id: "completions", family: "applications", numerator: "completions"},
	{id: "completion_rate", family: "applications", numerator: "due_completed", denominator: "due"},
	{id: "on_time_rate", family: "applications", numerator: "on_time", denominator: "due"},
	{id: "accept_on_time_rate", family: "applications", numerator: "accept_on_time", denominator: "accept_due"},
	{id: "reopen_rate", family: "applications", numerator: "reopened", denominator: "completions"},
	{id: "handling_hours", family: "applications", numerator: "handled_us", denominator: "handled"},
	{id: "satisfaction_rate", family: "applications", numerator: "rated_well", denominator: "rated", least: 5},
	{id: "overdue_open", family: "applications", stays: true, numerator: "overdue_open"},
	{id: "appeal_answer_rate", family: "applications", numerator: "appeal_on_time", denominator: "appeal_due"},
	{id: "suggestion_answer_rate", family: "applications", numerator: "suggestion_on_time", denominator: "suggestion_due"},
	{id: "services_online", family: "applications", numerator: byServices, denominator: byCatalog},
	{id: "activities", family: "activities", numerator: "activities"},
	{id: "participations", family: "activities", numerator: "participations"},
	{id: "trainings", family: "activities", numerator: "trainings"},
	{id: "interest_groups", family: "activities", numerator: "interest_groups"},
	{id: "merchants_net", family: "merchants", numerator: "merchants_net"},
	{id: "featured_projects", family: "activities", stays: true, numerator: yearToDate},
}

// Measure is one figure as the program must give it: Value with four places, Numerator and Denominator exact.
type Measure struct {
	Union       string `json:"union"`
	Indicator   string `json:"indicator"`
	State       string `json:"state"`
	Value       string `json:"value"`
	Numerator   string `json:"numerator"`
	Denominator string `json:"denominator"`
}

func (i indicator) measure(c *counts, union string, r rolled) Measure {
	m := Measure{Union: union, Indicator: i.id, State: "no_data"}
	if i.mark {
		return c.markOf(m)
	}
	if i.numerator == yearToDate {
		r = c.rollToDate(union)
	}
	_, has := r.numbers[i.numerator]
	_, hasBase := r.numbers[i.denominator]
	said := r.reported
	if i.stays || i.family == "applications" {
		said = r.ever
	}
	if !said[i.family] || i.base && (!r.ever["base"] || !hasBase) || i.numerator == "base_entered" && !has {
		return m
	}
	over := i.value(c, r, i.numerator)
	if i.denominator == "" {
		m.State, m.Value, m.Numerator = "value", strconv.Itoa(over), strconv.Itoa(over)
		return m
	}
	under := i.value(c, r, i.denominator)
	if under == 0 || under < i.least {
		m.State = "not_applicable"
		return m
	}
	scale := big.NewRat(100, 1)
	if i.id == "handling_hours" {
		scale = big.NewRat(1, 3600*1_000_000)
	}
	m.State, m.Numerator, m.Denominator = "value", strconv.Itoa(over), strconv.Itoa(under)
	m.Value = fourPlaces(scale.Mul(scale, big.NewRat(int64(over), int64(under))))
	return m
}

// markOf is never made of those below: a superior's index and place are its own account's.
func (c *counts) markOf(m Measure) Measure {
	u := c.world.tree.known[m.Union]
	named := u.Index
	if m.Indicator == "channel_place" {
		named = u.List
	}
	value, some := c.marks[m.Union+" "+m.Indicator]
	switch {
	case !c.ever[m.Union]["channels"]:
	case u.Account == "" || named == "":
		m.State = "not_applicable"
	case some:
		m.State, m.Value, m.Numerator = "value", value, value
		if _, places, _ := strings.Cut(value, "."); len(places) > 4 {
			exact, _ := new(big.Rat).SetString(value) // a number that we wrote
			m.Value = fourPlaces(exact)
		}
	}
	return m
}

func (i indicator) value(c *counts, r rolled, name string) int {
	switch name {
	case byReaders:
		return r.readers + r.numbers["readers_reported"]
	case byGap:
		return c.gap(r.days)
	case byServices:
		return r.services
	case byCatalog:
		return len(c.world.cfg.Services)
	}
	return r.numbers[name]
}

// fourPlaces prints half-up.
func fourPlaces(v *big.Rat) string {
	return v.FloatString(4) // rounds halves away from zero
}
