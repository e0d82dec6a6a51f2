package scheme

import (
	"strconv"
	"strings"
)

// valueNames are the words of the values that the contract with producers closes.
var valueNames = map[string]Names{
	"contest": {"竞赛", "contests"}, "course": {"课程", "courses"}, "training": {"培训", "trainings"}, "lecture": {"讲座", "lectures"},
	"benefit": {"普惠活动", "benefit events"}, "ticket": {"票券", "tickets"}, "survey": {"调查", "surveys"}, "vote": {"投票", "votes"},
	"reading": {"阅读活动", "reading events"}, "group": {"小组活动", "group activities"}, "other": {"其他", "others"},
	"service": {"服务", "services"}, "appeal": {"诉求", "appeals"}, "suggestion": {"建议", "suggestions"},
	"post": {"帖子", "posts"}, "reply": {"跟帖", "replies"},
	"website": {"网站", "website"}, "wechat": {"微信", "WeChat"}, "video": {"视频号", "video channel"}, "app": {"移动应用", "app"},
	"weibo": {"微博", "Weibo"}, "douyin": {"抖音", "Douyin"}, "toutiao": {"头条号", "Toutiao"}, "tv": {"电视", "TV"},
	"paper": {"报刊", "paper"}, "sms": {"短信", "SMS"},
}

var baseNames = map[string]Names{
	"verified_members": {"认证会员", "verified members"}, "members": {"会员", "members"}, "employees": {"职工", "employees"},
}

// BaseNames are the words of a base that counts and targets are put in relation to.
func BaseNames(base string) Names { return baseNames[base] }

// ItemNames are the words of an item: its indicator's, with what the item restricts it to. Services are the names of the
// services catalogue by code; one that it does not know goes by its code.
func (s *Scheme) ItemNames(item Item, services map[string]Names) Names {
	out := s.indicators[item.Indicator].Names
	notes := item.Where.notes(services)
	if item.Per.Base != "" {
		base, number := baseNames[item.Per.Base], strconv.FormatInt(item.Per.Number, 10)
		notes = append(notes, Names{ZH: "每 " + number + " 名" + base.ZH, EN: "per " + number + " " + base.EN})
	}
	if item.Window == WindowYearToDate {
		notes = append(notes, Names{ZH: "本年累计", EN: "year to date"})
	}
	return out.noted(notes)
}

// notes are the words of a restriction, one of each dimension.
func (w Where) notes(services map[string]Names) []Names {
	var out []Names
	for _, d := range w.Dimensions() {
		var zh, en []string
		for _, value := range *w.list(d) {
			names, known := valueNames[value], d == "kind" || d == "channel"
			if d == "service" {
				names, known = services[value]
			}
			if !known || names.ZH == "" {
				names = Names{ZH: value, EN: value}
			}
			zh, en = append(zh, names.ZH), append(en, names.EN)
		}
		out = append(out, Names{ZH: strings.Join(zh, "、"), EN: strings.Join(en, ", ")})
	}
	return out
}

// noted adds notes in parentheses.
func (n Names) noted(notes []Names) Names {
	if len(notes) == 0 {
		return n
	}
	var zh, en []string
	for _, note := range notes {
		zh, en = append(zh, note.ZH), append(en, note.EN)
	}
	return Names{ZH: n.ZH + "（" + strings.Join(zh, "；") + "）", EN: n.EN + " (" + strings.Join(en, "; ") + ")"}
}

// Say is the doing in words, n times. What the way itself is restricted to is in its words already.
func (d Doing) Say(n int64, services map[string]Names) Names {
	words, number := d.Words, strconv.FormatInt(n, 10)
	if n == 1 {
		words.EN = d.One
	}
	words = Names{ZH: strings.ReplaceAll(words.ZH, "{n}", number), EN: strings.ReplaceAll(words.EN, "{n}", number)}
	if !d.narrowed {
		return words
	}
	return words.noted(d.Where.notes(services))
}
