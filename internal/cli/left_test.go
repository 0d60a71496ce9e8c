package cli

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"tiddly/db/dbtest"
	"tiddly/db/dbtest/outside"
	"tiddly/internal/tests/home"
)

// forever is a view with endless rows.
const forever = `
CREATE VIEW forever AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) AS i FROM n;
CREATE TABLE dual (id INTEGER PRIMARY KEY, text TEXT);
INSERT INTO dual VALUES (1, 'one');
CREATE TABLE big (id INTEGER PRIMARY KEY, text TEXT);
INSERT INTO big WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000) SELECT i, printf('%0200d', i) FROM n;`

// post starts to send a request on a connection of its own.
func (r *running) post(t *testing.T, line, body string, length int, header ...string) net.Conn {
	t.Helper()
	c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", r.address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	if header == nil {
		header = []string{"X-Request-Id: the-one\r\n"}
	}
	if _, err := fmt.Fprintf(c, "%s HTTP/1.1\r\nHost: %s\r\n%sContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
		line, r.address, strings.Join(header, ""), length, body); err != nil {
		t.Fatal(err)
	}
	return c
}

// untilSeries waits until the metrics have the line.
func (r *running) untilSeries(t *testing.T, line string) {
	t.Helper()
	text := ""
	for range 2000 {
		if _, _, text = r.send(t, "GET", "/metrics", ""); strings.Contains(text, "\n"+line+"\n") {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatalf("there was never %s in\n%s", line, text)
}

// logged waits for the log line of the test's request.
func (r *running) logged(t *testing.T) (line map[string]any) {
	t.Helper()
	for range 2000 {
		for text := range strings.Lines(r.stderr.String()) {
			if strings.Contains(text, `"the-one"`) && json.Unmarshal([]byte(text), &line) == nil && line["msg"] == "answered" {
				return line
			}
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatalf("the request is never logged:\n%s", r.stderr.String())
	return nil
}

// TestWhoLeavesIsNoError disconnects clients at every place where a request can wait. Each is logged with its own
// status, at level info, and nothing else is logged: the server did not fail.
func TestWhoLeavesIsNoError(t *testing.T) {
	home.Only(t)
	endless := document("{ forevers { i } }")
	busy := func(line string) func(*testing.T, *running) {
		return func(t *testing.T, r *running) { t.Helper(); r.untilSeries(t, line) }
	}
	reading := busy("tiddly_readers_in_use 1")
	for _, c := range []struct {
		name, line, body string
		// missing is how much of the body is not sent, until the condition to wait for before disconnecting.
		missing int
		until   func(*testing.T, *running)
		// lock lets another program hold the write lock, gate another request the only place.
		lock, gate bool
	}{
		{"a read", "POST /graphql", endless, 0, reading, false, false},
		{"a read of REST", "GET /forever", "", 0, reading, false, false},
		{"a FETCH", "FETCH /forever", "{}", 0, reading, false, false},
		{"a write behind others", "POST /graphql", document(`mutation { updateDual(by: {id: 1}, set: {text: "two"}) { affectedRows } }`), 0, busy("tiddly_writes_waiting 1"), true, false},
		{"a write of REST behind others", "PUT /dual/1", `{"text": "two"}`, 0, busy("tiddly_writes_waiting 1"), true, false},
		{"a request at the gate", "POST /graphql", document("{ duals { id } }"), 0, busy("tiddly_requests_waiting 1"), false, true},
		{"a request of REST at the gate", "GET /dual/1", "", 0, busy("tiddly_requests_waiting 1"), false, true},
		{"half a body", "POST /graphql", endless, 20, nil, false, false},
		{"half a body of REST", "PUT /dual/1", `{"text": "two"}`, 5, nil, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := dbtest.Path(t, forever)
			r := start(t, "--db", path, "--log-format", "json", "--limit-requests", "1", "--timeout", "1m")
			if c.lock {
				other, err := outside.Open(path, outside.Immediate)
				if err != nil {
					t.Fatal(err)
				}
				defer func() { _ = other.Close() }()
				tx, err := other.BeginTx(t.Context(), nil)
				if err != nil {
					t.Fatal(err)
				}
				defer func() { _ = tx.Rollback() }()
			}
			var first net.Conn
			if c.gate {
				first = r.post(t, "POST /graphql", endless, len(endless), "X-Request-Id: another\r\n")
				reading(t, r)
			}
			n := r.post(t, c.line, c.body[:len(c.body)-c.missing], len(c.body))
			if c.until != nil {
				c.until(t, r)
			}
			_ = n.Close()
			line := r.logged(t)
			if line["status"] != 499.0 || line["level"] != "INFO" {
				t.Errorf("it is logged as %v", line)
			}
			if first != nil {
				_ = first.Close()
				r.untilSeries(t, "tiddly_readers_in_use 0")
			}
			r.wantNoFailure(t)
		})
	}
}

// TestWhoLeavesAStreamIsNoError disconnects in the middle of an answer.
func TestWhoLeavesAStreamIsNoError(t *testing.T) {
	home.Only(t)
	r := start(t, "--db", dbtest.Path(t, forever), "--log-format", "json")
	n := r.post(t, "GET /big", "", 0)
	if _, err := io.ReadFull(n, make([]byte, 10_000)); err != nil {
		t.Fatal(err)
	}
	_ = n.Close()
	if line := r.logged(t); line["status"] != 499.0 || line["level"] != "INFO" {
		t.Errorf("it is logged as %v", line)
	}
	r.wantNoFailure(t)
}

// TestWhoComesTooLateIsNotLeft distinguishes the deadline from a client that left.
func TestWhoComesTooLateIsNotLeft(t *testing.T) {
	r := start(t, "--db", dbtest.Path(t, forever), "--log-format", "json", "--timeout", "50ms")
	for _, c := range []struct{ line, body string }{{"POST /graphql", document("{ forevers { i } }")}, {"GET /forever", ""}} {
		n := r.post(t, c.line, c.body, len(c.body))
		a, err := http.ReadResponse(bufio.NewReader(n), nil)
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(a.Body)
		_ = a.Body.Close()
		if a.StatusCode != http.StatusServiceUnavailable || !strings.Contains(string(text), "exceeded its time limit") {
			t.Errorf("got %d %s", a.StatusCode, text)
		}
	}
}

// wantNoFailure requires that the server reports no failure.
func (r *running) wantNoFailure(t *testing.T) {
	t.Helper()
	if text := r.stderr.String(); strings.Contains(text, `"level":"ERROR"`) || strings.Contains(text, `"level":"WARN"`) {
		t.Errorf("the log has\n%s", text)
	}
	_, _, text := r.send(t, "GET", "/metrics", "")
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "tiddly_request_seconds_count") && strings.Contains(line, `status="5`) {
			t.Errorf("the metrics have %s", line)
		}
	}
	if !strings.Contains(text, `status="499"`) {
		t.Error("the metrics have no status 499")
	}
}
