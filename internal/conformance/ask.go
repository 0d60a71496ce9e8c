package conformance

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"

	"tiddly/internal/caller"
	"tiddly/internal/cursor"
	"tiddly/internal/engine"
	"tiddly/internal/gql/handwritten"
	"tiddly/internal/gql/serve"
	"tiddly/internal/rest"
)

// rowLimit is the limit of lists in the suite, small so that lists are cut; allRows is one that cuts none.
const (
	rowLimit = 40
	allRows  = 1000
)

// edges are the two edges over a database, in process.
type edges struct{ graphql, rest http.Handler }

// open serves a database with a limit of rows for lists.
func open(ctx context.Context, database engine.Database, o engine.Options, rows int, project *handwritten.Project) (*edges, error) {
	o.Limits = engine.DefaultLimits()
	o.Limits.Rows = rows
	o.Cursors = cursor.NewKey([]byte("conformance"))
	s, _, err := engine.Load(ctx, database, o)
	if err != nil {
		return nil, err
	}
	view := func(*caller.Caller) *engine.Snapshot { return s }
	return &edges{graphql: serve.NewHandler(view, project, serve.Options{}), rest: rest.NewHandler(view, rest.Options{})}, nil
}

// answer runs a case and returns its answers: the status and the body, on a line each.
func (e *edges) answer(ctx context.Context, c *Case) (answer, then string, err error) {
	var first []byte
	if c.First != "" {
		_, first = e.document(ctx, c.First, nil)
	}
	values, err := c.values(first)
	if err != nil {
		return "", "", err
	}
	answer = e.request(ctx, c.Request, values)
	if c.Then != "" {
		then = e.request(ctx, c.Then, nil)
	}
	return answer, then, nil
}

// request sends a document, or a REST request.
func (e *edges) request(ctx context.Context, text string, values map[string]any) string {
	found := restRequest.FindStringSubmatch(text)
	if found == nil {
		return shown(e.document(ctx, text, values))
	}
	body := strings.TrimSpace(strings.TrimPrefix(text, found[0]))
	r := httptest.NewRequestWithContext(ctx, found[1], found[2], strings.NewReader(body))
	return shown(send(e.rest, r))
}

func (e *edges) document(ctx context.Context, document string, values map[string]any) (int, []byte) {
	body, err := json.Marshal(map[string]any{"query": document, "variables": values})
	if err != nil {
		return 0, []byte(err.Error())
	}
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/graphql", bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/graphql-response+json")
	return send(e.graphql, r)
}

func send(h http.Handler, r *http.Request) (int, []byte) {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	result := w.Result()
	defer func() { _ = result.Body.Close() }()
	body, err := io.ReadAll(result.Body)
	if err != nil {
		return 0, []byte(err.Error())
	}
	return result.StatusCode, body
}

// anyCursor matches a cursor in an answer. Cursors are opaque: the suite uses them, and does not compare their texts.
var anyCursor = regexp.MustCompile(`"(cursor|startCursor|endCursor)":"[^"]*"`)

// shown returns an answer as the files have it.
func shown(status int, body []byte) string {
	text := anyCursor.ReplaceAllString(strings.TrimSpace(string(body)), `"$1":"…"`)
	return fmt.Sprintf("%d\n%s", status, text)
}
