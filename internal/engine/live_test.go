package engine_test

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"tiddly/db"
	"tiddly/db/dbtest"
	"tiddly/db/dbtest/outside"
	"tiddly/internal/catalog"
	"tiddly/internal/engine"
	"tiddly/internal/exec"
	"tiddly/internal/fault"
	"tiddly/internal/request"
)

// town is a live database, another program that changes it, and the changes reported.
type town struct {
	t         *testing.T
	live      *engine.Live
	db        *counting
	elsewhere *sql.DB
	told      []engine.Change
}

// counting counts the loads of the catalogue, and can make them fail.
type counting struct {
	*db.Database
	read int
	err  error
}

// Inspect implements engine.Database.
func (c *counting) Inspect(ctx context.Context, o catalog.Overrides) (catalog.Source, error) {
	c.read++
	if c.err != nil {
		return catalog.Source{}, c.err
	}
	return c.Database.Inspect(ctx, o)
}

func live(t *testing.T, script string) *town {
	t.Helper()
	path := dbtest.Path(t, script)
	elsewhere, err := outside.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = elsewhere.Close() })
	w := &town{t: t, db: &counting{Database: dbtest.Open(t, path)}, elsewhere: elsewhere}
	w.live, _, err = engine.Open(t.Context(), w.db, engine.Options{Limits: engine.DefaultLimits()}, func(c engine.Change) { w.told = append(w.told, c) })
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *town) run(script string) {
	w.t.Helper()
	if _, err := w.elsewhere.ExecContext(w.t.Context(), script); err != nil {
		w.t.Fatal(err)
	}
}

// ask reads a column of a list on a snapshot.
func (w *town) ask(s *engine.Snapshot, table, field, column string) exec.Answer {
	w.t.Helper()
	p, err := s.Prepare(w.t.Context(), &request.Request{Fields: []*request.Field{{Key: field, Kind: request.List, Table: table, Query: all(get(column)...)}}})
	if err != nil {
		w.t.Fatal(err)
	}
	return s.Run(w.t.Context(), nil, p, nil, nil)
}

// TestChangesAreReportedBeforeTheyAreServed requires it of what another program changed, and of a column that became
// nullable: who sees the new tables finds them in the log.
func TestChangesAreReportedBeforeTheyAreServed(t *testing.T) {
	path := dbtest.Path(t, two)
	elsewhere, err := outside.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = elsewhere.Close() }()
	w := &town{t: t, elsewhere: elsewhere}
	var served []*engine.Snapshot
	w.live, _, err = engine.Open(t.Context(), dbtest.Open(t, path), engine.Options{Limits: engine.DefaultLimits()}, func(engine.Change) {
		served = append(served, w.live.Current())
	})
	if err != nil {
		t.Fatal(err)
	}
	first := w.live.Current()
	w.run("ALTER TABLE word ADD COLUMN m INT NOT NULL DEFAULT 1")
	w.live.Reload(t.Context())
	second := w.live.Current()
	w.run("INSERT INTO word(id, n, m) VALUES (1, 1, 'many')")
	w.ask(second, "Word", "words", "m")
	w.live.Widen(t.Context())
	if !slices.Equal(served, []*engine.Snapshot{first, second}) || w.live.Current() == second {
		t.Errorf("%d changes were reported; at each, one of %p %p %p was served: %p", len(served), first, second, w.live.Current(), served)
	}
}

const two = `CREATE TABLE shop(id INTEGER PRIMARY KEY, name TEXT); INSERT INTO shop VALUES (1, 'Corner');
	CREATE TABLE word(id INTEGER PRIMARY KEY, n INT);`

func TestEqualTablesKeepTheSnapshot(t *testing.T) {
	w := live(t, two)
	before := w.live.Current()
	w.run("CREATE TABLE gone(id INT); DROP TABLE gone; VACUUM")
	w.live.Reload(t.Context())
	w.live.Reload(t.Context())
	if w.live.Current() != before || w.db.read != 3 || len(w.told) > 0 {
		t.Errorf("swapped %v, read %d times, told %v", w.live.Current() != before, w.db.read, w.told)
	}
	w.run("ALTER TABLE word ADD COLUMN m INT")
	w.live.Reload(t.Context())
	if w.live.Current() == before {
		t.Error("a new column changes nothing")
	}
	want := []string{`table "word": column "m" is new, and served as m`}
	if len(w.told) != 1 || !slices.Equal(w.told[0].What, want) {
		t.Errorf("told %+v, want %+v", w.told, want)
	}
}

