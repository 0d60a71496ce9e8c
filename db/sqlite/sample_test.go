package sqlite

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tiddly/internal/catalog"
)

// kindsOf inspects a file and returns the kind of each column, and the notes.
func kindsOf(t *testing.T, script string, o catalog.Overrides) (kinds, notes string) {
	t.Helper()
	d := openFile(t, Options{Path: newFile(t, script)})
	source, err := d.Inspect(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	var all, told []string
	for _, s := range source.Tables {
		for i := range s.Columns {
			c := &s.Columns[i]
			kind := s.Name + "." + c.Name + " " + c.Type.Kind.String()
			if c.HoldsBad {
				kind += " bad"
			}
			all = append(all, kind)
		}
	}
	for _, n := range source.Notes {
		told = append(told, n.Message)
	}
	return strings.Join(all, ", "), strings.Join(told, "\n")
}

// rows1000 is a list of a thousand numbers, around what a test inserts.
const rows1000 = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) "

func TestWhereCellsAreLookedAt(t *testing.T) {
	for name, c := range map[string]struct{ script, want string }{
		"the first rows":        {"CREATE TABLE t (id INTEGER PRIMARY KEY, v INT); INSERT INTO t VALUES (-5, 5000000000); " + rows1000 + "INSERT INTO t SELECT i, i FROM n", "t.id Int, t.v BigInt"},
		"the last rows":         {"CREATE TABLE t (id INTEGER PRIMARY KEY, v INT); INSERT INTO t VALUES (5000, 5000000000); " + rows1000 + "INSERT INTO t SELECT i, i FROM n", "t.id Int, t.v BigInt"},
		"the largest row id":    {"CREATE TABLE t (id INTEGER PRIMARY KEY, v INT); INSERT INTO t VALUES (5000000000, 5); " + rows1000 + "INSERT INTO t SELECT i, i FROM n", "t.id BigInt, t.v Int"},
		"the middle":            {"CREATE TABLE t (id INTEGER PRIMARY KEY, v INT); INSERT INTO t VALUES (5000, 5000000000); " + rows1000 + "INSERT INTO t SELECT i * 10 + 1, i FROM n", "t.id Int, t.v Int"},
		"the end of an index":   {"CREATE TABLE t (id INTEGER PRIMARY KEY, v INT); CREATE INDEX x ON t(v DESC); INSERT INTO t VALUES (5000, 5000000000); " + rows1000 + "INSERT INTO t SELECT i * 10 + 1, i FROM n", "t.id Int, t.v BigInt"},
		"the least of an index": {"CREATE TABLE t (id INTEGER PRIMARY KEY, v INT); CREATE INDEX x ON t(v, id); INSERT INTO t VALUES (5000, -5000000000); " + rows1000 + "INSERT INTO t SELECT i * 10 + 1, i FROM n", "t.id Int, t.v BigInt"},
		"a text above integers": {"CREATE TABLE t (id INTEGER PRIMARY KEY, v INT NOT NULL UNIQUE); INSERT INTO t VALUES (5000, 'x'); " + rows1000 + "INSERT INTO t SELECT i * 10 + 1, i FROM n", "t.id Int, t.v Int bad"},
		"an index of a part":    {"CREATE TABLE t (id INTEGER PRIMARY KEY, v INT); CREATE INDEX x ON t(v) WHERE v > 5; INSERT INTO t VALUES (5000, 5000000000); " + rows1000 + "INSERT INTO t SELECT i * 10 + 1, i FROM n", "t.id Int, t.v Int"},
		"another collation":     {"CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT); CREATE INDEX x ON t(v COLLATE NOCASE); INSERT INTO t VALUES (5000, x'ff'); " + rows1000 + "INSERT INTO t SELECT i * 10 + 1, i FROM n", "t.id Int, t.v String"},
		"without row ids":       {"CREATE TABLE t (a TEXT, b INT, v INT, PRIMARY KEY (a, b)) WITHOUT ROWID; INSERT INTO t VALUES ('z', 1, 5000000000); " + rows1000 + "INSERT INTO t SELECT 'a', i, i FROM n", "t.a String, t.b Int, t.v BigInt"},
		"hidden row ids":        {"CREATE TABLE t (rowid INT, oid INT, _rowid_ INT); INSERT INTO t VALUES (5000000000, 1, 1)", "t.rowid BigInt, t.oid Int, t._rowid_ Int"},
		"a generated column": {"CREATE TABLE t (id INTEGER PRIMARY KEY, j TEXT, g AS (1 + 2), v INT); INSERT INTO t VALUES (1, '{', 5000000000);" +
			"PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, '1 + 2', 'json(j)')", "t.id Int, t.j String, t.g String, t.v BigInt"},
		"another table of a key": {"CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p INT REFERENCES p, q INT); CREATE TABLE d (c INT REFERENCES c(p)); INSERT INTO p VALUES (5000000000)", "c.p BigInt, c.q Int, d.c BigInt, p.id BigInt"},
		"a STRICT table":         {"CREATE TABLE t (id INTEGER PRIMARY KEY, v INT, a ANY, x TEXT) STRICT; INSERT INTO t VALUES (1, 5000000000, 1.5, 'x')", "t.id Int, t.v BigInt, t.a Float, t.x String"},
		"a view":                 {"CREATE TABLE t (id INTEGER PRIMARY KEY); INSERT INTO t VALUES (1), (2); CREATE VIEW v AS SELECT sum(id) AS s, avg(id) AS a, group_concat(id) AS g FROM t", "t.id Int, v.s Int, v.a Float, v.g String"},
	} {
		t.Run(name, func(t *testing.T) {
			if kinds, notes := kindsOf(t, c.script, catalog.Overrides{}); kinds != c.want {
				t.Errorf("%s, want %s (%s)", kinds, c.want, notes)
			}
		})
	}
}

