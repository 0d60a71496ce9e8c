//go:build unix

package postgres

import (
	"crypto/tls"
	"net"
	"syscall"
)

// peek asks the operating system whether there is something to be read. It is made once for a connection.
type peek struct {
	raw  syscall.RawConn
	some bool
	// look is recv, bound once.
	look func(fd uintptr) bool
}

// newPeek returns what looks at a connection; nil where it cannot be looked at.
func newPeek(raw net.Conn) *peek {
	if secured, ok := raw.(*tls.Conn); ok {
		raw = secured.NetConn()
	}
	s, ok := raw.(syscall.Conn)
	if !ok {
		return nil
	}
	control, err := s.SyscallConn()
	if err != nil {
		return nil
	}
	p := &peek{raw: control}
	p.look = p.recv
	return p
}

// recv looks for a byte, and does not wait for one.
func (p *peek) recv(fd uintptr) bool {
	var one [1]byte
	_, _, err := syscall.Recvfrom(int(fd), one[:], syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
	p.some = err != syscall.EAGAIN && err != syscall.EWOULDBLOCK
	return true
}

// waiting reports whether there is something to be read: an idle server only says that it leaves.
func (p *peek) waiting() bool {
	return p != nil && (p.raw.Read(p.look) != nil || p.some)
}

// alive reports whether the server has not ended a connection that was idle, as far as this side knows. It reads the
// answers that are still owed.
func (c *connection) alive() bool {
	if c.lost != nil {
		return false
	}
	if c.next < len(c.steps) && (c.front.ReadBufferLen() > 0 || c.peek.waiting()) {
		_ = c.drain() // an error of the end of a transaction that only read
	}
	return c.lost == nil && c.front.ReadBufferLen() == 0 && (c.next < len(c.steps) || !c.peek.waiting())
}
