package scheme

import (
	"embed"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/cockroachdb/apd/v3"
)

// Way is something honest that a union can do more of: one entry of the catalogue of ways. There are none to more reads,
// shares or fans, since regulation forbids chasing those.
type Way struct {
	ID    string
	Words Names  // with {n} where the number goes
	One   string // the English words of one thing
	Pace  Names  // how soon it can be done
	// Effort is the work on one thing, relative to completing one case.
	Effort *apd.Decimal
	// Most is the number above which it is no advice any more.
	Most int64
	// Bound is how many things there are to be done; without Of nobody knows.
	Bound Bound
	// Effects are what one more of it adds to the counts of the ledger.
	Effects map[Count]int64
	// UpTo are counts that are parts of another and never grow beyond it.
	UpTo map[Count]Count
	// Where is what all of its things are; By are the dimensions by which it can be narrowed further.
	Where Where
	By    []string
}

// Bound is a number of things that are still to be done: the count Of without the count Less.
type Bound struct{ Of, Less Count }

//go:embed ways/*.yaml
var wayFiles embed.FS

// Ways answers the catalogue of honest ways, in the order of ids.
func Ways() ([]Way, error) { return wayCatalogue() }

var wayCatalogue = sync.OnceValues(readWays)

func readWays() ([]Way, error) {
	entries, err := wayFiles.ReadDir("ways")
	if err != nil {
		return nil, fmt.Errorf("read ways: %w", err)
	}
	var out []Way
	var faults []error
	for _, e := range entries {
		raw, err := wayFiles.ReadFile(path.Join("ways", e.Name()))
		if err != nil {
			return nil, fmt.Errorf("read ways: %w", err)
		}
		one, err := ParseWay(raw)
		if err == nil && one.ID+".yaml" != e.Name() {
			err = fmt.Errorf("the id is %q", one.ID)
		}
		if err != nil {
			faults = append(faults, fmt.Errorf("way %s: %w", e.Name(), err))
			continue
		}
		out = append(out, one)
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	return out, nil
}

// closed are the families of which nothing may be chased: no way raises what people read, share, follow or post.
var closed = map[string]bool{"reads": true, "posts": true, "channels": true}

// ParseWay reads one entry of the catalogue of ways. The error joins all faults with their lines.
func ParseWay(raw []byte) (Way, error) {
	counts, err := countNames()
	if err != nil {
		return Way{}, err
	}
	r := &reader{}
	body := r.document(raw)
	if body == nil {
		return Way{}, r.err()
	}
	f := r.mapping(field{node: body, line: lineOf(body)}, "way",
		"id", "words", "one", "pace", "effort", "most", "bound", "effects", "up_to", "where", "by")
	one := Way{
		ID: f.text("id"), Words: f.names("words"), One: f.text("one"), Pace: f.names("pace"), Effort: f.decimal("effort"),
		Most: f.integer("most", 0, 1, 1_000_000), By: f.texts("by"),
	}
	f.checkID("id", one.ID)
	for _, text := range []string{one.Words.ZH, one.Words.EN, one.One} {
		if text != "" && strings.Count(text, "{n}") != 1 {
			r.fault(f.lineOf("words"), "way: %q must hold {n} once, where the number goes", text)
		}
	}
	if one.Effort != nil && one.Effort.IsZero() {
		r.fault(f.lineOf("effort"), "way: effort must be more than 0")
	}
	if _, has := f.known["most"]; !has {
		r.fault(f.line, "way: most is missing")
	}
	f.eachOneOf("by", one.By, dimensions...)
	one.Bound = f.bound(counts)
	one.Effects = f.effects(counts)
	one.UpTo = f.upTo(counts)
	one.Where = f.where(family(one.Effects), dimensions)
	return one, r.err()
}

// family is that of the counts that a way moves.
func family(effects map[Count]int64) string {
	for c := range effects {
		return c.Family
	}
	return ""
}

func (f fields) bound(counts []string) Bound {
	v, ok := f.get("bound")
	if !ok {
		return Bound{}
	}
	m := f.r.mapping(v, f.what+": bound", "of", "less")
	of, less := m.text("of"), m.textOr("less", "")
	m.eachOneOf("of", []string{of, less}, counts...)
	return Bound{Of: countOf(of), Less: countOf(less)}
}

func (f fields) effects(counts []string) map[Count]int64 {
	v, ok := f.need("effects")
	if !ok {
		return nil
	}
	m := f.r.mapping(v, f.what+": effects", counts...)
	out := map[Count]int64{}
	for _, name := range slices.Sorted(maps.Keys(m.known)) {
		count := countOf(name)
		d, ok := f.r.decimal(m.known[name], m.what+": "+name)
		n, err := int64(0), error(nil)
		if ok {
			n, err = d.Int64()
		}
		switch {
		case !ok:
		case err != nil || n == 0 || n < -1000 || n > 1000:
			f.r.fault(m.lineOf(name), "%s: %s must be a whole number other than 0", m.what, name)
		case closed[count.Family]:
			f.r.fault(m.lineOf(name), "%s: %s is not to be chased, so no way may raise it", m.what, name)
		default:
			out[count] = n
		}
	}
	if len(m.known) == 0 {
		f.r.fault(v.line, "%s: there must be one at least", m.what)
	}
	return out
}

func (f fields) upTo(counts []string) map[Count]Count {
	v, ok := f.get("up_to")
	if !ok {
		return nil
	}
	m := f.r.mapping(v, f.what+": up_to", counts...)
	out := map[Count]Count{}
	for _, name := range slices.Sorted(maps.Keys(m.known)) {
		whole := m.text(name)
		m.oneOf(name, whole, counts...)
		out[countOf(name)] = countOf(whole)
	}
	return out
}

func countOf(name string) Count {
	family, of, _ := strings.Cut(name, ".")
	return Count{Family: family, Name: of}
}

// countNames are the counts that values are made of: those which the catalogue of indicators names.
func countNames() ([]string, error) {
	entries, err := catalogue()
	if err != nil {
		return nil, err
	}
	var out []string
	note := func(c Count) {
		if name := c.Family + "." + c.Name; c.Family != "" && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	for _, e := range entries {
		note(e.Measured.Numerator)
		note(e.Measured.Denominator)
	}
	for _, c := range PerBases() {
		note(c)
	}
	slices.Sort(out)
	return out, nil
}
