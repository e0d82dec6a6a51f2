package feed

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// read reads a number as people write it (1,234,567.50) and writes it plainly, without zeros behind its last decimal.
// Groups must have three digits, so that no decimal comma is taken for one between groups.
func (n *Number) read(text string) (string, error) {
	bad := func(why string) (string, error) {
		return "", fmt.Errorf("%q is not a number: %s", shorten(text), why)
	}
	rest, minus := strings.TrimSpace(text), ""
	if strings.HasPrefix(rest, "-") {
		rest, minus = rest[1:], "-"
	}
	whole, fraction, _ := strings.Cut(rest, n.Decimal)
	groups := strings.Split(whole, n.Group)
	for i, group := range groups {
		switch {
		case group == "" || !digits(group):
			return bad("there are other signs than digits")
		case i > 0 && len(group) != 3, i == 0 && len(groups) > 1 && len(group) > 3:
			return bad("between " + n.Group + " stand groups of three digits")
		}
	}
	if !digits(fraction) {
		return bad("there are other signs than digits")
	}
	whole = strings.TrimLeft(strings.Join(groups, ""), "0")
	if whole == "" {
		whole = "0"
	}
	if fraction = strings.TrimRight(fraction, "0"); fraction != "" {
		whole += "." + fraction
	}
	if whole == "0" {
		minus = ""
	}
	return minus + whole, nil
}

func digits(text string) bool { return strings.Trim(text, "0123456789") == "" }

// decimal gives a number of data with the digits that the file has.
func decimal(text string) (any, error) {
	plain, err := (&Number{Group: "\x00", Decimal: "."}).read(text)
	if err != nil {
		return nil, errors.New(shorten(text) + " is not a number; read it with a step number")
	}
	return json.Number(plain), nil
}

// list takes a text apart at commas, semicolons and spaces, Chinese ones too; a JSON list, as NDJSON has it, is taken
// as it is.
func list(text string) (any, error) {
	if strings.HasPrefix(text, "[") {
		var items []string
		if err := json.Unmarshal([]byte(text), &items); err != nil || len(items) == 0 {
			return nil, fmt.Errorf("%q is no list of texts", shorten(text))
		}
		return items, nil
	}
	items := strings.FieldsFunc(text, func(c rune) bool { return strings.ContainsRune(",;|，；、 \u3000", c) })
	if len(items) == 0 {
		return nil, fmt.Errorf("%q holds nothing but separators", shorten(text))
	}
	return items, nil
}
