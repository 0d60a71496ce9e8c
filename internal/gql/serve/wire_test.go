package serve

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"tiddly/internal/exec"
	"tiddly/internal/fault"
	"tiddly/internal/gql/gqlfault"
	"tiddly/internal/gql/gqltest"
	"tiddly/internal/gql/limits"
	"tiddly/internal/request"
)

// call is one HTTP request to a server over the fake engine.
type call struct {
	method, target, body string
	header               map[string]string
}

// send returns the answer of a server over the shop whose runs are answered by run.
func send(t *testing.T, c call, o Options, run func(context.Context, request.Arguments, []byte) exec.Answer) *httptest.ResponseRecorder {
	t.Helper()
	s, f := newFake(t, o)
	f.Answer = run
	server := newServer(s, newCache(), o)
	r := httptest.NewRequestWithContext(t.Context(), c.method, c.target, strings.NewReader(c.body))
	for k, v := range c.header {
		r.Header.Set(k, v)
	}
	w := httptest.NewRecorder()
	server.ServeHTTP(w, r)
	if w.Code == http.StatusNotModified {
		return w // it has no body
	}
	if got := w.Header().Get("Content-Length"); got != strconv.Itoa(w.Body.Len()) {
		t.Errorf("Content-Length is %s, the body has %d bytes", got, w.Body.Len())
	}
	if !json.Valid(w.Body.Bytes()) {
		t.Errorf("the answer is not JSON: %s", w.Body)
	}
	return w
}

func post(body, accept string) call {
	c := call{method: http.MethodPost, target: "/graphql", body: body, header: map[string]string{"Content-Type": "application/json"}}
	if accept != "" {
		c.header["Accept"] = accept
	}
	return c
}

func get(parameters string) call {
	return call{method: http.MethodGet, target: "/graphql?" + parameters}
}

func query(body string) call {
	c := post(body, "")
	c.method = "QUERY"
	return c
}

