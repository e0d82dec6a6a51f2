package recount

import (
	"testing"

	"unionscreen/queries"
)

func TestServices(t *testing.T) {
	check(t, "services", []example{
		{"distinct, in the union of submission", september, story("09-01 u1 application.submitted a service=aid", "09-02 u1 application.submitted b service=aid",
			"09-02 u1 application.submitted c service=card", "09-02 u2 application.submitted d service=aid"), []string{"u1 services={aid card}", "u2 services={aid}"}},
		{"only of applications that count", september, story("08-31 u1 application.submitted a service=aid", "09-02 u1 application.submitted b service=card", "09-02 u1 application.withdrawn b"), nil},
		{"the first submission says which", september, story("09-01 u1 application.submitted a service=aid", "09-02 u1 application.submitted a service=card"), []string{"u1 services={aid}"}},
	})
}

func TestCasesWhere(t *testing.T) {
	events := story(
		"09-01 u1 application.submitted a service=aid due=09-10",                  // no kind said: service
		"09-01 u1 application.submitted b service=aid kind=appeal due=09-10",      //
		"09-01 u1 application.submitted c service=card kind=suggestion due=09-10", //
		"09-01 u1 application.submitted d service=card kind=service due=09-10",    //
		"09-02 u2 application.submitted d service=aid kind=appeal due=09-10",      // not the first: says nothing
		"09-05 u1 application.completed b", "09-05 u1 application.completed e", "09-06 u1 application.rated b grade=4", "09-06 u1 application.rated e grade=4")
	const names = "applications completions due rated services"
	for _, x := range []struct {
		about string
		where queries.Where
		want  []string
	}{
		{"everything", queries.Where{}, []string{"u1 applications=4 completions=2 due=4 rated=2 services={aid card}"}},
		{"one kind", queries.Where{Kinds: []string{"appeal"}}, []string{"u1 applications=1 completions=1 due=1 rated=1 services={aid}"}},
		{"service is the kind of what names none; e without submission is of no kind", queries.Where{Kinds: []string{"service"}}, []string{"u1 applications=2 due=2 services={aid card}"}},
		{"two kinds", queries.Where{Kinds: []string{"appeal", "suggestion"}}, []string{"u1 applications=2 completions=1 due=2 rated=1 services={aid card}"}},
		{"a service", queries.Where{Services: []string{"card"}}, []string{"u1 applications=2 due=2 services={card}"}},
		{"kind and service", queries.Where{Kinds: []string{"service"}, Services: []string{"aid"}}, []string{"u1 applications=1 due=1 services={aid}"}},
		{"other dimensions do not concern cases", queries.Where{Channels: []string{"wechat"}, Columns: []string{"x"}, Levels: []string{"city"}},
			[]string{"u1 applications=4 completions=2 due=4 rated=2 services={aid card}"}},
	} {
		checkWith(t, testRules(), x.where, names, []example{{x.about, september, events, x.want}})
	}
}
