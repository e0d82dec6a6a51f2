package queries

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// awkwardReads fills in events of articles, readings and accounts.
func awkwardReads(e *ev, r *rand.Rand, pick func(...string) string) {
	days := []string{"2026-09-30", "2026-10-01", "2026-10-31", "2026-11-01", "2026-11-02", "2026-11-03", "2026-12-01", "2026-12-31", "2027-01-01"}
	switch e.kind {
	case "article.published":
		e.channel, e.data = pick("website", "wechat"), pick(`{}`, `{"original":true}`, `{"column":"k"}`, `{"column":"k","original":false}`)
	case "article.submitted", "article.adopted":
		e.thing, e.data = pick("a1", "a2", "a3"), pick(`{}`, `{"place":"homepage"}`, `{"place":"news"}`)
	case "article.read":
		e.channel = pick("", "website", "website", "wechat", "app")
	case "article.shared":
		e.thing, e.person, e.data = pick("a1", "a2"), pick("", "p1"), pick(`{}`, `{"of":"u0"}`)
	case "article.reads_reported":
		e.thing, e.channel, e.date = pick("a1", "a2", "a3"), pick("wechat", "wechat", "website"), pick(days...)
		shares := pick("", fmt.Sprintf(`,"shares":%d`, r.IntN(9)))
		e.data = fmt.Sprintf(`{"date":%q,"measure":%q,"cumulative":%s,"reads":%d%s}`, e.date, pick("times", "users", "users"), pick("true", "true", "false"), r.IntN(50), shares)
	case "channel.measured":
		e.thing, e.channel, e.date = pick("acc1", "acc2"), pick("wechat", "video"), pick(days...)
		e.data = fmt.Sprintf(`{"date":%q%s%s%s%s%s}`, e.date, pick("", fmt.Sprintf(`,"followers":%d`, r.IntN(90))), pick("", fmt.Sprintf(`,"active_followers":%d`, r.IntN(9))),
			pick("", fmt.Sprintf(`,"plays":%d`, r.IntN(90))), pick("", fmt.Sprintf(`,"index":%d.%d,"index_name":"wci"`, r.IntN(9)-4, r.IntN(99)), `,"index":7`),
			pick("", `,"place":3,"list":"top"`, `,"place":9,"list":"best"`, `,"place":4`))
	}
}

// spoken are the fields that the truth takes from the data of articles, readings and accounts.
type spoken struct {
	Original                 bool
	Column                   string
	Of, Measure              string
	Cumulative               bool
	Reads                    int64
	Shares, Followers, Plays *int64
	Active                   *int64      `json:"active_followers"`
	Index                    json.Number `json:"index"`
	IndexName                string      `json:"index_name"`
	List                     string
	Place                    any
}

func speak(r LedgerRow) spoken {
	var s spoken
	if err := json.Unmarshal(r.Data, &s); err != nil {
		panic(err)
	}
	return s
}

func allowed(list []string, value string) bool { return len(list) == 0 || slices.Contains(list, value) }

func (t *truth) articles(live []LedgerRow, w Window, where Where, rows func(string) *UnionSum, add addFunc) {
	type article struct {
		first                        time.Time
		up, original, matches        bool
		submitted, adopted, homepage bool
	}
	found := map[[2]string]*article{}
	for _, r := range live {
		key := [2]string{r.Union, r.Thing}
		if found[key] == nil {
			found[key] = &article{}
		}
		a, said := found[key], speak(r)
		switch r.Type {
		case "article.published":
			if a.first.IsZero() {
				a.first = r.Time
			}
			a.up, a.original = true, said.Original
			a.matches = a.matches || allowed(where.Channels, r.Channel) && allowed(where.Columns, said.Column)
		case "article.withdrawn":
			a.up = false
		case "article.submitted":
			a.submitted = a.submitted || inside(r, w)
		case "article.adopted":
			a.adopted = a.adopted || inside(r, w)
			a.homepage = a.homepage || inside(r, w) && said.Place == "homepage"
		}
	}
	days := map[string]map[string]bool{}
	for key, a := range found {
		union := key[0]
		for name, yes := range map[string]bool{"submitted_articles": a.submitted, "adopted_articles": a.adopted, "adopted_homepage": a.homepage} {
			if yes {
				add(union, name, 1)
			}
		}
		if a.first.IsZero() || a.first.Before(w.Start) || !a.up || !a.matches {
			continue
		}
		add(union, "articles", 1)
		if a.original {
			add(union, "originals", 1)
		}
		if days[union] == nil {
			days[union] = map[string]bool{}
		}
		days[union][a.first.In(t.zone).Format(time.DateOnly)] = true
	}
	for union, set := range days {
		rows(union).Sets = map[string][]string{"article_days": slices.Sorted(maps.Keys(set))}
	}
}

