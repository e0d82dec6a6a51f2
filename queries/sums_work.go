package queries

import (
	"context"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// span gives the parameters of a question about [start, until).
func (w Window) span(more ...any) []any {
	return append([]any{arg("start", micros(w.Start)), arg("until", micros(w.until()))}, more...)
}

// spanDays gives beside them the days, for tables that are kept by day.
func (s *Store) spanDays(w Window, more ...any) []any {
	first, last := s.days(w)
	return w.span(append([]any{arg("first_day", first), arg("last_day", last)}, more...)...)
}

// counts adds the answer of a question that gives some numbers of each union, in the order of names, and the next
// instant at which any of them changes.
func (s *Store) counts(ctx context.Context, found *sums, names []string, question string, args ...any) error {
	return s.each(ctx, func(r driver.Rows) error {
		var union string
		var next int64
		numbers := make([]int64, len(names))
		targets := []any{&union}
		for i := range numbers {
			targets = append(targets, &numbers[i])
		}
		if err := r.Scan(append(targets, &next)...); err != nil {
			return err
		}
		for i, n := range numbers {
			if n != 0 {
				found.of(union).Counts[names[i]] += n
			}
		}
		found.afterEvent(next)
		return nil
	}, question, args...)
}

// sumMembers: persons by state and union, and what members did.
func (s *Store) sumMembers(ctx context.Context, w Window, where Where) (*sums, error) {
	found := newSums(MemberStates()...)
	if err := s.counts(ctx, found, MemberStates(), "sums_members", w.span()...); err != nil {
		return nil, err
	}
	if !where.States {
		if err := s.sumDoings(ctx, w, found); err != nil {
			return nil, err
		}
	}
	return found, s.said(ctx, Members, w, found)
}

// sumDoings adds what members did.
func (s *Store) sumDoings(ctx context.Context, w Window, found *sums) error {
	found.counted = append(found.counted, "active_members", "cards_issued", "grassroots_online", "home_ratings", "home_rated_well")
	for _, ask := range []struct {
		names    []string
		question string
		args     []any
	}{
		{[]string{"active_members"}, "sums_active", s.spanDays(w)},
		{[]string{"cards_issued"}, "sums_cards", w.span()},
		{[]string{"home_ratings", "home_rated_well"}, "sums_ratings", w.span()},
		{[]string{"grassroots_online"}, "sums_online", w.span()},
	} {
		if err := s.counts(ctx, found, ask.names, ask.question, ask.args...); err != nil {
			return err
		}
	}
	return s.attendanceAhead(ctx, found, w)
}

// attendanceAhead notes when somebody next does what is dated ahead.
func (s *Store) attendanceAhead(ctx context.Context, found *sums, w Window) error {
	_, last := s.days(w)
	return s.each(ctx, func(r driver.Rows) error {
		var next int64
		err := r.Scan(&next)
		found.afterEvent(next)
		return err
	}, "attendance_ahead", arg("until", micros(w.until())), arg("until_day", w.until().In(s.cfg.Zone).Format(time.DateOnly)), arg("last_day", last))
}

// sumActivities: what was held, who took part, and what stands on the superior's showcase.
func (s *Store) sumActivities(ctx context.Context, w Window, where Where) (*sums, error) {
	found := newSums("activities", "trainings", "interest_groups", "participations", "featured_projects")
	for _, ask := range []struct {
		names    []string
		question string
		args     []any
	}{
		{[]string{"activities", "trainings", "interest_groups"}, "sums_activities", where.args(w.span()...)},
		{[]string{"participations"}, "sums_joins", where.args(w.span()...)},
		{[]string{"participations"}, "sums_unnamed", where.args(s.spanDays(w)...)},
		{[]string{"featured_projects"}, "sums_projects", where.args(w.span()...)},
	} {
		if err := s.counts(ctx, found, ask.names, ask.question, ask.args...); err != nil {
			return nil, err
		}
	}
	if err := s.attendanceAhead(ctx, found, w); err != nil {
		return nil, err
	}
	return found, s.said(ctx, Activities, w, found)
}

// sumPosts: posts of the window that are still there.
func (s *Store) sumPosts(ctx context.Context, w Window, where Where) (*sums, error) {
	found := newSums("posts")
	err := s.states(ctx, Posts, w, where, found, func(union string, came, _, _ int64) {
		if came != 0 {
			found.of(union).Counts["posts"] = came
		}
	})
	if err != nil {
		return nil, err
	}
	return found, s.said(ctx, Posts, w, found)
}

// sumMerchants: partner merchants at the end, and how many more they are than at the start.
func (s *Store) sumMerchants(ctx context.Context, w Window, where Where) (*sums, error) {
	found := newSums("merchants", "merchants_net")
	err := s.states(ctx, Merchants, w, where, found, func(union string, _, atEnd, atStart int64) {
		if atEnd != 0 || atStart != 0 {
			row := found.of(union)
			row.Counts["merchants"], row.Counts["merchants_net"] = atEnd, atEnd-atStart
		}
	})
	if err != nil {
		return nil, err
	}
	return found, s.said(ctx, Merchants, w, found)
}

// states tells of each union how many things of a family first came in the window and are there at its end, how many
// are there then, and how many were at its start.
func (s *Store) states(ctx context.Context, family string, w Window, where Where, found *sums, tell func(union string, came, atEnd, atStart int64)) error {
	return s.each(ctx, func(r driver.Rows) error {
		var union string
		var came, atEnd, atStart, next int64
		if err := r.Scan(&union, &came, &atEnd, &atStart, &next); err != nil {
			return err
		}
		tell(union, came, atEnd, atStart)
		found.afterEvent(next)
		return nil
	}, "sums_states", where.args(w.span(arg("family", family))...)...)
}

// sumBase: the newest denominators that a union reported itself. A union without a report has no counts at all, and
// base_entered is there only where the report states it.
func (s *Store) sumBase(ctx context.Context, w Window, _ Where) (*sums, error) {
	found := newSums()
	err := s.each(ctx, func(r driver.Rows) error {
		var union string
		var some bool
		var employees, members, grassroots, entered, next int64
		if err := r.Scan(&union, &some, &employees, &members, &grassroots, &entered, &next); err != nil {
			return err
		}
		found.afterEvent(next)
		if !some {
			return nil
		}
		counts := found.of(union).Counts
		counts["base_employees"], counts["base_members"], counts["base_grassroots"] = employees, members, grassroots
		if entered >= 0 {
			counts["base_entered"] = entered
		}
		return nil
	}, "sums_bases", w.span()...)
	if err != nil {
		return nil, err
	}
	return found, s.said(ctx, Base, w, found)
}
