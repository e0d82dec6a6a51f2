package dashboard

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/cockroachdb/apd/v3"
	"github.com/gofiber/fiber/v2"

	"unionscreen/aggregator/scheme"
	"unionscreen/queries/office"
)

// Schemes is what the pages ask about the schemes that were used. Scheme takes a hash or an id; it answers
// office.ErrNoScheme where there is none.
type Schemes interface {
	Schemes(ctx context.Context) ([]office.Scheme, error)
	Scheme(ctx context.Context, hashOrID string) (office.Scheme, error)
}

// schemeRow is a scheme in the list of all.
type schemeRow struct {
	ID        string       `json:"id"`
	Hash      string       `json:"hash"`
	Names     scheme.Names `json:"names"`
	Owner     string       `json:"owner"`   // as the document states it; empty: the root
	Current   bool         `json:"current"` // it scores now
	FirstUsed time.Time    `json:"first_used"`
}

func (s *Server) rowOf(kept office.Scheme) schemeRow {
	return schemeRow{
		ID: kept.ID, Hash: kept.Hash, Names: scheme.Names{ZH: kept.NameZH, EN: kept.NameEN}, Owner: kept.Owner,
		Current: slices.Contains(s.deps.InUse, kept.Hash), FirstUsed: kept.FirstUsed.In(s.cfg.Zone),
	}
}

// schemeView is a scheme with its rules, as they are, and with its text. A text that this build does not read any more
// has no rules, and Fault says why.
type schemeView struct {
	schemeRow
	*schemeRules
	Document string `json:"document"`
	Fault    string `json:"fault,omitempty"`
}

type schemeRules struct {
	Periods       []string         `json:"periods"`
	Calendar      scheme.Calendar  `json:"calendar"`
	GraceDays     int              `json:"grace_days"`
	Ties          scheme.Ties      `json:"ties"`
	Rounding      scheme.Rounding  `json:"rounding"`
	NotApplicable string           `json:"not_applicable"`
	ReadsBasis    string           `json:"reads_basis"`
	Guard         guardView        `json:"guard"`
	Bonus         bonusView        `json:"bonus"`
	Annual        string           `json:"annual"`
	Ramp          []string         `json:"ramp"`
	Adjustments   []adjustmentView `json:"adjustments"`
	Groups        []groupView      `json:"groups"`
}

type guardView struct {
	CrawlerList         string `json:"crawler_list"`
	RepeatLimit         int    `json:"repeat_limit"`
	AnonymousShareLimit string `json:"anonymous_share_limit"`
}

// bonusView bounds what bonuses add; empty: without bound.
type bonusView struct {
	Cap  string `json:"cap"`
	From string `json:"from"`
}

type adjustmentView struct {
	ID    string       `json:"id"`
	Names scheme.Names `json:"names"`
	Kind  string       `json:"kind"`
	Limit string       `json:"limit"` // empty for a veto
}

type groupView struct {
	ID        string       `json:"id"`
	Names     scheme.Names `json:"names"`
	Kinds     []string     `json:"kinds"`
	Level     string       `json:"level"`
	Unions    []string     `json:"unions"`
	FullMarks string       `json:"full_marks"`
	Items     []itemView   `json:"items"`
}

// itemView is an item with its method in words. Target is the one for every unit that the targets file does not name.
type itemView struct {
	ID             string         `json:"id"`
	Indicator      string         `json:"indicator"`
	Names          scheme.Names   `json:"names"`
	Points         string         `json:"points"`
	Method         string         `json:"method"`
	Rule           scheme.Names   `json:"rule"`
	Target         string         `json:"target"`    // empty: none, or target_of
	TargetOf       *targetOfView  `json:"target_of"` // null: none
	Per            *perView       `json:"per"`       // null: the figure as it is
	Where          scheme.Where   `json:"where"`
	Window         string         `json:"window"` // period, year_to_date
	MinDenominator int64          `json:"min_denominator"`
	Steps          []stepView     `json:"steps"`
	Constants      map[string]any `json:"constants"`
}

type targetOfView struct {
	Share string `json:"share"`
	Of    string `json:"of"`
}

type perView struct {
	Number int64  `json:"number"`
	Base   string `json:"base"`
}

type stepView struct {
	From   string `json:"from"`
	Points string `json:"points"`
}

// decimalText writes a number of a scheme; empty where there is none.
func decimalText(d *apd.Decimal) string {
	if d == nil {
		return ""
	}
	return d.Text('f')
}

