//go:build unix

package postgres

import (
	"context"
	"testing"
	"time"

	"tiddly/internal/exec"
	"tiddly/internal/fault"
)

// testDeadline ends a statement by the deadline of its request, and uses its connection again.
func testDeadline(t *testing.T, s *server) {
	d := s.open(t, "&"+parameterConnections+"=1")
	process := read(t, d, "SELECT pg_backend_pid()")
	for _, f := range []func(ctx context.Context) error{
		func(ctx context.Context) error {
			return d.Read(ctx, false, func(r exec.Reader) error {
				_, err := firsts(r, "SELECT pg_sleep(30)")
				return err
			})
		},
		func(ctx context.Context) error {
			return d.Read(ctx, true, func(r exec.Reader) error {
				_, err := firsts(r, "SELECT pg_sleep(30)")
				return err
			})
		},
		func(ctx context.Context) error {
			return d.Read(ctx, true, started(true, func(r exec.Reader) error {
				if _, err := firsts(r, "SELECT 1"); err != nil {
					return err
				}
				_, err := firsts(r, "SELECT pg_sleep(30)")
				return err
			}))
		},
		func(ctx context.Context) error {
			return d.Do(ctx, func(tx exec.Tx) error {
				if _, err := tx.Exec("DELETE FROM public.maker", nil); err != nil {
					return err
				}
				_, err := firsts(tx, "SELECT count(*) FROM generate_series(1, 100000000000)")
				return err
			})
		},
	} {
		ctx, done := context.WithTimeout(t.Context(), 50*time.Millisecond)
		start := time.Now()
		wantCode(t, f(ctx), fault.LimitTime)
		done()
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("it took %s", took)
		}
		if again := read(t, d, "SELECT pg_backend_pid()"); again != process {
			t.Errorf("the connection was not used again: %s, %s", process, again)
		}
	}
	if got := read(t, d, "SELECT count(*) FROM public.maker"); got != "2" {
		t.Errorf("%s rows are left", got)
	}
}

// testCancelledEarly ends a request before its statement has come to the server, which has nothing to cancel when it is
// told to first.
func testCancelledEarly(t *testing.T, s *server) {
	p, d := s.through(t, "&"+parameterConnections+"=1")
	process := read(t, d, "SELECT pg_backend_pid()")
	for range 3 {
		p.forget()
		p.hold()
		ctx, leave := context.WithCancel(t.Context())
		go func() {
			p.waitFor(t, 'E', 1)
			leave()
		}()
		err := d.Read(ctx, false, func(r exec.Reader) error {
			_, err := firsts(r, "SELECT pg_sleep(30)")
			return err
		})
		wantCode(t, err, fault.RequestLeft)
		if again := read(t, d, "SELECT pg_backend_pid()"); again != process {
			t.Errorf("the connection was not used again: %s, %s", process, again)
		}
	}
}

// testCancelled ends statements from outside: the client leaves, or the owner of the database ends one.
func testCancelled(t *testing.T, s *server) {
	d := s.open(t, "")
	ctx, leave := context.WithCancel(t.Context())
	err := d.Read(ctx, false, func(r exec.Reader) error {
		time.AfterFunc(20*time.Millisecond, leave)
		_, err := firsts(r, "SELECT pg_sleep(30)")
		return err
	})
	wantCode(t, err, fault.RequestLeft)
	err = d.Read(t.Context(), false, func(r exec.Reader) error {
		_, err := firsts(r, "SELECT pg_sleep(30) FROM (SELECT pg_cancel_backend(pg_backend_pid())) AS x")
		return err
	})
	wantCode(t, err, fault.LimitTime)
	// A time that the owner has set is kept, where it is shorter.
	s.psql("postgres", "ALTER DATABASE driver SET statement_timeout = 1000") // what opens the database may not reach it
	defer s.psql("postgres", "ALTER DATABASE driver RESET statement_timeout")
	d = s.open(t, "")
	ctx, done := context.WithTimeout(t.Context(), time.Minute)
	defer done()
	err = d.Read(ctx, false, func(r exec.Reader) error {
		_, err := firsts(r, "SELECT pg_sleep(30)")
		return err
	})
	wantCode(t, err, fault.LimitTime)
}
