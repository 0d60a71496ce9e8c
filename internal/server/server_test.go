package server

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tiddly/internal/config"
	"tiddly/internal/fault"
)

// options returns options of a server whose GraphQL answers with the request's method.
func options(log io.Writer) Options {
	return Options{
		GraphQL: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, `{"data":"`+r.Method+`"}`)
		}),
		Ready:   func(context.Context) error { return nil },
		OurHost: config.Loopback,
		Log:     slog.New(slog.NewTextHandler(log, nil)),
	}
}

// answer is a response that was read to its end.
type answer struct {
	status int
	header http.Header
	text   string
}

func ask(t *testing.T, h http.Handler, method, target string, change ...func(*http.Request)) answer {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, target, http.NoBody)
	r.Host = "127.0.0.1:8080"
	for _, c := range change {
		c(r)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return answer{status: w.Code, header: w.Header(), text: w.Body.String()}
}

// fetch sends a request over the network.
func fetch(ctx context.Context, method, url string) (answer, error) {
	q, err := http.NewRequestWithContext(ctx, method, url, http.NoBody)
	if err != nil {
		return answer{}, err
	}
	r, err := http.DefaultClient.Do(q)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = r.Body.Close() }()
	b, err := io.ReadAll(r.Body)
	return answer{status: r.StatusCode, header: r.Header, text: string(b)}, err
}

func code(t *testing.T, text string) fault.Code {
	t.Helper()
	var got refusal
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		t.Fatalf("%q is no refusal: %v", text, err)
	}
	if got.Errors[0].Message == "" {
		t.Errorf("%q has no message", text)
	}
	return got.Errors[0].Extensions.Code
}

func TestRoutes(t *testing.T) {
	h := New(options(io.Discard)).Handler()
	const reading, graphQL = "GET, HEAD, OPTIONS", "GET, HEAD, POST, QUERY, OPTIONS"
	cases := []struct {
		method, path string
		status       int
		body, allow  string
		code         fault.Code
	}{
		{method: "GET", path: "/", status: 200, body: "It Works!"},
		{method: "GET", path: "/healthz", status: 200, body: `{"status":"ok"}` + "\n"},
		{method: "GET", path: "/readyz", status: 200, body: `{"status":"ready"}` + "\n"},
		{method: "POST", path: "/graphql", status: 200, body: `{"data":"POST"}`},
		{method: "GET", path: "/graphql?query={x}", status: 200, body: `{"data":"GET"}`},
		{method: "QUERY", path: "/graphql", status: 200, body: `{"data":"QUERY"}`},
		{method: "QUERY", path: "/healthz", status: 405, allow: reading, code: fault.RequestMethod},
		{method: "HEAD", path: "/graphql?query={x}", status: 200, body: `{"data":"GET"}`},
		{method: "OPTIONS", path: "/graphql", status: 204, allow: graphQL},
		{method: "OPTIONS", path: "/healthz", status: 204, allow: reading},
		{method: "DELETE", path: "/graphql", status: 405, allow: graphQL, code: fault.RequestMethod},
		{method: "POST", path: "/", status: 405, allow: reading, code: fault.RequestMethod},
		{method: "fetch", path: "/readyz", status: 405, allow: reading, code: fault.RequestMethod},
		{method: "fetch", path: "/nothing", status: 404, code: fault.RequestPath},
		{method: "GET", path: "/nothing", status: 404, code: fault.RequestPath},
		{method: "POST", path: "/graphql/", status: 404, code: fault.RequestPath},
		{method: "GET", path: "/GraphQL", status: 404, code: fault.RequestPath},
	}
	for _, c := range cases {
		t.Run(c.method+" "+c.path, func(t *testing.T) {
			r := ask(t, h, c.method, c.path)
			text := r.text
			if r.status != c.status {
				t.Fatalf("status %d, want %d: %s", r.status, c.status, text)
			}
			if got := r.header.Get("Allow"); got != c.allow {
				t.Errorf("Allow %q, want %q", got, c.allow)
			}
			if c.code != "" {
				if got := code(t, text); got != c.code {
					t.Errorf("code %s, want %s", got, c.code)
				}
			} else if text != c.body {
				t.Errorf("body %q, want %q", text, c.body)
			}
		})
	}
}

func TestNotFoundNamesTheNearAddress(t *testing.T) {
	h := New(options(io.Discard)).Handler()
	if text := ask(t, h, "POST", "/GraphQL/").text; !strings.Contains(text, "did you mean /graphql?") {
		t.Errorf("no hint in %s", text)
	}
}

