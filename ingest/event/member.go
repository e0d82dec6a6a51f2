package event

var ofMember = need("member", isCode, asMember)

// memberTypes are the family members: people and their membership, and what the grass-roots unions do online.
var memberTypes = []eventType{
	{"member.verified", "members", []field{ofUnion, ofMember, may("method", isText, keep)}},
	{"member.unverified", "members", []field{ofUnion, ofMember, forReason}},
	{"member.transferred", "members", []field{ofMember, fromUnion, toUnion}},
	{"member.active", "members", []field{ofUnion, ofMember, may("channel", isOneOf, asChannel, channels...)}},
	{"card.issued", "members", []field{ofUnion, ofMember, may("card", isCode, keep)}},
	{"union.online", "members", []field{ofUnion, need("grassroots", isCode, asThing)}},
	{"union.rated", "members", []field{ofUnion, ofMember, need("grade", isGrade, keep)}},
}

// baseTypes are the family base: the denominators that a union reports of itself.
var baseTypes = []eventType{
	{"union.base_reported", "base", []field{
		ofUnion, need("as_of", isAsOf, asBase), need("employees", isCounter, keep), need("members", isCounter, keep),
		need("grassroots", isCounter, keep), may("entered", isCounter, keep)}},
}
