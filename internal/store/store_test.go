package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tiddly/db"
	"tiddly/db/dbtest"
	"tiddly/internal/exec"
	"tiddly/internal/store"
)

// start is the time at which the tests begin.
var start = time.Unix(1_700_000_000, 0).UTC()

// servers are two stores over one database, each with its own connections and writer, like two processes.
type servers struct {
	t         *testing.T
	databases [2]*db.Database
	stores    [2]*store.Store
}

func twoServers(t *testing.T, e dbtest.Engine, script string) *servers {
	t.Helper()
	address := e.Make(t, script)
	s := &servers{t: t}
	for i := range s.stores {
		s.databases[i] = dbtest.Open(t, address)
		s.stores[i] = store.New(s.databases[i], s.databases[i].Dialect().NumberedPlaceholders)
	}
	return s
}

// at calls f concurrently the given number of times over both servers, and returns the errors.
func (s *servers) at(times int, f func(i int, st *store.Store) error) error {
	var wait sync.WaitGroup
	errs := make([]error, times)
	for i := range times {
		wait.Go(func() { errs[i] = f(i, s.stores[i%2]) })
	}
	wait.Wait()
	return errors.Join(errs...)
}

func (s *servers) cells(sql string) string {
	s.t.Helper()
	return strings.Join(dbtest.Cells(s.t, s.databases[0], sql), " ")
}

// TestTablesAreMadeByTwoServersAtOnce creates them in an empty database, and in one with the keys of an earlier
// version.
func TestTablesAreMadeByTwoServersAtOnce(t *testing.T) {
	dbtest.OnEach(t, tablesAreMadeByTwoServersAtOnce)
}

func tablesAreMadeByTwoServersAtOnce(t *testing.T, e dbtest.Engine) {
	t.Helper()
	for name, script := range map[string]string{
		"nothing": "CREATE TABLE t (id INTEGER PRIMARY KEY)",
		"keys without marks": `CREATE TABLE _tiddly_keys (id VARCHAR(32) NOT NULL PRIMARY KEY, secret VARCHAR(64) NOT NULL, name VARCHAR(200) NOT NULL,
			account VARCHAR(2000) NOT NULL, created BIGINT NOT NULL, expires BIGINT NOT NULL, used BIGINT NOT NULL);
			INSERT INTO _tiddly_keys VALUES ('a', 's', 'n', '["1"]', 1, 0, 0)`,
	} {
		t.Run(name, func(t *testing.T) {
			s := twoServers(t, e, script)
			if before, err := s.stores[0].KeyTable(t.Context()); err != nil || before.There != (name != "nothing") || before.Marked {
				t.Errorf("before: %+v, %v", before, err)
			}
			err := s.at(8, func(_ int, st *store.Store) error {
				return errors.Join(st.CreateSessions(t.Context()), st.CreateKeys(t.Context()))
			})
			if err != nil {
				t.Fatal(err)
			}
			after, err := s.stores[1].KeyTable(t.Context())
			if err != nil || !after.There || !after.Marked {
				t.Errorf("after: %+v, %v", after, err)
			}
			if keys, err := s.stores[1].Keys(t.Context(), after); err != nil || len(keys) != strings.Count(script, "INSERT") {
				t.Errorf("keys: %+v, %v", keys, err)
			}
		})
	}
}

// TestTablesThatAreThereAreNotWritten opens them again in a file that another program keeps locked.
func TestTablesThatAreThereAreNotWritten(t *testing.T) {
	dbtest.OnEach(t, tablesThatAreThereAreNotWritten)
}

func tablesThatAreThereAreNotWritten(t *testing.T, e dbtest.Engine) {
	t.Helper()
	s := twoServers(t, e, "CREATE TABLE t (id INTEGER PRIMARY KEY)")
	create := func(st *store.Store) error {
		return errors.Join(st.CreateSessions(t.Context()), st.CreateKeys(t.Context()))
	}
	if err := create(s.stores[0]); err != nil {
		t.Fatal(err)
	}
	err := s.databases[0].Do(t.Context(), func(exec.Tx) error { return create(s.stores[1]) })
	if err != nil {
		t.Error(err)
	}
}

// TestFailedLoginsOfTwoServersCountTogether fails forty logins of one account at once: exactly the maximum is
// counted.
func TestFailedLoginsOfTwoServersCountTogether(t *testing.T) {
	dbtest.OnEach(t, failedLoginsOfTwoServersCountTogether)
}

