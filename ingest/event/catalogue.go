package event

// check says what a value must be.
type check uint8

const (
	isCode     check = iota // 1-128 characters of printable ASCII without spaces
	isUnion                 // 1-32 of [A-Za-z0-9_.-]
	isText                  // a string with at least one character
	isCounter               // an integer 0 … 2^53-1, written as one
	isPlace                 // an integer 1 … 2^53-1: a place on a list
	isGrade                 // an integer 1 … 5
	isDecimal               // a number of at most 12 digits before and 6 after the point
	isBool                  //
	isTime                  // RFC 3339 with offset, year 2000 to 2199
	isDate                  // a day of the calendar, 2015 to 2199, as 2026-09-30
	isAsOf                  // isTime, or a day of the same years
	isOneOf                 // a string of the closed set
	isFamilies              // a list, not empty, of families
)

// use says where an accepted value goes, beside Event.Data.
type use uint8

const (
	keep use = iota // only into Data
	asUnion
	asUnionTo
	asThing
	asMember // the person is the thing: whose membership it is
	asPerson
	asChannel
	asService
	asCaseKind
	asOutcome
	asAgent
	asDue
	asDate
	asBase
	asFamilies
	asUpto
	asVoided
)

// field is one field of data.
type field struct {
	name     string
	path     string // data.<name>, as reasons spell it
	check    check
	required bool
	use      use
	values   []string // of isOneOf and isFamilies
}

// eventType is one row of the catalogue of events.md.
type eventType struct {
	name   string
	family string
	fields []field
}

var (
	channels = []string{"website", "wechat", "video", "app", "weibo", "douyin", "toutiao", "tv", "paper", "sms", "other"}
	families = []string{"articles", "reads", "members", "applications", "activities", "merchants", "posts", "channels", "base"}
)

func need(name string, c check, u use, values ...string) field {
	return field{name: name, path: "data." + name, check: c, required: true, use: u, values: values}
}

func may(name string, c check, u use, values ...string) field {
	return field{name: name, path: "data." + name, check: c, use: u, values: values}
}

// Fields that most types have.
var (
	ofUnion   = need("union", isUnion, asUnion)
	fromUnion = need("from", isUnion, asUnion)
	toUnion   = need("to", isUnion, asUnionTo)
	forReason = may("reason", isText, keep)
)

// catalogue is the table of types; the fields of each stand in the order in which their faults are reported.
var catalogue = byName(articleTypes, memberTypes, baseTypes, applicationTypes, activityTypes, merchantTypes, postTypes, channelTypes, controlTypes)

func byName(groups ...[]eventType) map[string]*eventType {
	table := make(map[string]*eventType, 48)
	for _, group := range groups {
		for i := range group {
			table[group[i].name] = &group[i]
		}
	}
	return table
}
