//go:build unix

package cli

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestAFolderThatBecomesReadOnly requires that writes by both edges report the error while no journal can be
// created, that reads continue, and that writes resume once the folder is writable.
func TestAFolderThatBecomesReadOnly(t *testing.T) {
	if os.Getuid() == 0 {
		asNobody(t) // root may write everywhere
		return
	}
	folder, path := served(t, "delete")
	r := start(t, "--db", path)
	if code := r.insert(t, "one"); code != "" {
		t.Fatal(code)
	}
	must(t, os.Chmod(folder, 0o555))
	if code := r.insert(t, "two"); code != "DATABASE_READ_ONLY" {
		t.Errorf("a mutation gets %q", code)
	}
	if _, _, text := r.send(t, http.MethodPost, "/note", `{"text": "two"}`); !strings.Contains(text, `"status":"error"`) || !strings.Contains(text, "folder") {
		t.Errorf("a POST gets %s", text)
	}
	if got := r.query(t, "{ notes { text } }"); got != `{"notes":[{"text":"one"}]}` {
		t.Errorf("the rows are %s", got)
	}
	must(t, os.Chmod(folder, 0o700))
	if code := r.insert(t, "three"); code != "" {
		t.Errorf("a mutation gets %q once the folder can be written again", code)
	}
}

// asNobody runs the test again as a user other than root.
func asNobody(t *testing.T) {
	t.Helper()
	place, err := os.MkdirTemp("", "tiddly-test-program-") //nolint:usetesting // a folder of t is closed to other users
	must(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(place) })
	must(t, os.Chmod(place, 0o755))
	program, err := os.ReadFile(os.Args[0])
	must(t, err)
	copied := filepath.Join(place, "cli.test")
	must(t, os.WriteFile(copied, program, 0o755))
	again := exec.CommandContext(t.Context(), copied, "-test.run", "^"+t.Name()+"$", "-test.v")
	again.Dir = "/"
	again.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	if out, err := again.CombinedOutput(); err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()) {
		t.Errorf("%v\n%s", err, out)
	}
}
