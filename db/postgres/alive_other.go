//go:build !unix

package postgres

import "net"

// peek cannot be made here.
type peek struct{}

func newPeek(net.Conn) *peek { return nil }

// alive reports whether the server has not ended a connection that was idle, as far as this side knows.
func (c *connection) alive() bool { return c.lost == nil }
