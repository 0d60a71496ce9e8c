//go:build unix

package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"tiddly/db/edge"
	"tiddly/internal/exec"
	"tiddly/internal/fault"
	"tiddly/internal/turns"
)

// address returns the address of a database of the server.
func (s *server) address(database, query string) string {
	return "postgres://tiddly@/" + database + "?host=" + s.folder + query
}

// open opens the database of the tests, and closes it at the end of the test.
func (s *server) open(t *testing.T, query string) *Database {
	t.Helper()
	d, err := Open(t.Context(), s.address("driver", query), edge.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

const driverTables = `
CREATE TABLE maker (id int PRIMARY KEY, name text NOT NULL UNIQUE);
CREATE TABLE product (id int PRIMARY KEY, maker int REFERENCES maker DEFERRABLE INITIALLY DEFERRED, price int CHECK (price > 0), tag varchar(3));
CREATE UNIQUE INDEX product_pair ON product (maker, price);
INSERT INTO maker VALUES (1, 'Ann'), (2, 'Bob');
`

// TestDriver runs the tests of the connections on one server.
func TestDriver(t *testing.T) {
	s := start(t)
	s.psql("postgres", "CREATE DATABASE driver TEMPLATE template0")
	s.psql("driver", driverTables)
	for name, test := range map[string]func(*testing.T, *server){
		"read": testRead, "snapshot": testSnapshot, "steady": testSteady, "values": testValues, "many statements": testManyStatements, "queued": testQueued,
		"ended": testEnded, "implicit": testImplicit, "brief": testBrief, "late": testLate, "sure": testSure, "sessions": testSessions,
		"write": testWrite, "violations": testViolations, "deferred": testDeferred, "deadline": testDeadline, "cancelled": testCancelled, "cancelled early": testCancelledEarly,
		"ended by the server": testTerminated, "stale": testStale, "explain": testExplain, "mark": testMark, "told": testTold, "retries": testRetries,
		"large batch": testLargeBatch, "panic": testPanic, "pool": testPool, "unnamed": testUnnamed, "expected": testExpected, "unbounded": testUnbounded, "refused": testRefused,
		"round trips": testRoundTrips, "cut writes": testCutWrites, "cut reads": testCutReads, "down": testDown,
	} {
		t.Run(name, func(t *testing.T) { test(t, s) })
	}
}

// firsts returns the first cell of each row of a statement.
func firsts(r exec.Reader, sql string, args ...any) (all []string, err error) {
	rows, err := r.Query(sql, args)
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		all = append(all, fmt.Sprint(rows.Value(0)))
	}
	return all, errors.Join(rows.Err(), rows.Close())
}

// read reads the first cells of a statement in a read of its own.
func read(t *testing.T, d *Database, sql string, args ...any) string {
	t.Helper()
	var all []string
	err := d.Read(t.Context(), false, func(r exec.Reader) (err error) {
		all, err = firsts(r, sql, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(all, " ")
}

// wantCode checks the code of a fault.
func wantCode(t *testing.T, err error, code fault.Code) {
	t.Helper()
	if err == nil || fault.From(err).Code != code {
		t.Errorf("got %v (%v), want %s", err, errors.Unwrap(err), code)
	}
}

func testRead(t *testing.T, s *server) {
	d := s.open(t, "")
	for range 3 {
		if got := read(t, d, "SELECT name FROM public.maker WHERE id >= $1::int4 ORDER BY id", int64(1)); got != "Ann Bob" {
			t.Errorf("got %s", got)
		}
	}
	err := d.Read(t.Context(), false, func(r exec.Reader) error {
		_, err := firsts(r, "SELECT 1/($1::int4)", int64(0))
		return err
	})
	wantCode(t, err, fault.DatabaseValue)
	err = d.Read(t.Context(), false, func(r exec.Reader) error {
		_, err := firsts(r, "SELECT x FROM public.nothing")
		return err
	})
	wantCode(t, err, fault.SchemaChanged)
	if got := read(t, d, "SELECT 5"); got != "5" {
		t.Errorf("after errors: %s", got)
	}
	if u := d.Usage(); u.ReadersInUse != 0 || len(d.idle) != 1 {
		t.Errorf("%d connections are lent, %d idle", u.ReadersInUse, len(d.idle))
	}
}

// testSteady writes in a transaction whose statements see one state, and in one whose statements do not. A row that
// others change meanwhile makes the first one run again.
func testSteady(t *testing.T, s *server) {
	d := s.open(t, "")
	s.psql("driver", "CREATE TABLE steady (id int PRIMARY KEY); INSERT INTO steady VALUES (1)")
	next := 2
	for _, steady := range []bool{false, true} {
		err := d.Do(t.Context(), func(tx exec.Tx) error {
			if steady {
				tx.(exec.Steady).Steady() //nolint:forcetypeassert // it is asserted where it is declared
			}
			before, err := firsts(tx, "SELECT count(*) FROM public.steady")
			if err != nil {
				return err
			}
			s.psql("driver", fmt.Sprintf("INSERT INTO steady VALUES (%d)", next))
			next++
			after, err := firsts(tx, "SELECT count(*) FROM public.steady")
			if err == nil && (before[0] == after[0]) != steady {
				t.Errorf("steady %v: %s rows became %s", steady, before[0], after[0])
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
	runs := 0
	err := d.Do(t.Context(), func(tx exec.Tx) error {
		runs++
		tx.(exec.Steady).Steady() //nolint:forcetypeassert // as above
		if _, err := firsts(tx, "SELECT count(*) FROM public.steady"); err != nil {
			return err
		}
		if runs == 1 {
			s.psql("driver", "UPDATE steady SET id = -1 WHERE id = 1")
		}
		_, err := tx.Exec("DELETE FROM public.steady WHERE id IN (1, -1)", nil)
		return err
	})
	if err != nil || runs != 2 {
		t.Errorf("the unit ran %d times: %v", runs, err)
	}
	if got := read(t, d, "SELECT count(*) FROM public.steady WHERE id < 2"); got != "0" {
		t.Errorf("%s rows are left", got)
	}
}

func testValues(t *testing.T, s *server) {
	d := s.open(t, "")
	err := d.Read(t.Context(), false, func(r exec.Reader) error {
		rows, err := r.Query("SELECT $1::int8, $2::float8, $3::bool, $4::text, $5::bytea, $6::text, ''::text",
			[]any{int64(-7), 1.5, true, "ß", []byte{0, 255}, nil})
		if err != nil {
			return err
		}
		for rows.Next() {
			var got []any
			for i := range 7 {
				got = append(got, rows.Value(i))
			}
			if text := fmt.Sprint(got); text != "[-7 1.5 1 ß [0 255] <nil> ]" {
				t.Errorf("got %s", text)
			}
			if rows.Null(6) || !rows.Null(5) {
				t.Error("an empty text is NULL, or NULL is not")
			}
		}
		return rows.Err()
	})
	if err != nil {
		t.Error(err)
	}
}

// testManyStatements runs more statements than a connection keeps.
func testManyStatements(t *testing.T, s *server) {
	d := s.open(t, "&"+parameterConnections+"=1")
	for round := range 2 {
		for i := range maxStatements + 20 {
			if got := read(t, d, fmt.Sprintf("SELECT %d", i)); got != fmt.Sprint(i) {
				t.Fatalf("round %d: got %s", round, got)
			}
		}
	}
	if got := read(t, d, "SELECT (count(*) <= $1::int8)::text FROM pg_prepared_statements", int64(maxStatements)); got != "true" {
		t.Errorf("the server keeps more statements than we: %s", read(t, d, "SELECT count(*) FROM pg_prepared_statements"))
	}
}

func testQueued(t *testing.T, s *server) {
	d := s.open(t, "")
	err := d.Read(t.Context(), true, func(r exec.Reader) error {
		p := r.(exec.Pipelined) //nolint:forcetypeassert // what this engine lends
		for i := range 3 {
			if err := p.Queue("SELECT x + $1::int4 FROM generate_series(1, 3) AS x", []any{int64(10 * i)}); err != nil {
				return err
			}
		}
		for i := range 2 { // the third is not asked for
			rows, err := p.Queued()
			if err != nil {
				return err
			}
			if !rows.Next() { // nor are the other rows
				t.Error("there is no row")
			}
			if n, _ := rows.Int(0); n != int64(10*i+1) {
				t.Errorf("statement %d returns %d", i, n)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	if got := read(t, d, "SELECT 5"); got != "5" {
		t.Errorf("got %s", got)
	}
}

func testWrite(t *testing.T, s *server) {
	d := s.open(t, "")
	err := d.Do(t.Context(), func(tx exec.Tx) error {
		n, err := tx.Exec("INSERT INTO public.maker VALUES ($1::int4, $2::text)", []any{int64(10), "Zed"})
		if n != 1 {
			t.Errorf("%d rows were inserted", n)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	refused := errors.New("refused")
	err = d.Do(t.Context(), func(tx exec.Tx) error {
		if _, err := tx.Exec("UPDATE public.maker SET name = 'gone' WHERE id = 10", nil); err != nil {
			return err
		}
		return refused
	})
	if !errors.Is(err, refused) {
		t.Errorf("got %v", err)
	}
	if got := read(t, d, "SELECT name FROM public.maker WHERE id = 10"); got != "Zed" {
		t.Errorf("after a rollback: %s", got)
	}
	err = d.Do(t.Context(), func(tx exec.Tx) error {
		n, err := tx.Exec("DELETE FROM public.maker WHERE id = 10", nil)
		if n != 1 {
			t.Errorf("%d rows were deleted", n)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	if u := d.Usage(); u.Written != 2 {
		t.Errorf("%d commits were counted", u.Written)
	}
}

func testViolations(t *testing.T, s *server) {
	d := s.open(t, "")
	for _, c := range []struct {
		sql        string
		code       fault.Code
		table      string
		columns    []string
		constraint string
	}{
		{"INSERT INTO public.maker VALUES (1, 'x')", fault.ConstraintUnique, "maker", []string{"id"}, ""},
		{"INSERT INTO public.maker VALUES (9, 'Ann')", fault.ConstraintUnique, "maker", []string{"name"}, ""},
		{"INSERT INTO public.product VALUES (1, 1, 5), (2, 1, 5)", fault.ConstraintUnique, "product", []string{"maker", "price"}, "product_pair"},
		{"INSERT INTO public.maker VALUES (9, NULL)", fault.ConstraintNotNull, "maker", []string{"name"}, ""},
		{"INSERT INTO public.product VALUES (1, 1, -5)", fault.ConstraintCheck, "product", []string{"price"}, ""},
		{"INSERT INTO public.product VALUES (1, 1, 5, 'long')", fault.ConstraintType, "", nil, ""},
		{"INSERT INTO public.product VALUES (1, 1, 3000000000::int8)", fault.ConstraintType, "", nil, ""},
		{"DO $$ BEGIN RAISE EXCEPTION 'no'; END $$", fault.ConstraintTrigger, "", nil, ""},
		{"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '23505'; END $$", fault.ConstraintUnique, "", nil, ""},
	} {
		for range 2 { // the second time the names are known
			err := d.Do(t.Context(), func(tx exec.Tx) error {
				_, err := tx.Exec(c.sql, nil)
				return err
			})
			wantCode(t, err, c.code)
			var v *fault.Violation
			if !errors.As(err, &v) || v.Table != c.table || !slices.Equal(v.Columns, c.columns) || v.Constraint != c.constraint {
				t.Errorf("%s: %+v", c.sql, v)
			}
		}
	}
}

// testDeferred breaks a constraint that only the commit checks.
func testDeferred(t *testing.T, s *server) {
	d := s.open(t, "")
	err := d.Do(t.Context(), func(tx exec.Tx) error {
		_, err := tx.Exec("INSERT INTO public.product VALUES (50, 99, 5)", nil)
		return err
	})
	wantCode(t, err, fault.ConstraintForeignKey)
	if got := read(t, d, "SELECT count(*) FROM public.product WHERE id = 50"); got != "0" {
		t.Errorf("%s rows were kept", got)
	}
}

// testTerminated ends connections from outside, while they are lent and while they are idle.
func testTerminated(t *testing.T, s *server) {
	d := s.open(t, "&"+parameterConnections+"=1")
	err := d.Read(t.Context(), false, func(r exec.Reader) error {
		_, err := firsts(r, "SELECT pg_terminate_backend(pg_backend_pid())")
		return err
	})
	wantCode(t, err, fault.DatabaseUnavailable)
	for range 3 {
		process := read(t, d, "SELECT pg_backend_pid()")
		s.psql("driver", "SELECT pg_terminate_backend("+process+", 5000)")
		if again := read(t, d, "SELECT pg_backend_pid()"); again == process {
			t.Error("the process was not ended")
		}
	}
	runs := 0
	err = d.Do(t.Context(), func(tx exec.Tx) error {
		runs++
		if _, err := tx.Exec("INSERT INTO public.maker VALUES (60, 'lost')", nil); err != nil {
			return err
		}
		_, err := firsts(tx, "SELECT pg_terminate_backend(pg_backend_pid())")
		return err
	})
	wantCode(t, err, fault.DatabaseUnavailable)
	if got := read(t, d, "SELECT count(*) FROM public.maker WHERE id = 60"); got != "0" || runs != 1 {
		t.Errorf("%s rows were kept by %d runs", got, runs)
	}
}

// testStale changes the type of a column for which statements are prepared.
func testStale(t *testing.T, s *server) {
	s.psql("driver", "CREATE TABLE shape (id int, size int); INSERT INTO shape VALUES (1, 2)")
	d := s.open(t, "&"+parameterConnections+"=1")
	const sql = "SELECT size FROM public.shape"
	types := []string{"int8", "text", "int4 USING size::int4"}
	for i, typ := range types {
		s.psql("driver", "ALTER TABLE shape ALTER size TYPE "+typ)
		if got := read(t, d, sql); got != "2" {
			t.Errorf("%s: got %s", typ, got)
		}
		for _, implicit := range []bool{false, true} {
			s.psql("driver", "ALTER TABLE shape ALTER size TYPE "+map[bool]string{false: "text", true: "varchar(9)"}[implicit])
			err := d.Read(t.Context(), true, started(implicit, func(r exec.Reader) error {
				got, err := firsts(r, sql)
				if err == nil && got[0] != "2" {
					t.Errorf("%s: got %s", typ, got)
				}
				if err == nil { // the transaction goes on
					_, err = firsts(r, "SELECT 1")
				}
				return err
			}))
			if err != nil {
				t.Errorf("%d: %v", i, err)
			}
			s.wantNoneOpen(t)
		}
		s.psql("driver", "ALTER TABLE shape ALTER size TYPE int USING size::int")
		err := d.Do(t.Context(), func(tx exec.Tx) error {
			got, err := firsts(tx, "UPDATE public.shape SET id = id + 1 RETURNING size")
			if err == nil && got[0] != "2" {
				t.Errorf("%s: got %s", typ, got)
			}
			return err
		})
		if err != nil {
			t.Errorf("%d: %v", i, err)
		}
	}
	if got := read(t, d, "SELECT id FROM public.shape"); got != "4" {
		t.Errorf("the rows were written %s times", got)
	}
	// Within a transaction that has read already there is nothing to be done but to begin anew.
	for i := range 4 {
		if i == 2 {
			s.psql("driver", "ALTER TABLE shape ALTER size TYPE int8")
		}
		err := d.Read(t.Context(), true, started(i > 1, func(r exec.Reader) error {
			if _, err := firsts(r, "SELECT 1"); err != nil {
				return err
			}
			_, err := firsts(r, sql)
			return err
		}))
		if err != nil {
			wantCode(t, err, fault.SchemaChanged)
		}
	}
}

func testExplain(t *testing.T, s *server) {
	d := s.open(t, "")
	err := d.Read(t.Context(), false, func(r exec.Reader) error {
		steps, err := r.(exec.Explainer).Explain("SELECT 1 FROM public.maker WHERE name = $1::text", []any{"hidden"})
		text := strings.Join(steps, "\n")
		if !strings.Contains(text, "maker") || strings.Contains(text, "hidden") {
			t.Errorf("got %s", text)
		}
		if err != nil {
			return err
		}
		// A plan that runs for each row is told from one that runs once.
		steps, err = r.(exec.Explainer).Explain(`WITH once AS MATERIALIZED (SELECT 1 AS n)
			SELECT (SELECT max(o.id) FROM public.maker AS o WHERE o.name > m.name), (SELECT min(n) FROM once) FROM public.maker AS m`, nil)
		text = strings.Join(steps, "\n")
		for _, want := range []string{"\n  CTE once: Result\n", "\n  SubPlan ", "\n  InitPlan "} {
			if !strings.Contains(text, want) {
				t.Errorf("no %q in\n%s", want, text)
			}
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// testExpected changes the tables while a unit relies on them.
func testExpected(t *testing.T, s *server) {
	s.psql("driver", "CREATE TABLE relied (id int)")
	d := s.open(t, "")
	mark, err := d.Changed(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	insert := func(before func()) error {
		return d.Do(t.Context(), func(tx exec.Tx) error {
			tx.(exec.Expecting).Expect(mark) //nolint:forcetypeassert // what this engine lends
			_, err := tx.Exec("INSERT INTO public.relied VALUES (1)", nil)
			before()
			return err
		})
	}
	if err := insert(func() {}); err != nil {
		t.Errorf("with the same tables: %v", err)
	}
	err = insert(func() {
		s.psql("driver", "CREATE TABLE another (id int)")
		if _, err := d.Changed(t.Context()); err != nil {
			t.Error(err)
		}
	})
	if !errors.Is(err, exec.ErrMoved) {
		t.Errorf("with other tables: %v", err)
	}
	if err = insert(func() {}); !errors.Is(err, exec.ErrMoved) {
		t.Errorf("with other tables: %v", err)
	}
	if got := read(t, d, "SELECT count(*) FROM public.relied"); got != "1" {
		t.Errorf("%s rows were written", got)
	}
}

// testRetries runs units that the server ends in favour of others.
func testRetries(t *testing.T, s *server) {
	s.psql("driver", "CREATE TABLE hot (id int PRIMARY KEY, n int); INSERT INTO hot VALUES (1, 0), (2, 0)")
	d := s.open(t, "")
	// The first run of each unit has one row, and waits for the other: a deadlock. One of them is run again.
	var both [2]chan struct{}
	both[0], both[1] = make(chan struct{}), make(chan struct{})
	answers := make(chan error, 2)
	var runs [2]int
	for i := range 2 {
		go func() {
			answers <- d.Do(t.Context(), func(tx exec.Tx) error {
				runs[i]++
				for step := range 2 {
					if _, err := tx.Exec("UPDATE public.hot SET n = n + 1 WHERE id = $1::int4", []any{int64((i+step)%2 + 1)}); err != nil {
						return err
					}
					if step == 0 && runs[i] == 1 {
						close(both[i])
						<-both[1-i]
					}
				}
				return nil
			})
		}()
	}
	for range 2 {
		if err := <-answers; err != nil {
			t.Error(err)
		}
	}
	if got := read(t, d, "SELECT string_agg(n::text, ' ') FROM public.hot"); got != "2 2" || runs[0]+runs[1] < 3 { // the server may end both
		t.Errorf("the rows are %s after %v runs", got, runs)
	}
	fails := func(do func(context.Context, func(exec.Tx) error) error) (runs int) {
		err := do(t.Context(), func(tx exec.Tx) error {
			runs++
			_, err := tx.Exec("DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '40001'; END $$", nil)
			return err
		})
		wantCode(t, err, fault.DatabaseBusy)
		return runs
	}
	if n := fails(d.Do); n != maxAttempts {
		t.Errorf("a unit was run %d times", n)
	}
	if n := fails(d.Transact); n != 1 {
		t.Errorf("a unit that must not run again was run %d times", n)
	}
}

// testLargeBatch sends more than the server takes while nobody reads its answers.
func testLargeBatch(t *testing.T, s *server) {
	d := s.open(t, "")
	large := strings.Repeat("x", 4<<20)
	err := d.Read(t.Context(), true, func(r exec.Reader) error {
		p := r.(exec.Pipelined) //nolint:forcetypeassert // what this engine lends
		for range 5 {
			if err := p.Queue("SELECT $1::text", []any{large}); err != nil {
				return err
			}
		}
		for range 5 {
			rows, err := p.Queued()
			if err != nil {
				return err
			}
			if !rows.Next() || rows.Value(0) != large {
				t.Error("a value was changed")
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func testPanic(t *testing.T, s *server) {
	d := s.open(t, "&"+parameterConnections+"=1")
	err := d.Do(t.Context(), func(tx exec.Tx) error {
		if _, err := tx.Exec("DELETE FROM public.maker", nil); err != nil {
			return err
		}
		panic("a mistake")
	})
	wantCode(t, err, fault.Internal)
	if got := read(t, d, "SELECT count(*) FROM public.maker"); got != "2" {
		t.Errorf("%s rows are left", got)
	}
}

// testPool holds all connections, and closes the database meanwhile.
func testPool(t *testing.T, s *server) {
	d := s.open(t, "&"+parameterConnections+"=2")
	held, free := make(chan struct{}), make(chan struct{})
	ended := make(chan error, 2)
	for i := range 2 { // no address gets all of them
		go func() {
			ended <- d.Read(turns.With(t.Context(), strconv.Itoa(i)), false, func(r exec.Reader) error {
				held <- struct{}{}
				<-free
				_, err := firsts(r, "SELECT 1")
				return err
			})
		}()
	}
	<-held
	<-held
	ctx, done := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer done()
	wantCode(t, d.Read(ctx, false, func(exec.Reader) error { return nil }), fault.LimitTime)
	if u := d.Usage(); u.Readers != 2 || u.ReadersInUse != 2 || u.Waits != 1 || u.Waiting != 0 {
		t.Errorf("usage is %+v", u)
	}
	if _, err := d.Changed(t.Context()); err != nil {
		t.Errorf("with all connections lent: %v", err)
	}
	close(free)
	for range 2 {
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
	if err := errors.Join(d.Close(), d.Close()); err != nil {
		t.Error(err)
	}
	wantCode(t, d.Read(t.Context(), false, func(exec.Reader) error { return nil }), fault.InternalStopping)
	_, err := d.Changed(t.Context())
	wantCode(t, err, fault.InternalStopping)
}

// testUnbounded runs a statement without a deadline after one that had one, on the same connection.
func testUnbounded(t *testing.T, s *server) {
	d := s.open(t, "&"+parameterConnections+"=1")
	const sql = "SELECT current_setting('statement_timeout')"
	for _, c := range []struct {
		time time.Duration
		want string
	}{{time.Minute, "64s"}, {0, "0"}, {time.Hour, "4096s"}, {time.Minute, "64s"}, {0, "0"}} {
		ctx, done := t.Context(), func() {}
		if c.time > 0 {
			ctx, done = context.WithTimeout(ctx, c.time)
		}
		for range 2 {
			// A request that runs nothing changes nothing.
			if err := d.Read(ctx, true, func(exec.Reader) error { return nil }); err != nil {
				t.Error(err)
			}
			err := d.Read(ctx, true, func(r exec.Reader) error {
				got, err := firsts(r, sql)
				if err == nil && got[0] != c.want {
					t.Errorf("with %s the statement may take %s, want %s", c.time, got[0], c.want)
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		}
		done()
	}
	// Statements that were added and not run leave nothing behind.
	err := d.Read(t.Context(), true, func(r exec.Reader) error {
		return r.(exec.Pipelined).Queue("SELECT 1 AS unrun", nil) //nolint:forcetypeassert // what this engine lends
	})
	if err != nil {
		t.Error(err)
	}
	if got := read(t, d, "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%unrun'"); got != "0" {
		t.Errorf("%s statements are prepared that were not run", got)
	}
}

// testRefused meets what the server refuses for a while: a lock that another has, and a role that only reads.
func testRefused(t *testing.T, s *server) {
	s.psql("driver", "CREATE TABLE locked (id int PRIMARY KEY); INSERT INTO locked VALUES (1); ALTER DATABASE driver SET lock_timeout = 20")
	defer s.psql("driver", "ALTER DATABASE driver RESET lock_timeout")
	d := s.open(t, "")
	update := func(tx exec.Tx) error {
		_, err := tx.Exec("UPDATE public.locked SET id = id", nil)
		return err
	}
	err := d.Do(t.Context(), func(tx exec.Tx) error {
		if err := update(tx); err != nil {
			return err
		}
		wantCode(t, d.Do(t.Context(), update), fault.DatabaseBusy)
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	err = d.Do(t.Context(), func(tx exec.Tx) error {
		if _, err := tx.Exec("SET TRANSACTION READ ONLY", nil); err != nil {
			return err
		}
		return update(tx)
	})
	wantCode(t, err, fault.DatabaseReadOnly)
	// A violated constraint costs no connection, though its columns are looked up.
	pids := func() (all []uint32) {
		for _, c := range d.idle {
			all = append(all, c.opened.PID())
		}
		slices.Sort(all)
		return all
	}
	var before []uint32
	for range 3 {
		err = d.Do(t.Context(), func(tx exec.Tx) error {
			_, err := tx.Exec("INSERT INTO public.locked VALUES (1)", nil)
			return err
		})
		wantCode(t, err, fault.ConstraintUnique)
		_ = read(t, d, "SELECT 1")
		if before == nil {
			before = pids()
		}
	}
	if after := pids(); len(before) > 2 || !slices.Equal(after, before) {
		t.Errorf("the connections are %v, and were %v", after, before)
	}
}

// testUnnamed uses connections as those of a pooler, where nothing of a session stays.
func testUnnamed(t *testing.T, s *server) {
	d := s.open(t, "&pool=transaction")
	ctx, done := context.WithTimeout(t.Context(), time.Minute)
	defer done()
	for _, whole := range []bool{false, true} {
		err := d.Read(ctx, whole, func(r exec.Reader) error {
			got, err := firsts(r, "SELECT current_setting('statement_timeout')")
			if err == nil && got[0] != "64s" {
				t.Errorf("the statement may take %s", got)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
	if got := read(t, d, "SELECT current_setting('statement_timeout') || (SELECT count(*) FROM pg_prepared_statements)"); got != "00" {
		t.Errorf("something stays in the session: %s", got)
	}
}
