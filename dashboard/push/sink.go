package push

import (
	"errors"
	"net"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// sink is the way out of one socket. Only the client's shard calls it.
type sink interface {
	// write takes as much of head and then tail as goes without blocking and says how much that was. The bytes must
	// not change afterwards unless all were refused.
	write(head, tail []byte) (int, error)
	// idle says whether everything taken so far has left.
	idle() bool
	close()
}

// unsentLimit bounds what waits in the kernel unsent, to about one snapshot: without it the kernel takes half an hour of
// stale snapshots from us before it says that a reader is slow.
const unsentLimit = 64 << 10

// newSink looks for a way to write to nc without blocking; where there is none it starts a goroutine by spawn.
func newSink(nc net.Conn, stall time.Duration, done func(error), spawn func(func())) sink {
	if raw := descriptorOf(nc); raw != nil {
		limitUnsent(raw)
		return newPlainSink(raw)
	}
	if layered, ok := nc.(interface{ NetConn() net.Conn }); ok { // TLS
		if raw := descriptorOf(layered.NetConn()); raw != nil {
			limitUnsent(raw)
		}
	}
	p := &pumpSink{nc: nc, jobs: make(chan net.Buffers, 1), done: done, stall: stall}
	spawn(p.run)
	return p
}

func descriptorOf(nc net.Conn) syscall.RawConn {
	plain, ok := nc.(syscall.Conn)
	if !ok {
		return nil
	}
	raw, err := plain.SyscallConn()
	if err != nil {
		return nil
	}
	return raw
}

// limitUnsent may fail: that costs freshness of slow readers, and is no reason to refuse the client.
func limitUnsent(raw syscall.RawConn) {
	_ = raw.Control(func(fd uintptr) {
		_ = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_NOTSENT_LOWAT, unsentLimit)
	})
}

// plainSink writes to the descriptor without blocking.
type plainSink struct {
	raw   syscall.RawConn
	parts [2][]byte
	n     int
	err   error
	step  func(fd uintptr) bool // made once: a closure per write would cost an allocation each
}

func newPlainSink(raw syscall.RawConn) *plainSink {
	p := &plainSink{raw: raw}
	p.step = p.once
	return p
}

func (p *plainSink) once(fd uintptr) bool {
	for {
		if len(p.parts[1]) == 0 {
			p.n, p.err = unix.Write(int(fd), p.parts[0])
		} else {
			p.n, p.err = unix.Writev(int(fd), p.parts[:])
		}
		if !errors.Is(p.err, unix.EINTR) {
			return true // also when it would block: the shard comes back by itself
		}
	}
}

func (p *plainSink) write(head, tail []byte) (int, error) {
	p.parts = [2][]byte{head, tail}
	err := p.raw.Write(p.step)
	p.parts = [2][]byte{}
	switch {
	case err != nil:
		return 0, err
	case errors.Is(p.err, unix.EAGAIN):
		return 0, nil
	case p.err != nil:
		return 0, p.err
	}
	return p.n, nil
}

func (p *plainSink) idle() bool { return true }
func (p *plainSink) close()     {}

// pumpSink is for connections that cannot be written to without blocking (TLS): a goroutine writes one frame at a time
// and reports each.
type pumpSink struct {
	nc    net.Conn
	jobs  chan net.Buffers
	done  func(error) // called by the goroutine; the shard then calls settle
	stall time.Duration
	busy  bool
}

func (p *pumpSink) run() {
	for job := range p.jobs {
		err := p.nc.SetWriteDeadline(time.Now().Add(p.stall))
		if err == nil {
			_, err = job.WriteTo(p.nc)
		}
		p.done(err)
	}
}

func (p *pumpSink) write(head, tail []byte) (int, error) {
	if p.busy {
		return 0, nil
	}
	p.busy = true
	p.jobs <- net.Buffers{append([]byte(nil), head...), tail}
	return len(head) + len(tail), nil
}

func (p *pumpSink) idle() bool { return !p.busy }
func (p *pumpSink) settle()    { p.busy = false }
func (p *pumpSink) close()     { close(p.jobs) }
