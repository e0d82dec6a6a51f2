package event

import (
	"bytes"
	"encoding/binary"
)

// finder looks for resident identity numbers and mainland mobile numbers in bytes. What counts as one:
//
//   - An identity number is 17 digits and a digit or X with a valid check digit, wherever it stands; its region must not
//     begin with zero and its date of birth must be a date of the years 1800 to 2099, since one in eleven of all 18-digit
//     numbers has a valid check digit. It may be written in groups of 6, 8 and 4, with spaces.
//   - A mobile number is a run of exactly eleven digits, 1[3-9] and nine more, or the same after 86 or 0086. A longer run
//     of digits is none, nor is one inside a UUID or a hash of 24 and more hexadecimal digits: one UUID in three thousand
//     would be refused.
//   - It may be written in groups of 3, 4 and 4, joined by spaces, or by hyphens or points where it stands alone: inside
//     longer chains and beside letters they make ids.
//
// Digits and signs are ASCII or full-width. They may hide behind \u escapes (of JSON text, or of JSON in its strings),
// behind percent-encoding (also doubled), or between characters without width. Digits in base64 are found as well. Other
// disguises are not looked for: what is guarded against is carelessness, not a producer who smuggles.
type finder struct {
	text   []byte // what is searched
	digits []digit
	groups []group
	joint  joint   // after the last digit
	before [2]rune // the characters before the first digit, the nearer one second
	spans  []span
	coded  []byte // scratch: base64
	plain  []byte // scratch: what it spells
}

type digit struct {
	value    byte
	from, to int // bytes that spell it
}

// group is a run of digits inside a chain of such runs.
type group struct {
	start int   // in finder.digits
	joint joint // to the group before
}

// joint is what joins two groups of digits.
type joint uint8

const (
	jointNone joint = iota
	jointSpace
	jointHyphen
	jointPoint
)

type span struct{ from, to int }

// shortest is the number of bytes that every number has at least.
const shortest = mobileDigits

// find fills f.spans with what was found in b and says whether there was anything. escaped: b is JSON text.
func (f *finder) find(b []byte, escaped bool) bool {
	f.spans = f.spans[:0]
	if len(b) < shortest {
		return false
	}
	f.text = b
	backslash := bytes.IndexByte(b, '\\') >= 0
	if isASCII(b) && !(escaped && backslash) {
		f.leap(b)
	} else {
		f.scan(reader{b: b, escaped: escaped})
	}
	// Both readings count: %13812345678 is a number after a percent sign, and 812345678 after a control character.
	if backslash || bytes.IndexByte(b, '%') >= 0 {
		f.scan(reader{b: b, unfold: true})
	}
	return len(f.spans) > 0
}

// leap looks at every eleventh byte of plain ASCII: nearly every message ends with that. Where it meets one that can
// stand in a number, it reads all around it that can.
func (f *finder) leap(b []byte) {
	for i := shortest - 1; i < len(b); {
		if kinds[b[i]] < kindDigit {
			i += shortest
			continue
		}
		from, to := i, i+1
		for from > 0 && kinds[b[from-1]] >= kindDigit {
			from--
		}
		for to < len(b) && kinds[b[to]] >= kindDigit {
			to++
		}
		if to-from >= shortest {
			f.region(b, from, to)
		}
		i = to + shortest
	}
}

func (f *finder) region(b []byte, from, to int) {
	f.before = [2]rune{}
	for at := max(0, from-2); at < min(len(b), to+1); at++ {
		f.feed(rune(b[at]), at, at+1)
	}
	f.end(0, 0, 0)
}

// scan reads every character, behind whatever it hides.
func (f *finder) scan(r reader) {
	b := r.b
	f.before = [2]rune{}
	for i := 0; i < len(b); {
		if c := b[i]; c < 0x80 && kinds[c] == kindOther && len(f.digits) == 0 && c != '\\' && c != '%' {
			f.before[0], f.before[1] = f.before[1], rune(c)
			i++
			continue
		}
		c, size := r.next(i)
		f.feed(c, i, i+size)
		i += size
	}
	f.end(0, 0, 0)
}

type kind uint8

const (
	kindOther kind = iota
	kindX
	kindDigit // and the following may stand inside a number
	kindSpace
	kindHyphen
	kindPoint
)

// kinds sorts the ASCII characters.
var kinds = func() (table [256]kind) {
	for c := '0'; c <= '9'; c++ {
		table[c] = kindDigit
	}
	table['X'], table['x'] = kindX, kindX
	table[' '], table['-'], table['.'] = kindSpace, kindHyphen, kindPoint
	return table
}()

// feed takes the next character, which the bytes from … to spell.
func (f *finder) feed(c rune, from, to int) {
	if c >= 0x80 {
		if c = folded(c); c == 0 {
			return // without width: as if it were not there
		}
	}
	k := kindOther
	if c < 0x80 {
		k = kinds[c]
	}
	switch {
	case k == kindDigit:
		if len(f.digits) == 0 || f.joint != jointNone {
			f.groups = append(f.groups, group{len(f.digits), f.joint})
			f.joint = jointNone
		}
		f.digits = append(f.digits, digit{byte(c - '0'), from, to})
		return
	case k > kindDigit && len(f.digits) > 0 && f.joint == jointNone:
		f.joint = joint(k - kindDigit)
		return
	case len(f.digits) > 0:
		last := [...]rune{jointNone: '0', jointSpace: ' ', jointHyphen: '-', jointPoint: '.'}[f.joint]
		f.end(c, from, to)
		f.before[1] = last
	}
	f.before[0], f.before[1] = f.before[1], c
}

// folded gives the ASCII character that a wider one stands for, 0 for one without width, and the character itself else.
func folded(c rune) rune {
	switch {
	case c >= 0xFF01 && c <= 0xFF5E: // full-width forms
		return c - 0xFEE0
	case c == 0xA0, c == 0x3000, c >= 0x2000 && c <= 0x200A, c == 0x202F:
		return ' '
	case c >= 0x2010 && c <= 0x2013, c == 0x2212:
		return '-'
	case c == 0xAD, c >= 0x200B && c <= 0x200F, c >= 0x202A && c <= 0x202E, c >= 0x2060 && c <= 0x2064, c == 0xFEFF:
		return 0
	}
	return c
}

// isASCII looks at eight bytes at a time.
func isASCII(b []byte) bool {
	for ; len(b) >= 8; b = b[8:] {
		if binary.LittleEndian.Uint64(b)&0x8080808080808080 != 0 {
			return false
		}
	}
	for _, c := range b {
		if c >= 0x80 {
			return false
		}
	}
	return true
}
