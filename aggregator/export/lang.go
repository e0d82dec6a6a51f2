package export

import (
	"fmt"
	"strconv"
	"strings"

	"unionscreen/aggregator/scheme"
)

// Lang is the language of a file's own words; names are as they were registered.
type Lang string

// Languages of the product.
const (
	ZH Lang = "zh"
	EN Lang = "en"
)

func (l Lang) of(zh, en string) string {
	if l == EN {
		return en
	}
	return zh
}

func (l Lang) name(n scheme.Names) string {
	if l == EN && n.EN != "" || n.ZH == "" {
		return n.EN
	}
	return n.ZH
}

// brackets puts a text in the brackets of the language.
func (l Lang) brackets(text string) string { return l.of("（"+text+"）", " ("+text+")") }

// list joins names as a sentence does.
func (l Lang) list(names []string) string { return strings.Join(names, l.of("、", ", ")) }

const instantForm = "2006-01-02 15:04:05 -07:00"

// quarters are the numbers of quarters as a document writes them.
var quarters = map[byte]string{'1': "一", '2': "二", '3': "三", '4': "四"}

// Period is the id of a period in words: 2026年第三季度.
func (l Lang) Period(id string) string {
	if l == EN {
		return strings.ReplaceAll(id, "-", " ")
	}
	year, rest, _ := strings.Cut(id, "-")
	switch {
	case rest == "":
		return year + "年度"
	case len(rest) >= 2 && rest[0] == 'Q' && quarters[rest[1]] != "":
		words := year + "年第" + quarters[rest[1]] + "季度"
		if again := strings.TrimPrefix(rest[2:], "."); again != "" {
			words += "（第" + again + "次）"
		}
		return words
	case rest[0] == 'W':
		return year + "年第" + strings.TrimLeft(rest[1:], "0") + "周"
	}
	month, day, isDay := strings.Cut(rest, "-")
	words := year + "年" + strings.TrimLeft(month, "0") + "月"
	if isDay {
		words += strings.TrimLeft(day, "0") + "日"
	}
	return words
}

// state is how final the standings are.
func (l Lang) state(doc Standings) string {
	words := map[string][2]string{
		"draft": {"筹备中", "in preparation"}, "open": {"预评（未冻结）", "provisional, not frozen"}, "grace": {"预评（未冻结）", "provisional, not frozen"},
		"frozen": {"已冻结", "frozen"}, "notice": {"公示中", "on notice"}, "approved": {"已审定", "approved"}, "issued": {"已印发", "issued"},
	}[doc.State]
	text := l.of(words[0], words[1])
	if text == "" {
		text = doc.State
	}
	if doc.Version > 0 {
		text += fmt.Sprintf(l.of(" 第%d版", " version %d"), doc.Version)
	}
	if doc.Trial {
		text += l.of(" · 试运行", " · trial")
	}
	return text
}

// area says over whom an owner's evaluation ranks: 全市工会.
func (l Lang) area(owner string) string {
	if l == EN {
		return "unions of " + owner
	}
	for _, known := range []struct{ ending, words string }{
		{"自治区总工会", "全区工会"}, {"自治州总工会", "全州工会"}, {"省总工会", "全省工会"}, {"市总工会", "全市工会"}, {"县总工会", "全县工会"}, {"区总工会", "全区工会"}, {"州总工会", "全州工会"},
	} {
		if strings.HasSuffix(owner, known.ending) {
			return known.words
		}
	}
	return owner + "所属工会"
}

// shortGroup is a group's name without brackets and enumeration, as titles write it: 县市区组.
func (l Lang) shortGroup(g Group) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("（）()、", r) {
			return -1
		}
		return r
	}, l.name(g.Names))
}

// title of a group's table.
func (l Lang) title(doc Standings, g Group) string {
	if l == EN {
		return fmt.Sprintf("Ranking of online work, %s, %s (%s)", l.Period(doc.Period.ID), l.area(doc.Owner), l.shortGroup(g))
	}
	return l.Period(doc.Period.ID) + l.area(doc.Owner) + "网上工作考核得分排名表（" + l.shortGroup(g) + "）"
}

// ending is the end of a period as documents write it: the last day with hour 24.
func (p Period) ending() string {
	if p.End.Hour() == 0 && p.End.Minute() == 0 {
		return p.End.AddDate(0, 0, -1).Format("2006-01-02") + " 24:00"
	}
	return p.End.Format("2006-01-02 15:04")
}

// heading is under which head an indicator's family stands.
func (l Lang) heading(family string) string {
	switch family {
	case "articles", "reads", "posts", "channels":
		return l.of("宣传引导", "Publicity")
	case "members", "base":
		return l.of("会员认证", "Membership")
	case "applications":
		return l.of("服务办理", "Services")
	case "activities", "merchants":
		return l.of("活动普惠", "Activities and benefits")
	}
	return l.of("各季度得分", "Totals of the quarters")
}

// places is how many decimal places a text has.
func places(number string) int {
	_, fraction, _ := strings.Cut(number, ".")
	return len(fraction)
}

// tied is how a shared rank is printed.
func (l Lang) tied(rank int) string { return l.of("并列第", "tied ") + strconv.Itoa(rank) }
