package event

var activityKinds = []string{"contest", "course", "training", "lecture", "benefit", "ticket", "survey", "vote", "reading", "group", "other"}

// activityTypes are the family activities: what took place, who took part, and what a superior showed of it.
var activityTypes = []eventType{
	{"activity.held", "activities", []field{
		ofUnion, need("activity", isCode, asThing), need("kind", isOneOf, keep, activityKinds...),
		may("group", isCode, keep), may("group_kind", isText, keep), may("online", isBool, keep)}},
	{"activity.joined", "activities", []field{ofUnion, need("activity", isCode, asThing), may("member", isCode, asPerson)}},
	{"project.featured", "activities", []field{ofUnion, need("project", isCode, asThing), may("level", isText, keep)}},
}
