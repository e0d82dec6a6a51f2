package aggregator

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"unionscreen/aggregator/scheme"
	"unionscreen/queries/office"
)

const quotas = `id: quotas
names: {zh: 定额, en: Quotas}
calendar: {start_month: 12}
ties: [cards_issued]
groups:
  - id: county
    names: {zh: 县, en: Counties}
    kinds: [county, industry]
    full_marks: 100
    items:
      - {indicator: activities, points: 20, method: target, target: 40, window: year_to_date}
      - {indicator: activities, points: 10, method: target, target: 2, where: {kind: [training, course]}}
      - {indicator: applications, points: 20, method: target, target: 10, per: 1000 verified_members}
      - {id: appeals-per-head, indicator: applications, points: 20, method: target, target: 10, per: 100 employees, where: {kind: appeal}}
      - {indicator: readers, points: 20, method: minmax, where: {channel: wechat}}
      - {indicator: satisfaction_rate, points: 10, method: minmax}
`

func quotaScheme(t *testing.T) *scheme.Scheme {
	t.Helper()
	rules, err := scheme.Parse([]byte(quotas))
	if err != nil {
		t.Fatal(err)
	}
	return rules
}

// TestItemsOfAScheme holds values and marks of items with per, where and window, worked out by hand.
func TestItemsOfAScheme(t *testing.T) {
	facts := []fact{
		// The year of this calendar runs from December: the quarter from September is its last.
		{"activities", "A", "activities", 9, at("2025-11-30 23:59:59")},
		{"activities", "A", "activities", 10, at("2025-12-01 00:00:00")},
		{"activities", "A1", "activities", 4, at("2026-06-01 00:00:00")},
		{"activities", "A", "activities@course+training", 1, at("2026-10-01 00:00:00")},
		{"activities", "B", "activities", 20, at("2026-03-01 00:00:00")},
		{"applications", "A", "applications", 6, at(morning)},
		{"applications", "A1", "applications@appeal", 1, at(morning)},
		{"applications", "B", "applications", 5, at(morning)},
		{"applications", "I", "applications", 5, at(morning)},
		{"members", "A", "verified_members", 2000, at("2026-02-01 09:00:00")},
		{"members", "A1", "verified_members", 400, at("2026-02-01 09:00:00")},
		{"members", "B", "verified_members", 0, at("2026-02-01 09:00:00")},
		{"base", "A1", "base_members", 70, at("2026-02-01 09:00:00")},
		{"base", "A1", "base_employees", 50, at("2026-02-01 09:00:00")},
		{"reads", "A", "reads", 1, at(morning)},
		{"applications", "A", "rated", 4, at(morning)},
		{"applications", "A", "rated_well", 4, at(morning)},
	}
	m := &memory{arrived: facts, readers: []said{{"A", "", "kim", at(morning)}}}
	s := openWith(t, quotaScheme(t), m, small(), at("2026-10-10 12:00:00"))
	board := s.step(t, "2026-10-10 12:00:00")
	if board.Period.ID != "2026-Q4" || board.Period.Start.Format(time.DateOnly) != "2026-09-01" {
		t.Fatalf("period %+v", board.Period)
	}
	line := func(items []Item) string {
		var out []string
		for _, i := range items {
			name := i.ID
			if name == "" {
				name = i.Indicator
			}
			out = append(out, fmt.Sprintf("%s %s %s=%s/%s %s %s", name, i.State, i.Value, i.Numerator, i.Denominator, i.Marks, i.Reason))
		}
		return strings.Join(out, "\n")
	}
	wants := map[string]string{
		"A": `activities-year_to_date value 15=15/ 7.50 part_marks
activities-course-training value 1=1/ 5.00 part_marks
applications-per-1000-verified_members value 2.9167=7/2400 5.83 part_marks
appeals-per-head value 2.0000=1/50 4.00 part_marks
readers-wechat value 1=1/ 20.00 full_marks
satisfaction_rate not_applicable =/  few_cases`,
		"B": `activities-year_to_date value 20=20/ 10.00 part_marks
activities-course-training no_data =/ 0.00 no_data
applications-per-1000-verified_members not_applicable =/  not_applicable
appeals-per-head no_data =/ 0.00 no_data
readers-wechat no_data =/ 0.00 no_data
satisfaction_rate not_applicable =/  not_applicable`,
		"I": `activities-year_to_date no_data =/ 0.00 no_data
activities-course-training no_data =/ 0.00 no_data
applications-per-1000-verified_members no_data =/ 0.00 no_data
appeals-per-head no_data =/ 0.00 no_data
readers-wechat no_data =/ 0.00 no_data
satisfaction_rate not_applicable =/  not_applicable`,
	}
	for union, want := range wants {
		if got := line(unit(t, board, union).Items); got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", union, got, want)
		}
	}
	if loss := board.Groups[0].Last; loss == nil || loss.Union != "I" || loss.Item != "activities-year_to_date" || loss.Indicator != "activities" {
		t.Errorf("what the last one lost: %+v", loss)
	}
	// The item's restriction is the item's: the measure of that name is the whole.
	s.hold(t, []want{
		{"", "A", "activities", "1 = 1"}, {"", "A", "applications", "7 = 7"}, {"2026", "A", "activities", "15 = 15"},
		{"", "A", "cards_issued", "0 = 0"},
	})
	year, err := s.Board(t.Context(), "2026")
	if err != nil {
		t.Fatal(err)
	}
	if got := unit(t, year, "A").Items[0]; got.Value != "15" || got.Target != "40" {
		t.Errorf("the year: %+v", got)
	}
}

