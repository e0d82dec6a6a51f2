package recount

import "testing"

func TestReported(t *testing.T) {
	says := func(time, upto string, families ...string) ev {
		return ev{id: "k", kind: "source.complete", time: time, union: "u1", families: families, upto: upto}
	}
	check(t, "reported", []example{
		{"closed: covered to the end, said after it", september, []ev{says("10-02", "10-01", "reads", "articles")}, []string{"u1 (articles reads)"}},
		{"closed: a microsecond short", september, []ev{says("10-02", "09-30 23:59:59.999999", "reads", "members", "applications")}, nil},
		{"running: a flow covered beyond the start", running, []ev{says("09-02", "09-01 00:00:00.000001", "reads")}, []string{"u1 (reads)"}},
		{"running: a flow covered up to the start only", running, []ev{says("09-02", "09-01", "reads")}, []string{"u1 (~reads)"}},
		{"running: of what stays any word will do", running, []ev{says("08-02", "08-01", "members", "applications", "reads")}, []string{"u1 (~applications ~members ~reads)"}},
		{"said after as_of", running, []ev{says("09-15 12:00", "10-01", "reads", "members")}, nil},
		{"voided", september, []ev{says("10-02", "10-01", "reads"), void("v", "10-03", "k")}, nil},
		{"a void of the union is no report", september, []ev{void("v", "09-03", "x")}, nil},
		{"a flow of last month is no report of this", september, []ev{reading("1", "08-02", "u1"), onArticle("2", "withdrawn", "08-03", "u1", "a")}, []string{"u1 (~articles ~reads)"}},
		{"a withdrawal alone reports articles", september, []ev{onArticle("2", "withdrawn", "09-03", "u1", "a")}, []string{"u1 (articles)"}},
		{"a case of the union that completed it", september, []ev{{id: "1", kind: "application.withdrawn", time: "01-03", union: "u7", thing: "c"}}, []string{"u7 (~applications)"}},
		{"a transfer is of both unions", september, story("09-03 u1 application.transferred c to=u2", "08-03 u3 member.transferred p to=u4"),
			[]string{"u1 (applications)", "u2 (applications)", "u3 (~members)", "u4 (~members)"}},
		{"a day's figures happen at the start of their day, whenever they are sent", september,
			story("10-20 u1 channel.measured acc channel=wechat date=09-30", "09-30 u2 channel.measured acc channel=wechat date=10-01",
				"09-30 u3 article.reads_reported a channel=wechat date=08-31 measure=times cumulative=false reads=1"),
			[]string{"u1 (channels)", "u3 (~reads)"}},
		{"a report of the base happens just before as_of", september, story("10-20 u1 union.base_reported - as_of=2026-09-30 employees=1 members=1 grassroots=1",
			"09-20 u2 union.base_reported - as_of=2026-10-01T00:00:00.000001+08:00 employees=1 members=1 grassroots=1",
			"09-20 u3 union.base_reported - as_of=2026-09-01T00:00:00+08:00 employees=1 members=1 grassroots=1"),
			[]string{"u1 (base)", "u3 (~base)"}},
		{"an incident is of no family", september, story("09-03 u1 incident.reported i severity=grave decided_by=court document=d"), nil},
		{"every family", september, story("09-03 u1 union.online g", "09-03 u1 project.featured p", "09-03 u1 merchant.left m", "09-03 u1 post.removed p", "09-03 u1 rating.voided c", "09-03 u1 article.shared a",
			"09-03 u1 article.adopted a"), []string{"u1 (activities applications articles members merchants posts reads)"}},
		{"an excluded reading reports", september, story("09-03 u1 article.read a agent=bot"), []string{"u1 (reads)"}},
		{"a case after the end", september, []ev{{id: "1", kind: "application.withdrawn", time: "10-01", union: "u7", thing: "c"}}, nil},
	})
}
