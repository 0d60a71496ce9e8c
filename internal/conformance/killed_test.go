//go:build unix

package conformance

import (
	"context"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"tiddly/db"
	"tiddly/db/dbtest"
)

// ours counts the schemas that are marked as those of runs.
const ours = `SELECT count(*)::int FROM pg_namespace WHERE obj_description(oid, 'pg_namespace') LIKE 'tiddly conformance %'`

// TestKilledRunIsClearedOnAServer kills a run, and requires of the next scratch that it drops what that has left, and
// nothing of a run that goes on, and no schema whose comment is another. Behind PgBouncer no lock belongs to a session.
func TestKilledRunIsClearedOnAServer(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program")
	}
	program := filepath.Join(t.TempDir(), "program")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, "tiddly").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	e := dbtest.Engines()[1]
	t.Run("direct", func(t *testing.T) { killedRunIsCleared(t, e, program, e.Place(t)) })
	t.Run("behind a pooler", func(t *testing.T) { killedRunIsCleared(t, e, program, dbtest.Pooled(t, e.Place(t))) })
}

func killedRunIsCleared(t *testing.T, e dbtest.Engine, program, address string) {
	t.Helper()
	e.Run(t, address, "CREATE SCHEMA tiddly_conformance_mine; COMMENT ON SCHEMA tiddly_conformance_mine IS 'tiddly conformance of mine'")
	running, err := db.NewScratch(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := running.Make(t.Context(), "x", []db.Table{{Name: "t", Columns: []db.Column{{Name: "a"}}}}); err != nil {
		t.Fatal(err)
	}
	looking := dbtest.Open(t, address)
	count := func() string { return dbtest.Cells(t, looking, ours)[0] }
	c := exec.CommandContext(t.Context(), program, "conformance", "--db", address, "--filters", "100000")
	c.Dir = t.TempDir()
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	for count() != "3" {
		if err := t.Context().Err(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Millisecond)
	}
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait() // it was killed
	// The server notices that the program has gone when it next hears of the connection.
	for count() != "2" {
		next, err := db.NewScratch(t.Context(), address)
		if err != nil {
			t.Fatal(err)
		}
		if err := next.Close(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	if err := running.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	if left := count(); left != "1" {
		t.Errorf("%s schemas are left, want the one that is not ours", left)
	}
}
