package scheme

import (
	"strings"
	"unicode/utf8"

	"github.com/cockroachdb/apd/v3"
)

// phrase is the words of a value that the contract with producers closes (words of where.go), of a dimension or of a
// base; what is not known goes by itself: a code of a service, the title of a column.
func phrase(id string) Names {
	if n, known := map[string]Names{
		"website": {"网站", "website"}, "wechat": {"微信", "WeChat"}, "video": {"视频号", "video channel"}, "app": {"客户端", "app"},
		"weibo": {"微博", "Weibo"}, "douyin": {"抖音", "Douyin"}, "toutiao": {"头条号", "Toutiao"}, "tv": {"电视", "television"},
		"paper": {"报刊", "print"}, "sms": {"短信", "text message"}, "other": {"其他", "other"},
		"service": {"服务", "service"}, "appeal": {"诉求", "appeal"}, "suggestion": {"建议", "suggestion"},
		"post": {"发帖", "post"}, "reply": {"跟帖", "reply"},
		"contest": {"竞赛", "contest"}, "course": {"课程", "course"}, "training": {"培训", "training"}, "lecture": {"讲座", "lecture"},
		"benefit": {"惠民", "benefit event"}, "ticket": {"票务", "tickets"}, "survey": {"问卷", "survey"}, "vote": {"投票", "vote"},
		"reading": {"阅读", "reading"}, "group": {"兴趣小组", "interest group"},
		"verified_members": {"认证会员", "verified members"}, "members": {"会员", "members"}, "employees": {"职工", "employees"},
	}[id]; known {
		return n
	}
	return Names{ZH: id, EN: id}
}

// dimensionPhrase is the words of a dimension.
func dimensionPhrase(dimension string) Names {
	return map[string]Names{
		"kind": {"类型", "kind"}, "channel": {"渠道", "channel"}, "column": {"栏目", "column"}, "service": {"事项", "service"},
		"level": {"级别", "level"},
	}[dimension]
}

// amounts write numbers of an indicator's unit.
type amounts struct{ unit Names }

// of is a value: 98%, 60 篇, 60 articles, 1 article.
func (a amounts) of(d *apd.Decimal) Names {
	n := d.Text('f')
	switch a.unit.EN {
	case "%":
		return Names{n + "%", n + "%"}
	case "–":
		return Names{n, n}
	}
	return Names{ZH: n + " " + a.unit.ZH, EN: n + " " + inNumber(a.unit.EN, d)}
}

// one is a single step of the value: a rate goes by percentage points.
func (a amounts) one() Names {
	switch a.unit.EN {
	case "%":
		return Names{"1 个百分点", "percentage point"}
	case "–":
		return Names{"1 点", "point of the index"}
	}
	return Names{ZH: "1 " + a.unit.ZH, EN: inNumber(a.unit.EN, apd.New(1, 0))}
}

// even says whether the unit is a measure rather than a number of things: Chinese then says 低 and 高, not 少 and 多.
func (a amounts) even() bool { return a.unit.EN == "%" || a.unit.EN == "–" || a.unit.EN == "place" }

// inNumber is an English unit in the number that goes with d.
func inNumber(unit string, d *apd.Decimal) string {
	single := d.Cmp(apd.New(1, 0)) == 0
	switch {
	case single && strings.HasSuffix(unit, "ies"):
		return strings.TrimSuffix(unit, "ies") + "y"
	case single:
		return strings.TrimSuffix(unit, "s")
	case !strings.HasSuffix(unit, "s"):
		return unit + "s"
	}
	return unit
}

// marked is points in words.
func marked(d *apd.Decimal) Names {
	n := d.Text('f')
	return Names{ZH: n + " 分", EN: n + " " + inNumber("points", d)}
}

// perCent writes a share as 80%.
func perCent(d *apd.Decimal) string { return product(d, apd.New(100, 0)).Text('f') + "%" }

// before sets a Chinese word off from a number or a sign that it follows.
func before(text string) string {
	if last := text[len(text)-1]; last < utf8.RuneSelf {
		return text + " "
	}
	return text
}
