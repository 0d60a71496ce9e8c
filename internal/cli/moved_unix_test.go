//go:build unix

package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"tiddly/db/dbtest/outside"
)

// serveVariable holds the arguments of a server that a test runs in a process of its own: file locks belong to a
// process, so another program needs another process.
const serveVariable = "TIDDLY_TEST_SERVE"

// TestServeInAProcess is that server.
func TestServeInAProcess(t *testing.T) {
	text := os.Getenv(serveVariable)
	if text == "" {
		return // not a test by itself
	}
	var args []string
	if err := json.Unmarshal([]byte(text), &args); err != nil {
		t.Fatal(err)
	}
	ctx, stop := signal.NotifyContext(t.Context(), syscall.SIGTERM)
	code := Main(ctx, args, nil, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// startProcess starts the program in a process of its own and waits for its address.
func startProcess(t *testing.T, args ...string) *running {
	t.Helper()
	text, err := json.Marshal(append(args, "--listen", "127.0.0.1:0"))
	if err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestServeInAProcess$")
	c.Env = append(os.Environ(), serveVariable+"="+string(text))
	r := &running{stdout: &buffer{}, stderr: &buffer{}, ended: make(chan int, 1)}
	c.Stdout, c.Stderr = r.stdout, r.stderr
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	r.cancel = func() { _ = c.Process.Signal(syscall.SIGTERM) }
	r.kill = func() { _ = c.Process.Kill() }
	ended := make(chan struct{})
	go func() {
		_ = c.Wait() // the exit code is checked
		close(ended)
		r.ended <- c.ProcessState.ExitCode()
	}()
	t.Cleanup(func() {
		_ = c.Process.Kill() // usually it has ended
		<-ended
	})
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		if m := shownAddress.FindStringSubmatch(r.stdout.String()); m != nil && strings.HasSuffix(r.stdout.String(), "to stop.\n") {
			r.address = m[1]
			return r
		}
	}
	t.Fatalf("the process shows no address:\n%s\n%s", r.stdout.String(), r.stderr.String())
	return nil
}

// elsewhere runs a script on a file, and leaves no journal.
func elsewhere(t *testing.T, path, script string) {
	t.Helper()
	db, err := outside.Open(path, outside.Patient)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), script); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// texts returns the column of a table of a file that is not served.
func texts(t *testing.T, path string) map[string]bool {
	t.Helper()
	db, err := outside.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	var sound string
	if err := db.QueryRowContext(t.Context(), "PRAGMA integrity_check").Scan(&sound); err != nil || sound != "ok" {
		t.Fatalf("%s: integrity_check says %s, %v", path, sound, err)
	}
	rows, err := db.QueryContext(t.Context(), "SELECT text FROM note")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	all := map[string]bool{}
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			t.Fatal(err)
		}
		all[text] = true
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

func content(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// insert writes a note. It returns the code of the error, empty if the write was acknowledged.
func (r *running) insert(t *testing.T, text string) string {
	t.Helper()
	_, answer := r.ask(t, fmt.Sprintf(`mutation { insertNote(input: {text: %s}) { affectedRows } }`, strconv.Quote(text)))
	var a struct {
		Data   *struct{ InsertNote *struct{ AffectedRows int } }
		Errors []struct{ Extensions struct{ Code string } }
	}
	if err := json.Unmarshal([]byte(answer), &a); err != nil {
		t.Fatalf("%s: %v", answer, err)
	}
	if len(a.Errors) > 0 {
		return a.Errors[0].Extensions.Code
	}
	if a.Data == nil || a.Data.InsertNote == nil || a.Data.InsertNote.AffectedRows != 1 {
		t.Fatalf("the answer is %s", answer)
	}
	return ""
}

// ready returns the status of /readyz, and its text.
func (r *running) ready(t *testing.T) (int, string) {
	t.Helper()
	status, _, text := r.send(t, http.MethodGet, "/readyz", "")
	return status, text
}

// readiness waits until /readyz has that status.
func (r *running) readiness(t *testing.T, want int) string {
	t.Helper()
	status, text := 0, ""
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if status, text = r.ready(t); status == want {
			return text
		}
	}
	t.Fatalf("/readyz stays %d %s, want %d\n%s", status, text, want, r.stderr.String())
	return ""
}

