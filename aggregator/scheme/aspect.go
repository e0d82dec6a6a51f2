package scheme

import (
	"strconv"
	"strings"

	"github.com/cockroachdb/apd/v3"
)

// aspect is one thing that a scheme says, in a form that can be compared: two schemes that agree in all aspects of
// all their parts have the same canonical form.
type aspect struct {
	what  string // the keys of the document that say it, such as guard.repeat_limit
	label Names
	value string // "" when nothing is said
	shown Names  // the value in words, where they are others
}

// plainly is an aspect whose value needs no words.
func plainly(what, zh, en, value string) aspect {
	return aspect{what: what, label: Names{zh, en}, value: value, shown: Names{value, value}}
}

// worded is an aspect whose value is one of the words of a document.
func worded(what, zh, en, value string) aspect {
	return aspect{what: what, label: Names{zh, en}, value: value, shown: wording(value)}
}

func wording(word string) Names {
	if n, known := map[string]Names{
		TiesDense: {"并列后名次连续（1、2、2、3）", "dense (1, 2, 2, 3)"}, TiesCompetition: {"并列后名次跳过（1、2、2、4）", "competition (1, 2, 2, 4)"},
		HalfUp: {"四舍五入", "half up"}, HalfEven: {"四舍六入五成双", "half even"},
		PolicyRescale: {"按满分折算", "scaled up to the full marks"}, PolicyFull: {"给满分", "full points"}, PolicyZero: {"计 0 分", "no points"},
		"best": {"有次数取次数，否则取人数", "times where reported, else persons"}, "times": {"次数", "times"}, "users": {"人数", "persons"},
		AnnualRecompute: {"按全年数据重新计分", "scored anew from the year's figures"}, AnnualSum: {"各季度总分相加", "totals of the quarters, added"},
		AnnualMean: {"各季度总分平均", "mean of the quarters' totals"},
		KindBonus:  {"加分", "bonus"}, KindDeduction: {"扣分", "deduction"}, KindVeto: {"一票否决", "veto"},
		WindowYearToDate: {"年初至今", "year to date"}, "true": {"是", "yes"}, "false": {"否", "no"},
	}[word]; known {
		return n
	}
	return Names{word, word}
}

