package dashboard

import (
	"net"
	"net/netip"
	"sync"

	"unionscreen/dashboard/push"
)

// capped is a listener that closes what comes above its limits at once, before a byte is read: half-open requests cost a
// buffer each until their time is up.
type capped struct {
	net.Listener
	mu           sync.Mutex
	total        int
	byAddress    map[netip.Addr]int
	max, maxEach int
}

func newCapped(listener net.Listener, maximum, maxEach int) *capped {
	return &capped{Listener: listener, byAddress: map[netip.Addr]int{}, max: maximum, maxEach: maxEach}
}

// Accept waits for a connection that is within the limits.
func (l *capped) Accept() (net.Conn, error) {
	for {
		nc, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		tcp, ok := nc.(*net.TCPConn)
		if !ok {
			return nc, nil
		}
		address := push.NetworkOf(remoteOf(nc.RemoteAddr()))
		if !l.enter(address) {
			_ = nc.Close()
			continue
		}
		return &counted{TCPConn: tcp, leave: sync.OnceFunc(func() { l.leave(address) })}, nil
	}
}

func (l *capped) enter(address netip.Addr) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.total >= l.max || l.byAddress[address] >= l.maxEach {
		return false
	}
	l.total++
	l.byAddress[address]++
	return true
}

func (l *capped) leave(address netip.Addr) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.total--
	if l.byAddress[address]--; l.byAddress[address] == 0 {
		delete(l.byAddress, address)
	}
}

// counted is a TCP connection, with all that one can do, which reports its end.
type counted struct {
	*net.TCPConn
	leave func()
}

// Close gives the place back; it may be called more than once.
func (c *counted) Close() error {
	defer c.leave()
	return c.TCPConn.Close()
}

// remoteOf is the IP address of a peer; the zero Addr when it has none.
func remoteOf(address net.Addr) netip.Addr {
	tcp, ok := address.(*net.TCPAddr)
	if !ok {
		return netip.Addr{}
	}
	return tcp.AddrPort().Addr().Unmap()
}
