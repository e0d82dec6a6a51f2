package event

// check says what a value must be.
type check uint8

const (
	isCode     check = iota // 1-128 characters of printable ASCII without spaces
	isUnion                 // 1-32 of [A-Za-z0-9_.-]
	isText                  // a string with at least one character
	isCounter               // an integer 0 … 2^53-1, written as one
	isBool                  //
	isTime                  // RFC 3339 with offset, year 2000 to 2199
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
	values   []string // of isOneOf
}

// eventType is one row of the catalogue of events.md.
type eventType struct {
	name   string
	family string
	fields []field
}

var (
	channels = []string{"website", "wechat", "video", "app", "weibo", "douyin", "toutiao", "tv", "paper", "sms", "other"}
	outcomes = []string{"granted", "refused", "answered", "closed"}
	kinds    = []string{"service", "appeal", "suggestion"}
	families = []string{"articles", "reads", "members", "applications", "activities", "merchants", "posts", "channels", "base"}
)

func need(name string, c check, u use, values ...string) field {
	return field{name: name, path: "data." + name, check: c, required: true, use: u, values: values}
}

func may(name string, c check, u use, values ...string) field {
	return field{name: name, path: "data." + name, check: c, use: u, values: values}
}

// catalogue is the table of types: the fields in the order in which their faults are reported.
var catalogue = byName(
	eventType{"article.published", "articles", []field{
		need("union", isUnion, asUnion), need("article", isCode, asThing), need("channel", isOneOf, asChannel, channels...),
		may("title", isText, keep), may("original", isBool, keep), may("column", isText, keep), may("url", isText, keep)}},
	eventType{"article.withdrawn", "articles", []field{
		need("union", isUnion, asUnion), need("article", isCode, asThing), may("reason", isText, keep)}},
	eventType{"article.read", "reads", []field{
		need("union", isUnion, asUnion), need("article", isCode, asThing), may("reader", isCode, asPerson),
		may("channel", isOneOf, asChannel, channels...), may("dwell_ms", isCounter, keep), may("agent", isText, asAgent)}},
	eventType{"member.verified", "members", []field{
		need("union", isUnion, asUnion), need("member", isCode, asMember), may("method", isText, keep)}},
	eventType{"member.unverified", "members", []field{
		need("union", isUnion, asUnion), need("member", isCode, asMember), may("reason", isText, keep)}},
	eventType{"member.transferred", "members", []field{
		need("member", isCode, asMember), need("from", isUnion, asUnion), need("to", isUnion, asUnionTo)}},
	eventType{"application.submitted", "applications", []field{
		need("union", isUnion, asUnion), need("application", isCode, asThing), need("service", isCode, asService),
		may("member", isCode, asPerson), may("kind", isOneOf, asCaseKind, kinds...), may("due", isTime, asDue),
		may("url", isText, keep)}},
	eventType{"application.completed", "applications", []field{
		need("union", isUnion, asUnion), need("application", isCode, asThing), may("outcome", isOneOf, asOutcome, outcomes...)}},
	eventType{"application.withdrawn", "applications", []field{
		need("union", isUnion, asUnion), need("application", isCode, asThing), may("reason", isText, keep)}},
	eventType{"event.voided", "control", []field{
		need("union", isUnion, asUnion), need("event", isCode, asVoided)}},
	eventType{"source.complete", "control", []field{
		need("union", isUnion, asUnion), need("families", isFamilies, asFamilies, families...), need("upto", isTime, asUpto)}},
)

func byName(types ...eventType) map[string]*eventType {
	table := make(map[string]*eventType, len(types))
	for i := range types {
		table[types[i].name] = &types[i]
	}
	return table
}
