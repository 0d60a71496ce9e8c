//go:build unix

package postgres

import (
	"bytes"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// server is a PostgreSQL server of the test, with a socket in its folder and no port.
type server struct {
	t *testing.T
	// programs is the folder of its programs; empty means PATH, in which psql is in any case.
	programs, folder string
	// as is the user that its programs run as; nil means the user of the test.
	as *syscall.Credential
}

// onEach runs a test on a server of each version that is installed: the one in PATH, and those of the environment.
func onEach(t *testing.T, test func(*testing.T, *server)) {
	t.Helper()
	t.Run("in PATH", func(t *testing.T) { test(t, start(t)) })
	for _, programs := range filepath.SplitList(os.Getenv("TIDDLY_TEST_POSTGRES_BIN")) {
		t.Run("in the environment", func(t *testing.T) { test(t, startFrom(t, programs)) })
	}
}

// start starts a server and stops it at the end of the test. It skips the test if PostgreSQL is not installed.
func start(t *testing.T) *server {
	t.Helper()
	return startFrom(t, "")
}

// startFrom starts a server from the programs in a folder.
func startFrom(t *testing.T, programs string) *server {
	t.Helper()
	for _, program := range []string{"initdb", "pg_ctl", "psql"} {
		if _, err := exec.LookPath((&server{programs: programs}).program(program)); err != nil {
			without(t, "there is no PostgreSQL: %v", err)
		}
	}
	folder, err := os.MkdirTemp("/tmp", "tiddly-pg-") //nolint:usetesting // the path of a socket has at most 107 bytes
	if err != nil {
		without(t, "no folder can be made for PostgreSQL: %v", err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) }) // what remains is in the folder of temporary files
	s := &server{t: t, programs: programs, folder: folder}
	if os.Getuid() == 0 {
		s.giveAway() // the server refuses to run as root
	}
	data := filepath.Join(folder, "data")
	s.must(s.run("", "initdb", "-D", data, "-U", "tiddly", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"))
	s.must(s.run("", "pg_ctl", "-D", data, "-l", filepath.Join(folder, "log"), "-w", "-s",
		"-o", "-F -c listen_addresses= -c max_connections=40 -k "+folder, "start"))
	t.Cleanup(func() { s.must(s.run("", "pg_ctl", "-D", data, "-m", "immediate", "-w", "-s", "stop")) })
	return s
}

// without skips a test that has no server, and fails it where all that tests need is installed.
func without(t *testing.T, format string, args ...any) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatalf(format, args...)
	}
	t.Skipf(format, args...)
}

// giveAway makes the programs of the server run as an unprivileged user.
func (s *server) giveAway() {
	s.t.Helper()
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, _ := strconv.ParseUint(u.Uid, 10, 32) // a number on every Unix
		gid, _ := strconv.ParseUint(u.Gid, 10, 32)
		if err := os.Chown(s.folder, int(uid), int(gid)); err != nil {
			without(s.t, "the folder of PostgreSQL cannot be given to %s: %v", name, err)
		}
		s.as = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		return
	}
	without(s.t, "there is no user that PostgreSQL could run as")
}

// program returns the file of a program. One server's client is one for all versions.
func (s *server) program(name string) string {
	if s.programs == "" || name == "psql" {
		return name
	}
	return filepath.Join(s.programs, name)
}

// run runs a program of the server and returns its output.
func (s *server) run(input, program string, args ...string) (string, error) {
	c := exec.CommandContext(s.t.Context(), s.program(program), args...)
	if program != "psql" {
		c = exec.Command(s.program(program), args...) //nolint:noctx // it also ends the server, after the test
	}
	c.Dir, c.Stdin = s.folder, strings.NewReader(input)
	if s.as != nil {
		c.SysProcAttr = &syscall.SysProcAttr{Credential: s.as}
	}
	var out bytes.Buffer
	c.Stdout, c.Stderr = &out, &out
	if program == "pg_ctl" {
		// The server would keep open a pipe that nothing writes to.
		c.Stdout, c.Stderr = nil, nil
	}
	err := c.Run()
	return out.String(), err
}

func (s *server) must(out string, err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatalf("%v\n%s", err, out)
	}
}

// psql runs a script in a database and returns its output.
func (s *server) psql(database, script string) string {
	s.t.Helper()
	out, err := s.run(script, "psql", "-X", "-q", "-A", "-t", "-h", s.folder, "-U", "tiddly", "-d", database, "-f", "-")
	s.must(out, err)
	return out
}