func TestTransport(t *testing.T) {
	const (
		good   = `{"query": "{ a: __typename }"}`
		answer = `{"data":{"a":"Query"}}`
		modern = "application/graphql-response+json; charset=utf-8"
		legacy = "application/json; charset=utf-8"
		plain  = "application/json"
	)
	contentType := func(v string) call {
		c := post(good, "")
		c.header["Content-Type"] = v
		return c
	}
	tests := []struct {
		name   string
		call   call
		status int
		media  string
		want   string // the whole body, or a part of it after …
	}{
		{"plain", post(good, ""), 200, modern, answer},
		{"anything", post(good, "*/*"), 200, modern, answer},
		{"modern", post(good, "application/graphql-response+json"), 200, modern, answer},
		{"legacy", post(good, plain), 200, legacy, answer},
		{"both", post(good, "application/graphql-response+json, application/json;q=0.9"), 200, modern, answer},
		{"legacy first", post(good, "application/json, */*;q=0.1"), 200, legacy, answer},
		{"browser", post(good, "text/html,application/xhtml+xml,*/*;q=0.8"), 200, modern, answer},
		{"not acceptable", post(good, "text/html"), 406, legacy, `…"code":"REQUEST_MEDIA_TYPE"`},
		{"refused by q", post(good, "application/*;q=0"), 406, legacy, `…"code":"REQUEST_MEDIA_TYPE"`},
		{"charset", contentType("application/json; charset=UTF-8"), 200, modern, answer},
		{"other charset", contentType("application/json; charset=latin1"), 415, modern, `…"code":"REQUEST_MEDIA_TYPE"`},
		{"no content type", contentType(""), 415, modern, `…"code":"REQUEST_MEDIA_TYPE"`},
		{"form", contentType("application/x-www-form-urlencoded"), 415, modern, `…"code":"REQUEST_MEDIA_TYPE"`},
		{"nulls", post(`{"query": "{ a: __typename }", "variables": null, "operationName": null, "extensions": null}`, ""), 200, modern, answer},
		{"empty", post(``, ""), 400, modern, `…the body is empty`},
		{"not JSON", post(`{"query": secret}`, plain), 400, legacy, `…the body is not valid JSON: error at byte 11`},
		{"ends early", post(`{"query": "secret`, plain), 400, legacy, `…it ends unexpectedly`},
		{"more", post(good+good, ""), 400, modern, `…has data after its JSON value`},
		{"not UTF-8", post("{\"query\": \"\xff\"}", ""), 400, modern, `…not valid UTF-8`},
		{"batch", post(`[`+good+`]`, ""), 400, modern, `…arrays of requests are not accepted`},
		{"text", post(`"{ a }"`, ""), 400, modern, `…not a JSON object`},
		{"no query", post(`{"qeury": "{ a }"}`, plain), 400, legacy, `…the request has no query`},
		{"query of another type", post(`{"query": {"secret": 1}}`, plain), 400, legacy, `…query must be a string, got an object`},
		{"variables of another type", post(`{"query": "{ a }", "variables": ["secret"]}`, ""), 400, modern, `…variables must be an object, got a list`},
		{"extensions of another type", post(`{"query": "{ a }", "extensions": "secret"}`, ""), 400, modern, `…extensions must be an object, got a string`},
		{"id of another type", post(`{"documentId": 1}`, ""), 400, modern, `…documentId must be a string, got a number`},
		{"hash of another type", post(`{"extensions": {"persistedQuery": "secret"}}`, ""), 400, modern, `…extensions.persistedQuery must be an object, got a string`},
		{"name of another type", post(`{"query": "{ a }", "operationName": 1}`, ""), 400, modern, `…operationName must be a string, got a number`},
		{"syntax", post(`{"query": "{ a"}`, ""), 400, modern, `…"code":"REQUEST_SYNTAX"`},
		{"syntax, legacy", post(`{"query": "{ a"}`, plain), 200, legacy, `…"code":"REQUEST_SYNTAX"`},
		{"syntax, what axios accepts", post(`{"query": "{ a"}`, "application/json, text/plain, */*"), 200, legacy, `…"code":"REQUEST_SYNTAX"`},
		{"invalid", post(`{"query": "{ albums { titel } }"}`, ""), 400, modern, `…"code":"REQUEST_INVALID"`},
		{"invalid, legacy", post(`{"query": "{ albums { titel } }"}`, plain), 200, legacy, `…"code":"REQUEST_INVALID"`},
		{"value", post(`{"query": "query($l: Int) { albums(limit: $l) { id } }", "variables": {"l": "x"}}`, ""), 400, modern, `…"code":"REQUEST_VALUE"`},
		{"value, legacy", post(`{"query": "query($l: Int) { albums(limit: $l) { id } }", "variables": {"l": "x"}}`, plain), 200, legacy, `…"code":"REQUEST_VALUE"`},
		{"no such operation", post(`{"query": "query A { a: __typename }", "operationName": "B"}`, ""), 400, modern, `…its operations are A`},
		{"operation needed", post(`{"query": "query A { __typename } query B { __typename }"}`, ""), 400, modern, `…"code":"REQUEST_OPERATION"`},
		{"named operation", post(`{"query": "query A { x: __typename } query B { a: __typename }", "operationName": "B"}`, ""), 200, modern, answer},
		{"tokens", post(`{"query": "{ a(b: [`+strings.Repeat("1 ", limits.Default().Tokens)+`]) }"}`, ""), 400, modern, `…"code":"LIMIT_TOKENS"`},
		{"body", post(`{"query": "`+strings.Repeat(" ", limits.Default().Body)+`"}`, ""), 413, modern, `…"code":"LIMIT_BODY"`},
		{"mutation", post(`{"query": "mutation { x }"}`, ""), 400, modern, `…"code":"REQUEST_INVALID"`},
		{
			"get", get("query=" + url.QueryEscape(`query A($n: String!) { a: __typename artist(by: {name: $n}) { id } }`) + `&variables=` + url.QueryEscape(`{"n": 5}`)),
			400, modern, `…variable $n: expected a String, got a number`,
		},
		{"get with a name", get("operationName=B&extensions={}&query=" + url.QueryEscape(`query A { x: __typename } query B { a: __typename }`)), 200, modern, answer},
		{"get without a query", get("x=1"), 400, modern, `…the request has no query`},
		{"get with bad variables", get("query={__typename}&variables=[secret"), 400, modern, `…variables is not valid JSON`},
		{"get with two queries", get("query={__typename}&query={x}"), 400, modern, `…more than once`},
		{"get not in UTF-8", get("query=%ff"), 400, modern, `…the parameter query is not UTF-8`},
		{"get with bad escapes", get("query=%zz"), 400, modern, `…the query string cannot be read`},
		{"get mutates", get("query=mutation{secret}"), 405, modern, `…"code":"REQUEST_METHOD"`},
		{"query", query(good), 200, modern, answer},
		{"query with variables", query(`{"query": "query($n: String!) { artist(by: {name: $n}) { id } }", "variables": {"n": 5}}`), 400, modern, `…variable $n: expected a String, got a number`},
		{"query mutates", query(`{"query": "mutation { secret }"}`), 405, modern, `…"message":"QUERY accepts queries only"`},
		{"query in the address", call{method: "QUERY", target: "/graphql?query={__typename}"}, 415, modern, `…"code":"REQUEST_MEDIA_TYPE"`},
		{"put", call{method: http.MethodPut, target: "/graphql"}, 405, modern, `…"code":"REQUEST_METHOD"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := send(t, tt.call, Options{}, nil)
			if w.Code != tt.status || w.Header().Get("Content-Type") != tt.media {
				t.Errorf("got %d %s, want %d %s: %s", w.Code, w.Header().Get("Content-Type"), tt.status, tt.media, w.Body)
			}
			part, isPart := strings.CutPrefix(tt.want, "…")
			if isPart && !strings.Contains(w.Body.String(), part) || !isPart && w.Body.String() != tt.want {
				t.Errorf("got %s, want %s", w.Body, tt.want)
			}
			if isPart && strings.Join(gqltest.Keys(t, w.Body.Bytes()), " ") != "errors" {
				t.Errorf("a request that failed has more than errors: %s", w.Body)
			}
			if isPart && !strings.Contains(w.Body.String(), `"hint":"`) {
				t.Errorf("nothing says what would be right: %s", w.Body)
			}
			if strings.Contains(w.Body.String(), "secret") {
				t.Errorf("the body is repeated: %s", w.Body)
			}
		})
	}
	for _, c := range []call{get("query=mutation{x}"), query(`{"query": "mutation { x }"}`)} {
		if w := send(t, c, Options{}, nil); w.Header().Get("Allow") != "POST" || w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s: got %v", c.method, w.Header())
		}
	}
	if w := send(t, call{method: http.MethodPut, target: "/graphql"}, Options{}, nil); w.Header().Get("Allow") != "GET, POST, QUERY" {
		t.Errorf("got Allow: %s", w.Header().Get("Allow"))
	}
}

