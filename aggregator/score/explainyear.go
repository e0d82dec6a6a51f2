package score

import (
	"slices"
	"strings"

	"unionscreen/aggregator/scheme"
)

// explainYear says what the quarters of a year brought; why a quarter has its total is that quarter's own explanation.
func (result Result) explainYear(rounding scheme.Rounding, own int) Explanation {
	var out Explanation
	losses := map[string]exact{}
	for k := range result.Rows[own].Items {
		got := &result.Rows[own].Items[k]
		one := Explained{Item: got.ID, Names: quarterNames(got.ID)}
		one.place(rounding, result.Rows, k, own)
		if applies(got) {
			if lost := one.lose(rounding, got); lost.sign() > 0 {
				losses[one.Item] = lost
				out.Losses = append(out.Losses, one.Item)
			}
		}
		one.Why = quarterWhy(&one, got)
		out.Items = append(out.Items, one)
	}
	slices.SortStableFunc(out.Losses, func(a, b string) int { return losses[b].cmp(losses[a]) })
	return out
}

// quarterNames are the words of a quarter's id.
func quarterNames(id string) scheme.Names {
	year, quarter, _ := strings.Cut(id, "-Q")
	return say(year+" 年第 "+quarter+" 季度", "Q"+quarter+" "+year)
}

func quarterWhy(one *Explained, got *Item) scheme.Names {
	name := one.Names
	switch {
	case got.Reason == ReasonVeto:
		return say(name.ZH+"被一票否决，按 0 分计，扣 "+one.Lost+" 分", name.EN+": under a veto, which counts as 0; "+one.Lost+" of "+got.Points+" marks lost")
	case got.Reason == ReasonNoTotal && got.Marks != "":
		return say(name.ZH+"没有得分，按 0 分计，扣 "+one.Lost+" 分", name.EN+": no total, which counts as 0; "+one.Lost+" of "+got.Points+" marks lost")
	case got.Reason == ReasonNoTotal:
		return say(name.ZH+"没有得分，不计入全年", name.EN+": no total; it does not count in the year")
	case number(one.Lost).sign() <= 0:
		return say(name.ZH+"得 "+got.Marks+" 分，满分 "+got.Points+" 分", name.EN+": "+got.Marks+" of "+got.Points+" marks")
	}
	return say(name.ZH+"得 "+got.Marks+" 分，满分 "+got.Points+" 分，扣 "+one.Lost+" 分", name.EN+": "+got.Marks+" of "+got.Points+" marks, "+one.Lost+" lost")
}