func TestHost(t *testing.T) {
	h := New(options(io.Discard)).Handler()
	ours := []string{
		"localhost", "localhost:8080", "LocalHost:1", "tiddly.localhost:8080",
		"127.0.0.1", "127.0.0.1:8080", "127.8.9.10:80", "[::1]", "[::1]:8080", "[::ffff:127.0.0.1]:80",
	}
	foreign := []string{
		"", "example.org", "example.org:8080", "localhost.example.org", "notlocalhost", "127.0.0.1.example.org",
		"192.168.0.1:8080", "0.0.0.0:8080", "[::]:8080", "[fe80::1]", "::1:8080x", "[::1", "localhost.",
	}
	for _, host := range ours {
		if r := ask(t, h, "GET", "/graphql", func(r *http.Request) { r.Host = host }); r.status != 200 {
			t.Errorf("Host %q: status %d, want 200", host, r.status)
		}
	}
	for _, host := range foreign {
		for _, path := range health { // monitoring programs use an IP address, or no name at all
			for _, method := range []string{"GET", "HEAD"} {
				if r := ask(t, h, method, path, func(r *http.Request) { r.Host = host }); r.status != 200 {
					t.Errorf("Host %q: %s %s gives %d", host, method, path, r.status)
				}
			}
		}
		for _, path := range []string{"/graphql", "/schema.graphqls", "/healthz/", "/nothing"} {
			r := ask(t, h, "GET", path, func(r *http.Request) { r.Host = host })
			if r.status != 421 {
				t.Errorf("Host %q at %s: status %d, want 421", host, path, r.status)
				continue
			}
			if got := code(t, r.text); got != fault.RequestHost {
				t.Errorf("Host %q: code %s", host, got)
			}
		}
	}
}

func TestPanicIsOurFault(t *testing.T) {
	var log strings.Builder
	o := options(&log)
	o.GraphQL = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "5")
		panic("a secret of the handler")
	})
	r := ask(t, New(o).Handler(), "GET", "/graphql")
	text := r.text
	if r.status != 500 || code(t, text) != fault.Internal {
		t.Errorf("got %d %s", r.status, text)
	}
	if r.header.Get("Content-Length") != "" {
		t.Error("headers of the failed answer were kept")
	}
	if strings.Contains(text, "secret") {
		t.Errorf("the client sees the panic: %s", text)
	}
	if !strings.Contains(log.String(), "a secret of the handler") || !strings.Contains(log.String(), "server_test.go") {
		t.Errorf("the log lacks the panic or its place: %s", log.String())
	}
}

