package queries

import (
	"context"
	"maps"
	"slices"
)

// thingsOfQuestion bounds the extra things in one folding, by the length of the
// parameters: 128 characters each at most.
const thingsOfQuestion = 1000

// fold names a statement that brings the facts of one kind of thing up to date.
type fold struct {
	question string
	family   string
	types    []string // that concern it; none: all of the family
	pairs    bool     // its things are pairs of a thing and a person
}

// folds lists them all. A statement takes the span {from}, {to}, its {bucket} of {buckets}, further things {more}, the
// {version} to write and the {list} of limits, and its {family} and {types}.
func folds() []fold {
	return []fold{
		{question: "fold_articles", family: Articles},
		{question: "fold_reported", family: Reads, types: []string{reportedType}},
		{question: "fold_accounts", family: Channels},
		{question: "fold_members", family: Members, types: []string{"member.verified", "member.unverified", "member.transferred"}},
		{question: "fold_cases", family: Applications},
		{question: "fold_cards", family: Members, types: []string{"card.issued"}},
		{question: "fold_ratings", family: Members, types: []string{"union.rated"}},
		{question: "fold_online", family: Members, types: []string{"union.online"}},
		{question: "fold_activities", family: Activities, types: []string{"activity.held"}},
		{question: "fold_joins", family: Activities, types: []string{joinedType}, pairs: true},
		{question: "fold_projects", family: Activities, types: []string{"project.featured"}},
		{question: "fold_states", family: Posts, types: []string{"post.created", "post.removed"}},
		{question: "fold_states", family: Merchants, types: []string{"merchant.joined", "merchant.left"}},
		{question: "fold_bases", family: Base},
	}
}

// concerned says whether a span holds rows of the fold.
func (f fold) concerned(sp span) bool {
	if len(f.types) == 0 {
		return sp.said[f.family]
	}
	return slices.ContainsFunc(f.types, func(kind string) bool { return sp.said[kind] })
}

// more lists what is to be folded beyond the span's own rows.
func (f fold) more(dirty *dirt) []string {
	if f.pairs {
		return slices.Collect(maps.Keys(dirty.pairs[f.family]))
	}
	return slices.Collect(maps.Keys(dirty.things[f.family]))
}

// recompute is step 3: facts of touched things and dirty cells. It gives back
// the cells of readings that hold events ahead of asOf.
func (s *Store) recompute(ctx context.Context, sp span, dirty *dirt, asOf int64) (map[cell]int64, error) {
	var tasks []func(context.Context) error
	for _, f := range folds() {
		if more := f.more(dirty); f.concerned(sp) || len(more) > 0 {
			tasks = append(tasks, func(ctx context.Context) error { return s.fold(ctx, sp, f, more) })
		}
	}
	reading, others := dirty.sorted()
	var ahead map[cell]int64
	tasks = append(tasks, func(ctx context.Context) (err error) {
		ahead, err = s.writeReadings(ctx, sp, reading, asOf)
		return err
	}, func(ctx context.Context) error { return s.writePresence(ctx, sp, others) })
	return ahead, together(ctx, tasks)
}

// fold folds the things of the span's rows, in buckets, and the others with them.
func (s *Store) fold(ctx context.Context, sp span, f fold, more []string) error {
	parts := slices.Collect(slices.Chunk(more, thingsOfQuestion))
	for k := range max(int(sp.buckets), len(parts)) {
		own, others := sp, []string{}
		if k < len(parts) {
			others = parts[k]
		}
		if k >= int(sp.buckets) {
			own.from = own.to // its rows are all folded
		}
		err := s.exec(ctx, f.question, own.args(arg("more", others), arg("version", sp.version), arg("list", s.cfg.LimitsVersion),
			arg("family", f.family), arg("types", some(f.types)),
			arg("buckets", sp.buckets), arg("bucket", uint8(min(k, 255))))...)
		if err != nil {
			return err
		}
	}
	return nil
}
