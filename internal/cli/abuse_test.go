package cli

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tiddly/db/dbtest"
	"tiddly/internal/tests/home"
)

// document returns the body for a document.
func document(text string) string {
	body, _ := json.Marshal(map[string]string{"query": text})
	return string(body)
}

// bomb returns a document of fragments, each of which spreads the next one twice.
func bomb() string {
	text := "{ users { ...F0 } }"
	for i := range 25 {
		text += fmt.Sprintf(" fragment F%d on User { a%d: id ...F%d ... on User { ...F%d } }", i, i, i+1, i+1)
	}
	return text + " fragment F25 on User { id }"
}

func gzipped(t *testing.T, n int) string {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	block := bytes.Repeat([]byte(" "), 1<<20)
	for range n {
		if _, err := w.Write(block); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestAbuse sends requests that would cost a server without limits far more than the client. Each is refused with
// a short answer that repeats nothing of it, while another client is served throughout.
func TestAbuse(t *testing.T) {
	home.Only(t)
	t.Chdir(t.TempDir())
	r := start(t)
	stop := r.neighbour(t)
	before := heap()
	for _, c := range []struct {
		name, body string
		headers    []string
		status     int
		code       string
	}{
		{"4,000 equal fields", document("{ users { " + strings.Repeat("id ", 4000) + "} }"), nil, 400, "LIMIT_FIELDS"},
		{"400 equal fields", document("{ users { " + strings.Repeat("id ", 400) + "} }"), nil, 400, "LIMIT_FIELDS"},
		{"20,000 directives", document("{ users { id " + strings.Repeat("@skip(if: false) ", 20000) + "} }"), nil, 400, "LIMIT_FIELDS"},
		{"60 directives", document("{ users { id " + strings.Repeat("@x ", 60) + "} }"), nil, 400, "LIMIT_FIELDS"},
		{"100,000 brackets in a value", document("{ users(where: {id: {in: " + strings.Repeat("[", 100_000) + "}}) { id } }"), nil, 400, "LIMIT_TOKENS"},
		{"20,000 braces", document(strings.Repeat("{", 20_000)), nil, 400, "LIMIT_"},
		{"500 levels", document("{ users " + strings.Repeat("{ id ", 500) + strings.Repeat("}", 501)), nil, 400, "LIMIT_DEPTH"},
		{"circular fragments", document("{ users { ...A } } fragment A on User { ...B } fragment B on User { ...A }"), nil, 400, "REQUEST_INVALID"},
		// A fragment counts once in a selection, so this selects 26 fields.
		{"exponential fragments", document(bomb()), nil, 200, `{"data":{"users":[]}}`},
		{"200 aliases of the root", document("{ " + strings.Repeat("a: users { id } ", 200) + "}"), nil, 400, "LIMIT_FIELDS"},
		{"a deep introspection", document("{ __schema { types " + strings.Repeat("{ fields { type ", 30) + "{ name }" + strings.Repeat(" } }", 30) + " } }"), nil, 400, "LIMIT_DEPTH"},
		{"a wide introspection", document("{ __schema { types { fields { type { fields { type { fields { type { fields { type { fields { name } } } } } } } } } } } }"), nil, 400, "REQUEST_INVALID"},
		{"a body of 10 MB", `{"query": "` + strings.Repeat("x", 10<<20) + `"}`, []string{"Expect", "100-continue"}, 413, "LIMIT_BODY"},
		{"a gzip bomb", gzipped(t, 256), []string{"Content-Encoding", "gzip", "Expect", "100-continue"}, 415, "REQUEST_MEDIA_TYPE"},
		{"malformed UTF-8", "{\"query\": \"{ users { id } } # canary \xff\"}", nil, 400, "REQUEST_MALFORMED"},
		{"JSON of 10,000 levels", `{"query": "{ __typename }", "variables": {"canary": ` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + "}}", nil, 400, "REQUEST_MALFORMED"},
		{"a list of requests", "[" + strings.Repeat(document("{ users { id } }")+",", 1000) + document("{ a }") + "]", nil, 400, "REQUEST_MALFORMED"},
		{"a list of 20,000 items", `{"query": "query($i: [Int!]) { users(where: {id: {in: $i}}) { id } }", "variables": {"i": [` + strings.Repeat("1,", 19_999) + "1]}}", nil, 400, "LIMIT_LIST"},
		{"600 conditions", document("{ users(where: {or: [" + strings.Repeat("{id: {eq: 1}}", 600) + "]}) { id } }"), nil, 400, "LIMIT_"},
		{"a limit of a billion", document("{ users(limit: 1000000000) { id } }"), nil, 400, "LIMIT_ROWS"},
		{"a canary", `{"query": "{ users(where: {name: {canary: \"canary\"}}) { canary } }", "variables": {"canary": "canary"}, `, nil, 400, "REQUEST_MALFORMED"},
	} {
		t.Run(c.name, func(t *testing.T) {
			began := time.Now()
			status, _, text := r.send(t, "POST", "/graphql", c.body, append(c.headers, "Accept", "application/graphql-response+json")...)
			t.Logf("%d bytes are refused in %v with %d bytes", len(c.body), time.Since(began), len(text))
			if status != c.status || !strings.Contains(text, c.code) {
				t.Errorf("got %d %.300s, want %d %s", status, text, c.status, c.code)
			}
			if len(text) > 1000 {
				t.Errorf("the answer has %d bytes: %.300s", len(text), text)
			}
			if strings.Contains(text, "canary") || strings.Contains(text, "xxxxxxxx") {
				t.Errorf("the answer repeats the body: %.300s", text)
			}
		})
	}
	stop()
	if grown := heap() - before; grown > 64<<20 {
		t.Errorf("the heap has grown by %d bytes", grown)
	}
	if code := r.stop(t); code != 0 {
		t.Errorf("the program ended with %d:\n%s", code, r.stderr.String())
	}
	if strings.Contains(r.stderr.String(), "canary") || strings.Contains(r.stderr.String(), "panic") {
		t.Errorf("the log has what it should not:\n%.2000s", r.stderr.String())
	}
}

func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// neighbour sends a request repeatedly until stop is called. Each must succeed; the longest duration is logged.
func (r *running) neighbour(t *testing.T) (stop func()) {
	t.Helper()
	var end atomic.Bool
	var slowest time.Duration
	asked := 0
	done := make(chan struct{})
	client := &http.Client{Transport: &http.Transport{}, Timeout: 10 * time.Second}
	go func() {
		defer close(done)
		defer client.CloseIdleConnections()
		for !end.Load() {
			began := time.Now()
			a, err := client.Post("http://"+r.address+"/graphql", "application/json", strings.NewReader(document("{ users { id } __typename }"))) //nolint:noctx // the client has a timeout
			if err != nil {
				t.Error(err)
				return
			}
			text, err := io.ReadAll(a.Body)
			_ = a.Body.Close()
			if err != nil || a.StatusCode != http.StatusOK || string(text) != `{"data":{"users":[],"__typename":"Query"}}` {
				t.Errorf("a client that does no harm gets %d %s, %v", a.StatusCode, text, err)
				return
			}
			slowest, asked = max(slowest, time.Since(began)), asked+1
		}
	}()
	return func() {
		end.Store(true)
		<-done
		t.Logf("another client was answered %d times, at the slowest in %v", asked, slowest)
		if asked == 0 {
			t.Error("another client was never answered")
		}
	}
}

// TestSlowClients opens 500 connections that send their headers or bodies byte by byte, or do not read their
// answers. They hold no place among the running requests, so another client is served throughout.
func TestSlowClients(t *testing.T) {
	home.Only(t)
	t.Chdir(t.TempDir())
	// All clients with complete requests may wait at once, so a refusal can only be caused by those that hold a
	// place.
	r := start(t, "--limit-requests", "4", "--limit-waiting", "600")
	before := runtime.NumGoroutine()
	stop := r.neighbour(t)
	body := document("{ users { id } }")
	head := fmt.Sprintf("POST /graphql HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n", r.address, len(body))
	var open []net.Conn
	for i := range 500 {
		c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", r.address)
		if err != nil {
			t.Fatal(err)
		}
		open = append(open, c)
		text := head[:20+i%40]
		switch i % 3 {
		case 1:
			text = head + "\r\n" + body[:i%len(body)]
		case 2:
			text = strings.Repeat(head+"\r\n"+body, 5) // five requests, and no answer is read
		}
		if _, err := io.WriteString(c, text); err != nil {
			t.Fatal(err)
		}
	}
	for range 20 {
		for _, c := range open[:100] {
			_, _ = io.WriteString(c, "x") // a refusal by now does not matter
		}
		time.Sleep(10 * time.Millisecond)
	}
	stop()
	for _, c := range open {
		_ = c.Close()
	}
	for deadline := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > before+20 && time.Now().Before(deadline); {
		time.Sleep(10 * time.Millisecond)
	}
	if now := runtime.NumGoroutine(); now > before+20 {
		t.Errorf("%d goroutines are left of %d", now, before)
	}
	if code := r.stop(t); code != 0 {
		t.Errorf("the program ended with %d:\n%s", code, r.stderr.String())
	}
}

// TestOverload sends ten times as many requests as may run and wait, while those that run do not end. Those that wait are
// answered when these have ended, the others are refused at once with the advice to retry, and served when they do.
func TestOverload(t *testing.T) {
	r := start(t, "--db", dbtest.Path(t, foreverRead), "--limit-requests", "2", "--limit-waiting", "6", "--limit-wait", "1m", "--timeout", "5m")
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	running := []<-chan answered{
		r.asks(t, ctx, "203.0.113.5", `{"query": "{ counteds { last } }"}`), r.asks(t, ctx, "203.0.113.6", `{"query": "{ counteds { last } }"}`),
	}
	r.untilSeries(t, "tiddly_requests_at_work 2")
	const clients = 80
	body := document("{ duals { text } }")
	var refused atomic.Int64
	var first, all sync.WaitGroup
	first.Add(clients - 6)
	for range clients {
		all.Go(func() {
			for {
				status, header, text := r.send(t, "POST", "/graphql", body, "Accept", "application/graphql-response+json")
				switch {
				case status == http.StatusOK && text == `{"data":{"duals":[{"text":"one"}]}}`:
					return
				case status == http.StatusServiceUnavailable && strings.Contains(text, "LIMIT_REQUESTS") && header.Get("Retry-After") == "1" && len(text) < 1000:
					if refused.Add(1) <= clients-6 {
						first.Done()
					}
				default:
					t.Errorf("got %d %.200s", status, text)
					return
				}
			}
		})
	}
	first.Wait()
	leave()
	all.Wait()
	for _, one := range running {
		if got := <-one; got.err == nil {
			t.Errorf("what never ends was answered with %d %.200s", got.status, got.text)
		}
	}
	if code := r.stop(t); code != 0 {
		t.Errorf("it ended with %d", code)
	}
}