// another creates a file with other content, which must not change.
func another(t *testing.T, path, journal string) []byte {
	t.Helper()
	elsewhere(t, path, `PRAGMA journal_mode = `+journal+`; `+noteTable+`CREATE TABLE other(a);
		INSERT INTO note(text) VALUES ('of the new file');
		WITH RECURSIVE c(n) AS (VALUES (1) UNION ALL SELECT n+1 FROM c WHERE n < 500) INSERT INTO other SELECT randomblob(100) FROM c`)
	return content(t, path)
}

// served returns a database in a folder of its own.
func served(t *testing.T, journal string) (folder, path string) {
	t.Helper()
	folder = filepath.Join(t.TempDir(), "data")
	must(t, os.Mkdir(folder, 0o700))
	path = filepath.Join(folder, "data.db")
	elsewhere(t, path, `PRAGMA journal_mode = `+journal+`; `+noteTable)
	return folder, path
}

// TestNothingIsWrittenOverAnothersFile replaces the served file in every common way: every acknowledged write is
// in the file that was there at the time, and the new file is not touched.
func TestNothingIsWrittenOverAnothersFile(t *testing.T) {
	t.Parallel()
	// Each returns where the old file is afterwards, empty if it is gone.
	ways := map[string]func(t *testing.T, path, other string) (old string){
		"renamed over": func(t *testing.T, path, other string) string {
			kept := path + ".kept"
			must(t, os.Link(path, kept)) // so that the test finds it
			must(t, os.Rename(other, path))
			return kept
		},
		"moved away, another moved in": func(t *testing.T, path, other string) string {
			must(t, os.Rename(path, path+".old"))
			must(t, os.Rename(other, path))
			return path + ".old"
		},
		"removed, another copied": func(t *testing.T, path, other string) string {
			must(t, os.Remove(path))
			must(t, os.WriteFile(path, content(t, other), 0o600))
			return ""
		},
		"removed with its log, another copied": func(t *testing.T, path, other string) string {
			for _, suffix := range []string{"", "-wal", "-shm"} {
				_ = os.Remove(path + suffix)
			}
			must(t, os.WriteFile(path, content(t, other), 0o600))
			return ""
		},
		"replaced by a restored backup": func(t *testing.T, path, other string) string {
			kept := path + ".kept"
			must(t, os.Link(path, kept))
			elsewhere(t, other, `VACUUM INTO '`+other+`.restored'`)
			must(t, os.Rename(other+".restored", path))
			must(t, os.WriteFile(other, content(t, path), 0o600)) // the content to be found there
			_ = os.Remove(path + "-wal")
			_ = os.Remove(path + "-shm")
			return kept
		},
		"the folder replaced": func(t *testing.T, path, other string) string {
			folder := filepath.Dir(path)
			must(t, os.Rename(folder, folder+".old"))
			must(t, os.Mkdir(folder, 0o700))
			must(t, os.WriteFile(path, content(t, other), 0o600))
			return filepath.Join(folder+".old", filepath.Base(path))
		},
	}
	for name, replace := range ways {
		for _, journals := range [][2]string{{"wal", "delete"}, {"wal", "wal"}, {"delete", "wal"}, {"delete", "delete"}} {
			t.Run(name+" "+journals[0]+" by "+journals[1], func(t *testing.T) {
				t.Parallel()
				_, path := served(t, journals[0])
				other := filepath.Join(t.TempDir(), "new.db")
				another(t, other, journals[1])
				r := startProcess(t, "serve", "--db", path)
				for i := range 5 {
					if code := r.insert(t, strconv.Itoa(i)); code != "" {
						t.Fatal(code)
					}
				}
				old := replace(t, path, other)
				want := content(t, path)
				if code := r.insert(t, "too late"); code != "DATABASE_MOVED" {
					t.Errorf("a write gives %q", code)
				}
				if text := r.readiness(t, http.StatusServiceUnavailable); !strings.Contains(text, "DATABASE_MOVED") {
					t.Errorf("/readyz says %s", text)
				}
				read := `{"data":{"notes":[{"id":1},{"id":2},{"id":3},{"id":4},{"id":5}]}}`
				if journals[0] == "delete" {
					read = `"code":"DATABASE_MOVED"`
				}
				if _, got := r.ask(t, "{ notes { id } }"); !strings.Contains(got, read) {
					t.Errorf("a read gives %s", got)
				}
				if code := r.stop(t); code != 0 {
					t.Errorf("exit code %d\n%s", code, r.stderr.String())
				}
				if n := strings.Count(r.stderr.String(), "nothing is written until"); n != 1 {
					t.Errorf("the log says it %d times:\n%s", n, r.stderr.String())
				}
				if !bytes.Equal(content(t, path), want) {
					t.Error("the new file was changed")
				}
				if got := texts(t, path); len(got) != 1 || !got["of the new file"] {
					t.Errorf("the new file has %v", got)
				}
				if old != "" {
					if got := texts(t, old); len(got) != 5 || got["too late"] {
						t.Errorf("the old file has %v, want what was acknowledged", got)
					}
				}
				leftovers(t, path)
			})
		}
	}
}

