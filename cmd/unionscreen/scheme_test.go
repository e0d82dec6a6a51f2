package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"unionscreen/aggregator/scheme"
	"unionscreen/deploy/demo"
)

// mine is a scheme of one's own with as little as one may have.
const mine = `id: mine
names: {zh: 我的方案, en: Mine}
groups:
  - id: county
    names: {zh: 县组, en: Counties}
    kinds: [county, district, zone]
    full_marks: 100
    items:
      - {indicator: articles, points: 60, method: target, target: 60}
      - {indicator: newly_verified, points: 40, method: target}
`

const mineHash = "c7e5246a5da5c7fb29c4b267fac4e75ddc57a0795f89c9d360e478511135d347"

func TestSchemeCheck(t *testing.T) {
	file := fileOf(t, "mine.yaml", mine)
	head := "scheme    mine: 我的方案 / Mine\nhash      " + mineHash + "\ngroup     county: 县组 / Counties, 2 items, full marks 100\n" +
		"note      newly_verified: without a target; for a union that the targets file does not name the item does not apply\n"
	if out := done(t, "scheme", "check", file); out != head {
		t.Errorf("got\n%s\nwant\n%s", out, head)
	}
	registry := fileOf(t, "unions.csv", "code,name,parent,kind\nYT,市总,,federation\nA,甲,YT,county\nB,乙,YT,zone\n")
	targets := fileOf(t, "targets.csv", "union,period,indicator,target\nA,*,newly_verified,20\nB,2026-Q4,newly_verified,30\nB,2026-Q4,articles,9\n")
	want := head + "targets   3 of 2 unions, hash 3e2017ce82b5cb94f75aa5b1b3b38f986587900b96701a51aac3dfc6eb50919f\n" +
		"registry  3 unions; each one of the ranked level is in exactly one group\n"
	if out := done(t, "scheme", "check", file, "--targets", targets, "--registry", registry); out != want {
		t.Errorf("got\n%s\nwant\n%s", out, want)
	}
	for _, name := range scheme.Builtins() {
		out := done(t, "scheme", "check", name, "--registry", fileOf(t, "demo.csv", string(demo.Registry)))
		if !strings.HasPrefix(out, "scheme    "+name+": ") || strings.Contains(out, "note") {
			t.Errorf("%s: %s", name, out)
		}
	}
}

// TestSchemeCheckFaults: all that is wrong in any of the files is told at once, and the exit code says so.
func TestSchemeCheckFaults(t *testing.T) {
	registry := fileOf(t, "unions.csv", "code,name,parent,kind\nYT,市总,,federation\nA,甲,YT,county\nC,丙,YT,industry\n")
	targets := fileOf(t, "targets.csv", "union,period,indicator,target\nA,*,gossip,20\n")
	strange := fileOf(t, "strange.csv", "union,period,indicator,target\nA,*,articles,20\nX,*,articles,20\nY,*,articles,20\n")
	good := fileOf(t, "mine.yaml", mine)
	bad := fileOf(t, "bad.yaml", strings.Replace(mine, "points: 60", "points: 50", 1)+"colour: red\n")
	for _, c := range []struct {
		name string
		args []string
		want string
	}{
		{"the scheme", []string{bad, "--targets", targets}, "read scheme " + bad + ":\n" +
			"line 7: group county: the items sum to 90 points, full_marks is 100\n" +
			"line 11: scheme: unknown key \"colour\"; known are id, names, owner, periods, calendar, grace_days, groups, items, ties, rounding, not_applicable, reads_basis, guard, ramp, adjustments, bonus, annual, honours\n"},
		{"targets and registry", []string{good, "--targets", targets, "--registry", registry}, "read targets " + targets +
			": line 2: \"gossip\" is neither an item of the scheme nor an indicator of this build\n" +
			"the scheme's groups do not fit the unions that are ranked: scheme mine: union C (kind industry, level ) is in no group; widen a group's kinds or list it\n"},
		{"strangers", []string{good, "--targets", strange, "--registry", fileOf(t, "two.csv", "code,name,parent,kind\nYT,市总,,federation\nA,甲,YT,county\n")},
			"targets: X is not in the registry\ntargets: Y is not in the registry\n"},
	} {
		code, out, stderr := call(t, append([]string{"scheme", "check"}, c.args...)...)
		if code != 1 || out != c.want || !strings.HasSuffix(stderr, "mend what the lines above name\n") {
			t.Errorf("%s: exit %d, %s\ngot\n%s\nwant\n%s", c.name, code, stderr, out, c.want)
		}
	}
}

