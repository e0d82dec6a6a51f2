package recount

import (
	"maps"
	"testing"
	"time"
)

func TestHandling(t *testing.T) {
	const in = "09-01 00:00 u1 application.submitted c service=aid"
	check(t, "handled handled_us", []example{
		{"ten minutes, of the union of completion", september, story(in, "09-01 00:10 u2 application.completed c"), []string{"u2 handled=1 handled_us=600000000"}},
		{"one microsecond", september, story(in, "09-01 00:00:00.000001 u1 application.completed c"), []string{"u1 handled=1 handled_us=1"}},
		{"without the four minutes of a pause", september,
			story(in, "09-01 00:02 u1 application.suspended c", "09-01 00:06 u1 application.resumed c", "09-01 00:10 u1 application.completed c"), []string{"u1 handled=1 handled_us=360000000"}},
		{"a pause that the completion ends", september,
			story(in, "09-01 00:02 u1 application.suspended c", "09-01 00:10 u1 application.completed c"), []string{"u1 handled=1 handled_us=120000000"}},
		{"a pause begun before the submission: only its part inside", september,
			story("08-31 u1 application.suspended c", in, "09-01 00:06 u1 application.resumed c", "09-01 00:10 u1 application.completed c"), []string{"u1 handled=1 handled_us=240000000"}},
		{"a pause wholly before the submission takes nothing", september,
			story("08-30 u1 application.suspended c", "08-31 u1 application.resumed c", in, "09-01 00:10 u1 application.completed c"), []string{"u1 handled=1 handled_us=600000000"}},
		{"a pause past the deadline is none of the handling either", september,
			story("09-01 00:00 u1 application.submitted c service=aid due=09-01T00:01", "09-01 00:02 u1 application.suspended c", "09-01 00:06 u1 application.resumed c", "09-01 00:10 u1 application.completed c"),
			[]string{"u1 handled=1 handled_us=360000000"}},
		{"reopened: to the completion that stands, the time as done included", september,
			story(in, "09-01 00:03 u1 application.completed c", "09-01 00:04 u1 application.reopened c", "09-01 00:10 u1 application.completed c"), []string{"u1 handled=1 handled_us=600000000"}},
		{"submitted in August", september, story("08-31 23:59 u1 application.submitted c service=aid", "09-01 00:00 u1 application.completed c"), []string{"u1 handled=1 handled_us=60000000"}},
		{"completed before it was submitted: no duration", september, story("08-31 u1 application.completed d", "09-01 u1 application.completed c", "09-02 u1 application.submitted c service=aid"), nil},
		{"at one instant, submitted first by id: a duration of nothing", september, story(in, "09-01 u1 application.completed c"), []string{"u1 handled=1"}},
		{"at one instant, completed first by id: none", september, story("09-01 u1 application.completed c", in), nil},
		{"without a submission: none", september, story("09-01 u1 application.completed c"), nil},
		{"withdrawn: none", september, story(in, "09-02 u1 application.completed c", "09-03 u1 application.withdrawn c"), nil},
	})
}

func TestHandlingMedians(t *testing.T) {
	var events []ev
	add := func(union, thing string, took time.Duration) {
		done := at("09-02").Add(took).In(shanghai).Format("01-02 15:04:05.999999")
		events = append(events, story("09-02 "+union+" application.submitted "+thing+" service=aid id=s"+thing, done+" "+union+" application.completed "+thing+" id=c"+thing)...)
	}
	add("u1", "a", 1*time.Minute)
	add("u1", "b", 9*time.Minute)
	add("u1", "c", 2*time.Minute)
	add("u2", "d", 5*time.Minute+time.Microsecond)
	q := Question{Window: september, Subtrees: map[string][]string{
		"odd":     {"u1"},             // 1 2 9
		"even":    {"u1", "u2", "u1"}, // 1 2 5.000001 9: the mean of 2 and 5 minutes, the half microsecond cut off; u1 once
		"one":     {"u2", "u3"},
		"nothing": {"u3"},
	}}
	want := map[string]time.Duration{"odd": 2 * time.Minute, "even": 3*time.Minute + 30*time.Second, "one": 5*time.Minute + time.Microsecond}
	if got := mustAnswer(t, ledgerOf(events...), testRules(), q).HandlingMedians; !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestRatings(t *testing.T) {
	check(t, "rated rated_well", []example{
		{"three is good enough", september, story("09-02 u1 application.rated c grade=3"), []string{"u1 rated=1 rated_well=1"}},
		{"two is not", september, story("09-02 u1 application.rated c grade=2"), []string{"u1 rated=1"}},
		{"the last rating counts, in its union", september, story("09-02 u1 application.rated c grade=5", "09-03 u2 application.rated c grade=1"), []string{"u2 rated=1"}},
		{"rated again after the end: not yet", september, story("09-02 u1 application.rated c grade=5", "10-01 u2 application.rated c grade=1"), []string{"u1 rated=1 rated_well=1"}},
		{"last rated before the window: none of it", september, story("08-31 23:59:59.999999 u1 application.rated c grade=5"), nil},
		{"a void takes out all before it", september, story("09-02 u1 application.rated c grade=5", "09-03 u1 application.rated c grade=4", "09-04 u1 rating.voided c"), nil},
		{"a rating after a void counts", september, story("09-02 u1 application.rated c grade=1", "09-04 u1 rating.voided c", "09-05 u1 application.rated c grade=4"), []string{"u1 rated=1 rated_well=1"}},
		{"the void does not bring back what was replaced", september, story("08-02 u1 application.rated c grade=1", "09-03 u1 application.rated c grade=5", "09-04 u1 rating.voided c"), nil},
		{"a void after the end: not yet", september, story("09-02 u1 application.rated c grade=5", "10-01 u1 rating.voided c"), []string{"u1 rated=1 rated_well=1"}},
		{"at one instant the id decides: void first", september, story("09-02 u1 rating.voided c", "09-02 u1 application.rated c grade=5"), []string{"u1 rated=1 rated_well=1"}},
		{"at one instant the id decides: rated first", september, story("09-02 u1 application.rated c grade=5", "09-02 u1 rating.voided c"), nil},
		{"a withdrawn case can be rated", september, story("09-01 u1 application.submitted c service=aid", "09-02 u1 application.withdrawn c", "09-03 u1 application.rated c grade=5"),
			[]string{"u1 rated=1 rated_well=1"}},
		{"another case has ratings of its own", september, story("09-02 u1 application.rated c grade=5", "09-03 u1 application.rated d grade=1"), []string{"u1 rated=2 rated_well=1"}},
	})
}
