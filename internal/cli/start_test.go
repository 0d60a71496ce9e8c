package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// outcome is the result of a complete run.
type outcome struct {
	code           int
	stdout, stderr string
}

// run runs the program to its end.
func run(t *testing.T, environ []string, args ...string) outcome {
	t.Helper()
	var out, errs buffer
	ctx, done := context.WithTimeout(t.Context(), 30*time.Second)
	defer done()
	code := Main(ctx, args, environ, &out, &errs)
	return outcome{code, out.String(), errs.String()}
}

// buffer can be read while the program writes.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write appends.
func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

// String returns what was written so far.
func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// running is a serving program.
type running struct {
	address        string
	stdout, stderr *buffer
	cancel         func()
	// kill kills a process of its own at once.
	kill  func()
	ended chan int
}

// patient is a client that waits for the server to want the body if it sends "Expect: 100-continue": a body
// refused for its length is then not sent, and no broken connection can overtake the answer.
var patient = func() *http.Client {
	t := http.DefaultTransport.(*http.Transport).Clone() //nolint:forcetypeassert // it is of that type
	t.ExpectContinueTimeout = time.Minute
	return &http.Client{Transport: t}
}()

var shownAddress = regexp.MustCompile(`http://([^/\s]+)/graphql`)

// start starts the program on a free port and waits for its address.
func start(t *testing.T, args ...string) *running {
	t.Helper()
	return startAt(t, "127.0.0.1:0", args...)
}

// startAt is start at a given address.
func startAt(t *testing.T, address string, args ...string) *running {
	t.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	r := &running{stdout: &buffer{}, stderr: &buffer{}, cancel: cancel, ended: make(chan int, 1)}
	go func() {
		r.ended <- Main(ctx, append(args, "--listen", address), nil, r.stdout, r.stderr)
	}()
	t.Cleanup(cancel)
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		if m := shownAddress.FindStringSubmatch(r.stdout.String()); m != nil && strings.HasSuffix(r.stdout.String(), "to stop.\n") {
			r.address = m[1]
			return r
		}
		select {
		case code := <-r.ended:
			t.Fatalf("the program ended with %d before it served:\n%s", code, r.stderr.String())
		default:
		}
	}
	t.Fatalf("the program shows no address:\n%s\n%s", r.stdout.String(), r.stderr.String())
	return nil
}

// stop stops the program as a signal would, and returns its exit code.
func (r *running) stop(t *testing.T) int {
	t.Helper()
	r.cancel()
	select {
	case code := <-r.ended:
		return code
	case <-time.After(20 * time.Second):
		t.Fatal("the program does not stop")
		return -1
	}
}

// send sends a request with a body (none if empty).
func (r *running) send(t *testing.T, method, path, body string, headers ...string) (status int, header http.Header, text string) {
	t.Helper()
	q, err := http.NewRequestWithContext(t.Context(), method, "http://"+r.address+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		q.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		if headers[i] == "Host" {
			q.Host = headers[i+1]
			continue
		}
		q.Header.Set(headers[i], headers[i+1])
	}
	a, err := patient.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Body.Close() }()
	b, err := io.ReadAll(a.Body)
	if err != nil {
		t.Fatal(err)
	}
	return a.StatusCode, a.Header, string(b)
}

// query sends a document and returns its data; an error in the answer fails the test.
func (r *running) query(t *testing.T, document string) string {
	t.Helper()
	body, err := json.Marshal(map[string]string{"query": document})
	if err != nil {
		t.Fatal(err)
	}
	status, _, text := r.send(t, "POST", "/graphql", string(body))
	var answer struct {
		Data   json.RawMessage
		Errors []any
	}
	if err := json.Unmarshal([]byte(text), &answer); err != nil {
		t.Fatalf("%s gave %d %s", document, status, text)
	}
	if status != 200 || len(answer.Errors) > 0 {
		t.Fatalf("%s gave %d %s", document, status, text)
	}
	return string(answer.Data)
}

// wants fails the test if a text lacks one of the parts.
func wants(t *testing.T, what, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			t.Errorf("%s lacks %q:\n%.3000s", what, p, text)
		}
	}
}
