package sheet

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// errorValues are what spreadsheet programs show where a formula failed. They arrive as text, too, where such a sheet
// was saved as CSV.
var errorValues = map[string]bool{
	"#REF!": true, "#N/A": true, "#VALUE!": true, "#DIV/0!": true, "#NAME?": true, "#NULL!": true, "#NUM!": true,
	"#SPILL!": true, "#CALC!": true, "#GETTING_DATA": true,
}

// flawOf judges the text of a cell, whatever format it came in.
func (r *Reader) flawOf(text string) (flaw, bool) {
	switch {
	case text == "":
		return flaw{}, false
	case strings.ContainsRune(text, utf8.RuneError):
		return flaw{"encoding", "a character of the value could not be read: its bytes are damaged or of another encoding; type it again or say the encoding in the mapping"}, true
	case text[0] == '#' && errorValues[text]:
		return flaw{"error_value", "the value is " + text + ", which a formula that failed leaves; put the value itself there"}, true
	case rounded(text):
		return flaw{"rounded_number", "the value " + shorten(text) + " was rounded by a spreadsheet program (it keeps 15 digits of a number); put all digits there, in a cell formatted as text"}, true
	case len(text) > r.cfg.Limits.CellRunes && utf8.RuneCountInString(text) > r.cfg.Limits.CellRunes:
		return flaw{"cell_too_long", fmt.Sprintf("the value has more than %d characters; shorten it", r.cfg.Limits.CellRunes)}, true
	}
	return flaw{}, false
}

// rounded recognizes how spreadsheet programs write numbers of 12 digits and more in a cell of no format: 1.23457E+17.
func rounded(text string) bool {
	mantissa, exponent, ok := strings.Cut(text, "E+")
	if !ok || len(exponent) < 2 || exponent < "11" && len(exponent) == 2 || strings.Trim(exponent, "0123456789") != "" {
		return false
	}
	whole, fraction, _ := strings.Cut(strings.TrimPrefix(mantissa, "-"), ".")
	return len(whole) == 1 && whole[0] >= '1' && whole[0] <= '9' && strings.Trim(fraction, "0123456789") == ""
}

// plainNumber says that no program takes the text for anything but a number.
func plainNumber(text string) bool {
	whole, fraction, _ := strings.Cut(strings.TrimLeft(text, "+-"), ".")
	return len(text)-len(strings.TrimLeft(text, "+-")) <= 1 && whole != "" &&
		strings.Trim(whole, "0123456789") == "" && strings.Trim(fraction, "0123456789") == ""
}

// Live undoes what a CSV Writer does to keep a text from being a formula.
func Live(text string) string {
	if strings.HasPrefix(text, "'") && Inert(text[1:]) == text {
		return text[1:]
	}
	return text
}

// Inert keeps spreadsheet programs from taking a text for a formula: a quote goes before it. Numbers stay as they are.
func Inert(text string) string {
	bare := strings.TrimLeft(text, "'")
	first, _ := utf8.DecodeRuneInString(bare)
	if bare == "" || !strings.ContainsRune("=+-@\t\r\n\x00＝＋－＠", first) || len(bare) == len(text) && plainNumber(text) {
		return text
	}
	return "'" + text
}

// shorten keeps error texts readable, and terminals safe from what a file holds.
func shorten(text string) string {
	runes := []rune(text)
	if len(runes) > 200 {
		runes = append(runes[:200], '…')
	}
	for i, c := range runes {
		if unicode.IsControl(c) || unicode.Is(unicode.Cf, c) {
			runes[i] = utf8.RuneError
		}
	}
	return string(runes)
}
