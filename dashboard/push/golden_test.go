package push

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"

	"unionscreen/aggregator"
)

var update = flag.Bool("update", false, "write the golden frames anew; look at the difference before committing it")

// TestGoldenFrames holds the wire to testdata/frames, which the TypeScript tests read too.
func TestGoldenFrames(t *testing.T) {
	zone := shanghai(t)
	now := time.Date(2026, 11, 21, 10, 24, 12, 345e6, zone)
	asOf := time.Date(2026, 11, 21, 10, 24, 11, 250e6, zone)
	const topic, epoch = "wall:2026-Q4", "5f0c2a71b3d94e08"
	frames := map[string][]byte{
		"snap.json":            snapPayload(topic, Frame{Epoch: epoch, Seq: 57, AsOf: asOf, Data: marshal(t, boardOfYunting(zone, asOf))}, now, zone),
		"snap-empty.json":      snapPayload(topic, Frame{Epoch: epoch, Seq: 1, AsOf: asOf, Data: marshal(t, emptyBoard(zone, asOf))}, now, zone),
		"hb.json":              appendBeat(nil, topic, epoch, 57, asOf.Add(10*time.Second), now.Add(10*time.Second), zone),
		"hb-waiting.json":      appendBeat(nil, topic, "", 0, time.Time{}, now, zone),
		"hb-unsubscribed.json": appendBeat(nil, "", epoch, 57, asOf, now, zone),
		"err.json":             appendError(nil, CodeUnknownTopic, errUnknownTopic.Error()),
		"sub.json":             []byte(`{"t":"sub","topic":"wall:2026-Q4"}`),
		"sub-resume.json":      []byte(`{"t":"sub","topic":"wall:2026-Q4","epoch":"5f0c2a71b3d94e08","seq":41}`),
		"unsub.json":           []byte(`{"t":"unsub","topic":"wall:2026-Q4"}`),
		"ack.json":             []byte(`{"t":"ack","seq":57}`),
	}
	for name, payload := range frames {
		compareGolden(t, name, payload)
	}
}

func snapPayload(topic string, frame Frame, now time.Time, zone *time.Location) []byte {
	snap := newSnapshot(topic, frame)
	return append(snap.appendHead(nil, frame.AsOf, now, zone), snap.tail...)
}

// compareGolden keeps the files indented for the eye; the wire is compact.
func compareGolden(t *testing.T, name string, payload []byte) {
	t.Helper()
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, payload, "", "  "); err != nil {
		t.Fatalf("%s: not JSON: %v", name, err)
	}
	pretty.WriteByte('\n')
	path := filepath.Join("testdata", "frames", name)
	if *update {
		if err := os.WriteFile(path, pretty.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("read golden frame: %v (go test ./dashboard/push -run Golden -update writes it)", err)
	}
	if !bytes.Equal(want, pretty.Bytes()) {
		t.Errorf("%s differs from what the hub sends; first difference at byte %d", name, firstDifference(want, pretty.Bytes()))
	}
}

func firstDifference(a, b []byte) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return i
		}
	}
	return min(len(a), len(b))
}

