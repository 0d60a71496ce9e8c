//go:build unix

package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tiddly/db/dbtest"
)

// back is how soon the first request must succeed after the return of a database. That takes some milliseconds, and
// longer where the machine does other things too, as in the short form.
func back() time.Duration {
	if long() {
		return 2 * time.Second
	}
	return 20 * time.Second
}

// long reports whether tests should run their longer form.
func long() bool { return os.Getenv("TIDDLY_LONG") != "" }

// writing are clients that write numbers until they are stopped, and remember what they were told of each.
type writing struct {
	t       *testing.T
	address string
	stop    chan struct{}
	done    sync.WaitGroup
	next    atomic.Int64

	mu sync.Mutex
	// told is the code of the error of each number; empty where it was acknowledged.
	told map[string]string
}

func startWriting(t *testing.T, r *running) *writing {
	t.Helper()
	w := &writing{t: t, address: "http://" + r.address + "/graphql", stop: make(chan struct{}), told: map[string]string{}}
	for range 3 {
		w.done.Go(func() {
			for {
				select {
				case <-w.stop:
					return
				default:
					w.write(fmt.Sprint(w.next.Add(1)))
				}
			}
		})
	}
	return w
}

// write writes one number, once.
func (w *writing) write(n string) {
	document := `{"query": "mutation { insertNumber(input: {n: ` + n + `}) { affectedRows } }"}`
	q, err := http.NewRequestWithContext(w.t.Context(), http.MethodPost, w.address, strings.NewReader(document))
	if err != nil {
		w.t.Error(err)
		return
	}
	q.Header.Set("Content-Type", "application/json")
	q.Header.Set("Accept", "application/graphql-response+json")
	a, err := patient.Do(q)
	if err != nil {
		w.t.Error(err)
		return
	}
	defer func() { _ = a.Body.Close() }()
	var answer struct {
		Errors []struct{ Extensions struct{ Code string } }
	}
	body, _ := io.ReadAll(a.Body) // what is cut is no JSON
	if err := json.Unmarshal(body, &answer); err != nil {
		w.t.Errorf("%d %s: %v", a.StatusCode, body, err)
		return
	}
	code := ""
	if len(answer.Errors) > 0 {
		code = answer.Errors[0].Extensions.Code
		time.Sleep(5 * time.Millisecond) // a client that tries again
	}
	unavailable := code == "DATABASE_UNAVAILABLE"
	if unavailable != (a.StatusCode == http.StatusServiceUnavailable && a.Header.Get("Retry-After") != "") || !unavailable && code != "" && code != "DATABASE_UNCERTAIN" {
		w.t.Errorf("%d %v %s", a.StatusCode, a.Header, body)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.told[n] = code
}

// more waits until a number is acknowledged that was written after the call, and fails if that takes too long.
func (w *writing) more(what string) {
	w.t.Helper()
	start, from := time.Now(), w.next.Load()
	for {
		w.mu.Lock()
		for n, code := range w.told {
			var number int64
			if _, err := fmt.Sscan(n, &number); err == nil && code == "" && number > from {
				w.mu.Unlock()
				if took := time.Since(start); took > back() {
					w.t.Errorf("%s: the first write succeeds after %s", what, took)
				} else {
					w.t.Logf("%s: the first write succeeds after %s", what, took)
				}
				return
			}
		}
		w.mu.Unlock()
		if time.Since(start) > time.Minute {
			w.t.Fatalf("%s: nothing is written any more", what)
		}
		time.Sleep(2 * time.Millisecond)
	}
}

// end stops the clients and compares what they were told with the rows that are there.
func (w *writing) end(there func() []string) {
	w.t.Helper()
	close(w.stop)
	w.done.Wait()
	count := map[string]int{}
	for _, n := range there() {
		count[n]++
	}
	codes := map[string]int{}
	for n, code := range w.told {
		codes[code]++
		switch {
		case count[n] > 1:
			w.t.Errorf("%s was written %d times", n, count[n])
		case code == "" && count[n] == 0:
			w.t.Errorf("%s was acknowledged and is lost", n)
		case code == "DATABASE_UNAVAILABLE" && count[n] != 0:
			w.t.Errorf("%s was refused and is there", n)
		}
	}
	w.t.Logf("what was told: %v", codes)
}

// TestDatabaseDownAndBack serves a pair of servers under load while they are stopped, started, full and replaced: clients
// are told to come back, nothing that was acknowledged is lost, and the server goes on by itself.
func TestDatabaseDownAndBack(t *testing.T) {
	p := dbtest.NewPair(t, `CREATE TABLE number (n bigint NOT NULL, id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
		CREATE ROLE keeper LOGIN; GRANT SELECT, INSERT ON number TO keeper`)
	r := start(t, "--db", strings.Replace(p.Address(), "tiddly@", "keeper@", 1))
	w := startWriting(t, r)
	w.more("at the start")
	down := func(what string, leave, enter func()) {
		t.Helper()
		leave()
		r.readiness(t, http.StatusServiceUnavailable)
		status, header, text := r.send(t, http.MethodPost, "/graphql", `{"query": "{ numbers(limit: 1) { n } }"}`, "Accept", "application/graphql-response+json")
		if status != http.StatusServiceUnavailable || header.Get("Retry-After") == "" || !strings.Contains(text, "DATABASE_UNAVAILABLE") {
			t.Errorf("%s: a read gives %d %v %s", what, status, header, text)
		}
		enter()
		w.more(what)
		r.readiness(t, http.StatusOK)
	}
	rounds := 1
	if long() {
		rounds = 5
	}
	for range rounds {
		down("stopped", func() { p.Stop("data", "fast") }, func() { p.Start("data") })
		down("crashed", func() { p.Stop("data", "immediate") }, func() { p.Start("data") })
		down("all connections taken", func() {
			p.Run("ALTER ROLE keeper CONNECTION LIMIT 0; SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'keeper'")
		}, func() { p.Run("ALTER ROLE keeper CONNECTION LIMIT -1") })
	}
	down("replaced", func() { p.Stop("data", "immediate") }, p.Promote)
	w.end(func() []string { return dbtest.Cells(t, dbtest.Open(t, p.Address()), "SELECT n::text FROM number") })
}
