package scheme

import (
	"strings"
	"testing"
)

// TestRule holds the sentences of each method against those that a person wrote.
func TestRule(t *testing.T) {
	cases := []struct{ item, zh, en string }{
		{"indicator: articles, points: 8, method: target, target: 60",
			"按目标完成比例得分，满分 8 分，比例 100% 封顶，季度目标 60 篇，另有下达的按下达数",
			"8 points × the share of the target that is reached, at most 100%; the target of a quarter is 60 articles unless the union has its own"},
		{"indicator: verified_members, points: 4, method: target, target: {share: 0.8, of: members}, constants: {cap: 0.95}",
			"按目标完成比例得分，满分 4 分，比例 95% 封顶，季度目标为会员数 × 0.8，另有下达的按下达数",
			"4 points × the share of the target that is reached, at most 95%; the target of a quarter is 0.8 × the number of members unless the union has its own"},
		{"indicator: merchants_net, points: 1, method: target, constants: {cap: 1.5}",
			"按目标完成比例得分，满分 1 分，比例 100% 封顶，目标按下达数，没有下达的不参加本项",
			"1 point × the share of the target that is reached, at most 100%; the target is the union's own; without one the item does not apply"},
		{"indicator: on_time_rate, points: 25, method: threshold, constants: {T: 98, k: 0.5, floor: 12.5}",
			"达到 98% 得满分 25 分，每低 1 个百分点扣 0.5 分，最低 12.5 分",
			"25 points from 98% on, 0.5 points less for each percentage point below, not below 12.5 points"},
		{"indicator: reopen_rate, points: 5, method: threshold, constants: {T: 2, k: 1}, min_denominator: 30",
			"不超过 2% 得满分 5 分，每高 1 个百分点扣 1 分，最低 0 分；分母不足 30 的不参加本项",
			"5 points up to 2%, 1 point less for each percentage point above, not below 0 points; not applicable with a denominator below 30"},
		{"indicator: update_gap_days, points: 5, method: threshold, constants: {T: 7, k: 0.25, floor: 1}",
			"不超过 7 天得满分 5 分，每多 1 天扣 0.25 分，最低 1 分",
			"5 points up to 7 days, 0.25 points less for each day above, not below 1 point"},
		{"indicator: activities, points: 5, method: threshold, constants: {T: 1, k: 5}, where: {kind: [training, course]}, window: year_to_date",
			"只计类型为课程、培训的，年初至今累计；达到 1 场得满分 5 分，每少 1 场扣 5 分，最低 0 分",
			"only the kind course, training, the year to date; 5 points from 1 activity on, 5 points less for each activity below, not below 0 points"},
		{"indicator: featured_projects, points: 2, method: steps, steps: [{from: 1, points: 1}, {from: 2, points: 1.5}, {from: 3, points: 2}], where: {level: 省级}, id: provincial",
			"只计级别为省级的；达到 1 个得 1 分，达到 2 个得 1.5 分，达到 3 个得 2 分，不足 1 个不得分，满分 2 分",
			"only the level 省级; 1 point from 1 project on, 1.5 points from 2 projects on, 2 points from 3 projects on, nothing below 1 project, of 2 points"},
		{"indicator: reads, points: 2, method: steps, steps: [{from: 0, points: 2}]",
			"达到 0 次得 2 分，满分 2 分", "2 points from 0 reads on, of 2 points"},
		{"indicator: originals, points: 6, method: piece, constants: {each: 0.5}, where: {channel: [wechat, app]}",
			"只计渠道为客户端、微信的；每 1 篇得 0.5 分，满分 6 分",
			"only the channel app, WeChat; 0.5 points for each article, at most 6 points"},
		{"indicator: overdue_open, points: 40, method: deduct, constants: {each: 2.5}",
			"满分 40 分，每 1 件扣 2.5 分，扣完为止", "40 points less 2.5 points for each case, not below 0"},
		{"indicator: overdue_open, points: 40, method: deduct, constants: {each: 1, cap: 10}, where: {service: S-1}, id: s1",
			"只计事项为S-1的；满分 40 分，每 1 件扣 1 分，最多扣 10 分", "only the service S-1; 40 points less 1 point for each case, 10 points less at most"},
		{"indicator: reads, points: 8, method: minmax",
			"按组内极差标准化：最高的得满分 8 分，最低的得 0 分，其余按比例得分，全组相同的得满分",
			"8 points for the highest of the group, 0 for the lowest, the others in proportion of the value; all equal: full marks"},
		{"indicator: handling_hours, points: 8, method: minmax",
			"按组内极差标准化：最低的得满分 8 分，最高的得 0 分，其余按比例得分，全组相同的得满分",
			"8 points for the lowest of the group, 0 for the highest, the others in proportion of the value; all equal: full marks"},
		{"indicator: applications, points: 5, method: logminmax, per: 1000 verified_members",
			"按每 1000 名认证会员折算；按组内对数标准化，取 ln(数值 + 1)：最高的得满分 5 分，最低的得 0 分，其余按比例得分，全组相同的得满分",
			"per 1000 verified members; 5 points for the highest of the group, 0 for the lowest, the others in proportion of the ln(value + 1); all equal: full marks"},
		{"indicator: channel_index, points: 3, method: efficacy, constants: {x_s: 200, x_h: 830}",
			"功效系数法：达到满意值 830 得满分 3 分，不允许值 200 得满分的 60%，其间和不足的按直线计算，最低 0 分",
			"3 points from the satisfactory 830 on, 60% of them at 200, on a straight line between and below, not below 0"},
		{"indicator: handling_hours, points: 2, method: efficacy, constants: {x_s: 72, x_h: 8}",
			"功效系数法：不超过满意值 8 小时得满分 2 分，不允许值 72 小时得满分的 60%，其间和超过的按直线计算，最低 0 分",
			"2 points up to the satisfactory 8 hours, 60% of them at 72 hours, on a straight line between and above, not below 0"},
		{"indicator: channel_index, points: 3, method: threshold, constants: {T: 700, k: 0.01}",
			"达到 700 得满分 3 分，每低 1 点扣 0.01 分，最低 0 分",
			"3 points from 700 on, 0.01 points less for each point of the index below, not below 0 points"},
		{"indicator: channel_place, points: 10, method: rank",
			"按组内名次得分：数值最低的得满分 10 分，末位得 0 分，其间按名次等距，并列取平均名次",
			"10 points for the lowest of the group, 0 for the last, in equal steps by place between; tied unions share the mean place"},
		{"indicator: channel_place, points: 10, method: threshold, constants: {T: 10, k: 1}",
			"不超过 10 名得满分 10 分，每高 1 名扣 1 分，最低 0 分",
			"10 points up to 10 places, 1 point less for each place above, not below 0 points"},
	}
	methods := map[string]bool{}
	for _, c := range cases {
		points, _, _ := strings.Cut(c.item[strings.Index(c.item, "points: ")+8:], ",")
		s := parse(t, "id: rule\nnames: {zh: 规则, en: Rule}\ngroups:\n  - id: all\n    names: {zh: 全部, en: All}\n    kinds: [county]\n    full_marks: "+points+
			"\n    items:\n      - {"+c.item+"}\n")
		item := s.Groups[0].Items[0]
		methods[item.Method] = true
		if got := s.Rule(item); got.ZH != c.zh || got.EN != c.en {
			t.Errorf("{%s}\ngot  %s\nwant %s\ngot  %s\nwant %s", c.item, got.ZH, c.zh, got.EN, c.en)
		}
	}
	for name := range methodConstants() {
		if !methods[name] {
			t.Errorf("no sentence of the method %s is held", name)
		}
	}
}

