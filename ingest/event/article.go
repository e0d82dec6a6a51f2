package event

var ofArticle = need("article", isCode, asThing)

// articleTypes are the families articles (what is published, offered and taken up) and reads (what is read and shared).
var articleTypes = []eventType{
	{"article.published", "articles", []field{
		ofUnion, ofArticle, need("channel", isOneOf, asChannel, channels...),
		may("title", isText, keep), may("original", isBool, keep), may("column", isText, keep), may("url", isText, keep)}},
	{"article.withdrawn", "articles", []field{ofUnion, ofArticle, forReason}},
	{"article.submitted", "articles", []field{ofUnion, ofArticle, may("by", isUnion, keep), may("place", isText, keep)}},
	{"article.adopted", "articles", []field{ofUnion, ofArticle, may("by", isUnion, keep), may("place", isText, keep)}},
	{"article.read", "reads", []field{
		ofUnion, ofArticle, may("reader", isCode, asPerson), may("channel", isOneOf, asChannel, channels...),
		may("dwell_ms", isCounter, keep), may("agent", isText, asAgent)}},
	{"article.reads_reported", "reads", []field{
		ofUnion, ofArticle, need("channel", isOneOf, asChannel, channels...), need("date", isDate, asDate),
		need("measure", isOneOf, keep, "times", "users"), need("cumulative", isBool, keep), need("reads", isCounter, keep),
		may("shares", isCounter, keep), may("likes", isCounter, keep), may("comments", isCounter, keep), may("favourites", isCounter, keep)}},
	{"article.shared", "reads", []field{ofUnion, ofArticle, may("reader", isCode, asPerson), may("of", isUnion, keep)}},
}