// leftovers requires that there is nothing beside a file.
func leftovers(t *testing.T, path string) {
	t.Helper()
	files, err := filepath.Glob(path + "-*")
	if err != nil || len(files) > 0 {
		t.Errorf("beside it are %v, %v", files, err)
	}
}

// TestALinkThatLeadsElsewhere requires that both files are intact, each with its own log.
func TestALinkThatLeadsElsewhere(t *testing.T) {
	t.Parallel()
	for _, journal := range []string{"wal", "delete"} {
		t.Run(journal, func(t *testing.T) {
			t.Parallel()
			folder, first := served(t, journal)
			second, link := filepath.Join(folder, "second.db"), filepath.Join(folder, "link.db")
			want := another(t, second, journal)
			must(t, os.Symlink(first, link))
			r := startProcess(t, "serve", "--db", link)
			if code := r.insert(t, "kept"); code != "" {
				t.Fatal(code)
			}
			must(t, os.Symlink(second, link+".new"))
			must(t, os.Rename(link+".new", link))
			if code := r.insert(t, "too late"); code != "DATABASE_MOVED" {
				t.Errorf("a write gives %q", code)
			}
			r.readiness(t, http.StatusServiceUnavailable)
			if got := r.query(t, "{ notes { text } }"); got != `{"notes":[{"text":"kept"}]}` {
				t.Errorf("the old file's rows are %s", got)
			}
			if code := r.stop(t); code != 0 {
				t.Errorf("exit code %d\n%s", code, r.stderr.String())
			}
			if !bytes.Equal(content(t, second), want) {
				t.Error("the new file was changed")
			}
			if got := texts(t, first); len(got) != 1 || !got["kept"] {
				t.Errorf("the old file has %v", got)
			}
			leftovers(t, first)
			leftovers(t, second)
		})
	}
}

// TestAFileThatComesBack requires that it is served as before.
func TestAFileThatComesBack(t *testing.T) {
	t.Parallel()
	for _, journal := range []string{"wal", "delete"} {
		t.Run(journal, func(t *testing.T) {
			t.Parallel()
			_, path := served(t, journal)
			r := startProcess(t, "serve", "--db", path)
			if code := r.insert(t, "before"); code != "" {
				t.Fatal(code)
			}
			for range 2 {
				must(t, os.Rename(path, path+".away"))
				r.readiness(t, http.StatusServiceUnavailable)
				another(t, path, journal) // by now the server's files beside it are gone
				r.readiness(t, http.StatusServiceUnavailable)
				elsewhere(t, path, `INSERT INTO note(text) VALUES ('by another program')`)
				if got := texts(t, path); len(got) != 2 {
					t.Errorf("the new file has %v", got)
				}
				must(t, os.Remove(path))
				must(t, os.Rename(path+".away", path))
				r.readiness(t, http.StatusOK)
				if code := r.insert(t, "after"); code != "" {
					t.Fatal(code)
				}
			}
			wants(t, "the log", r.stderr.String(), "the database is unchanged, and served")
			if code := r.stop(t); code != 0 {
				t.Errorf("exit code %d\n%s", code, r.stderr.String())
			}
			if got := texts(t, path); len(got) != 2 || !got["before"] || !got["after"] {
				t.Errorf("the file has %v", got)
			}
			leftovers(t, path)
		})
	}
}

