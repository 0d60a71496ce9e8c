//go:build unix

package dbtest

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// Start starts a private server from the programs in a folder, as a user that is not root, on a free port of loopback.
// It returns the address of its first database, and stops the server at the end of the test. Settings are of the form
// name=value.
func Start(tb testing.TB, programs string, settings ...string) string {
	tb.Helper()
	folder, err := os.MkdirTemp("/tmp", "tiddly-pg-") //nolint:usetesting // the path of a socket has at most 107 bytes
	if err != nil {
		Without(tb, "no folder can be made for a server: "+err.Error())
	}
	tb.Cleanup(func() { _ = os.RemoveAll(folder) }) // what remains is in the folder of temporary files
	s := &server{tb: tb, programs: programs, folder: folder}
	if os.Getuid() == 0 {
		if s.as, err = giveAway(folder); err != nil { // the server refuses to run as root
			Without(tb, err.Error())
		}
	}
	data := filepath.Join(folder, "data")
	s.run("initdb", "-D", data, "-U", "tiddly", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
	port := freePort(tb)
	settings = append([]string{"listen_addresses=127.0.0.1", fmt.Sprint("port=", port), "max_connections=60"}, settings...)
	options := "-F -k " + folder + " -c " + strings.Join(settings, " -c ")
	s.run("pg_ctl", "-D", data, "-l", filepath.Join(folder, "log"), "-w", "-s", "-o", options, "start")
	tb.Cleanup(func() { s.run("pg_ctl", "-D", data, "-m", "immediate", "-w", "-s", "stop") })
	return fmt.Sprintf("postgres://tiddly@127.0.0.1:%d/postgres?sslmode=disable", port)
}

// server is a server that is being started.
type server struct {
	tb               testing.TB
	programs, folder string
	// as is the user that its programs run as; nil means the user of the test.
	as *syscall.Credential
}

// run runs a program of the server.
func (s *server) run(program string, args ...string) {
	s.tb.Helper()
	c := exec.Command(filepath.Join(s.programs, program), args...) //nolint:gosec,noctx // it also ends the server, after the test
	c.Dir = s.folder
	if s.as != nil {
		c.SysProcAttr = &syscall.SysProcAttr{Credential: s.as}
	}
	var out bytes.Buffer
	if program != "pg_ctl" { // the server would keep open a pipe that nothing writes to
		c.Stdout, c.Stderr = &out, &out
	}
	if err := c.Run(); err != nil {
		log, _ := os.ReadFile(filepath.Join(s.folder, "log")) // there is none before the first start
		s.tb.Fatalf("%s: %v\n%s%s", program, err, out.String(), log)
	}
}

func freePort(tb testing.TB) int {
	tb.Helper()
	l, err := new(net.ListenConfig).Listen(tb.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port
}
