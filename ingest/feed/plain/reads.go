package plain

import (
	"bufio"
	"fmt"
	"io"
	"path"
	"regexp"
	"strings"
	"time"
)

// Reading is one view of a page.
type Reading struct {
	Section, Page, Client, Agent string
	Time                         time.Time
}

var combined = regexp.MustCompile(`^(\S+) \S+ \S+ \[([^\]]+)\] "([A-Z]+) (\S+) HTTP/[0-9.]+" ([0-9]{3}) \S+ "(?:[^"\\]|\\.)*" "((?:[^"\\]|\\.)*)"$`)

// Readings reads a log of the combined format. A view is a GET that was answered with 200 or 304, of a page (no file
// name extension, or html, htm, xhtml, php), not of a feed. damaged counts lines of another form.
func Readings(log io.Reader) (views []Reading, damaged int, err error) {
	lines := bufio.NewScanner(log)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		part := combined.FindStringSubmatch(lines.Text())
		if part == nil {
			damaged++
			continue
		}
		client, stamp, method, target, status, agent := part[1], part[2], part[3], part[4], part[5], part[6]
		page, query, _ := strings.Cut(target, "?")
		if method != "GET" || status != "200" && status != "304" || !isPage(page) || isFeed(query) {
			continue
		}
		at, err := time.Parse("02/Jan/2006:15:04:05 -0700", stamp)
		if err != nil {
			return nil, 0, fmt.Errorf("read the log: %w", err)
		}
		if agent == "-" {
			agent = ""
		}
		views = append(views, Reading{
			Section: section(page), Page: page, Client: client, Agent: strings.ReplaceAll(agent, `\"`, `"`), Time: at,
		})
	}
	if err := lines.Err(); err != nil {
		return nil, 0, fmt.Errorf("read the log: %w", err)
	}
	return views, damaged, nil
}

func isPage(page string) bool {
	switch strings.ToLower(path.Ext(page[strings.LastIndexByte(page, '/')+1:])) {
	case "", ".html", ".htm", ".xhtml", ".php":
		return true
	}
	return false
}

func isFeed(query string) bool {
	for _, pair := range strings.Split(query, "&") {
		if strings.HasPrefix(pair, "flav=rss") || strings.HasPrefix(pair, "flav=atom") {
			return true
		}
	}
	return false
}

// section is the first folder of the path; the front page and files beside it are at home.
func section(page string) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(page, "/"), "/")
	if first == "" || len(first) > 32 || strings.Trim(first, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") != "" {
		return "home"
	}
	return first
}

// ReadCount says what became of the views of a section: All = Counted + Crawler + Repeat.
type ReadCount struct{ All, Counted, Crawler, Repeat int }

// CountReads counts the views with time in [start, end) by section. Crawlers' views go out first; of the others at most
// limit count per section, page, client and day of the zone.
func CountReads(views []Reading, crawler func(agent string) bool, limit int, zone *time.Location, start, end time.Time) map[string]ReadCount {
	type sitting struct{ section, page, client, day string }
	seen := map[sitting]int{}
	counts := map[string]ReadCount{}
	for _, v := range views {
		if v.Time.Before(start) || !v.Time.Before(end) {
			continue
		}
		c := counts[v.Section]
		c.All++
		s := sitting{v.Section, v.Page, v.Client, v.Time.In(zone).Format("2006-01-02")}
		switch {
		case crawler(v.Agent):
			c.Crawler++
		case seen[s] == limit:
			c.Repeat++
		default:
			seen[s]++
			c.Counted++
		}
		counts[v.Section] = c
	}
	return counts
}
