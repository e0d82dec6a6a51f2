package simulator

import (
	"math"
	"time"
)

// zone is the city's: Asia/Shanghai has had no summer time since 1991, so a fixed offset is exact and needs no
// time-zone database.
var zone = time.FixedZone("Asia/Shanghai", 8*3600)

// Hours of a day in thousandths of the day's mean, from midnight. Reading peaks at noon and in the evening; offices
// work from half past eight to six.
var (
	readingHours = [24]float64{180, 90, 50, 40, 60, 180, 520, 1050, 1450, 1400, 1350, 1500, 1950, 1500, 1200, 1200, 1250, 1350, 1500, 1800, 2000, 1650, 1050, 520}
	officeHours  = [24]float64{20, 10, 5, 5, 5, 20, 120, 600, 2500, 3100, 3000, 2500, 1000, 1300, 2700, 2900, 2500, 1600, 700, 420, 300, 200, 100, 50}
)

// Days of a week in thousandths of the mean, from Sunday.
var (
	readingDays = [7]float64{780, 1080, 1100, 1080, 1070, 1060, 830}
	officeDays  = [7]float64{260, 1300, 1290, 1270, 1250, 1230, 400}
)

func level(hours *[24]float64, days *[7]float64, t time.Time) float64 {
	t = t.In(zone)
	var sum float64
	for _, h := range hours {
		sum += h
	}
	h, m := t.Hour(), float64(t.Minute())/60
	hour := hours[h]*(1-m) + hours[(h+1)%24]*m
	return hour * 24 / sum * days[t.Weekday()] / 1000
}

// reading and office are the levels of activity at an instant; their mean over a week is 1.
func reading(t time.Time) float64 { return level(&readingHours, &readingDays, t) }
func office(t time.Time) float64  { return level(&officeHours, &officeDays, t) }

// quarterOf gives the natural quarter of the city's zone that holds the instant.
func quarterOf(t time.Time) (start, end time.Time) {
	t = t.In(zone)
	first := (int(t.Month())-1)/3*3 + 1
	start = time.Date(t.Year(), time.Month(first), 1, 0, 0, 0, 0, zone)
	return start, start.AddDate(0, 3, 0)
}

// opening describes the drive with which unions begin a quarter (开门红): half of the quarter's work is spread evenly,
// the other half decays with this share of the quarter as its time constant. It also makes a demo that is started
// early in a quarter worth looking at.
const opening = 0.12

// drive is the density of work at an instant; its mean over the quarter is 1.
func drive(t time.Time) float64 {
	start, end := quarterOf(t)
	f := float64(t.Sub(start)) / float64(end.Sub(start))
	norm := 1 - math.Exp(-1/opening)
	return 0.5 + 0.5*math.Exp(-f/opening)/opening/norm
}

// opens moves an instant to the next moment at which an office is open: Monday to Friday, 8:30 to 18:00.
func opens(t time.Time) time.Time {
	t = t.In(zone)
	for {
		day := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, zone)
		from, to := day.Add(8*time.Hour+30*time.Minute), day.Add(18*time.Hour)
		workday := t.Weekday() != time.Saturday && t.Weekday() != time.Sunday
		switch {
		case workday && t.Before(from):
			// Not all at the stroke of half past eight: the minutes of the night spread over the first hour.
			return from.Add(t.Sub(day) * 60 / 510).Truncate(time.Microsecond)
		case workday && t.Before(to):
			return t
		}
		// What falls after closing or on a free day is done in the first hours of the next day.
		t = day.AddDate(0, 0, 1).Add(t.Sub(day) / 3).Truncate(time.Microsecond)
	}
}
