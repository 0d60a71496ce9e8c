//go:build unix

package postgres

import (
	"strings"
	"testing"

	"tiddly/db/edge"
	"tiddly/internal/exec"
	"tiddly/internal/fault"
)

func testMark(t *testing.T, s *server) {
	d := s.open(t, "")
	mark := func() string {
		t.Helper()
		m, err := d.Changed(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	seen := map[string]bool{mark(): true}
	unread := func() (is bool) {
		t.Helper()
		err := d.Read(t.Context(), false, func(r exec.Reader) error {
			rows, err := r.Query(markStatement, []any{d.seen.Load().state})
			for err == nil && rows.Next() {
				is = rows.Null(1)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return is
	}
	for !unread() { // unless the server has cleaned up meanwhile, the first time
		mark()
	}
	s.psql("driver", "INSERT INTO maker VALUES (70, 'more'); DELETE FROM maker WHERE id = 70; CREATE TEMPORARY TABLE x (y int)")
	if unread() {
		t.Error("what was written meanwhile may have been tables")
	}
	if !seen[mark()] {
		t.Error("rows changed the mark")
	}
	for _, change := range []string{
		"CREATE TABLE marked (id int)", "ALTER TABLE marked ADD size int", "CREATE INDEX marked_size ON marked (size)", "GRANT SELECT ON marked TO PUBLIC",
		"COMMENT ON TABLE marked IS 'x'", "ALTER TABLE marked ALTER size SET DEFAULT 5", "CREATE VIEW marks AS SELECT * FROM marked",
		"CREATE OR REPLACE VIEW marks AS SELECT id, 0 AS size FROM marked", "CREATE TYPE mood AS ENUM ('a')", "ALTER TYPE mood ADD VALUE 'b'",
		"ALTER TABLE marked RENAME size TO height", "ALTER TABLE marked ALTER height SET NOT NULL", "GRANT SELECT (id) ON marked TO PUBLIC",
		"ALTER TABLE marked ENABLE ROW LEVEL SECURITY", "CREATE POLICY own ON marked USING (true)", "COMMENT ON COLUMN marked.id IS 'y'",
		"ALTER TABLE marked ADD CHECK (height > 0)", "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
		"CREATE TRIGGER t BEFORE INSERT ON marked FOR EACH ROW EXECUTE FUNCTION f()", "ALTER TABLE marked DISABLE TRIGGER t",
		"CREATE OR REPLACE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'", "DROP TABLE marked CASCADE",
	} {
		s.psql("driver", change)
		m := mark()
		if seen[m] {
			t.Errorf("%s: the mark stays", change)
		}
		seen[m] = true
		err := d.Read(t.Context(), true, func(r exec.Reader) error {
			if _, err := firsts(r, "SELECT 1"); err != nil {
				return err
			}
			of, err := r.(exec.Marked).Mark()
			if of != m {
				t.Errorf("a reader has the mark %s, not %s", of, m)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}

func testTold(t *testing.T, s *server) {
	d := s.open(t, "")
	look := func() {
		t.Helper()
		if _, err := d.Changed(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	look()
	if d.listener.runs.Load() {
		t.Error("it listens although the database tells of nothing")
	}
	s.psql("driver", `CREATE ROLE planter; GRANT CREATE ON SCHEMA public TO planter; SET ROLE planter;
CREATE FUNCTION public._tiddly_notify() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'`)
	defer s.psql("driver", "DROP OWNED BY planter; DROP ROLE planter")
	for _, want := range []string{"created the event trigger", "nothing: "} {
		if did, err := d.Notify(t.Context(), true); err != nil || !strings.Contains(strings.Join(did, ", "), want) {
			t.Fatalf("%q, %v", did, err)
		}
	}
	if owner := strings.TrimSpace(s.psql("driver", "SELECT proowner::regrole FROM pg_proc WHERE proname = '_tiddly_notify'")); owner != "tiddly" {
		t.Errorf("what the trigger calls belongs to %s", owner)
	}
	look()
	for range 2 {
		<-d.Wake() // once because it listens
		s.psql("driver", "CREATE TABLE told (id int); DROP TABLE told")
	}
	for _, want := range []string{"dropped the event trigger", "nothing: "} {
		if did, err := d.Notify(t.Context(), false); err != nil || !strings.Contains(strings.Join(did, ", "), want) {
			t.Fatalf("%q, %v", did, err)
		}
	}
	s.psql("driver", "CREATE ROLE teller LOGIN")
	plain, err := Open(t.Context(), strings.Replace(s.address("driver", ""), "tiddly@", "teller@", 1), edge.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = plain.Close() }()
	_, err = plain.Notify(t.Context(), true)
	wantCode(t, err, fault.DatabaseError)
}
