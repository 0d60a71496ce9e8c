package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tiddly/db"
	"tiddly/db/dbtest"
	"tiddly/db/dbtest/outside"
	"tiddly/internal/catalog"
	"tiddly/internal/engine"
)

// clock is a time that passes only by its test.
type clock struct{ now time.Time }

// liveAt is live with a clock.
func liveAt(t *testing.T, script string, overrides ...catalog.Overrides) (*town, *clock) {
	t.Helper()
	path := dbtest.Path(t, script)
	elsewhere, err := outside.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = elsewhere.Close() })
	at := &clock{time.Unix(1_700_000_000, 0)}
	w := &town{t: t, db: &counting{Database: dbtest.Open(t, path)}, elsewhere: elsewhere}
	o := engine.Options{Limits: engine.DefaultLimits(), Now: func() time.Time { return at.now }}
	for _, with := range overrides {
		o.Overrides = with
	}
	w.live, _, err = engine.Open(t.Context(), w.db, o, func(c engine.Change) { w.told = append(w.told, c) })
	if err != nil {
		t.Fatal(err)
	}
	return w, at
}

var _ engine.Database = (*db.Database)(nil)

// counters reads the rows of the counter, and returns the data and the paths of the errors.
func (w *town) counters() string {
	w.t.Helper()
	a := w.ask(w.live.Current(), "K", "ks", "n")
	text := string(a.Data)
	for _, f := range a.Errors {
		text += fmt.Sprint(" ", f.Code, f.Path)
	}
	return text
}

func (w *town) notes() []string {
	var all []string
	for _, c := range w.told {
		for _, n := range c.Notes {
			all = append(all, n.String())
		}
	}
	return all
}

const counter = "CREATE TABLE k(id INTEGER PRIMARY KEY, n INTEGER NOT NULL); INSERT INTO k VALUES (1, 5), (2, 6);"

