package collect

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"unionscreen/ingest/event"
	"unionscreen/ingest/feed"
)

// Site is a website whose pages may report their own readings. The weakest of all sources: whoever opens the page can
// send what he likes in its name, so the read guard and the anonymous share matter most here.
type Site struct {
	Origin string `yaml:"origin"` // scheme://host[:port] of the pages
	Source string `yaml:"source"` // of the events that it makes
	Union  string `yaml:"union"`  // whose website it is
}

// Reading is what the script on a page sends.
type Reading struct {
	ID      string `json:"i"` // of this view, so that a repeated request counts once
	Article string `json:"a"`
	Reader  string `json:"r"` // random, kept by the page's own origin
}

var (
	originForm  = regexp.MustCompile(`^https?://[a-z0-9.-]{1,253}(:[0-9]{1,5})?$`)
	randomForm  = regexp.MustCompile(`^[0-9a-f]{32}$`)
	articleForm = regexp.MustCompile(`^[!-~]{1,128}$`)
)

// longestAgent cuts what a browser says of itself; the lists of crawlers look at less.
const longestAgent = 500

// ErrReading says that what a page sent is not what its script sends.
var ErrReading = errors.New("not a reading of collect.js")

// CheckSites lists every fault of the configured websites.
func CheckSites(sites []Site) error {
	var faults []error
	seen := map[string]bool{}
	for i, site := range sites {
		if !originForm.MatchString(site.Origin) {
			faults = append(faults, fmt.Errorf("beacon %d: origin %q is not scheme://host[:port] in lower case, as in https://www.example.org", i+1, site.Origin))
		}
		if seen[site.Origin] {
			faults = append(faults, fmt.Errorf("beacon %d: the origin %s is listed twice", i+1, site.Origin))
		}
		seen[site.Origin] = true
		if site.Source == "" || site.Union == "" {
			faults = append(faults, fmt.Errorf("beacon %d: source and union are required", i+1))
		}
	}
	return errors.Join(faults...)
}

// ParseReading reads what the script sent, strictly.
func ParseReading(body []byte) (Reading, error) {
	decoder := json.NewDecoder(strings.NewReader(string(body)))
	decoder.DisallowUnknownFields()
	var r Reading
	if err := decoder.Decode(&r); err != nil || decoder.More() {
		return Reading{}, ErrReading
	}
	if !randomForm.MatchString(r.ID) || !randomForm.MatchString(r.Reader) || !articleForm.MatchString(r.Article) {
		return Reading{}, ErrReading
	}
	return r, nil
}

// TakeReading brings one reading to Kafka as an article.read of the site's union, now. Agent is the browser's, by which
// crawlers are known.
func (c *Collector) TakeReading(ctx context.Context, site Site, r Reading, agent string) (Taken, error) {
	data := map[string]any{"union": site.Union, "article": r.Article, "reader": "web-" + r.Reader, "channel": "website"}
	if agent = strings.ToValidUTF8(agent[:min(len(agent), longestAgent)], ""); agent != "" {
		data["agent"] = agent
	}
	draft := feed.Draft{Source: site.Source, ID: r.ID, Type: "article.read", Time: c.deps.Now().Truncate(time.Microsecond), Data: data}
	value, err := draft.Value()
	if err != nil {
		return Taken{}, err
	}
	return c.Take(ctx, []event.Input{{Value: value}}, func(string, string) (bool, bool) { return true, true })
}
