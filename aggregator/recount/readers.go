package recount

// readers knows who read anything of each union that counts. Persons are numbered so that each reference is held once.
type readers struct {
	numbers map[string]uint32
	byUnion map[string]map[uint32]struct{}
}

func newReaders() *readers {
	return &readers{numbers: map[string]uint32{}, byUnion: map[string]map[uint32]struct{}{}}
}

func (t *tally) noteReaders(union string, persons []string) {
	if t.readers == nil || len(persons) == 0 {
		return
	}
	of := t.readers.byUnion[union]
	if of == nil {
		of = map[uint32]struct{}{}
		t.readers.byUnion[union] = of
	}
	for _, person := range persons {
		number, there := t.readers.numbers[person]
		if !there {
			number = uint32(len(t.readers.numbers))
			t.readers.numbers[person] = number
		}
		of[number] = struct{}{}
	}
}

// readersOver counts the distinct readers over the unions of each subtree; reported persons are not among them.
func (t *tally) readersOver(subtrees map[string][]string) map[string]int64 {
	counts := map[string]int64{}
	for key, unions := range subtrees {
		all := map[uint32]struct{}{}
		for _, union := range unions {
			for number := range t.readers.byUnion[union] {
				all[number] = struct{}{}
			}
		}
		if len(all) > 0 {
			counts[key] = int64(len(all))
		}
	}
	return counts
}
