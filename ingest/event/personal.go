package event

import (
	"strings"

	"github.com/valyala/fastjson"
)

// personalData says whether a string of the message, a key or an attribute holds personal data. The raw text is looked
// over first: what a string spells stands in it too, and most messages hold nothing.
func (d *Decoder) personalData(in Input, m *message) bool {
	if m.binary && d.inHeaders(in.Headers) {
		return true
	}
	return (d.finder.find(in.Value, true) || d.finder.find64(in.Value)) && d.inStrings(m.root)
}

func (d *Decoder) inHeaders(headers []Header) bool {
	for _, h := range headers {
		name, attribute := strings.CutPrefix(h.Key, attributePrefix)
		if attribute && d.finder.holds([]byte(name)) || (attribute || isContentType(h.Key)) && d.finder.holds(h.Value) {
			return true
		}
	}
	return false
}

// inStrings looks into each key and string under v. Numbers are passed over: a counter may look like a mobile number.
func (d *Decoder) inStrings(v *fastjson.Value) bool {
	switch v.Type() {
	case fastjson.TypeString:
		return d.finder.holds(v.GetStringBytes())
	case fastjson.TypeArray:
		for _, item := range v.GetArray() {
			if d.inStrings(item) {
				return true
			}
		}
	case fastjson.TypeObject:
		entries, height := d.open(v.GetObject())
		defer func() { d.entries = d.entries[:height] }()
		for _, e := range entries {
			if d.finder.holds(e.key) || d.inStrings(e.value) {
				return true
			}
		}
	}
	return false
}

func (f *finder) holds(text []byte) bool { return f.find(text, false) || f.find64(text) }

// redact gives a copy of b in which everything found is blotted out by asterisks, byte for byte. JSON text is gone over
// twice, as what it spells and as it stands, because what is refused may be neither and is searched as plain bytes.
func (f *finder) redact(b []byte, escaped bool) []byte {
	clean := append([]byte(nil), b...)
	if escaped && f.find(b, true) {
		f.blot(clean)
	}
	if f.find(b, false) {
		f.blot(clean)
	}
	if f.find64(b) {
		f.blot(clean)
	}
	return clean
}

func (f *finder) blot(b []byte) {
	for _, s := range f.spans {
		for i := s.from; i < s.to; i++ {
			b[i] = '*'
		}
	}
}

func (f *finder) redactText(s string) string { return string(f.redact([]byte(s), false)) }
