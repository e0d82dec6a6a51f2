package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"time"
)

// awkward makes n events of the quarter 2026-Q3, of every type of events.md, that hit every rule of it: repeats of one
// reader, crawlers, platform rows that fall and are replaced, withdrawals, transfers in any order, completions before
// submissions, pauses within pauses, reopenings, deadlines at the boundary, corrections over unions and days, chains
// and rivals of corrections, voids, voids of corrections, conflicts, unknown unions, first and last microseconds of the
// quarter. Same seed, same bytes.
func awkward(seed uint64, n int, unions []string) [][]byte {
	a := &awkwardness{dice: rand.New(rand.NewPCG(seed, 7)), unions: append([]string{"NOT-REGISTERED"}, unions...)}
	for len(a.events) < n {
		a.next(len(a.events))
	}
	return a.events[:n]
}

type awkwardness struct {
	dice    *rand.Rand
	unions  []string
	events  [][]byte
	written []written
}

type written struct {
	id, kind string
	at       time.Time
	data     map[string]any
}

var (
	quarterStart = time.Date(2026, 6, 30, 16, 0, 0, 0, time.UTC) // 1 July, midnight in Shanghai
	quarterEnd   = time.Date(2026, 9, 30, 16, 0, 0, 0, time.UTC)
	agents       = []string{"", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120", "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)"}
)

func (a *awkwardness) union() string { return a.unions[a.dice.IntN(len(a.unions))] }

// instant is mostly anywhere in the quarter, often on few days so that limits are met, sometimes at its very edge.
func (a *awkwardness) instant() time.Time {
	switch a.dice.IntN(40) {
	case 0:
		return quarterStart
	case 1:
		return quarterStart.Add(-time.Microsecond)
	case 2:
		return quarterEnd.Add(-time.Microsecond)
	case 3:
		return quarterEnd
	case 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15:
		return quarterStart.AddDate(0, 0, 40+a.dice.IntN(2)).Add(time.Duration(a.dice.IntN(86400)) * time.Second)
	default:
		return quarterStart.Add(time.Duration(a.dice.Int64N(int64(quarterEnd.Sub(quarterStart)/time.Microsecond))) * time.Microsecond)
	}
}

func (a *awkwardness) next(n int) {
	switch dice := a.dice.IntN(100); {
	case dice < 8 && len(a.written) > 0:
		a.correct(n)
	case dice < 13 && len(a.written) > 0:
		a.void(n)
	case dice < 16 && len(a.written) > 0:
		a.conflict()
	default:
		kind, data := a.fact()
		a.write(written{fmt.Sprintf("e%d", n), kind, a.instant(), data}, "")
	}
}

// fact is an event of any type about one of few things, so that lives cross: what is done meets what was done before.
func (a *awkwardness) fact() (string, map[string]any) {
	total := 0
	for _, f := range awkwardFacts {
		total += f.part
	}
	n := a.dice.IntN(total)
	for _, f := range awkwardFacts {
		if n -= f.part; n < 0 {
			data := map[string]any{"union": a.union()}
			f.fill(a, data)
			return f.kind, data
		}
	}
	return "", nil // the parts add up to the total
}

// correct replaces an earlier event: often one that was corrected before, sometimes one that nobody knows.
func (a *awkwardness) correct(n int) {
	target := a.written[a.dice.IntN(len(a.written))].id
	if a.dice.IntN(3) == 0 {
		target = a.written[max(0, len(a.written)-1-a.dice.IntN(30))].id
	}
	if a.dice.IntN(12) == 0 {
		target = "nobody-knows"
	}
	kind, data := a.fact()
	a.write(written{fmt.Sprintf("e%d", n), kind, a.instant(), data}, target)
}

func (a *awkwardness) void(n int) {
	target := a.written[max(0, len(a.written)-1-a.dice.IntN(60))].id
	a.write(written{fmt.Sprintf("e%d", n), "event.voided", a.instant(), map[string]any{"union": a.union(), "event": target}}, "")
}

// conflict says another thing under a name that was used before.
func (a *awkwardness) conflict() {
	rival := a.written[a.dice.IntN(len(a.written))]
	rival.at = rival.at.Add(time.Microsecond)
	a.write(rival, "")
}

func (a *awkwardness) write(w written, corrects string) {
	event := map[string]any{
		"specversion": "1.0", "id": w.id, "source": "/awkward", "type": w.kind,
		"time": w.at.Format(time.RFC3339Nano), "data": w.data,
	}
	if corrects != "" {
		event["corrects"] = corrects
	}
	text, err := json.Marshal(event)
	if err != nil {
		panic(err) // only strings and maps are written
	}
	a.written = append(a.written, w)
	a.events = append(a.events, text)
}

// shuffled repeats every event one to five times and mixes all of them.
func shuffled(seed uint64, events [][]byte) [][]byte {
	dice := rand.New(rand.NewPCG(seed, 11))
	var all [][]byte
	for _, event := range events {
		for range 1 + dice.IntN(5) {
			all = append(all, event)
		}
	}
	dice.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}
