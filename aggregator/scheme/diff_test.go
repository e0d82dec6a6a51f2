package scheme

import (
	"cmp"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/cockroachdb/apd/v3"
)

// rich states something of everything.
const rich = `id: rich
names: {zh: 全部, en: All of it}
owner: YT
periods: [2026-Q3, "2027"]
calendar: {zone: Asia/Shanghai, start_month: 12}
ties: [articles, reads]
items:
  - {indicator: articles, points: 10, method: target, target: 60, constants: {cap: 0.9}}
  - {indicator: verified_members, points: 10, method: target, target: {share: 0.8, of: members}}
  - {indicator: on_time_rate, points: 20, method: threshold, constants: {T: 95, k: 0.5, floor: 5}, min_denominator: 5, where: {kind: [appeal, service], service: S-1}, id: own}
  - {indicator: featured_projects, points: 10, method: steps, steps: [{from: 1, points: 5}, {from: 2, points: 10}]}
  - {indicator: applications, points: 10, method: logminmax, per: 1000 members}
  - {indicator: activities, points: 10, method: piece, constants: {each: 1}, window: year_to_date}
  - {indicator: overdue_open, points: 10, method: deduct, constants: {each: 1, cap: 8}}
  - {indicator: handling_hours, points: 10, method: efficacy, constants: {x_s: 72, x_h: 8}}
  - {indicator: posts, points: 10, method: rank}
groups:
  - {id: county, names: {zh: 县组, en: Counties}, kinds: [county, district], level: county, full_marks: 100}
  - {id: rest, names: {zh: 其他, en: Others}, unions: [A, "B, C"], full_marks: 100}
` + beside

// clone copies a scheme deeply, without its hash.
func clone(s *Scheme) *Scheme {
	out := reflect.New(reflect.TypeOf(*s))
	copyInto(out.Elem(), reflect.ValueOf(*s))
	c := out.Interface().(*Scheme)
	c.indicators, c.Calendar = s.indicators, s.Calendar
	return c
}

func copyInto(to, from reflect.Value) {
	switch from.Kind() {
	case reflect.Struct:
		for i := range from.NumField() {
			if from.Type().Field(i).IsExported() {
				copyInto(to.Field(i), from.Field(i))
			}
		}
	case reflect.Slice:
		if from.IsNil() {
			return
		}
		to.Set(reflect.MakeSlice(from.Type(), from.Len(), from.Len()))
		for i := range from.Len() {
			copyInto(to.Index(i), from.Index(i))
		}
	case reflect.Map:
		to.Set(reflect.MakeMap(from.Type()))
		for _, key := range from.MapKeys() {
			to.SetMapIndex(key, from.MapIndex(key)) // decimals, which are never written to
		}
	default:
		to.Set(from)
	}
}

// leaf is one value of a scheme that can be changed, and how.
type leaf struct {
	path   string
	change func()
}

// leaves are all that a scheme says, by reflection: a field that is added later is in it.
func leaves(v reflect.Value, path string) []leaf {
	if d, ok := v.Interface().(*apd.Decimal); ok {
		return []leaf{{path, func() { v.Set(reflect.ValueOf(sum(d, apd.New(1, 0)))) }}}
	}
	var out []leaf
	switch v.Kind() {
	case reflect.String:
		out = append(out, leaf{path, func() { v.SetString(v.String() + "x") }}, leaf{path + " emptied", func() { v.SetString("") }})
	case reflect.Int, reflect.Int64:
		out = append(out, leaf{path, func() { v.SetInt(v.Int() + 1) }})
	case reflect.Bool:
		out = append(out, leaf{path, func() { v.SetBool(!v.Bool()) }})
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() && f.Name != "ID" || path == "" && f.Name == "ID" {
				out = append(out, leaves(v.Field(i), path+"."+f.Name)...)
			}
		}
	case reflect.Slice:
		out = append(out, slicesOf(v, path)...)
	case reflect.Map:
		for _, key := range v.MapKeys() {
			out = append(out, leaf{fmt.Sprintf("%s[%s]", path, key), func() {
				v.SetMapIndex(key, reflect.ValueOf(sum(v.MapIndex(key).Interface().(*apd.Decimal), apd.New(1, 0))))
			}})
		}
	default:
		panic("no way to change " + path)
	}
	return out
}

