//go:build unix

package postgres

import (
	"strings"
	"testing"
	"time"

	"tiddly/internal/catalog"
	"tiddly/internal/exec"
	"tiddly/internal/fault"
)

// TestReadsThatLoseADeadlock lets the server end a read in favour of a change of the tables that it reads: no client
// notices.
func TestReadsThatLoseADeadlock(t *testing.T) {
	s := start(t)
	w := s.wire("deadlock", `CREATE TABLE alphas (id int PRIMARY KEY); CREATE TABLE betas (id int PRIMARY KEY); INSERT INTO betas VALUES (1);
		ALTER DATABASE deadlock SET deadlock_timeout = '2s'`, catalog.Overrides{})
	other := s.connect("deadlock")
	run := func(sql string) error {
		_, err := other.Exec(t.Context(), sql).ReadAll()
		return err
	}
	must := func(sql string) {
		if err := run(sql); err != nil {
			t.Fatal(err)
		}
	}
	must("SET deadlock_timeout = '1h'; SET lock_timeout = '20s'") // the other one never is the one that notices
	for lost := false; !lost; {
		must("BEGIN; LOCK TABLE betas IN ACCESS EXCLUSIVE MODE")
		answer := make(chan string, 1)
		go func() { answer <- w.ask("{ alphas { id } betas { id } }") }()
		for {
			result, err := other.Exec(t.Context(), "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'betas'::regclass").ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			if strings.TrimSpace(string(result[0].Rows[0][0])) == "1" {
				break
			}
			time.Sleep(time.Millisecond)
		}
		// Where this comes so late that the read no longer looks for deadlocks, it fails, and it is tried again.
		lost = run("LOCK TABLE alphas IN ACCESS EXCLUSIVE MODE") == nil
		must("ROLLBACK")
		if got := <-answer; got != `{"data":{"alphas":[],"betas":[{"id":1}]}}` {
			t.Fatalf("the read was lost: %v, and the answer is %s", lost, got)
		}
	}
}

// TestTypesChangeBetweenStatements changes the type of a column that the second statement of a request reads, so that
// the server refuses it once the rows of the first have been handed on: no client notices, whichever connection is lent.
func TestTypesChangeBetweenStatements(t *testing.T) {
	s := start(t)
	w := s.wire("retyped", `CREATE TABLE alphas (id int PRIMARY KEY); CREATE TABLE betas (id int PRIMARY KEY, alpha int NOT NULL REFERENCES alphas, x text);
		INSERT INTO alphas VALUES (1); INSERT INTO betas VALUES (1, 1, 'a')`, catalog.Overrides{})
	read := wireCase{"{ alphas { betas { x } } }", `{"data":{"alphas":[{"betas":[{"x":"a"}]}]}}`}
	written := wireCase{
		`mutation { updateAlpha(by: {id: 1}, set: {id: 1}) { node { betas { x } } } updateBeta(by: {id: 1}, set: {x: "a"}) { node { x } } }`,
		`{"data":{"updateAlpha":{"node":{"betas":[{"x":"a"}]}},"updateBeta":{"node":{"x":"a"}}}}`,
	}
	for _, typ := range []string{"text", "varchar", "varchar(5)", "text"} {
		s.psql("retyped", "ALTER TABLE betas ALTER x TYPE "+typ)
		w.answers(read, written)
	}
}

// TestIdleTransactions lets the server end a transaction in which code of the owner does nothing for too long: nothing of
// it is kept, and it is not run again.
func TestIdleTransactions(t *testing.T) {
	s := start(t)
	s.psql("postgres", "CREATE DATABASE driver TEMPLATE template0; ALTER DATABASE driver SET idle_in_transaction_session_timeout = 50")
	s.psql("driver", "CREATE TABLE kept (id int)")
	d := s.open(t, "")
	runs := 0
	err := d.Do(t.Context(), func(tx exec.Tx) error {
		runs++
		if _, err := tx.Exec("INSERT INTO public.kept VALUES (1)", nil); err != nil {
			return err
		}
		for strings.TrimSpace(s.psql("postgres", "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction'")) != "0" {
			time.Sleep(time.Millisecond)
		}
		_, err := tx.Exec("INSERT INTO public.kept VALUES (2)", nil)
		return err
	})
	wantCode(t, err, fault.DatabaseUnavailable)
	if got := read(t, d, "SELECT count(*) FROM public.kept"); got != "0" || runs != 1 {
		t.Errorf("%s rows are kept, and the unit ran %d times", got, runs)
	}
}
