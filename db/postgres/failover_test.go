//go:build unix

package postgres

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tiddly/db/edge"
	db "tiddly/internal/exec"
	"tiddly/internal/fault"
)

// soon is how soon a server that has returned must be used again. That takes some milliseconds, and longer where the
// machine is busy.
const soon = 10 * time.Second

// writers write rows from several goroutines until it is stopped. It counts what was acknowledged and what failed.
type writers struct {
	t    *testing.T
	d    *Database
	stop chan struct{}
	done sync.WaitGroup

	mu    sync.Mutex
	acked map[int64]bool
	// refused are the rows that were refused for sure.
	refused map[int64]bool
	next    atomic.Int64
	// last is the time of the last acknowledged write.
	last atomic.Int64
}

func startWriters(t *testing.T, d *Database) *writers {
	t.Helper()
	w := &writers{t: t, d: d, stop: make(chan struct{}), acked: map[int64]bool{}, refused: map[int64]bool{}}
	for range 4 {
		w.done.Go(w.write)
	}
	return w
}

func (w *writers) write() {
	for {
		select {
		case <-w.stop:
			return
		default:
		}
		id := w.next.Add(1)
		ctx, done := context.WithTimeout(context.Background(), 10*time.Second)
		err := w.d.Do(ctx, func(tx db.Tx) error {
			_, err := tx.Exec("INSERT INTO public.acked VALUES ($1::int8)", []any{id})
			return err
		})
		done()
		w.mu.Lock()
		switch f := fault.From(err); {
		case err == nil:
			w.acked[id] = true
			w.last.Store(time.Now().UnixNano())
		case f.Code == fault.DatabaseUnavailable, f.Code == fault.DatabaseReadOnly:
			w.refused[id] = true
		case f.Code != fault.DatabaseUncertain:
			w.t.Errorf("a write failed otherwise: %v (%v)", err, f.Cause())
		}
		w.mu.Unlock()
		if err != nil {
			time.Sleep(time.Millisecond) // a client that tries again
		}
	}
}

// waitForMore waits until a write is acknowledged that began later, and returns how long that took.
func (w *writers) waitForMore() time.Duration {
	start := time.Now()
	for w.last.Load() < start.UnixNano() {
		if time.Since(start) > 30*time.Second {
			w.t.Fatal("nothing is written any more")
		}
		time.Sleep(time.Millisecond)
	}
	took := time.Since(start)
	w.t.Logf("a write was acknowledged after %s", took)
	return took
}

// end stops the writers, and compares what they were told with what is there.
func (w *writers) end() {
	close(w.stop)
	w.done.Wait()
	there := map[int64]bool{}
	err := w.d.Read(w.t.Context(), false, func(r db.Reader) error {
		rows, err := r.Query("SELECT id FROM public.acked", nil)
		if err != nil {
			return err
		}
		for rows.Next() {
			id, _ := rows.Int(0)
			if there[id] {
				w.t.Errorf("row %d was written twice", id)
			}
			there[id] = true
		}
		return rows.Err()
	})
	if err != nil {
		w.t.Fatal(err)
	}
	for id := range w.acked {
		if !there[id] {
			w.t.Errorf("row %d was acknowledged, and is lost", id)
		}
	}
	for id := range w.refused {
		if there[id] {
			w.t.Errorf("row %d was refused, and is there", id)
		}
	}
	w.t.Logf("%d writes were acknowledged, %d refused, of %d", len(w.acked), len(w.refused), w.next.Load())
}

// TestRestart stops the server under load and starts it again.
func TestRestart(t *testing.T) {
	s := start(t)
	s.psql("postgres", "CREATE DATABASE driver TEMPLATE template0")
	s.psql("driver", "CREATE TABLE acked (id int8)") // a second row with a number would be found
	d := s.open(t, "")
	w := startWriters(t, d)
	w.waitForMore()
	data := filepath.Join(s.folder, "data")
	for _, how := range []string{"immediate", "fast"} {
		s.must(s.run("", "pg_ctl", "-D", data, "-m", how, "-w", "-s", "stop"))
		if _, err := d.Changed(t.Context()); fault.From(err).Code != fault.DatabaseUnavailable {
			t.Errorf("while the server is down: %v", err)
		}
		s.must(s.run("", "pg_ctl", "-D", data, "-l", filepath.Join(s.folder, "log"), "-w", "-s",
			"-o", "-c listen_addresses= -c max_connections=40 -k "+s.folder, "start"))
		if took := w.waitForMore(); took > soon {
			t.Errorf("the first write came %s after the return of the server", took)
		}
		if _, err := d.Changed(t.Context()); err != nil {
			t.Errorf("after the return of the server: %v", err)
		}
	}
	w.end()
}

