package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"testing"
	"time"

	"tiddly/internal/ending"
	"tiddly/internal/exec"
	"tiddly/internal/fault"
)

const (
	runaway = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n`
	// endless returns rows without end.
	endless = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n`
	crossed = `SELECT count(*) FROM t a, t b, t c, t d WHERE a.a + b.a + c.a + d.a < 0`
)

func thousand(t *testing.T, readers int) *Database {
	t.Helper()
	return openFile(t, Options{Readers: readers, Path: newFile(t, `CREATE TABLE t(a);
		WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) INSERT INTO t SELECT i FROM n`)})
}

// TestNoHandleReachesC checks that without a handle opening fails, rather than crashing in C.
func TestNoHandleReachesC(t *testing.T) {
	n, err := newNative(nil)
	if f := faultOf(err); fault.From(f).Code != fault.Internal {
		t.Errorf("no handle is %v", err)
	}
	n.free()
}

func TestInterrupt(t *testing.T) {
	d := thousand(t, 1)
	for name, query := range map[string]string{"recursion": runaway, "rows without end": endless, "cross join": crossed} {
		for _, snapshot := range []bool{false, true} {
			t.Run(fmt.Sprint(name, snapshot), func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
				defer cancel()
				start := time.Now()
				err := d.Read(ctx, snapshot, func(r exec.Reader) error {
					_, err := firstColumn(r, query)
					return err
				})
				wantCode(t, err, fault.LimitTime)
				if took := time.Since(start); took > 2*time.Second {
					t.Errorf("it took %v", took)
				}
				if got := ask1(t, d, "SELECT count(*) FROM t"); got[0] != "1000" {
					t.Errorf("afterwards %v", got)
				}
			})
		}
	}
	if len(d.idle) != 1 {
		t.Errorf("%d connections idle, want the one", len(d.idle))
	}
}

func TestInterruptByCancel(t *testing.T) {
	d := thousand(t, 1)
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	err := d.Read(ctx, true, func(r exec.Reader) error {
		_, err := firstColumn(r, runaway)
		return err
	})
	wantCode(t, err, fault.RequestLeft)
	err = d.Read(ctx, false, func(exec.Reader) error { t.Error("a request that had ended was run"); return nil })
	wantCode(t, err, fault.RequestLeft)
}

// TestInterruptBetweenStatements checks that an interrupt while no statement runs is not lost.
func TestInterruptBetweenStatements(t *testing.T) {
	d := thousand(t, 1)
	ctx, cancel := context.WithCancel(t.Context())
	err := d.Read(ctx, false, func(r exec.Reader) error {
		rows, err := r.Query(endless, nil)
		if err != nil {
			return err
		}
		rows.Next()
		_ = rows.Close()
		// The statement is prepared and started after Query's own check of the context.
		c := r.(*connection)
		s, err := c.statements.get(runaway)
		if err != nil {
			return err
		}
		cancel()
		time.Sleep(3 * ending.Interval)
		return c.fault(c.rows.begin(s, nil))
	})
	wantCode(t, err, fault.RequestLeft)
}

// TestInterruptReachesNobodyElse lets requests end at random moments on few connections: those with enough time must
// all succeed.
func TestInterruptReachesNobodyElse(t *testing.T) {
	d := thousand(t, 2)
	var all sync.WaitGroup
	for worker := range 8 {
		all.Go(func() {
			for i := range 60 {
				if worker%2 == 0 {
					ctx, cancel := context.WithTimeout(t.Context(), time.Duration(i%7)*300*time.Microsecond)
					_ = d.Read(ctx, i%2 == 0, func(r exec.Reader) error {
						_, err := firstColumn(r, "SELECT sum(a) FROM (SELECT a FROM t ORDER BY -a)")
						return err
					})
					cancel()
					continue
				}
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				err := d.Read(ctx, i%3 == 0, func(r exec.Reader) error {
					got, err := firstColumn(r, "SELECT sum(a) FROM (SELECT a FROM t ORDER BY -a)")
					if err == nil && got[0] != "500500" {
						err = fmt.Errorf("sum %s", got[0])
					}
					return err
				})
				cancel()
				if err != nil {
					t.Errorf("a request that had time failed: %v", err)
				}
			}
		})
	}
	all.Wait()
}

func TestOpenAndCloseWhileInterrupting(t *testing.T) {
	path := newFile(t, `CREATE TABLE t(a); INSERT INTO t VALUES (1)`)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 10 {
				d, err := Open(t.Context(), Options{Path: path})
				if err != nil {
					t.Error(err)
					return
				}
				ctx, cancel := context.WithTimeout(t.Context(), 2*time.Millisecond)
				err = d.Read(ctx, false, func(r exec.Reader) error {
					_, err := firstColumn(r, runaway)
					return err
				})
				cancel()
				if err == nil {
					t.Error("a runaway query ended")
				}
				if err := d.Close(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
}

// TestWaitForLockEndsWithTheRequest checks that the wait for another program's lock ends at the deadline.
func TestWaitForLockEndsWithTheRequest(t *testing.T) {
	path := newFile(t, `CREATE TABLE t(a); INSERT INTO t VALUES (1)`)
	d := openFile(t, Options{Path: path})
	other, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close() //nolint:errcheck // it only stands by
	other.SetMaxOpenConns(1)
	if _, err := other.ExecContext(t.Context(), "BEGIN EXCLUSIVE"); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	start := time.Now()
	err = d.Read(ctx, false, func(r exec.Reader) error {
		_, err := firstColumn(r, "SELECT a FROM t")
		return err
	})
	wantCode(t, err, fault.LimitTime)
	if took := time.Since(start); took > time.Second {
		t.Errorf("it waited %v", took)
	}
	time.AfterFunc(50*time.Millisecond, func() { _, _ = other.Exec("COMMIT") }) //nolint:noctx // ends with the test
	if got := ask1(t, d, "SELECT a FROM t"); got[0] != "1" {
		t.Errorf("after the lock: %v", got)
	}
}
