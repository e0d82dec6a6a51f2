package scheme

// keys are the mappings of a scheme's document and the keys that each may have. The reader takes no other, and
// scheme.schema.json describes exactly these.
func keys(mapping string) []string {
	return map[string][]string{
		"scheme": {"id", "names", "owner", "periods", "calendar", "grace_days", "groups", "items", "ties", "rounding",
			"not_applicable", "reads_basis", "guard", "ramp", "adjustments", "bonus", "annual", "honours"},
		"names":    {"zh", "en"},
		"calendar": {"zone", "start_month"},
		"rounding": {"places", "mode"},
		"guard":    {"crawler_list", "repeat_limit", "anonymous_share_limit"},
		"group":    {"id", "names", "kinds", "level", "unions", "full_marks", "items"},
		"item": {"id", "indicator", "points", "method", "constants", "steps", "target", "min_denominator", "per", "where",
			"window"},
		"step":       {"from", "points"},
		"target":     {"share", "of"},
		"adjustment": {"id", "names", "kind", "limit"},
		"bonus":      {"cap", "from"},
		"honours":    {"commend", "criticise", "criticise_on_wall"},
		"honour":     {"places", "total"},
	}[mapping]
}