// onChannel is an article of a union on a channel.
type onChannel struct{ union, article, channel string }

// standing gives the rows of each article and channel, of several of one measure and day the last, by day.
func (t *truth) standing(live []LedgerRow) map[onChannel]map[string][]LedgerRow {
	last := map[onChannel]map[[2]string]LedgerRow{}
	for _, r := range live {
		if r.Type != reportedType {
			continue
		}
		key := onChannel{r.Union, r.Thing, r.Channel}
		if last[key] == nil {
			last[key] = map[[2]string]LedgerRow{}
		}
		last[key][[2]string{speak(r).Measure, r.Date}] = r
	}
	found := map[onChannel]map[string][]LedgerRow{}
	for key, rows := range last {
		found[key] = map[string][]LedgerRow{}
		for _, name := range slices.SortedFunc(maps.Keys(rows), func(a, b [2]string) int { return cmp.Compare(a[1], b[1]) }) {
			found[key][name[0]] = append(found[key][name[0]], rows[name])
		}
	}
	return found
}

// counting lists the readings that count, in a window, and the readers of each union among them.
func (t *truth) counting(live []LedgerRow, w Window, where Where, note func(r LedgerRow, reason string)) {
	told := t.standing(live)
	type group struct{ union, article, reader, day string }
	seen := map[group]int{}
	for _, r := range live {
		if r.Type != readType || !inside(r, w) {
			continue
		}
		g := group{r.Union, r.Thing, r.Person, r.Time.In(t.zone).Format(time.DateOnly)}
		reason := ""
		switch {
		case t.bot(r.Agent):
			reason = "crawler"
		case r.Person != "" && seen[g] == t.limit:
			reason = "repeat"
		default:
			seen[g]++
			if told[onChannel{r.Union, r.Thing, r.Channel}] != nil {
				reason = "told"
			}
		}
		if allowed(where.Channels, r.Channel) {
			note(r, reason)
		}
	}
}

func (t *truth) readings(live []LedgerRow, w Window, e time.Time, where Where, add addFunc) {
	t.counting(live, w, where, func(r LedgerRow, reason string) {
		switch reason {
		case "crawler", "repeat":
			add(r.Union, "reads_"+reason, 1)
			return
		case "":
			add(r.Union, "reads", 1)
			add(r.Union, "reads_single", 1)
		}
		if r.Person == "" {
			add(r.Union, "reads_anonymous", 1)
		}
	})
	for _, r := range live {
		if r.Type == "article.shared" && inside(r, w) && len(where.Channels) == 0 {
			add(r.Union, "shares", 1)
			if speak(r).Of != "" {
				add(r.Union, "superior_shares", 1)
			}
		}
	}
	published := map[[2]string]time.Time{}
	for _, r := range slices.Backward(t.live(Articles, e)) {
		if r.Type == "article.published" {
			published[[2]string{r.Union, r.Thing}] = r.Time
		}
	}
	for key, rows := range t.standing(live) {
		if !allowed(where.Channels, key.channel) {
			continue
		}
		basis := t.basis
		if basis == BasisBest {
			basis = BasisUsers
			if len(rows[BasisTimes]) > 0 {
				basis = BasisTimes
			}
		}
		full := func(r LedgerRow) bool {
			first, known := published[[2]string{key.union, key.article}]
			if !known {
				return false
			}
			year, month, day := first.In(t.zone).Date()
			apart := t.happened(r).Sub(time.Date(year, month, day, 0, 0, 0, 0, t.zone))
			return apart >= 0 && apart <= 30*24*time.Hour
		}
		reads, shares := func(s spoken) *int64 { return &s.Reads }, func(s spoken) *int64 { return s.Shares }
		n := t.steps(rows[basis], w, full, reads)
		add(key.union, "reads", n)
		add(key.union, "reads_reported", n)
		add(key.union, "shares", t.steps(rows[basis], w, full, shares))
		add(key.union, "readers_reported", t.steps(rows[BasisUsers], w, full, reads))
	}
}

// steps adds up what rows, by day, add on days of the window.
func (t *truth) steps(rows []LedgerRow, w Window, full func(LedgerRow) bool, figure func(spoken) *int64) (sum int64) {
	var before *int64
	for _, r := range rows {
		said := speak(r)
		stated := figure(said)
		if stated == nil {
			continue
		}
		n := *stated
		if said.Cumulative {
			if before != nil {
				n -= *before
			} else if !full(r) {
				n = 0
			}
			before = stated
		}
		if !t.happened(r).Before(w.Start) {
			sum += n
		}
	}
	return sum
}

