package score

import (
	"math"

	"unionscreen/aggregator/scheme"
)

// logminmax (对数标准化): minmax of ln(x + 1), which the spread holds in place of the values.
func logminmax(p *problem) exact { return minmax(p) }

// shortMarks are the marks of logminmax as printed, where the logarithms have the short form: the same fraction as that
// of minmax, rounded without ever being written down, which is ten times faster. False: it must be written down.
func (p *problem) shortMarks() (marks printed, reason string, ok bool) {
	s := p.spread
	if p.exactly || p.item.Method != scheme.MethodLog || s == nil || s.logs == nil || p.points.wide != nil {
		return printed{}, "", false
	}
	places := int32(p.rules.Rounding.Places)
	span := s.logs[s.high].sub(s.logs[s.low])
	from := s.logs[p.at].sub(s.logs[s.low])
	if p.down {
		from = s.logs[s.high].sub(s.logs[p.at])
	}
	m, fits := product(p.points.n, tens(min(places, inWord)))
	under, alsoFits := span.times(uint64(p.points.d))
	if !fits || !alsoFits || places > inWord || m < 0 {
		return printed{}, "", false
	}
	q, rest, ok := roundedShare(from, under, uint64(m))
	if !ok || q >= math.MaxInt64 {
		return printed{}, "", false
	}
	if rest > 0 || rest == 0 && (p.rules.Rounding.Mode != scheme.HalfEven || q&1 == 1) {
		q++
	}
	reason = ReasonPart
	switch from {
	case span:
		reason = ReasonFull
	case long{}:
		reason = ReasonNone
	}
	return printed{exact{n: int64(q), d: tens(places)}, places}, reason, true
}
