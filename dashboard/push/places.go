package push

import (
	"errors"
	"net/netip"
	"sync"
)

var (
	errFull     = errors.New("no more sockets")
	errCrowded  = errors.New("too many sockets of one address")
	errShutdown = errors.New("the server is closing")
)

// places counts the sockets. fasthttp forgets hijacked connections, so this is the only count there is.
type places struct {
	mu           sync.Mutex
	total        int
	byAddress    map[netip.Addr]int
	max, maxEach int
	closed       bool
}

func newPlaces(maximum, maxEach int) *places {
	return &places{byAddress: map[netip.Addr]int{}, max: maximum, maxEach: maxEach}
}

// free says why address would get no place, or nil.
func (p *places) free(address netip.Addr) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.refuse(address)
}

// take reserves a place, to be given back by leave; then runs register under the same lock, so that shut cannot come between.
func (p *places) take(address netip.Addr, register func()) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.refuse(address); err != nil {
		return err
	}
	p.total++
	p.byAddress[address]++
	register()
	return nil
}

func (p *places) refuse(address netip.Addr) error {
	switch {
	case p.closed:
		return errShutdown
	case p.total >= p.max:
		return errFull
	case p.byAddress[address] >= p.maxEach:
		return errCrowded
	}
	return nil
}

func (p *places) leave(address netip.Addr) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.total--
	if p.byAddress[address]--; p.byAddress[address] == 0 {
		delete(p.byAddress, address)
	}
}

func (p *places) taken() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.total
}

// shut lets nobody in any more.
func (p *places) shut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
}
