package corpus_test

import (
	"net/http"
	"testing"
	"time"

	"tiddly/db/dbtest"
	"tiddly/internal/cursor"
	"tiddly/internal/engine"
	gql "tiddly/internal/gql/serve"
	"tiddly/internal/tests/home"
)

// serve returns the snapshot of a file.
func serve(t *testing.T, path string) *engine.Snapshot {
	t.Helper()
	return serveAs(t, path, false)
}

// serveAs returns the snapshot of a file, as a subgraph where federation is set.
func serveAs(t *testing.T, path string, federation bool) *engine.Snapshot {
	t.Helper()
	s, _, err := engine.Load(t.Context(), dbtest.Open(t, path), engine.Options{
		Limits: engine.DefaultLimits(), Cursors: cursor.NewKey([]byte("corpus")), Federation: federation,
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func handler(s *engine.Snapshot) http.Handler {
	// How long a busy machine takes for a request decides nothing here.
	return gql.NewHandler(s.View, home.Plain(), gql.Options{Timeout: time.Hour})
}
