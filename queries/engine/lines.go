package engine

import (
	"bytes"
	"log/slog"
	"strings"
	"sync"
)

// lines passes a child's output on to the log, line by line, and keeps the last
// ones to explain a death. One goroutine writes, others may ask for the tail.
type lines struct {
	log    *slog.Logger
	stream string

	mu   sync.Mutex
	rest []byte
	last []string
}

const (
	maxLine = 8 << 10 // bytes of a line that are kept
	maxTail = 8       // lines
)

func newLines(log *slog.Logger, stream string) *lines { return &lines{log: log, stream: stream} }

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rest = append(l.rest, p...)
	for {
		end := bytes.IndexByte(l.rest, '\n')
		if end < 0 && len(l.rest) < maxLine {
			return len(p), nil
		}
		if end < 0 {
			end = len(l.rest) - 1
		}
		l.take(string(l.rest[:min(end, maxLine)]))
		l.rest = l.rest[end+1:]
	}
}

func (l *lines) take(line string) {
	if line = strings.TrimSpace(line); line == "" {
		return
	}
	l.log.Warn("engine says", "stream", l.stream, "line", line)
	l.last = append(l.last, line)
	l.last = l.last[max(0, len(l.last)-maxTail):]
}

// tail gives the last lines, also one that was not ended.
func (l *lines) tail() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	text := strings.Join(l.last, "\n")
	if rest := strings.TrimSpace(string(l.rest)); rest != "" {
		text = strings.TrimSpace(text + "\n" + rest)
	}
	return text
}
