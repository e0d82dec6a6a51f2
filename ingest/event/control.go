package event

// controlTypes measure nothing: they say what is out, what is complete, and what an assessor must look at.
var controlTypes = []eventType{
	{"event.voided", "control", []field{ofUnion, need("event", isCode, asVoided)}},
	{"source.complete", "control", []field{ofUnion, need("families", isFamilies, asFamilies, families...), need("upto", isTime, asUpto)}},
	{"incident.reported", "control", []field{
		ofUnion, need("incident", isCode, asThing), need("severity", isText, keep), need("decided_by", isText, keep), need("document", isText, keep)}},
}