func rulesOf(r *scheme.Scheme) *schemeRules {
	out := &schemeRules{
		Periods: listed(r.Periods), Calendar: r.Calendar, GraceDays: r.GraceDays, Ties: r.Ties, Rounding: r.Rounding, NotApplicable: r.NotApplicable, ReadsBasis: r.ReadsBasis,
		Guard: guardView{CrawlerList: r.Guard.CrawlerList, RepeatLimit: r.Guard.RepeatLimit, AnonymousShareLimit: decimalText(r.Guard.AnonymousShareLimit)},
		Bonus: bonusView{Cap: decimalText(r.Bonus.Cap), From: decimalText(r.Bonus.From)}, Annual: r.Annual,
		Ramp: []string{}, Adjustments: []adjustmentView{}, Groups: []groupView{},
	}
	if out.Annual == "" {
		out.Annual = scheme.AnnualRecompute
	}
	out.Ties.Chain = listed(out.Ties.Chain)
	for _, cut := range r.Ramp {
		out.Ramp = append(out.Ramp, decimalText(cut))
	}
	for _, a := range r.Adjustments {
		out.Adjustments = append(out.Adjustments, adjustmentView{ID: a.ID, Names: a.Names, Kind: a.Kind, Limit: decimalText(a.Limit)})
	}
	for _, g := range r.Groups {
		group := groupView{
			ID: g.ID, Names: g.Names, Kinds: listed(g.Kinds), Level: g.Level, Unions: listed(g.Unions), FullMarks: decimalText(g.FullMarks), Items: []itemView{},
		}
		for _, item := range g.Items {
			group.Items = append(group.Items, itemOf(r, item))
		}
		out.Groups = append(out.Groups, group)
	}
	return out
}

func itemOf(r *scheme.Scheme, item scheme.Item) itemView {
	out := itemView{
		ID: item.Key(), Indicator: item.Indicator, Names: r.ItemNames(item, nil), Rule: r.Rule(item), Points: decimalText(item.Points), Method: item.Method,
		Target: decimalText(item.Target), Where: item.Where, Window: r.WindowOf(item), MinDenominator: item.MinDenominator,
		Steps: []stepView{}, Constants: map[string]any{},
	}
	if item.TargetOf.Of != "" {
		out.TargetOf = &targetOfView{Share: decimalText(item.TargetOf.Share), Of: item.TargetOf.Of}
	}
	if item.Per.Base != "" {
		out.Per = &perView{Number: item.Per.Number, Base: item.Per.Base}
	}
	for _, step := range item.Steps {
		out.Steps = append(out.Steps, stepView{From: decimalText(step.From), Points: decimalText(step.Points)})
	}
	for name, value := range item.Constants {
		out.Constants[name] = decimalText(value)
	}
	return out
}

func (s *Server) listSchemes(c *fiber.Ctx, _ url.Values) error {
	rows := []schemeRow{}
	if s.deps.Schemes != nil {
		ctx, cancel := s.patience()
		defer cancel()
		kept, err := s.deps.Schemes.Schemes(ctx)
		if err != nil {
			return err
		}
		for _, one := range kept {
			rows = append(rows, s.rowOf(one))
		}
	}
	return answer(c, http.StatusOK, map[string]any{"schemes": rows})
}

// current names the scheme of the evaluation that the wall shows.
const current = "current"

// showScheme answers a scheme by its hash, by its id the one that came last, or the current one.
func (s *Server) showScheme(c *fiber.Ctx, _ url.Values) error {
	asked := c.Params("scheme")
	if asked == current && len(s.deps.InUse) > 0 {
		asked = s.deps.InUse[0]
	}
	if s.deps.Schemes == nil || !code.MatchString(asked) && !hash.MatchString(asked) {
		return problemOf(codeNoScheme)
	}
	ctx, cancel := s.patience()
	defer cancel()
	kept, err := s.deps.Schemes.Scheme(ctx, asked)
	if errors.Is(err, office.ErrNoScheme) {
		return problemOf(codeNoScheme)
	}
	if err != nil {
		return err
	}
	view := schemeView{schemeRow: s.rowOf(kept), Document: kept.Document}
	if rules, err := scheme.Parse([]byte(kept.Document)); err == nil {
		view.schemeRules = rulesOf(rules)
	} else {
		view.Fault = err.Error()
	}
	return answer(c, http.StatusOK, view)
}
