package recount

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"unionscreen/queries"
)

func TestRulesValidate(t *testing.T) {
	_, err := Count(t.Context(), memory{}, Rules{}, september, queries.Where{})
	if err == nil || strings.Count(err.Error(), "\n") != 3 {
		t.Errorf("all four faults must be named: %v", err)
	}
}

func TestEmptyLedger(t *testing.T) {
	if sums := mustCount(t, memory{}, september); len(sums) != 0 {
		t.Errorf("sums of nothing: %v", sums)
	}
}

// backwards is a ledger whose scan sorts the wrong way in one order.
type backwards struct {
	memory
	order queries.ScanOrder
}

func (b backwards) Scan(ctx context.Context, order queries.ScanOrder, fn func(queries.LedgerRow) error) error {
	if order != b.order {
		return b.memory.Scan(ctx, order, fn)
	}
	var rows []queries.LedgerRow
	err := b.memory.Scan(ctx, order, func(r queries.LedgerRow) error { rows = append(rows, r); return nil })
	for _, r := range slices.Backward(rows) {
		err = errors.Join(err, fn(r))
	}
	return err
}

// TestDisorderIsAnError: figures from a scan that does not keep its order would be wrong without a sign.
func TestDisorderIsAnError(t *testing.T) {
	ledger := ledgerOf(reading("1", "09-02", "u1"), reading("2", "09-03", "u1"), reading("3", "09-04", "u1"))
	for _, order := range []queries.ScanOrder{queries.OrderIdentity, queries.OrderThing} {
		if sums, err := Count(t.Context(), backwards{ledger, order}, testRules(), september, queries.Where{}); !errors.Is(err, errOrder) || sums != nil {
			t.Errorf("order %d: %v %v", order, sums, err)
		}
	}
}

func TestScanErrorsComeThrough(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Count(ctx, ledgerOf(reading("1", "09-02", "u1")), testRules(), september, queries.Where{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

// TestUnreadableDataIsAnError: what cannot be read must not become a figure.
func TestUnreadableDataIsAnError(t *testing.T) {
	for _, line := range []string{
		"09-02 u1 article.published a channel=wechat original=yes", "09-02 u1 article.adopted a place=7", "09-02 u1 article.shared a of=7",
		"09-02 u1 article.reads_reported a channel=wechat measure=times reads=1 cumulative=true date=soon",
		"09-02 u1 article.reads_reported a channel=wechat measure=times reads=1.5 cumulative=true date=09-02",
		"09-02 u1 union.rated p grade=good", "09-02 u1 application.rated c grade=good", "09-02 u1 activity.held a kind=7", "09-02 u1 project.featured p level=7",
		"09-02 u1 post.created p kind=7", "09-02 u1 channel.measured a channel=wechat date=09-02 followers=many", "09-02 u1 channel.measured a channel=wechat date=7",
		"09-02 u1 channel.measured a channel=wechat date=09-02 index=0.1234567", "09-02 u1 channel.measured a channel=wechat date=09-02 index=1e99",
		"09-02 u1 union.base_reported - as_of=soon employees=1", "09-02 u1 union.base_reported - as_of=7", "09-02 u1 union.base_reported - as_of=2026-01-01 employees=many",
	} {
		_, err := Count(t.Context(), ledgerOf(story(line)...), testRules(), september, queries.Where{})
		if err == nil || !strings.Contains(err.Error(), "01 of s") {
			t.Errorf("%s: error %v must name the event", line, err)
		}
	}
}

// TestNames: the names that are told are exactly those that are counted.
func TestNames(t *testing.T) {
	events := story(
		"09-01 u1 article.published a channel=wechat original=true", "09-01 u1 article.submitted a", "09-01 u1 article.adopted a place=homepage",
		"09-02 u1 article.read a by=r channel=weibo", "09-02 u1 article.read a by=r", "09-02 u1 article.read a by=r", "09-02 u1 article.read a by=r", "09-02 u1 article.read a", "09-02 u1 article.read a agent=bot",
		"09-02 u1 article.reads_reported a channel=wechat date=09-02 measure=users cumulative=false reads=1", "09-02 u1 article.shared a of=u9",
		"09-01 u1 member.verified p", "09-01 u1 member.active p", "09-01 u1 card.issued p", "09-01 u1 union.online g", "09-01 u1 union.rated p grade=5",
		"09-01 u1 application.submitted c service=aid", "09-01 09:00 u1 application.accepted c", "09-02 u1 application.completed c", "09-02 u1 application.rated c grade=5",
		"09-01 u1 application.submitted d service=aid", "09-02 u1 application.completed d", "09-03 u1 application.reopened d",
		"09-01 u1 activity.held a kind=course group=g", "09-01 u1 activity.joined a", "09-01 u1 project.featured p", "09-01 u1 merchant.joined m", "09-01 u1 post.created p",
		"09-01 u1 channel.measured acc channel=wechat date=09-01 followers=2 active_followers=1 plays=1", "09-01 u1 union.base_reported - as_of=2026-09-01 employees=1 members=1 grassroots=1 entered=1")
	sums := mustAnswer(t, ledgerOf(events...), limitedRules(), Question{Window: september}).Sums
	var told []string
	for _, family := range queries.Families() {
		told = append(told, Names(family)...)
	}
	counted := append(slices.Collect(maps.Keys(sums[0].Counts)), slices.Collect(maps.Keys(sums[0].Sets))...)
	slices.Sort(told)
	slices.Sort(counted)
	if len(sums) != 1 || !slices.Equal(told, counted) {
		t.Errorf("told    %v\ncounted %v", told, counted)
	}
}