// listed writes texts in their order; one that holds a sign of the notation is quoted, so that other texts never look the
// same.
func listed(texts []string) string {
	out := make([]string, len(texts))
	for i, t := range texts {
		if out[i] = t; strings.ContainsAny(t, `,;:"\`) {
			out[i] = strconv.Quote(t)
		}
	}
	return strings.Join(out, ", ")
}

// figure writes a number; "" when there is none.
func figure(d *apd.Decimal) string {
	if d == nil {
		return ""
	}
	return d.Text('f')
}

// above0 writes a number whose 0 stands for nothing said.
func above0(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

// aspects are what the scheme says as a whole, beside its adjustments and groups.
func (s *Scheme) aspects() []aspect {
	cuts := make([]string, len(s.Ramp))
	for i, d := range s.Ramp {
		cuts[i] = d.Text('f')
	}
	ties := worded("ties", "同分名次", "ties", s.Ties.Method)
	if s.Ties.Method == TiesChain {
		ties = plainly("ties", "同分名次", "ties", "["+listed(s.Ties.Chain)+"]")
		ties.shown = Names{"依次比较 " + listed(s.Ties.Chain), "decided by " + listed(s.Ties.Chain)}
	}
	annual := s.Annual
	if annual == "" {
		annual = AnnualRecompute
	}
	h := s.Honours
	return []aspect{
		plainly("id", "方案编号", "id", s.ID),
		plainly("names.zh", "方案名称", "Chinese name", s.Names.ZH),
		plainly("names.en", "英文名称", "English name", s.Names.EN),
		plainly("owner", "考核单位", "owner", s.Owner),
		plainly("periods", "适用考核期", "periods", listed(s.Periods)),
		plainly("calendar.zone", "时区", "time zone", s.Calendar.Zone),
		plainly("calendar.start_month", "年度起始月份", "first month of the year", strconv.Itoa(s.Calendar.StartMonth)),
		plainly("grace_days", "数据补报天数", "days for late data", strconv.Itoa(s.GraceDays)),
		ties,
		plainly("rounding.places", "小数位数", "decimal places", strconv.Itoa(s.Rounding.Places)),
		worded("rounding.mode", "取整方式", "way of rounding", s.Rounding.Mode),
		worded("not_applicable", "不适用指标的处理", "what does not apply", s.NotApplicable),
		worded("reads_basis", "阅读量口径", "basis of reads", s.ReadsBasis),
		plainly("guard.crawler_list", "爬虫名单版本", "version of the crawler list", s.Guard.CrawlerList),
		plainly("guard.repeat_limit", "同一读者每日重复阅读上限", "readings of one reader a day", strconv.Itoa(s.Guard.RepeatLimit)),
		plainly("guard.anonymous_share_limit", "无标识阅读提示比例", "share of anonymous readings that is flagged", figure(s.Guard.AnonymousShareLimit)),
		plainly("ramp", "颜色分界总分", "cut points of the colours", strings.Join(cuts, ", ")),
		plainly("bonus.cap", "加分封顶", "cap of the bonuses", figure(s.Bonus.Cap)),
		plainly("bonus.from", "加分起点", "base from which bonuses count", figure(s.Bonus.From)),
		worded("annual", "年度计分方式", "way to score a year", annual),
		plainly("honours.commend.places", "表彰名次", "ranks commended", above0(int64(h.Commend.Places))),
		plainly("honours.commend.total", "表彰最低总分", "total from which units are commended", figure(h.Commend.Total)),
		plainly("honours.criticise.places", "批评名次", "ranks criticised", above0(int64(h.Criticise.Places))),
		plainly("honours.criticise.total", "批评总分线", "total below which units are criticised", figure(h.Criticise.Total)),
		worded("honours.criticise_on_wall", "批评名单上大屏", "criticism on the wall", strconv.FormatBool(h.CriticiseOnWall)),
	}
}

func (a Adjustment) aspects() []aspect {
	return []aspect{
		plainly("adjustments.names.zh", "名称", "Chinese name", a.Names.ZH),
		plainly("adjustments.names.en", "英文名称", "English name", a.Names.EN),
		worded("adjustments.kind", "种类", "kind", a.Kind),
		plainly("adjustments.limit", "上限", "limit", figure(a.Limit)),
	}
}

func (g Group) aspects() []aspect {
	return []aspect{
		plainly("names.zh", "名称", "Chinese name", g.Names.ZH),
		plainly("names.en", "英文名称", "English name", g.Names.EN),
		plainly("kinds", "单位种类", "kinds of union", listed(g.Kinds)),
		plainly("level", "单位层级", "level", g.Level),
		plainly("unions", "列名单位", "unions by name", listed(g.Unions)),
		plainly("full_marks", "满分", "full marks", figure(g.FullMarks)),
	}
}

// aspects are what an item says, its method with the constants apart.
func (i Item) aspects() []aspect {
	target := figure(i.Target)
	shown := Names{target, target}
	if of := i.TargetOf.Of; of != "" {
		share := figure(i.TargetOf.Share)
		target = share + " × " + of
		shown = Names{share + " × " + phrase(of).ZH + "数", share + " × " + phrase(of).EN}
	}
	per, perShown := "", Names{}
	if i.Per.Base != "" {
		number := strconv.FormatInt(i.Per.Number, 10)
		per = number + " " + i.Per.Base
		perShown = Names{"每 " + number + " 名" + phrase(i.Per.Base).ZH, number + " " + phrase(i.Per.Base).EN}
	}
	where := make([]string, 0, len(dimensions))
	for _, d := range i.Where.Dimensions() {
		where = append(where, d+": "+listed(*i.Where.list(d)))
	}
	restricted := Item{Where: i.Where}.counting()
	return []aspect{
		plainly("indicator", "指标", "indicator", i.Indicator),
		plainly("points", "分值", "points", figure(i.Points)),
		{"target", Names{"季度目标", "target of a quarter"}, target, shown},
		plainly("min_denominator", "最小分母", "smallest denominator", above0(i.MinDenominator)),
		{"per", Names{"折算基数", "base"}, per, perShown},
		{"where", Names{"限定范围", "restriction"}, strings.Join(where, "; "), restricted},
		worded("window", "统计区间", "window", i.Window),
	}
}

// constants are the numbers of an item's method.
func (i Item) constants() []aspect {
	var out []aspect
	for _, c := range methodConstants()[i.Method] {
		out = append(out, plainly("constants."+c.name, "常数 "+c.name, "constant "+c.name, figure(i.Constants[c.name])))
	}
	steps := make([]string, len(i.Steps))
	for n, s := range i.Steps {
		steps[n] = figure(s.From) + ":" + figure(s.Points)
	}
	return append(out, plainly("steps", "分档", "steps", strings.Join(steps, ", ")))
}
