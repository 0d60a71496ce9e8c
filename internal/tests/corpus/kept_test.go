package corpus_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"tiddly/db/dbtest"
	"tiddly/internal/cursor"
	"tiddly/internal/engine"
	gql "tiddly/internal/gql/serve"
	"tiddly/internal/kept"
	"tiddly/internal/tests/home"
)

// keeping returns a handler of a new database whose answers are kept, if there are some.
func keeping(t *testing.T, c testCase, answers func(func() (uint64, bool)) *kept.Answers) (http.Handler, *kept.Answers) {
	t.Helper()
	opened := dbtest.Open(t, database(t, c.schema))
	all := answers(opened.Date())
	s, _, err := engine.Load(t.Context(), opened, engine.Options{
		Limits: engine.DefaultLimits(), Cursors: cursor.NewKey([]byte("corpus")), Federation: c.federation, Kept: all,
	})
	if err != nil {
		t.Fatal(err)
	}
	return gql.NewHandler(s.View, home.Plain(), gql.Options{Timeout: time.Hour, CacheControl: "max-age=1"}), all
}

// TestKeptAnswersAreTheSame answers every case that reads several times, by a server that keeps answers and by one that does not. All
// answers are identical, header by header.
func TestKeptAnswersAreTheSame(t *testing.T) {
	type pair struct {
		with, without http.Handler
		answers       *kept.Answers
	}
	type kind struct {
		schema     string
		federation bool
	}
	opened, hits := map[kind]pair{}, uint64(0)
	open := func(c testCase) (p pair) {
		p.with, p.answers = keeping(t, c, func(now func() (uint64, bool)) *kept.Answers { return kept.New(kept.DefaultBytes, now) })
		p.without, _ = keeping(t, c, func(func() (uint64, bool)) *kept.Answers { return nil })
		return p
	}
	for _, c := range load(t) {
		if c.writes() {
			continue // nothing of it is kept
		}
		p, known := opened[kind{c.schema, c.federation}]
		if !known {
			p = open(c)
			opened[kind{c.schema, c.federation}] = p
		}
		t.Run(strings.TrimSuffix(c.path, ".txtar"), func(t *testing.T) {
			before := p.answers.Usage().Hits
			for round := range 4 {
				for _, method := range []string{http.MethodPost, http.MethodGet} {
					got, want := askBy(t, p.with, method, c), askBy(t, p.without, method, c)
					if got.Code != want.Code || !bytes.Equal(got.Body.Bytes(), want.Body.Bytes()) || !reflect.DeepEqual(got.Header(), want.Header()) {
						t.Errorf("round %d, %s: %d %v %s, if nothing is kept %d %v %s", round, method, got.Code, got.Header(), got.Body, want.Code, want.Header(), want.Body)
					}
				}
			}
			hits += p.answers.Usage().Hits - before
		})
	}
	if hits < 500 {
		t.Errorf("%d answers were given again: nothing was tried", hits)
	}
}

// askBy returns the answer to a case by a method.
func askBy(t *testing.T, h http.Handler, method string, c testCase) *httptest.ResponseRecorder {
	t.Helper()
	values := url.Values{"query": {c.query}}
	if c.operation != "" {
		values.Set("operationName", c.operation)
	}
	if c.rawVariables != nil {
		values.Set("variables", string(c.rawVariables))
	}
	r := httptest.NewRequestWithContext(t.Context(), method, "/graphql?"+values.Encode(), http.NoBody)
	if method == http.MethodPost {
		r = httptest.NewRequestWithContext(t.Context(), method, "/graphql", bytes.NewReader(messageOf(t, c)))
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/graphql-response+json")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}
