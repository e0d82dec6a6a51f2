package event

import "encoding/base64"

// In base64 three digits make four characters, each out of few. A number of eleven digits holds three such fours in a
// row, wherever in the coded bytes it begins; anything else hardly ever does.
const (
	quads     = 3
	quadReach = 8 // fours looked at before and after: more than a number needs
)

// quadRole has bit n for the characters that can stand at place n of a four that spells three digits.
var quadRole = func() (table [256]uint8) {
	for place, characters := range []string{"MNO", "DTjz", "AEIMQUYcgk", "wxyz012345"} {
		for _, c := range []byte(characters) {
			table[c] |= 1 << place
		}
	}
	return table
}()

// find64 fills f.spans with the base64 that spells a number and says whether there is any. Of three fours in a row it
// looks at one character each, at the same place: that settles it nearly always.
func (f *finder) find64(b []byte) bool {
	f.spans = f.spans[:0]
	if len(b) < 4*quads {
		return false
	}
	before, last := quadRole[b[0]], quadRole[b[4]]
	for i := 8; i < len(b); i += 4 {
		this := quadRole[b[i]]
		if common := before & last & this; common != 0 {
			f.try64(b, i-8, common)
		}
		before, last = last, this
	}
	return len(f.spans) > 0
}

// try64 looks at the fours that have the characters at i, i+4 and i+8 at one of the places.
func (f *finder) try64(b []byte, i int, places uint8) {
	for place := range 4 {
		if from := i - place; places&(1<<place) != 0 && from >= 0 && from+4*quads <= len(b) && spellsDigits(b[from:from+4*quads]) {
			f.judge64(b, from)
		}
	}
}

func spellsDigits(b []byte) bool {
	for i, c := range b {
		if quadRole[c]&(1<<(i&3)) == 0 {
			return false
		}
	}
	return true
}

// judge64 decodes the fours around those at from and judges what they spell.
func (f *finder) judge64(b []byte, from int) {
	to := from + 4*quads
	for n := 0; n < quadReach && from >= 4 && isBase64(b[from-4:from]); n++ {
		from -= 4
	}
	most := min(len(b), to+4*quadReach)
	for to < most && isBase64(b[to:to+1]) {
		to++
	}
	f.coded = f.coded[:0]
	for _, c := range b[from:to] {
		switch c { // the alphabet of URLs
		case '-':
			c = '+'
		case '_':
			c = '/'
		}
		f.coded = append(f.coded, c)
	}
	if len(f.coded)%4 == 1 { // no byte: it belongs to what follows
		f.coded = f.coded[:len(f.coded)-1]
	}
	n := len(f.spans)
	spelt, err := base64.RawStdEncoding.AppendDecode(f.plain[:0], f.coded)
	if f.plain = spelt; err != nil {
		return
	}
	f.text = f.plain
	f.leap(f.plain)
	if found := len(f.spans) > n; found {
		f.spans = append(f.spans[:n], span{from, to})
	}
}

func isBase64(b []byte) bool {
	for _, c := range b {
		letter := c|0x20 >= 'a' && c|0x20 <= 'z'
		if !letter && (c < '0' || c > '9') && c != '+' && c != '/' && c != '-' && c != '_' {
			return false
		}
	}
	return true
}
