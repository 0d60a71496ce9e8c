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
	// slowest is the minimum rate of a client in bytes a second, patience how long it may be slower, and look how
	// often the rate is checked while an answer waits.
	slowest  = 1 << 10
	patience = 30 * time.Second
	look     = 5 * time.Second
	// mostCredit limits, as a multiple of patience, how long a client may take nothing after it has taken much at
	// once: the window of a connection within a machine opens in steps so large that a slow client takes a minute for
	// one.
	mostCredit = 2
	// unsent limits how many bytes the system buffers for a client beyond those in transit. Otherwise it would buffer
	// megabytes for each connection, outside of every budget.
	unsent = 512 << 10
)

// errSlow is the error of an answer whose client was too slow.
var errSlow = errors.New("the client reads less than 1 KiB per second")

// paces wraps a listener so that a client is dropped if it takes its answer too slowly. This is the only bound on
// the time of an answer: a long answer, or a slow client, may take as long as it makes progress.
type paces struct {
	net.Listener
	// patience, look and unsent are the constants; tests use smaller values.
	patience, look time.Duration
	unsent         int
	// dropped is called for each dropped client.
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

// paced is a connection whose client's rate is checked while an answer waits.
type paced struct {
	*net.TCPConn
	paces *paces
	// written is the number of bytes that the system has accepted since the connection began.
	written int64
	pace    pace
	// lingers is set if the client may still send data to discard; once guards the start of reading it.
	lingers atomic.Bool
	once    sync.Once
}

// Write implements net.Conn. It blocks as long as the client is fast enough.
func (c *paced) Write(b []byte) (n int, err error) {
	for {
		if err := c.TCPConn.SetWriteDeadline(time.Now().Add(c.paces.look)); err != nil {
			return n, err
		}
		m, err := c.TCPConn.Write(b[n:])
		n += m
		c.written += int64(m)
		if err == nil {
			if len(b) == m { // all was accepted within one look
				c.pace = pace{}
			}
			return n, nil
		}
		if !errors.Is(err, os.ErrDeadlineExceeded) {
			return n, err
		}
		if !c.pace.enough(time.Now(), c.written-int64(queued(c.TCPConn)), c.paces.patience, c.paces.look) {
			c.paces.dropped()
			_ = c.SetLinger(0) // drop what the system has buffered too
			return n, errSlow
		}
	}
}

// pace measures how fast a client takes a waiting answer; the zero value is a fast client.
type pace struct {
	// taken is the number of bytes that the client had at the last look, until the time by which it must be faster.
	taken int64
	until time.Time
}

// enough records what the client has taken by now, and reports whether it may continue. The first look only sets
// the start: bytes buffered before were not taken by the client.
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

// ReadFrom implements io.ReaderFrom by Write: the embedded connection's method would bypass it.
func (c *paced) ReadFrom(r io.Reader) (int64, error) {
	return io.Copy(struct{ io.Writer }{c}, r)
}

// SetWriteDeadline implements net.Conn. It does nothing: the pace is the only deadline.
func (*paced) SetWriteDeadline(time.Time) error { return nil }

// SetDeadline implements net.Conn.
func (c *paced) SetDeadline(t time.Time) error { return c.SetReadDeadline(t) }
