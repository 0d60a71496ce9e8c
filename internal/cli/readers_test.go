//go:build linux

package cli

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tiddly/db/dbtest"
)

// crowd holds the numbers of clients that read too slowly or not at all, the duration, and the memory limit of the
// process.
type crowd struct {
	slow, deaf, rows int
	long             time.Duration
	most             int64
}

// crowdOf returns the crowd of the test, which is smaller in the short form.
func crowdOf() crowd {
	if os.Getenv("TIDDLY_LONG") != "" {
		return crowd{slow: 400, deaf: 60, rows: 1_000_000, long: time.Minute, most: 300 << 20}
	}
	return crowd{slow: 60, deaf: 20, rows: 100_000, long: 3 * time.Second, most: 250 << 20}
}

// TestSlowReadersAreBounded has some clients read a large table slowly, and others request a large answer and read
// none of it. The process stays small, and other clients are served throughout, even from the same address.
func TestSlowReadersAreBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program")
	}
	c := crowdOf()
	path := dbtest.Path(t, fmt.Sprintf(`
CREATE TABLE big (id INTEGER PRIMARY KEY, text TEXT);
INSERT INTO big WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) SELECT i, printf('%%0100d', i) FROM n;
CREATE TABLE long (id INTEGER PRIMARY KEY, text TEXT);
INSERT INTO long WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900) SELECT i, printf('%%09000d', i) FROM n;
CREATE TABLE dual (id INTEGER PRIMARY KEY, text TEXT);
INSERT INTO dual VALUES (1, 'one');`, c.rows))
	s := startChild(t, "--db", path, "--listen", "127.0.0.1:0", "--log-level", "error")
	stop := s.neighbour(t)
	for i := range c.slow {
		go s.readSlowly(t, i)
	}
	for range c.deaf {
		s.ask(t, "POST /graphql", document("{ longs { id text } }"))
	}
	began := time.Now()
	peak, waiting := int64(0), int64(0)
	for time.Since(began) < c.long {
		peak = max(peak, s.memory(t))
		waiting = max(waiting, s.series(t, "tiddly_outgoing_bytes"))
		time.Sleep(50 * time.Millisecond)
	}
	asked, slowest := stop()
	t.Logf("%d slow and %d deaf clients, %v: %d MB at most, %d MB waiting; another client was answered %d times, at the slowest in %v",
		c.slow, c.deaf, c.long, peak>>20, waiting>>20, asked, slowest)
	if peak > c.most {
		t.Errorf("the process took %d MB, %d are the most", peak>>20, c.most>>20)
	}
	if asked == 0 {
		t.Error("no other client was answered")
	}
	// One address may use a quarter, and each stream its minimum.
	if most := int64(16<<20 + c.slow*8<<10); waiting > most {
		t.Errorf("%d bytes waited for one address, %d are the most", waiting, most)
	}
}

// child is the program in a process of its own.
type child struct {
	address string
	process *os.Process
}

func startChild(t *testing.T, args ...string) *child {
	t.Helper()
	program := filepath.Join(t.TempDir(), "program")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, "tiddly").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	c := exec.CommandContext(t.Context(), program, args...)
	c.Dir, c.Stderr = t.TempDir(), os.Stderr
	// The variables of tests are not settings.
	c.Env = slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "TIDDLY_") })
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Process.Kill()
		_ = c.Wait()
	})
	s := &child{process: c.Process}
	for lines := bufio.NewScanner(out); s.address == "" && lines.Scan(); {
		if _, rest, ok := strings.Cut(lines.Text(), "http://"); ok {
			s.address, _, _ = strings.Cut(rest, "/")
		}
	}
	if s.address == "" {
		t.Fatal("the program did not start")
	}
	return s
}

// memory returns the resident memory of the process in bytes.
func (s *child) memory(t *testing.T) int64 {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", s.process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	pages, err := strconv.ParseInt(strings.Fields(string(text))[1], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return pages * int64(os.Getpagesize())
}

// series returns the value of a series without labels; 0 if it does not exist.
func (s *child) series(t *testing.T, name string) int64 {
	t.Helper()
	a, err := http.Get("http://" + s.address + "/metrics") //nolint:noctx // it is answered
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Body.Close() }()
	for lines := bufio.NewScanner(a.Body); lines.Scan(); {
		if value, ok := strings.CutPrefix(lines.Text(), name+" "); ok {
			n, _ := strconv.ParseFloat(value, 64)
			return int64(n)
		}
	}
	return 0
}

// ask sends a request on a connection of its own, and reads nothing.
func (s *child) ask(t *testing.T, line, body string) net.Conn {
	t.Helper()
	c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", s.address)
	if err != nil {
		t.Error(err)
		return nil
	}
	t.Cleanup(func() { _ = c.Close() })
	_, err = fmt.Fprintf(c, "%s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", line, s.address, len(body), body)
	if err != nil {
		t.Error(err)
	}
	return c
}

// readSlowly reads a large table slowly.
func (s *child) readSlowly(t *testing.T, i int) {
	c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", s.address)
	if err != nil {
		t.Error(err)
		return
	}
	context.AfterFunc(t.Context(), func() { _ = c.Close() })
	if _, err := fmt.Fprintf(c, "GET /big HTTP/1.1\r\nHost: %s\r\n\r\n", s.address); err != nil {
		t.Error(err)
		return
	}
	part := make([]byte, 1000)
	for t.Context().Err() == nil {
		if _, err := io.ReadFull(c, part); err != nil && t.Context().Err() == nil {
			t.Errorf("slow client %d: %v", i, err)
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// neighbour reads a row by GraphQL and by REST, and writes one, until it is stopped. Each request must succeed.
func (s *child) neighbour(t *testing.T) (stop func() (asked int, slowest time.Duration)) {
	t.Helper()
	var end atomic.Bool
	done := make(chan struct{})
	asked, slowest := 0, time.Duration(0)
	client := &http.Client{Transport: &http.Transport{}, Timeout: 10 * time.Second}
	go func() {
		defer close(done)
		defer client.CloseIdleConnections()
		for !end.Load() {
			for _, c := range []struct{ method, path, body string }{
				{"POST", "/graphql", document("{ duals { id text } }")}, {"GET", "/dual/1", ""}, {"PUT", "/dual/1", `{"text": "one"}`},
			} {
				began := time.Now()
				q, _ := http.NewRequestWithContext(context.WithoutCancel(t.Context()), c.method, "http://"+s.address+c.path, strings.NewReader(c.body))
				q.Header.Set("Content-Type", "application/json")
				a, err := client.Do(q)
				if err != nil {
					t.Errorf("another client: %v", err)
					return
				}
				text, _ := io.ReadAll(a.Body)
				_ = a.Body.Close()
				if a.StatusCode != http.StatusOK {
					t.Errorf("another client gets %d %.200s", a.StatusCode, text)
					return
				}
				slowest = max(slowest, time.Since(began))
			}
			asked++
			time.Sleep(5 * time.Millisecond)
		}
	}()
	return func() (int, time.Duration) {
		end.Store(true)
		<-done
		return asked, slowest
	}
}
