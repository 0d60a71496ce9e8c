package server

import (
	"context"
	"io"
	"net"
	"time"
)

// The limits of what is read from a client after its answer.
const (
	lingerBytes = 64 << 20
	lingerTime  = 10 * time.Second
)

type connKey struct{}

// keepConn puts the connection into the context of its exchanges.
func keepConn(ctx context.Context, c net.Conn) context.Context {
	return context.WithValue(ctx, connKey{}, c)
}

// lingers marks the connection of an exchange: when the server closes it, it first reads what the client still
// sends. Many clients read no answer before they have sent everything, and closing a connection with unread bytes
// makes TCP discard the answer.
func lingers(ctx context.Context) {
	if c, ok := ctx.Value(connKey{}).(*paced); ok {
		c.lingers.Store(true)
	}
}

// CloseWrite closes the sending side: the client sees the end of the answer and may continue to send.
func (c *paced) CloseWrite() error {
	err := c.TCPConn.CloseWrite()
	if c.lingers.Load() {
		c.linger()
	}
	return err
}

// Close implements net.Conn. A lingering connection closes later, within a time limit.
func (c *paced) Close() error {
	if c.lingers.Load() {
		return c.CloseWrite()
	}
	return c.TCPConn.Close()
}

// linger starts reading until the client has nothing more to send, and then closes the connection. Only the first
// call has an effect.
func (c *paced) linger() {
	c.once.Do(func() {
		go func() {
			defer func() { _ = c.TCPConn.Close() }() // the client is not waiting for it
			if c.SetReadDeadline(time.Now().Add(lingerTime)) == nil {
				_, _ = io.CopyN(io.Discard, struct{ io.Reader }{c.TCPConn}, lingerBytes) // the rest is cut off
			}
		}()
	})
}