func TestSchemeDiff(t *testing.T) {
	before := fileOf(t, "before.yaml", mine)
	after := fileOf(t, "after.yaml", strings.NewReplacer("points: 60", "points: 70", "points: 40, method: target", "points: 30, method: rank", "id: mine", "id: mine # 说明\nties: competition").Replace(mine))
	out := done(t, "scheme", "diff", before, after)
	lines := strings.SplitN(out, "\n", 3)
	want := `
同分名次由 并列后名次连续（1、2、2、3） 改为 并列后名次跳过（1、2、2、4）
  ties from dense (1, 2, 2, 3) to competition (1, 2, 2, 4)

县组 发稿量：分值由 60 改为 70
  Counties, Articles published: points from 60 to 70

县组 新增认证会员数：分值由 40 改为 30
  Counties, Newly verified members: points from 40 to 30

县组 新增认证会员数：计分方法由“按目标完成比例得分，满分 40 分，比例 100% 封顶，目标按下达数，没有下达的不参加本项”改为“按组内名次得分：数值最高的得满分 30 分，末位得 0 分，其间按名次等距，并列取平均名次”
  Counties, Newly verified members: the method from “40 points × the share of the target that is reached, at most 100%; the target is the union's own; without one the item does not apply” to “30 points for the highest of the group, 0 for the last, in equal steps by place between; tied unions share the mean place”

4 处变化 / changes: 4
`
	if len(lines) != 3 || lines[0] != "before  mine "+mineHash || !strings.HasPrefix(lines[1], "after   mine ") || lines[2] != want {
		t.Errorf("got\n%s\nwant\n%s", out, want)
	}
	same := fileOf(t, "same.yaml", "# 另一种写法\n"+strings.Replace(mine, "points: 60,", "points: 60.0,", 1))
	if out := done(t, "scheme", "diff", before, same); !strings.HasSuffix(out, "\n\n没有变化 / no change\n") {
		t.Errorf("got %s", out)
	}
	code, out, stderr := call(t, "scheme", "diff", before, fileOf(t, "bad.yaml", "id: x\n"))
	if code != 1 || out != "" || !strings.Contains(stderr, "names is missing") || !strings.Contains(stderr, "groups is missing") {
		t.Errorf("exit %d, %q, %q", code, out, stderr)
	}
}

func TestSchemeShowAndSchema(t *testing.T) {
	for _, name := range scheme.Builtins() {
		want, err := os.ReadFile("../../aggregator/scheme/default/" + name + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		if out := done(t, "scheme", "show", name); out != string(want) {
			t.Errorf("%s: got %.200q", name, out)
		}
	}
	if out := done(t, "scheme", "schema"); out != string(scheme.Schema()) || !bytes.HasPrefix(scheme.Schema(), []byte("{")) {
		t.Errorf("got %.200q", out)
	}
	for line, want := range map[string]string{
		"scheme show other":           `no scheme "other" is built in; there are core-five, union-work`,
		"scheme show":                 "accepts 1 arg(s), received 0",
		"scheme diff a":               "accepts 2 arg(s), received 1",
		"scheme check":                "accepts 1 arg(s), received 0",
		"scheme check a --colour red": "unknown flag: --colour",
		"scheme schema more":          `unknown command "more"`,
		"scheme nope":                 `unknown command "nope"`,
	} {
		if code, out, stderr := call(t, strings.Fields(line)...); code != 2 || out != "" || !strings.Contains(stderr, want) {
			t.Errorf("%s: exit %d, %q, %q", line, code, out, stderr)
		}
	}
	if code, _, stderr := call(t, "scheme", "check", "missing.yaml"); code != 1 || !strings.Contains(stderr, "read scheme: open missing.yaml: no such file") {
		t.Errorf("exit %d, %q", code, stderr)
	}
	for _, sub := range []string{"check", "diff", "show", "schema"} {
		if out := done(t, "scheme", sub, "--help"); !strings.Contains(out, "Examples:\n  unionscreen scheme "+sub) {
			t.Errorf("%s has no example:\n%s", sub, out)
		}
	}
}
