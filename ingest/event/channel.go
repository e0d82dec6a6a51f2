package event

// merchantTypes are the family merchants.
var merchantTypes = []eventType{
	{"merchant.joined", "merchants", []field{ofUnion, need("merchant", isCode, asThing), may("category", isText, keep)}},
	{"merchant.left", "merchants", []field{ofUnion, need("merchant", isCode, asThing), forReason}},
}

// postTypes are the family posts: the forum.
var postTypes = []eventType{
	{"post.created", "posts", []field{
		ofUnion, need("post", isCode, asThing), may("kind", isOneOf, keep, "post", "reply"), may("author", isCode, asPerson)}},
	{"post.removed", "posts", []field{
		ofUnion, need("post", isCode, asThing), may("kind", isOneOf, keep, "post", "reply"), may("author", isCode, asPerson)}},
}

// channelTypes are the family channels: an account on a day.
var channelTypes = []eventType{
	{"channel.measured", "channels", []field{
		ofUnion, need("channel", isOneOf, asChannel, channels...), need("account", isCode, asThing), need("date", isDate, asDate),
		may("followers", isCounter, keep), may("active_followers", isCounter, keep), may("index", isDecimal, keep),
		may("index_name", isText, keep), may("place", isPlace, keep), may("list", isText, keep),
		may("plays", isCounter, keep), may("likes", isCounter, keep)}},
}
