package queries

import (
	"context"
	"fmt"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

func (s *Store) sumChannels(ctx context.Context, w Window, where Where) (*sums, error) {
	found := newSums("followers", "active_followers_of", "followers_of", "video_plays")
	first, _ := s.days(w)
	err := s.each(ctx, func(r driver.Rows) error {
		var union, later string
		var followers, active, of, plays int64
		if err := r.Scan(&union, &followers, &active, &of, &plays, &later); err != nil {
			return err
		}
		if followers|active|of|plays != 0 {
			counts := found.of(union).Counts
			counts["followers"], counts["active_followers_of"], counts["followers_of"], counts["video_plays"] = followers, active, of, plays
		}
		return s.afterDay(found, later)
	}, "sums_channels", where.args(arg("first_day", first), arg("last_day", s.lastRow(w)))...)
	if err != nil {
		return nil, err
	}
	return found, s.said(ctx, Channels, w, found)
}

// ChannelMarks gives the last index of each name, and the last place in each list, that was measured of each account
// before the end of the window (or its as_of), in the order of union, channel, account, name and list.
func (s *Store) ChannelMarks(ctx context.Context, w Window) ([]ChannelMark, error) {
	var marks []ChannelMark
	err := s.each(ctx, func(r driver.Rows) error {
		var m ChannelMark
		var value int64
		if err := r.Scan(&m.Union, &m.Channel, &m.Account, &m.IndexName, &m.List, &value); err != nil {
			return err
		}
		if m.List == "" {
			m.IndexMicro = value
		} else {
			m.Place = value
		}
		marks = append(marks, m)
		return nil
	}, "channel_marks", arg("last_day", s.lastRow(w)))
	if err != nil {
		return nil, fmt.Errorf("read indices and places: %w", err)
	}
	return marks, nil
}
