package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"unionscreen/ingest/feed"
)

// meter shows how far an import is: on a terminal one line that changes, elsewhere a line every few seconds.
type meter struct {
	out      io.Writer
	now      func() time.Time
	terminal bool
	begun    time.Time
	first    feed.Progress // of this run: a resumed import does not begin at nothing
	shown    time.Time
	last     string
}

const (
	onTerminal = 200 * time.Millisecond // often enough to look alive
	elsewhere  = 5 * time.Second        // rarely enough for a log
)

func newMeter(out io.Writer, now func() time.Time) *meter {
	m := &meter{out: out, now: now, begun: now()}
	if file, ok := out.(*os.File); ok {
		info, err := file.Stat()
		m.terminal = err == nil && info.Mode()&os.ModeCharDevice != 0
	}
	m.shown = m.begun
	return m
}

func (m *meter) show(p feed.Progress) {
	now := m.now()
	if m.first.Whole == 0 {
		m.first = p
	}
	m.last = m.line(p, now.Sub(m.begun))
	pause := elsewhere
	if m.terminal {
		pause = onTerminal
	}
	if now.Sub(m.shown) < pause {
		return
	}
	m.shown = now
	if m.terminal {
		fmt.Fprintf(m.out, "\r\x1b[K%s", m.last)
	} else {
		fmt.Fprintln(m.out, m.last)
	}
}

// line says rows, rate, share and how long it will still take by the pace so far.
func (m *meter) line(p feed.Progress, took time.Duration) string {
	text := fmt.Sprintf("%d rows, %d events, %d rejected", p.Rows, p.Produced, p.Rejected)
	if seconds := took.Seconds(); seconds > 0 {
		text += fmt.Sprintf(", %.0f rows/s", float64(p.Rows)/seconds)
	}
	if p.Whole <= 0 {
		return text
	}
	text += fmt.Sprintf(", %d %%", 100*p.Part/p.Whole)
	if done := p.Part - m.first.Part; done > 0 && p.Part < p.Whole {
		left := time.Duration(float64(took) * float64(p.Whole-p.Part) / float64(done))
		text += fmt.Sprintf(", %s left", left.Round(time.Second))
	}
	return text
}

// end leaves the last state on the terminal.
func (m *meter) end() {
	if m.terminal && m.last != "" {
		fmt.Fprintf(m.out, "\r\x1b[K%s\n", m.last)
	}
}
