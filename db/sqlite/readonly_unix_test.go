//go:build unix

package sqlite

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"tiddly/internal/fault"
)

const readOnlyVariable = "TIDDLY_TEST_READ_ONLY"

// TestReadOnlyPlaces runs itself again as an unprivileged user, since root may write everywhere.
func TestReadOnlyPlaces(t *testing.T) {
	if folder := os.Getenv(readOnlyVariable); folder != "" {
		readOnlyPlaces(t, folder)
		return
	}
	folder, err := os.MkdirTemp("", "tiddly-read-only-") //nolint:usetesting // a folder of t is closed to other users
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = filepath.WalkDir(folder, func(path string, _ os.DirEntry, _ error) error { return os.Chmod(path, 0o700) })
		_ = os.RemoveAll(folder)
	})
	const some = `CREATE TABLE t(a); INSERT INTO t VALUES (1);`
	runScript(t, filepath.Join(folder, "rollback.db"), some)
	runScript(t, filepath.Join(folder, "wal.db"), "PRAGMA journal_mode = WAL; "+some)
	for _, name := range []string{"rollback.db", "wal.db"} {
		if err := os.Chmod(filepath.Join(folder, name), 0o444); err != nil {
			t.Fatal(err)
		}
	}
	runScript(t, filepath.Join(folder, "secret.db"), some)
	if err := os.Chmod(filepath.Join(folder, "secret.db"), 0); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(folder, 0o555); err != nil {
		t.Fatal(err)
	}
	asNobody(t, folder)
}

// asNobody runs the test again as a user who is not root, with the folder in an environment variable.
func asNobody(t *testing.T, folder string) {
	t.Helper()
	program, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	place, err := os.MkdirTemp("", "tiddly-test-program-") //nolint:usetesting // a folder of t is closed to other users
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(place) })
	copied := filepath.Join(place, "sqlite.test")
	if err := os.WriteFile(copied, program, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(place, 0o755); err != nil {
		t.Fatal(err)
	}
	again := exec.CommandContext(t.Context(), copied, "-test.run", "^"+t.Name()+"$", "-test.v")
	again.Env = append(os.Environ(), readOnlyVariable+"="+folder)
	again.Dir = "/"
	if os.Getuid() == 0 {
		again.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	}
	if out, err := again.CombinedOutput(); err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()) {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestAFolderThatBecomesReadOnly checks that where no journal can be created, a write returns the reason, and reads
// go on.
func TestAFolderThatBecomesReadOnly(t *testing.T) {
	if os.Getenv(readOnlyVariable) == "" {
		asNobody(t, "one of its own")
		return
	}
	for _, journal := range []string{"delete", "wal"} {
		folder := t.TempDir()
		path := filepath.Join(folder, "test.db")
		runScript(t, path, `PRAGMA journal_mode = `+journal+`; CREATE TABLE t(a)`)
		d := openFile(t, Options{Path: path})
		insert := func() error { return write(t, d, "INSERT INTO t VALUES (1)") }
		if err := insert(); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(folder, 0o555); err != nil {
			t.Fatal(err)
		}
		switch err := insert(); {
		case journal == "wal" && err != nil: // the log already exists
			t.Error(err)
		case journal == "delete":
			wantCode(t, err, fault.DatabaseReadOnly)
			if f := fault.From(err); !strings.Contains(f.Message+f.Hint, "folder") {
				t.Errorf("%s (%s)", f.Message, f.Hint)
			}
		}
		if got := ask1(t, d, "SELECT count(*) > 0 FROM t"); got[0] != "1" {
			t.Errorf("read %v", got)
		}
		if _, err := d.Changed(t.Context()); err != nil {
			t.Error(err)
		}
		if err := os.Chmod(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := insert(); err != nil {
			t.Error(err)
		}
	}
}

func readOnlyPlaces(t *testing.T, folder string) {
	d := openFile(t, Options{Path: filepath.Join(folder, "rollback.db")})
	if got := d.Mode(); !got.ReadOnly || got.Reason == "" || got.Journal != "delete" {
		t.Errorf("mode %+v", got)
	}
	if got := ask1(t, d, "SELECT a FROM t"); got[0] != "1" {
		t.Errorf("read %v", got)
	}
	for name, words := range map[string]string{"wal.db": "WAL", "secret.db": "read"} {
		d, err := Open(t.Context(), Options{Path: filepath.Join(folder, name)})
		if err == nil {
			_ = d.Close()
		}
		wantCode(t, err, fault.DatabaseUnavailable)
		if f := fault.From(err); !strings.Contains(f.Message, words) {
			t.Errorf("%s: message %q", name, f.Message)
		}
	}
	_, err := Open(t.Context(), Options{Path: filepath.Join(folder, "new.db"), Create: true})
	wantCode(t, err, fault.DatabaseUnavailable)
}
