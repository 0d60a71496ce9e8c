package server

import (
	"context"
	"io"
	"net"
	"time"
)

// The bounds of what is read from a client that is not listened to any more.
const (
	lingerBytes = 64 << 20
	lingerTime  = 10 * time.Second
)

type connKey struct{}

// keepConn lets an exchange reach its connection.
func keepConn(ctx context.Context, c net.Conn) context.Context {
	return context.WithValue(ctx, connKey{}, c)
}

// lingers has the connection of an exchange read what its client still sends, once the server wants to close it. Many
// clients read no answer before they have sent all; and where a connection is closed with bytes on their way, TCP
// throws the answer away with them.
func lingers(ctx context.Context) {
	if c, ok := ctx.Value(connKey{}).(*paced); ok {
		c.lingers.Store(true)
	}
}

// CloseWrite ends what is sent: the client sees the end of the answer now, and may go on sending.
func (c *paced) CloseWrite() error {
	err := c.TCPConn.CloseWrite()
	if c.lingers.Load() {
		c.linger()
	}
	return err
}

// Close implements net.Conn. A connection that lingers closes itself, within some time.
func (c *paced) Close() error {
	if c.lingers.Load() {
		return c.CloseWrite()
	}
	return c.TCPConn.Close()
}

// linger begins to read until the client has nothing more to send, and closes the connection then. It does so once.
func (c *paced) linger() {
	c.once.Do(func() {
		go func() {
			defer func() { _ = c.TCPConn.Close() }() // the client is not waiting for it
			if c.SetReadDeadline(time.Now().Add(lingerTime)) == nil {
				_, _ = io.CopyN(io.Discard, struct{ io.Reader }{c.TCPConn}, lingerBytes) // who sends more, or more slowly, is cut off
			}
		}()
	})
}
