package scheme

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/cockroachdb/apd/v3"
	"github.com/goccy/go-yaml/ast"
)

// Parse reads a scheme. The error joins every fault found, each a Fault with its line; a scheme that is returned is
// valid.
func Parse(raw []byte) (*Scheme, error) {
	entries, err := catalogue()
	if err != nil {
		return nil, err
	}
	p := &schemeReader{reader: &reader{}, indicators: make(map[string]Indicator, len(entries))}
	for _, e := range entries {
		p.indicators[e.ID] = e
	}
	s := p.read(raw)
	if err := p.err(); err != nil {
		return nil, err
	}
	if err := s.seal(); err != nil {
		return nil, err
	}
	return s, nil
}

// seal gives the scheme the hash of what it now says.
func (s *Scheme) seal() error {
	canonical, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("write canonical scheme: %w", err)
	}
	digest := sha256.Sum256(canonical)
	s.hash = hex.EncodeToString(digest[:])
	return nil
}

type schemeReader struct {
	*reader
	indicators map[string]Indicator
	places     int // that marks are printed with
}

func (p *schemeReader) read(raw []byte) *Scheme {
	body := p.document(raw)
	if body == nil {
		return nil
	}
	f := p.mapping(field{node: body, line: lineOf(body)}, "scheme", keys("scheme")...)
	f.line = 1
	s := &Scheme{
		ID: f.text("id"), Names: f.names("names"), Owner: f.textOr("owner", ""), Periods: f.texts("periods"),
		GraceDays:     int(f.integer("grace_days", 8, 0, 92)),
		NotApplicable: f.choice("not_applicable", PolicyRescale, PolicyFull, PolicyZero),
		ReadsBasis:    f.choice("reads_basis", "best", "times", "users"),
		indicators:    p.indicators,
	}
	f.checkID("id", s.ID)
	p.periods(f, s.Periods)
	s.Calendar = p.calendar(f)
	s.Ties = p.ties(f)
	s.Rounding = p.rounding(f)
	p.places = s.Rounding.Places
	s.Guard = p.guard(f)
	s.Ramp = p.ramp(f)
	s.Groups = p.groups(f)
	s.Adjustments = p.adjustments(f, s.Rounding.Places)
	s.Bonus = p.bonus(f, s)
	s.Annual = f.annual()
	s.Honours = p.honours(f, s)
	return s
}

func (p *schemeReader) calendar(f fields) Calendar {
	v, ok := f.get("calendar")
	if !ok {
		c, err := NewCalendar("Asia/Shanghai", 1)
		if err != nil {
			p.fault(f.line, "%v", err)
		}
		return c
	}
	m := p.mapping(v, "calendar", keys("calendar")...)
	c, err := NewCalendar(m.textOr("zone", "Asia/Shanghai"), int(m.integer("start_month", 1, 1, 12)))
	if err != nil {
		p.fault(m.lineOf("zone"), "%v", err)
	}
	return c
}

func (p *schemeReader) ties(f fields) Ties {
	v, ok := f.get("ties")
	if !ok {
		return Ties{Method: TiesDense}
	}
	if _, list := v.node.(*ast.SequenceNode); list {
		chain := f.texts("ties")
		for _, id := range chain {
			if _, known := p.indicators[id]; !known {
				p.fault(v.line, "ties: %q is not an indicator", id)
			}
		}
		return Ties{Method: TiesChain, Chain: chain}
	}
	return Ties{Method: f.choice("ties", TiesDense, TiesCompetition)}
}

func (p *schemeReader) rounding(f fields) Rounding {
	v, ok := f.get("rounding")
	if !ok {
		return Rounding{Places: 2, Mode: HalfUp}
	}
	m := p.mapping(v, "rounding", keys("rounding")...)
	return Rounding{Places: int(m.integer("places", 2, 0, 6)), Mode: m.choice("mode", HalfUp, HalfEven)}
}

func (p *schemeReader) guard(f fields) Guard {
	list, err := Crawlers()
	if err != nil {
		p.fault(f.line, "guard: %v", err)
		return Guard{}
	}
	out := Guard{CrawlerList: list.Version(), RepeatLimit: 3, AnonymousShareLimit: apd.New(3, -1)}
	v, ok := f.get("guard")
	if !ok {
		return out
	}
	m := p.mapping(v, "guard", keys("guard")...)
	out.CrawlerList = m.textOr("crawler_list", out.CrawlerList)
	if out.CrawlerList != list.Version() {
		p.fault(m.lineOf("crawler_list"), "guard: crawler_list %q is not in this build, which has %q; name that one (readings are "+
			"then judged anew), or run the build that has the other", out.CrawlerList, list.Version())
	}
	out.RepeatLimit = int(m.integer("repeat_limit", 3, 1, 1000))
	out.AnonymousShareLimit = m.decimalOr("anonymous_share_limit", out.AnonymousShareLimit)
	if d := out.AnonymousShareLimit; d != nil && d.Cmp(apd.New(1, 0)) > 0 {
		p.fault(m.lineOf("anonymous_share_limit"), "guard: anonymous_share_limit is a share from 0 to 1")
	}
	return out
}

