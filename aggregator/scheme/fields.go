package scheme

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/cockroachdb/apd/v3"
)

// text answers a text that must be there.
func (f fields) text(key string) string {
	v, ok := f.need(key)
	if !ok {
		return ""
	}
	t, _ := f.r.text(v, f.what+": "+key)
	return t
}

// textOr answers a text that may be absent.
func (f fields) textOr(key, absent string) string {
	v, ok := f.get(key)
	if !ok {
		return absent
	}
	t, _ := f.r.text(v, f.what+": "+key)
	return t
}

// choice answers one of a few words; the first one when the key is absent.
func (f fields) choice(key string, words ...string) string {
	v, ok := f.get(key)
	if !ok {
		return words[0]
	}
	t, ok := f.r.text(v, f.what+": "+key)
	if ok && !slices.Contains(words, t) {
		f.r.fault(v.line, "%s: %s cannot be %q; it is one of %s", f.what, key, t, strings.Join(words, ", "))
	}
	return t
}

// names answers words in zh and en, both needed.
func (f fields) names(key string) Names {
	v, ok := f.need(key)
	if !ok {
		return Names{}
	}
	words := f.r.mapping(v, f.what+": "+key, keys("names")...)
	most := longestProse
	if key == "names" {
		most = longestName
	}
	return Names{ZH: words.seen("zh", most), EN: words.seen("en", most)}
}

// Longest texts that people read, in characters: a name has to fit into a heading, a definition onto a page.
const (
	longestName  = 200
	longestProse = 2000
)

// seen is a text that people read on pages and in files: one line of bounded length, and nothing in it that is not seen
// or turns the text around it.
func (f fields) seen(key string, most int) string {
	text := f.text(key)
	switch {
	case strings.ContainsFunc(text, func(r rune) bool {
		return unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Noncharacter_Code_Point)
	}):
		f.r.fault(f.lineOf(key), "%s: %s holds a line break or a character that is not seen", f.what, key)
	case utf8.RuneCountInString(text) > most:
		f.r.fault(f.lineOf(key), "%s: %s has more than %d characters", f.what, key, most)
	}
	return text
}

// texts answers a list of texts that may be absent, each of which may stand once.
func (f fields) texts(key string) []string {
	v, ok := f.get(key)
	if !ok {
		return nil
	}
	var out []string
	for _, e := range f.r.list(v, f.what+": "+key, maxListed) {
		t, ok := f.r.text(e, f.what+": "+key)
		switch {
		case !ok:
		case slices.Contains(out, t):
			f.r.fault(e.line, "%s: %s names %q twice", f.what, key, t)
		default:
			out = append(out, t)
		}
	}
	return out
}

// decimal answers a number that must be there and not be negative; nil when it is wrong.
func (f fields) decimal(key string) *apd.Decimal {
	v, ok := f.need(key)
	if !ok {
		return nil
	}
	return f.notNegative(v, key)
}

// decimalOr answers a number that may be absent but not negative.
func (f fields) decimalOr(key string, absent *apd.Decimal) *apd.Decimal {
	v, ok := f.get(key)
	if !ok {
		return absent
	}
	return f.notNegative(v, key)
}

func (f fields) notNegative(v field, key string) *apd.Decimal {
	d, ok := f.r.decimal(v, f.what+": "+key)
	if !ok {
		return nil
	}
	if d.Negative {
		f.r.fault(v.line, "%s: %s must not be negative", f.what, key)
		return nil
	}
	return d
}

// integer answers a whole number between two bounds; absent when the key is.
func (f fields) integer(key string, absent, lowest, highest int64) int64 {
	v, ok := f.get(key)
	if !ok {
		return absent
	}
	d, ok := f.r.decimal(v, f.what+": "+key)
	if !ok {
		return absent
	}
	n, err := d.Int64()
	if err != nil || n < lowest || n > highest {
		f.r.fault(v.line, "%s: %s must be a whole number from %d to %d", f.what, key, lowest, highest)
		return absent
	}
	return n
}
