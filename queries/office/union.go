// Package office holds what people decide and keep: the registry of unions, the services catalogue, producers and their
// tokens, what was done about rejected records, and the audit log of all that. It does not know the tree's arithmetic
// (package aggregator) nor any event.
//
// Decisions, and what would change them:
//   - One SQLite file, one writing connection a process: acts are few and small. (Several nodes would want PostgreSQL.)
//   - Every act and its audit entry are one transaction; an act whose entry cannot be written is refused.
//   - Imports never change rows: each is a version of the whole, so that a closed quarter can name the registry it was
//     made with. (Imports by the hour would want rows with dates of validity.)
//   - Statements stand beside their methods, for each is a line or two; the schema is files.
package office

import "time"

// Union is one row of the registry.
type Union struct {
	Code       string // 1-32 of [A-Za-z0-9_.-], unique
	Name       string
	ShortName  string // empty in the file means the name
	Parent     string // code of the union directly above; empty for the one root
	Level      string // free word of the deployment, such as city, county, grassroots
	Kind       string // one of Kinds
	Order      int    // place among the unions of one rank, in printed tables; 0 when the file states none
	RegionCode string // administrative region on the map; may be empty
	// Reports names the families of events the union is expected to send; empty when none is expected of it.
	Reports []string
	// ValidFrom and ValidTo are the first and the last day of the union, both included, as midnights UTC that stand
	// for a calendar day of any zone. Zero means open on that side.
	ValidFrom, ValidTo time.Time
	// Successor is the code of the union that takes over what is counted here in the period in which this one ends.
	Successor string
	// IndexAccount is the account, "channel:account", whose reported index and place are those of the union; empty: none.
	IndexAccount string
	IndexName    string // which index, as the reports name it
	PlaceList    string // which list, as the reports name it
}

// ValidOn says whether the union exists on the calendar day that the instant shows in its own location.
func (u Union) ValidOn(day time.Time) bool {
	d := Day(day)
	return (u.ValidFrom.IsZero() || !d.Before(u.ValidFrom)) && (u.ValidTo.IsZero() || !d.After(u.ValidTo))
}

// Day is the calendar day that the instant shows in its own location, as midnight UTC.
func Day(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// Kinds are the kinds of union that the registry accepts.
func Kinds() []string {
	return []string{
		"federation", "province", "city", "county", "district", "industry", "zone", "direct", "enterprise",
		"institution", "department", "township", "street", "village", "community", "grassroots",
	}
}

// Families are the families of events a union may be expected to report.
func Families() []string {
	return []string{
		"articles", "reads", "members", "applications", "activities", "merchants", "posts", "channels", "base",
	}
}

// Channels are the channels on which unions publish.
func Channels() []string {
	return []string{"website", "wechat", "video", "app", "weibo", "douyin", "toutiao", "tv", "paper", "sms", "other"}
}

// Columns are the columns of the registry file, in the order in which it is written.
func Columns() []string {
	return []string{
		"code", "name", "short_name", "parent", "level", "kind", "order", "region_code", "reports", "valid_from",
		"valid_to", "successor", "index_account", "index_name", "place_list",
	}
}
