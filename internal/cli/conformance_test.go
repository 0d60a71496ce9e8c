package cli

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tiddly/db"
)

// TestConformanceLeavesNothing runs a part of the suite beside a database, which it does not touch, and clears what a run
// has left that did not end, but not what belongs to one that still runs.
func TestConformanceLeavesNothing(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("shop.db", []byte("somebody's"), 0o600); err != nil {
		t.Fatal(err)
	}
	running, err := db.NewScratch(t.Context(), ".")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := running.Make(t.Context(), "x", []db.Table{{Name: "t", Columns: []db.Column{{Name: "a"}}}}); err != nil {
		t.Fatal(err)
	}
	held := files(t)
	left := []string{"tiddly-conformance-NPUBWV2APZGG33OAIFCKDBDNGK.mark", "tiddly-conformance-other.mark"}
	for _, name := range left {
		if err := os.WriteFile(name, []byte("not of a run, whatever its name is"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got := run(t, nil, "conformance", "--db", "shop.db", "--only", "^lists/", "--filters", "0")
	if got.code != 0 {
		t.Fatalf("exit code %d: %s%s", got.code, got.stdout, got.stderr)
	}
	wants(t, "the table", got.stdout, "capability", "lists", "all")
	for _, name := range append(strings.Fields(held), left...) {
		if _, err := os.Lstat(name); err != nil {
			t.Error(err)
		}
	}
	if now := strings.Fields(files(t)); len(now) != len(strings.Fields(held))+len(left) {
		t.Errorf("there is %q, before it was %s", now, held)
	}
	if text, err := os.ReadFile("shop.db"); err != nil || string(text) != "somebody's" {
		t.Errorf("the database beside has %q: %v", text, err)
	}
	if err := running.Close(context.Background()); err != nil {
		t.Error(err)
	}
}

// TestConformanceClearsWhatWasKilled kills a run, and requires of the next one that nothing is left.
func TestConformanceClearsWhatWasKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program")
	}
	program := filepath.Join(t.TempDir(), "program")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, "tiddly").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Chdir(t.TempDir())
	c := exec.CommandContext(t.Context(), program, "conformance", "--filters", "100000")
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	for len(strings.Fields(files(t))) < 4 {
		if err := t.Context().Err(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Millisecond)
	}
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait() // it was killed
	if files(t) == "" {
		t.Fatal("a killed run has left nothing")
	}
	if got := run(t, nil, "conformance", "--only", "^distinct/", "--filters", "0"); got.code != 0 {
		t.Fatalf("exit code %d: %s%s", got.code, got.stdout, got.stderr)
	}
	if left := files(t); left != "" {
		t.Errorf("there is %s", left)
	}
}

// files returns the names of the files of the folder.
func files(t *testing.T) string {
	t.Helper()
	all, err := filepath.Glob("*")
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(all, " ")
}
