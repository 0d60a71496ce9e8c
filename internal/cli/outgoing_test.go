package cli

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"tiddly/db/dbtest"
)

// longRows has a table with large rows, and one with a small row.
const longRows = `
CREATE TABLE long (id INTEGER PRIMARY KEY, text TEXT);
INSERT INTO long WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900) SELECT i, printf('%01000d', i) FROM n;
CREATE TABLE dual (id INTEGER PRIMARY KEY, text TEXT);
INSERT INTO dual VALUES (1, 'one');`

const longList = `{"query": "{ longs { id text } }"}`

// deaf requests the long list until the buffers of the connections are full, and reads nothing.
func (r *running) deaf(t *testing.T, from string, n int) (hear func()) {
	t.Helper()
	var all []net.Conn
	for range n {
		c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", r.address)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Close() })
		one := fmt.Sprintf("POST /graphql HTTP/1.1\r\nHost: %s\r\nX-Forwarded-For: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
			r.address, from, len(longList), longList)
		if _, err := io.WriteString(c, strings.Repeat(one, 20)); err != nil {
			t.Fatal(err)
		}
		all = append(all, c)
	}
	return func() {
		for _, c := range all {
			_ = c.Close()
		}
	}
}

// untilFull waits until that many answers wait to be sent, and no other request runs.
func (r *running) untilFull(t *testing.T, answers int) {
	t.Helper()
	looks := 0
	for range 4000 {
		_, _, text := r.send(t, "GET", "/metrics", "")
		if !strings.Contains(text, fmt.Sprintf("\ntiddly_requests_in_flight %d\n", answers+1)) || !strings.Contains(text, "\ntiddly_outgoing_waiting 0\n") {
			looks = 0
		} else if looks++; looks == 100 {
			return // it is stable
		}
	}
	t.Fatal("it never comes to rest")
}

// TestOutgoing has clients of one address hold all that an address may. Large answers for it wait and are then
// refused; small ones, and those of other addresses, are not; writes with small answers succeed; and nothing
// remains when the clients have disconnected.
func TestOutgoing(t *testing.T) {
	r := start(t, "--db", dbtest.Path(t, longRows), "--limit-outgoing", "12MiB", "--limit-wait", "100ms")
	const deaf, other = "203.0.113.5", "198.51.100.7"
	hear := r.deaf(t, deaf, 6)
	r.untilFull(t, 3)
	refused := func(method, path, body string) {
		t.Helper()
		status, header, text := r.send(t, method, path, body, "X-Forwarded-For", deaf)
		if status != http.StatusServiceUnavailable || header.Get("Retry-After") == "" || !strings.Contains(text, "too many bytes are waiting to be sent") {
			t.Errorf("%s %s: got %d %v %.200s", method, path, status, header, text)
		}
	}
	served := func(from, method, path, body, want string) {
		t.Helper()
		if status, _, text := r.send(t, method, path, body, "X-Forwarded-For", from); status != http.StatusOK || !strings.Contains(text, want) {
			t.Errorf("%s %s from %s: got %d %.200s", method, path, from, status, text)
		}
	}
	for range 3 {
		refused("POST", "/graphql", longList)
		refused("POST", "/graphql", `{"query": "{ __typename longs { text } }"}`)
		served(deaf, "POST", "/graphql", `{"query": "{ duals { text } }"}`, `"one"`)
		served(deaf, "GET", "/dual/1", "", `"one"`)
		served(deaf, "GET", "/long", "", `"success"`) // in parts
		served(deaf, "PUT", "/dual/1", `{"text": "one"}`, `"success"`)
		served(deaf, "POST", "/graphql", `{"query": "mutation { updateLongs(where: {}, allRows: true, set: {text: \"short\"}, maxAffected: 0) { affectedRows } }"}`, "LIMIT_AFFECTED")
		served(other, "POST", "/graphql", longList, `"longs"`)
	}
	if _, _, text := r.send(t, "GET", "/metrics", ""); !strings.Contains(text, "\ntiddly_outgoing_refused_total ") {
		t.Error("the metrics tell of nothing")
	}
	hear()
	r.untilSeries(t, "tiddly_outgoing_bytes 0")
	r.untilSeries(t, "tiddly_outgoing_waiting 0")
	served(deaf, "POST", "/graphql", longList, `"longs"`)
}

