package aggregator

import "time"

// Names are the words of one thing in the languages of the product.
type Names struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// Period is a span of business time, half-open [Start, End), in the scheme's zone.
type Period struct {
	ID    string    `json:"id"`   // 2026-Q4, 2026, 2026-11, 2026-11-21
	Kind  string    `json:"kind"` // quarter, year, month, day
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
}

// Offset says up to which offset of a partition events are in the figures: Offset is the next one to come.
type Offset struct {
	Topic     string `json:"topic"`
	Partition int    `json:"partition"`
	Offset    int64  `json:"offset"`
}

// Measure is a figure of one union in one period. Value, Numerator and Denominator are decimals as strings and
// empty unless State is "value"; Value has at most 4 places.
type Measure struct {
	Union       string `json:"union"`
	Indicator   string `json:"indicator"`
	State       string `json:"state"` // value, not_applicable, no_data
	Value       string `json:"value"`
	Numerator   string `json:"numerator"`
	Denominator string `json:"denominator"`
	// Median stands beside a mean, Answered (in per cent: done at all, in time or not) beside what was done in time.
	Median   string    `json:"median,omitempty"`
	Answered string    `json:"answered,omitempty"`
	AsOf     time.Time `json:"as_of"`
}

// Item is what one item of the scheme brought a union: its value, the target and the marks. ID tells items of one
// indicator apart; an item that is called like its indicator has none.
type Item struct {
	ID          string `json:"id,omitempty"`
	Indicator   string `json:"indicator"`
	State       string `json:"state"`
	Value       string `json:"value"`
	Numerator   string `json:"numerator"`
	Denominator string `json:"denominator"`
	Target      string `json:"target"`
	TargetWords string `json:"target_words,omitempty"` // how the target came about: 0.05 × 1200
	Marks       string `json:"marks"`
	Points      string `json:"points"`
	Formula     string `json:"formula"`
	Reason      string `json:"reason"`
}

// Unit is a ranked union's row. Rank 0 means no rank (no applicable item, or veto). Movement is the number of places
// gained (positive) since the board recorded at the last midnight; nil when there is none to compare with.
type Unit struct {
	Union      string `json:"union"`
	Name       string `json:"name"`
	ShortName  string `json:"short_name"`
	Rank       int    `json:"rank"`
	Tied       bool   `json:"tied"`
	Total      string `json:"total"`
	Base       string `json:"base"`
	Bonus      string `json:"bonus"`
	Deductions string `json:"deductions"`
	Veto       string `json:"veto"`
	Movement   *int   `json:"movement"`
	Overdue    int64  `json:"overdue"`
	Items      []Item `json:"items"`
	// Sum, Factor and Formula tell how the base was scaled up (折算后); empty when every item applies.
	Sum     string `json:"sum,omitempty"`
	Factor  string `json:"factor,omitempty"`
	Formula string `json:"formula,omitempty"`
	// TotalFormula and Adjustments tell how bonus, deductions and veto made the total of the base.
	TotalFormula string     `json:"total_formula,omitempty"`
	Adjustments  []Adjusted `json:"adjustments,omitempty"`
	// Previous is the unit's place in the period before; nil when there is none to compare with.
	Previous *Previous `json:"previous,omitempty"`
}

// Adjusted is a bonus, deduction or veto as it counts; Points as entered, Counted after the limits.
type Adjusted struct {
	ID      string `json:"id"`
	Kind    string `json:"kind"`
	Points  string `json:"points"`
	Counted string `json:"counted"`
	Ground  string `json:"ground"`
}

// Previous is where a unit stood in the period before. Gained is the number of places won since within the same group;
// nil where there is nothing to compare (no rank then or now, or Mark says that the unit is new or came from another group).
type Previous struct {
	Rank   int    `json:"rank"`
	Tied   bool   `json:"tied"`
	Total  string `json:"total"`
	Gained *int   `json:"gained"`
	Mark   string `json:"mark,omitempty"` // new, moved
}

// Before names the period that Previous is of, and how final its standings are.
type Before struct {
	ID    string `json:"id"`
	State string `json:"state"` // as Board.State
}

// Loss names the item that costs a group's last union most: 末位原因.
type Loss struct {
	Union     string `json:"union"`
	Item      string `json:"item,omitempty"` // the id of an item that is not called like its indicator
	Indicator string `json:"indicator"`
	Lost      string `json:"lost"`
	Value     string `json:"value"`
	Target    string `json:"target"`
	State     string `json:"state"`
}

// Group is the standing of one group: its units in the order of printing.
type Group struct {
	ID        string `json:"id"`
	Names     Names  `json:"names"`
	FullMarks string `json:"full_marks"`
	Mean      string `json:"mean"` // of the totals, 2 places; empty when no unit has one
	Units     []Unit `json:"units"`
	Last      *Loss  `json:"last"`
}

// Day is one point of a head figure's line: the day's flow, or the stock at its end.
type Day struct {
	Day   string `json:"day"`
	Value string `json:"value"`
}

// Head is one of the core figures of the whole federation. Today is the change since midnight, signed.
type Head struct {
	Indicator string    `json:"indicator"`
	State     string    `json:"state"`
	Value     string    `json:"value"`
	Today     string    `json:"today"`
	AsOf      time.Time `json:"as_of"`
	Trend     []Day     `json:"trend"`
}

// OverdueCases is how many cases of one union and service are open past their deadline.
type OverdueCases struct {
	Union     string    `json:"union"`
	Name      string    `json:"name"`
	ShortName string    `json:"short_name"`
	Service   string    `json:"service"`
	Names     Names     `json:"service_names"` // empty where the catalogue does not know the service
	Kind      string    `json:"kind"`
	Count     int64     `json:"count"`
	Oldest    time.Time `json:"oldest"`
}

// Overdue is the alarm panel: all open cases past their deadline, the worst first (at most 8 rows).
type Overdue struct {
	Total  int64          `json:"total"`
	Unions int            `json:"unions"`
	Rows   []OverdueCases `json:"rows"`
}

// Owner is the union whose evaluation of its subordinates the board shows.
type Owner struct {
	Code      string `json:"code"`
	Name      string `json:"name"`
	ShortName string `json:"short_name"`
}

// SchemeRef names the scheme that scored a board: its id, names and content hash (hex SHA-256).
type SchemeRef struct {
	ID    string `json:"id"`
	Names Names  `json:"names"`
	Hash  string `json:"hash"`
}

// Board is everything the wall shows of one period, all of one step of the aggregator. A published Board is never
// changed: readers share it.
type Board struct {
	Epoch      string    `json:"-"`
	Seq        uint64    `json:"-"`
	Owner      Owner     `json:"owner"`
	Period     Period    `json:"period"`
	State      string    `json:"state"` // draft, open, grace, frozen, notice, approved, issued
	Trial      bool      `json:"trial"`
	Demo       bool      `json:"demo"` // the unions and figures are invented
	Version    int       `json:"version"`
	Scheme     SchemeRef `json:"scheme"`
	AsOf       time.Time `json:"as_of"`
	CompleteTo []Offset  `json:"complete_to"`
	FirstEvent bool      `json:"first_event"` // false: nothing has come in this period yet (the wall's empty state)
	Freeze     time.Time `json:"freeze"`      // end of the grace period: 距冻结
	Head       []Head    `json:"head"`
	Groups     []Group   `json:"groups"`
	Overdue    Overdue   `json:"overdue"`
	Ramp       []string  `json:"ramp"` // fixed cut points of the colours, 5 ascending totals
	// Previous is the period before, when it was compared with.
	Previous *Before `json:"previous,omitempty"`
}
