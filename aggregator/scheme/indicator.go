package scheme

import (
	"embed"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"
)

// Kinds of indicator.
const (
	KindFlow  = "flow"  // events with business time in the period
	KindStock = "stock" // the state at the period's end
)

// Directions of an indicator.
const (
	BetterUp   = "up"
	BetterDown = "down"
)

// Indicator is what is measured, in words, and how: one entry of the catalogue.
type Indicator struct {
	ID         string
	Names      Names
	Definition Names // 口径
	Unit       Names
	Kind       string // KindFlow or KindStock
	Better     string // BetterUp or BetterDown
	Remedy     Names  // what a union can do about it
	// Families whose events report it: without any from one of them, the value is no_data.
	Families []string
	Measured Measured
	// Dimensions are those by which an item of a scheme may restrict it.
	Dimensions []string
}

// Rate says whether the value is a share in per cent.
func (i Indicator) Rate() bool { return i.Measured.Form == FormRate || i.Measured.Form == FormCoverage }

// Whole says whether the value is a whole number of things, which may be put in relation to a base.
func (i Indicator) Whole() bool {
	return i.Measured.Form == FormCount || i.Measured.Form == FormDistinct
}

//go:embed indicators/*.yaml
var indicatorFiles embed.FS

var families = []string{
	"articles", "reads", "members", "applications", "activities", "merchants", "posts", "channels", "base",
}

// Indicators answers the catalogue built into the program, in the order of ids.
func Indicators() ([]Indicator, error) { return catalogue() }

var catalogue = sync.OnceValues(readCatalogue)

func readCatalogue() ([]Indicator, error) {
	entries, err := indicatorFiles.ReadDir("indicators")
	if err != nil {
		return nil, fmt.Errorf("read indicators: %w", err)
	}
	var out []Indicator
	var faults []error
	for _, e := range entries {
		raw, err := indicatorFiles.ReadFile(path.Join("indicators", e.Name()))
		if err != nil {
			return nil, fmt.Errorf("read indicators: %w", err)
		}
		one, err := ParseIndicator(raw)
		if err == nil && one.ID+".yaml" != e.Name() {
			err = fmt.Errorf("the id is %q", one.ID)
		}
		if err != nil {
			faults = append(faults, fmt.Errorf("indicator %s: %w", e.Name(), err))
			continue
		}
		out = append(out, one)
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	slices.SortFunc(out, func(a, b Indicator) int { return strings.Compare(a.ID, b.ID) })
	return out, nil
}

// ParseIndicator reads one entry of the catalogue. Every word is needed; the error joins all faults with their lines.
func ParseIndicator(raw []byte) (Indicator, error) {
	r := &reader{}
	body := r.document(raw)
	if body == nil {
		return Indicator{}, r.err()
	}
	f := r.mapping(field{node: body, line: lineOf(body)}, "indicator",
		"id", "names", "definition", "unit", "kind", "better", "remedy", "families", "measure", "dimensions")
	one := Indicator{
		ID: f.text("id"), Names: f.names("names"), Definition: f.names("definition"), Unit: f.names("unit"),
		Remedy: f.names("remedy"), Kind: f.text("kind"), Better: f.text("better"), Families: f.texts("families"),
		Dimensions: f.texts("dimensions"),
	}
	f.checkID("id", one.ID)
	f.oneOf("kind", one.Kind, KindFlow, KindStock)
	f.oneOf("better", one.Better, BetterUp, BetterDown)
	f.eachOneOf("families", one.Families, families...)
	f.eachOneOf("dimensions", one.Dimensions, dimensions...)
	if len(one.Families) == 0 {
		r.fault(f.lineOf("families"), "indicator: families must name one at least")
	}
	one.Measured = f.measured(one)
	if err := r.err(); err != nil {
		return Indicator{}, err
	}
	return one, nil
}

// oneOf faults a text that was read but is none of the words.
func (f fields) oneOf(key, text string, words ...string) {
	if text != "" && !slices.Contains(words, text) {
		f.r.fault(f.lineOf(key), "%s: %s cannot be %q; it is one of %s", f.what, key, text, strings.Join(words, ", "))
	}
}

func (f fields) eachOneOf(key string, texts []string, words ...string) {
	for _, text := range texts {
		f.oneOf(key, text, words...)
	}
}
