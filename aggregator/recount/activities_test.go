package recount

import (
	"testing"

	"unionscreen/queries"
)

func TestActivities(t *testing.T) {
	check(t, "activities trainings", []example{
		{"boundaries", september, story("09-01 u1 activity.held a kind=contest", "09-30 23:59:59.999999 u1 activity.held b kind=vote", "08-31 23:59:59.999999 u1 activity.held c kind=vote",
			"10-01 u1 activity.held d kind=vote"), []string{"u1 activities=2"}},
		{"held twice in the window is one", september, story("09-01 u1 activity.held a kind=contest", "09-02 u1 activity.held a kind=contest"), []string{"u1 activities=1"}},
		{"held in August too: one of each", september, story("08-01 u1 activity.held a kind=contest", "09-02 u1 activity.held a kind=contest"), []string{"u1 activities=1"}},
		{"one name in two unions is two", september, story("09-01 u1 activity.held a kind=contest", "09-02 u2 activity.held a kind=contest"), []string{"u1 activities=1", "u2 activities=1"}},
		{"courses, trainings and lectures", september, story("09-01 u1 activity.held a kind=course", "09-01 u1 activity.held b kind=training", "09-01 u1 activity.held c kind=lecture", "09-01 u1 activity.held d kind=reading"),
			[]string{"u1 activities=4 trainings=3"}},
		{"a contest that is held again as a course", september, story("09-01 u1 activity.held a kind=contest", "09-02 u1 activity.held a kind=course"), []string{"u1 activities=1 trainings=1"}},
		{"a course in August, a contest in September", september, story("08-01 u1 activity.held a kind=course", "09-02 u1 activity.held a kind=contest"), []string{"u1 activities=1"}},
		{"joined but never held", september, story("09-02 u1 activity.joined a by=p"), nil},
		{"voided", september, append(story("09-01 u1 activity.held a kind=course"), void("v", "09-03", "01")), nil},
	})
}

func TestParticipations(t *testing.T) {
	check(t, "participations", []example{
		{"one per member and activity", september, story("09-02 u1 activity.joined a by=p", "09-03 u1 activity.joined a by=p", "09-03 u1 activity.joined a by=q", "09-03 u1 activity.joined b by=p"), []string{"u1 participations=3"}},
		{"first joined before the window: not again", september, story("08-31 23:59:59.999999 u1 activity.joined a by=p", "09-03 u1 activity.joined a by=p"), nil},
		{"without a member each event is one", september, story("09-02 u1 activity.joined a", "09-02 u1 activity.joined a", "08-31 u1 activity.joined a", "10-01 u1 activity.joined a"), []string{"u1 participations=2"}},
		{"one name in two unions", september, story("08-02 u1 activity.joined a by=p", "09-02 u2 activity.joined a by=p"), []string{"u2 participations=1"}},
		{"the first one is voided: the next is the first", september, append(story("08-02 u1 activity.joined a by=p", "09-02 u1 activity.joined a by=p"), void("v", "09-03", "01")), []string{"u1 participations=1"}},
	})
}

func TestInterestGroups(t *testing.T) {
	check(t, "interest_groups", []example{
		{"distinct over activities", september, story("09-02 u1 activity.held a kind=group group=g", "09-03 u1 activity.held b kind=contest group=g", "09-03 u1 activity.held c kind=group group=h",
			"09-03 u1 activity.held d kind=group"), []string{"u1 interest_groups=2"}},
		{"one name in two unions is two", september, story("09-02 u1 activity.held a kind=group group=g", "09-02 u2 activity.held a kind=group group=g"), []string{"u1 interest_groups=1", "u2 interest_groups=1"}},
		{"outside the window", september, story("08-31 u1 activity.held a kind=group group=g", "10-01 u1 activity.held a kind=group group=h"), nil},
		{"an activity that changes its group counts for both", september, story("09-02 u1 activity.held a kind=group group=g", "09-03 u1 activity.held a kind=group group=h"), []string{"u1 interest_groups=2"}},
	})
}

func TestFeaturedProjects(t *testing.T) {
	check(t, "featured_projects", []example{
		{"distinct in the window", september, story("09-01 u1 project.featured p level=city", "09-02 u1 project.featured p level=province", "09-03 u1 project.featured q", "08-31 u1 project.featured r", "10-01 u1 project.featured s"),
			[]string{"u1 featured_projects=2"}},
		{"a project and an activity of one name", september, story("09-01 u1 project.featured p level=city", "09-02 u1 activity.held p kind=vote", "09-03 u2 activity.held p kind=vote"), []string{"u1 featured_projects=1"}},
	})
}

