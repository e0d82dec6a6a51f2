// Package aggregator makes standings out of facts: it asks the ledger's derived tables for the figures that changed,
// lays the tree of unions over them, has them scored and publishes one board per step.
//
// It does not read Kafka, does not speak SQL and does no arithmetic of scoring: those are the rooms ingest, queries
// and aggregator/score.
//
// Decisions, and what would change them:
//   - One goroutine steps; readers share immutable boards. Other owners' boards are made when asked for. (Several owners
//     with thousands of unions and walls each would want one Tally per owner.)
//   - Steps read what the board shows: a family in the windows and with the restrictions that its items need. All other
//     measures are read when somebody asks, one reading at a time, so that steps pass between them.
//   - A reading is repeated only when an event touched it or an instant passed that changes it by itself, and then
//     rests ten times its own last duration (half a second at most, unless the reading itself is slower): a slow query
//     may not eat the machine, and may not hide events for seconds either.
//   - Evaluations of other owners, other schemes on past data, trials and the period before are scored over the same
//     figures beside the steps: what steps keep is lent to them, all else is read for them, one reading at a time.
//   - The board's as_of is the earliest of its readings', so that it never vouches for more than it shows.
package aggregator

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"unionscreen/aggregator/scheme"
	"unionscreen/aggregator/score"
	"unionscreen/queries"
	"unionscreen/queries/office"
)

// Ledger is what the aggregator asks of the store.
type Ledger interface {
	Advance(ctx context.Context, asOf time.Time) (queries.Advanced, error)
	FamilySums(ctx context.Context, family string, w queries.Window, where queries.Where) (queries.Sums, error)
	Readers(ctx context.Context, w queries.Window, where queries.Where, subtrees map[string][]string) (map[string]int64, error)
	HandlingMedians(ctx context.Context, w queries.Window, where queries.Where, subtrees map[string][]string) (map[string]time.Duration, error)
	ChannelMarks(ctx context.Context, w queries.Window) ([]queries.ChannelMark, error)
	Trend(ctx context.Context, unions []string, from, to, asOf time.Time) ([]queries.DayFigure, error)
	Overdue(ctx context.Context, asOf time.Time) ([]queries.OverdueRow, error)
	OverdueCases(ctx context.Context, f queries.OverdueFilter) (total int64, cases []queries.OverdueCase, err error)
	CaseLinks(ctx context.Context, cases []string) (map[string]string, error)
	BoardPlaces(ctx context.Context, union string, f queries.BoardFilter) ([]queries.BoardPlace, error)
	RecordBoard(ctx context.Context, record queries.BoardRecord) error
	LastBoard(ctx context.Context, owner, period, cause string, before time.Time) (queries.BoardRecord, error)
	BoardAt(ctx context.Context, owner, period string, at time.Time) (queries.BoardRecord, error)
}

// Config of the Tally.
type Config struct {
	Owner    string           // union whose evaluation is shown; empty: the registry's root
	Scheme   *scheme.Scheme   // how is scored
	Targets  scheme.Targets   // what is scored against
	Others   []Evaluation     // those of other owners, asked for and never stepped
	Services map[string]Names // names of the services catalogue, by code
	Refresh  time.Duration    // shortest time between two steps
	Trend    int              // days of the head figures' lines
	Slow     time.Duration    // how often lines and other slow figures are read again
	Demo     bool             // the registry and its events are invented, and every board says so
}

// DefaultConfig has everything but the scheme and the targets.
func DefaultConfig() Config {
	return Config{
		Refresh: 150 * time.Millisecond, // steps, batches and their waiting stay within a second together
		Trend:   30,
		Slow:    time.Minute,
	}
}

// Validate lists every fault.
func (c Config) Validate() error {
	var faults []error
	if c.Scheme == nil {
		faults = append(faults, errors.New("no scheme: standings cannot be scored"))
	}
	for i, other := range c.Others {
		if other.Rules == nil {
			faults = append(faults, fmt.Errorf("evaluation %d of other owners has no scheme", i+1))
		}
	}
	if c.Refresh <= 0 || c.Slow <= 0 {
		faults = append(faults, errors.New("refresh and slow must be positive durations"))
	}
	if c.Trend < 2 || c.Trend > 400 {
		faults = append(faults, errors.New("trend must be 2 to 400 days"))
	}
	return errors.Join(faults...)
}

// Deps are the rooms that the Tally meets.
type Deps struct {
	Ledger    Ledger
	Registry  []office.Union               // empty: there are no standings until SetRegistry brings one
	AsOf      func() time.Time             // everything acknowledged before it is in the ledger
	Changed   <-chan struct{}              // something was committed, or AsOf moved
	Services  func(day time.Time) []string // codes of the services catalogue on a day; nil: there is none
	Positions func() []Offset              // up to where the partitions are in the ledger
	// Adjustments answers what was entered and approved for the unions in a period, in the order of entry; nil: nothing.
	Adjustments func(period string) map[string][]score.Adjustment
	Publish     func(board *Board)               // a board that differs from the one before
	Vouch       func(seq uint64, asOf time.Time) // nothing changed, and the board holds up to asOf
	Log         *slog.Logger
}

