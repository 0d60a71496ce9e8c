package owning

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"
)

// withMail is a resolver that looks at a column, whatever the client selects.
const withMail = `func (r *queryResolver) Authors(ctx context.Context, where map[string]any, orderBy []map[string]any, limit *int32, offset *int32, distinctOn []string) ([]*model.Author, error) {
	all, err := many[model.Author](ctx, "authors", Arguments{"where": where, "orderBy": orderBy, "limit": limit, "offset": offset, "distinctOn": distinctOn})
	kept := []*model.Author{}
	for _, a := range all {
		if a.Email != nil && a.ID > 0 {
			kept = append(kept, a)
		}
	}
	return kept, err
}
`

// answer is what the server is to answer, a status of 0 being 200; body is JSON.
type answer struct {
	query  string
	status int
	body   string
}

// withFields makes a copy the project of testdata/fields.
func withFields(t *testing.T, dir string) {
	t.Helper()
	for to, from := range map[string]string{
		"db/schema.sql": "schema.sql", "graph/custom.graphqls": "custom.graphqls",
		"graph/custom.resolvers.go": "custom.resolvers.go.txt", "graph/resolver.go": "resolver.go.txt",
	} {
		write(t, dir, to, read(t, ".", "testdata/fields/"+from))
	}
	goTool(t, dir, "generate", "./...")
	replaceMethod(t, dir, "graph/schema.resolvers.go", withMail)
}

// TestFields asks for fields in Go as clients of any GraphQL server may: with fragments on unions and interfaces,
// directives, headers and extensions, and rows of which nothing is selected that the code reads.
func TestFields(t *testing.T) {
	dir := copyOf(t)
	withFields(t, dir)
	r := reader{dir: dir}
	defer r.stop(t)
	r.run(t, "go run .")
	for _, a := range answers {
		status, body := r.send(t, a.query)
		if a.status == 0 {
			a.status = http.StatusOK
		}
		if status != a.status || !reflect.DeepEqual(decoded(t, body), decoded(t, []byte(a.body))) {
			t.Errorf("%s\ngives %d %s\nwant  %d %s", a.query, status, body, a.status, a.body)
		}
	}
	r.stop(t)
	write(t, dir, "graph/resolver.go", "package graph\n\ntype Resolver struct{}\n\nfunc NewResolver() *Resolver { return &Resolver{} }\n")
	const missing = "there is no code for the declared directives: @atMost (graph/custom.graphqls), @note (graph/custom.graphqls), @upper (graph/custom.graphqls)"
	if out, err := tryGo(t, dir, "run", ".", "schema"); err == nil || !strings.Contains(out, missing) {
		t.Errorf("the directives have no code, got %v %s", err, out)
	}
}

// send sends a query with a header and an extension of its own, and returns the status and the body.
func (r *reader) send(t *testing.T, query string) (int, []byte) {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "extensions": map[string]any{"said": "in extensions"}})
	if err != nil {
		t.Fatal(err)
	}
	q, err := http.NewRequestWithContext(t.Context(), http.MethodPost, r.address, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	q.Header.Set("Content-Type", "application/json")
	q.Header.Set("Accept", "application/graphql-response+json")
	q.Header.Set("X-Said", "in a header")
	got, err := http.DefaultClient.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close() //nolint:errcheck // it was read
	text, err := io.ReadAll(got.Body)
	if err != nil {
		t.Fatal(err)
	}
	return got.StatusCode, text
}