func marshal(t *testing.T, value any) []byte {
	t.Helper()
	data, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func shanghai(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// unit is a union of the invented city with what share of each target (in thousandths) it reached.
type unit struct {
	code, name, short string
	size              int64 // members, in hundreds: scales the targets
	reached           [5]int64
	movement          int
	overdue           int64
}

var indicators = [5]string{"articles", "reads", "verified_members", "applications", "completions"}

// counties, industries and direct are the thirty unions of the pictures. 交通运输 and 能源电力 are tied.
var (
	counties = []unit{
		{"330101", "澄湖区总工会", "澄湖区", 912, [5]int64{1042, 981, 968, 953, 926}, 0, 0},
		{"330102", "东屏区总工会", "东屏区", 846, [5]int64{988, 1012, 941, 919, 902}, 1, 0},
		{"330181", "安澜市总工会", "安澜市", 788, [5]int64{951, 966, 938, 922, 913}, -1, 0},
		{"330103", "高新区总工会", "高新区", 655, [5]int64{924, 1003, 911, 896, 884}, 2, 0},
		{"330104", "鹭洲区总工会", "鹭洲区", 702, [5]int64{902, 951, 927, 901, 874}, 0, 0},
		{"330121", "锦溪县总工会", "锦溪县", 534, [5]int64{987, 884, 916, 879, 859}, -2, 0},
		{"330105", "望亭区总工会", "望亭区", 618, [5]int64{866, 922, 903, 892, 887}, 0, 0},
		{"330106", "滨海新区总工会", "滨海新区", 577, [5]int64{931, 847, 892, 884, 876}, 3, 0},
		{"330182", "永泽市总工会", "永泽市", 601, [5]int64{854, 912, 868, 871, 855}, 0, 0},
		{"330107", "经开区总工会", "经开区", 489, [5]int64{872, 838, 881, 859, 845}, -1, 0},
		{"330108", "云麓区总工会", "云麓区", 455, [5]int64{821, 869, 842, 838, 830}, -2, 0},
		{"330122", "白川县总工会", "白川县", 412, [5]int64{798, 851, 829, 827, 810}, 0, 0},
		{"330123", "青崖县总工会", "青崖县", 366, [5]int64{771, 834, 802, 789, 764}, 0, 4},
		{"330124", "石梁县总工会", "石梁县", 341, [5]int64{744, 762, 751, 748, 730}, 0, 5},
		{"330125", "枫岭县总工会", "枫岭县", 298, [5]int64{702, 688, 671, 664, 620}, 0, 6},
	}
	industries = []unit{
		{"330191", "市教育工会", "教育", 733, [5]int64{958, 942, 921, 904, 875}, 0, 0},
		{"330192", "市卫生健康工会", "卫生健康", 694, [5]int64{913, 902, 896, 893, 881}, 0, 0},
		{"330193", "市交通运输工会", "交通运输", 468, [5]int64{884, 890, 871, 869, 861}, 1, 0},
		{"330194", "市能源电力工会", "能源电力", 468, [5]int64{884, 890, 871, 869, 861}, 1, 0},
		{"330195", "市财贸金融工会", "财贸金融", 421, [5]int64{842, 851, 823, 827, 807}, -2, 0},
		{"330196", "市邮电通信工会", "邮电通信", 377, [5]int64{811, 829, 798, 802, 785}, 0, 0},
		{"330197", "市建设工会", "建设", 398, [5]int64{785, 794, 771, 768, 767}, 0, 0},
		{"330198", "市机械冶金工会", "机械冶金", 402, [5]int64{772, 781, 765, 758, 749}, 0, 0},
		{"330199", "市直机关工会", "市直机关", 355, [5]int64{748, 739, 727, 731, 710}, 0, 0},
		{"33019B", "市文旅体育工会", "文旅体育", 244, [5]int64{661, 655, 632, 624, 598}, 0, 2},
		// Its readings have not come: no data, no marks, and named as such.
		{"33019A", "市农林水利工会", "农林水利", 281, [5]int64{703, 698, 691, 688, 670}, -1, 0},
	}
	direct = []unit{
		{"3301D1", "云汀港集团工会", "云汀港", 188, [5]int64{951, 938, 944, 929, 903}, 0, 0},
		{"3301D2", "轨道交通集团工会", "轨道交通", 174, [5]int64{882, 871, 866, 861, 855}, 0, 0},
		{"3301D3", "云钢集团工会", "云钢", 163, [5]int64{829, 824, 815, 812, 805}, 0, 0},
		// No service hall of its own yet: applications and completions are not applicable, the rest is rescaled.
		{"3301D4", "新就业形态劳动者工会", "新就业", 92, [5]int64{741, 712, 698, -1, -1}, 0, 0},
	}
)

// boardOfYunting is a busy morning of the invented 云汀市: a tie, a union that nothing of an indicator applies to,
// an indicator that one union has not reported, and cases past their deadline.
func boardOfYunting(zone *time.Location, asOf time.Time) *aggregator.Board {
	board := emptyBoard(zone, asOf)
	board.FirstEvent = true
	board.Groups = []aggregator.Group{
		scored("county", aggregator.Names{ZH: "县（市、区）", EN: "Counties"}, counties),
		scored("industry", aggregator.Names{ZH: "产业工会", EN: "Industries"}, industries),
		scored("direct", aggregator.Names{ZH: "直属工会", EN: "Direct"}, direct),
	}
	board.CompleteTo = []aggregator.Offset{
		{Topic: "unionscreen.articles", Partition: 0, Offset: 18422}, {Topic: "unionscreen.reads", Partition: 0, Offset: 9120455},
		{Topic: "unionscreen.reads", Partition: 1, Offset: 9118870}, {Topic: "unionscreen.members", Partition: 0, Offset: 871204},
		{Topic: "unionscreen.applications", Partition: 0, Offset: 64210}, {Topic: "unionscreen.control", Partition: 0, Offset: 88},
	}
	board.Head = []aggregator.Head{
		head(board, 0, "38", asOf, []int64{96, 104, 88, 91, 41, 39, 102, 110, 97, 93, 99, 44, 37, 38}),
		head(board, 1, "38200", asOf, []int64{181200, 192400, 176800, 188100, 99400, 91200, 203300, 211900, 198400, 190700, 196200, 102800, 97100, 38200}),
		head(board, 2, "1206", asOf, []int64{-15900, -14400, -13100, -11600, -11100, -10700, -8900, -7100, -5600, -4000, -2500, -1900, -1206, 0}),
		head(board, 3, "214", asOf, []int64{612, 640, 588, 601, 122, 96, 655, 671, 630, 611, 624, 130, 101, 214}),
		head(board, 4, "187", asOf, []int64{571, 602, 590, 577, 140, 88, 590, 644, 622, 600, 604, 141, 92, 187}),
	}
	hours := func(n int) time.Time { return asOf.Add(-time.Duration(n) * time.Hour).Truncate(time.Minute) }
	board.Overdue = aggregator.Overdue{Total: 17, Unions: 4, Rows: []aggregator.OverdueCases{
		{Union: "330125", Name: "枫岭县总工会", ShortName: "枫岭县", Service: "hardship-aid", Names: aggregator.Names{ZH: "困难职工帮扶申请", EN: "Hardship aid"}, Kind: "service", Count: 6, Oldest: hours(123)},
		{Union: "330124", Name: "石梁县总工会", ShortName: "石梁县", Service: "membership-review", Names: aggregator.Names{ZH: "入会资格审核", EN: "Membership review"}, Kind: "service", Count: 5, Oldest: hours(91)},
		{Union: "330123", Name: "青崖县总工会", ShortName: "青崖县", Service: "legal-aid", Names: aggregator.Names{ZH: "法律援助申请", EN: "Legal aid"}, Kind: "appeal", Count: 4, Oldest: hours(54)},
		{Union: "33019B", Name: "市文旅体育工会", ShortName: "文旅体育", Service: "activity-funds", Names: aggregator.Names{ZH: "活动经费申请", EN: "Activity funds"}, Kind: "service", Count: 2, Oldest: hours(25)},
	}}
	return board
}

// emptyBoard is a period that nothing has come in yet.
func emptyBoard(zone *time.Location, asOf time.Time) *aggregator.Board {
	start := time.Date(2026, 10, 1, 0, 0, 0, 0, zone)
	end := time.Date(2027, 1, 1, 0, 0, 0, 0, zone)
	board := &aggregator.Board{
		Owner:  aggregator.Owner{Code: "3301", Name: "云汀市总工会", ShortName: "云汀市"},
		Period: aggregator.Period{ID: "2026-Q4", Kind: "quarter", Start: start, End: end},
		State:  "open", Version: 0, Trial: true,
		Scheme: aggregator.SchemeRef{ID: "core-five", Names: aggregator.Names{ZH: "五项核心指标", EN: "Core five"},
			Hash: "9c1fb0a4c2fd5cf0c5de3a7a0c7b0d6f1a52b4f2f3f40c8e6a1c1de2c5f9b7a3"},
		AsOf: asOf, CompleteTo: []aggregator.Offset{}, Freeze: end.AddDate(0, 0, 8),
		Overdue: aggregator.Overdue{Rows: []aggregator.OverdueCases{}},
		Ramp:    []string{"70", "78", "84", "89", "93"},
	}
	for _, indicator := range indicators {
		board.Head = append(board.Head, aggregator.Head{Indicator: indicator, State: "no_data", AsOf: asOf, Trend: []aggregator.Day{}})
	}
	for _, group := range []struct {
		id    string
		names aggregator.Names
		units []unit
	}{{"county", aggregator.Names{ZH: "县（市、区）", EN: "Counties"}, counties}, {"industry", aggregator.Names{ZH: "产业工会", EN: "Industries"}, industries},
		{"direct", aggregator.Names{ZH: "直属工会", EN: "Direct"}, direct}} {
		empty := aggregator.Group{ID: group.id, Names: group.names, FullMarks: "100"}
		for _, u := range group.units {
			row := aggregator.Unit{Union: u.code, Name: u.name, ShortName: u.short, Items: []aggregator.Item{}}
			for _, indicator := range indicators {
				row.Items = append(row.Items, aggregator.Item{Indicator: indicator, State: "no_data", Points: "20"})
			}
			empty.Units = append(empty.Units, row)
		}
		board.Groups = append(board.Groups, empty)
	}
	return board
}

// head adds the units' values up. The line of a stock is given as differences from its value.
func head(board *aggregator.Board, k int, today string, asOf time.Time, days []int64) aggregator.Head {
	var sum int64
	for _, group := range board.Groups {
		for _, u := range group.Units {
			var n int64
			fmt.Sscan(u.Items[k].Value, &n)
			sum += n
		}
	}
	line := aggregator.Head{Indicator: indicators[k], State: "value", Value: fmt.Sprint(sum), Today: today, AsOf: asOf}
	first := asOf.AddDate(0, 0, 1-len(days))
	for i, n := range days {
		if indicators[k] == "verified_members" {
			n += sum
		}
		line.Trend = append(line.Trend, aggregator.Day{Day: first.AddDate(0, 0, i).Format("2006-01-02"), Value: fmt.Sprint(n)})
	}
	return line
}

// perHundred is the target of each indicator per hundred members.
var perHundred = [5]int64{1, 4000, 270, 10, 9}

// scored works the units out by target completion, 20 points each, the way scoring.md says; the units come ranked.
func scored(id string, names aggregator.Names, units []unit) aggregator.Group {
	group := aggregator.Group{ID: id, Names: names, FullMarks: "100"}
	sum, rank, previous := new(big.Rat), 0, ""
	for i, u := range units {
		row := aggregator.Unit{Union: u.code, Name: u.name, ShortName: u.short, Overdue: u.overdue}
		movement := u.movement
		if u.short != "新就业" {
			row.Movement = &movement
		}
		total, applicable := new(big.Rat), int64(0)
		for k, indicator := range indicators {
			item := item(indicator, u, k)
			if item.State != "not_applicable" {
				applicable += 20
				marks, _ := new(big.Rat).SetString(item.Marks)
				total.Add(total, marks)
			}
			row.Items = append(row.Items, item)
		}
		total.Mul(total, big.NewRat(100, applicable))
		row.Total = total.FloatString(2)
		row.Base, row.Bonus, row.Deductions = row.Total, "0.00", "0.00"
		if row.Total != previous {
			rank++
		}
		row.Rank, previous = rank, row.Total
		if i > 0 && group.Units[i-1].Rank == rank {
			group.Units[i-1].Tied, row.Tied = true, true
		}
		printed, _ := new(big.Rat).SetString(row.Total)
		sum.Add(sum, printed)
		group.Units = append(group.Units, row)
	}
	group.Mean = sum.Quo(sum, big.NewRat(int64(len(units)), 1)).FloatString(2)
	group.Last = loss(group.Units[len(group.Units)-1])
	return group
}

func item(indicator string, u unit, k int) aggregator.Item {
	target := perHundred[k] * u.size / 4
	out := aggregator.Item{Indicator: indicator, State: "value", Points: "20", Target: fmt.Sprint(target)}
	switch {
	case u.reached[k] < 0:
		out.State, out.Target, out.Reason = "not_applicable", "", "no_target"
		return out
	case u.short == "农林水利" && indicator == "reads":
		out.State, out.Marks, out.Reason = "no_data", "0.00", "no_data"
		return out
	}
	value := target * u.reached[k] / 1000
	marks := new(big.Rat).Mul(big.NewRat(20, 1), big.NewRat(min(value, target), target))
	out.Value, out.Numerator, out.Marks = fmt.Sprint(value), fmt.Sprint(value), marks.FloatString(2)
	out.Formula = fmt.Sprintf("20 × min(%d ÷ %d, 1) = %s", value, target, out.Marks)
	return out
}

func loss(u aggregator.Unit) *aggregator.Loss {
	worst, lost := aggregator.Item{}, new(big.Rat)
	for _, item := range u.Items {
		if item.State == "not_applicable" {
			continue
		}
		marks, _ := new(big.Rat).SetString(item.Marks)
		if l := new(big.Rat).Sub(big.NewRat(20, 1), marks); l.Cmp(lost) > 0 {
			worst, lost = item, l
		}
	}
	return &aggregator.Loss{Union: u.Union, Indicator: worst.Indicator, Lost: lost.FloatString(2), Value: worst.Value, Target: worst.Target, State: worst.State}
}
