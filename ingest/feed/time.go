package feed

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// of reads the time of a row's event.
func (t *TimeOf) of(r row) (time.Time, error) {
	text := t.Text
	switch {
	case t.Exported:
		return r.exported, nil
	case t.Column != "":
		text = r.value(t.Column)
	case t.pattern != nil:
		text = t.pattern.text(r)
	}
	return t.read(text)
}

// read reads an instant. A local time that the zone's clocks skipped is an error; of one that they showed twice it is
// the first.
func (t *TimeOf) read(text string) (time.Time, error) {
	shown, absolute, err := t.parse(text)
	if err != nil || absolute {
		return shown, err
	}
	at := time.Date(shown.Year(), shown.Month(), shown.Day(), shown.Hour(), shown.Minute(), shown.Second(), shown.Nanosecond(), t.zone)
	if !sameClock(at, shown) {
		return time.Time{}, fmt.Errorf("%q never was in %s: the clocks were put forward over it", shorten(text), t.Zone)
	}
	for _, back := range []time.Duration{time.Hour, 30 * time.Minute} {
		if earlier := at.Add(-back); sameClock(earlier, shown) {
			return earlier, nil
		}
	}
	return at, nil
}

// day reads a day and writes it as events have it. An instant lies on the day that the zone had.
func (t *TimeOf) day(text string) (string, error) {
	shown, absolute, err := t.parse(text)
	if err != nil {
		return "", err
	}
	if absolute {
		shown = shown.In(t.zone)
	}
	return shown.Format(time.DateOnly), nil
}

// parse takes the first layout that fits; absolute says that the text itself told the offset.
func (t *TimeOf) parse(text string) (at time.Time, absolute bool, err error) {
	for _, layout := range t.layouts {
		if layout == "unix" || layout == "unix_milli" {
			n, err := strconv.ParseInt(text, 10, 64)
			switch {
			case err != nil:
				continue
			case layout == "unix":
				return time.Unix(n, 0).UTC(), true, nil
			}
			return time.UnixMilli(n).UTC(), true, nil
		}
		if at, err := time.Parse(layout, text); err == nil {
			return at, strings.Contains(layout, "Z07") || strings.Contains(layout, "-07"), nil
		}
	}
	if text == "" {
		return time.Time{}, false, fmt.Errorf("there is no time; write one like %q", t.layouts[0])
	}
	return time.Time{}, false, fmt.Errorf("%q is not a time written like %q", shorten(text), strings.Join(t.layouts, `" or "`))
}

func sameClock(a, b time.Time) bool {
	return a.Year() == b.Year() && a.YearDay() == b.YearDay() && a.Hour() == b.Hour() && a.Minute() == b.Minute() && a.Second() == b.Second()
}