// TestALogThatIsTakenAway requires that acknowledged writes are brought into the file, unless another program has
// begun a log of its own.
func TestALogThatIsTakenAway(t *testing.T) {
	t.Parallel()
	for _, suffixes := range [][]string{{"-wal"}, {"-wal", "-shm"}, {"-shm"}} {
		t.Run(strings.Join(suffixes, " "), func(t *testing.T) {
			t.Parallel()
			_, path := served(t, "wal")
			r := startProcess(t, "serve", "--db", path)
			if code := r.insert(t, "kept"); code != "" {
				t.Fatal(code)
			}
			for _, suffix := range suffixes {
				must(t, os.Remove(path+suffix))
			}
			if suffixes[0] == "-wal" {
				if code := r.insert(t, "too late"); code != "DATABASE_MOVED" {
					t.Errorf("a write gives %q", code)
				}
			}
			r.readiness(t, http.StatusServiceUnavailable)
			if code := r.insert(t, "too late"); code != "DATABASE_MOVED" {
				t.Errorf("a write gives %q", code)
			}
			if code := r.stop(t); code != 0 {
				t.Errorf("exit code %d\n%s", code, r.stderr.String())
			}
			if got := texts(t, path); len(got) != 1 || !got["kept"] {
				t.Errorf("the file has %v", got)
			}
		})
	}
	t.Run("another began one", func(t *testing.T) {
		t.Parallel()
		_, path := served(t, "wal")
		r := startProcess(t, "serve", "--db", path)
		if code := r.insert(t, "lost with the log"); code != "" {
			t.Fatal(code)
		}
		// Both at once, like a program that restores them.
		elsewhere(t, path+".tmp", "PRAGMA journal_mode = wal; "+noteTable)
		must(t, os.WriteFile(path+".wal", nil, 0o600))
		must(t, os.Rename(path+".wal", path+"-wal"))
		want := content(t, path)
		r.readiness(t, http.StatusServiceUnavailable)
		if code := r.stop(t); code != 0 {
			t.Errorf("exit code %d\n%s", code, r.stderr.String())
		}
		if !bytes.Equal(content(t, path), want) {
			t.Error("the file was changed, which is another program's by now")
		}
	})
}

// TestMovedWhileReadOnly requires that nothing is touched.
func TestMovedWhileReadOnly(t *testing.T) {
	t.Parallel()
	_, path := served(t, "wal")
	elsewhere(t, path, `INSERT INTO note(text) VALUES ('one')`)
	writer := startProcess(t, "serve", "--db", path)
	if code := writer.insert(t, "two"); code != "" {
		t.Fatal(code)
	}
	r := startProcess(t, "serve", "--db", path, "--read-only")
	must(t, os.Rename(path, path+".old"))
	want := another(t, path+".new", "delete")
	must(t, os.Rename(path+".new", path))
	r.readiness(t, http.StatusServiceUnavailable)
	writer.readiness(t, http.StatusServiceUnavailable)
	if got := r.query(t, "{ notes { id } }"); got != `{"notes":[{"id":1},{"id":2}]}` {
		t.Errorf("the old file's rows are %s", got)
	}
	for _, one := range []*running{r, writer} {
		if code := one.stop(t); code != 0 {
			t.Errorf("exit code %d\n%s", code, one.stderr.String())
		}
	}
	if !bytes.Equal(content(t, path), want) {
		t.Error("the new file was changed")
	}
	if got := texts(t, path+".old"); len(got) != 2 {
		t.Errorf("the old file has %v", got)
	}
	leftovers(t, path)
}

// TestReadyWhileOthersHaveTheLock requires that a lock that prevents reading makes the server unready.
func TestReadyWhileOthersHaveTheLock(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		journal, script string
		want            int
	}{
		{"delete", "BEGIN EXCLUSIVE", http.StatusServiceUnavailable},
		{"delete", "PRAGMA locking_mode = EXCLUSIVE; INSERT INTO note(text) VALUES ('mine')", http.StatusServiceUnavailable},
		{"delete", "BEGIN IMMEDIATE; INSERT INTO note(text) VALUES ('mine')", http.StatusOK},
		{"wal", "BEGIN IMMEDIATE; INSERT INTO note(text) VALUES ('mine')", http.StatusOK},
		{"wal", "BEGIN EXCLUSIVE", http.StatusOK},
	} {
		t.Run(c.journal+" "+c.script, func(t *testing.T) {
			t.Parallel()
			_, path := served(t, c.journal)
			r := startProcess(t, "serve", "--db", path)
			db, err := outside.Open(path)
			must(t, err)
			defer func() { _ = db.Close() }()
			db.SetMaxOpenConns(1)
			_, err = db.ExecContext(t.Context(), c.script)
			must(t, err)
			for _, method := range []string{http.MethodGet, http.MethodHead} {
				if status, _, _ := r.send(t, method, "/readyz", ""); status != c.want {
					t.Errorf("%s /readyz gives %d, want %d", method, status, c.want)
				}
			}
			if status, _, _ := r.send(t, http.MethodGet, "/healthz", ""); status != http.StatusOK {
				t.Errorf("/healthz gives %d", status)
			}
			must(t, db.Close())
			r.readiness(t, http.StatusOK)
			if code := r.stop(t); code != 0 {
				t.Errorf("exit code %d\n%s", code, r.stderr.String())
			}
		})
	}
}
