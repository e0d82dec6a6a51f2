package scheme

import (
	"strings"

	"github.com/cockroachdb/apd/v3"
)

// Rule answers how an item is scored, with its constants, in one sentence of each language.
func (s *Scheme) Rule(item Item) Names {
	entry := s.indicators[item.Indicator]
	how := sentence{item: item, amounts: amounts{unit: entry.Unit}, down: entry.Better == BetterDown, full: marked(item.Points)}
	out := how.method()
	if front := item.counting(); front.ZH != "" {
		out = Names{ZH: front.ZH + "；" + out.ZH, EN: front.EN + "; " + out.EN}
	}
	if item.MinDenominator > 0 {
		n := apd.New(item.MinDenominator, 0).Text('f')
		out.ZH += "；分母不足 " + n + " 的不参加本项"
		out.EN += "; not applicable with a denominator below " + n
	}
	return out
}

// counting says what the item restricts its indicator to.
func (i Item) counting() Names {
	var zh, en []string
	for _, d := range i.Where.Dimensions() {
		var chinese, english []string
		for _, value := range *i.Where.list(d) {
			word := phrase(value)
			chinese, english = append(chinese, word.ZH), append(english, word.EN)
		}
		name := dimensionPhrase(d)
		zh = append(zh, "只计"+name.ZH+"为"+strings.Join(chinese, "、")+"的")
		en = append(en, "only the "+name.EN+" "+strings.Join(english, ", "))
	}
	if i.Window == WindowYearToDate {
		zh, en = append(zh, "年初至今累计"), append(en, "the year to date")
	}
	if i.Per.Base != "" {
		number, base := apd.New(i.Per.Number, 0).Text('f'), phrase(i.Per.Base)
		zh, en = append(zh, "按每 "+number+" 名"+base.ZH+"折算"), append(en, "per "+number+" "+base.EN)
	}
	return Names{ZH: strings.Join(zh, "，"), EN: strings.Join(en, ", ")}
}

// sentence is what the words of a method need.
type sentence struct {
	amounts
	item Item
	down bool
	full Names // the item's points in words
}

func (w sentence) method() Names {
	switch w.item.Method {
	case MethodTarget:
		return w.target()
	case MethodThreshold:
		return w.threshold()
	case MethodSteps:
		return w.steps()
	case MethodPiece:
		return w.piece()
	case MethodDeduct:
		return w.deduct()
	case MethodMinMax, MethodLog:
		return w.spread()
	case MethodEfficacy:
		return w.efficacy()
	case MethodRank:
		return w.rank()
	}
	return Names{ZH: w.item.Method, EN: w.item.Method}
}

func (w sentence) target() Names {
	most := w.item.Constants["cap"]
	if whole := apd.New(1, 0); most.Cmp(whole) > 0 {
		most = whole // marks never exceed the points
	}
	limit := perCent(most)
	out := Names{
		ZH: "按目标完成比例得分，满分 " + w.full.ZH + "，比例 " + limit + " 封顶，",
		EN: w.full.EN + " × the share of the target that is reached, at most " + limit + "; ",
	}
	switch {
	case w.item.Target != nil:
		amount := w.of(w.item.Target)
		out.ZH += "季度目标 " + amount.ZH + "，另有下达的按下达数"
		out.EN += "the target of a quarter is " + amount.EN + " unless the union has its own"
	case w.item.TargetOf.Of != "":
		base, share := phrase(w.item.TargetOf.Of), w.item.TargetOf.Share.Text('f')
		out.ZH += "季度目标为" + base.ZH + "数 × " + share + "，另有下达的按下达数"
		out.EN += "the target of a quarter is " + share + " × the number of " + base.EN + " unless the union has its own"
	default:
		out.ZH += "目标按下达数，没有下达的不参加本项"
		out.EN += "the target is the union's own; without one the item does not apply"
	}
	return out
}