func slicesOf(v reflect.Value, path string) []leaf {
	var out []leaf
	for i := range v.Len() {
		out = append(out, leaves(v.Index(i), fmt.Sprintf("%s[%d]", path, i))...)
		out = append(out, leaf{fmt.Sprintf("%s without %d", path, i), func() {
			v.Set(reflect.AppendSlice(v.Slice3(0, i, i), v.Slice(i+1, v.Len())))
		}})
		if i > 0 {
			out = append(out, leaf{fmt.Sprintf("%s %d before", path, i), func() { reflect.Swapper(v.Interface())(i-1, i) }})
		}
	}
	return out
}

// sayable says whether a document could give such items: no half of a pair, no two targets, none without indicator.
func sayable(s *Scheme) bool {
	for _, g := range s.Groups {
		for _, i := range g.Items {
			halves := (i.Per.Base == "") != (i.Per.Number == 0) || (i.TargetOf.Of == "") != (i.TargetOf.Share == nil)
			if halves || i.Target != nil && i.TargetOf.Of != "" || i.Indicator == "" {
				return false
			}
		}
	}
	return true
}

// settle gives items the ids that a document would give them, and the hash of it all.
func settle(t *testing.T, s *Scheme) {
	t.Helper()
	for g := range s.Groups {
		for i := range s.Groups[g].Items {
			item := &s.Groups[g].Items[i]
			item.ID = cmp.Or(item.Stated, item.suffixed())
		}
	}
	if err := s.seal(); err != nil {
		t.Fatal(err)
	}
}

// TestDiffIsEmptyExactlyIfTheHashIsTheSame changes each thing that a scheme says, one by one.
func TestDiffIsEmptyExactlyIfTheHashIsTheSame(t *testing.T) {
	s := parse(t, rich)
	if same := clone(s); len(Diff(s, same)) != 0 {
		t.Fatalf("a copy differs: %+v", Diff(s, same))
	}
	count := len(leaves(reflect.ValueOf(clone(s)).Elem(), ""))
	if count < 300 {
		t.Fatalf("only %d changes", count)
	}
	untold, unsayable := 0, 0
	for n := range count {
		other := clone(s)
		one := leaves(reflect.ValueOf(other).Elem(), "")[n]
		one.change()
		if !sayable(other) {
			unsayable++
			continue
		}
		settle(t, other)
		for _, pair := range [][2]*Scheme{{s, other}, {other, s}} {
			changes := Diff(pair[0], pair[1])
			if (len(changes) == 0) != (s.Hash() == other.Hash()) {
				t.Errorf("%s: %d changes, hashes %.8s and %.8s", one.path, len(changes), s.Hash(), other.Hash())
			}
			for _, c := range changes {
				if c.What == "" || c.Before == c.After || c.Words.ZH == "" || c.Words.EN == "" {
					t.Errorf("%s: %+v", one.path, c)
				}
			}
		}
		if s.Hash() == other.Hash() {
			untold++
		}
	}
	if told := count - untold - unsayable; told < 300 || untold > count/4 {
		t.Errorf("of %d changes %d could be in no document and %d changed nothing", count, unsayable, untold)
	}
}

