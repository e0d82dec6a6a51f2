package recount

import (
	"testing"
	"time"

	"unionscreen/queries"
)

// limitedRules have a catalogue of one service: aid is to be taken up within two days and done within nine.
func limitedRules() Rules {
	rules := testRules()
	rules.Limit = func(service string, submitted time.Time) (due, acceptBy time.Time) {
		if service != "aid" {
			return time.Time{}, time.Time{}
		}
		return submitted.AddDate(0, 0, 9), submitted.AddDate(0, 0, 2)
	}
	return rules
}

func TestLimits(t *testing.T) {
	checkWith(t, limitedRules(), queries.Where{}, "due on_time overdue_open", []example{
		{"without due the catalogue says nine days", september, story("09-01 u1 application.submitted c service=aid", "09-10 u1 application.completed c"), []string{"u1 due=1 on_time=1"}},
		{"a microsecond later is late", september, story("09-01 u1 application.submitted c service=aid", "09-10 00:00:00.000001 u1 application.completed c"), []string{"u1 due=1"}},
		{"due goes before the catalogue", september, story("09-01 u1 application.submitted c service=aid due=09-12", "09-12 u1 application.completed c"), []string{"u1 due=1 on_time=1"}},
		{"a service that is not in it has no deadline", september, story("09-01 u1 application.submitted c service=other"), nil},
		{"the limit goes by the first submission", september, story("08-01 u1 application.submitted c service=aid", "09-01 u1 application.submitted c service=aid"), []string{"u1 overdue_open=1"}},
		{"pauses move it too", september, story("09-01 u1 application.submitted c service=aid", "09-02 u1 application.suspended c", "09-03 u1 application.resumed c", "09-11 u1 application.completed c"),
			[]string{"u1 due=1 on_time=1"}},
		{"the ninth day is the first of October", september, story("09-22 u1 application.submitted c service=aid"), nil},
	})
	check(t, "due accept_due", []example{
		{"without a catalogue nothing is due that does not say so", september, story("09-01 u1 application.submitted c service=aid", "09-02 u1 application.accepted c"), nil},
	})
}

func TestAcceptance(t *testing.T) {
	const in = "09-01 u1 application.submitted c service=aid due=12-01" // to be taken up by the 3rd
	checkWith(t, limitedRules(), queries.Where{}, "accept_due accept_on_time", []example{
		{"never taken up", september, story(in), []string{"u1 accept_due=1"}},
		{"exactly at the limit", september, story(in, "09-03 u1 application.accepted c"), []string{"u1 accept_due=1 accept_on_time=1"}},
		{"a microsecond late", september, story(in, "09-03 00:00:00.000001 u1 application.accepted c"), []string{"u1 accept_due=1"}},
		{"the first acceptance counts", september, story(in, "09-02 u1 application.accepted c", "09-05 u1 application.accepted c"), []string{"u1 accept_due=1 accept_on_time=1"}},
		{"a pause does not move the limit, nor take the case out", september, story(in, "09-02 u1 application.suspended c", "09-04 u1 application.accepted c"), []string{"u1 accept_due=1"}},
		{"of the union responsible at the acceptance", september,
			story(in, "09-02 u1 application.transferred c to=u2", "09-02 u3 application.accepted c", "09-05 u2 application.transferred c to=u4"), []string{"u2 accept_due=1 accept_on_time=1"}},
		{"never taken up: responsible at the end", september, story(in, "09-05 u1 application.transferred c to=u2"), []string{"u2 accept_due=1"}},
		{"withdrawn: gone", september, story(in, "09-02 u1 application.accepted c", "09-20 u1 application.withdrawn c"), nil},
		{"completed without acceptance stays due", september, story(in, "09-02 u1 application.completed c"), []string{"u1 accept_due=1"}},
		{"the limit is the first instant of the window", september, story("08-30 u1 application.submitted c service=aid"), []string{"u1 accept_due=1"}},
		{"the limit is the end of the window", september, story("09-29 u1 application.submitted c service=aid"), nil},
		{"running: the limit is as_of", running, story("09-13 12:00 u1 application.submitted c service=aid", "09-15 12:00 u1 application.accepted c"), []string{"u1 accept_due=1"}},
		{"running: the limit has not come", running, story("09-13 12:00:00.000001 u1 application.submitted c service=aid"), nil},
		{"accepted before it was submitted", september, story("08-30 u1 application.accepted c", in), []string{"u1 accept_due=1 accept_on_time=1"}},
	})
}
