package office

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
)

// Calendar knows which days are working days: Monday to Friday but public holidays, and the days of weekends that are
// worked instead. Days are midnights UTC that stand for a day of any zone.
type Calendar struct {
	first, last int // years that are announced; of others only the weekends are known
	off, work   map[time.Time]bool
	hash        Digest
}

type calendarFile struct {
	Years []calendarYear `yaml:"years"`
}

type calendarYear struct {
	Year   int               `yaml:"year"`
	Notice string            `yaml:"notice"` // where it was announced
	Off    map[string]string `yaml:"off"`    // name → first/last day
	Work   []string          `yaml:"work"`   // days of weekends that are worked
}

// maxCalendar bounds the file; a year has 800 bytes.
const maxCalendar = 1 << 20

// ParseCalendar reads a calendar document (deploy/calendar/cn.yaml shows one). The error joins every fault.
func ParseCalendar(text []byte) (*Calendar, error) {
	if len(text) > maxCalendar {
		return nil, fmt.Errorf("read calendar: %d bytes are more than %d", len(text), maxCalendar)
	}
	file, err := decodeCalendar(text)
	if err != nil {
		return nil, fmt.Errorf("read calendar: %w", err)
	}
	c := &Calendar{off: map[time.Time]bool{}, work: map[time.Time]bool{}, hash: sha256.Sum256(text)}
	if len(file.Years) == 0 {
		return nil, errors.New("read calendar: it names no year")
	}
	var faults []error
	for i, year := range file.Years {
		if i > 0 && year.Year != file.Years[i-1].Year+1 {
			faults = append(faults, fmt.Errorf("year %d does not follow %d", year.Year, file.Years[i-1].Year))
		}
		faults = append(faults, c.add(year))
	}
	for day := range c.work {
		if c.off[day] {
			faults = append(faults, fmt.Errorf("%s is both off and worked", dateText(day)))
		}
		if weekday(day) {
			faults = append(faults, fmt.Errorf("%s is no day of a weekend, and is worked anyhow", dateText(day)))
		}
	}
	if err := errors.Join(faults...); err != nil {
		return nil, fmt.Errorf("read calendar: %w", err)
	}
	c.first, c.last = file.Years[0].Year, file.Years[len(file.Years)-1].Year
	return c, nil
}

// decodeCalendar reads the document. The library panics on some that are no calendars (fuzzing found a tag where the list
// of years belongs); that is a fault of the document, too.
func decodeCalendar(text []byte) (file calendarFile, err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("a value has not the form that its key asks for")
		}
	}()
	if err := yaml.UnmarshalWithOptions(text, &file, yaml.Strict()); err != nil {
		return file, errors.New(yaml.FormatError(err, false, true))
	}
	return file, nil
}

func (c *Calendar) add(year calendarYear) error {
	var faults []error
	date := func(text string) time.Time {
		day, err := time.Parse(time.DateOnly, text)
		// A notice reaches at most into the December before its year.
		if err == nil && day.Year() != year.Year && (day.Year() != year.Year-1 || day.Month() != time.December) {
			err = fmt.Errorf("%s does not belong to %d", text, year.Year)
		}
		if err != nil {
			faults = append(faults, fmt.Errorf("year %d: %w", year.Year, err))
		}
		return day
	}
	if year.Notice == "" {
		faults = append(faults, fmt.Errorf("year %d: notice is empty: name where its days were announced", year.Year))
	}
	for name, span := range year.Off {
		from, to, _ := strings.Cut(span, "/")
		first, last := date(from), date(to)
		if last.Before(first) || last.Sub(first) > 31*24*time.Hour {
			faults = append(faults, fmt.Errorf("year %d: %s: %s is no span of days like 2026-10-01/2026-10-07", year.Year, name, span))
			continue
		}
		for day := first; !day.After(last); day = day.AddDate(0, 0, 1) {
			c.off[day] = true
		}
	}
	for _, text := range year.Work {
		c.work[date(text)] = true
	}
	return errors.Join(faults...)
}

func weekday(day time.Time) bool {
	return day.Weekday() != time.Saturday && day.Weekday() != time.Sunday
}

// Working says whether a day is a working day; known is false where its year was not announced and only the weekends
// speak.
func (c *Calendar) Working(day time.Time) (working, known bool) {
	known = day.Year() >= c.first && day.Year() <= c.last
	return c.work[day] || weekday(day) && !c.off[day], known
}

// AddWorking answers the n-th working day after day, for n of at least 1; known is false if a day on the way is not
// known.
func (c *Calendar) AddWorking(day time.Time, n int) (last time.Time, known bool) {
	known = true
	for n > 0 {
		day = day.AddDate(0, 0, 1)
		working, sure := c.Working(day)
		known = known && sure
		if working {
			n--
		}
	}
	return day, known
}
