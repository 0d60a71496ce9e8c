//go:build linux

package soak_test

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"testing"
	"time"

	"tiddly/db/dbtest/outside"
)

const disturbed = "TIDDLY_TEST_SOAK_FILE"

// disturb starts a process that changes the schema, and returns a function that ends it and returns the number of its
// changes.
func disturb(t *testing.T, path string) (stop func() int) {
	t.Helper()
	process := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestSoak$", "-test.timeout=0")
	process.Env = append(os.Environ(), disturbed+"="+path)
	process.Stderr = os.Stderr
	in, err := process.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	return func() (changes int) {
		_ = in.Close()
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if n, _ := fmt.Sscanf(lines.Text(), "changes %d", &changes); n == 1 {
				break
			}
		}
		_, _ = io.Copy(io.Discard, out)
		if err := process.Wait(); err != nil {
			t.Errorf("the process that changes the schema: %v", err)
		}
		return changes
	}
}

// changeUntilEnd changes the schema until the input of the process ends.
func changeUntilEnd(t *testing.T, path string) {
	t.Helper()
	other, err := outside.Open(path, "_busy_timeout=60000", outside.Immediate)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		cancel()
	}()
	// Each change is read by the server, and costs as much as many requests.
	pause := min(length(t)/30, 2*time.Second)
	changes := 0
	for random := rand.New(rand.NewPCG(1, 2)); ctx.Err() == nil; changes++ {
		if err := change(t.Context(), other, random, changes); err != nil {
			t.Fatal(err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(time.Duration(random.Int64N(int64(pause)))):
		}
	}
	if err := other.Close(); err != nil {
		t.Error(err)
	}
	fmt.Printf("\nchanges %d\n", changes)
}

// changing are changes of the schema, and what undoes each.
var changing = [...][2]string{
	{"ALTER TABLE owner ADD COLUMN spare TEXT", "ALTER TABLE owner DROP COLUMN spare"},
	{"ALTER TABLE item ADD COLUMN spare TEXT DEFAULT 'spare'", "ALTER TABLE item DROP COLUMN spare"},
	{"CREATE TABLE other (id INTEGER PRIMARY KEY, item_id INTEGER REFERENCES item ON DELETE CASCADE)", "DROP TABLE other"},
	{"CREATE VIEW bodies AS SELECT id, length(body) AS n FROM item", "DROP VIEW bodies"},
	{"CREATE INDEX item_version ON item (version, owner_id)", "DROP INDEX item_version"},
	{"CREATE TABLE log (n INTEGER); CREATE TRIGGER logs AFTER UPDATE ON item BEGIN INSERT INTO log SELECT 1 WHERE (SELECT count(*) FROM log) < 9; END", "DROP TABLE log; DROP TRIGGER logs"},
	{"ANALYZE", "DROP TABLE sqlite_stat1"},
}

// change runs a random change of the schema, or undoes it, and writes to the rows of twin.
func change(ctx context.Context, other *sql.DB, random *rand.Rand, n int) error {
	if _, err := other.ExecContext(ctx, "UPDATE twin SET n = ?", n); err != nil {
		return err
	}
	which := changing[random.IntN(len(changing))]
	tx, err := other.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := tx.ExecContext(ctx, which[0]); err != nil {
		// It is there already.
		if _, err := tx.ExecContext(ctx, which[1]); err != nil {
			return fmt.Errorf("%s: %w", which[1], err)
		}
	}
	return tx.Commit()
}
