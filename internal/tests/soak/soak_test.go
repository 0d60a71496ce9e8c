//go:build linux

package soak_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http/httptest"
	"os"
	"runtime"
	"sync"
	"testing"
	"time"

	"tiddly/db"
	"tiddly/db/dbtest"
	"tiddly/db/dbtest/outside"
	"tiddly/internal/clientaddr"
	"tiddly/internal/config"
	"tiddly/internal/engine"
	"tiddly/internal/fault"
	"tiddly/internal/gql/serve"
	"tiddly/internal/outgoing"
	"tiddly/internal/rest"
	"tiddly/internal/server"
	"tiddly/internal/tests/home"
)

// clients is the number of clients that ask at the same time.
const clients = 32

// script makes the tables: each client has an owner with items of its own. Other programs write to twin alone, whose
// rows are always equal.
const script = `PRAGMA journal_mode = WAL;
	CREATE TABLE owner (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
	WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40) INSERT INTO owner SELECT i, 'owner ' || i FROM n;
	CREATE TABLE item (
		id INTEGER PRIMARY KEY, owner_id INTEGER NOT NULL REFERENCES owner, version INTEGER NOT NULL, body TEXT NOT NULL, data BLOB NOT NULL
	);
	CREATE INDEX item_owner ON item (owner_id);
	CREATE TABLE twin (id INTEGER PRIMARY KEY, n INTEGER NOT NULL);
	INSERT INTO twin VALUES (1, 0), (2, 0), (3, 0);
	CREATE VIEW slow AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500000000) SELECT count(*) AS n FROM n;`

// timeout is the limit of a request and of a wait: no busy machine comes near it.
const timeout = 2 * time.Minute

// length returns how long the soak runs.
func length(t *testing.T) time.Duration {
	t.Helper()
	text := os.Getenv("TIDDLY_SOAK")
	if text == "" {
		return 3 * time.Second
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestSoak lets 32 clients read and write for a while, by GraphQL and by REST, some of which leave in the middle, with
// rows of any width, while another process changes the schema.
func TestSoak(t *testing.T) {
	if path := os.Getenv(disturbed); path != "" { // the process that disturb has started
		changeUntilEnd(t, path)
		return
	}
	path := dbtest.Path(t, script)
	files, goroutines := openFiles(t), runtime.NumGoroutine()
	s := start(t, path)
	stop := disturb(t, path)
	until := time.Now().Add(length(t))
	var all sync.WaitGroup
	asked := make([]counts, clients)
	for i := range clients {
		all.Go(func() { asked[i] = newClient(t, s, i+1).run(until) })
	}
	memory := observe(t, until)
	all.Wait()
	changes := stop()
	s.close(t)

	var sum counts
	for _, c := range asked {
		sum.add(c)
	}
	t.Logf("%d requests, %d of them left by their clients, %d writes, %d changes by another process", sum.asked, sum.left, sum.wrote, changes)
	if sum.asked < 10*clients || sum.left < clients || sum.wrote < clients || changes < 10 {
		t.Error("that is less than the soak is about")
	}
	memory.judge(t)
	settles(t, "files are open", files, func() int { return openFiles(t) })
	settles(t, "goroutines run", goroutines, runtime.NumGoroutine)
	sound(t, path)
}

// settles requires that a number comes back to what it was.
func settles(t *testing.T, what string, before int, now func() int) {
	t.Helper()
	n := now()
	for end := time.Now().Add(timeout / 4); n > before && time.Now().Before(end); n = now() {
		time.Sleep(10 * time.Millisecond)
	}
	if n > before {
		t.Errorf("%d %s in the end, and %d before", n, what, before)
	}
}

// sound checks the file as another program sees it.
func sound(t *testing.T, path string) {
	t.Helper()
	other, err := outside.Open(path, outside.ReadOnly)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = other.Close() }()
	var verdict string
	if err := other.QueryRowContext(t.Context(), "PRAGMA integrity_check").Scan(&verdict); err != nil || verdict != "ok" {
		t.Errorf("the file is %q (%v)", verdict, err)
	}
}

// served is a server of a database that is reloaded when it changes.
type served struct {
	database *db.Database
	server   *httptest.Server
	gate     *gate
	url      string
	stop     func()
}

func start(t *testing.T, path string) *served {
	t.Helper()
	database, err := db.Open(t.Context(), path, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	live, _, err := engine.Open(t.Context(), database, engine.Options{Limits: engine.DefaultLimits()}, func(c engine.Change) {
		if c.Err != nil {
			t.Errorf("a change cannot be served: %v", c.Err)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	watched := make(chan struct{})
	go func() { defer close(watched); live.Watch(ctx, 50*time.Millisecond) }()
	report := func(_ context.Context, err error) {
		if fault.From(err).Code != fault.SchemaChanged { // a request names a column that was there when it was planned
			t.Errorf("an error for the log: %v (%v)", err, errors.Unwrap(err))
		}
	}
	handler := server.New(server.Options{
		GraphQL:  serve.NewHandler(live.View, home.Plain(), serve.Options{Timeout: timeout, Report: report}),
		Tables:   rest.NewHandler(live.View, rest.Options{Timeout: timeout, Report: report}),
		Ready:    database.Ping,
		OurHost:  config.Loopback,
		Outgoing: outgoing.New(outgoing.Limits{Bytes: 256 << 20, Wait: timeout, Waiting: 1000}),
		Client:   clientaddr.New(nil, nil).Of,
		Log:      slog.New(slog.DiscardHandler),
	}).Handler()
	s := &served{database: database, gate: &gate{next: handler}}
	s.server = httptest.NewServer(s.gate)
	s.url, s.stop = s.server.URL, func() { cancel(); <-watched }
	return s
}

func (s *served) close(t *testing.T) {
	t.Helper()
	s.server.Close()
	s.stop()
	if err := s.database.Close(); err != nil {
		t.Error(err)
	}
}
