package export

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// cell is one value of a table: a text, a number (a decimal as it is printed), or a formula with the value it had here.
type cell struct {
	text    string
	number  bool
	formula string
	form    string // number format; empty: the places that the text has
	look    *look  // nil: that of its row
}

// Texts that stand where a number would.
const notApplicable = "—"

func words(text string) cell { return cell{text: text} }

func whole(n int) cell { return cell{text: strconv.Itoa(n), number: true} }

// figure is a decimal; without one the dash.
func figure(number string) cell {
	if number == "" {
		return words(notApplicable)
	}
	return cell{text: number, number: isDecimal(number)}
}

// blankOr is a decimal, or nothing.
func blankOr(number string) cell { return cell{text: number, number: isDecimal(number)} }

// isDecimal says whether a text is a plain decimal: only such become numbers.
func isDecimal(text string) bool {
	text = strings.TrimPrefix(text, "-")
	before, after, point := strings.Cut(text, ".")
	digits := func(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
	return digits(before) && (!point || digits(after))
}

// exactInSheet says whether a spreadsheet's number holds the decimal: it keeps fifteen digits.
func exactInSheet(number string) bool {
	digits := strings.Trim(strings.Replace(strings.TrimPrefix(number, "-"), ".", "", 1), "0")
	return len(digits) <= 15
}

// A spreadsheet takes a cell of a CSV file that begins with one of these for a formula, and runs it. The full-width
// signs are taken for formulas where Chinese is written. Some programs first take away what is blank or not seen.
const formulaSigns = "=+-@＝＋－＠"

// inCSV is the value as a CSV file may hold it. Numbers are ours and stay as they are.
func (c cell) inCSV() string {
	if c.number {
		return c.text
	}
	bare := strings.TrimLeftFunc(c.text, unseen)
	first, size := utf8.DecodeRuneInString(bare)
	begun, _ := utf8.DecodeRuneInString(c.text)
	if size > 0 && strings.ContainsRune(formulaSigns, first) || len(bare) < len(c.text) && unicode.IsControl(begun) {
		return "'" + c.text
	}
	return c.text
}

func unseen(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
}
