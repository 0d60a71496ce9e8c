package corpus_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"tiddly/db/dbtest"
	"tiddly/internal/caller"
	"tiddly/internal/clientaddr"
	"tiddly/internal/fault"
	gql "tiddly/internal/gql/serve"
	"tiddly/internal/observe"
	"tiddly/internal/outgoing"
	"tiddly/internal/server"
	"tiddly/internal/tests/home"
)

// porter knows callers by the header Who.
type porter struct{}

func (porter) Identify(_ http.ResponseWriter, r *http.Request) (*caller.Caller, error) {
	switch who := r.Header.Get("Who"); who {
	case "":
		return nil, nil //nolint:nilnil // a stranger
	case "nobody":
		return nil, fault.New(fault.PermissionToken, "the token is not valid").WithHint("sign in again")
	default:
		return &caller.Caller{Principal: caller.Principal{Method: caller.Key, ID: who}}, nil
	}
}

func (porter) HasSession(*http.Request) bool { return false }

func (porter) InAddress(*http.Request) error { return nil }

// counter keeps what the metrics are told, without times.
type counter struct{ all []observe.Answered }

func (c *counter) Began() {}

func (c *counter) Ended(a observe.Answered) {
	a.Took, a.Stages = 0, observe.Counts{}.Stages
	c.all = append(c.all, a)
}

// servedWay is a whole server whose cached requests take one of the two ways, with what it tells.
type servedWay struct {
	handler http.Handler
	log     *bytes.Buffer
	counter *counter
}

func newServedWay(t *testing.T, unready bool) *servedWay {
	t.Helper()
	w := &servedWay{log: &bytes.Buffer{}, counter: &counter{}}
	log := slog.New(observe.NamesRequests(slog.NewJSONHandler(w.log, nil)))
	gate := server.NewGate(4, 4, time.Minute)
	snapshot := serve(t, dbtest.Path(t, unreadable))
	w.handler = server.New(server.Options{
		GraphQL:  gql.NewHandler(snapshot.View, home.Plain(), gql.Options{Unready: unready, Enter: gate.Enter}),
		OurHost:  func(host string) bool { return host == "example.com" },
		Accounts: porter{}, Required: true, Compress: true, Slow: time.Hour, Meter: w.counter, Log: log,
		Outgoing: outgoing.New(outgoing.Limits{Bytes: 1 << 20, Wait: time.Minute, Waiting: 10}),
		Client:   clientaddr.New(nil, nil).Of,
	}).Handler()
	return w
}

// send returns the answer to a request, the line of the log without its times, and what the metrics were told.
func (w *servedWay) send(t *testing.T, body string, headers map[string]string) (*httptest.ResponseRecorder, map[string]any, observe.Answered) {
	t.Helper()
	r := httptest.NewRequestWithContext(context.Background(), http.MethodPost, "/graphql", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Request-Id", "same")
	for name, value := range headers {
		r.Header.Set(name, value)
	}
	w.log.Reset()
	w.counter.all = nil
	answer := httptest.NewRecorder()
	w.handler.ServeHTTP(answer, r)
	var line map[string]any
	if err := json.Unmarshal(w.log.Bytes(), &line); err != nil {
		t.Fatalf("%v in %q", err, w.log)
	}
	if len(w.counter.all) != 1 {
		t.Fatalf("the metrics have %d requests", len(w.counter.all))
	}
	delete(line, "time")
	delete(line, "milliseconds")
	return answer, line, w.counter.all[0]
}

// TestBothWaysServed sends requests through the whole server, by the short way and by the long one: the answers with
// their headers, the lines of the log and what the metrics are told are the same, also of what is refused before GraphQL.
func TestBothWaysServed(t *testing.T) {
	short, long := newServedWay(t, false), newServedWay(t, true)
	ada, foreign := map[string]string{"Who": "ada"}, map[string]string{"Who": "ada", "Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"}
	for name, c := range map[string]struct {
		body    string
		headers map[string]string
		status  int
		// has is a part of the answer, line a part of the line of the log.
		has  string
		line map[string]any
	}{
		"a list":     {`{"query": "query Q($n: Int) {posts(limit: $n) {id}}", "variables": {"n": 2}}`, ada, 200, `"posts":[{"id":1},{"id":2}]`, map[string]any{"name": "Q", "rows": 2.0, "statements": 1.0, "principal": "key ada"}},
		"by key":     {`{"query": "query K($id: Int!) {post(by: {id: $id}) {id author {id}}}", "variables": {"id": 1}}`, ada, 200, `"id":1`, map[string]any{"name": "K", "rows": 1.0}},
		"a warning":  {`{"query": "{posts(where: {day: {eq: \"2024-01-02\"}}) {id}}"}`, ada, 200, `"warnings":[{"table":"Post"`, nil},
		"a bad cell": {`{"query": "{posts {at}}"}`, ada, 200, `"errors":[`, nil},
		"a write":    {`{"query": "mutation W {updatePost(by: {id: 3}, set: {day: null}) {affectedRows}}"}`, ada, 200, `affectedRows`, map[string]any{"operation": "mutation", "name": "W"}},
		"misspelt":   {`{"query": "{posts {idd}}"}`, ada, 400, `idd`, nil},
		"a stranger": {`{"query": "{posts {id}}"}`, nil, 401, `PERMISSION_UNAUTHENTICATED`, nil},
		"a token":    {`{"query": "{posts {id}}"}`, map[string]string{"Who": "nobody"}, 401, `PERMISSION_TOKEN`, nil},
		"an origin":  {`{"query": "{posts {id}}"}`, foreign, 403, `REQUEST_ORIGIN`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			for round := range 3 {
				got, gotLine, gotCounts := short.send(t, c.body, c.headers)
				want, wantLine, wantCounts := long.send(t, c.body, c.headers)
				if got.Code != c.status || !strings.Contains(got.Body.String(), c.has) {
					t.Errorf("round %d: got %d %s", round, got.Code, got.Body)
				}
				if got.Code != want.Code || got.Body.String() != want.Body.String() || !reflect.DeepEqual(got.Header(), want.Header()) {
					t.Errorf("round %d: got %d %v %s, want %d %v %s", round, got.Code, got.Header(), got.Body, want.Code, want.Header(), want.Body)
				}
				if !reflect.DeepEqual(gotLine, wantLine) {
					t.Errorf("round %d: the line is %v, want %v", round, gotLine, wantLine)
				}
				for key, value := range c.line {
					if gotLine[key] != value {
						t.Errorf("round %d: %s is %v, want %v", round, key, gotLine[key], value)
					}
				}
				if !reflect.DeepEqual(gotCounts, wantCounts) {
					t.Errorf("round %d: the metrics have %+v, want %+v", round, gotCounts, wantCounts)
				}
			}
		})
	}
}
