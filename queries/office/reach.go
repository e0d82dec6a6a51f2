package office

import (
	"maps"
	"slices"
	"strings"
)

// Reach splits what a producer may send as into exact sources and paths, all sources below which are its own.
func (p Producer) Reach() (exact, paths []string) {
	for _, source := range p.Sources {
		if path, ok := strings.CutSuffix(source, "*"); ok {
			paths = append(paths, path)
		} else {
			exact = append(exact, source)
		}
	}
	return exact, paths
}

// Unions lists the unions that a producer may send for, in the order of their codes; never nil.
func (s *ProducerSnapshot) Unions(producer string) []string {
	unions := []string{}
	if r := s.names[producer]; r != nil {
		unions = slices.AppendSeq(unions, maps.Keys(r.unions))
	}
	slices.Sort(unions)
	return unions
}
