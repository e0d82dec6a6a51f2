package sheet

import "golang.org/x/text/transform"

// changed are the two-byte codes that GB 18030-2022 moved from the private use area to characters of their own
// (punctuation for vertical text and eight ideographs). golang.org/x/text does not know them and would give U+FFFD;
// the four-byte codes of the same characters it does know.
var changed = map[[2]byte][4]byte{
	{0xa6, 0xd9}: {0x84, 0x31, 0x82, 0x36}, // U+FE10
	{0xa6, 0xda}: {0x84, 0x31, 0x82, 0x38}, // U+FE12
	{0xa6, 0xdb}: {0x84, 0x31, 0x82, 0x37}, // U+FE11
	{0xa6, 0xdc}: {0x84, 0x31, 0x82, 0x39}, // U+FE13
	{0xa6, 0xdd}: {0x84, 0x31, 0x83, 0x30}, // U+FE14
	{0xa6, 0xde}: {0x84, 0x31, 0x83, 0x31}, // U+FE15
	{0xa6, 0xdf}: {0x84, 0x31, 0x83, 0x32}, // U+FE16
	{0xa6, 0xec}: {0x84, 0x31, 0x83, 0x33}, // U+FE17
	{0xa6, 0xed}: {0x84, 0x31, 0x83, 0x34}, // U+FE18
	{0xa6, 0xf3}: {0x84, 0x31, 0x83, 0x35}, // U+FE19
	{0xfe, 0x59}: {0x82, 0x35, 0x90, 0x37}, // U+9FB4
	{0xfe, 0x61}: {0x82, 0x35, 0x90, 0x38}, // U+9FB5
	{0xfe, 0x66}: {0x82, 0x35, 0x90, 0x39}, // U+9FB6
	{0xfe, 0x67}: {0x82, 0x35, 0x91, 0x30}, // U+9FB7
	{0xfe, 0x6d}: {0x82, 0x35, 0x91, 0x31}, // U+9FB8
	{0xfe, 0x7e}: {0x82, 0x35, 0x91, 0x32}, // U+9FB9
	{0xfe, 0x90}: {0x82, 0x35, 0x91, 0x33}, // U+9FBA
	{0xfe, 0xa0}: {0x82, 0x35, 0x91, 0x34}, // U+9FBB
}

// newCodes puts the known four-byte codes in the place of the changed two-byte ones. It steps from character to
// character as the decoder behind it does, so that half of one and half of the next is never taken for a code.
type newCodes struct{ transform.NopResetter }

func (newCodes) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	for nSrc < len(src) {
		size := unit(src[nSrc:], atEOF)
		if size == 0 {
			return nDst, nSrc, transform.ErrShortSrc
		}
		out := src[nSrc : nSrc+size]
		if size == 2 && (out[0] == 0xa6 || out[0] == 0xfe) {
			if four, ok := changed[[2]byte(out)]; ok {
				out = four[:]
			}
		}
		if len(dst)-nDst < len(out) {
			return nDst, nSrc, transform.ErrShortDst
		}
		nDst += copy(dst[nDst:], out)
		nSrc += size
	}
	return nDst, nSrc, nil
}

// unit is the number of bytes of the character that b begins with, 1 for a byte that begins none; 0: more is needed.
func unit(b []byte, atEOF bool) int {
	if b[0] <= 0x80 || b[0] == 0xff {
		return 1
	}
	switch {
	case len(b) == 1 && atEOF:
		return 1
	case len(b) == 1:
		return 0
	case b[1] >= 0x40 && b[1] != 0x7f && b[1] != 0xff:
		return 2
	case b[1] < 0x30 || b[1] > 0x39:
		return 1
	case len(b) < 4 && !atEOF:
		return 0
	case len(b) >= 4 && b[2] >= 0x81 && b[2] < 0xff && b[3] >= 0x30 && b[3] <= 0x39:
		return 4
	}
	return 1
}
