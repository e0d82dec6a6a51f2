package event

import (
	"strconv"
	"time"
)

var (
	// earliestTime is the first business time that is accepted: online work before it was not recorded.
	earliestTime = time.Date(2015, 1, 1, 0, 0, 0, 0, time.UTC)
	// latestTime keeps every instant inside what the ledger's columns can hold, whatever a record's timestamp claims.
	latestTime = time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC)
	// earliestDate is the first deadline or upto that is accepted; older ones are slips of the pen.
	earliestDate = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
)

// parseTime reads an RFC 3339 time with offset as UTC; digits below a microsecond are cut off, never rounded. If the
// text is none, problem says why. A leap second is refused: it would be the same instant as the next second.
func parseTime(b []byte) (t time.Time, problem string) {
	const shape = "is not of the form 2026-09-30T23:59:58+08:00"
	if len(b) < len("2026-09-30T23:59:58Z") || b[4] != '-' || b[7] != '-' || b[10]|0x20 != 't' || b[13] != ':' || b[16] != ':' {
		return time.Time{}, shape
	}
	century, ok1 := two(b, 0)
	decade, ok2 := two(b, 2)
	month, ok3 := two(b, 5)
	day, ok4 := two(b, 8)
	hour, ok5 := two(b, 11)
	minute, ok6 := two(b, 14)
	second, ok7 := two(b, 17)
	if !(ok1 && ok2 && ok3 && ok4 && ok5 && ok6 && ok7) {
		return time.Time{}, shape
	}
	year := century*100 + decade
	if month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return time.Time{}, "names a day that no calendar has"
	}
	if second == 60 {
		return time.Time{}, "names second 60, which is not accepted"
	}
	if hour > 23 || minute > 59 || second > 59 {
		return time.Time{}, "names a time of day that no clock shows"
	}
	micros, rest, ok := fraction(b[19:])
	if !ok {
		return time.Time{}, shape
	}
	offset, ok := zoneOffset(rest)
	if !ok {
		return time.Time{}, "has no offset such as Z or +08:00 at its end"
	}
	t = time.Date(year, time.Month(month), day, hour, minute, second, micros*1000, time.UTC)
	return t.Add(-offset), ""
}

// judgeDate wants a day of the calendar from the year of earliest to 2199, written as 2026-09-30.
func judgeDate(b []byte, earliest time.Time) string {
	const shape = "is no day of the form 2026-09-30; correct it"
	if len(b) != len("2026-09-30") || b[4] != '-' || b[7] != '-' {
		return shape
	}
	century, ok1 := two(b, 0)
	decade, ok2 := two(b, 2)
	month, ok3 := two(b, 5)
	day, ok4 := two(b, 8)
	if !(ok1 && ok2 && ok3 && ok4) {
		return shape
	}
	year := century*100 + decade
	if month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return "names a day that no calendar has; correct it"
	}
	if year < earliest.Year() || year >= latestTime.Year() {
		return "lies outside the years " + strconv.Itoa(earliest.Year()) + " to 2199; correct it"
	}
	return ""
}

// two reads two digits at b[i:].
func two(b []byte, i int) (int, bool) {
	tens, ones := b[i]-'0', b[i+1]-'0'
	return int(tens)*10 + int(ones), tens <= 9 && ones <= 9
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// fraction reads ".123456789", if it is there, as whole microseconds.
func fraction(b []byte) (micros int, rest []byte, ok bool) {
	if len(b) == 0 || b[0] != '.' {
		return 0, b, true
	}
	i, scale := 1, 100_000
	for ; i < len(b) && b[i] >= '0' && b[i] <= '9'; i++ {
		micros += int(b[i]-'0') * scale
		scale /= 10
	}
	return micros, b[i:], i > 1
}

// zoneOffset reads Z or ±hh:mm as the zone's lead over UTC.
func zoneOffset(b []byte) (time.Duration, bool) {
	if len(b) == 1 && b[0]|0x20 == 'z' {
		return 0, true
	}
	if len(b) != 6 || b[3] != ':' || b[0] != '+' && b[0] != '-' {
		return 0, false
	}
	hours, ok1 := two(b, 1)
	minutes, ok2 := two(b, 4)
	if !ok1 || !ok2 || hours > 23 || minutes > 59 {
		return 0, false
	}
	offset := time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute
	if b[0] == '-' {
		offset = -offset
	}
	return offset, true
}
