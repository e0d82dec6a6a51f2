package queries

import (
	"context"
	"maps"
	"slices"
	"sync"
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
	var mu sync.Mutex
	computed := map[cell]counts{}
	for _, family := range []string{Articles, Reads, Members, Applications} {
		cells := dirty.of(family)
		if len(cells) == 0 {
			continue
		}
		tasks = append(tasks, func(ctx context.Context) error {
			var found map[cell]counts
			var err error
			if family == Reads {
				found, err = s.readings(ctx, cells, asOf, sp.to)
			} else {
				found, err = s.presence(ctx, family, cells, sp.to)
			}
			mu.Lock()
			defer mu.Unlock()
			maps.Copy(computed, found)
			return err
		})
	}
	if err := together(ctx, tasks); err != nil {
		return nil, err
	}
	ahead := map[cell]int64{}
	for c, n := range computed {
		if n.ahead != 0 {
			ahead[c] = n.ahead
		}
	}
	return ahead, s.writeCells(ctx, dirty, computed, sp.version)
}

// fold folds the things of the span's rows, in buckets, and then the others.
func (s *Store) fold(ctx context.Context, sp span, question string, more []string) error {
	none := []string{}
	if sp.rows > 0 {
		for bucket := range sp.buckets {
			err := s.exec(ctx, question, sp.args(arg("more", none), arg("version", sp.version),
				arg("buckets", sp.buckets), arg("bucket", bucket))...)
			if err != nil {
				return err
			}
		}
	}
	for part := range slices.Chunk(more, thingsOfQuestion) {
		err := s.exec(ctx, question, arg("from", sp.to), arg("to", sp.to), arg("more", part), arg("version", sp.version),
			arg("buckets", uint8(1)), arg("bucket", uint8(0)))
		if err != nil {
			return err
		}
	}
	return nil
}
