package corpus_test

import (
	"net/http"
	"testing"

	"tiddly/db/dbtest"
	"tiddly/internal/cursor"
	"tiddly/internal/engine"
	gql "tiddly/internal/gql/serve"
	"tiddly/internal/tests/home"
)

// serve returns the snapshot of a file.
func serve(t *testing.T, path string) *engine.Snapshot {
	t.Helper()
	s, _, err := engine.Load(t.Context(), dbtest.Open(t, path), engine.Options{
		Limits: engine.DefaultLimits(), Cursors: cursor.NewKey([]byte("corpus")),
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func handler(s *engine.Snapshot) http.Handler {
	return gql.NewHandler(s.View, home.Plain(), gql.Options{})
}