// TestViewsAreBounded has views that would never end: what was not looked at is told, and is the same each time.
func TestViewsAreBounded(t *testing.T) {
	script := "CREATE TABLE t (id INTEGER PRIMARY KEY, v INT); INSERT INTO t VALUES (1, 5000000000);" +
		"CREATE VIEW endless AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT sum(i) AS s FROM n;" +
		"CREATE VIEW late AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS s FROM n WHERE i % 5000 = 1;"
	first, notes := kindsOf(t, script, catalog.Overrides{})
	if first != "endless.s String, late.s Int, t.id Int, t.v BigInt" {
		t.Error(first)
	}
	for _, want := range []string{`view "endless" was not examined completely`, "values decided what columns are served as: late.s is Int", "t.v is BigInt (values beyond 32 bits); tiddly check lists them"} {
		if !strings.Contains(notes, want) {
			t.Errorf("%q is not in %s", want, notes)
		}
	}
	for range 3 {
		if again, told := kindsOf(t, script, catalog.Overrides{}); again != first || told != notes {
			t.Errorf("another time: %s %s", again, told)
		}
	}
}

func TestPinnedAndKnownColumnsAreNotLookedAt(t *testing.T) {
	const script = "CREATE TABLE t (id INTEGER PRIMARY KEY, v INT, w INT); INSERT INTO t VALUES (1, 5000000000, 5000000000)"
	pins := map[string]catalog.TableOverride{"t": {Columns: map[string]catalog.ColumnOverride{"v": {Kind: "Int"}}}}
	if kinds, _ := kindsOf(t, script, catalog.Overrides{Tables: pins}); kinds != "t.id Int, t.v Int, t.w BigInt" {
		t.Error(kinds)
	}
	d := openFile(t, Options{Path: newFile(t, script)})
	source, err := d.Inspect(t.Context(), catalog.Overrides{})
	if err != nil || len(source.Evidence) != 1 {
		t.Fatal(source.Evidence, err)
	}
	known := source.Evidence[0]
	known.Columns = append([]catalog.ColumnEvidence(nil), known.Columns...)
	known.Columns[2].Pin, known.Columns[2].Why = catalog.ColumnOverride{}, ""
	again, err := d.Inspect(t.Context(), catalog.Overrides{Look: catalog.Look{Known: map[string]catalog.Evidence{"t": known}}})
	if err != nil || again.Tables[0].Columns[1].Type.Kind != catalog.BigInt || again.Tables[0].Columns[2].Type.Kind != catalog.Int {
		t.Errorf("what is known is not kept: %+v %v", again.Tables, err)
	}
	known.Definition += " "
	if again, err = d.Inspect(t.Context(), catalog.Overrides{Look: catalog.Look{Known: map[string]catalog.Evidence{"t": known}}}); err != nil || again.Tables[0].Columns[2].Type.Kind != catalog.BigInt {
		t.Errorf("another definition is not looked at: %+v %v", again.Tables, err)
	}
}

// TestEveryRowIsLookedAt finds what a sample does not, and counts.
func TestEveryRowIsLookedAt(t *testing.T) {
	rows := 0
	d := openFile(t, Options{Path: newFile(t, "CREATE TABLE t (id INTEGER PRIMARY KEY, v INT); INSERT INTO t VALUES (5000, 5000000000); "+rows1000+"INSERT INTO t SELECT i * 10 + 1, i FROM n")})
	source, err := d.Inspect(t.Context(), catalog.Overrides{Look: catalog.Look{Every: true, Progress: func(_ string, n int) { rows += n }}})
	if err != nil {
		t.Fatal(err)
	}
	e := source.Evidence[0]
	if rows != 1001 || e.Rows != 1001 || !e.Every || e.Columns[1].Counts.Integer != 1001 || source.Tables[0].Columns[1].Type.Kind != catalog.BigInt {
		t.Errorf("%d rows, %+v", rows, e)
	}
}

// TestLookingAtManyTables bounds what looking costs: a thousand tables of a thousand rows.
func TestLookingAtManyTables(t *testing.T) {
	var b strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&b, "CREATE TABLE t%d (id INTEGER PRIMARY KEY, a TEXT, b DATETIME, c DECIMAL(10,2), d BOOLEAN, f INT);", i)
		fmt.Fprintf(&b, "INSERT INTO t%d SELECT i, 'text ' || i, '2024-01-02 03:04:05', i / 4.0, i %% 2, i FROM n;", i)
	}
	d := openFile(t, Options{Path: newFile(t, "BEGIN; CREATE TABLE n AS "+rows1000+"SELECT i FROM n; "+b.String()+" COMMIT;")})
	start := time.Now()
	source, err := d.Inspect(t.Context(), catalog.Overrides{})
	took := time.Since(start)
	t.Logf("%d tables are inspected in %v", len(source.Tables), took)
	if err != nil || len(source.Evidence) != 1001 || source.Evidence[5].Rows != 2*sampleRows {
		t.Errorf("%d tables were looked at (%v)", len(source.Evidence), err)
	}
}