// readers counts the distinct readers of subtrees.
func (t *truth) readers(w Window, where Where, subtrees map[string][]string) map[string]int64 {
	e := w.until()
	found := map[string]map[string]bool{}
	t.counting(t.live(Reads, e), w, where, func(r LedgerRow, reason string) {
		if reason != "" || r.Person == "" {
			return
		}
		for key, unions := range subtrees {
			if slices.Contains(unions, r.Union) {
				if found[key] == nil {
					found[key] = map[string]bool{}
				}
				found[key][r.Person] = true
			}
		}
	})
	counts := map[string]int64{}
	for key := range subtrees {
		counts[key] = int64(len(found[key]))
	}
	return counts
}

// measured gives the rows of each account on a channel, of several of one day the last, by day.
func (t *truth) measured(live []LedgerRow, where Where) map[onChannel][]LedgerRow {
	last := map[onChannel]map[string]LedgerRow{}
	for _, r := range live {
		key := onChannel{r.Union, r.Thing, r.Channel}
		if !allowed(where.Channels, r.Channel) {
			continue
		}
		if last[key] == nil {
			last[key] = map[string]LedgerRow{}
		}
		last[key][r.Date] = r
	}
	found := map[onChannel][]LedgerRow{}
	for key, rows := range last {
		for _, day := range slices.Sorted(maps.Keys(rows)) {
			found[key] = append(found[key], rows[day])
		}
	}
	return found
}

func (t *truth) channels(live []LedgerRow, w Window, where Where, add addFunc) {
	for key, rows := range t.measured(live, where) {
		var followers int64
		for _, r := range rows {
			said := speak(r)
			if said.Followers != nil {
				followers = *said.Followers
			}
			if said.Plays != nil && !t.happened(r).Before(w.Start) {
				add(key.union, "video_plays", *said.Plays)
			}
		}
		add(key.union, "followers", followers)
		if last := speak(rows[len(rows)-1]); last.Followers != nil && last.Active != nil {
			add(key.union, "followers_of", *last.Followers)
			add(key.union, "active_followers_of", *last.Active)
		}
	}
}

func (t *truth) marks(w Window) []ChannelMark {
	type name struct {
		onChannel
		index, list string
	}
	last := map[name]ChannelMark{}
	for key, rows := range t.measured(t.live(Channels, w.until()), Where{}) {
		for _, r := range rows {
			said := speak(r)
			m := ChannelMark{Union: key.union, Channel: key.channel, Account: key.article}
			if said.Index != "" {
				whole, part, _ := strings.Cut(said.Index.String(), ".")
				digits := whole + part + strings.Repeat("0", 6-len(part))
				index := m
				index.IndexName = said.IndexName
				n, err := strconv.ParseInt(digits, 10, 64)
				if err != nil {
					panic(err)
				}
				index.IndexMicro = n
				last[name{key, said.IndexName, ""}] = index
			}
			if place, stated := said.Place.(float64); stated && said.List != "" {
				m.List, m.Place = said.List, int64(place)
				last[name{key, "", said.List}] = m
			}
		}
	}
	return slices.SortedFunc(maps.Values(last), func(a, b ChannelMark) int {
		return cmp.Or(cmp.Compare(a.Union, b.Union), cmp.Compare(a.Channel, b.Channel), cmp.Compare(a.Account, b.Account),
			cmp.Compare(a.IndexName, b.IndexName), cmp.Compare(a.List, b.List))
	})
}

// compareReaders holds distinct readers over subtrees, and the marks of accounts, against the truth.
func compareReaders(t *testing.T, s *Store, want *truth, w Window) {
	t.Helper()
	subtrees := map[string][]string{"u1": {"u1"}, "u2": {"u2", "u1"}, "all": {"u1", "u2", "u3"}, "none": {"u7"}}
	for _, where := range []Where{{}, {Channels: []string{"website"}}} {
		got, err := s.Readers(t.Context(), w, where, subtrees)
		if err != nil {
			t.Fatal(err)
		}
		if want := want.readers(w, where, subtrees); !reflect.DeepEqual(got, want) {
			t.Fatalf("readers from %s as of %s on %v:\n got %v\nwant %v", w.Start, w.AsOf, where.Channels, got, want)
		}
	}
	marks, err := s.ChannelMarks(t.Context(), w)
	if err != nil {
		t.Fatal(err)
	}
	if want := want.marks(w); !slices.Equal(marks, want) {
		t.Fatalf("marks as of %s:\n got %v\nwant %v", w.AsOf, marks, want)
	}
}
