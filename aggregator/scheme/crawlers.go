package scheme

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
	"sync"
	"unicode"
)

//go:embed crawlers/patterns.json
var crawlerFile []byte

// CrawlerList tells crawlers from people's programs by the agent they name. It is safe for concurrent use.
type CrawlerList struct {
	version  string
	starts   map[gram][]string // plain texts by their first bytes
	patterns []needing         // what is no plain text

	mu       sync.RWMutex
	recent   map[string]bool // judged since the last turn
	previous map[string]bool // judged in the turn before
}

// gram is the beginning of a plain text. An agent is searched for all 1,500 texts at once by looking its own grams up;
// searching for one text after the other took 100 times as long.
type gram [3]byte

// Agents repeat, so verdicts are kept: judging one costs some microseconds, looking one up 50 ns. Two generations of at most
// agentTurn agents bound the memory to 2 × 4096 × (agentLength + 60) bytes ≈ 5 MB whatever is sent.
const (
	agentTurn   = 4096
	agentLength = 512 // longer agents are judged anew each time
)

// Crawlers answers the list built into the program.
func Crawlers() (*CrawlerList, error) { return crawlers() }

var crawlers = sync.OnceValues(func() (*CrawlerList, error) { return ParseCrawlers(crawlerFile) })

// ParseCrawlers reads a list: {"version", "patterns": [regular expressions in RE2]}.
func ParseCrawlers(raw []byte) (*CrawlerList, error) {
	var file struct {
		Version  string   `json:"version"`
		Patterns []string `json:"patterns"`
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		return nil, fmt.Errorf("read crawler list: %w", err)
	}
	if file.Version == "" || len(file.Patterns) == 0 {
		return nil, fmt.Errorf("read crawler list: it names no version or no patterns")
	}
	l := &CrawlerList{version: file.Version, starts: map[gram][]string{}, recent: map[string]bool{}}
	for _, p := range file.Patterns {
		if err := l.add(p); err != nil {
			return nil, fmt.Errorf("read crawler list: pattern %q: %w", p, err)
		}
	}
	return l, nil
}

// add takes a pattern in: as the plain texts it stands for when they are few and long enough, else compiled.
func (l *CrawlerList) add(pattern string) error {
	parsed, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return err
	}
	texts, plain := textsOf(parsed)
	for _, t := range texts {
		if t == "" {
			return errors.New("it would match everybody")
		}
		plain = plain && len(t) >= len(gram{})
	}
	if !plain {
		compiled, err := regexp.Compile(pattern)
		if err != nil {
			return err
		}
		l.patterns = append(l.patterns, needing{text: longestText(parsed), pattern: compiled})
		return nil
	}
	for _, t := range texts {
		l.starts[gram([]byte(t))] = append(l.starts[gram([]byte(t))], t)
	}
	return nil
}

// needing is a pattern with a plain text without which it cannot match; looking for that one first is a hundred times
// faster than (^| )sentry.
type needing struct {
	text    string
	pattern *regexp.Regexp
}

func longestText(re *syntax.Regexp) string {
	longest := ""
	if re.Op == syntax.OpConcat {
		for _, sub := range re.Sub {
			if texts, ok := textsOf(sub); ok && len(texts) == 1 && len(texts[0]) > len(longest) {
				longest = texts[0]
			}
		}
	}
	return longest
}

// maxTexts bounds what a pattern is unfolded into: S[eE][mM]rushBot stands for 4 texts.
const maxTexts = 16

// textsOf answers the plain texts that a pattern stands for; false when it stands for more or for others.
func textsOf(re *syntax.Regexp) ([]string, bool) {
	switch re.Op {
	case syntax.OpLiteral:
		if re.Flags&syntax.FoldCase == 0 {
			return []string{string(re.Rune)}, true
		}
		out := []string{""}
		for _, r := range re.Rune { // [wW] is parsed as a w in either case
			out = joined(out, inEitherCase(r))
		}
		return out, len(out) <= maxTexts
	case syntax.OpCapture:
		return textsOf(re.Sub[0])
	case syntax.OpCharClass:
		var out []string
		for i := 0; i < len(re.Rune); i += 2 {
			for c := re.Rune[i]; c <= re.Rune[i+1]; c++ {
				if out = append(out, string(c)); len(out) > maxTexts {
					return nil, false
				}
			}
		}
		return out, true
	case syntax.OpAlternate:
		var out []string
		for _, sub := range re.Sub {
			texts, ok := textsOf(sub)
			if !ok || len(out)+len(texts) > maxTexts {
				return nil, false
			}
			out = append(out, texts...)
		}
		return out, true
	case syntax.OpConcat:
		out := []string{""}
		for _, sub := range re.Sub {
			texts, ok := textsOf(sub)
			if !ok || len(out)*len(texts) > maxTexts {
				return nil, false
			}
			out = joined(out, texts)
		}
		return out, true
	case syntax.OpEmptyMatch:
		return []string{""}, true
	}
	return nil, false
}

func joined(heads, tails []string) []string {
	var out []string
	for _, head := range heads {
		if len(out) > maxTexts {
			break
		}
		for _, tail := range tails {
			out = append(out, head+tail)
		}
	}
	return out
}

func inEitherCase(r rune) []string {
	out := []string{string(r)}
	for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
		out = append(out, string(f))
	}
	return out
}

// Version is the version of the list's source; it is part of a scheme's guard.
func (l *CrawlerList) Version() string { return l.version }

// Is says whether the agent is a crawler's. An empty agent is not: the guard takes out only what names itself.
func (l *CrawlerList) Is(agent string) bool {
	if agent == "" {
		return false
	}
	if len(agent) > agentLength {
		return l.judge(agent)
	}
	l.mu.RLock()
	verdict, known := l.recent[agent]
	if !known {
		if verdict, known = l.previous[agent]; known {
			l.mu.RUnlock()
			l.keep(agent, verdict)
			return verdict
		}
	}
	l.mu.RUnlock()
	if known {
		return verdict
	}
	verdict = l.judge(agent)
	l.keep(strings.Clone(agent), verdict) // the caller's string may be a view of a whole message
	return verdict
}

func (l *CrawlerList) keep(agent string, verdict bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.recent) >= agentTurn {
		l.previous, l.recent = l.recent, make(map[string]bool, agentTurn)
	}
	l.recent[agent] = verdict
}

func (l *CrawlerList) judge(agent string) bool {
	for i := 0; i+len(gram{}) <= len(agent); i++ {
		for _, text := range l.starts[gram{agent[i], agent[i+1], agent[i+2]}] {
			if strings.HasPrefix(agent[i:], text) {
				return true
			}
		}
	}
	for _, p := range l.patterns {
		if strings.Contains(agent, p.text) && p.pattern.MatchString(agent) {
			return true
		}
	}
	return false
}
