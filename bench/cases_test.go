package bench

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"testing"

	"tiddly/internal/sample"
)

// The requests. The sizes are those of Chinook: 275 makers, 350 collections, 3,500 products.
const (
	listQuery = `query Pricey($above: Decimal!, $limit: Int!) {
  products(where: {price: {gt: $above}}, orderBy: [{price: ASC}], limit: $limit) {
    id name price weight stock released
  }
}`
	nestQuery = `query Collections($limit: Int!) {
  collections(orderBy: [{id: ASC}], limit: $limit) {
    id title
    maker { id name }
    products(orderBy: [{id: ASC}]) { id name price }
  }
}`
	keyQuery = `query Product($id: Int!) {
  product(by: {id: $id}) { id name price weight stock released }
}`
	wrongQuery = `query Wrong($limit: Int!) {
  products(limit: $limit) { id nam }
}`
)

// request is a body that a client would send.
type request struct {
	name  string
	query string
	// variables are those of the measured request, few those of the same request for fewer rows; nil where it has none.
	variables, few map[string]any
	// rows is the number of rows that the measured request returns more than the one for few.
	rows int
	// ids is the number of members called id in the answer.
	ids int
	// status is the HTTP status of our answer, levels the number of nested tables in the request.
	status, levels int
	// method is that of a request by REST; none is a request by GraphQL. Its calls are sends in turn.
	method string
	sends  []sent
}

// sent is what one call sends.
type sent struct {
	path string
	body []byte
}

var (
	list = request{
		name: "list", query: listQuery, status: http.StatusOK, levels: 1, rows: 90, ids: 100,
		variables: map[string]any{"above": "20.00", "limit": 100}, few: map[string]any{"above": "20.00", "limit": 10},
	}
	nest = request{
		name: "nest", query: nestQuery, status: http.StatusOK, levels: 2, rows: 45 * 11, ids: 50 * 12, // a collection, its maker, its ten products
		variables: map[string]any{"limit": 50}, few: map[string]any{"limit": 5},
	}
	key = request{
		name: "key", query: keyQuery, status: http.StatusOK, levels: 1, ids: 1, variables: map[string]any{"id": 1234},
	}
	wrong = request{
		name: "misspelt", query: wrongQuery, status: http.StatusBadRequest, variables: map[string]any{"limit": 100},
	}
)

// body encodes the request with one set of variables.
func (r *request) body(tb testing.TB, variables map[string]any) []byte {
	tb.Helper()
	b, err := json.Marshal(map[string]any{"query": r.query, "variables": variables})
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

// calls returns what the calls of the request send in turn, with one set of variables.
func (r *request) calls(tb testing.TB, variables map[string]any) []sent {
	tb.Helper()
	if r.sends != nil {
		return r.sends
	}
	return []sent{{graphQLPath, r.body(tb, variables)}}
}

// sets returns the sets of variables with which the request is asked.
func (r *request) sets() []map[string]any {
	if r.few == nil {
		return []map[string]any{r.variables}
	}
	return []map[string]any{r.variables, r.few}
}

const graphQLPath = "/graphql"

// contender is a handler that answers a request.
type contender struct {
	name    string
	handler http.Handler
}

// The names of the contenders in tables.
const (
	nameOurs     = "Tiddly"
	nameFloor    = "floor"
	nameEngineer = "encoding/json"
)

// match is a request and the contenders that answer it, ours first.
type match struct {
	request    *request
	contenders []contender
}

// matches returns the requests with the handlers for them, over one sample database.
func matches(tb testing.TB) []match {
	tb.Helper()
	path := samplePath(tb)
	ours, f, e := newOurs(tb, path), newFloor(tb, path), newEngineer(tb, path)
	beside := func(r *request, byHand, byEngineer http.Handler) match {
		return match{r, []contender{{nameOurs, ours}, {nameFloor, byHand}, {nameEngineer, byEngineer}}}
	}
	all := []match{
		beside(&list, f.handler(floorList), e.handler(e.list)),
		beside(&nest, f.handler(floorNest), e.handler(e.nest)),
		beside(&key, f.handler(floorKey), e.handler(e.key)),
		{&wrong, []contender{{nameOurs, ours}}},
	}
	all = append(all, deepMatch(tb, path, ours))
	return slices.Concat(all, writtenMatches(tb), restMatches(tb), manyMatches(tb))
}

func samplePath(tb testing.TB) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "shop.db")
	if _, err := sample.Write(context.Background(), path, sample.DefaultRows); err != nil {
		tb.Fatal(err)
	}
	return path
}

// caller sends the calls of a request to one handler, with as little overhead as possible: the handler is what is
// measured.
type caller struct {
	handler http.Handler
	request *http.Request
	reader  *bytes.Reader
	sends   []sent
	// next is the number of calls so far.
	next int
	sink sink
}

// newCaller returns a caller of a handler of GraphQL with one body.
func newCaller(tb testing.TB, handler http.Handler, body []byte) *caller {
	tb.Helper()
	return newCallerTo(tb, handler, http.MethodPost, []sent{{graphQLPath, body}})
}

// newCallerOf returns a caller with a request.
func newCallerOf(tb testing.TB, handler http.Handler, r *request, variables map[string]any) *caller {
	tb.Helper()
	return newCallerTo(tb, handler, cmp.Or(r.method, http.MethodPost), r.calls(tb, variables))
}

func newCallerTo(tb testing.TB, handler http.Handler, method string, sends []sent) *caller {
	tb.Helper()
	// A server's context can be cancelled, and a handler that watches it pays for that here too.
	ctx, cancel := context.WithCancel(context.Background())
	tb.Cleanup(cancel)
	c := &caller{handler: handler, sends: sends, reader: bytes.NewReader(nil), sink: sink{header: http.Header{}}}
	r, err := http.NewRequestWithContext(ctx, method, "http://127.0.0.1:8080"+sends[0].path, http.NoBody)
	if err != nil {
		tb.Fatal(err)
	}
	r.RemoteAddr = "127.0.0.1:40000"
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/graphql-response+json, application/json")
	r.Body = io.NopCloser(c.reader)
	c.request = r
	return c
}

// call sends the next of the calls.
func (c *caller) call() {
	s := &c.sends[c.next%len(c.sends)]
	c.next++
	c.reader.Reset(s.body)
	clear(c.sink.header)
	c.sink.status, c.sink.bytes = http.StatusOK, 0
	r := *c.request
	r.URL.Path, r.ContentLength = s.path, int64(len(s.body))
	c.handler.ServeHTTP(&c.sink, &r)
}

// answer sends the next of the calls, and returns the status and the body of its answer.
func (c *caller) answer() (int, []byte) {
	var kept bytes.Buffer
	c.sink.kept = &kept
	c.call()
	c.sink.kept = nil
	return c.sink.status, kept.Bytes()
}

// sink is a ResponseWriter that counts bytes, and keeps the body only where kept is set.
type sink struct {
	header        http.Header
	status, bytes int
	kept          *bytes.Buffer
}

func (s *sink) Header() http.Header { return s.header }

func (s *sink) WriteHeader(status int) { s.status = status }

func (s *sink) Write(b []byte) (int, error) {
	s.bytes += len(b)
	if s.kept != nil {
		s.kept.Write(b)
	}
	return len(b), nil
}
