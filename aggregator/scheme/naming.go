package scheme

import (
	"strconv"
	"strings"
)

// ItemNames are the words of an item: its indicator's, with what the item restricts it to. Services are the names of the
// services catalogue by code; one that it does not know goes by its code.
func (s *Scheme) ItemNames(item Item, services map[string]Names) Names {
	out := s.indicators[item.Indicator].Names
	notes := item.Where.notes(services)
	if item.Per.Base != "" {
		base, number := phrase(item.Per.Base), strconv.FormatInt(item.Per.Number, 10)
		notes = append(notes, Names{ZH: "每 " + number + " 名" + base.ZH, EN: "per " + number + " " + base.EN})
	}
	if item.Window == WindowYearToDate {
		notes = append(notes, Names{ZH: "本年累计", EN: "year to date"})
	}
	return out.noted(notes)
}

// notes are the words of a restriction, one of each dimension.
func (w Where) notes(services map[string]Names) []Names {
	var out []Names
	for _, d := range w.Dimensions() {
		var zh, en []string
		for _, value := range *w.list(d) {
			names := phrase(value)
			if service, known := services[value]; d == "service" && known {
				names = service
			}
			zh, en = append(zh, names.ZH), append(en, names.EN)
		}
		out = append(out, Names{ZH: strings.Join(zh, "、"), EN: strings.Join(en, ", ")})
	}
	return out
}

// noted adds notes in parentheses.
func (n Names) noted(notes []Names) Names {
	if len(notes) == 0 {
		return n
	}
	var zh, en []string
	for _, note := range notes {
		zh, en = append(zh, note.ZH), append(en, note.EN)
	}
	return Names{ZH: n.ZH + "（" + strings.Join(zh, "；") + "）", EN: n.EN + " (" + strings.Join(en, "; ") + ")"}
}

// Say is the doing in words, n times. What the way itself is restricted to is in its words already.
func (d Doing) Say(n int64, services map[string]Names) Names {
	words, number := d.Words, Thousands(strconv.FormatInt(n, 10))
	if n == 1 {
		words.EN = d.One
	}
	words = Names{ZH: strings.ReplaceAll(words.ZH, "{n}", number), EN: strings.ReplaceAll(words.EN, "{n}", number)}
	if !d.narrowed {
		return words
	}
	return words.noted(d.Where.notes(services))
}

// Thousands sets off the thousands of a number for the eye.
func Thousands(number string) string {
	whole, fraction, has := strings.Cut(number, ".")
	for at := len(whole) - 3; at > 0 && whole[at-1] != '-'; at -= 3 {
		whole = whole[:at] + "," + whole[at:]
	}
	if has {
		return whole + "." + fraction
	}
	return whole
}
