package queries

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// caseCounts are the counts of sums_cases in its order, each with the union of
// its row that it belongs to.
var caseCounts = []struct {
	name string
	of   int
}{
	{"applications", ofSubmission}, {"completions", ofCompletion},
	{"due", ofDuty}, {"due_completed", ofDuty}, {"on_time", ofDuty}, {"overdue_open", ofDuty},
	{"accept_due", ofAcceptance}, {"accept_on_time", ofAcceptance}, {"reopened", ofReopening},
	{"handled", ofCompletion}, {"handled_us", ofCompletion}, {"rated", ofRating}, {"rated_well", ofRating},
}

// The unions of one case, in the order of sums_cases.
const (
	ofSubmission = iota
	ofCompletion
	ofDuty
	ofAcceptance
	ofReopening
	ofRating
	unionsOfCase
)

func (s *Store) sumCases(ctx context.Context, w Window, where Where) (*sums, error) {
	names := make([]string, len(caseCounts))
	for i, c := range caseCounts {
		names[i] = c.name
	}
	found := newSums(names...)
	err := s.each(ctx, func(r driver.Rows) error {
		var unions [unionsOfCase]string
		var counts []uint64
		var services []string
		var next int64
		err := r.Scan(&unions[ofSubmission], &unions[ofCompletion], &unions[ofDuty], &unions[ofAcceptance], &unions[ofReopening], &unions[ofRating],
			&counts, &services, &next)
		if err != nil {
			return err
		}
		for i, c := range caseCounts {
			if counts[i] != 0 {
				found.of(unions[c.of]).Counts[c.name] += int64(counts[i])
			}
		}
		if len(services) > 0 {
			found.of(unions[ofSubmission]).include("services", services)
		}
		found.changes(next)
		return nil
	}, "sums_cases", where.args(arg("start", micros(w.Start)), arg("until", micros(w.until())), arg("stop", micros(w.End)))...)
	if err != nil {
		return nil, err
	}
	return found, s.said(ctx, Applications, w, found)
}

// include adds members to a set, which stays sorted.
func (u *UnionSum) include(set string, members []string) {
	if u.Sets == nil {
		u.Sets = map[string][]string{}
	}
	all := append(u.Sets[set], members...)
	slices.Sort(all)
	u.Sets[set] = slices.Compact(all)
}

// HandlingMedians gives, per key of subtrees, the median of the times from
// submission to completion, without pauses, of the completions that count in any
// of its unions: the mean of the two middle ones where their number is even,
// whole microseconds. A key without such a completion is absent.
//
// The durations themselves are fetched, eight bytes each: subtrees overlap, and
// would not fit into the parameters of a question.
func (s *Store) HandlingMedians(ctx context.Context, w Window, where Where, subtrees map[string][]string) (map[string]time.Duration, error) {
	own := map[string][]int64{}
	err := s.each(ctx, func(r driver.Rows) error {
		var union string
		var worked []int64
		if err := r.Scan(&union, &worked); err != nil {
			return err
		}
		own[union] = worked
		return nil
	}, "handled", where.args(arg("start", micros(w.Start)), arg("until", micros(w.until())))...)
	if err != nil {
		return nil, fmt.Errorf("find the median handling times: %w", err)
	}
	medians := make(map[string]time.Duration, len(subtrees))
	var all []int64
	for key, unions := range subtrees {
		all = all[:0]
		for _, union := range slices.Compact(slices.Sorted(slices.Values(unions))) {
			all = append(all, own[union]...)
		}
		if len(all) > 0 {
			medians[key] = median(all)
		}
	}
	return medians, nil
}

// median sorts its microseconds.
func median(us []int64) time.Duration {
	slices.SortFunc(us, cmp.Compare[int64])
	low, high := us[(len(us)-1)/2], us[len(us)/2]
	return time.Duration(low+(high-low)/2) * time.Microsecond
}
