package event

import (
	"unicode/utf16"
	"unicode/utf8"
)

// maxDepth bounds the nesting of objects and lists. The catalogue needs two levels; the bound keeps a value of 64 KiB of
// brackets from costing more than any other.
const maxDepth = 32

// maxExponent bounds the digits of a number's exponent, so that numbers can be compared exactly as text.
const maxExponent = 6

// syntaxFault is where a text stops being JSON, and why.
type syntaxFault struct {
	at      int // byte
	problem string
}

// checkSyntax holds a text against RFC 8259 as strictly as it can be read: valid UTF-8, no lone surrogates, no leading
// zeros, no text after the value. Duplicate keys are not seen here. An empty problem means that all is well.
func checkSyntax(b []byte) syntaxFault {
	s := syntax{b: b}
	s.space()
	if s.value(0) {
		s.space()
		if s.i < len(b) {
			s.fail("there is text after the value")
		}
	}
	return syntaxFault{at: s.i, problem: s.problem}
}

type syntax struct {
	b       []byte
	i       int
	problem string
}

func (s *syntax) fail(problem string) bool {
	s.problem = problem
	return false
}

func (s *syntax) space() {
	for s.i < len(s.b) {
		switch s.b[s.i] {
		case ' ', '\t', '\n', '\r':
			s.i++
		default:
			return
		}
	}
}

func (s *syntax) value(depth int) bool {
	if s.i >= len(s.b) {
		return s.fail("the text ends where a value should stand")
	}
	switch c := s.b[s.i]; {
	case c == '"':
		return s.text()
	case c == '{' || c == '[':
		if depth >= maxDepth {
			return s.fail("objects and lists are nested deeper than 32 levels")
		}
		if c == '{' {
			return s.object(depth + 1)
		}
		return s.list(depth + 1)
	case c == '-' || c >= '0' && c <= '9':
		return s.number()
	case c == 't':
		return s.word("true")
	case c == 'f':
		return s.word("false")
	case c == 'n':
		return s.word("null")
	}
	return s.fail("no JSON value begins like this")
}

func (s *syntax) word(w string) bool {
	if len(s.b)-s.i < len(w) || string(s.b[s.i:s.i+len(w)]) != w {
		return s.fail("this is neither true, false, null nor a number")
	}
	s.i += len(w)
	return true
}

// next steps over white space and over the byte c, if it is there.
func (s *syntax) next(c byte) bool {
	s.space()
	if s.i < len(s.b) && s.b[s.i] == c {
		s.i++
		return true
	}
	return false
}

func (s *syntax) object(depth int) bool {
	s.i++
	if s.next('}') {
		return true
	}
	for {
		s.space()
		if s.i >= len(s.b) || s.b[s.i] != '"' {
			return s.fail("a key in double quotes is expected")
		}
		if !s.text() {
			return false
		}
		if !s.next(':') {
			return s.fail("a colon is expected after the key")
		}
		s.space()
		if !s.value(depth) {
			return false
		}
		if s.next(',') {
			continue
		}
		if s.next('}') {
			return true
		}
		return s.fail("a comma or the end of the object is expected")
	}
}

func (s *syntax) list(depth int) bool {
	s.i++
	if s.next(']') {
		return true
	}
	for {
		s.space()
		if !s.value(depth) {
			return false
		}
		if s.next(',') {
			continue
		}
		if s.next(']') {
			return true
		}
		return s.fail("a comma or the end of the list is expected")
	}
}

// plain marks the ASCII characters that stand for themselves inside a string.
var plain = func() (table [256]bool) {
	for c := 0x20; c < utf8.RuneSelf; c++ {
		table[c] = c != '"' && c != '\\'
	}
	return table
}()

// text steps over a string; it stands on the opening quote.
func (s *syntax) text() bool {
	s.i++
	for s.i < len(s.b) {
		c := s.b[s.i]
		switch {
		case plain[c]:
			s.i++
		case c == '"':
			s.i++
			return true
		case c == '\\':
			if !s.escape() {
				return false
			}
		case c < 0x20:
			return s.fail("a control character stands in a string unescaped")
		default:
			r, size := utf8.DecodeRune(s.b[s.i:])
			if r == utf8.RuneError && size == 1 {
				return s.fail("the bytes are not valid UTF-8")
			}
			s.i += size
		}
	}
	return s.fail("the text ends inside a string")
}

func (s *syntax) escape() bool {
	if s.i+1 >= len(s.b) {
		return s.fail("the text ends inside a string")
	}
	switch s.b[s.i+1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		s.i += 2
		return true
	case 'u':
		r, ok := hex4(s.b, s.i+2)
		if !ok {
			return s.fail("four hexadecimal digits are expected after \\u")
		}
		if !utf16.IsSurrogate(r) {
			s.i += 6
			return true
		}
		// A lone surrogate is no character: what is kept of it would differ from decoder to decoder.
		if s.i+7 < len(s.b) && s.b[s.i+6] == '\\' && s.b[s.i+7] == 'u' {
			if low, ok := hex4(s.b, s.i+8); ok && utf16.DecodeRune(r, low) != utf8.RuneError {
				s.i += 12
				return true
			}
		}
		return s.fail("half of a surrogate pair stands alone")
	}
	return s.fail("the escape sequence is unknown")
}

// hex4 reads four hexadecimal digits at b[i:].
func hex4(b []byte, i int) (rune, bool) {
	if len(b)-i < 4 {
		return 0, false
	}
	var r rune
	for _, c := range b[i : i+4] {
		switch {
		case c >= '0' && c <= '9':
			r = r<<4 | rune(c-'0')
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			r = r<<4 | rune(c|0x20-'a'+10)
		default:
			return 0, false
		}
	}
	return r, true
}

// digits steps over digits and says how many there were.
func (s *syntax) digits() int {
	from := s.i
	for s.i < len(s.b) && s.b[s.i] >= '0' && s.b[s.i] <= '9' {
		s.i++
	}
	return s.i - from
}

func (s *syntax) number() bool {
	if s.b[s.i] == '-' {
		s.i++
	}
	zero := s.i < len(s.b) && s.b[s.i] == '0'
	n := s.digits()
	if n == 0 {
		return s.fail("a digit is expected after the minus sign")
	}
	if zero && n > 1 {
		return s.fail("a number begins with a zero too many")
	}
	if s.i < len(s.b) && s.b[s.i] == '.' {
		s.i++
		if s.digits() == 0 {
			return s.fail("a digit is expected after the decimal point")
		}
	}
	if s.i >= len(s.b) || s.b[s.i]|0x20 != 'e' {
		return true
	}
	s.i++
	if s.i < len(s.b) && (s.b[s.i] == '+' || s.b[s.i] == '-') {
		s.i++
	}
	from := s.i
	if s.digits() == 0 {
		return s.fail("a digit is expected in the exponent")
	}
	for from < s.i && s.b[from] == '0' {
		from++
	}
	if s.i-from > maxExponent {
		return s.fail("an exponent has more than 6 digits")
	}
	return true
}