// TestRuleHoldsEveryNumber: whatever the built-in schemes state stands in the sentences of both languages.
func TestRuleHoldsEveryNumber(t *testing.T) {
	for _, name := range Builtins() {
		text, _ := Builtin(name)
		s := parse(t, string(text))
		for _, item := range s.Groups[0].Items {
			numbers := []string{item.Points.Text('f')}
			for constant, d := range item.Constants {
				if item.Method == MethodTarget && constant == "cap" {
					numbers = append(numbers, "100%")
					continue
				}
				numbers = append(numbers, d.Text('f'))
			}
			for _, step := range item.Steps {
				numbers = append(numbers, step.From.Text('f'), step.Points.Text('f'))
			}
			if item.Target != nil {
				numbers = append(numbers, item.Target.Text('f'))
			}
			if item.TargetOf.Of != "" {
				numbers = append(numbers, item.TargetOf.Share.Text('f'))
			}
			rule := s.Rule(item)
			for _, n := range numbers {
				if !strings.Contains(rule.ZH, n) || !strings.Contains(rule.EN, n) {
					t.Errorf("%s of %s: %s is not in %q or %q", item.Key(), name, n, rule.ZH, rule.EN)
				}
			}
		}
	}
}

// TestPhrases: every word of the closed dimensions, every dimension and every base has words of its own.
func TestPhrases(t *testing.T) {
	for _, d := range dimensions {
		if n := dimensionPhrase(d); n.ZH == "" || n.EN == "" {
			t.Errorf("the dimension %s has no words", d)
		}
		for _, family := range families {
			for _, w := range words(d, family) {
				if n := phrase(w); n.ZH == w || n.EN == "" {
					t.Errorf("%s %s has no words", d, w)
				}
			}
		}
	}
	for base := range PerBases() {
		if n := phrase(base); n.ZH == base || strings.Contains(n.EN, "_") {
			t.Errorf("the base %s has no words", base)
		}
	}
}
