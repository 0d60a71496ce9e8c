//go:build unix

package postgres

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tiddly/internal/exec"
	"tiddly/internal/fault"
)

// briefly runs a unit that says that its statements run no code of the owner's, and maybe that its only one is right.
func briefly(t *testing.T, d *Database, sure bool, unit func(exec.Tx) error) error {
	t.Helper()
	return d.Do(t.Context(), func(tx exec.Tx) error {
		tx.(exec.Brief).Brief(sure) //nolint:forcetypeassert // it is asserted where it is declared
		return unit(tx)
	})
}

// testBrief writes in transactions that no statement begins or ends: they are kept whole or not at all, as others are.
func testBrief(t *testing.T, s *server) {
	d := s.open(t, "")
	s.psql("driver", "CREATE TABLE brief (id int PRIMARY KEY, of int REFERENCES brief DEFERRABLE INITIALLY DEFERRED)")
	const insert = "INSERT INTO public.brief VALUES ($1::int4, $2::int4) RETURNING id"
	rows := func(ids ...int64) func(exec.Tx) error {
		return func(tx exec.Tx) error {
			for _, id := range ids {
				if _, err := firsts(tx, insert, id, id%10); err != nil {
					return err
				}
			}
			return nil
		}
	}
	refused := errors.New("the answer cannot be given")
	for _, c := range []struct {
		name string
		unit func(exec.Tx) error
		code fault.Code
	}{
		{name: "rows that refer to each other", unit: rows(11, 1)},
		{name: "one more", unit: rows(21)},
		{name: "a second key", unit: rows(2, 12, 1), code: fault.ConstraintUnique},
		{name: "what the commit refuses", unit: rows(19), code: fault.ConstraintForeignKey},
		{name: "what the unit refuses", unit: func(tx exec.Tx) error { return errors.Join(rows(31)(tx), refused) }, code: fault.Internal},
		{name: "a panic", unit: func(tx exec.Tx) error { _ = rows(41)(tx); panic("out") }, code: fault.Internal},
		{name: "nothing", unit: func(exec.Tx) error { return nil }},
		{name: "the last", unit: rows(51)},
	} {
		err := briefly(t, d, false, c.unit)
		if c.code != "" {
			wantCode(t, err, c.code)
		} else if err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if got := strings.Join(strings.Fields(s.psql("driver", "SELECT id FROM brief ORDER BY 1")), " "); got != "1 11 21 51" {
		t.Errorf("the rows are %s", got)
	}
	s.wantNoneOpen(t)
	log, err := os.ReadFile(filepath.Join(s.folder, "log"))
	if err != nil || strings.Contains(string(log), "WARNING") {
		t.Errorf("%v, the server warns:\n%s", err, log)
	}
}

// testSessions reads and writes by turns: each has a session that need not be set for it, where another connection may be
// opened, and whichever there is where none may.
func testSessions(t *testing.T, s *server) {
	s.psql("driver", "CREATE TABLE sessions (id serial PRIMARY KEY)")
	s.psql("driver", "CREATE ROLE few LOGIN CONNECTION LIMIT 2; GRANT SELECT, INSERT ON sessions TO few; GRANT USAGE, SELECT ON sessions_id_seq TO few")
	// The second of the role's connections is the first that is lent: one looks for changes of the tables.
	for query, want := range map[string]int{"": 2, "&" + parameterConnections + "=1": 1, "&user=few": 1} {
		d := s.open(t, query)
		for i := range 5 {
			err := briefly(t, d, i%2 == 0, func(tx exec.Tx) error {
				_, err := firsts(tx, "INSERT INTO public.sessions DEFAULT VALUES RETURNING id")
				return err
			})
			if err != nil {
				t.Error(err)
			}
			err = d.Read(t.Context(), false, func(r exec.Reader) error {
				_, err := firsts(r, "SELECT nextval('public.sessions_id_seq')")
				return err
			})
			wantCode(t, err, fault.DatabaseValue)
		}
		if len(d.idle) != want {
			t.Errorf("%q: %d connections, want %d", query, len(d.idle), want)
		}
	}
	if got := strings.TrimSpace(s.psql("driver", "SELECT count(*) FROM sessions")); got != "15" {
		t.Errorf("%s rows were kept", got)
	}
}

// testSure sends the only statement of a transaction with its commit, once the server knows it.
func testSure(t *testing.T, s *server) {
	p, d := s.through(t, "")
	s.psql("driver", `CREATE TABLE sure (id int PRIMARY KEY, of int REFERENCES sure DEFERRABLE INITIALLY DEFERRED, wide int);
		INSERT INTO sure VALUES (0, 0)`)
	insert := func(id, of int64) error {
		return briefly(t, d, true, func(tx exec.Tx) error {
			got, err := firsts(tx, "INSERT INTO public.sure VALUES ($1::int4, $2::int4) RETURNING wide", id, of)
			if err == nil && (len(got) != 1 || got[0] != "<nil>") {
				t.Errorf("got %v", got)
			}
			return err
		})
	}
	// waits inserts a row, and requires that the row was waited for before the commit, or was not.
	waits := func(want int, id, of int64) {
		t.Helper()
		p.forget()
		if err := insert(id, of); err != nil {
			t.Errorf("row %d: %v", id, err)
		}
		if got := p.counted('H'); got != want || p.counted('E') == 0 {
			t.Errorf("row %d was waited for %d times, want %d", id, got, want)
		}
	}
	waits(1, 1, 0)
	waits(0, 2, 0)
	waits(0, 3, 2)
	wantCode(t, insert(3, 0), fault.ConstraintUnique)
	wantCode(t, insert(4, 99), fault.ConstraintForeignKey)
	// The types that the row has may be others now: the statement is prepared anew, and its row is looked at first.
	s.psql("driver", "ALTER TABLE sure ALTER wide TYPE bigint")
	waits(1, 5, 0)
	waits(0, 6, 0)
	if got := strings.Join(strings.Fields(s.psql("driver", "SELECT id FROM sure ORDER BY 1")), " "); got != "0 1 2 3 5 6" {
		t.Errorf("the rows are %s", got)
	}
	// More statements than a session keeps: some have to make room.
	for i := range maxStatements + 10 {
		for range 2 {
			err := briefly(t, d, true, func(tx exec.Tx) error {
				_, err := firsts(tx, fmt.Sprintf("INSERT INTO public.sure VALUES (%d + (SELECT count(*) FROM public.sure)) RETURNING wide", 100+i))
				return err
			})
			if err != nil {
				t.Fatalf("statement %d: %v", i, err)
			}
		}
	}
	// A statement that its request gives up is not kept, and one that can no longer be given up is.
	s.psql("driver", "ALTER TABLE sure ADD CHECK (id <> 7 OR pg_sleep(60) IS NOT NULL)")
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	err := d.Do(ctx, func(tx exec.Tx) error {
		tx.(exec.Brief).Brief(true) //nolint:forcetypeassert // it is asserted where it is declared
		_, err := firsts(tx, "INSERT INTO public.sure VALUES ($1::int4, $2::int4) RETURNING wide", int64(7), int64(0))
		return err
	})
	wantCode(t, err, fault.LimitTime)
	// A second statement is refused: the transaction has ended.
	err = briefly(t, d, true, func(tx exec.Tx) error {
		const sql = "INSERT INTO public.sure VALUES ($1::int4, $2::int4) RETURNING wide"
		_, err := firsts(tx, sql, int64(8), int64(0))
		_, second := firsts(tx, sql, int64(9), int64(0))
		wantCode(t, second, fault.Internal)
		return err
	})
	wantCode(t, err, fault.Internal)
	s.wantNoneOpen(t)
}
