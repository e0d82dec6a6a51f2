package event

import (
	"bytes"

	"github.com/valyala/fastjson"
)

// finder looks for resident identity numbers and mainland mobile numbers in bytes. Digits are ASCII or full-width; in
// JSON text also those that hide behind \u escapes, so that text that is not even JSON can be blotted out reliably.
//
// An identity number is 17 digits and a digit or X with a valid check digit, wherever it stands; its region must not
// begin with zero and its date of birth must be a date of the years 1800 to 2099, since one in eleven of all 18-digit
// numbers has a valid check digit. A mobile number is a run of exactly eleven digits, 1[3-9] and nine more.
type finder struct {
	run   []digit
	spans []span
}

type digit struct {
	value    byte // 0-9, or 10 for X
	from, to int  // bytes that spell it
}

type span struct{ from, to int }

const (
	mobileDigits   = 11
	identityDigits = 18
)

// find fills f.spans with what was found in b and says whether there was anything. escaped: b is JSON text.
func (f *finder) find(b []byte, escaped bool) bool {
	f.run, f.spans = f.run[:0], f.spans[:0]
	if !mayHold(b, escaped) {
		return false
	}
	for i := 0; i < len(b); {
		c := b[i]
		if c-'0' <= 9 {
			f.run = append(f.run, digit{c - '0', i, i + 1})
			i++
			continue
		}
		if c == '\\' && escaped || c == 0xEF {
			value, size := unusual(b[i:], escaped)
			d := digit{value, i, i + size}
			if i += size; value <= 9 {
				f.run = append(f.run, d)
			} else {
				f.close(d)
			}
			continue
		}
		if len(f.run) > 0 {
			value := byte(255)
			if c|0x20 == 'x' {
				value = 10
			}
			f.close(digit{value, i, i + 1})
		}
		i++
	}
	f.close(digit{value: 255})
	return len(f.spans) > 0
}

// mayHold is the quick look that nearly every message ends with: eleven digits in a row cover every eleventh byte.
// Where digits may be spelled by more than one byte it answers yes.
func mayHold(b []byte, escaped bool) bool {
	if bytes.IndexByte(b, 0xEF) >= 0 || escaped && bytes.IndexByte(b, '\\') >= 0 {
		return true
	}
	for i := mobileDigits - 1; i < len(b); i += mobileDigits {
		from, to := i, i
		for from > 0 && to-from < mobileDigits && b[from]-'0' <= 9 {
			from--
		}
		for to < len(b) && to-from <= mobileDigits && b[to]-'0' <= 9 {
			to++
		}
		if to-from >= mobileDigits {
			return true
		}
	}
	return false
}

// unusual reads a digit or X that is not plain ASCII at the head of b: value 255 if it is something else. size is the
// number of bytes to step over.
func unusual(b []byte, escaped bool) (value byte, size int) {
	var r rune
	switch {
	case b[0] == 0xEF && len(b) >= 3:
		r, size = rune(b[0]&15)<<12|rune(b[1]&63)<<6|rune(b[2]&63), 3
		if b[1]&0xC0 != 0x80 || b[2]&0xC0 != 0x80 {
			return 255, 1
		}
	case escaped && len(b) >= 2 && b[0] == '\\' && b[1] == 'u':
		code, ok := hex4(b, 2)
		if !ok {
			return 255, 2
		}
		r, size = code, 6
	case escaped && len(b) >= 2 && b[0] == '\\':
		return 255, 2
	default:
		return 255, 1
	}
	if r >= 0xFF01 && r <= 0xFF5E { // full-width forms of ASCII
		r -= 0xFEE0
	}
	switch {
	case r >= '0' && r <= '9':
		return byte(r - '0'), size
	case r|0x20 == 'x':
		return 10, size
	}
	return 255, size
}

// close judges the run of digits that ends before the character after (value 10 if it is an X).
func (f *finder) close(after digit) {
	run := f.run
	f.run = f.run[:0]
	n := len(run)
	if n < mobileDigits {
		return
	}
	if n == mobileDigits && run[0].value == 1 && run[1].value >= 3 {
		f.spans = append(f.spans, span{run[0].from, run[n-1].to})
	}
	for i := 0; i+identityDigits <= n; i++ {
		if isIdentity(run[i:i+17], run[i+17].value) {
			f.spans = append(f.spans, span{run[i].from, run[i+17].to})
		}
	}
	if n >= 17 && after.value == 10 && isIdentity(run[n-17:], 10) {
		f.spans = append(f.spans, span{run[n-17].from, after.to})
	}
}

// isIdentity judges 17 digits and a check digit by GB 11643: the weights are 2^(17-i) mod 11.
func isIdentity(d []digit, check byte) bool {
	century := d[6].value*10 + d[7].value
	month := d[10].value*10 + d[11].value
	day := d[12].value*10 + d[13].value
	if d[0].value == 0 || century < 18 || century > 20 || month < 1 || month > 12 || day < 1 || day > 31 {
		return false
	}
	sum := 0
	for _, one := range d {
		sum = (sum + int(one.value)) * 2 % 11
	}
	return (12-sum)%11 == int(check)
}

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

// personalData says whether a string of the message, a key or an attribute holds personal data. The raw text is looked
// over first: what a string spells stands in it too, and most messages hold nothing.
func (d *Decoder) personalData(in Input, m *message) bool {
	for _, h := range in.Headers {
		if m.binary && isAttributeHeader(h.Key) && (d.finder.find(h.Value, false) || d.finder.find([]byte(h.Key), false)) {
			return true
		}
	}
	return d.finder.find(in.Value, true) && d.inStrings(m.root)
}

// inStrings looks into each key and string under v. Numbers are passed over: a counter may look like a mobile number.
func (d *Decoder) inStrings(v *fastjson.Value) bool {
	switch v.Type() {
	case fastjson.TypeString:
		return d.finder.find(v.GetStringBytes(), false)
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
			if d.finder.find(e.key, false) || d.inStrings(e.value) {
				return true
			}
		}
	}
	return false
}
