package event

// interner keeps one copy of strings that come again and again (sources, unions, agents), so that most events cost no
// allocation for them. It forgets everything when full and takes no long strings: a producer that invents sources must
// not fill the memory.
type interner struct{ known map[string]string }

const (
	maxInterned     = 4096
	maxInternedSize = 256 // bytes of one string
)

func newInterner() interner { return interner{known: make(map[string]string, 64)} }

func (n *interner) copyOf(b []byte) string {
	if len(b) > maxInternedSize {
		return string(b)
	}
	if s, ok := n.known[string(b)]; ok {
		return s
	}
	s := string(b)
	if len(n.known) >= maxInterned {
		clear(n.known)
	}
	n.known[s] = s
	return s
}