// TestConnectionsTaken lets others have all connections of the server for a while.
func TestConnectionsTaken(t *testing.T) {
	s := start(t)
	s.psql("postgres", "CREATE DATABASE driver TEMPLATE template0")
	s.psql("postgres", "CREATE ROLE plain LOGIN; ALTER ROLE plain CONNECTION LIMIT 2")
	address := strings.Replace(s.address("driver", ""), "tiddly@", "plain@", 1)
	d, err := Open(t.Context(), address, edge.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	other, err := Open(t.Context(), address, edge.Options{})
	if err != nil {
		t.Fatal(err)
	}
	err = d.Read(t.Context(), false, func(r db.Reader) error {
		_, err := firsts(r, "SELECT 1")
		return err
	})
	wantCode(t, err, fault.DatabaseUnavailable)
	_ = other.Close()
	for start := time.Now(); ; time.Sleep(time.Millisecond) {
		err := d.Read(t.Context(), false, func(r db.Reader) error {
			_, err := firsts(r, "SELECT 1")
			return err
		})
		if err == nil {
			break
		}
		if time.Since(start) > 10*time.Second {
			t.Fatalf("after a connection is free: %v", err)
		}
	}
}

// TestFailover kills a primary server under load, and promotes the standby that repeats it synchronously.
func TestFailover(t *testing.T) {
	primary := start(t)
	if _, err := exec.LookPath("pg_basebackup"); err != nil {
		without(t, "there is no pg_basebackup: %v", err)
	}
	primary.psql("postgres", "CREATE DATABASE driver TEMPLATE template0")
	primary.psql("driver", "CREATE TABLE acked (id int8)")
	data := filepath.Join(primary.folder, "standby")
	primary.must(primary.run("", "pg_basebackup", "-h", primary.folder, "-U", "tiddly", "-D", data, "-R", "-c", "fast"))
	options := fmt.Sprintf("-F -c listen_addresses= -c max_connections=40 -c port=5433 -k %s", primary.folder)
	primary.must(primary.run("", "pg_ctl", "-D", data, "-l", filepath.Join(primary.folder, "standby.log"), "-w", "-s", "-o", options, "start"))
	t.Cleanup(func() { primary.must(primary.run("", "pg_ctl", "-D", data, "-m", "immediate", "-w", "-s", "stop")) })
	primary.psql("postgres", "ALTER SYSTEM SET synchronous_standby_names = '*'")
	primary.psql("postgres", "SELECT pg_reload_conf()")
	for strings.TrimSpace(primary.psql("postgres", "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'")) != "1" {
		time.Sleep(10 * time.Millisecond)
	}
	address := fmt.Sprintf("postgres://tiddly@/driver?host=%[1]s,%[1]s&port=5432,5433", primary.folder)
	d, err := Open(t.Context(), address, edge.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	w := startWriters(t, d)
	w.waitForMore()
	primary.must(primary.run("", "pg_ctl", "-D", filepath.Join(primary.folder, "data"), "-m", "immediate", "-w", "-s", "stop"))
	if _, err := d.Changed(t.Context()); fault.From(err).Code != fault.DatabaseUnavailable {
		t.Errorf("without a primary: %v", err)
	}
	primary.must(primary.run("", "pg_ctl", "-D", data, "-w", "-s", "promote"))
	if took := w.waitForMore(); took > soon {
		t.Errorf("the first write came %s after the promotion", took)
	}
	w.end()
	// The end of the test stops a server that runs.
	primary.must(primary.run("", "pg_ctl", "-D", filepath.Join(primary.folder, "data"), "-l", filepath.Join(primary.folder, "log"), "-w", "-s",
		"-o", "-F -c listen_addresses= -c synchronous_standby_names= -k "+primary.folder, "start"))
}
