package scheme

import (
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// dimensions are the closed set of those by which figures can be restricted.
var dimensions = []string{"kind", "channel", "column", "service", "level"}

// Where restricts a measure to values of some dimensions, each list sorted; an empty list does not restrict.
type Where struct {
	Kinds    []string `json:"kind,omitempty"`
	Channels []string `json:"channel,omitempty"`
	Columns  []string `json:"column,omitempty"`
	Services []string `json:"service,omitempty"`
	Levels   []string `json:"level,omitempty"`
}

// list answers where the values of a dimension stand.
func (w *Where) list(dimension string) *[]string {
	switch dimension {
	case "kind":
		return &w.Kinds
	case "channel":
		return &w.Channels
	case "column":
		return &w.Columns
	case "service":
		return &w.Services
	}
	return &w.Levels
}

// Dimensions are those that are restricted.
func (w Where) Dimensions() []string {
	var out []string
	for _, d := range dimensions {
		if len(*w.list(d)) > 0 {
			out = append(out, d)
		}
	}
	return out
}

// IsZero says whether nothing is restricted; a scheme's canonical form then leaves it out.
func (w Where) IsZero() bool { return len(w.Dimensions()) == 0 }

// With adds the restrictions of other, which are of other dimensions.
func (w Where) With(other Where) Where {
	for _, d := range other.Dimensions() {
		*w.list(d) = *other.list(d)
	}
	return w
}

// values are all values in the order of dimensions.
func (w Where) values() []string {
	var out []string
	for _, d := range dimensions {
		out = append(out, *w.list(d)...)
	}
	return out
}

// words are the values of a dimension where the contract with producers closes them; nil: any.
func words(dimension, family string) []string {
	switch {
	case dimension == "channel":
		return []string{
			"website", "wechat", "video", "app", "weibo", "douyin", "toutiao", "tv", "paper", "sms", "other",
		}
	case dimension == "kind" && family == "applications":
		return []string{"service", "appeal", "suggestion"}
	case dimension == "kind" && family == "posts":
		return []string{"post", "reply"}
	case dimension == "kind":
		return []string{
			"contest", "course", "training", "lecture", "benefit", "ticket", "survey", "vote", "reading", "group", "other",
		}
	}
	return nil
}

// where reads a restriction of a family's figures: of each dimension one value or a list of them. Allowed are the
// dimensions that the figures have.
func (f fields) where(family string, allowed []string) Where {
	v, ok := f.get("where")
	if !ok {
		return Where{}
	}
	m := f.r.mapping(v, f.what+": where", dimensions...)
	var out Where
	for _, d := range dimensions {
		given, has := m.get(d)
		if !has {
			continue
		}
		if !slices.Contains(allowed, d) {
			f.r.fault(given.line, "%s: where cannot restrict the %s%s", f.what, d, choices(allowed))
			continue
		}
		values := m.valuesOf(d, given)
		if closed := words(d, family); closed != nil {
			m.eachOneOf(d, values, closed...)
		}
		slices.Sort(values)
		*out.list(d) = values
	}
	if len(m.known) == 0 {
		f.r.fault(v.line, "%s: where restricts nothing", f.what)
	}
	return out
}

// choices tells which dimensions there are instead.
func choices(allowed []string) string {
	if len(allowed) == 0 {
		return "; this indicator has no dimension to restrict"
	}
	return "; it can restrict " + strings.Join(allowed, ", ")
}

func (f fields) valuesOf(key string, v field) []string {
	if _, list := v.node.(*ast.SequenceNode); !list {
		if one := f.text(key); one != "" {
			return []string{one}
		}
		return nil
	}
	values := f.texts(key)
	if len(values) == 0 {
		f.r.fault(v.line, "%s: %s is an empty list", f.what, key)
	}
	return values
}