// rampCuts is the number of cut points: the wall has six colours. More than maxCuts are not even read.
const (
	rampCuts = 5
	maxCuts  = 20
)

func (p *schemeReader) ramp(f fields) []*apd.Decimal {
	v, ok := f.get("ramp")
	if !ok {
		return []*apd.Decimal{apd.New(50, 0), apd.New(60, 0), apd.New(70, 0), apd.New(80, 0), apd.New(90, 0)}
	}
	var out []*apd.Decimal
	entries := p.list(v, "ramp", maxCuts)
	if len(entries) != rampCuts {
		p.fault(v.line, "ramp: %d cut points, there must be %d", len(entries), rampCuts)
	}
	for _, e := range entries {
		d, ok := p.decimal(e, "ramp")
		if !ok {
			continue
		}
		if len(out) > 0 && out[len(out)-1].Cmp(d) >= 0 {
			p.fault(e.line, "ramp: cut points must ascend, %s does not", d)
		}
		out = append(out, d)
	}
	return out
}

func (p *schemeReader) periods(f fields, ids []string) {
	for _, id := range ids {
		if !quarterOrYear.MatchString(id) {
			p.fault(f.lineOf("periods"), "scheme: %q is not a quarter like 2026-Q4 or a year like \"2026\"", id)
		}
	}
}

// checkID faults an id that could not stand in a URL or a file name.
func (f fields) checkID(key, id string) {
	if id != "" && !identifier.MatchString(id) {
		f.r.fault(f.lineOf(key), "%s: %s %q must be 1-40 of a-z, 0-9, - and _", f.what, key, id)
	}
}

func (p *schemeReader) groups(f fields) []Group {
	v, ok := f.need("groups")
	if !ok {
		return nil
	}
	common, hasCommon := f.get("items")
	entries := p.list(v, "groups", maxGroups)
	if len(entries) == 0 {
		p.fault(v.line, "groups: there must be one at least")
	}
	var shared []Item
	if hasCommon {
		shared = p.items(common, "items")
	}
	var out []Group
	used := false
	for _, e := range entries {
		m := p.mapping(e, "group", keys("group")...)
		g := Group{
			ID: m.text("id"), Names: m.names("names"), Kinds: m.texts("kinds"), Level: m.textOr("level", ""),
			Unions: m.texts("unions"), FullMarks: m.decimal("full_marks"),
		}
		m.checkID("id", g.ID)
		if slices.ContainsFunc(out, func(o Group) bool { return o.ID == g.ID }) && g.ID != "" {
			p.fault(m.lineOf("id"), "group: the id %q stands twice", g.ID)
		}
		if len(g.Kinds) == 0 && g.Level == "" && len(g.Unions) == 0 {
			p.fault(e.line, "group %s: kinds, level or unions must say which unions it holds", g.ID)
		}
		if own, has := m.get("items"); has {
			g.Items = p.items(own, "group "+g.ID+": items")
		} else if hasCommon {
			g.Items, used = shared, true
		} else {
			p.fault(e.line, "group %s: items are missing, and the scheme has no common ones", g.ID)
		}
		if g.FullMarks != nil && g.FullMarks.IsZero() {
			p.fault(m.lineOf("full_marks"), "group %s: full_marks must be more than 0", g.ID)
		}
		p.each(m.lineOf("full_marks"), g.sums())
		out = append(out, g)
	}
	if hasCommon && !used {
		p.fault(common.line, "items: every group has its own, so these are never used")
	}
	p.overlap(v.line, out)
	return out
}

// overlap finds unions listed in two groups and kinds that two groups without level share.
func (p *schemeReader) overlap(line int, groups []Group) {
	for i, a := range groups {
		for _, b := range groups[i+1:] {
			for _, code := range a.Unions {
				if slices.Contains(b.Unions, code) {
					p.fault(line, "groups %s and %s both list the union %s", a.ID, b.ID, code)
				}
			}
			if a.Level != b.Level {
				continue
			}
			var both []string
			for _, kind := range a.Kinds {
				if slices.Contains(b.Kinds, kind) {
					both = append(both, kind)
				}
			}
			if len(both) > 0 {
				p.fault(line, "groups %s and %s both hold the kinds %s", a.ID, b.ID, strings.Join(both, ", "))
			}
		}
	}
}
