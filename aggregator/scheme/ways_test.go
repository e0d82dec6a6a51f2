package scheme

import (
	"slices"
	"strings"
	"testing"
)

// TestWaysAreHonest: nothing is advised that regulation forbids chasing, and nothing without words.
func TestWaysAreHonest(t *testing.T) {
	ways, err := Ways()
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]bool{}
	entries, err := Indicators()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		for _, c := range []Count{e.Measured.Numerator, e.Measured.Denominator} {
			counts[c.Family+"."+c.Name] = true
		}
	}
	for _, w := range ways {
		for _, text := range []string{w.Words.ZH, w.Words.EN, w.One} {
			if strings.Count(text, "{n}") != 1 {
				t.Errorf("%s: %q does not hold the number once", w.ID, text)
			}
		}
		if w.Pace.ZH == "" || w.Pace.EN == "" || w.Effort.Sign() <= 0 || w.Most < 1 || len(w.Effects) == 0 {
			t.Errorf("%s lacks something: %+v", w.ID, w)
		}
		for c := range w.Effects {
			name := c.Family + "." + c.Name
			if slices.Contains([]string{"reads", "posts", "channels"}, c.Family) || strings.Contains(name, "shares") || strings.Contains(name, "followers") {
				t.Errorf("%s chases %s", w.ID, name)
			}
			if !counts[name] && name != "members.verified_members" {
				t.Errorf("%s moves %s, of which no indicator is made", w.ID, name)
			}
		}
		for _, forbidden := range []string{"阅读", "转发", "粉丝", "关注", "点赞"} {
			if strings.Contains(w.Words.ZH, forbidden) {
				t.Errorf("%s asks for %s: %s", w.ID, forbidden, w.Words.ZH)
			}
		}
	}
	var ids []string
	for _, w := range ways {
		ids = append(ids, w.ID)
	}
	want := "accept_in_time adopted_article bring_online complete_in_time complete_overdue feature_project hold_activity hold_course issue_card " +
		"online_application original_article publish_article verify_member wake_group"
	if got := strings.Join(ids, " "); got != want {
		t.Errorf("ways %s, want %s", got, want)
	}
}

const plainWay = `id: do_it
words: {zh: "做 {n} 件", en: "Do {n} things"}
one: "Do {n} thing"
pace: {zh: 今天, en: today}
effort: 1.5
most: 9
effects: {articles.articles: 1}
`

func TestParseWay(t *testing.T) {
	w, err := ParseWay([]byte(plainWay + "bound: {of: base.base_members, less: members.verified_members}\nup_to: {articles.articles: applications.due}\nwhere: {channel: wechat}\nby: [column]\n"))
	if err != nil {
		t.Fatal(err)
	}
	if w.ID != "do_it" || w.Effort.Text('f') != "1.5" || w.Most != 9 || w.Effects[Count{"articles", "articles"}] != 1 ||
		w.Bound.Of != (Count{"base", "base_members"}) || w.Bound.Less != (Count{"members", "verified_members"}) ||
		w.UpTo[Count{"articles", "articles"}] != (Count{"applications", "due"}) || w.Where.Channels[0] != "wechat" || w.By[0] != "column" {
		t.Errorf("read %+v", w)
	}
	faults := map[string]struct{ old, with, want string }{
		"reads":          {"articles.articles: 1", "reads.reads: 1", "line 7: way: effects: reads.reads is not to be chased"},
		"shares":         {"articles.articles: 1", "reads.shares: 1", "reads.shares is not to be chased"},
		"followers":      {"articles.articles: 1", "channels.followers: 1", "channels.followers is not to be chased"},
		"posts":          {"articles.articles: 1", "posts.posts: 1", "posts.posts is not to be chased"},
		"no count":       {"articles.articles: 1", "articles.pictures: 1", `unknown key "articles.pictures"`},
		"nothing":        {"articles.articles: 1", "articles.articles: 0", "must be a whole number other than 0"},
		"half a thing":   {"articles.articles: 1", "articles.articles: 0.5", "must be a whole number other than 0"},
		"no effects":     {"effects: {articles.articles: 1}", "effects: {}", "there must be one at least"},
		"no number":      {"做 {n} 件", "做一件", "must hold {n} once"},
		"two numbers":    {"Do {n} thing\"", "Do {n} of {n}\"", "must hold {n} once"},
		"no words":       {"zh: \"做 {n} 件\", ", "", "line 2: way: words: zh is missing"},
		"no pace":        {"pace: {zh: 今天, en: today}\n", "", "line 1: way: pace is missing"},
		"no effort":      {"effort: 1.5", "effort: 0", "effort must be more than 0"},
		"no most":        {"most: 9\n", "", "most is missing"},
		"another key":    {"most: 9", "most: 9\nhard: yes", `unknown key "hard"`},
		"a wrong bound":  {"most: 9", "most: 9\nbound: {of: base.people}", `of cannot be "base.people"`},
		"a wrong whole":  {"most: 9", "most: 9\nup_to: {articles.articles: base.people}", `cannot be "base.people"`},
		"a wrong narrow": {"most: 9", "most: 9\nby: [colour]", `by cannot be "colour"`},
	}
	for name, f := range faults {
		if !strings.Contains(plainWay, f.old) {
			t.Fatalf("%s: %q is not in the document", name, f.old)
		}
		_, err := ParseWay([]byte(strings.Replace(plainWay, f.old, f.with, 1)))
		if err == nil || !strings.Contains(err.Error(), f.want) {
			t.Errorf("%s: error %v, want %q", name, err, f.want)
		}
	}
}
