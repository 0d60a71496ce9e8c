package server

import (
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// slowest is how many bytes a second a client has to take, patience for how long it may take less, and look how
	// often it is looked at while an answer waits for it.
	slowest  = 1 << 10
	patience = 30 * time.Second
	look     = 5 * time.Second
	// mostCredit is for how many times the patience a client may take nothing after it has taken much at once: the
	// window of a connection within a machine opens in steps of 64 KiB and more, which a slow client takes a minute
	// for.
	mostCredit = 2
	// unsent is how many bytes the system keeps for a client beyond those on their way. What it would keep otherwise,
	// up to 4 MB for each connection, is nobody's to count.
	unsent = 512 << 10
)

// errSlow is the error of an answer whose client took too little of it.
var errSlow = errors.New("the client takes less than 1 KiB a second")

// paces wraps a listener so that a client which takes too little of its answer, over some time, is dropped. That is
// what bounds the time of an answer: one that is long, or a client that is slow, may take as long as it goes on.
type paces struct {
	net.Listener
	// patience, look and unsent are those of the constants; tests have less.
	patience, look time.Duration
	unsent         int
	// dropped is told of each.
	dropped func()
}

func newPaces(l net.Listener, dropped func()) *paces {
	return &paces{Listener: l, patience: patience, look: look, unsent: unsent, dropped: dropped}
}

// Accept implements net.Listener.
func (p *paces) Accept() (net.Conn, error) {
	c, err := p.Listener.Accept()
	if err != nil {
		return nil, err
	}
	tcp, ok := c.(*net.TCPConn)
	if !ok {
		return c, nil
	}
	keepUnsent(tcp, p.unsent)
	return &paced{TCPConn: tcp, paces: p}, nil
}

// paced is a connection whose client is looked at while it keeps an answer waiting.
type paced struct {
	*net.TCPConn
	paces *paces
	// written are the bytes that the system has taken, since the connection began.
	written int64
	pace    pace
	// lingers tells that the client may still send what nobody wants; once begins to read it.
	lingers atomic.Bool
	once    sync.Once
}

// Write implements net.Conn. It blocks for as long as the client takes enough.
func (c *paced) Write(b []byte) (n int, err error) {
	for {
		if err := c.TCPConn.SetWriteDeadline(time.Now().Add(c.paces.look)); err != nil {
			return n, err
		}
		m, err := c.TCPConn.Write(b[n:])
		n += m
		c.written += int64(m)
		if err == nil {
			if len(b) == m { // it was taken within one look
				c.pace = pace{}
			}
			return n, nil
		}
		if !errors.Is(err, os.ErrDeadlineExceeded) {
			return n, err
		}
		if !c.pace.enough(time.Now(), c.written-int64(queued(c.TCPConn)), c.paces.patience, c.paces.look) {
			c.paces.dropped()
			_ = c.SetLinger(0) // what the system keeps for it goes too
			return n, errSlow
		}
	}
}

// pace is how a client takes an answer that waits for it; the zero value is one that is quick.
type pace struct {
	// taken is how many bytes the client had at the last look, until how long it may go on as it does.
	taken int64
	until time.Time
}

// enough looks at what the client has taken by now, and reports whether that is enough for it to go on. The first
// look counts from where it is: what lay in buffers before is nothing that it took.
func (p *pace) enough(now time.Time, taken int64, patience, look time.Duration) bool {
	if p.until.IsZero() {
		p.until, p.taken = now.Add(patience-look), taken
		return true
	}
	p.until = p.until.Add(time.Duration(taken-p.taken) * time.Second / slowest)
	if most := now.Add(mostCredit * patience); p.until.After(most) {
		p.until = most
	}
	p.taken = taken
	return now.Before(p.until)
}

// ReadFrom implements io.ReaderFrom by Write: that of the embedded connection would go past it.
func (c *paced) ReadFrom(r io.Reader) (int64, error) {
	return io.Copy(struct{ io.Writer }{c}, r)
}

// SetWriteDeadline implements net.Conn. The pace is the one deadline that there is.
func (*paced) SetWriteDeadline(time.Time) error { return nil }

// SetDeadline implements net.Conn.
func (c *paced) SetDeadline(t time.Time) error { return c.SetReadDeadline(t) }
