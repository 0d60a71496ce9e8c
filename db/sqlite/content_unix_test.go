//go:build unix

package sqlite

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"tiddly/internal/exec"
	"tiddly/internal/fault"
)

// TestAFileThatIsCopiedOver checks that the copy is not written to, and that a part of it is never read.
func TestAFileThatIsCopiedOver(t *testing.T) {
	path := newFile(t, `PRAGMA journal_mode = WAL; CREATE TABLE t(a); INSERT INTO t VALUES (1)`)
	other := newFile(t, `CREATE TABLE t(a); CREATE TABLE u(b); INSERT INTO u VALUES (zeroblob(9000))`)
	want, err := os.ReadFile(other)
	if err != nil {
		t.Fatal(err)
	}
	d := openFile(t, Options{Path: path})
	if err := write(t, d, "INSERT INTO t VALUES (2)"); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Changed(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, want, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = d.Changed(t.Context())
	wantCode(t, err, fault.DatabaseMoved)
	wantCode(t, write(t, d, "INSERT INTO t VALUES (3)"), fault.DatabaseMoved)
	wantCode(t, d.Read(t.Context(), false, func(exec.Reader) error { return nil }), fault.DatabaseMoved)
	if _, err = d.Changed(t.Context()); err == nil {
		t.Error("it is served again")
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
	if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, want) {
		t.Errorf("the file is not what was copied: %v", err)
	}
	if files, _ := filepath.Glob(path + "-*"); len(files) > 0 {
		t.Errorf("beside it are %v", files)
	}
}

// TestNoAlarmByCheckpoints checks that checkpoints, our own and others', of any size, are not taken for a copy.
func TestNoAlarmByCheckpoints(t *testing.T) {
	path := newFile(t, `PRAGMA journal_mode = WAL; CREATE TABLE t(a)`)
	d := openFile(t, Options{Path: path})
	looks := func() {
		t.Helper()
		for range 2 {
			if _, err := d.Changed(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
	for i := range 60 {
		if err := write(t, d, "INSERT INTO t SELECT randomblob(200000)"); err != nil {
			t.Fatal(err)
		}
		looks()
		switch i % 6 {
		case 1:
			runScript(t, path, "PRAGMA wal_checkpoint(PASSIVE)")
		case 2:
			runScript(t, path, fmt.Sprintf("CREATE TABLE t%d(a); DELETE FROM t", i))
		case 3:
			runScript(t, path, "VACUUM; PRAGMA wal_checkpoint(TRUNCATE)")
		case 4:
			if err := os.Chtimes(path, time.Now(), time.Now()); err != nil {
				t.Fatal(err)
			}
		}
		looks()
	}
}