// TestBadCellsWiden requires that a bad cell that comes later costs its list once, and that the field is nullable then,
// whatever is read again.
func TestBadCellsWiden(t *testing.T) {
	w, at := liveAt(t, counter+"CREATE TABLE other(id INTEGER PRIMARY KEY)")
	const both, lost, kept = `{"ks":[{"n":5},{"n":6}]}`, ` DATABASE_VALUE[ks 1 n]`, `{"ks":[{"n":5},{"n":null}]} DATABASE_VALUE[ks 1 n]`
	want := func(want string) {
		t.Helper()
		if got := w.counters(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	want(both)
	w.live.Widen(t.Context())
	w.run("UPDATE k SET n = '' WHERE id = 2")
	before := w.live.Current()
	want(lost)
	w.live.Widen(t.Context())
	want(kept)
	if w.live.Current() == before || w.db.read != 1 {
		t.Errorf("the catalogue was read %d times", w.db.read)
	}
	notes := w.notes()
	if len(notes) != 1 || !strings.Contains(notes[0], `column "n" of table "k"`) || !strings.Contains(notes[0], "tables.k.columns.n: {nullable: true}") {
		t.Errorf("told %q", notes)
	}
	if k := w.live.Current().Catalog.TableBySQL("k").ColumnBySQL("n"); !k.NotNull || !k.Required() || k.NonNull {
		t.Errorf("the input has changed: %+v", k)
	}
	if sdl := w.live.Current().Schema.SDL; !strings.Contains(sdl, "n: Int\n") || strings.Contains(sdl, "widened") {
		t.Errorf("the schema is %s", sdl)
	}
	// Another table's change keeps it, and so does one of the cells.
	w.run("ALTER TABLE other ADD COLUMN x INT; UPDATE k SET n = 6 WHERE id = 2")
	w.live.Renew(t.Context())
	want(both)
	w.run("UPDATE k SET n = 'x' WHERE id = 2")
	want(kept)
	// The table's own change does not.
	w.run("UPDATE k SET n = 6 WHERE id = 2; ALTER TABLE k ADD COLUMN m INT")
	w.live.Renew(t.Context())
	if w.live.Current().Catalog.TableBySQL("k").ColumnBySQL("n").Widened {
		t.Error("it is still nullable")
	}
	w.run("UPDATE k SET n = 'x' WHERE id = 2")
	want(lost)
	at.now = at.now.Add(time.Hour)
	w.live.Widen(t.Context())
	want(kept)
	w.run("UPDATE k SET n = 6 WHERE id = 2")
	w.live.Reload(t.Context()) // SIGHUP looks anew
	want(both)
	if w.live.Current().Catalog.TableBySQL("k").ColumnBySQL("n").Widened {
		t.Error("it is still nullable")
	}
	if notes := w.notes(); len(notes) != 1 {
		t.Errorf("told more than once: %q", notes)
	}
}

// TestPinnedColumnsDoNotWiden requires that what the settings have holds.
func TestPinnedColumnsDoNotWiden(t *testing.T) {
	no := false
	columns := map[string]catalog.ColumnOverride{"n": {Nullable: &no}}
	w, _ := liveAt(t, counter, catalog.Overrides{Tables: map[string]catalog.TableOverride{"k": {Columns: columns}}})
	w.run("UPDATE k SET n = '' WHERE id = 2")
	for range 2 {
		if got := w.counters(); got != " DATABASE_VALUE[ks 1 n]" {
			t.Errorf("got %s", got)
		}
		w.live.Widen(t.Context())
	}
}

// TestNullWidens requires the same of NULL in a column that is NOT NULL; its error stays.
func TestNullWidens(t *testing.T) {
	w, _ := liveAt(t, counter)
	w.run("PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, ' NOT NULL', '') WHERE name = 'k'; PRAGMA writable_schema = RESET; UPDATE k SET n = NULL WHERE id = 2")
	if got := w.counters(); got != " DATABASE_VALUE[ks 1 n]" {
		t.Errorf("got %s", got)
	}
	w.live.Widen(t.Context())
	if got := w.counters(); got != `{"ks":[{"n":5},{"n":null}]} DATABASE_VALUE[ks 1 n]` {
		t.Errorf("got %s", got)
	}
}

// TestThousandTablesWiden makes a thousand tables bad, one after another and by turns, and counts the schemas that were
// built meanwhile.
func TestThousandTablesWiden(t *testing.T) {
	var script strings.Builder
	script.WriteString("BEGIN;")
	for i := range 1000 {
		fmt.Fprintf(&script, "CREATE TABLE k%04d(id INTEGER PRIMARY KEY, n INTEGER NOT NULL, m TEXT NOT NULL); INSERT INTO k%04d VALUES (1, 5, 'x');", i, i)
	}
	script.WriteString("COMMIT;")
	w, at := liveAt(t, script.String())
	built, last := 0, w.live.Current()
	var pauses []time.Duration
	since := at.now
	step := func(d time.Duration) {
		at.now = at.now.Add(d)
		w.live.Widen(t.Context())
		if s := w.live.Current(); s != last {
			pauses = append(pauses, at.now.Sub(since))
			built, last, since = built+1, s, at.now
		}
	}
	read := func(i int, column string) {
		a := w.ask(w.live.Current(), fmt.Sprintf("K%04d", i), fmt.Sprintf("k%04ds", i), column)
		if len(a.Errors) != 1 {
			t.Fatalf("table %d gives %s %v", i, a.Data, a.Errors)
		}
	}
	script.Reset()
	for i := range 1000 {
		fmt.Fprintf(&script, "UPDATE k%04d SET n = 'bad', m = x'00';", i)
	}
	w.run("BEGIN;" + script.String() + "COMMIT;")
	for i := range 1000 {
		read(i, "n")
		step(100 * time.Millisecond)
		if i > 0 {
			read(i/2, "n") // one that is nullable, or will be
		}
	}
	for i := range 1000 {
		read(i%2*500+i/2, "m")
		step(100 * time.Millisecond)
	}
	step(2 * time.Minute)
	if !slices.IsSorted(pauses[1:len(pauses)-1]) || pauses[1] < time.Second || built > 12 {
		t.Errorf("%d schemas were built, after %v", built, pauses)
	}
	for i := range 1000 {
		table := w.live.Current().Catalog.TableBySQL(fmt.Sprintf("k%04d", i))
		if table.ColumnBySQL("n").NonNull || table.ColumnBySQL("m").NonNull {
			t.Fatalf("table %d is not nullable", i)
		}
	}
	if notes := w.notes(); len(notes) != 2000 || w.db.read != 1 {
		t.Errorf("%d notes, %d readings", len(notes), w.db.read)
	}
	w.live.Widen(t.Context())
	if w.live.Current() != last {
		t.Error("a schema was built for nothing")
	}
}
