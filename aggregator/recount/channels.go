package recount

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"unionscreen/queries"
)

// account follows one account of one union, on each channel that it is measured on.
type account struct {
	union, account string
	rules          Rules
	rows           map[accountDay]measurement // rows come in order: of several of one day the last one stands
}

type accountDay struct {
	channel string
	day     int
}

type measurement struct {
	at   time.Time // start of its day
	said measured
}

type measured struct {
	Followers, Plays, Place *int64
	ActiveFollowers         *int64 `json:"active_followers"`
	Index                   *micro
	IndexName               string `json:"index_name"`
	List                    string
}

func newAccount(t *tally, row queries.LedgerRow) *account {
	return &account{union: t.name(row.Union), account: row.Thing, rules: t.rules, rows: map[accountDay]measurement{}}
}

func (a *account) take(row queries.LedgerRow, at time.Time) error {
	said, err := dataOf[measured](row)
	if err != nil {
		return err
	}
	a.rows[accountDay{row.Channel, a.rules.dayOf(at)}] = measurement{at, said}
	return nil
}

func (a *account) count(t *tally) {
	byChannel := map[string][]measurement{}
	for _, key := range slices.SortedFunc(maps.Keys(a.rows), func(x, y accountDay) int { return cmp.Compare(x.day, y.day) }) {
		if allows(t.where.Channels, key.channel) {
			byChannel[key.channel] = append(byChannel[key.channel], a.rows[key])
		}
	}
	for channel, rows := range byChannel {
		t.countFollowers(a.union, rows)
		t.countActiveFollowers(a.union, rows[len(rows)-1].said)
		t.countPlays(a.union, rows)
		t.noteMarks(a, channel, rows)
	}
}
