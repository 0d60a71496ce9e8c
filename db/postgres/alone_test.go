//go:build unix

package postgres

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"tiddly/internal/catalog"
)

// TestKeysOfTheSettingsHold writes rows with the same key through two servers at once, where only the settings declare
// the key: one of them gets it.
func TestKeysOfTheSettingsHold(t *testing.T) {
	s := start(t)
	settings := catalog.Overrides{Tables: map[string]catalog.TableOverride{"logs": {Key: []string{"name"}}}}
	one := s.wire("alone", `CREATE TABLE logs (name text NOT NULL, note text);
		CREATE FUNCTION halt() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.note = 'slow' THEN PERFORM pg_advisory_xact_lock(42); END IF; RETURN NEW; END $$;
		CREATE TRIGGER halt BEFORE INSERT OR UPDATE ON logs FOR EACH ROW EXECUTE FUNCTION halt();
		ALTER DATABASE alone SET default_transaction_isolation = 'repeatable read'`, settings)
	two := s.wireAs("tiddly", "alone", settings)
	hold := s.connect("alone")
	run := func(sql string) {
		if _, err := hold.Exec(t.Context(), sql).ReadAll(); err != nil {
			t.Fatal(err)
		}
	}
	waiting := func() string {
		return strings.TrimSpace(s.psql("alone", "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = 'alone')"))
	}
	for i, second := range []string{
		`mutation { insertLog(input: {name: "k0", note: "fast"}) { affectedRows } }`,
		`mutation { updateLogs(where: {name: {eq: "other1"}}, set: {name: "k1"}) { affectedRows } }`,
	} {
		two.answers(wireCase{
			fmt.Sprintf(`mutation { insertLog(input: {name: "other%d"}) { affectedRows } }`, i), `{"data":{"insertLog":{"affectedRows":1}}}`,
		})
		run("SELECT pg_advisory_lock(42)")
		first, answers := make(chan string, 1), make(chan string, 1)
		go func() {
			first <- one.ask(fmt.Sprintf(`mutation { insertLog(input: {name: "k%d", note: "slow"}) { affectedRows } }`, i))
		}()
		for waiting() != "1" {
			time.Sleep(5 * time.Millisecond)
		}
		go func() { answers <- two.ask(second) }()
		early := ""
		for early == "" && waiting() != "2" {
			select {
			case early = <-answers:
				answers <- early
			case <-time.After(5 * time.Millisecond):
			}
		}
		run("SELECT pg_advisory_unlock(42)")
		if got := <-first; got != `{"data":{"insertLog":{"affectedRows":1}}}` {
			t.Errorf("the first one: %s", got)
		}
		if got := <-answers; !strings.Contains(got, `"code":"CONSTRAINT_UNIQUE","columns":["name"]`) || early != "" {
			t.Errorf("the second one: %s, before the first one %q", got, early)
		}
	}
	var all sync.WaitGroup
	for i := range 20 {
		for _, w := range []*wired{one, two, one, two} {
			all.Go(func() { w.ask(fmt.Sprintf(`mutation { insertLog(input: {name: "n%d"}) { affectedRows } }`, i)) })
		}
	}
	all.Wait()
	if got := strings.TrimSpace(s.psql("alone", "SELECT count(*) || ' ' || count(DISTINCT name) FROM logs WHERE name LIKE 'n%'")); got != "20 20" {
		t.Errorf("rows and keys: %s", got)
	}
}
