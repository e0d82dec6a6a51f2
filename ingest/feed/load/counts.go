package load

import (
	"math/bits"
	"slices"
	"time"
)

// counts are the own figures of every union in one window, as the things' lives give them.
type counts struct {
	window   window
	world    *world
	numbers  map[string]map[string]int
	reported map[string]map[string]bool // families: in the window, or declared complete
	ever     map[string]map[string]bool // families: at any time before the window's end
	days     map[string]map[string]bool // on which an article that counts was first published
	services map[string]map[string]bool
	readers  map[string][]uint64 // a bit for each reader
	marks    map[string]string   // by union and indicator: the last index and the last place of its account
	handled  map[string][]int64  // handling times in microseconds
}

func newCounts(world *world, w window) *counts {
	return &counts{
		window: w, world: world, numbers: map[string]map[string]int{}, reported: map[string]map[string]bool{}, ever: map[string]map[string]bool{},
		days: map[string]map[string]bool{}, services: map[string]map[string]bool{},
		readers: map[string][]uint64{}, handled: map[string][]int64{}, marks: map[string]string{},
	}
}

func (c *counts) add(union, name string, n int) {
	if n == 0 {
		return
	}
	if c.numbers[union] == nil {
		c.numbers[union] = map[string]int{}
	}
	c.numbers[union][name] += n
}

func (c *counts) addIf(really bool, union, name string) {
	if really {
		c.add(union, name, 1)
	}
}

// set states what is not added up but said.
func (c *counts) set(union, name string, n int) {
	c.drop(union, name)
	if c.numbers[union] == nil {
		c.numbers[union] = map[string]int{}
	}
	c.numbers[union][name] = n
}

func (c *counts) drop(union, name string) { delete(c.numbers[union], name) }

// addKind counts for the cases of one kind apart.
func (c *counts) addKind(union, kind, name string, n int) {
	if kind != "service" {
		c.add(union, kind+"_"+name, n)
	}
}

func mark(sets map[string]map[string]bool, union, member string) {
	if sets[union] == nil {
		sets[union] = map[string]bool{}
	}
	sets[union][member] = true
}

// report notes that a union reported a family, now for what flows or at some time for what stays.
func (c *counts) report(union, family string, now bool) {
	mark(c.ever, union, family)
	if now {
		mark(c.reported, union, family)
	}
}

func (c *counts) day(union string, at time.Time) {
	mark(c.days, union, at.In(c.world.cfg.Zone).Format(dateOnly))
}

func (c *counts) service(union, service string) { mark(c.services, union, service) }

func (c *counts) reader(union string, reader int) {
	if c.readers[union] == nil {
		c.readers[union] = make([]uint64, c.world.readers/64+1)
	}
	c.readers[union][reader/64] |= 1 << (reader % 64)
}

func (c *counts) handle(union string, took time.Duration) {
	c.add(union, "handled", 1)
	c.add(union, "handled_us", int(took.Microseconds()))
	c.handled[union] = append(c.handled[union], took.Microseconds())
}

// soonAfter says whether a day is so near behind a publication that a first total is all of the article's.
func (c *counts) soonAfter(published, day time.Time) bool {
	if published.IsZero() {
		return false
	}
	from := c.world.day(published)
	return !day.Before(from) && !day.After(from.AddDate(0, 0, baseLine))
}

// rolled is what counts for a union with those below it.
type rolled struct {
	numbers  map[string]int
	reported map[string]bool
	ever     map[string]bool
	days     map[string]bool
	services int
	readers  int
	median   int64 // handling time in microseconds, of an even number between the two in the middle; -1: none
}

// rollToDate is what has counted since the year began: whatever ended since then counts for its successor.
func (c *counts) rollToDate(union string) rolled {
	toDate := c.window
	toDate.start = toDate.year
	return c.rollOver(union, toDate)
}

func (c *counts) roll(union string) rolled { return c.rollOver(union, c.window) }

func (c *counts) rollOver(union string, w window) rolled {
	r := rolled{numbers: map[string]int{}, reported: map[string]bool{}, ever: map[string]bool{}, days: map[string]bool{}, median: -1}
	services, readers := map[string]bool{}, make([]uint64, c.world.readers/64+1)
	var handled []int64
	for _, code := range c.world.tree.counted(union, w) {
		for name, n := range c.numbers[code] {
			r.numbers[name] += n
		}
		for _, set := range []struct{ from, to map[string]bool }{
			{c.reported[code], r.reported}, {c.ever[code], r.ever}, {c.days[code], r.days}, {c.services[code], services},
		} {
			for member := range set.from {
				set.to[member] = true
			}
		}
		for i, word := range c.readers[code] {
			readers[i] |= word
		}
		handled = append(handled, c.handled[code]...)
	}
	for _, word := range readers {
		r.readers += bits.OnesCount64(word)
	}
	r.services = len(services)
	if n := len(handled); n > 0 {
		slices.Sort(handled)
		low, high := handled[(n-1)/2], handled[n/2]
		r.median = low + (high-low)/2
	}
	for _, name := range baseNames {
		delete(r.numbers, name)
		if n, ok := c.base(union, name); ok {
			r.numbers[name] = n
		}
	}
	return r
}

var baseNames = []string{"base_employees", "base_members", "base_grassroots", "base_entered"}

// base is what a union says of its size, else the sum of what those directly below it come to.
func (c *counts) base(union, name string) (int, bool) {
	last := calendarDay(c.window.end.Add(-time.Microsecond))
	if u, ok := c.world.tree.known[union]; !ok || !u.there(last) {
		return 0, false
	}
	if _, own := c.numbers[union]["base_members"]; own {
		n, ok := c.numbers[union][name]
		return n, ok
	}
	sum, some := 0, false
	for _, child := range c.world.tree.children[union] {
		n, ok := c.base(child, name)
		sum, some = sum+n, some || ok
	}
	return sum, some
}

// gap is the longest run of the window's days without any of the days given.
func (c *counts) gap(days map[string]bool) int {
	longest, run := 0, 0
	for day := c.window.start; day.Before(c.window.end); day = day.AddDate(0, 0, 1) {
		run++
		if days[day.Format(dateOnly)] {
			run = 0
		}
		longest = max(longest, run)
	}
	return longest
}
