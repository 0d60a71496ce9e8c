package server

import (
	"net"

	"golang.org/x/sys/unix"
)

// queued returns how many written bytes the client has not acknowledged yet.
func queued(c *net.TCPConn) (n int) {
	raw, err := c.SyscallConn()
	if err != nil {
		return 0
	}
	_ = raw.Control(func(fd uintptr) { n, _ = unix.IoctlGetInt(int(fd), unix.SIOCOUTQ) }) // closed: no queue
	return max(n, 0)
}

// keepUnsent limits how many bytes the system buffers for a client beyond those in transit.
func keepUnsent(c *net.TCPConn, bytes int) {
	raw, err := c.SyscallConn()
	if err != nil {
		return
	}
	// A system without the option buffers more.
	_ = raw.Control(func(fd uintptr) { _ = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_NOTSENT_LOWAT, bytes) })
}
