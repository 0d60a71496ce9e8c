//go:build unix

package dbtest

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// Pair are two servers of a test, of which one repeats the other synchronously: a write is acknowledged when both have
// it.
type Pair struct {
	tb testing.TB
	s  *shared
}

// NewPair starts both, with a database that a script fills.
func NewPair(tb testing.TB, script string) *Pair {
	tb.Helper()
	if testing.Short() {
		tb.Skip("servers take seconds to start")
	}
	s, err := startShared(replicating(tb))
	if err != nil {
		tb.Fatal(err)
	}
	p := &Pair{tb: tb, s: s}
	tb.Cleanup(func() { p.Stop("standby", "immediate"); _ = s.life.Close() })
	first := s.address("tiddly", "postgres")
	runPostgres(tb, first, "CREATE DATABASE pair")
	runPostgres(tb, s.address("tiddly", "pair"), script)
	// The second server returns to the first at once, so that it is not waited for.
	runPostgres(tb, first, "ALTER SYSTEM SET wal_retrieve_retry_interval = '100ms'")
	p.run("pg_basebackup", "-h", s.folder, "-U", "tiddly", "-D", filepath.Join(s.folder, "standby"), "-R", "-c", "fast")
	p.Start("standby")
	runPostgres(tb, first, "ALTER SYSTEM SET synchronous_standby_names = '*'")
	runPostgres(tb, first, "SELECT pg_reload_conf()")
	for !p.synchronous(first) {
		time.Sleep(10 * time.Millisecond)
	}
	return p
}

// replicating returns the folder of the programs of a server of which copies can be made.
func replicating(tb testing.TB) string {
	tb.Helper()
	for _, i := range installations() {
		initdb, err := filepath.EvalSymlinks(filepath.Join(i.folder, "initdb"))
		if err != nil {
			continue
		}
		if _, err := os.Stat(filepath.Join(filepath.Dir(initdb), "pg_basebackup")); err == nil {
			return filepath.Dir(initdb)
		}
	}
	Without(tb, "there is no pg_basebackup beside an initdb")
	return ""
}

// synchronous reports whether the second server repeats the first.
func (p *Pair) synchronous(first string) bool {
	p.tb.Helper()
	return slices.Equal(Cells(p.tb, Open(p.tb, first), "SELECT sync_state FROM pg_stat_replication"), []string{"sync"})
}

// Address returns the address that names both servers.
func (p *Pair) Address() string {
	return fmt.Sprintf("postgres://tiddly@/pair?host=%[1]s,%[1]s&port=5432,5433", p.s.folder)
}

// Run runs a script in the database, on the server that is the first now.
func (p *Pair) Run(script string) {
	p.tb.Helper()
	runPostgres(p.tb, p.Address()+"&target_session_attrs=read-write", script)
}

// Start starts the server data, the first, or standby.
func (p *Pair) Start(which string) {
	p.tb.Helper()
	port := map[string]string{"data": "5432", "standby": "5433"}[which]
	p.control(which, "-l", filepath.Join(p.s.folder, which+".log"), "-o",
		"-F -c listen_addresses= -c max_connections=200 -c port="+port+" -k "+p.s.folder, "start")
}

// Stop stops a server as pg_ctl does in a mode.
func (p *Pair) Stop(which, mode string) {
	p.tb.Helper()
	p.control(which, "-m", mode, "stop")
}

// Promote makes the second server the first.
func (p *Pair) Promote() {
	p.tb.Helper()
	p.control("standby", "promote")
}

func (p *Pair) control(which string, args ...string) {
	p.tb.Helper()
	p.run("pg_ctl", append([]string{"-D", filepath.Join(p.s.folder, which), "-w", "-s"}, args...)...)
}

func (p *Pair) run(program string, args ...string) {
	p.tb.Helper()
	if err := p.s.command(filepath.Join(p.s.programs, program), args...).Run(); err != nil {
		p.tb.Fatalf("%s %v: %v", program, args, err)
	}
}
