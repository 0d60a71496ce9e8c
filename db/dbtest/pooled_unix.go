//go:build unix

package dbtest

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// pooler is what PgBouncer is told.
const pooler = `[databases]
* = host=%s port=%d user=tiddly
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = %d
unix_socket_dir =
auth_type = any
pool_mode = %s
default_pool_size = %d
`

// Pooled starts PgBouncer before a server, and returns the address of the same database behind it. It skips the test if
// PgBouncer is not installed.
func Pooled(tb testing.TB, address string) string {
	tb.Helper()
	return PooledBy(tb, address, "transaction", 20)
}

// PooledBy is Pooled for a mode of the pool and the number of its connections.
func PooledBy(tb testing.TB, address, mode string, connections int) string {
	tb.Helper()
	program, err := exec.LookPath("pgbouncer")
	if err != nil {
		if program = "/usr/sbin/pgbouncer"; exec.Command(program, "--version").Run() != nil { //nolint:gosec,noctx // a short question
			Without(tb, "PgBouncer is not installed")
		}
	}
	to, err := pgconn.ParseConfig(address)
	if err != nil {
		tb.Fatal(err)
	}
	folder, err := os.MkdirTemp("/tmp", "tiddly-pool-") //nolint:usetesting // the pooler, which is another user, reads it
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = os.RemoveAll(folder) }) // what remains is in the folder of temporary files
	port, settings := freePort(tb), filepath.Join(folder, "pgbouncer.ini")
	if err := os.WriteFile(settings, fmt.Appendf(nil, pooler, to.Host, to.Port, port, mode, connections), 0o644); err != nil { //nolint:gosec // no secret is in it
		tb.Fatal(err)
	}
	c := exec.Command(program, "-q", settings) //nolint:gosec,noctx // it is stopped at the end of the test
	if os.Getuid() == 0 {
		as, err := giveAway(folder)
		if err != nil {
			Without(tb, err.Error())
		}
		c.SysProcAttr = &syscall.SysProcAttr{Credential: as}
	}
	if err := c.Start(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = c.Process.Kill(); _ = c.Wait() }) // it was killed
	behind := fmt.Sprintf("127.0.0.1:%d", port)
	for end := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		conn, err := new(net.Dialer).DialContext(tb.Context(), "tcp", behind)
		if err == nil {
			_ = conn.Close() // it answers
			break
		}
		if time.Now().After(end) {
			tb.Fatal(err)
		}
	}
	return "postgres://tiddly@" + behind + "/" + strings.TrimPrefix(to.Database, "/") + "?sslmode=disable"
}
