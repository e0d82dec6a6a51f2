package sheet

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// numberFormat is what matters of a cell's number format: whether it shows a date, a time of day or both, and how many
// digits it fills up with zeros, as codes with leading zeros are often kept.
type numberFormat struct {
	date, clock bool
	zeros       int
}

// formatOfCell reads the format of a style; the numbers of built-in formats are those of ECMA-376, 18.8.30, with the
// ones that Chinese programs use.
func formatOfCell(id int, codes map[int]string) numberFormat {
	switch {
	case id >= 14 && id <= 17, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 54, id == 57, id == 58:
		return numberFormat{date: true}
	case id == 22:
		return numberFormat{date: true, clock: true}
	case id >= 18 && id <= 21, id >= 32 && id <= 35, id >= 45 && id <= 47, id == 55, id == 56:
		return numberFormat{clock: true}
	}
	return parseFormat(codes[id])
}

// parseFormat looks for the signs of dates and times in a format's code, outside quoted texts, escapes and brackets.
func parseFormat(code string) numberFormat {
	code, _, _ = strings.Cut(code, ";") // the first section is that of positive numbers
	if len(code) > 0 && strings.Trim(code, "0") == "" {
		return numberFormat{zeros: len(code)}
	}
	if strings.Contains(strings.ToLower(code), "general") {
		return numberFormat{}
	}
	var f numberFormat
	minutes := false
	for i := 0; i < len(code); i++ {
		switch c := code[i] | 0x20; {
		case code[i] == '"':
			end := strings.IndexByte(code[i+1:], '"')
			if end < 0 {
				return f
			}
			i += end + 1
		case code[i] == '\\' || code[i] == '_' || code[i] == '*':
			i++
		case code[i] == '[':
			end := strings.IndexByte(code[i:], ']')
			if end < 0 {
				return f
			}
			if inside := strings.ToLower(code[i+1 : i+end]); inside != "" && strings.Trim(inside, "hms") == "" {
				f.clock = true
			}
			i += end
		case c == 'y' || c == 'd':
			f.date = true
		case c == 'h' || c == 's':
			f.clock = true
		case c == 'm':
			minutes = true
		}
	}
	if minutes && !f.clock {
		f.date = true // m alone is the month
	}
	return f
}

// number gives the text of a number cell, whose stored form is raw.
func (w *workbook) number(raw string, style int) (string, *flaw) {
	var format numberFormat
	if style >= 0 && style < len(w.formats) {
		format = w.formats[style]
	}
	value, err := strconv.ParseFloat(raw, 64)
	if err != nil || math.IsInf(value, 0) || math.IsNaN(value) {
		return raw, &flaw{"bad_number", "the file says the value is a number, and " + shorten(raw) + " is none; type it again"}
	}
	if format.date || format.clock {
		return w.date(value, format)
	}
	if math.Abs(value) >= 1e15 {
		return raw, &flaw{"rounded_number", "the value " + shorten(raw) + " is kept as a number, of which spreadsheet programs keep 15 digits; type it again in a cell formatted as text"}
	}
	text := plainDecimal(value)
	if format.zeros > len(text) && strings.Trim(text, "0123456789") == "" {
		text = strings.Repeat("0", format.zeros-len(text)) + text
	}
	return text, nil
}

// plainDecimal writes 15 digits, as programs show them, without exponent: the file says 0.10000000000000001 for 0.1.
func plainDecimal(value float64) string {
	if value == 0 {
		return "0"
	}
	digits := 14 - int(math.Floor(math.Log10(math.Abs(value))))
	text := strconv.FormatFloat(value, 'f', min(max(digits, 0), 300), 64)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	if text == "-0" {
		return "0"
	}
	return text
}

// The days that programs can show: to the end of the year 9999.
const maxDay = 2_958_466

// date gives the moment that a number stands for, to the millisecond.
func (w *workbook) date(value float64, format numberFormat) (string, *flaw) {
	if value < 0 || value >= maxDay {
		return plainDecimal(value), &flaw{"bad_date", "the value is formatted as a date and lies outside all dates; type it again"}
	}
	millis := int64(math.Round(value * 86_400_000))
	days, rest := millis/86_400_000, millis%86_400_000
	clock := time.UnixMilli(rest).UTC().Format("15:04:05.999")
	if !format.date {
		if days > 0 {
			return plainDecimal(value), &flaw{"bad_date", "the value is formatted as a time of day and has more than a day; format it as a date with a time, or as a text"}
		}
		return clock, nil
	}
	base := time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	if !w.epoch {
		switch {
		case days == 0 || days == 60:
			return plainDecimal(value), &flaw{"bad_date", "the value is formatted as a date and is no day that ever was; type it again"}
		case days < 60:
			base = time.Date(1899, 12, 31, 0, 0, 0, 0, time.UTC)
		default:
			base = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC) // programs count 1900-02-29, which never was
		}
	}
	day := base.AddDate(0, 0, int(days)).Format(time.DateOnly)
	if format.clock || rest > 0 {
		return day + " " + clock, nil
	}
	return day, nil
}