var answers = []answer{
	// What several edited resolvers cost is known before one of them runs, as the engine knows it.
	{
		query:  `{ a: authors(limit: 1000) { books(limit: 60) { id } } b: authors(limit: 1000) { books(limit: 45) { id } } }`,
		status: 400,
		body: `{"errors": [{"message": "the request could read 107000 rows, the limit is 100000", "path": ["a", "books"],
			"extensions": {"code": "LIMIT_COST", "details": "a.books counts 60 rows for each of 1000 parents", "hint": "set a smaller limit on a.books or on the lists around it"}}]}`,
	},
	{
		query: `mutation { insertAuthors(input: [{id: 1, name: "Ada", email: "a@x"}, {id: 2, name: "Mary"}]) { nodes { initial } }
			insertBooks(input: [{id: 1, title: "Notes", authorId: 1}, {id: 2, title: "Valperga", authorId: 2}]) { affectedRows } }`,
		body: `{"data": {"insertAuthors": {"nodes": [{"initial": "A"}, {"initial": "M"}]}, "insertBooks": {"affectedRows": 2}}}`,
	},
	// The resolver reads email and id, and a field without @columns every column; one with @columns only those.
	{query: `{ authors { name } }`, body: `{"data": {"authors": [{"name": "Ada"}]}}`},
	{query: `{ authors { books { title } } }`, body: `{"data": {"authors": [{"books": [{"title": "Notes"}]}]}}`},
	{query: `{ authors { card email: name } }`, body: `{"data": {"authors": [{"card": "1 Ada <a@x>", "email": "Ada"}]}}`},
	{query: `{ a: author(by: {id: 2}) { card } b: author(by: {id: 1}) { initial } }`, body: `{"data": {"a": {"card": "2 Mary <nobody>"}, "b": {"initial": "A"}}}`},
	{query: `{ books { author { card } } }`, body: `{"data": {"books": [{"author": {"card": "1 Ada <a@x>"}}, {"author": {"card": "2 Mary <nobody>"}}]}}`},
	{query: `mutation { updateAuthor(by: {id: 2}, set: {name: "May"}) { node { card } query { authors { card } } } }`, body: `{"data": {"updateAuthor": {"node": {"card": "2 May <nobody>"}, "query": {"authors": [{"card": "1 Ada <a@x>"}]}}}}`},
	{query: `{ total }`, body: `{"data": {"total": 2}}`},
	// Unions and interfaces, of rows and of types in Go.
	{
		query: `{ hits { __typename ... on Author { id card books { title } } ... on Book { title author { n: name } } ... on Note { text } } }`,
		body: `{"data": {"hits": [{"__typename": "Note", "text": "ADA NOTES"},
			{"__typename": "Author", "id": 1, "card": "1 Ada <a@x>", "books": [{"title": "Notes"}]},
			{"__typename": "Author", "id": 2, "card": "2 May <nobody>", "books": [{"title": "Valperga"}]},
			{"__typename": "Book", "title": "Notes", "author": {"n": "Ada"}}, {"__typename": "Book", "title": "Valperga", "author": {"n": "May"}}]}}`,
	},
	{
		query: `{ hits { ... { ... on Hit { ... on Author { x: name } ... on Book { x: title } } } ...N ... on Node { nodeId } } } fragment N on Hit { ... on Note { x: text } }`,
		body: `{"data": {"hits": [{"x": "ADA NOTES"}, {"x": "Ada", "nodeId": "WyJBdXRob3IiLDFd"}, {"x": "May", "nodeId": "WyJBdXRob3IiLDJd"},
			{"x": "Notes", "nodeId": "WyJCb29rIiwxXQ"}, {"x": "Valperga", "nodeId": "WyJCb29rIiwyXQ"}]}}`,
	},
	{query: `{ authors { ... on Node { ... on Author { name } } } }`, body: `{"data": {"authors": [{"name": "Ada"}]}}`},
	{
		query: `{ authors { ...A } } fragment A on Hit { ... on Author { books { ... on Hit { ... on Book { title author { ... on Named { name } } } } } } }`,
		body:  `{"data": {"authors": [{"books": [{"title": "Notes", "author": {"name": "Ada"}}]}]}}`,
	},
	{query: `{ authors { initial ... on Named { ... on Author { email } } } }`, body: `{"data": {"authors": [{"initial": "A", "email": "a@x"}]}}`},
	{
		query: `{ pieces { ... on Note { text } ... on Clipping { name source } __typename } }`,
		body:  `{"data": {"pieces": [{"text": "A", "__typename": "Note"}, {"name": "b", "source": null, "__typename": "Clipping"}]}}`,
	},
	{
		query: `{ named { name __typename ... on Author { books { title } } ... on Clipping { source } } }`,
		body: `{"data": {"named": [{"name": "b", "__typename": "Clipping", "source": null}, {"name": "Ada", "__typename": "Author", "books": [{"title": "Notes"}]},
			{"name": "May", "__typename": "Author", "books": [{"title": "Valperga"}]}]}}`,
	},
	{
		query: `{ pages { nodeId ... on Book { author { name initial } } } }`,
		body: `{"data": {"pages": [{"nodeId": "WyJCb29rIiwxXQ", "author": {"name": "Ada", "initial": "A"}},
			{"nodeId": "WyJCb29rIiwyXQ", "author": {"name": "May", "initial": "M"}}]}}`,
	},
	// What the client sent beside the document.
	{query: `{ heard }`, body: `{"data": {"heard": "IN A HEADER IN EXTENSIONS"}}`},
	// Directives, on fields in Go, on their arguments, on inputs, and on fields of a document that the engine answers.
	{
		query: `{ authors { loud n: name @upper name books @skip(if: false) { title @upper } } books { id } }`,
		body:  `{"data": {"authors": [{"loud": "ADA", "n": "ADA", "name": "Ada", "books": [{"title": "NOTES"}]}], "books": [{"id": 1}, {"id": 2}]}}`,
	},
	{
		query: `mutation { updateAuthor(by: {id: 1}, set: {name: "Ada"}) { node { name @upper } query { books { title author { name @upper } } } } }`,
		body: `{"data": {"updateAuthor": {"node": {"name": "ADA"}, "query": {"books": [{"title": "Notes", "author": {"name": "ADA"}},
			{"title": "Valperga", "author": {"name": "MAY"}}]}}}}`,
	},
	{query: `{ few(limit: 1) { name } sized(size: {n: 3}) }`, body: `{"data": {"few": [{"name": "Ada"}], "sized": 3}}`},
	{
		query: `{ few(limit: 3) { name } }`,
		body:  `{"data": null, "errors": [{"message": "at most 2", "path": ["few", "limit"], "extensions": {"code": "REQUEST_REFUSED"}}]}`,
	},
	{
		query: `{ sized(size: {n: 4}) }`,
		body:  `{"data": null, "errors": [{"message": "at most 3", "path": ["sized", "size", "n"], "extensions": {"code": "REQUEST_REFUSED"}}]}`,
	},
	// Refusals: those of the engine as without code, those of the code with a code of their own, or the one it sets.
	{
		query: `{ books { title } authors(limit: -1) { name } }`, status: http.StatusBadRequest,
		body: `{"errors": [{"message": "limit must not be negative", "path": ["authors"], "extensions": {"code": "REQUEST_VALUE", "hint": "specify 0 or more, or omit limit"}}]}`,
	},
	{
		query: `{ a: few(limit: -1) { name } }`, status: http.StatusBadRequest,
		body: `{"errors": [{"message": "limit must not be negative", "path": ["a"], "extensions": {"code": "REQUEST_VALUE", "hint": "specify 0 or more, or omit limit"}}]}`,
	},
	{
		query: `{ denied a: denied(code: "MINE") }`,
		body: `{"data": {"denied": null, "a": null}, "errors": [
			{"message": "not for you", "path": ["denied"], "locations": [{"line": 1, "column": 3}], "extensions": {"code": "REQUEST_REFUSED"}},
			{"message": "not for you", "path": ["a"], "locations": [{"line": 1, "column": 10}], "extensions": {"code": "MINE"}}]}`,
	},
}

// TestOtherColumns serves a database in which a column is missing that code may read: no zero takes its place.
func TestOtherColumns(t *testing.T) {
	dir := copyOf(t)
	withFields(t, dir)
	write(t, dir, "db/schema.sql", strings.Replace(read(t, ".", "testdata/fields/schema.sql"), "email", "mail", 1))
	r := reader{dir: dir}
	defer r.stop(t)
	r.run(t, "go run .")
	if status, body := r.send(t, `{ authors { name } }`); status != http.StatusServiceUnavailable || !strings.Contains(string(body), "Author has no column email of the kind") {
		t.Errorf("got %d %s", status, body)
	}
	if status, body := r.send(t, `{ author(by: {id: 1}) { card } }`); status != http.StatusBadRequest || !strings.Contains(string(body), `Cannot query field \"card\"`) {
		t.Errorf("got %d %s", status, body)
	}
	if _, body := r.send(t, `{ author(by: {id: 1}) { initial } books { title } }`); string(body) != `{"data":{"author":null,"books":[]}}` {
		t.Errorf("got %s", body)
	}
}
