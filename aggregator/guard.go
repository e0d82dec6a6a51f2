package aggregator

import (
	"context"
	"time"

	"github.com/cockroachdb/apd/v3"

	"unionscreen/aggregator/score"
	"unionscreen/queries"
)

// Reasons for which the read guard takes a reading out.
const (
	ExcludedCrawler = "crawler" // the agent names itself as one of the crawler list
	ExcludedRepeat  = "repeat"  // the reader had read the article as often that day as counts
)

// Exclusion counts the readings that the guard took out for one reason.
type Exclusion struct {
	Reason string `json:"reason"`
	Count  int64  `json:"count"`
}

// GuardReport says what the read guard of the scheme did to a union's readings, with all below it. It explains reads and
// changes no figure; neither does the flag.
type GuardReport struct {
	Union  string    `json:"union"`
	Period string    `json:"period"`
	Start  time.Time `json:"start"`
	End    time.Time `json:"end"`
	AsOf   time.Time `json:"as_of"`
	State  string    `json:"state"` // value, no_data

	CrawlerList         string `json:"crawler_list"` // version
	RepeatLimit         int    `json:"repeat_limit"`
	AnonymousShareLimit string `json:"anonymous_share_limit"`

	Reads     int64       `json:"reads"`    // what counts: single and reported
	Single    int64       `json:"single"`   // single readings that count
	Reported  int64       `json:"reported"` // increments of reported rows
	Excluded  []Exclusion `json:"excluded"`
	Anonymous int64       `json:"anonymous"` // let through without a reader
	// AnonymousShare is Anonymous over Single with 4 places, 1 at most; empty where no single reading counts.
	AnonymousShare string `json:"anonymous_share"`
	Flagged        bool   `json:"flagged"` // the share is above the limit
}

// Guard answers what the read guard did to a union's readings in a period.
func (t *Tally) Guard(ctx context.Context, id, union string) (GuardReport, error) {
	page, unions, err := t.pageOf(ctx, id, union)
	if err != nil {
		return GuardReport{}, err
	}
	if union == "" {
		return GuardReport{}, ErrNoUnion
	}
	rules, zone := t.cfg.Scheme.Guard, t.zone()
	at := plain(queries.Reads)
	sum := page.scope(unions[0]).roll(at)
	report := GuardReport{
		Union: unions[0].Code, Period: page.period.ID, Start: page.period.Start, End: page.period.End,
		AsOf: page.run[at].AsOf.In(zone), State: score.StateValue,
		CrawlerList: rules.CrawlerList, RepeatLimit: rules.RepeatLimit, AnonymousShareLimit: rules.AnonymousShareLimit.Text('f'),
		Reads: sum.counts["reads"], Single: sum.counts["reads_single"], Reported: sum.counts["reads_reported"],
		Excluded: []Exclusion{
			{Reason: ExcludedCrawler, Count: sum.counts["reads_crawler"]}, {Reason: ExcludedRepeat, Count: sum.counts["reads_repeat"]},
		},
		Anonymous: sum.counts["reads_anonymous"],
	}
	if !sum.reported {
		report.State = score.StateNoData
	}
	// Readings without reader on a channel with reported rows were let through and do not count as single ones, so that
	// there may be more of them than count.
	if over, under := min(report.Anonymous, report.Single), report.Single; under > 0 {
		report.AnonymousShare = score.Ratio(over, under).Value()
		limit := new(apd.Decimal)
		if _, err := apd.BaseContext.Mul(limit, rules.AnonymousShareLimit, apd.New(under, 0)); err != nil {
			return GuardReport{}, err
		}
		report.Flagged = apd.New(over, 0).Cmp(limit) > 0
	}
	return report, nil
}
