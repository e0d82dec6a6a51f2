package event

import (
	"bytes"
	"strconv"

	"github.com/valyala/fastjson"
)

// A decimal has at most so many digits, so that it can be counted exactly in millionths.
const (
	maxIntegerDigits  = 12
	maxFractionDigits = 6
)

// judgeInteger wants an integer written as one: 1.0 and 1e0 are refused, because producers that write them do not count
// in integers.
func judgeInteger(v *fastjson.Value, least, most int) string {
	if v.Type() != fastjson.TypeNumber {
		return "is " + nameOfType(v) + "; " + wantInteger(least, most)
	}
	var room [24]byte
	text := v.MarshalTo(room[:0])
	n := 0
	for _, c := range text {
		if c < '0' || c > '9' {
			return "is no such integer; " + wantInteger(least, most)
		}
		if n <= maxCounter {
			n = n*10 + int(c-'0')
		}
	}
	if n < least || n > most {
		return "is out of range; " + wantInteger(least, most)
	}
	return ""
}

func wantInteger(least, most int) string {
	return "send an integer from " + strconv.Itoa(least) + " to " + strconv.Itoa(most) + ", written without point and exponent"
}

// judgeDecimal judges a number by its value, not by its spelling: some writers spell 0.00001 as 1e-05.
func judgeDecimal(v *fastjson.Value) string {
	const want = "send a number of at most 12 digits before and 6 after the point"
	if v.Type() != fastjson.TypeNumber {
		return "is " + nameOfType(v) + "; " + want
	}
	text := bytes.TrimPrefix(appendNumber(nil, v.MarshalTo(nil)), []byte("-"))
	whole, part, _ := bytes.Cut(text, []byte("."))
	if len(whole) > maxIntegerDigits || len(part) > maxFractionDigits || bytes.IndexByte(text, 'e') >= 0 {
		return "is out of range; " + want
	}
	return ""
}
