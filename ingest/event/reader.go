package event

import "unicode/utf8"

// reader reads text character by character out of what spells it.
type reader struct {
	b       []byte
	escaped bool // JSON text: \u escapes spell characters
	unfold  bool // %HH spell bytes of UTF-8, and \u characters after any number of backslashes: JSON in a string in JSON
}

// next gives the character at i and the number of bytes that spell it. What spells none stands for itself.
func (r reader) next(i int) (c rune, size int) {
	if c, size = r.literal(i); c != '%' || !r.unfold {
		return c, size
	}
	first, length, ok := r.byteAt(i)
	if !ok || first < 0x80 {
		if ok {
			c, size = rune(first), length
		}
		return c, size
	}
	spelt := [utf8.UTFMax]byte{first}
	for n := 1; n < utf8.UTFMax; n++ {
		more, step, ok := r.byteAt(i + length)
		if !ok || utf8.RuneStart(more) {
			break
		}
		spelt[n] = more
		length += step
		if c, used := utf8.DecodeRune(spelt[:n+1]); c != utf8.RuneError && used == n+1 {
			return c, length
		}
	}
	return utf8.RuneError, length
}

// literal reads one character, through an escape if it stands behind one. No digit is spelled by an escape but \u.
func (r reader) literal(i int) (c rune, size int) {
	b := r.b[i:]
	if b[0] != '\\' || !r.escaped && !r.unfold {
		return utf8.DecodeRune(b)
	}
	signs := 1
	for r.unfold && signs < len(b) && b[signs] == '\\' {
		signs++
	}
	if signs == len(b) {
		return utf8.RuneError, signs
	}
	if b[signs] != 'u' {
		return utf8.RuneError, signs + 1
	}
	if c, ok := hex4(b, signs+1); ok {
		return c, signs + 5
	}
	return utf8.RuneError, signs + 1
}

// byteAt reads %HH; %25 begins another one, if one follows.
func (r reader) byteAt(i int) (c byte, size int, ok bool) {
	if i >= len(r.b) {
		return 0, 0, false
	}
	sign, step := r.literal(i)
	if sign != '%' {
		return 0, 0, false
	}
	for at := i + step; ; {
		value, length := byte(0), 0
		for range 2 {
			if at+length >= len(r.b) {
				return c, size, ok
			}
			digit, step := r.literal(at + length)
			if digit >= 0x80 {
				return c, size, ok
			}
			nibble, isHex := hexDigit(byte(digit))
			if !isHex {
				return c, size, ok
			}
			value, length = value<<4|nibble, length+step
		}
		at += length
		c, size, ok = value, at-i, true
		if c != '%' {
			return c, size, ok
		}
	}
}