// TestDiffWords holds the rows of one revision against those that a person wrote.
func TestDiffWords(t *testing.T) {
	edit := strings.NewReplacer(
		"grace", "grace", "ties: [articles, reads]", "ties: dense\nreads_basis: users",
		"points: 10, method: target, target: 60, constants: {cap: 0.9}", "points: 12, method: target, target: {share: 0.05, of: employees}",
		"points: 20, method: threshold, constants: {T: 95, k: 0.5, floor: 5}, min_denominator: 5", "points: 18, method: threshold, constants: {T: 96, k: 0.5, floor: 5}",
		"{indicator: posts, points: 10, method: rank}", "{indicator: originals, points: 10, method: minmax}",
		"method: efficacy, constants: {x_s: 72, x_h: 8}", "method: rank",
		"kinds: [county, district]", "kinds: [county, zone]", `unions: [A, "B, C"]`, "unions: [D, A]",
		"kind: deduction, limit: 1.50", "kind: deduction, limit: 2", "  - {id: fraud, names: {zh: 弄虚作假, en: Fraud}, kind: veto}\n", "",
		"{cap: 5, from: 60}", "{from: 60}", "annual: mean\n", "", "places: 3, total: 80", "total: 85")
	var got []string
	for _, c := range Diff(parse(t, rich), parse(t, edit.Replace(rich))) {
		if c.Group == "rest" && c.What != "unions" {
			continue // the items are shared: the rows of the first group again
		}
		got = append(got, strings.Join([]string{c.Group, c.Item, c.What, c.Before, c.After, c.Words.ZH, c.Words.EN}, "|"))
	}
	want := []string{
		"||ties|[articles, reads]|dense|同分名次由 依次比较 articles, reads 改为 并列后名次连续（1、2、2、3）|ties from decided by articles, reads to dense (1, 2, 2, 3)",
		"||reads_basis|best|users|阅读量口径由 有次数取次数，否则取人数 改为 人数|basis of reads from times where reported, else persons to persons",
		"||bonus.cap|5||取消加分封顶，原为 5|cap of the bonuses 5 is dropped",
		"||annual|mean|recompute|年度计分方式由 各季度总分平均 改为 按全年数据重新计分|way to score a year from mean of the quarters' totals to scored anew from the year's figures",
		"||honours.commend.places|3||取消表彰名次，原为 3|ranks commended 3 is dropped",
		"||honours.commend.total|80|85|表彰最低总分由 80 改为 85|total from which units are commended from 80 to 85",
		"|late-data|adjustments.limit|1.5|2|加扣分“迟报数据”：上限由 1.5 改为 2|adjustment Late data: limit from 1.5 to 2",
		"|fraud|adjustment|fraud||加扣分“弄虚作假”：取消|adjustment Fraud: removed",
		"county||kinds|county, district|county, zone|县组：单位种类增加 zone，减少 district|Counties: kinds of union gains zone and loses district",
		"county|articles|points|10|12|县组 发稿量：分值由 10 改为 12|Counties, Articles published: points from 10 to 12",
		"county|articles|target|60|0.05 × employees|县组 发稿量：季度目标由 60 改为 0.05 × 职工数|Counties, Articles published: target of a quarter from 60 to 0.05 × employees",
		"county|articles|constants.cap|0.9|1|县组 发稿量：常数 cap 由 0.9 改为 1|Counties, Articles published: constant cap from 0.9 to 1",
		"county|own|points|20|18|县组 按时办结率（只计类型为诉求、服务的，只计事项为S-1的）：分值由 20 改为 18|Counties, On-time rate (only the kind appeal, service, only the service S-1): points from 20 to 18",
		"county|own|min_denominator|5||县组 按时办结率（只计类型为诉求、服务的，只计事项为S-1的）：取消最小分母，原为 5|Counties, On-time rate (only the kind appeal, service, only the service S-1): smallest denominator 5 is dropped",
		"county|own|constants.T|95|96|县组 按时办结率（只计类型为诉求、服务的，只计事项为S-1的）：常数 T 由 95 改为 96|Counties, On-time rate (only the kind appeal, service, only the service S-1): constant T from 95 to 96",
		"county|handling_hours|method|efficacy(x_s 72, x_h 8)|rank|县组 平均办理时长：计分方法由“功效系数法：不超过满意值 8 小时得满分 10 分，不允许值 72 小时得满分的 60%，其间和超过的按直线计算，最低 0 分”改为“按组内名次得分：数值最低的得满分 10 分，末位得 0 分，其间按名次等距，并列取平均名次”|Counties, Mean handling time: the method from “10 points up to the satisfactory 8 hours, 60% of them at 72 hours, on a straight line between and above, not below 0” to “10 points for the lowest of the group, 0 for the last, in equal steps by place between; tied unions share the mean place”",
		"county|posts|item|posts||县组 发帖跟帖数：取消，原 10 分|Counties, Posts and replies: removed, it had 10 points",
		"county|originals|item||originals|县组 原创信息数：新增，10 分；按组内极差标准化：最高的得满分 10 分，最低的得 0 分，其余按比例得分，全组相同的得满分|Counties, Original articles: new, 10 points; 10 points for the highest of the group, 0 for the lowest, the others in proportion of the value; all equal: full marks",
		`rest||unions|A, "B, C"|D, A|其他：列名单位增加 D，减少 "B、C"|Others: unions by name gains D and loses "B, C"`,
	}
	for i := range max(len(got), len(want)) {
		g, w := "", ""
		if i < len(got) {
			g = got[i]
		}
		if i < len(want) {
			w = want[i]
		}
		if g != w {
			t.Errorf("row %d\ngot  %s\nwant %s", i, g, w)
		}
	}
}

