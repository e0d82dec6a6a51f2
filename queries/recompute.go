package queries

import (
	"context"
	"maps"
	"slices"
)

// thingsOfQuestion bounds the extra things in one folding, by the length of the
// parameters: 128 characters each at most.
const thingsOfQuestion = 1000

// folds names the statement that folds the things of a family.
func folds() map[string]string {
	return map[string]string{Articles: "fold_articles", Members: "fold_members", Applications: "fold_cases"}
}

// recompute is step 3: facts of touched things and dirty cells. It gives back
// the cells of readings that hold events ahead of asOf.
func (s *Store) recompute(ctx context.Context, sp span, dirty *dirt, asOf int64) (map[cell]int64, error) {
	var tasks []func(context.Context) error
	for family, question := range folds() {
		if sp.said[family] || len(dirty.things[family]) > 0 {
			more := slices.Collect(maps.Keys(dirty.things[family]))
			tasks = append(tasks, func(ctx context.Context) error { return s.fold(ctx, sp, question, more) })
		}
	}
	reading, others := dirty.sorted()
	var read, said map[cell]counts
	tasks = append(tasks, func(ctx context.Context) (err error) {
		read, err = s.readings(ctx, reading, asOf, sp.to)
		return err
	}, func(ctx context.Context) (err error) {
		said, err = s.presence(ctx, others, sp.to)
		return err
	})
	if err := together(ctx, tasks); err != nil {
		return nil, err
	}
	ahead := map[cell]int64{}
	for c, n := range read {
		if n.ahead != 0 {
			ahead[c] = n.ahead
		}
	}
	maps.Copy(said, read)
	return ahead, s.writeCells(ctx, dirty, said, sp.version)
}

// fold folds the things of the span's rows, in buckets, and the others with them.
func (s *Store) fold(ctx context.Context, sp span, question string, more []string) error {
	parts := slices.Collect(slices.Chunk(more, thingsOfQuestion))
	for k := range max(int(sp.buckets), len(parts)) {
		own, others := sp, []string{}
		if k < len(parts) {
			others = parts[k]
		}
		if k >= int(sp.buckets) {
			own.from = own.to // its rows are all folded
		}
		err := s.exec(ctx, question, own.args(arg("more", others), arg("version", sp.version),
			arg("buckets", sp.buckets), arg("bucket", uint8(min(k, 255))))...)
		if err != nil {
			return err
		}
	}
	return nil
}
