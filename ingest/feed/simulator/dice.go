package simulator

import "math"

// dice gives the random numbers of one slot and one purpose. The same seed, purpose and slot always give the same row
// of numbers, which is what makes every event of the city a function of (seed, slot).
type dice struct{ state uint64 }

func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

func roll(seed uint64, purpose string, slot int64) dice {
	h := uint64(14695981039346656037)
	for i := 0; i < len(purpose); i++ {
		h = (h ^ uint64(purpose[i])) * 1099511628211
	}
	return dice{state: mix(mix(seed^h) ^ uint64(slot))}
}

func (d *dice) next() uint64 {
	d.state += 0x9e3779b97f4a7c15
	return mix(d.state)
}

// part is uniform in [0, 1).
func (d *dice) part() float64 { return float64(d.next()>>11) / (1 << 53) }

// below is uniform in 0 … n−1; n must be positive.
func (d *dice) below(n int) int { return int(d.next() % uint64(n)) }

// chance is true with probability p.
func (d *dice) chance(p float64) bool { return d.part() < p }

// between is uniform in [low, high).
func (d *dice) between(low, high float64) float64 { return low + (high-low)*d.part() }

// waiting is exponential with the given mean, cut at five means so that the look-back stays bounded.
func (d *dice) waiting(mean float64) float64 {
	return min(-math.Log(1-d.part()), 5) * mean
}

// count is a Poisson number with the given mean (below about 500, which no slot reaches).
func (d *dice) count(mean float64) int {
	limit, product, n := math.Exp(-mean), d.part(), 0
	for product > limit {
		product *= d.part()
		n++
	}
	return n
}

// pick chooses an index by cumulative weights; the last of them is the total.
func (d *dice) pick(cumulative []float64) int {
	x := d.part() * cumulative[len(cumulative)-1]
	for i, c := range cumulative {
		if x < c {
			return i
		}
	}
	return len(cumulative) - 1
}
