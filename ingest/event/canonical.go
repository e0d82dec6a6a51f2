package event

import (
	"bytes"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/valyala/fastjson"
)

// entry is one key of an object with its value; both live as long as the parsed value.
type entry struct {
	key   []byte
	value *fastjson.Value
}

// open lays the entries of an object on the decoder's stack of entries; the caller takes them off by cutting the stack
// back to the returned height.
func (d *Decoder) open(o *fastjson.Object) (entries []entry, height int) {
	height = len(d.entries)
	o.Visit(func(key []byte, v *fastjson.Value) { d.entries = append(d.entries, entry{key, v}) })
	return d.entries[height:], height
}

// duplicate finds a key that stands twice in one object, at any depth; nil if there is none.
func (d *Decoder) duplicate(v *fastjson.Value) []byte {
	switch v.Type() {
	case fastjson.TypeArray:
		for _, item := range v.GetArray() {
			if key := d.duplicate(item); key != nil {
				return key
			}
		}
	case fastjson.TypeObject:
		entries, height := d.open(v.GetObject())
		defer func() { d.entries = d.entries[:height] }()
		if key := twice(entries); key != nil {
			return key
		}
		for _, e := range entries {
			if key := d.duplicate(e.value); key != nil {
				return key
			}
		}
	}
	return nil
}

// twice compares few keys pair by pair and sorts many, so that thousands of keys cost no more than their bytes deserve.
func twice(entries []entry) []byte {
	if len(entries) > 16 {
		slices.SortFunc(entries, func(a, b entry) int { return bytes.Compare(a.key, b.key) })
		for i := 1; i < len(entries); i++ {
			if bytes.Equal(entries[i-1].key, entries[i].key) {
				return named(entries[i].key)
			}
		}
		return nil
	}
	for i := range entries {
		for j := range i {
			if bytes.Equal(entries[i].key, entries[j].key) {
				return named(entries[i].key)
			}
		}
	}
	return nil
}

// named gives the empty key, which is a key like any other, a form that is not nil.
func named(key []byte) []byte {
	if key == nil {
		return []byte{}
	}
	return key
}

// appendData appends data in canonical form: keys sorted bytewise, numbers and strings in one spelling each, persons
// replaced by their hashes. With only, just the fields of that type are written.
func (d *Decoder) appendData(dst []byte, m *message, only *eventType) []byte {
	entries, height := d.open(m.object)
	slices.SortFunc(entries, func(a, b entry) int { return bytes.Compare(a.key, b.key) })
	dst = append(dst, '{')
	first := true
	for _, e := range entries {
		if only != nil && !only.has(e.key) {
			continue
		}
		if !first {
			dst = append(dst, ',')
		}
		first = false
		dst = append(appendText(dst, e.key), ':')
		if hash := m.hashOf(e.key); hash != nil {
			dst = append(append(append(dst, '"'), hash...), '"')
			continue
		}
		dst = d.appendValue(dst, e.value)
	}
	d.entries = d.entries[:height]
	return append(dst, '}')
}

func (d *Decoder) appendValue(dst []byte, v *fastjson.Value) []byte {
	switch v.Type() {
	case fastjson.TypeString:
		return appendText(dst, v.GetStringBytes())
	case fastjson.TypeNumber:
		d.number = v.MarshalTo(d.number[:0])
		return appendNumber(dst, d.number)
	case fastjson.TypeArray:
		dst = append(dst, '[')
		for i, item := range v.GetArray() {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = d.appendValue(dst, item)
		}
		return append(dst, ']')
	case fastjson.TypeObject:
		entries, height := d.open(v.GetObject())
		slices.SortFunc(entries, func(a, b entry) int { return bytes.Compare(a.key, b.key) })
		dst = append(dst, '{')
		for i, e := range entries {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = append(appendText(dst, e.key), ':')
			dst = d.appendValue(dst, e.value)
		}
		d.entries = d.entries[:height]
		return append(dst, '}')
	default: // true, false, null have one spelling
		return v.MarshalTo(dst)
	}
}

// appendText appends a JSON string with the fewest escapes: quote, backslash and control characters.
func appendText(dst, text []byte) []byte {
	const hexDigits = "0123456789abcdef"
	dst = append(dst, '"')
	from := 0
	for i, c := range text {
		if plain[c] || c >= utf8.RuneSelf {
			continue
		}
		dst = append(dst, text[from:i]...)
		from = i + 1
		if c < 0x20 {
			dst = append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		} else {
			dst = append(dst, '\\', c)
		}
	}
	return append(append(dst, text[from:]...), '"')
}

// appendNumber appends a JSON number in the one spelling that its value has: 1.0, 1 and 10e-1 give 1. It works on the
// digits, so no precision is lost; raw has passed checkSyntax.
func appendNumber(dst, raw []byte) []byte {
	negative := raw[0] == '-'
	if negative {
		raw = raw[1:]
	}
	exponent := 0
	if i := bytes.IndexAny(raw, "eE"); i >= 0 {
		exponent, _ = strconv.Atoi(string(raw[i+1:])) // at most six digits beside leading zeros, says checkSyntax
		raw = raw[:i]
	}
	start := len(dst) + 1
	dst = append(dst, '-')
	for i, c := range raw {
		if c == '.' {
			exponent -= len(raw) - i - 1
			continue
		}
		if c == '0' && len(dst) == start {
			continue
		}
		dst = append(dst, c)
	}
	for len(dst) > start && dst[len(dst)-1] == '0' {
		dst = dst[:len(dst)-1]
		exponent++
	}
	if len(dst) == start {
		return append(dst[:start-1], '0') // zero has no sign here
	}
	if !negative {
		dst = append(dst[:start-1], dst[start:]...)
		start--
	}
	return placePoint(dst, start, exponent)
}

// placePoint writes the digits dst[start:], to be multiplied by ten to the power exponent, plainly where that is short
// and else as d.ddde±n.
func placePoint(dst []byte, start, exponent int) []byte {
	point := len(dst) - start + exponent // digits before the decimal point
	switch {
	case exponent >= 0 && point <= 21:
		for ; exponent > 0; exponent-- {
			dst = append(dst, '0')
		}
	case exponent < 0 && point > 0:
		dst = slices.Insert(dst, start+point, '.')
	case point > -6 && point <= 0:
		dst = slices.Insert(dst, start, append([]byte("0."), "00000"[:-point]...)...)
	default:
		if len(dst)-start > 1 {
			dst = slices.Insert(dst, start+1, '.')
		}
		dst = append(dst, 'e')
		dst = strconv.AppendInt(dst, int64(point-1), 10)
	}
	return dst
}
