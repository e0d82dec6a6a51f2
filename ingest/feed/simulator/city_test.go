package simulator

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strconv"
	"testing"
	"time"

	"unionscreen/deploy/demo"
	"unionscreen/ingest/feed"
)

// demoConfig is the demo city as its files describe it.
func demoConfig(t testing.TB) Config {
	t.Helper()
	cfg := Default()
	rows, err := csv.NewReader(bytes.NewReader(demo.Registry)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		cfg.Unions = append(cfg.Unions, Union{Code: row[0], Parent: row[3]})
	}
	if cfg.Characters, err = ReadCharacters(bytes.NewReader(demo.Character)); err != nil {
		t.Fatal(err)
	}
	if cfg.Services, err = ReadServices(bytes.NewReader(demo.Services)); err != nil {
		t.Fatal(err)
	}
	return cfg
}

func instant(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// lifeOf generates the city from start to end in one piece.
func lifeOf(t testing.TB, cfg Config, start, end time.Time) []feed.Message {
	t.Helper()
	units, err := settle(cfg.Unions, cfg.Characters)
	if err != nil {
		t.Fatal(err)
	}
	batch, err := newStream(cfg, units, start, start).upTo(end)
	if err != nil {
		t.Fatal(err)
	}
	return batch
}

type wire struct {
	Source, ID, Type, Corrects string
	Time                       time.Time
	Data                       struct {
		Union, Article, Application, Member, Reader, Agent, From, To, Event string
		Due                                                                 time.Time
		Date                                                                string
		Reads                                                               int
	}
}

// told is a plain fold of the city's events, good enough to hold the targets against: per ranked union the five
// figures, and the overdue open cases.
type told struct {
	figures map[string]map[string]int
	overdue map[string]int
	types   map[string]int
	bad     int
}

func foldCity(t testing.TB, cfg Config, batch []feed.Message, end time.Time) told {
	t.Helper()
	units, err := settle(cfg.Unions, cfg.Characters)
	if err != nil {
		t.Fatal(err)
	}
	rank := map[string]string{}
	for _, u := range units {
		for _, code := range u.below {
			rank[code] = u.Union
		}
	}
	out := told{figures: map[string]map[string]int{}, overdue: map[string]int{}, types: map[string]int{}}
	for _, u := range units {
		out.figures[u.Union] = map[string]int{}
	}
	due, completed, withdrawn := map[string]wire{}, map[string]time.Time{}, map[string]bool{}
	home, left := map[string]string{}, map[string]bool{}
	reads, rows := map[string]int{}, map[string]wire{}
	for _, w := range liveOf(batch, &out) {
		f := out.figures[rank[w.Data.Union]]
		switch w.Type {
		case "article.published":
			f["articles"]++
		case "article.withdrawn":
			f["articles"]--
		case "article.read":
			day := w.Data.Union + w.Data.Article + w.Data.Reader + w.Time.In(zone).Format("0102")
			if isCrawler(w.Data.Agent) || w.Data.Reader != "" && reads[day] == 3 {
				continue
			}
			reads[day]++
			f["reads"]++
		case "member.verified":
			if home[w.Data.Member] == "" {
				home[w.Data.Member] = w.Data.Union
			}
		case "member.transferred":
			home[w.Data.Member] = w.Data.To
		case "member.unverified":
			left[w.Data.Member] = true
		case "application.submitted":
			due[w.Data.Application] = w
		case "application.completed":
			if _, again := completed[w.Data.Application]; !again { // a case that was reopened is one completion
				f["completions"]++
			}
			completed[w.Data.Application] = w.Time
		case "article.reads_reported":
			last := rows[w.Data.Article]
			if w.Data.Date > last.Data.Date || w.Data.Date == last.Data.Date && w.Time.After(last.Time) {
				rows[w.Data.Article] = w
				f["reads"] += w.Data.Reads - last.Data.Reads
			}
		case "application.withdrawn":
			withdrawn[w.Data.Application] = true
		}
	}
	for id, w := range due {
		if withdrawn[id] {
			continue
		}
		out.figures[rank[w.Data.Union]]["applications"]++
		if _, done := completed[id]; !done && !w.Data.Due.IsZero() && w.Data.Due.Before(end) {
			out.overdue[rank[w.Data.Union]]++
		}
	}
	for member, union := range home {
		if !left[member] {
			out.figures[rank[union]]["verified_members"]++
		}
	}
	return out
}

// liveOf answers the events that neither a correction nor a void takes out, each once, and counts what the batch holds.
func liveOf(batch []feed.Message, out *told) map[string]wire {
	live, gone := map[string]wire{}, map[string]bool{}
	for _, m := range batch {
		var w wire
		if json.Unmarshal(m.Value, &w) != nil || w.ID[:3] == "bad" {
			out.bad++
			continue
		}
		out.types[w.Type]++
		live[w.Source+" "+w.ID] = w
		if w.Corrects != "" {
			gone[w.Source+" "+w.Corrects] = true
		}
		if w.Type == "event.voided" {
			gone[w.Source+" "+w.Data.Event] = true
		}
	}
	for key := range gone {
		delete(live, key)
	}
	return live
}

func isCrawler(agent string) bool {
	for _, c := range crawlers {
		if agent == c {
			return true
		}
	}
	return false
}

func demoTargets(t testing.TB) map[string]map[string]int {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(demo.Targets)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	targets := map[string]map[string]int{}
	for i, row := range rows[1:] {
		n, err := strconv.Atoi(row[3])
		if err != nil || n <= 0 || row[1] != "*" {
			t.Fatalf("targets.csv, row %d: %v", i+2, row)
		}
		if targets[row[0]] == nil {
			targets[row[0]] = map[string]int{}
		}
		targets[row[0]][row[2]] = n
	}
	return targets
}
