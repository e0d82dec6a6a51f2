package recount

import "unionscreen/queries"

// Names lists the figures and sets of a family, as both calculations call them.
func Names(family string) []string {
	return map[string][]string{
		queries.Articles: {"articles", "originals", "submitted_articles", "adopted_articles", "adopted_homepage", "article_days"},
		queries.Reads: {"reads", "reads_single", "reads_reported", "reads_crawler", "reads_repeat", "reads_anonymous", "shares",
			"superior_shares", "readers_reported"},
		queries.Members: {"verified_members", "newly_verified", "active_members", "cards_issued", "grassroots_online", "home_ratings",
			"home_rated_well"},
		queries.Applications: {"applications", "completions", "due", "due_completed", "on_time", "accept_due", "accept_on_time",
			"reopened", "handled", "handled_us", "rated", "rated_well", "overdue_open", "services"},
		queries.Activities: {"activities", "participations", "trainings", "interest_groups", "featured_projects"},
		queries.Merchants:  {"merchants_net", "merchants"},
		queries.Posts:      {"posts"},
		queries.Channels:   {"followers", "active_followers_of", "followers_of", "video_plays"},
		queries.Base:       {"base_employees", "base_members", "base_grassroots", "base_entered"},
	}[family]
}
