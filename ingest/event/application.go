package event

var ofApplication = need("application", isCode, asThing)

// applicationTypes are the family applications: cases from submission to completion, and what people said of them.
var applicationTypes = []eventType{
	{"application.submitted", "applications", []field{
		ofUnion, ofApplication, need("service", isCode, asService), may("member", isCode, asPerson),
		may("kind", isOneOf, asCaseKind, "service", "appeal", "suggestion"), may("due", isTime, asDue), may("url", isText, keep)}},
	{"application.accepted", "applications", []field{ofUnion, ofApplication}},
	{"application.suspended", "applications", []field{ofUnion, ofApplication, forReason}},
	{"application.resumed", "applications", []field{ofUnion, ofApplication, forReason}},
	{"application.transferred", "applications", []field{ofApplication, fromUnion, toUnion}},
	{"application.completed", "applications", []field{
		ofUnion, ofApplication, may("outcome", isOneOf, asOutcome, "granted", "refused", "answered", "closed")}},
	{"application.reopened", "applications", []field{ofUnion, ofApplication, forReason}},
	{"application.withdrawn", "applications", []field{ofUnion, ofApplication, forReason}},
	{"application.rated", "applications", []field{ofUnion, ofApplication, need("grade", isGrade, keep)}},
	{"rating.voided", "applications", []field{ofUnion, ofApplication, forReason}},
}