// Tally keeps the standings of the running period.
type Tally struct {
	cfg   Config
	deps  Deps
	epoch string

	tree     atomic.Pointer[Tree]
	services atomic.Pointer[map[string]Names]
	current  atomic.Pointer[view]
	fault    atomic.Pointer[string] // why the last step did not succeed; nil: it did
	logged   time.Time              // when a failure was logged last; of the stepping goroutine

	work        sync.Mutex // held by a step and by questions that Advance must not overtake
	seq         uint64
	steps       int64         // how often the derived tables were brought up
	reached     time.Time     // as_of of the last of them
	torn        bool          // the last attempt broke off: the tables hold figures of no instant
	assessments []*assessment // that of cfg first, which the steps make the board of
	catalogue   catalogue
	kept        map[reading]bool // readings of the first assessment and of the catalogue, which are kept between steps
	readings    map[reading]*readingState
	moment      moment // of the last step
	slow        slowState
	previous    map[string]int // ranks at the last midnight
	last        *before        // the period before the running one
	previousDay string
	answers     map[string]answer // boards of periods that do not run, by id
	closures    map[string]*closure

	asking  sync.Mutex         // held by a question, which lets steps pass between its readings
	sheets  map[string]paper   // figures of the whole catalogue, by period
	befores map[string]*before // of periods that were asked for

	past past // midnights that a demo makes up for; of the stepping goroutine

	listing sync.Mutex      // held by a question for overdue cases, so that a step waits for one of them at most
	lists   map[listed]list // pages of overdue cases

	compare chan struct{} // the period before the running one is to be scored again
	cancel  context.CancelFunc
	running sync.WaitGroup
}

// view is what one step published: never changed afterwards.
type view struct {
	board   *Board
	page    *sheet // that the board was drawn from
	results []score.Result
	overdue []queries.OverdueRow
	reading int64 // number of the applications' figures that overdue belongs to
}

// New checks cfg and returns a Tally that does nothing yet.
func New(cfg Config, deps Deps) (*Tally, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	name := make([]byte, 8)
	if _, err := rand.Read(name); err != nil {
		return nil, err
	}
	t := &Tally{
		cfg: cfg, deps: deps, epoch: hex.EncodeToString(name), readings: map[reading]*readingState{},
		answers: map[string]answer{}, closures: map[string]*closure{}, sheets: map[string]paper{}, befores: map[string]*before{},
		lists: map[listed]list{}, kept: map[reading]bool{}, compare: make(chan struct{}, 1),
	}
	var err error
	if t.catalogue, err = catalogueOf(); err != nil {
		return nil, err
	}
	t.assessments = []*assessment{assess(Evaluation{Owner: cfg.Owner, Rules: cfg.Scheme, Targets: cfg.Targets})}
	for _, other := range cfg.Others {
		if err := sameFigureRules(cfg.Scheme, other.Rules); err != nil {
			return nil, err
		}
		t.assessments = append(t.assessments, assess(other))
	}
	for _, n := range append(slices.Clone(t.catalogue.every), t.assessments[0].programme.board...) {
		t.kept[n.reading] = true
	}
	t.SetServices(cfg.Services)
	if len(deps.Registry) == 0 {
		t.tree.Store(&Tree{})
		return t, nil
	}
	if err := t.SetRegistry(deps.Registry); err != nil {
		return nil, err
	}
	return t, nil
}

// Start begins to step whenever something changed.
func (t *Tally) Start(ctx context.Context) error {
	ctx, t.cancel = context.WithCancel(context.WithoutCancel(ctx))
	t.running.Go(func() { t.run(ctx) })
	t.running.Go(func() { t.compareWithBefore(ctx) })
	return nil
}

// Stop ends stepping; it waits for the step under way, bounded by ctx.
func (t *Tally) Stop(ctx context.Context) error {
	if t.cancel == nil {
		return nil
	}
	t.cancel()
	done := make(chan struct{})
	go func() { t.running.Wait(); close(done) }()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// SetRegistry lays another tree of unions over the same figures, from the next step on. A faulty registry changes
// nothing.
func (t *Tally) SetRegistry(unions []office.Union) error {
	tree, err := CheckEvaluations(unions, t.assessments[0].Evaluation, t.cfg.Others...)
	if err != nil {
		return err
	}
	t.tree.Store(tree)
	return nil
}

// SetServices names services otherwise, from the next board on.
func (t *Tally) SetServices(names map[string]Names) { t.services.Store(&names) }

// Health says why the standings are not up to date, or nil.
func (t *Tally) Health() error {
	if fault := t.fault.Load(); fault != nil {
		return errors.New(*fault)
	}
	return nil
}

// run steps on changes, at most once per Refresh, and at least once a second so that deadlines pass at night too.
func (t *Tally) run(ctx context.Context) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	pause := time.NewTimer(0)
	defer pause.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-pause.C:
		}
		t.tryStep(ctx)
		if t.cfg.Demo {
			if err := t.recordPast(ctx); err != nil && ctx.Err() == nil {
				t.past.rested = time.Now().Add(faultEvery)
				t.deps.Log.Warn("past midnights are not recorded yet", "error", err)
			}
		}
		pause.Reset(t.cfg.Refresh)
		select {
		case <-ctx.Done():
			return
		case <-t.deps.Changed:
		case <-tick.C:
		}
	}
}

// faultEvery is how often a failure that lasts is logged: its cause may have become another one.
const faultEvery = time.Minute

// tryStep steps once; a failure is kept for Health and logged when it begins, while it lasts and when it ends, not each
// time.
func (t *Tally) tryStep(ctx context.Context) {
	err := t.Step(ctx)
	if ctx.Err() != nil {
		return
	}
	before := t.fault.Load()
	if err == nil {
		if before != nil {
			t.deps.Log.Info("standings are up to date again")
		}
		t.fault.Store(nil)
		return
	}
	text := err.Error()
	t.fault.Store(&text)
	if before == nil || time.Since(t.logged) >= faultEvery {
		t.logged = time.Now()
		t.deps.Log.Error("standings stand still", "error", err)
	}
}