func TestActivitiesWhere(t *testing.T) {
	events := story(
		"09-01 u1 activity.held a kind=contest group=g", "09-02 u1 activity.held a kind=course group=h",
		"09-03 u1 activity.joined a by=p", "09-03 u1 activity.joined a",
		"08-01 u1 activity.held b kind=contest", "09-05 u1 activity.joined b by=p", // held in August only: participations, no activity
		"09-05 u1 activity.joined c by=p",                                          // never held
		"10-05 u1 activity.held d kind=contest", "09-06 u1 activity.joined d by=q", // held after the end: not yet of any kind
		"09-07 u1 project.featured x level=city", "09-08 u1 project.featured x level=province", "09-08 u1 project.featured y")
	for _, x := range []struct {
		about string
		where queries.Where
		want  string
	}{
		{"everything", queries.Where{}, "u1 activities=1 featured_projects=2 interest_groups=2 participations=5 trainings=1"},
		{"contest: a was one in the window; joinings go by the last holding, so only b's", queries.Where{Kinds: []string{"contest"}}, "u1 activities=1 featured_projects=2 interest_groups=1 participations=1"},
		{"course: a's last holding", queries.Where{Kinds: []string{"course"}}, "u1 activities=1 featured_projects=2 interest_groups=1 participations=2 trainings=1"},
		{"both", queries.Where{Kinds: []string{"course", "contest"}}, "u1 activities=1 featured_projects=2 interest_groups=2 participations=3 trainings=1"},
		{"a kind that nothing is of", queries.Where{Kinds: []string{"survey"}}, "u1 featured_projects=2"},
		{"a level", queries.Where{Levels: []string{"city"}}, "u1 activities=1 featured_projects=1 interest_groups=2 participations=5 trainings=1"},
		{"the later level of the same project", queries.Where{Levels: []string{"province"}}, "u1 activities=1 featured_projects=1 interest_groups=2 participations=5 trainings=1"},
	} {
		checkWith(t, testRules(), x.where, "activities trainings participations interest_groups featured_projects", []example{{x.about, september, events, []string{x.want}}})
	}
}

func TestMerchants(t *testing.T) {
	check(t, "merchants merchants_net", []example{
		{"joined in the window", september, story("09-02 u1 merchant.joined m"), []string{"u1 merchants=1 merchants_net=1"}},
		{"joined before it", september, story("08-31 23:59:59.999999 u1 merchant.joined m"), []string{"u1 merchants=1"}},
		{"joined at its start is new in it", september, story("09-01 u1 merchant.joined m"), []string{"u1 merchants=1 merchants_net=1"}},
		{"joined at its end", september, story("10-01 u1 merchant.joined m"), nil},
		{"left in the window: one fewer", september, story("08-02 u1 merchant.joined m", "09-02 u1 merchant.left m"), []string{"u1 merchants_net=-1"}},
		{"came and went", september, story("09-02 u1 merchant.joined m", "09-03 u1 merchant.left m"), nil},
		{"left and came back", september, story("08-02 u1 merchant.joined m", "09-02 u1 merchant.left m", "09-03 u1 merchant.joined m"), []string{"u1 merchants=1"}},
		{"left without having joined", september, story("09-03 u1 merchant.left m"), nil},
		{"one came, one went: a net of nothing", september, story("09-03 u1 merchant.joined m", "08-03 u1 merchant.joined n", "09-04 u1 merchant.left n"), []string{"u1 merchants=1"}},
		{"one name in two unions", september, story("08-03 u1 merchant.joined m", "09-04 u2 merchant.joined m"), []string{"u1 merchants=1", "u2 merchants=1 merchants_net=1"}},
		{"at one instant the id decides", september, story("09-03 u1 merchant.left m", "09-03 u1 merchant.joined m"), []string{"u1 merchants=1 merchants_net=1"}},
		{"left after as_of", running, story("09-03 u1 merchant.joined m", "09-16 u1 merchant.left m"), []string{"u1 merchants=1 merchants_net=1"}},
	})
}

func TestPosts(t *testing.T) {
	check(t, "posts", []example{
		{"posts and replies, whoever writes them", september, story("09-01 u1 post.created a by=p kind=post", "09-02 u1 post.created b by=q kind=reply", "09-02 u1 post.created c"), []string{"u1 posts=3"}},
		{"outside the window", september, story("08-31 23:59:59.999999 u1 post.created a", "10-01 u1 post.created b"), nil},
		{"created twice is one, of the first time", september, story("08-01 u1 post.created a", "09-02 u1 post.created a", "09-02 u1 post.created b", "09-03 u1 post.created b"), []string{"u1 posts=1"}},
		{"removed", september, story("09-02 u1 post.created a", "09-03 u1 post.removed a"), nil},
		{"removed at the end: still there", september, story("09-02 u1 post.created a", "10-01 u1 post.removed a"), []string{"u1 posts=1"}},
		{"created again after it was removed", september, story("09-02 u1 post.created a", "09-03 u1 post.removed a", "09-04 u1 post.created a"), []string{"u1 posts=1"}},
		{"removed before it was created", september, story("09-01 u1 post.removed a", "09-02 u1 post.created a"), []string{"u1 posts=1"}},
		{"authors do not make the order: r removes what p wrote, q wrote it first", september,
			story("08-31 u1 post.created a by=q", "09-02 u1 post.created a by=p", "09-02 u1 post.created b by=z", "09-03 u1 post.removed b by=a"), nil},
		{"one name in two unions", september, story("09-02 u1 post.created a", "09-02 u2 post.created a"), []string{"u1 posts=1", "u2 posts=1"}},
		{"at one instant the id decides", september, story("09-02 u1 post.created a", "09-02 u1 post.removed a"), nil},
	})
	checkWith(t, testRules(), queries.Where{Kinds: []string{"reply"}}, "posts", []example{
		{"of the kind it was first created as", september, story("09-01 u1 post.created a kind=post", "09-02 u1 post.created a kind=reply", "09-02 u1 post.created b kind=reply", "09-03 u1 post.created b kind=post",
			"09-03 u1 post.created c"), []string{"u1 posts=1"}},
	})
}
