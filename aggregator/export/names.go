package export

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
)

// longestSheetName is what spreadsheet programs allow, in UTF-16 units.
const longestSheetName = 31

// sheetNames gives every sheet of a workbook a name that programs accept: none of []:*?/\, no apostrophe at an end, at
// most 31 units, and none twice, whatever its case.
type sheetNames map[string]bool

func (taken sheetNames) of(wanted string) string {
	clean := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\'`, r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == utf8Error {
			return -1
		}
		return r
	}, wanted)
	clean = strings.TrimSpace(clean)
	name := cut(clean, longestSheetName)
	for n := 2; name == "" || taken[strings.ToLower(name)]; n++ {
		end := fmt.Sprintf("(%d)", n)
		name = cut(clean, longestSheetName-len(end)) + end
	}
	taken[strings.ToLower(name)] = true
	return name
}

const utf8Error = '\ufffd'

// cut shortens a text to so many UTF-16 units, never within a character.
func cut(text string, units int) string {
	for i, r := range text {
		if units -= utf16.RuneLen(r); units < 0 {
			return strings.TrimSpace(text[:i])
		}
	}
	return text
}

// reference writes a sheet's name as formulas need it.
func reference(sheet string) string { return "'" + strings.ReplaceAll(sheet, "'", "''") + "'!" }

// FileName is a standings file's name without ending, for people: 2026年第三季度-县市区组-排名. group is a group's id; empty:
// all groups.
func (doc Standings) FileName(l Lang, group string) string {
	parts := []string{l.Period(doc.Period.ID)}
	for _, g := range doc.Groups {
		if g.ID == group {
			parts = append(parts, l.shortGroup(g))
		}
	}
	if doc.Only != "" {
		parts = append(parts, doc.Only)
	}
	return fileName(append(parts, l.of("排名", "ranking")))
}

// FileName is a measures file's name without ending, for people.
func (doc Measures) FileName(l Lang) string {
	return fileName([]string{l.Period(doc.Period.ID), l.of("指标数据", "measures")})
}

// FileName is a unions file's name without ending, for people.
func (doc Unions) FileName(l Lang) string { return l.of("工会名录", "unions") }

// fileName leaves out what a file system or a header would take for something else.
func fileName(parts []string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|;%'`, r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == utf8Error {
			return -1
		}
		if unicode.IsSpace(r) {
			return ' '
		}
		return r
	}, strings.Join(parts, "-"))
}