// TestOutgoingOfWrites requires that a write with a large answer waits before it begins: a refused write has
// changed nothing. A write whose answer is unexpectedly large is answered.
func TestOutgoingOfWrites(t *testing.T) {
	r := start(t, "--db", dbtest.Path(t, longRows), "--limit-outgoing", "12MiB", "--limit-wait", "100ms")
	const deaf = "203.0.113.5"
	write := func(text string) string {
		return `{"query": "mutation($t: String) { updateLongs(where: {}, allRows: true, set: {text: $t}) { nodes { id text } } }", "variables": {"t": "` + text + `"}}`
	}
	long := strings.Repeat("x", 1000)
	hear := r.deaf(t, deaf, 6)
	r.untilFull(t, 3)
	// The size of its answer is unknown, so it begins; the answer exceeds the room.
	if status, _, text := r.send(t, "POST", "/graphql", write(long), "X-Forwarded-For", deaf); status != http.StatusOK || strings.Count(text, long) != 900 {
		t.Errorf("got %d %.200s", status, text)
	}
	if status, _, text := r.send(t, "POST", "/graphql", write("second"), "X-Forwarded-For", deaf); status != http.StatusServiceUnavailable {
		t.Errorf("got %d %.200s", status, text)
	}
	if _, _, text := r.send(t, "GET", "/long/1", ""); !strings.Contains(text, long) {
		t.Errorf("a write that was refused was made: %.200s", text)
	}
	hear()
	r.untilSeries(t, "tiddly_outgoing_bytes 0")
}

// TestOutgrown sends many concurrent documents of unknown size that need more room than there is: they read what
// fits, release it, wait and read again, and all are answered.
func TestOutgrown(t *testing.T) {
	r := start(t, "--db", dbtest.Path(t, longRows), "--limit-outgoing", "10MiB", "--limit-wait", "1m", "--timeout", "1m", "--introspection", "on")
	var all sync.WaitGroup
	for i := range 12 {
		all.Go(func() {
			// Each from its own address and with its own plan; one in three is also answered by Go.
			fields := fmt.Sprintf("a%d: longs { id text }", i)
			if i%3 == 0 {
				fields = "__schema { queryType { name } } " + fields
			}
			status, _, text := r.send(t, "POST", "/graphql", `{"query": "{ `+fields+` }"}`, "X-Forwarded-For", fmt.Sprintf("203.0.113.%d", i))
			if status != http.StatusOK || strings.Count(text, `"id":`) != 900 {
				t.Errorf("got %d %.200s", status, text)
			}
		})
	}
	all.Wait()
	r.untilSeries(t, "tiddly_outgoing_bytes 0")
}

// TestManyOfOneAddress sends many concurrent requests for long lists from one address, with default settings: all
// are answered.
func TestManyOfOneAddress(t *testing.T) {
	r := start(t, "--db", dbtest.Path(t, longRows))
	var all sync.WaitGroup
	for range 32 {
		all.Go(func() {
			status, _, text := r.send(t, "POST", "/graphql", `{"query": "{ longs(limit: 480) { id text } }"}`)
			if status != http.StatusOK || strings.Count(text, `"id":`) != 480 || len(text) < 480_000 {
				t.Errorf("got %d and %d bytes: %.200s", status, len(text), text)
			}
		})
	}
	all.Wait()
	r.untilSeries(t, "tiddly_outgoing_bytes 0")
	if _, _, text := r.send(t, "GET", "/metrics", ""); !strings.Contains(text, "\ntiddly_outgoing_refused_total 0\n") {
		t.Error("somebody was refused")
	}
}
