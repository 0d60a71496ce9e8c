package sqlite

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	ours "tiddly/internal/exec"
)

// killFile is the variable with the file that TestKilled writes to, in a process of its own.
const killFile = "TIDDLY_TEST_KILL_FILE"

// TestKill repeatedly kills a process in the middle of its writes. Every acknowledged write is there, no unit is
// there in part, the file is sound, and it can be served at once.
func TestKill(t *testing.T) {
	for journal, rounds := range map[string]int{"wal": 25, "delete": 5} {
		t.Run(journal, func(t *testing.T) {
			t.Parallel()
			if testing.Short() {
				rounds = max(1, rounds/8)
			}
			path := filepath.Join(t.TempDir(), "test.db")
			runScript(t, path, `PRAGMA journal_mode = `+journal+`;
				CREATE TABLE t(key TEXT PRIMARY KEY, pad TEXT); CREATE TABLE half(key TEXT PRIMARY KEY)`)
			acknowledged := map[string]bool{}
			for round := range rounds {
				keys := writeAndKill(t, path, strconv.Itoa(round))
				for _, key := range keys {
					acknowledged[key] = true
				}
				afterKill(t, path, round, acknowledged)
			}
			if len(acknowledged) < rounds {
				t.Errorf("only %d writes in %d rounds", len(acknowledged), rounds)
			}
		})
	}
}

// writeAndKill starts a process that writes, and kills it. It returns the acknowledged keys.
func writeAndKill(t *testing.T, path, prefix string) (keys []string) {
	t.Helper()
	c := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestKilled$", "-test.timeout=60s")
	c.Env = append(os.Environ(), killFile+"="+path, killPrefix+"="+prefix)
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			break // a line without an end was not written completely, so its key may be truncated
		}
		key, ok := strings.CutPrefix(line, "key ")
		if !ok {
			continue
		}
		if len(keys) == 0 {
			time.AfterFunc(time.Duration(20+rand.IntN(250))*time.Millisecond, func() { _ = c.Process.Kill() })
		}
		keys = append(keys, strings.TrimSpace(key))
	}
	if err := c.Wait(); err == nil {
		t.Error("the process ended by itself")
	}
	return keys
}

func afterKill(t *testing.T, path string, round int, acknowledged map[string]bool) {
	t.Helper()
	start := time.Now()
	d, err := Open(t.Context(), Options{Path: path})
	if err != nil {
		t.Fatalf("round %d: %v", round, err)
	}
	do(t, d, fmt.Sprintf(`INSERT INTO half VALUES ('after %d')`, round), fmt.Sprintf(`INSERT INTO t(key) VALUES ('after %d')`, round))
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("round %d: it took %v to serve again", round, took)
	}
	wantRows(t, d, "PRAGMA integrity_check", "ok")
	wantRows(t, d, "SELECT count(*) FROM t WHERE key NOT IN (SELECT key FROM half)", "0")
	wantRows(t, d, "SELECT count(*) FROM half WHERE key NOT IN (SELECT key FROM t)", "0")
	there := map[string]bool{}
	for _, key := range ask1(t, d, "SELECT key FROM t") {
		there[key] = true
	}
	missing := 0
	for key := range acknowledged {
		if !there[key] {
			missing++
		}
	}
	if missing > 0 {
		t.Errorf("round %d: %d of %d acknowledged writes are missing", round, missing, len(acknowledged))
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
}

const killPrefix = "TIDDLY_TEST_KILL_PREFIX"

// TestKilled is the process that TestKill kills.
func TestKilled(t *testing.T) {
	path := os.Getenv(killFile)
	if path == "" {
		t.Skip("it runs in a process of its own")
	}
	d, err := Open(t.Context(), Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	stop := make(chan struct{})
	for w := range 8 {
		go func() {
			for n := 0; ; n++ {
				key := fmt.Sprintf("%s.%d.%d", os.Getenv(killPrefix), w, n)
				if err := d.Do(context.Background(), pairOf(key)); err != nil {
					t.Error(err)
					close(stop)
					return
				}
				// One system call per line: what the parent reads was acknowledged.
				_, _ = os.Stdout.WriteString("key " + key + "\n")
			}
		}()
	}
	<-stop
}

// pairOf writes a key into two tables.
func pairOf(key string) unit {
	return func(tx ours.Tx) error {
		if _, err := tx.Exec("INSERT INTO t VALUES (?, ?)", []any{key, strings.Repeat(key, 50)}); err != nil {
			return err
		}
		_, err := tx.Exec("INSERT INTO half VALUES (?)", []any{key})
		return err
	}
}
