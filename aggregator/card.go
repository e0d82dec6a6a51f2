package aggregator

import "time"

// Card is a union's own score and why: its row, each item explained, what cost most, and the gap to the next place.
// All of it is of the board that Standing names; nothing is computed by whoever shows it.
type Card struct {
	Owner      Owner     `json:"owner"`
	Period     Period    `json:"period"`
	State      string    `json:"state"`
	Trial      bool      `json:"trial"`
	Demo       bool      `json:"demo"`
	Version    int       `json:"version"`
	Scheme     SchemeRef `json:"scheme"`
	AsOf       time.Time `json:"as_of"`
	CompleteTo []Offset  `json:"complete_to"`
	Freeze     time.Time `json:"freeze"`
	Previous   *Before   `json:"previous,omitempty"`

	Group     string `json:"group"`
	Names     Names  `json:"names"`
	FullMarks string `json:"full_marks"`
	Mean      string `json:"mean"`   // of the group's totals
	Ranked    int    `json:"ranked"` // units of the group that have a rank
	Last      int    `json:"last"`   // the last rank number of the group

	Unit       Unit        `json:"unit"`
	Items      []Explained `json:"items"`      // in the order of the scheme
	Losses     []string    `json:"losses"`     // ids of the items that cost marks, the largest loss first
	Gap        *Gap        `json:"gap"`        // nil: first, or without a rank
	Neighbours []Neighbour `json:"neighbours"` // up to two places before and after, and the unit itself
}

// Explained is one item in words: what was measured, what it brought, why, and what can be done. ID is never empty.
type Explained struct {
	Item
	Names      Names  `json:"names"` // of the indicator, with what the item restricts it to
	Unit       Names  `json:"unit"`  // in which the value is counted
	Definition Names  `json:"definition"`
	Method     string `json:"method"`
	Rule       Names  `json:"rule"`     // the method with the scheme's constants, in words
	Why        Names  `json:"why"`      // one sentence
	Remedy     Names  `json:"remedy"`   // empty when nothing was lost
	Lost       string `json:"lost"`     // points less marks; empty when the item does not apply
	Mean       string `json:"mean"`     // of the group's marks of this item; empty when it applies to nobody
	Position   int    `json:"position"` // place of its marks in the group, 1 for the most; 0 when the item does not apply
	Of         int    `json:"of"`       // to how many units of the group the item applies
}

// Gap is what is missing to the next place: Need more marks would bring the unit above To as that stands now.
type Gap struct {
	To   Neighbour `json:"to"`
	Need string    `json:"need"`
	Ways []Way     `json:"ways"` // the least effort first; at most three
	// Reaches says whether all ways together bring the unit above To.
	Reaches bool  `json:"reaches"`
	Note    Names `json:"note"` // that the others move too
}

// Way is something honest that a unit can do more of: never reads, shares or fans (regulation forbids chasing those).
type Way struct {
	ID    string   `json:"id"`
	Words Names    `json:"words"` // with the number put in: 办结 6 件超期业务
	Count int64    `json:"count"`
	Pace  Names    `json:"pace"`  // how soon it can be done
	Gain  string   `json:"gain"`  // marks that it brings, as all else stands
	Items []string `json:"items"` // ids of the items that it moves
}

// Neighbour is a unit beside another in the ranking.
type Neighbour struct {
	Union     string `json:"union"`
	Name      string `json:"name"`
	ShortName string `json:"short_name"`
	Rank      int    `json:"rank"`
	Tied      bool   `json:"tied"`
	Total     string `json:"total"`
}

// Trend is a union's standing over time, from the boards recorded at midnights.
type Trend struct {
	Union  string       `json:"union"`
	Points []TrendPoint `json:"points"` // ascending
}

// TrendPoint is one recorded standing. Rank 0: the unit had none.
type TrendPoint struct {
	At        time.Time `json:"at"`
	Period    string    `json:"period"`
	Group     string    `json:"group"`
	Rank      int       `json:"rank"`
	Of        int       `json:"of"` // ranked units of the group
	Total     string    `json:"total"`
	FullMarks string    `json:"full_marks"`
}

// OpenCase is one case past its deadline. Nobody's name is in it: URL leads to the service hall, where the handler signs in.
type OpenCase struct {
	Case      string    `json:"case"`
	Union     string    `json:"union"`
	Name      string    `json:"name"`
	ShortName string    `json:"short_name"`
	Service   string    `json:"service"`
	Names     Names     `json:"service_names"` // empty where the catalogue does not know the service
	Kind      string    `json:"kind"`
	Submitted time.Time `json:"submitted"`
	Deadline  time.Time `json:"deadline"`
	URL       string    `json:"url"` // http or https only; empty: none was reported
}

// OpenCases are the overdue cases of a union and all below it, the oldest deadline first.
type OpenCases struct {
	Union string     `json:"union"`
	AsOf  time.Time  `json:"as_of"`
	Total int64      `json:"total"`
	Cases []OpenCase `json:"cases"`
	Next  string     `json:"next,omitempty"` // where the list goes on, as the dashboard writes Following
	// Following is where the list goes on; nil where it ends.
	Following *CasePlace `json:"-"`
}