// TestDiffOfParts: groups and adjustments that come, go or change places.
func TestDiffOfParts(t *testing.T) {
	s := parse(t, rich)
	other := clone(s)
	other.Groups = []Group{other.Groups[1], {ID: "new", Names: Names{"新组", "New"}, Kinds: []string{"direct"}, FullMarks: apd.New(10, 0), Items: other.Groups[0].Items[8:]}, other.Groups[0]}
	other.Groups[2].Items = append(other.Groups[2].Items[1:], other.Groups[2].Items[0])
	other.Adjustments = append(other.Adjustments[1:], other.Adjustments[0], Adjustment{ID: "pilot", Names: Names{"试点", "Pilot"}, Kind: KindBonus, Limit: apd.New(1, 0)})
	settle(t, other)
	var got []string
	for _, c := range Diff(s, other) {
		got = append(got, fmt.Sprintf("%s|%s|%s|%s|%s|%s", c.Group, c.Item, c.What, c.Before, c.After, c.Words.EN))
	}
	want := []string{
		"|pilot|adjustment||pilot|adjustment Pilot: new, bonus, limit 1 point",
		"||order|national-award, late-data, fraud|late-data, fraud, national-award|adjustments: the order is now late-data, fraud, national-award",
		"county||order|articles, verified_members, own, featured_projects, applications-per-1000-members, activities-year_to_date, overdue_open, handling_hours, posts|verified_members, own, featured_projects, applications-per-1000-members, activities-year_to_date, overdue_open, handling_hours, posts, articles|Counties: the order is now verified_members, own, featured_projects, applications-per-1000-members, activities-year_to_date, overdue_open, handling_hours, posts, articles",
		"new||group||new|New: new group with 1 items, full marks 10",
		"||order|county, rest|rest, county|groups: the order is now rest, county",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if back := Diff(other, s); len(back) != len(want) || back[3].What != WhatOrder && back[3].What != WhatGroup {
		t.Errorf("the way back: %+v", back)
	}
}

func FuzzDiff(f *testing.F) {
	for _, text := range []string{small, small + beside, grows, restricted, weighed, rich, string(coreFive), string(unionWork)} {
		f.Add([]byte(small), []byte(text))
		f.Add([]byte(rich), []byte(strings.Replace(text, "method: rank", "method: minmax", 1)))
	}
	f.Fuzz(func(t *testing.T, one, two []byte) {
		a, err := Parse(one)
		if err != nil {
			return
		}
		b, err := Parse(two)
		if err != nil {
			return
		}
		if changes := Diff(a, b); (len(changes) == 0) != (a.Hash() == b.Hash()) {
			t.Fatalf("hashes %s and %s, changes %+v", a.Hash(), b.Hash(), changes)
		}
		if len(Diff(a, a)) != 0 {
			t.Fatal("it differs from itself")
		}
	})
}