// sentWith returns the answer of a handler to a call.
func sentWith(ctx context.Context, h http.Handler, c call) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(ctx, c.method, c.target, strings.NewReader(c.body))
	for k, v := range c.header {
		r.Header.Set(k, v)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestAnswers(t *testing.T) {
	albums := func(data string, errors ...*fault.Fault) func(context.Context, request.Arguments, []byte) exec.Answer {
		return func(_ context.Context, _ request.Arguments, dst []byte) exec.Answer {
			a := exec.Answer{Errors: errors}
			if data != "" {
				base := len(dst)
				a.Data = append(dst, data...)[base:]
			}
			return a
		}
	}
	cutAnswer := func(_ context.Context, _ request.Arguments, dst []byte) exec.Answer {
		return exec.Answer{Data: append(dst, `{"albums":[]}`...)[len(dst):], Cuts: []exec.Cut{{Path: []any{"albums"}, Rows: 1000}, {Path: []any{"a", 0, "b"}, Rows: 5}}}
	}
	panics := func(context.Context, request.Arguments, []byte) exec.Answer { panic("secret") }
	bad := fault.New(fault.DatabaseValue, "not an Int").At("albums", 3, "id")
	bad.Table, bad.Columns, bad.Hint, bad.Details = "Album", []string{"id"}, "h", "d"
	large := `{"albums":"` + strings.Repeat("x", 100_000) + `"}`
	tests := []struct {
		name   string
		run    func(context.Context, request.Arguments, []byte) exec.Answer
		status int
		legacy int
		want   string
	}{
		{"data", albums(`{"albums":[1]}`), 200, 200, `{"data":{"albums":[1]}}`},
		{"large data", albums(large), 200, 200, `{"data":` + large + `}`},
		{
			"data and errors", albums(`{"albums":[null]}`, bad), 200, 200,
			`{"data":{"albums":[null]},"errors":[{"message":"not an Int","path":["albums",3,"id"],"extensions":{"code":"DATABASE_VALUE","columns":["id"],"details":"d","hint":"h","table":"Album"}}]}`,
		},
		{
			"null data", albums(``, fault.New(fault.DatabaseValue, "x").At("albums")), 200, 200,
			`{"data":null,"errors":[{"message":"x","path":["albums"],"extensions":{"code":"DATABASE_VALUE"}}]}`,
		},
		{"cuts", cutAnswer, 200, 200, `{"data":{"albums":[]},"extensions":{"limits":[{"path":["albums"],"rows":1000},{"path":["a",0,"b"],"rows":5}]}}`},
		{"panic", panics, 500, 500, `{"errors":[{"message":"internal error","extensions":{"code":"INTERNAL"}}]}`},
		{"no data and no error", albums(``), 500, 500, `{"errors":[{"message":"internal error","extensions":{"code":"INTERNAL"}}]}`},
		{"time", albums(``, gqltest.Fault(fault.LimitTime)), 503, 503, `{"errors":[{"message":"a message","extensions":{"code":"LIMIT_TIME"}}]}`},
		{"busy", albums(``, gqltest.Fault(fault.DatabaseBusy)), 503, 503, `{"errors":[{"message":"a message","extensions":{"code":"DATABASE_BUSY"}}]}`},
		{"rows", albums(``, gqltest.Fault(fault.LimitRows)), 400, 200, `{"errors":[{"message":"a message","extensions":{"code":"LIMIT_ROWS"}}]}`},
		{"database", albums(``, gqltest.Fault(fault.DatabaseError)), 200, 200, `{"data":null,"errors":[{"message":"a message","extensions":{"code":"DATABASE_ERROR"}}]}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for accept, status := range map[string]int{"application/graphql-response+json": tt.status, "application/json": tt.legacy} {
				w := send(t, post(`{"query": "{ albums { id } b: albums { id } }"}`, accept), Options{}, tt.run)
				if w.Code != status || w.Body.String() != tt.want {
					t.Errorf("%s: got %d %.300s, want %d %.300s", accept, w.Code, w.Body, status, tt.want)
				}
			}
		})
	}
}

// TestBuffersAreNotShared runs requests of different sizes over one server: each gets its own bytes.
func TestBuffersAreNotShared(t *testing.T) {
	s, f := newFake(t, Options{})
	f.Answer = func(_ context.Context, a request.Arguments, dst []byte) exec.Answer {
		n, _ := a[0].(int64)
		return exec.Answer{Data: append(dst, `{"albums":"`+strings.Repeat(strconv.Itoa(int(n%10)), int(n))+`"}`...)[len(dst):]}
	}
	server := newServer(s, newCache(), Options{})
	t.Run("group", func(t *testing.T) {
		for g := range 4 {
			t.Run(strconv.Itoa(g), func(t *testing.T) {
				t.Parallel()
				for i := range 200 {
					n := (i*37 + g*11) % 500
					r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql",
						strings.NewReader(fmt.Sprintf(`{"query": "query($n: Int) { albums(limit: $n) { id } }", "variables": {"n": %d}}`, n)))
					r.Header.Set("Content-Type", "application/json")
					w := httptest.NewRecorder()
					server.ServeHTTP(w, r)
					if want := `{"data":{"albums":"` + strings.Repeat(strconv.Itoa(n%10), n) + `"}}`; w.Body.String() != want {
						t.Fatalf("got %s, want %s", w.Body, want)
					}
				}
			})
		}
	})
}

func TestPanicsAndCausesAreReported(t *testing.T) {
	var reported []string
	o := Options{Report: func(_ context.Context, err error) { reported = append(reported, err.Error()) }}
	send(t, post(`{"query": "{ albums { id } b: albums { id } }"}`, ""), o,
		func(context.Context, request.Arguments, []byte) exec.Answer { panic("the reason") })
	send(t, post(`{"query": "{ albums { id } }"}`, ""), o,
		func(context.Context, request.Arguments, []byte) exec.Answer {
			return exec.Failed(gqltest.Fault(fault.DatabaseError))
		})
	if len(reported) != 2 || !strings.Contains(reported[0], "the reason") || !strings.Contains(reported[1], "DATABASE_ERROR") {
		t.Errorf("got %q", reported)
	}
}

func TestExpiredContext(t *testing.T) {
	s, _ := newFake(t, Options{})
	ctx, cancel := context.WithDeadline(t.Context(), time.Now().Add(-time.Second))
	defer cancel()
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/graphql", strings.NewReader(`{"query": "{ albums { id } }"}`))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	newServer(s, newCache(), Options{}).ServeHTTP(w, r)
	if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), `"code":"LIMIT_TIME"`) {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
}

func TestIntrospectionStandsBetweenFields(t *testing.T) {
	body := `{"query": "query($n: String = \"Album\") { a: __typename x: __type(name: $n) { name } b: __typename __schema { queryType { name } } }"}`
	w := send(t, post(body, ""), Options{}, nil)
	if want := `{"data":{"a":"Query","x":{"name":"Album"},"b":"Query","__schema":{"queryType":{"name":"Query"}}}}`; w.Body.String() != want {
		t.Errorf("got %s, want %s", w.Body, want)
	}
	w = send(t, post(`{"query": "{ __type(name: \"Label\") { name } }"}`, ""), Options{}, nil)
	if want := `{"data":{"__type":{"name":"Label"}}}`; w.Body.String() != want {
		t.Errorf("got %s, want %s", w.Body, want)
	}
	w = send(t, post(body, ""), Options{HideSchema: func(*http.Request) bool { return true }}, nil)
	if strings.Contains(w.Body.String(), "Album") || !strings.Contains(w.Body.String(), "errors") {
		t.Errorf("introspection is off, got %s", w.Body)
	}
}

func TestHiddenSchemaIsNotGuessed(t *testing.T) {
	listing := func(hint string) bool { return strings.Contains(hint, "title") || strings.Contains(hint, "hint") }
	hide := Options{HideSchema: func(r *http.Request) bool { return r.Header.Get("Far") != "" }}
	for _, document := range []string{
		"{ albums { titel } }", "{ albms { id } }", "{ albums(wher: {}) { id } }", "{ albums(where: {titel: {eq: 1}}) { id } }",
		"{ albums(distinctOn: [TITEL]) { id } }", "{ albums(where: {id: {equals: 1}}) { id } }",
		`query($w: AlbumWhere) { albums(where: $w) { id } }", "variables": {"w": {"titel": {"eq": 1}}}, "x": "`,
		`query($c: [AlbumColumn!]) { albums(distinctOn: $c) { id } }", "variables": {"c": ["TITEL"]}, "x": "`,
	} {
		body := `{"query": "` + document + `"}`
		far := post(body, "")
		far.header["Far"] = "1"
		w := send(t, far, hide, nil)
		if text := w.Body.String(); !strings.Contains(text, `"code":"REQUEST_`) || listing(text) {
			t.Errorf("%s tells of the schema: %s", document, text)
		}
		if near := send(t, post(body, ""), hide, nil).Body.String(); !strings.Contains(near, "hint") {
			t.Errorf("%s, for those who may see the schema: %s", document, near)
		}
	}
}

// TestHiddenSchemaKeepsNamesApart answers with a fault that lists names in every possible place.
func TestHiddenSchemaKeepsNamesApart(t *testing.T) {
	run := func(context.Context, request.Arguments, []byte) exec.Answer {
		return exec.Failed(fault.New(fault.SchemaUnknown, "there is no such column").WithHint("write another").
			WithNames(fault.Names{Guess: ". Did you mean title?", Details: "it has title", Hint: "title is not titel"}))
	}
	hide := Options{HideSchema: func(r *http.Request) bool { return r.Header.Get("Far") != "" }}
	const told = `{"errors":[{"message":"there is no such column. Did you mean title?","extensions":{"code":"SCHEMA_UNKNOWN",` +
		`"details":"it has title","hint":"write another; title is not titel"}}]}`
	const concealed = `{"errors":[{"message":"there is no such column","extensions":{"code":"SCHEMA_UNKNOWN","hint":"write another"}}]}`
	for far, want := range map[string]string{"": told, "1": concealed} {
		p := post(`{"query": "{ albums { id } }"}`, "")
		p.header["Far"] = far
		if got := send(t, p, hide, run).Body.String(); got != want {
			t.Errorf("far %q: got %s, want %s", far, got, want)
		}
	}
}

func TestErrorsSayWhatExists(t *testing.T) {
	tests := []struct{ document, message, hint string }{
		{`{ albums { titel } }`, `Cannot query field \"titel\" on type \"Album\". Did you mean \"title\" or \"live\"?`, `Album has title, live, nodeId, id, `},
		{`{ albms { id } }`, `Cannot query field \"albms\" on type \"Query\".`, `Query has albums, album, `},
		{`{ albums(wher: {}) { id } }`, `Unknown argument \"wher\"`, `albums takes where, orderBy, limit, offset, distinctOn`},
		{`{ albums(where: {titel: {eq: 1}}) { id } }`, `Field \"titel\" is not defined by type \"AlbumWhere\".`, `AlbumWhere has title, live, and, or, not, `},
		{`{ albums(where: {title: {equals: \"x\"}}) { id } }`, `\"equals\"`, `StringFilter has eq, `},
		{`{ albums(orderBy: {title: UP}) { id } }`, `\"UP\" does not exist in`, `OrderDirection has ASC, `},
		{`{ artist(by: {}) { id } }`, `OneOf Input Object \"ArtistKey\"`, `ArtistKey has id, name`},
	}
	for _, tt := range tests {
		w := send(t, post(`{"query": "`+tt.document+`"}`, ""), Options{}, nil)
		if body := w.Body.String(); !strings.Contains(body, tt.message) || !strings.Contains(body, `"hint":"`+tt.hint) {
			t.Errorf("%s\ngot  %s\nwant %s (%s)", tt.document, body, tt.message, tt.hint)
		}
	}
}

func TestErrorsAreBounded(t *testing.T) {
	w := send(t, post(`{"query": "{ albums { `+strings.Repeat("x ", 20)+`} }"}`, ""), Options{}, nil)
	if n := strings.Count(w.Body.String(), `"message"`); n == 0 || n > gqlfault.Max {
		t.Errorf("got %d errors", n)
	}
	w = send(t, post(`{"query": "{ albums(limit: \"`+strings.Repeat("x", 5000)+`\") { id } }"}`, ""), Options{}, nil)
	if w.Body.Len() > 1000 {
		t.Errorf("got an answer of %d bytes", w.Body.Len())
	}
}

// sent sends a document to a handler over a catalogue.
func sent(t *testing.T, h http.Handler, query string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": map[string]any{"no": false}})
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}
