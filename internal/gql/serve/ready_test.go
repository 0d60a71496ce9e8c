package serve

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"tiddly/internal/exec"
	"tiddly/internal/fault"
	"tiddly/internal/gql/gqltest"
	"tiddly/internal/gql/persisted"
	"tiddly/internal/observe"
	"tiddly/internal/request"
)

// answerer is what answers the runs of a fake engine.
type answerer = func(context.Context, request.Arguments, []byte) exec.Answer

// bothWays returns a server that answers what is cached by itself, and one that never does, over engines of their own.
func bothWays(t *testing.T, o Options, run answerer) (short, long http.Handler) {
	t.Helper()
	s, f := newFake(t, o)
	f.Answer = run
	short = newServer(s, newCache(), o)
	o.Unready = true
	s, f = newFake(t, o)
	f.Answer = run
	return short, newServer(s, newCache(), o)
}

// compareWays sends calls to both servers, twice, and compares the answers, whose headers may have another order.
func compareWays(t *testing.T, short, long http.Handler, calls ...call) (last *httptest.ResponseRecorder) {
	t.Helper()
	for round := range 2 {
		for _, c := range calls {
			got, want := sentWith(t.Context(), short, c), sentWith(t.Context(), long, c)
			if got.Code != want.Code || got.Body.String() != want.Body.String() || !reflect.DeepEqual(got.Header(), want.Header()) {
				t.Errorf("round %d: got %d %v %s, want %d %v %s", round, got.Code, got.Header(), got.Body, want.Code, want.Header(), want.Body)
			}
			last = got
		}
	}
	return last
}

// TestReadyAnswers compares what is answered at once with what takes the long way, for each thing that an answer depends
// on besides its plan.
func TestReadyAnswers(t *testing.T) {
	data := func(edit func(*exec.Answer)) answerer {
		return func(_ context.Context, _ request.Arguments, dst []byte) exec.Answer {
			a := exec.Answer{Data: append(dst, `{"artists":[]}`...)[len(dst):]}
			if edit != nil {
				edit(&a)
			}
			return a
		}
	}
	failing := func(code fault.Code) answerer {
		return func(context.Context, request.Arguments, []byte) exec.Answer {
			return exec.Answer{Errors: []*fault.Fault{gqltest.Fault(code).At("artists")}, Statements: 1}
		}
	}
	hidden := Options{HideSchema: func(*http.Request) bool { return true }}
	const list = `{"query": "query L($n: Int) { artists(limit: $n) { id } }", "variables": {"n": 3}}`
	const write = `{"query": "mutation { deleteArtist(by: {id: 1}) { affectedRows } }"}`
	for name, c := range map[string]struct {
		options Options
		run     answerer
		calls   []call
		status  int
	}{
		"a list":            {run: data(nil), calls: []call{post(list, ""), post(list, "application/json")}, status: 200},
		"a cut list":        {run: data(func(a *exec.Answer) { a.Cuts = []exec.Cut{{Path: []any{"artists"}, Rows: 5}} }), calls: []call{post(list, "")}, status: 200},
		"errors left out":   {run: data(func(a *exec.Answer) { a.Errors, a.Omitted = []*fault.Fault{gqltest.Fault(fault.DatabaseValue)}, 7 }), calls: []call{post(list, "")}, status: 200},
		"a limit":           {run: failing(fault.LimitRows), calls: []call{post(list, ""), post(list, "application/json")}, status: 200},
		"a busy database":   {run: failing(fault.DatabaseBusy), calls: []call{post(list, "")}, status: 503},
		"a failed write":    {run: failing(fault.ConstraintUnique), calls: []call{post(write, "")}, status: 200},
		"a panic":           {run: func(context.Context, request.Arguments, []byte) exec.Answer { panic("secret") }, calls: []call{post(list, "")}, status: 500},
		"a write by GET":    {run: data(nil), calls: []call{post(write, ""), get("query=" + url.QueryEscape("mutation { deleteArtist(by: {id: 1}) { affectedRows } }"))}, status: 405},
		"a value too large": {run: data(nil), calls: []call{post(list, ""), post(strings.Replace(list, "3", "3000000000", 1), "")}, status: 400},
		"another variable":  {run: data(nil), calls: []call{post(list, ""), post(strings.Replace(list, `"n": 3`, `"m": 3`, 1), "")}, status: 200},
		"another operation": {run: data(nil), calls: []call{post(list, ""), post(strings.Replace(list, `{"query"`, `{"operationName": "M", "query"`, 1), "")}, status: 400},
		"a hidden schema":   {options: hidden, run: failing(fault.DatabaseValue), calls: []call{post(list, "")}, status: 200},
		"introspection":     {options: hidden, calls: []call{post(`{"query": "{ __schema { queryType { name } } artists { id } }"}`, "")}, status: 200},
		"caching":           {options: Options{CacheControl: "max-age=60"}, run: data(nil), calls: []call{get("query={artists{id}}"), query(list)}, status: 200},
		"no time": {
			options: Options{Enter: func(context.Context) (func(), error) { return func() {}, nil }, Timeout: time.Nanosecond}, run: data(nil),
			calls: []call{post(list, "")}, status: 503,
		},
		"no place": {
			options: Options{Enter: func(context.Context) (func(), error) { return nil, fault.New(fault.LimitRequests, "busy") }}, run: data(nil),
			calls: []call{post(list, "")}, status: 503,
		},
	} {
		t.Run(name, func(t *testing.T) {
			short, long := bothWays(t, c.options, c.run)
			if w := compareWays(t, short, long, c.calls...); w.Code != c.status {
				t.Errorf("got %d %s, want %d", w.Code, w.Body, c.status)
			}
		})
	}
}

