// Package graphtest serves your project in process, for tests of your resolvers: over a database of the test's own,
// with the names and accounts of tiddly.yml. Write such tests in the package graph_test.
package graphtest

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tiddly/db"
	"tiddly/graph"
	"tiddly/internal/auth/password"
	"tiddly/internal/caller"
	"tiddly/internal/engine"
	"tiddly/internal/gql/handwritten"
	"tiddly/internal/gql/serve"
)

// Update is the variable of the environment that makes Golden write its files.
const Update = "UPDATE_GOLDEN"

// Project is the project, served for a caller.
type Project struct {
	t       testing.TB
	handler http.Handler
	who     *caller.Caller
}

// New serves the project over a new database of a schema, such as db.Schema, and rows, which are statements of SQL. A
// field in Go that does not fit the tables fails the test.
func New(t testing.TB, schema string, rows ...string) *Project {
	t.Helper()
	return serveOf(t, graph.Project(), schema, rows)
}

// NewWith is like New, with a Resolver of the test's: its clients can be stand-ins.
func NewWith(t testing.TB, r *graph.Resolver, schema string, rows ...string) *Project {
	t.Helper()
	return serveOf(t, graph.ProjectOf(r), schema, rows)
}

func serveOf(t testing.TB, project *handwritten.Project, schema string, rows []string) *Project {
	t.Helper()
	s, database := settings(t), create(t, schema+";\n"+strings.Join(rows, ";\n"))
	users := s.Auth.Users
	if err := project.Check(); err != nil {
		t.Fatal(err)
	}
	snapshot, _, err := engine.Load(t.Context(), database, engine.Options{
		Overrides: s.Overrides, Limits: engine.DefaultLimits(), HashPassword: password.New(0).Hash,
		Users:      engine.NewUsers(users.Table, users.Identity, users.Password),
		Extensions: project.Extensions(), Generated: project.Generated,
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, note := range snapshot.Schema.Notes {
		t.Error(note)
	}
	report := serve.Options{Report: reporter(t)}
	return &Project{t: t, handler: serve.NewHandler(snapshot.View, project, report)}
}

// create opens a new database that a script fills, until the test ends.
func create(t testing.TB, script string) *db.Database {
	t.Helper()
	path := filepath.Join(t.TempDir(), "test.db")
	if err := db.Create(t.Context(), path, func(f db.Filler) error { return f.Exec(t.Context(), script) }); err != nil {
		t.Fatal(err)
	}
	database, err := db.Open(t.Context(), path, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := database.Close(); err != nil {
			t.Error(err)
		}
	})
	return database
}

// As returns the project as an account is served, by the key of its row in the accounts table: a text for each of its
// columns. Without one, the caller is a stranger.
func (p *Project) As(user ...string) *Project {
	out := *p
	out.who = nil
	if len(user) > 0 {
		out.who = &caller.Caller{Principal: caller.Principal{User: user}}
	}
	return &out
}

// Query returns the answer to a document, as JSON. Its variables are the members of at most one map.
func (p *Project) Query(document string, variables ...map[string]any) string {
	p.t.Helper()
	message := map[string]any{"query": document}
	for _, v := range variables {
		message["variables"] = v
	}
	body, err := json.Marshal(message)
	if err != nil {
		p.t.Fatal(err)
	}
	ctx := p.t.Context()
	if p.who != nil {
		ctx = caller.With(ctx, p.who)
	}
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/graphql", bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	p.handler.ServeHTTP(w, r)
	return w.Body.String()
}

// Golden requires that the answer to a document is the one in testdata/name.json. With UPDATE_GOLDEN set it writes the
// file: look at what has changed.
func (p *Project) Golden(name, document string, variables ...map[string]any) {
	p.t.Helper()
	var got bytes.Buffer
	if err := json.Indent(&got, []byte(p.Query(document, variables...)), "", "  "); err != nil {
		p.t.Fatal(err)
	}
	got.WriteByte('\n')
	path := filepath.Join("testdata", name+".json")
	if os.Getenv(Update) != "" {
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			p.t.Fatal(err)
		}
		if err := os.WriteFile(path, got.Bytes(), 0o600); err != nil {
			p.t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path) //nolint:gosec // a file of the test
	if err != nil {
		p.t.Fatalf("%v; set %s to write it", err, Update)
	}
	if !bytes.Equal(got.Bytes(), want) {
		p.t.Errorf("%s\nanswers\n%s\nand %s has\n%s", document, got.Bytes(), path, want)
	}
}
