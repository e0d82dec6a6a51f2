package scheme

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
	"sync"
)

//go:embed crawlers/patterns.json
var crawlerFile []byte

// CrawlerList tells crawlers from people's programs by the agent they name. It is safe for concurrent use.
type CrawlerList struct {
	version  string
	literals []string
	patterns []*regexp.Regexp

	mu       sync.RWMutex
	recent   map[string]bool // judged since the last turn
	previous map[string]bool // judged in the turn before
}

// Agents repeat, so verdicts are kept: judging one costs some 20 µs, looking one up 50 ns. Two generations of at most
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
	l := &CrawlerList{version: file.Version, recent: map[string]bool{}}
	for _, p := range file.Patterns {
		parsed, err := syntax.Parse(p, syntax.Perl)
		if err != nil {
			return nil, fmt.Errorf("read crawler list: pattern %q: %w", p, err)
		}
		if p == "" {
			return nil, fmt.Errorf("read crawler list: an empty pattern would match everybody")
		}
		if parsed.Op == syntax.OpLiteral && parsed.Flags&syntax.FoldCase == 0 {
			l.literals = append(l.literals, string(parsed.Rune))
			continue
		}
		compiled, err := regexp.Compile(p)
		if err != nil {
			return nil, fmt.Errorf("read crawler list: pattern %q: %w", p, err)
		}
		l.patterns = append(l.patterns, compiled)
	}
	return l, nil
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
	for _, literal := range l.literals {
		if strings.Contains(agent, literal) {
			return true
		}
	}
	for _, pattern := range l.patterns {
		if pattern.MatchString(agent) {
			return true
		}
	}
	return false
}