// TestReadyRequestsSkipGqlgen checks that a second request is answered without gqlgen's executor, and which ones are not.
func TestReadyRequestsSkipGqlgen(t *testing.T) {
	for body, want := range map[string]bool{
		`{"query": "{ artists { id } }"}`: true,
		`{"query": "query Q($n: Int) { artists(limit: $n) { id } }", "variables": {"n": 1}}`:    true,
		`{"query": "mutation { deleteArtist(by: {id: 1}) { affectedRows } }"}`:                  true,
		`{"query": "{ artists { id } __schema { queryType { name } } }"}`:                       false,
		`{"query": "query Q($n: Int!) { artists(limit: $n) { id } }", "variables": {"n": "x"}}`: false,
	} {
		s, _ := newFake(t, Options{})
		server := newServer(s, newCache(), Options{})
		sentWith(t.Context(), server, post(body, ""))
		executor := server.executor
		server.executor = nil // a request that reaches it ends in a panic
		w := sentWith(t.Context(), server, post(body, ""))
		if server.executor = executor; (w.Code == http.StatusOK) != want {
			t.Errorf("%s: got %d %s", body, w.Code, w.Body)
		}
	}
}

// events records what an observer is told, without times.
type events struct {
	observe.Observer

	all []string
}

func (e *events) Operation(kind, name string)               { e.all = append(e.all, kind+" "+name) }
func (e *events) Stage(stage observe.Stage, _ observe.Span) { e.all = append(e.all, stage.String()) }

// TestReadyRequestsAreObserved checks that an observer is told the same of a cached request by both ways, and of a write
// by GET.
func TestReadyRequestsAreObserved(t *testing.T) {
	short, long := bothWays(t, Options{}, nil)
	const document = `mutation W { deleteArtist(by: {id: 1}) { affectedRows } } query R { artists { id } }`
	body := func(name string) call {
		return post(`{"operationName": "`+name+`", "query": "`+document+`"}`, "")
	}
	told := func(h http.Handler, c call) []string {
		e := &events{}
		sentWith(observe.With(t.Context(), e), h, c)
		return e.all
	}
	for _, c := range []call{body("R"), body("W"), get("operationName=W&query=" + url.QueryEscape(document))} {
		told(short, c)
		told(long, c)
		if got, want := told(short, c), told(long, c); !reflect.DeepEqual(got, want) || len(got) == 0 {
			t.Errorf("%s: told %v, want %v", c.method, got, want)
		}
	}
}

// TestReadyRequestsRegister checks that a document is registered by a request that finds it cached.
func TestReadyRequestsRegister(t *testing.T) {
	o := Options{Documents: &persisted.Documents{Registry: persisted.NewRegistry(1 << 20)}}
	s, _ := newFake(t, o)
	server := newServer(s, newCache(), o)
	const text = "{ artists { id } }"
	extensions := `"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "` + persisted.Hash(text) + `"}}`
	sentWith(t.Context(), server, post(`{"query": "`+text+`"}`, ""))
	for _, body := range []string{`{"query": "` + text + `", ` + extensions + `}`, `{` + extensions + `}`, `{` + extensions + `}`} {
		if w := sentWith(t.Context(), server, post(body, "")); w.Code != http.StatusOK {
			t.Errorf("%s: got %d %s", body, w.Code, w.Body)
		}
	}
}
