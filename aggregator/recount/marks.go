package recount

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"unionscreen/queries"
)

// noteMarks notes the last index by its name and the last place by its list; rows come by day. A place in no list says
// nothing and is left out.
func (t *tally) noteMarks(a *account, channel string, rows []measurement) {
	indices, places := map[string]queries.ChannelMark{}, map[string]queries.ChannelMark{}
	for _, row := range rows {
		mark := queries.ChannelMark{Union: a.union, Channel: channel, Account: a.account}
		if said := row.said; said.Index != nil {
			index := mark
			index.IndexName, index.IndexMicro = said.IndexName, int64(*said.Index)
			indices[said.IndexName] = index
		}
		if said := row.said; said.Place != nil && said.List != "" {
			place := mark
			place.List, place.Place = said.List, *said.Place
			places[said.List] = place
		}
	}
	for _, marks := range []map[string]queries.ChannelMark{indices, places} {
		for _, mark := range marks {
			t.marks = append(t.marks, mark)
		}
	}
}

// micro is a decimal in millionths.
type micro int64

// UnmarshalJSON reads the number without a float between.
func (m *micro) UnmarshalJSON(text []byte) error {
	n, err := millionths(string(text))
	*m = micro(n)
	return err
}

// millionths reads a decimal of at most six digits behind the point exactly.
func millionths(text string) (int64, error) {
	whole, part, _ := strings.Cut(text, ".")
	if len(part) > 6 {
		return 0, fmt.Errorf("%q has more than six digits behind the point", text)
	}
	n, err := strconv.ParseInt(whole+part+strings.Repeat("0", 6-len(part)), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%q is no decimal: %w", text, err)
	}
	return n, nil
}

// sortedMarks gives the marks by union, channel, account, index and list.
func sortedMarks(marks []queries.ChannelMark) []queries.ChannelMark {
	slices.SortFunc(marks, func(a, b queries.ChannelMark) int {
		return cmp.Or(cmp.Compare(a.Union, b.Union), cmp.Compare(a.Channel, b.Channel), cmp.Compare(a.Account, b.Account),
			cmp.Compare(a.IndexName, b.IndexName), cmp.Compare(a.List, b.List))
	})
	return marks
}