// TestYearToDateOfWhatEnded: what a union did before it ended in the year counts for its successor in the year to date of
// each later period, as it does in the year; in the period it counts only where it ended in that.
func TestYearToDateOfWhatEnded(t *testing.T) {
	facts := []fact{
		{"activities", "A", "featured_projects", 1, at("2026-07-02 09:00:00")},
		{"activities", "E", "featured_projects", 2, at("2026-01-10 09:00:00")},
		{"activities", "E", "activities", 3, at("2026-01-10 09:00:00")},
	}
	unions := append(small(), until(office.Union{Code: "E", Parent: "R"}, "2026-01-15", "A"))
	s := open(t, &memory{arrived: facts}, unions, at("2026-08-10 12:00:00"))
	s.step(t, "2026-08-10 12:00:00")
	s.hold(t, []want{
		{"", "A", "featured_projects", "3 = 3"}, {"2026", "A", "featured_projects", "3 = 3"}, {"2026-Q2", "A", "featured_projects", "2 = 2"},
		{"2026-Q1", "A", "featured_projects", "2 = 2"}, {"2026-Q1", "A", "activities", "3 = 3"}, {"2026", "A", "activities", "3 = 3"},
		{"", "A", "activities", "0 = 0"}, {"", "E", "featured_projects", "no_data"},
	})
}

// TestYearToDate: the window goes from the start of the scheme's year to the period's end.
func TestYearToDate(t *testing.T) {
	calendar, err := scheme.NewCalendar("Asia/Shanghai", 12)
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]string{
		"2026-Q4": "2025-12-01 2026-12-01", "2026": "2025-12-01 2026-12-01", "2027-Q1": "2026-12-01 2027-03-01",
		"2026-11": "2025-12-01 2026-12-01", "2026-12-01": "2026-12-01 2026-12-02", "2026-11-30": "2025-12-01 2026-12-01",
		"2026-W49": "2026-12-01 2026-12-07", // it ends in the new year
	} {
		period, err := ParsePeriod(id, calendar)
		if err != nil {
			t.Fatal(err)
		}
		w := windowOf(scheme.WindowYearToDate, period, period.End, calendar)
		if got := w.Start.Format(time.DateOnly) + " " + w.End.Format(time.DateOnly); got != want {
			t.Errorf("%s: %s, want %s", id, got, want)
		}
	}
}