func failedLoginsOfTwoServersCountTogether(t *testing.T, e dbtest.Engine) {
	t.Helper()
	s := twoServers(t, e, "CREATE TABLE t (id INTEGER PRIMARY KEY)")
	if err := s.stores[0].CreateSessions(t.Context()); err != nil {
		t.Fatal(err)
	}
	of := func(account string) []store.Subject {
		return []store.Subject{{Hash: account, Most: 5}, {Hash: "address", Most: 20}}
	}
	var mu sync.Mutex
	counted := 0
	count := func(account string) error {
		return s.at(40, func(_ int, st *store.Store) error {
			wait, err := st.CountLogin(t.Context(), of(account), start, time.Minute)
			if wait != 0 && wait != time.Minute {
				err = errors.Join(err, fmt.Errorf("a wait of %s", wait))
			}
			mu.Lock()
			defer mu.Unlock()
			if wait == 0 && err == nil {
				counted++
			}
			return err
		})
	}
	for i, account := range []string{"a", "b", "c", "d", "e"} {
		if err := count(account); err != nil {
			t.Fatal(err)
		}
		if want := min(5*(i+1), 20); counted != want {
			t.Errorf("%d logins were counted, want %d", counted, want)
		}
	}
	// A login refused for its address does not count for the account.
	if got := s.cells("SELECT subject || failures FROM _tiddly_logins ORDER BY subject"); got != "a5 address20 b5 c5 d5" {
		t.Errorf("stored: %s", got)
	}
	clearing(t, s, of)
}

// clearing lets a part of the window pass, and then all of it.
func clearing(t *testing.T, s *servers, of func(string) []store.Subject) {
	t.Helper()
	for _, c := range []struct {
		after time.Duration
		want  time.Duration
	}{{20 * time.Second, 40 * time.Second}, {59 * time.Second, time.Second}, {time.Minute, 0}} {
		wait, err := s.stores[1].CountLogin(t.Context(), of("e"), start.Add(c.after), time.Minute)
		if err != nil || wait != c.want {
			t.Errorf("after %s: wait %s, %v", c.after, wait, err)
		}
	}
	if got := s.cells("SELECT failures || ' ' || began FROM _tiddly_logins WHERE subject = 'address'"); got != fmt.Sprint("1 ", start.Add(time.Minute).Unix()) {
		t.Errorf("a new window is stored as %s", got)
	}
	subject := of("e")
	err := s.stores[0].Do(t.Context(), store.ForgetLogins(subject[0]), store.TakeLoginBack(subject[1]), store.TakeLoginBack(subject[1]), store.ClearLogins(start))
	if got := s.cells("SELECT subject || failures FROM _tiddly_logins"); err != nil || got != "address0" {
		t.Errorf("what is left: %s, %v", got, err)
	}
}

// loose is a database without transactions: each statement is one of its own, as if other servers came between any
// two.
type loose struct{ *db.Database }

// Do runs the unit without a transaction.
func (l loose) Do(ctx context.Context, unit func(exec.Tx) error) error {
	return unit(looseTx{l.Database, ctx})
}

type looseTx struct {
	database *db.Database
	ctx      context.Context //nolint:containedctx // it lives as long as one call
}

func (l looseTx) Exec(sql string, args []any) (n int64, err error) {
	err = l.database.Do(l.ctx, func(tx exec.Tx) (err error) {
		n, err = tx.Exec(sql, args)
		return err
	})
	return n, err
}

func (l looseTx) Query(sql string, args []any) (exec.Rows, error) {
	var all [][]any
	err := l.database.Read(l.ctx, false, func(r exec.Reader) error {
		rows, err := r.Query(sql, args)
		if err != nil {
			return err
		}
		for rows.Next() {
			all = append(all, []any{rows.Value(0)})
		}
		return errors.Join(rows.Err(), rows.Close())
	})
	return &kept{rows: all}, err
}

// kept holds rows that were read.
type kept struct {
	exec.Rows
	rows [][]any
	at   int
}

func (k *kept) Next() bool      { k.at++; return k.at <= len(k.rows) }
func (k *kept) Err() error      { return nil }
func (k *kept) Close() error    { return nil }
func (k *kept) Value(i int) any { return k.rows[k.at-1][i] }

// TestCountingIsOneStatement counts in a database without transactions.
func TestCountingIsOneStatement(t *testing.T) { dbtest.OnEach(t, countingIsOneStatement) }

