// Package kept holds no code, only the test that no answer is given again after somebody has written.
package kept_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tiddly/db"
	"tiddly/db/dbtest"
	"tiddly/internal/engine"
	tiddly "tiddly/internal/exec"
	gql "tiddly/internal/gql/serve"
	"tiddly/internal/kept"
	"tiddly/internal/tests/home"
)

// fileVariable is the variable of the environment that makes the test a program that writes to a file.
const fileVariable = "TIDDLY_TEST_KEPT_FILE"

// Of the counters, the first ones are written by this process, the others by another.
const (
	counters = 6
	ours     = 3
)

// model is what every writer knows of its counter: the last value that it has begun to write, and the last one of which it
// was told that it is written.
type model struct {
	handler       http.Handler
	begun, acked  [counters + 1]atomic.Int64
	reads, wanted atomic.Int64
	answers       *kept.Answers
}

// TestNoAnswerIsOlderThanAnAcknowledgedWrite reads while this process and another write, and requires of every read that it
// has seen all writes that were acknowledged before it began.
func TestNoAnswerIsOlderThanAnAcknowledgedWrite(t *testing.T) {
	if path := os.Getenv(fileVariable); path != "" {
		writeFile(t, path)
		return
	}
	reads := int64(15_000)
	if os.Getenv("TIDDLY_LONG") != "" {
		reads = 700_000
	}
	for _, journal := range []string{"WAL", "DELETE"} {
		t.Run(journal, func(t *testing.T) {
			var script strings.Builder
			fmt.Fprintf(&script, "PRAGMA journal_mode = %s; CREATE TABLE counter (id INTEGER PRIMARY KEY, n INTEGER NOT NULL);\n", journal)
			for id := 1; id <= counters; id++ {
				fmt.Fprintf(&script, "INSERT INTO counter VALUES (%d, 0);\n", id)
			}
			path := dbtest.Path(t, script.String())
			m := open(t, path)
			m.wanted.Store(reads)
			var writers, readers sync.WaitGroup
			other := start(t, path)
			for id := 1; id <= counters; id++ {
				write := m.writeHere
				if id > ours {
					write = other
				}
				writers.Go(func() { m.write(t, id, write) })
			}
			for range 4 {
				readers.Go(func() { m.readAll(t) })
			}
			readers.Wait()
			writers.Wait()
			u := m.answers.Usage()
			t.Logf("%d reads, %d of them given again", m.reads.Load(), u.Hits)
			if u.Hits < uint64(reads)/8 {
				t.Errorf("%d of %d reads were given again: nothing was tried", u.Hits, reads)
			}
		})
	}
}

func open(t *testing.T, path string) *model {
	t.Helper()
	database := dbtest.Open(t, path)
	m := &model{answers: kept.New(kept.DefaultBytes, database.Date())}
	live, _, err := engine.Open(t.Context(), database, engine.Options{Limits: engine.DefaultLimits(), Kept: m.answers}, nil)
	if err != nil {
		t.Fatal(err)
	}
	// How long a busy machine takes for a request decides nothing here.
	m.handler = gql.NewHandler(live.View, home.Plain(), gql.Options{Timeout: time.Hour})
	return m
}

// post returns the answer to a document.
func (m *model) post(ctx context.Context, document, variables string) string {
	body := fmt.Sprintf(`{"query": %q, "variables": %s}`, document, variables)
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/graphql", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	m.handler.ServeHTTP(w, r)
	return w.Body.String()
}

// write counts a counter up, each time after a number of reads, until all reads are done.
func (m *model) write(t *testing.T, id int, write func(t *testing.T, id int, n int64) error) {
	random := rand.New(rand.NewPCG(1, uint64(id)))
	for n, next := int64(1), int64(0); ; n++ {
		for next += 20 + random.Int64N(300); m.reads.Load() < next; {
			if m.reads.Load() >= m.wanted.Load() || t.Failed() {
				return
			}
			time.Sleep(10 * time.Microsecond)
		}
		m.begun[id].Store(n)
		if err := write(t, id, n); err != nil {
			t.Errorf("writing counter %d: %v", id, err)
			return
		}
		m.acked[id].Store(n)
	}
}

