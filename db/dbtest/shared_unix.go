//go:build unix

package dbtest

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"
)

// shared is a private PostgreSQL of a test run: its files and its socket are in one folder, and it has no port.
type shared struct {
	// programs is the folder of its programs.
	programs, folder string
	// as is the user that its programs run as; nil means that of the test.
	as *syscall.Credential
	// life ends the server when it is closed, which the end of this process does too.
	life io.Closer
}

// started are the servers of this process, by the folder of their programs; each is started when it is first asked for.
var started sync.Map

// sharedServer returns the first database of the server whose programs are in a folder. Without one it skips the test, or
// fails it where all that tests need is installed.
func sharedServer(tb testing.TB, programs string) string {
	tb.Helper()
	if testing.Short() {
		tb.Skip("a server takes seconds to start")
	}
	start, _ := started.LoadOrStore(programs, sync.OnceValues(func() (*shared, error) { return startShared(programs) }))
	s, err := start.(func() (*shared, error))() //nolint:forcetypeassert // nothing else is in it
	if err != nil {
		Without(tb, "PostgreSQL cannot be started: "+err.Error())
	}
	return s.address("tiddly", "postgres")
}

func (s *shared) address(role, database string) string {
	return fmt.Sprintf("postgres://%s@/%s?host=%s", role, database, s.folder)
}

// supervisor waits until its input ends, which happens at the latest with the process of the tests, and then stops the
// server and removes its folder.
const supervisor = `cat >/dev/null; "$2/pg_ctl" -D "$1/data" -m immediate -w -s stop; rm -rf "$1"/* "$1"`

func startShared(programs string) (*shared, error) {
	folder, err := os.MkdirTemp("/tmp", "tiddly-pg-") // the path of a socket has at most 107 bytes
	if err != nil {
		return nil, err
	}
	s := &shared{programs: programs, folder: folder}
	if os.Getuid() == 0 { // the server refuses to run as root
		if s.as, err = giveAway(folder); err != nil {
			return nil, err
		}
	}
	watch := s.command("/bin/sh", "-c", supervisor, "sh", folder, programs)
	if s.life, err = watch.StdinPipe(); err != nil {
		return nil, err
	}
	if err := watch.Start(); err != nil {
		return nil, err
	}
	data := filepath.Join(folder, "data")
	return s, errors.Join(
		s.command(filepath.Join(programs, "initdb"), "-D", data, "-U", "tiddly", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync").Run(),
		s.command(filepath.Join(programs, "pg_ctl"), "-D", data, "-l", filepath.Join(folder, "log"), "-w", "-s",
			"-o", "-F -c listen_addresses= -c max_connections=200 -k "+folder, "start").Run())
}

// command returns a program of the server. Its output is lost: the server would keep open a pipe that nothing reads.
func (s *shared) command(program string, args ...string) *exec.Cmd {
	c := exec.Command(program, args...) //nolint:gosec,noctx // it also ends the server, after the tests
	c.Dir = s.folder
	// A group of its own: what interrupts the tests must not end it before the server.
	c.SysProcAttr = &syscall.SysProcAttr{Credential: s.as, Setpgid: true}
	return c
}

// giveAway gives a folder to an unprivileged user and returns that user.
func giveAway(folder string) (*syscall.Credential, error) {
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, _ := strconv.ParseUint(u.Uid, 10, 32) // a number on every Unix
		gid, _ := strconv.ParseUint(u.Gid, 10, 32)
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, os.Chown(folder, int(uid), int(gid))
	}
	return nil, errors.New("there is no user that it could run as")
}