func countingIsOneStatement(t *testing.T, e dbtest.Engine) {
	t.Helper()
	s := twoServers(t, e, "CREATE TABLE t (id INTEGER PRIMARY KEY)")
	if err := s.stores[0].CreateSessions(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i, d := range s.databases {
		s.stores[i] = store.New(loose{d}, d.Dialect().NumberedPlaceholders)
	}
	counted := make([]bool, 60)
	err := s.at(len(counted), func(i int, st *store.Store) error {
		wait, err := st.CountLogin(t.Context(), []store.Subject{{Hash: "a", Most: 7}}, start, time.Minute)
		counted[i] = wait == 0
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(slices.DeleteFunc(counted, func(c bool) bool { return !c })); n != 7 {
		t.Errorf("%d were counted", n)
	}
	if got := s.cells("SELECT failures FROM _tiddly_logins"); got != "7" {
		t.Errorf("stored: %s", got)
	}
}

func TestSessions(t *testing.T) { dbtest.OnEach(t, keepSessions) }

func keepSessions(t *testing.T, e dbtest.Engine) {
	t.Helper()
	s := twoServers(t, e, "CREATE TABLE t (id INTEGER PRIMARY KEY)")
	first, second := s.stores[0], s.stores[1]
	if err := first.CreateSessions(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := store.Session{ID: "i", Account: []string{"1", `a"b`}, Mark: "m", Created: start, Used: start}
	if err := first.Do(t.Context(), store.OpenSession(want), store.OpenSession(store.Session{ID: "other", Mark: "m", Created: start, Used: start})); err != nil {
		t.Fatal(err)
	}
	// A server whose clock is behind sets nothing back.
	err := s.at(10, func(i int, st *store.Store) error {
		return st.Do(t.Context(), store.UseSession("i", start.Add(time.Duration(i)*time.Second)))
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := second.Do(t.Context(), store.RemarkSessions(want.Account, "m", "n"), store.RemarkSessions(want.Account, "m", "o")); err != nil {
		t.Fatal(err)
	}
	want.Used, want.Mark = start.Add(9*time.Second), "n"
	if got, err := second.Session(t.Context(), "i"); err != nil || got == nil || fmt.Sprint(*got) != fmt.Sprint(want) {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
	if err := second.Do(t.Context(), append(store.EndSessions("none"), store.ClearSessions(start.Add(-time.Hour), start))...); err != nil {
		t.Fatal(err)
	}
	if got := s.cells("SELECT id FROM _tiddly_sessions"); got != "i" {
		t.Errorf("what lasts: %s", got)
	}
	if got, err := first.Session(t.Context(), "other"); got != nil || err != nil {
		t.Errorf("one that is gone: %v, %v", got, err)
	}
}

func TestKeys(t *testing.T) { dbtest.OnEach(t, keepKeys) }

func keepKeys(t *testing.T, e dbtest.Engine) {
	t.Helper()
	s := twoServers(t, e, "CREATE TABLE t (id INTEGER PRIMARY KEY)")
	first, second := s.stores[0], s.stores[1]
	if err := first.CreateKeys(t.Context()); err != nil {
		t.Fatal(err)
	}
	table, err := second.KeyTable(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	key := store.Key{ID: "k", Name: "n", Secret: "s", Account: []string{"1"}, Created: start, Expires: start.Add(time.Hour)}
	program := store.Key{ID: "p", Name: "n", Secret: "s", Created: start.Add(-time.Hour)}
	day := start.Truncate(24 * time.Hour)
	if err := first.Do(t.Context(), store.AddKey(key), store.AddKey(program), store.UseKey("k", day), store.UseKey("k", day.Add(-24*time.Hour))); err != nil {
		t.Fatal(err)
	}
	// If two servers set the mark of a key, the first one wins.
	if err := errors.Join(first.Do(t.Context(), store.MarkKey("k", "a")), second.Do(t.Context(), store.MarkKey("k", "b"))); err != nil {
		t.Fatal(err)
	}
	key.Used, key.Mark = day, "a"
	all, err := second.Keys(t.Context(), table)
	if err != nil || len(all) != 2 || fmt.Sprint(all) != fmt.Sprint([]store.Key{program, key}) {
		t.Errorf("got %v, %v", all, err)
	}
	if err := second.Do(t.Context(), store.EndKey("k", "")); err != nil {
		t.Fatal(err)
	}
	if got, err := first.Key(t.Context(), table, "k"); err != nil || got == nil {
		t.Errorf("a key was ended as it was before: %v, %v", got, err)
	}
	if err := second.Do(t.Context(), store.EndKey("k", "a")); err != nil {
		t.Fatal(err)
	}
	revoked := make([]bool, 6)
	err = s.at(len(revoked), func(i int, st *store.Store) (err error) {
		revoked[i], err = st.RevokeKey(t.Context(), "p")
		return err
	})
	if n := len(slices.DeleteFunc(revoked, func(r bool) bool { return !r })); err != nil || n != 1 {
		t.Errorf("revoked %d times, %v", n, err)
	}
}