// writeHere writes by a mutation.
func (m *model) writeHere(t *testing.T, id int, n int64) error {
	answer := m.post(t.Context(), `mutation($id: Int!, $n: Int!) { updateCounter(by: {id: $id}, set: {n: $n}) { affectedRows } }`,
		fmt.Sprintf(`{"id": %d, "n": %d}`, id, n))
	if answer != `{"data":{"updateCounter":{"affectedRows":1}}}` {
		return fmt.Errorf("it is answered with %s", answer)
	}
	return nil
}

// readAll reads until there are enough reads.
func (m *model) readAll(t *testing.T) {
	random := rand.New(rand.NewPCG(uint64(m.reads.Add(1)), 2))
	for m.reads.Add(1) <= m.wanted.Load() && !t.Failed() {
		var before [counters + 1]int64
		for id := range before {
			before[id] = m.acked[id].Load()
		}
		var answer string
		switch id := 1 + random.IntN(counters); random.IntN(3) {
		case 0:
			answer = m.post(t.Context(), `{ counters { id n } }`, "null")
		case 1:
			answer = m.post(t.Context(), `query($id: Int!) { counter(by: {id: $id}) { id n } }`, fmt.Sprintf(`{"id": %d}`, id))
		default:
			answer = m.post(t.Context(), `query($id: Int!) { counters(where: {id: {gte: $id}}, limit: 2) { id n } }`, fmt.Sprintf(`{"id": %d}`, id))
		}
		m.check(t, answer, before)
	}
}

// check requires of each counter in an answer that it has at least the value that was written before.
func (m *model) check(t *testing.T, answer string, before [counters + 1]int64) {
	found := 0
	for _, row := range strings.Split(answer, `{"id":`)[1:] {
		var id int
		var n int64
		if _, err := fmt.Sscanf(row, `%d,"n":%d}`, &id, &n); err != nil {
			break
		}
		found++
		if n < before[id] || n > m.begun[id].Load() {
			t.Errorf("counter %d is %d, though %d was written before the read began, and %d is the last that was begun", id, n, before[id], m.begun[id].Load())
		}
	}
	if found == 0 {
		t.Errorf("the answer has no counters: %s", answer)
	}
}

// start starts a process that writes to the file, and returns a function that writes by it.
func start(t *testing.T, path string) func(t *testing.T, id int, n int64) error {
	t.Helper()
	c := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestNoAnswerIsOlderThanAnAcknowledgedWrite$")
	c.Env = append(os.Environ(), fileVariable+"="+path)
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.StdoutPipe()
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	t.Cleanup(func() {
		_ = in.Close()
		_, _ = io.Copy(io.Discard, out)
		_ = c.Wait()
	})
	var turn sync.Mutex
	return func(_ *testing.T, id int, n int64) error {
		turn.Lock()
		defer turn.Unlock()
		if _, err := fmt.Fprintf(in, "%d %d\n", id, n); err != nil {
			return err
		}
		if !lines.Scan() || lines.Text() != "written" {
			return fmt.Errorf("the other process says %q", lines.Text())
		}
		return nil
	}
}

// writeFile writes to a file what the lines of the standard input say, and tells of each write when it is done.
func writeFile(t *testing.T, path string) {
	t.Helper()
	database, err := db.Open(t.Context(), path, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer database.Close() //nolint:errcheck // every write was told of
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		id, n, _ := strings.Cut(lines.Text(), " ")
		values := []any{integer(t, n), integer(t, id)}
		err := database.Do(t.Context(), func(tx tiddly.Tx) error {
			_, err := tx.Exec("UPDATE counter SET n = ? WHERE id = ?", values)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Println("written")
	}
}

func integer(t *testing.T, text string) int64 {
	t.Helper()
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