// TestRequestsReloadWhatHasChangedUnderThem requires that a request failing because of a change reloads the
// database itself and is retried.
func TestRequestsReloadWhatHasChangedUnderThem(t *testing.T) {
	w := live(t, two)
	old := w.live.Current()
	w.run("ALTER TABLE shop RENAME COLUMN name TO title")
	a := w.ask(old, "Shop", "shops", "name")
	if a.Data != nil || len(a.Errors) != 1 || a.Errors[0].Code != fault.SchemaChanged {
		t.Fatalf("a column that is gone gives %s %v", a.Data, a.Errors)
	}
	now := w.live.Current()
	if now == old || w.db.read != 2 {
		t.Fatalf("it was read %d times", w.db.read)
	}
	if a := w.ask(now, "Shop", "shops", "title"); string(a.Data) != `{"shops":[{"title":"Corner"}]}` {
		t.Errorf("the new name gives %s %v", a.Data, a.Errors)
	}
	// Requests in flight continue with the old snapshot, if they name nothing that was dropped.
	if a := w.ask(old, "Shop", "shops", "id"); string(a.Data) != `{"shops":[{"id":1}]}` {
		t.Errorf("the old snapshot gives %s %v", a.Data, a.Errors)
	}
	if want := `table "shop": column "name" is now called "title", and served as title`; len(w.told) != 1 || w.told[0].What[0] != want {
		t.Errorf("told %+v", w.told)
	}
}

func TestRequestsAreTriedAgainWhereThatHelps(t *testing.T) {
	w := live(t, two)
	w.run("ALTER TABLE shop RENAME TO elsewhere")
	w.db.err = nil
	back := &returning{counting: w.db, then: func() { w.run("ALTER TABLE elsewhere RENAME TO shop") }}
	l, _, err := engine.Open(t.Context(), back, engine.Options{Limits: engine.DefaultLimits()}, nil)
	if err != nil {
		t.Fatal(err)
	}
	w.run("ALTER TABLE elsewhere RENAME TO shop")
	l.Reload(t.Context())
	w.run("ALTER TABLE shop RENAME TO elsewhere")
	back.armed = true
	if a := w.ask(l.Current(), "Shop", "shops", "name"); string(a.Data) != `{"shops":[{"name":"Corner"}]}` {
		t.Errorf("a table that came back gives %s %v", a.Data, a.Errors)
	}
}

// returning puts a table back while the catalogue is read.
type returning struct {
	*counting
	armed bool
	then  func()
}

// Inspect implements engine.Database.
func (r *returning) Inspect(ctx context.Context, o catalog.Overrides) (catalog.Source, error) {
	if r.armed {
		r.armed = false
		r.then()
	}
	return r.counting.Inspect(ctx, o)
}

// restless has another mark at each look, and waits while the catalogue is read.
type restless struct {
	*counting
	looks int
	wait  chan struct{}
}

// Changed implements exec.Watched.
func (r *restless) Changed(context.Context) (string, error) {
	r.looks++
	return strconv.Itoa(r.looks), nil
}

// Inspect implements engine.Database.
func (r *restless) Inspect(ctx context.Context, o catalog.Overrides) (catalog.Source, error) {
	source, err := r.counting.Inspect(ctx, o)
	<-r.wait
	return source, err
}

// TestWaitingRequestsShareALoad requires that requests that wait while the catalogue is read look once more together, and
// not one after the other, even if the database has changed again whenever one looks.
func TestWaitingRequestsShareALoad(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &restless{counting: &counting{Database: dbtest.Open(t, dbtest.Path(t, two))}, wait: make(chan struct{}, 1)}
		r.wait <- struct{}{}
		l, _, err := engine.Open(t.Context(), r, engine.Options{Limits: engine.DefaultLimits()}, nil)
		if err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		for range 100 {
			all.Go(func() { l.Renew(t.Context()) })
			synctest.Wait()
		}
		close(r.wait)
		all.Wait()
		if r.read != 3 || r.looks != 3 {
			t.Errorf("the catalogue was read %d times after %d looks; want once at the start, by the first, and for those that waited", r.read, r.looks)
		}
	})
}

// TestBrokenViewsReadNothingAnew requires that a request that always fails does not reload the catalogue each
// time.
func TestBrokenViewsReadNothingAnew(t *testing.T) {
	w := live(t, two+"CREATE TABLE gone(a INT); CREATE VIEW v AS SELECT id FROM word WHERE id IN (SELECT a FROM gone);")
	s := w.live.Current()
	w.run("PRAGMA writable_schema = ON; DELETE FROM sqlite_schema WHERE name = 'gone'; PRAGMA writable_schema = OFF")
	w.run("CREATE TABLE other(a INT)")
	for range 3 {
		if a := w.ask(s, "V", "vs", "id"); a.Data != nil {
			t.Fatalf("the view gives %s", a.Data)
		}
	}
	if w.db.read != 2 {
		t.Errorf("the catalogue was read %d times", w.db.read)
	}
}

func TestFailedReadingsAreToldOnce(t *testing.T) {
	w := live(t, two)
	before := w.live.Current()
	w.db.err = fault.New(fault.DatabaseUnavailable, "no more")
	w.run("CREATE TABLE other(a INT)")
	for range 3 {
		w.live.Reload(t.Context())
	}
	if len(w.told) != 1 || w.told[0].Err == nil || w.live.Current() != before {
		t.Fatalf("told %v", w.told)
	}
	w.db.err = nil
	w.live.Reload(t.Context())
	if len(w.told) != 2 || !strings.Contains(w.told[1].What[0], `"other" is new`) {
		t.Errorf("told %v", w.told)
	}
}
