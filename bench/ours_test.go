package bench

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"tiddly/db"
	"tiddly/internal/clientaddr"
	"tiddly/internal/config"
	"tiddly/internal/engine"
	"tiddly/internal/gql/serve"
	"tiddly/internal/outgoing"
	"tiddly/internal/rest"
	"tiddly/internal/server"
	"tiddly/internal/tests/home"
)

// newOurs returns the handler of Tiddly as it is served: routes, checks of the host, the limit on pending output,
// GraphQL.
func newOurs(tb testing.TB, path string) http.Handler {
	tb.Helper()
	return newOursWithin(tb, path, engine.DefaultLimits())
}

// newOursWithin is newOurs with other limits.
func newOursWithin(tb testing.TB, path string, l engine.Limits) http.Handler {
	tb.Helper()
	return handlerOf(loadWithin(tb, path, l))
}

// handlerOf returns the handler of a database that was opened.
func handlerOf(database *db.Database, snapshot *engine.Snapshot) http.Handler {
	quiet := slog.New(slog.DiscardHandler)
	const timeout = 10 * time.Second
	return server.New(server.Options{
		GraphQL:  serve.NewHandler(snapshot.View, home.Plain(), serve.Options{Timeout: timeout}),
		Tables:   rest.NewHandler(snapshot.View, rest.Options{Timeout: timeout}),
		Ready:    database.Ping,
		OurHost:  config.Loopback,
		Outgoing: outgoing.New(outgoing.Limits{Bytes: 64 << 20, Wait: timeout, Waiting: 1000}),
		Client:   clientaddr.New(nil, nil).Of,
		Log:      quiet,
	}).Handler()
}

func load(tb testing.TB, path string) (*db.Database, *engine.Snapshot) {
	tb.Helper()
	return loadWithin(tb, path, engine.DefaultLimits())
}

func loadWithin(tb testing.TB, path string, l engine.Limits) (*db.Database, *engine.Snapshot) {
	tb.Helper()
	database := openSample(tb, path)
	snapshot, _, err := engine.Load(tb.Context(), database, engine.Options{Limits: l})
	if err != nil {
		tb.Fatal(err)
	}
	return database, snapshot
}

func openSample(tb testing.TB, path string) *db.Database {
	tb.Helper()
	database, err := db.Open(tb.Context(), path, db.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := database.Close(); err != nil {
			tb.Error(err)
		}
	})
	return database
}

// statements returns the number of statements that the request runs.
func statements(t *testing.T, r *request, variables map[string]any) int {
	t.Helper()
	_, snapshot := load(t, samplePath(t))
	var body struct {
		Query     string
		Variables map[string]any
	}
	d := json.NewDecoder(strings.NewReader(string(r.body(t, variables))))
	d.UseNumber()
	if err := d.Decode(&body); err != nil {
		t.Fatal(err)
	}
	prepared, arguments, err := serve.Explain(t.Context(), snapshot, home.Plain(), body.Query, "", body.Variables)
	if err != nil {
		t.Fatal(err)
	}
	a := snapshot.Run(t.Context(), nil, prepared, arguments, nil)
	if len(a.Errors) > 0 {
		t.Fatal(a.Errors[0], a.Errors[0].Cause())
	}
	return a.Statements
}
