package sheet

import (
	"strconv"
	"strings"
	"unicode/utf16"
)

// longestName of a sheet, in units of UTF-16; what is longer or holds certain signs no spreadsheet program writes, but
// programs that export tables do.
const longestName = 31

// writable is the name under which the sheet with that number can be written; most names are.
func writable(name string, number int) string {
	name = strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`:\/?*[]`, r) {
			return '_'
		}
		return r
	}, name)
	for len(utf16.Encode([]rune(name))) > longestName {
		runes := []rune(name)
		name = string(runes[:len(runes)-1])
	}
	if name = strings.Trim(name, "'"); name == "" {
		return "Sheet " + strconv.Itoa(number)
	}
	return name
}

// writableNames are those of all sheets, no two of which differ in nothing but the case of their letters.
func writableNames(names []string) []string {
	taken, list := map[string]bool{}, make([]string, len(names))
	for i, name := range names {
		list[i] = writable(name, i+1)
		for n := i + 1; taken[strings.ToLower(list[i])]; n++ {
			list[i] = "Sheet " + strconv.Itoa(n)
		}
		taken[strings.ToLower(list[i])] = true
	}
	return list
}
