package sqlite

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	sqlite3 "github.com/mattn/go-sqlite3"

	"tiddly/db/sqlite/draft"
	"tiddly/internal/catalog"
)

// inspected creates a database by a script and reads its catalogue.
func inspected(t *testing.T, script string) catalog.Source {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.db")
	err := Create(t.Context(), path, func(f *draft.Filling) error { return f.Exec(t.Context(), script) })
	if err != nil {
		t.Fatal(err)
	}
	return inspectFile(t, path)
}

func inspectFile(t *testing.T, path string) catalog.Source {
	t.Helper()
	d, err := Open(t.Context(), Options{Path: path, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	source, err := d.Inspect(t.Context(), catalog.Overrides{})
	if err != nil {
		t.Fatal(err)
	}
	return source
}

// summary returns what was read of a table, a line for each column, key and foreign key.
func summary(source catalog.Source) string {
	var b strings.Builder
	for _, s := range source.Tables {
		fmt.Fprintf(&b, "%s view=%v rowid=%s\n", s.Name, s.View, s.RowID)
		for _, c := range s.Columns {
			fmt.Fprintf(&b, "  %s %s %s", c.Name, c.Declared, c.Type.Kind)
			for _, flag := range []struct {
				on   bool
				name string
			}{
				{c.NotNull, "notnull"},
				{c.Checked, "checked"},
				{c.HasDefault, "default"},
				{c.Generated, "generated"},
				{c.Collated, "collated"},
			} {
				if flag.on {
					b.WriteString(" " + flag.name)
				}
			}
			if c.EnumValues != nil {
				b.WriteString(" " + strings.Join(c.EnumValues, "|"))
			}
			b.WriteString("\n")
		}
		if s.PrimaryKey.Columns != nil {
			fmt.Fprintf(&b, "  pk %s%s\n", strings.Join(s.PrimaryKey.Columns, ","), compared(s.PrimaryKey.Comparisons))
		}
		for _, k := range s.UniqueKeys {
			fmt.Fprintf(&b, "  unique %s%s\n", strings.Join(k.Columns, ","), compared(k.Comparisons))
		}
		for _, k := range s.ForeignKeys {
			once := ""
			if k.Unique {
				once = " once"
			}
			fmt.Fprintf(&b, "  fk %s > %s(%s)%s\n", strings.Join(k.Columns, ","), k.Target, strings.Join(k.TargetColumns, ","), compared(k.Comparisons)+once)
		}
	}
	for _, n := range source.Notes {
		b.WriteString(n.Message + "\n")
	}
	return b.String()
}

func compared(all catalog.Comparisons) string {
	if all == nil {
		return ""
	}
	return fmt.Sprintf(" by %q", all)
}

func wantSummary(t *testing.T, script, want string) {
	t.Helper()
	if got := summary(inspected(t, script)); got != strings.TrimPrefix(strings.ReplaceAll(want, "\t", ""), "\n") {
		t.Errorf("got:\n%s", got)
	}
}

func TestInspectColumns(t *testing.T) {
	wantSummary(t, `
		CREATE TABLE "o'brien" (id INTEGER PRIMARY KEY, "a""b" TEXT NOT NULL DEFAULT 'x', [c d] DECIMAL(10,2), e,
			f INT AS (id + 1) VIRTUAL, g TEXT AS (id) STORED, h TEXT COLLATE NOCASE, i TEXT, s TEXT NOT NULL CHECK (s IN ('on','off')));
		CREATE INDEX i1 ON "o'brien"(i COLLATE RTRIM);
		CREATE INDEX i2 ON "o'brien"(lower("a""b"));
		CREATE TABLE strict (a TEXT PRIMARY KEY, b ANY, c INT NOT NULL) STRICT;
		CREATE VIEW v AS SELECT id, upper(h) AS u FROM "o'brien";`, `
		o'brien view=false rowid=
		  id INTEGER Int notnull default
		  a"b TEXT String notnull default
		  c d DECIMAL(10,2) Decimal
		  e  String
		  f INT Int generated
		  g TEXT String generated
		  h TEXT String collated
		  i TEXT String collated
		  s TEXT Enum notnull on|off
		  pk id
		strict view=false rowid=rowid
		  a TEXT String notnull checked
		  b ANY String
		  c INT Int notnull checked
		  pk a
		v view=true rowid=
		  id INTEGER Int collated
		  u  String collated
		`)
}

func TestInspectKeys(t *testing.T) {
	wantSummary(t, `
		CREATE TABLE loose (a TEXT PRIMARY KEY, rowid INT);
		CREATE TABLE hidden (rowid, _rowid_, oid, UNIQUE (rowid, oid));
		CREATE TABLE descending (a INTEGER PRIMARY KEY DESC);
		CREATE TABLE small (a INT PRIMARY KEY);
		CREATE TABLE wr (a TEXT, b INT, PRIMARY KEY (b, a)) WITHOUT ROWID;
		CREATE TABLE u (a TEXT, b TEXT, c TEXT UNIQUE, UNIQUE (b, a));
		CREATE UNIQUE INDEX partial ON u(a) WHERE b IS NOT NULL;
		CREATE UNIQUE INDEX expression ON u(lower(a), b);
		CREATE INDEX plain ON u(b);
		CREATE UNIQUE INDEX wide ON u(a, c);`, `
		descending view=false rowid=rowid
		  a INTEGER Int
		  pk a
		hidden view=false rowid=
		  rowid  String
		  _rowid_  String
		  oid  String
		  unique rowid,oid
		loose view=false rowid=_rowid_
		  a TEXT String
		  rowid INT Int
		  pk a
		small view=false rowid=rowid
		  a INT Int
		  pk a
		u view=false rowid=rowid
		  a TEXT String
		  b TEXT String
		  c TEXT String
		  unique a,c
		  unique b,a
		  unique c
		wr view=false rowid=
		  a TEXT String notnull
		  b INT Int notnull
		  pk b,a
		`)
}

// TestKeysThatAreGivenAgain checks that keys count as reused where SQLite continues from the largest existing row id.
func TestKeysThatAreGivenAgain(t *testing.T) {
	for definition, want := range map[string]bool{
		"id INTEGER PRIMARY KEY":                                 true,
		"id INTEGER, PRIMARY KEY (id)":                           true,
		`id integer primary key, "AUTOINCREMENT" TEXT`:           true,
		"id INTEGER PRIMARY KEY, a TEXT DEFAULT 'AUTOINCREMENT'": true,
		"id INTEGER PRIMARY KEY AUTOINCREMENT":                   false,
		"id INTEGER, PRIMARY KEY (id autoincrement)":             false,
		"id INT PRIMARY KEY":                                     false,
		"id TEXT PRIMARY KEY":                                    false,
		"id INTEGER, b INTEGER, PRIMARY KEY (id, b)":             false,
		"id INTEGER": false,
	} {
		source := inspected(t, "CREATE TABLE t ("+definition+");")
		if got := source.Tables[0].KeysReused; got != want {
			t.Errorf("%s: %v", definition, got)
		}
	}
}

func TestInspectForeignKeys(t *testing.T) {
	wantSummary(t, `
		CREATE TABLE Target (Id INTEGER PRIMARY KEY, B INT, UNIQUE (Id, B));
		CREATE TABLE child (x INT REFERENCES TARGET, Y INT REFERENCES gone(ID), z INT,
			FOREIGN KEY (X, z) REFERENCES target(ID, b));`, `
		Target view=false rowid=
		  Id INTEGER Int notnull default
		  B INT Int
		  pk Id
		  unique Id,B
		child view=false rowid=rowid
		  x INT Int
		  Y INT Int
		  z INT Int
		  fk x > Target()
		  fk Y > gone(ID)
		  fk x,z > Target(Id,B)
		table "child" is served without inserts, updates of "Y", deletes (the foreign key to "gone" names the table gone, which does not exist)
		`)
}

func TestInspectLeavesOut(t *testing.T) {
	wantSummary(t, `
		CREATE TABLE kept (a, b BLOB);
		CREATE TABLE _tiddly_session (a);
		CREATE TABLE counted (id INTEGER PRIMARY KEY AUTOINCREMENT);
		CREATE VIRTUAL TABLE box USING rtree(id, x1, x2);
		CREATE VIEW good AS SELECT a, b FROM kept;
		CREATE VIEW broken AS SELECT * FROM missing;
		CREATE VIEW unknown AS SELECT no_such_function(a) FROM kept;`, `
		counted view=false rowid=
		  id INTEGER Int notnull default
		  pk id
		good view=true rowid=
		  a  String
		  b BLOB Bytes
		kept view=false rowid=rowid
		  a  String
		  b BLOB Bytes
		table "box" is left out: it is a virtual table
		view "broken" is left out: it names the table missing, which does not exist
		view "unknown" is left out: it calls the function no_such_function, which this server does not have
		`)
}

// TestMissingModule checks that the tables of a module that is not linked in do not become tables of the API, and do
// not prevent the others from being read.
func TestMissingModule(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	made, err := (&sqlite3.SQLiteDriver{}).Open(path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = made.(*sqlite3.SQLiteConn).ExecContext(t.Context(), `CREATE TABLE kept (a); CREATE TABLE docs_data (a);
		CREATE TABLE docs_more (a); PRAGMA writable_schema = ON;
		INSERT INTO sqlite_schema VALUES ('table', 'docs', 'docs', 0, 'CREATE VIRTUAL TABLE docs USING FTS5(a, b)')`, nil)
	if err := errors.Join(err, made.Close()); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range inspectFile(t, path).Tables {
		names = append(names, s.Name)
	}
	if got := strings.Join(names, " "); got != "docs_more kept" {
		t.Errorf("tables: %s", got)
	}
}

func TestInspectOverrides(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	err := Create(t.Context(), path, func(f *draft.Filling) error {
		return f.Exec(t.Context(), `CREATE TABLE t (a INTEGER, b TEXT)`)
	})
	if err != nil {
		t.Fatal(err)
	}
	d, err := Open(t.Context(), Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	column := func(o catalog.ColumnOverride) catalog.Overrides {
		return catalog.Overrides{Tables: map[string]catalog.TableOverride{"t": {Columns: map[string]catalog.ColumnOverride{"a": o}}}}
	}
	source, err := d.Inspect(t.Context(), column(catalog.ColumnOverride{Kind: "DateTime", Epoch: "ms"}))
	if err != nil || source.Tables[0].Columns[0].Type.Kind != catalog.DateTime {
		t.Error(source, err)
	}
	if _, err = d.Inspect(t.Context(), column(catalog.ColumnOverride{Kind: "Number"})); err == nil || !strings.Contains(err.Error(), "column a of table t") {
		t.Error("a kind that does not exist must be refused, with the column's name:", err)
	}
}

// TestChinook checks what is served of real data that nobody prepared.
func TestChinook(t *testing.T) {
	folder := os.Getenv("TIDDLY_CHINOOK")
	if folder == "" {
		folder = filepath.Join("..", "..", "..", "shared", "chinook")
	}
	path := filepath.Join(folder, "chinook.sqlite")
	if _, err := os.Stat(path); err != nil {
		if os.Getenv("TIDDLY_REQUIRE_CHINOOK") != "" {
			t.Fatal("Chinook is required and not there:", err)
		}
		t.Skip("Chinook is neither in $TIDDLY_CHINOOK nor in ../shared/chinook")
	}
	c, notes, err := catalog.Build(inspectFile(t, path), catalog.Overrides{}, catalog.BuildOptions{StrictNames: true})
	if err != nil || len(notes) > 0 {
		t.Fatal(notes, err)
	}
	var b strings.Builder
	for _, table := range c.Tables {
		fmt.Fprintf(&b, "%s %s %s:", table.TypeName, table.ListField, table.SingleField)
		for _, r := range table.Relations {
			b.WriteString(" " + r.Name)
		}
		b.WriteString("\n")
	}
	const want = `Album albums album: artist tracks
Artist artists artist: albums
Customer customers customer: supportRep invoices
Employee employees employee: reportsToRef customers employees
Genre genres genre: tracks
Invoice invoices invoice: customer invoiceLines
InvoiceLine invoiceLines invoiceLine: invoice track
MediaType mediaTypes mediaType: tracks
Playlist playlists playlist: playlistTracks tracks
PlaylistTrack playlistTracks playlistTrack: playlist track
Track tracks track: album mediaType genre invoiceLines playlistTracks playlists
`
	if b.String() != want {
		t.Errorf("got:\n%s", b.String())
	}
}

// TestManyTables checks that a thousand tables, with keys and indexes, are read quickly.
func TestManyTables(t *testing.T) {
	var b strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&b, `CREATE TABLE t%d (id INTEGER PRIMARY KEY, a TEXT NOT NULL UNIQUE, b DATETIME, c DECIMAL(10,2), d BOOLEAN,
			e TEXT CHECK (e IN ('x','y')), f INT REFERENCES t%d, g INT REFERENCES t%d, UNIQUE (f, g));`, i, i/2, i/3)
	}
	path := filepath.Join(t.TempDir(), "x.db")
	err := Create(t.Context(), path, func(f *draft.Filling) error { return f.Exec(t.Context(), b.String()) })
	if err != nil {
		t.Fatal(err)
	}
	d, err := Open(t.Context(), Options{Path: path, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	start := time.Now()
	source, err := d.Inspect(t.Context(), catalog.Overrides{})
	if err != nil {
		t.Fatal(err)
	}
	read := time.Since(start)
	c, _, err := catalog.Build(source, catalog.Overrides{}, catalog.BuildOptions{})
	if err != nil || len(c.Tables) != 1000 || len(c.Enums) != 1000 {
		t.Fatal(err)
	}
	built := time.Since(start) - read
	t.Logf("read in %v, built in %v", read, built)
	if read > 2*time.Second || built > 2*time.Second {
		t.Errorf("read in %v, built in %v: something is done for each table that should be done once", read, built)
	}
}

// TestNoSchemas requires that the setting of another engine is not passed over in silence.
func TestNoSchemas(t *testing.T) {
	d, err := Open(t.Context(), Options{Path: filepath.Join(t.TempDir(), "a.db"), Create: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	if _, err := d.Inspect(t.Context(), catalog.Overrides{Schemas: []string{"main"}}); err == nil || !strings.Contains(err.Error(), "schemas") {
		t.Error(err)
	}
}