func (w sentence) threshold() Names {
	line, step := w.of(w.item.Constants["T"]), w.one()
	slope, floor := marked(w.item.Constants["k"]), marked(w.item.Constants["floor"])
	reach, lack, from, side := "达到 ", "每少 ", " from ", "below"
	if w.down {
		reach, lack, from, side = "不超过 ", "每多 ", " up to ", "above"
	}
	if w.even() {
		lack = strings.NewReplacer("少", "低", "多", "高").Replace(lack)
	}
	on := ""
	if !w.down {
		on = " on"
	}
	return Names{
		ZH: reach + before(line.ZH) + "得满分 " + w.full.ZH + "，" + lack + step.ZH + "扣 " + slope.ZH + "，最低 " + floor.ZH,
		EN: w.full.EN + from + line.EN + on + ", " + slope.EN + " less for each " + step.EN + " " + side + ", not below " + floor.EN,
	}
}

func (w sentence) steps() Names {
	var zh, en []string
	for _, s := range w.item.Steps {
		from, points := w.of(s.From), marked(s.Points)
		zh, en = append(zh, "达到 "+before(from.ZH)+"得 "+points.ZH), append(en, points.EN+" from "+from.EN+" on")
	}
	if lowest := w.item.Steps[0].From; !lowest.IsZero() {
		from := w.of(lowest)
		zh, en = append(zh, "不足 "+before(from.ZH)+"不得分"), append(en, "nothing below "+from.EN)
	}
	return Names{ZH: strings.Join(zh, "，") + "，满分 " + w.full.ZH, EN: strings.Join(en, ", ") + ", of " + w.full.EN}
}

func (w sentence) piece() Names {
	each, one := marked(w.item.Constants["each"]), w.one()
	return Names{
		ZH: "每 " + one.ZH + "得 " + each.ZH + "，满分 " + w.full.ZH,
		EN: each.EN + " for each " + one.EN + ", at most " + w.full.EN,
	}
}

func (w sentence) deduct() Names {
	each, one := marked(w.item.Constants["each"]), w.one()
	out := Names{
		ZH: "满分 " + w.full.ZH + "，每 " + one.ZH + "扣 " + each.ZH,
		EN: w.full.EN + " less " + each.EN + " for each " + one.EN,
	}
	if most := w.item.Constants["cap"]; most != nil {
		limit := marked(most)
		return Names{ZH: out.ZH + "，最多扣 " + limit.ZH, EN: out.EN + ", " + limit.EN + " less at most"}
	}
	return Names{ZH: out.ZH + "，扣完为止", EN: out.EN + ", not below 0"}
}

func (w sentence) spread() Names {
	best, worst, top, bottom := "最高", "最低", "highest", "lowest"
	if w.down {
		best, worst, top, bottom = worst, best, bottom, top
	}
	scale, of := "极差标准化", "value"
	if w.item.Method == MethodLog {
		scale, of = "对数标准化，取 ln(数值 + 1)", "ln(value + 1)"
	}
	return Names{
		ZH: "按组内" + scale + "：" + best + "的得满分 " + w.full.ZH + "，" + worst + "的得 0 分，其余按比例得分，全组相同的得满分",
		EN: w.full.EN + " for the " + top + " of the group, 0 for the " + bottom + ", the others in proportion of the " + of +
			"; all equal: full marks",
	}
}

func (w sentence) efficacy() Names {
	worst, best := w.of(w.item.Constants["x_s"]), w.of(w.item.Constants["x_h"])
	if w.down {
		return Names{
			ZH: "功效系数法：不超过满意值 " + before(best.ZH) + "得满分 " + w.full.ZH + "，不允许值 " + before(worst.ZH) + "得满分的 60%，其间和超过的按直线计算，最低 0 分",
			EN: w.full.EN + " up to the satisfactory " + best.EN + ", 60% of them at " + worst.EN + ", on a straight line between and above, not below 0",
		}
	}
	return Names{
		ZH: "功效系数法：达到满意值 " + before(best.ZH) + "得满分 " + w.full.ZH + "，不允许值 " + before(worst.ZH) + "得满分的 60%，其间和不足的按直线计算，最低 0 分",
		EN: w.full.EN + " from the satisfactory " + best.EN + " on, 60% of them at " + worst.EN + ", on a straight line between and below, not below 0",
	}
}

func (w sentence) rank() Names {
	first, top := "最高", "highest"
	if w.down {
		first, top = "最低", "lowest"
	}
	return Names{
		ZH: "按组内名次得分：数值" + first + "的得满分 " + w.full.ZH + "，末位得 0 分，其间按名次等距，并列取平均名次",
		EN: w.full.EN + " for the " + top + " of the group, 0 for the last, in equal steps by place between; tied unions share the mean place",
	}
}