func TestPanicInMidAnswerBreaksTheConnection(t *testing.T) {
	o := options(io.Discard)
	o.GraphQL = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"data":`)
		w.(http.Flusher).Flush()
		panic("too late for a status")
	})
	s := httptest.NewServer(New(o).Handler())
	defer s.Close()
	if a, err := fetch(t.Context(), http.MethodGet, s.URL+"/graphql"); err == nil {
		t.Errorf("half an answer came as a whole one: %q", a.text)
	}
}

func TestReadyAsksTheDatabaseOnceASecond(t *testing.T) {
	var asked atomic.Int32
	o := options(io.Discard)
	o.Ready = func(context.Context) error {
		if asked.Add(1) == 1 {
			return errors.New("down")
		}
		return nil
	}
	s := New(o)
	for range 3 {
		r := ask(t, s.Handler(), "GET", "/readyz")
		if text := r.text; r.status != 503 || code(t, text) != fault.DatabaseUnavailable {
			t.Fatalf("got %d %s", r.status, text)
		}
	}
	if n := asked.Load(); n != 1 {
		t.Errorf("asked %d times within a second", n)
	}
	s.ready.asked = time.Now().Add(-readyFor)
	if r := ask(t, s.Handler(), "GET", "/readyz"); r.status != 200 {
		t.Errorf("status %d after the database came back", r.status)
	}
}

// TestHealthOverOldHTTP sends requests like old probes, without a Host.
func TestHealthOverOldHTTP(t *testing.T) {
	url, stop := serving(t, New(options(io.Discard)))
	for request, want := range map[string]string{
		"GET /healthz HTTP/1.0\r\n\r\n":                     "HTTP/1.0 200 OK",
		"HEAD /readyz HTTP/1.0\r\n\r\n":                     "HTTP/1.0 200 OK",
		"GET /readyz HTTP/1.1\r\nHost: 10.0.0.7:80\r\n\r\n": "HTTP/1.1 200 OK",
		"GET /graphql HTTP/1.0\r\n\r\n":                     "HTTP/1.0 421 Misdirected Request",
	} {
		c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", strings.TrimPrefix(url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(c, request); err != nil {
			t.Fatal(err)
		}
		line, err := bufio.NewReader(c).ReadString('\n')
		if strings.TrimSpace(line) != want {
			t.Errorf("%q gives %q, %v", request, line, err)
		}
		_ = c.Close()
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

// TestReadinessIsLoggedWhenItChanges requires one line per change: probes would fill the log otherwise.
func TestReadinessIsLoggedWhenItChanges(t *testing.T) {
	var log strings.Builder
	o := options(&log)
	var err error
	o.Ready = func(context.Context) error { return err }
	s := New(o)
	for _, err = range []error{nil, errors.New("down"), errors.New("down"), errors.New("gone"), nil, nil} {
		s.ready.asked = time.Time{}
		ask(t, s.Handler(), "GET", "/readyz")
	}
	if down, up := strings.Count(log.String(), "does not answer"), strings.Count(log.String(), "answers again"); down != 2 || up != 1 {
		t.Errorf("the log says %d times that it does not answer, %d times that it does again:\n%s", down, up, log.String())
	}
}

func TestReadyOutlivesTheClient(t *testing.T) {
	o := options(io.Discard)
	o.Ready = func(ctx context.Context) error { return ctx.Err() }
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	r := ask(t, New(o).Handler(), "GET", "/readyz", func(r *http.Request) { *r = *r.WithContext(gone) })
	if r.status != 200 {
		t.Errorf("status %d: a client that went away made the server unready", r.status)
	}
}

// serving starts s on a free port; stop stops it and returns the result of Serve.
func serving(t *testing.T, s *Server) (url string, stop func() error) {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, l) }()
	t.Cleanup(cancel)
	return "http://" + l.Addr().String(), func() error { cancel(); return <-ended }
}

func TestStopFinishesWhatIsInFlight(t *testing.T) {
	entered, leave := make(chan struct{}), make(chan struct{})
	o := options(io.Discard)
	o.GraphQL = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(entered)
		<-leave
		if r.Context().Err() != nil {
			w.WriteHeader(http.StatusTeapot)
		}
		_, _ = io.WriteString(w, "whole")
	})
	s := New(o)
	url, stop := serving(t, s)
	answers := make(chan string, 1)
	go func() {
		a, err := fetch(t.Context(), http.MethodGet, url+"/graphql")
		answers <- fmt.Sprint(a.status, " ", a.text, " ", err)
	}()
	<-entered
	ended := make(chan error, 1)
	go func() { ended <- stop() }()
	for !s.stopping.Load() {
		time.Sleep(time.Millisecond)
	}
	if r := ask(t, s.Handler(), "GET", "/readyz"); r.status != 503 || code(t, r.text) != fault.InternalStopping {
		t.Errorf("a stopping server is ready: %d", r.status)
	}
	if r := ask(t, s.Handler(), "GET", "/healthz"); r.status != 200 {
		t.Errorf("a stopping server is not alive: %d", r.status)
	}
	close(leave)
	if got := <-answers; got != "200 whole <nil>" {
		t.Errorf("the request in flight got %q", got)
	}
	if err := <-ended; err != nil {
		t.Errorf("Serve: %v", err)
	}
	if _, err := fetch(t.Context(), http.MethodGet, url+"/healthz"); err == nil {
		t.Error("a stopped server answers")
	}
}

func TestStopCutsOffWhatNeverEnds(t *testing.T) {
	entered, cut := make(chan struct{}), make(chan struct{})
	o := options(io.Discard)
	o.GraphQL = http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(entered)
		<-r.Context().Done()
		close(cut)
	})
	s := New(o)
	s.drain = 20 * time.Millisecond
	url, stop := serving(t, s)
	go func() { _, _ = fetch(t.Context(), http.MethodGet, url+"/graphql") }() // it is cut off
	<-entered
	err := stop()
	if fault.From(err).Code != fault.InternalStopping {
		t.Errorf("Serve: %v", err)
	}
	<-cut
}

func TestHeadHasNoBody(t *testing.T) {
	url, _ := serving(t, New(options(io.Discard)))
	a, err := fetch(t.Context(), http.MethodHead, url+"/graphql")
	if err != nil {
		t.Fatal(err)
	}
	const whole = `{"data":"GET"}`
	if a.status != 200 || a.text != "" || a.header.Get("Content-Length") != strconv.Itoa(len(whole)) {
		t.Errorf("got %+v", a)
	}
}

func TestHeadersAreBounded(t *testing.T) {
	url, _ := serving(t, New(options(io.Discard)))
	a, err := fetch(t.Context(), http.MethodGet, url+"/graphql?query="+strings.Repeat("x", 64<<10))
	if err != nil {
		t.Fatal(err)
	}
	if a.status != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("status %d", a.status)
	}
}
