package sqlite

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tiddly/db/dbtest/outside"
	"tiddly/internal/catalog"
	"tiddly/internal/exec"
	"tiddly/internal/fault"
)

// foreignTable returns a file with a table under the collation unicase, and the index that the program left.
func foreignTable(t *testing.T, definition string) *Database {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.db")
	db, err := outside.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.ExecContext(t.Context(), definition+`; INSERT INTO tag VALUES ('b', 1), ('A', 2), ('C', 3);
		PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'NOCASE', 'unicase'); PRAGMA writable_schema = OFF`)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	d := openFile(t, Options{Path: path})
	if _, err := d.Inspect(t.Context(), catalog.Overrides{}); err != nil {
		t.Fatal(err)
	}
	return d
}

// TestStandInsAreNeverAsked requires that a statement which compares by a collation that SQLite does not have fails,
// whatever it would return, and that the connection is usable afterwards.
func TestStandInsAreNeverAsked(t *testing.T) {
	d := foreignTable(t, "CREATE TABLE tag(name TEXT PRIMARY KEY COLLATE NOCASE, usn INT)")
	for _, sql := range []string{
		"SELECT usn FROM tag WHERE name = 'b'", "SELECT usn FROM tag WHERE name > 'b'", "SELECT name FROM tag ORDER BY +name",
		"SELECT max(+name) FROM tag", "SELECT count(DISTINCT +name) FROM tag", "SELECT name FROM tag GROUP BY +name",
		"SELECT 1 FROM tag AS a JOIN tag AS b ON a.name = b.name",
	} {
		err := d.Read(t.Context(), false, func(r exec.Reader) error {
			_, err := readerAsk(r)(sql, 1)
			return err
		})
		if f := fault.From(err); err == nil || f.Code != fault.DatabaseError || !strings.Contains(f.Message, "collation") {
			t.Errorf("%s: %v", sql, err)
		}
		if got := cells(t, d, "SELECT usn FROM tag WHERE name COLLATE BINARY = 'A'"); !slices.Equal(got, []string{"2"}) {
			t.Errorf("after %s: %v", sql, got)
		}
	}
}

// TestNoIndexIsSearchedUnderAForeignCollation looks at the plans of the derived tables that statements read.
func TestNoIndexIsSearchedUnderAForeignCollation(t *testing.T) {
	const rowIDs = `(SELECT (name COLLATE BINARY) AS name, usn, rowid FROM tag) AS t`
	const scanned = `(SELECT (name COLLATE BINARY) AS name, usn FROM tag LIMIT -1) AS t`
	for _, c := range []struct{ definition, from, where, want, usn string }{
		{"CREATE TABLE tag(name TEXT PRIMARY KEY COLLATE NOCASE, usn INT)", rowIDs, "name = 'A'", "SCAN tag", "2"},
		{"CREATE TABLE tag(name TEXT PRIMARY KEY COLLATE NOCASE, usn INT)", rowIDs, "name > 'A'", "SCAN tag", "3"},
		{"CREATE TABLE tag(name TEXT PRIMARY KEY COLLATE NOCASE, usn INT)", rowIDs, "name IN ('A', 'B')", "SCAN tag", "2"},
		{"CREATE TABLE tag(name TEXT PRIMARY KEY COLLATE NOCASE, usn INT)", rowIDs, "rowid = 2", "SEARCH tag USING INTEGER PRIMARY KEY", "2"},
		{"CREATE TABLE tag(name TEXT COLLATE NOCASE, usn INT PRIMARY KEY)", rowIDs, "usn = 2", "SEARCH tag USING COVERING INDEX sqlite_autoindex_tag_1 (usn=?)", "2"},
		{"CREATE TABLE tag(name TEXT PRIMARY KEY COLLATE NOCASE, usn INT UNIQUE) WITHOUT ROWID", scanned, "usn = 2", "SCAN tag", "2"},
		{"CREATE TABLE tag(name TEXT PRIMARY KEY COLLATE NOCASE, usn INT UNIQUE) WITHOUT ROWID", scanned, "name = 'A'", "SCAN tag", "2"},
	} {
		d := foreignTable(t, c.definition)
		sql := "SELECT usn FROM " + c.from + " WHERE " + c.where
		if err := d.Read(t.Context(), false, func(r exec.Reader) error {
			steps, err := r.(exec.Explainer).Explain(sql, nil)
			if plan := strings.Join(steps, "\n"); !strings.Contains(plan, c.want) || strings.HasPrefix(c.want, "SCAN") && strings.Contains(plan, "SEARCH tag") {
				t.Errorf("%s\n%s: %s", c.definition, sql, plan)
			}
			return err
		}); err != nil {
			t.Error(err)
		}
		if got := cells(t, d, sql); !slices.Contains(got, c.usn) {
			t.Errorf("%s\n%s: %v", c.definition, sql, got)
		}
	}
}

// TestForeignIndexesAreNotWritten requires that the writing connection changes no index under a collation that SQLite
// does not have, whatever the statement.
func TestForeignIndexesAreNotWritten(t *testing.T) {
	d := foreignTable(t, `CREATE TABLE tag(name TEXT PRIMARY KEY COLLATE NOCASE, usn INT); CREATE TABLE log(s TEXT);
		CREATE TRIGGER x AFTER INSERT ON log BEGIN INSERT INTO tag VALUES (NEW.s, 9); END`)
	for _, sql := range []string{
		"INSERT INTO tag VALUES ('z', 1)", "DELETE FROM tag WHERE usn = 1", "UPDATE tag SET name = 'z' WHERE usn = 1", "INSERT INTO log VALUES ('z')",
	} {
		if err := d.Do(t.Context(), does(sql)); err == nil {
			t.Errorf("%s runs", sql)
		}
	}
	if got := cells(t, d, "SELECT name FROM tag NOT INDEXED ORDER BY usn"); !slices.Equal(got, []string{"b", "A", "C"}) {
		t.Errorf("the rows are %v", got)
	}
}

func TestCollationsInTexts(t *testing.T) {
	for sql, want := range map[string]string{
		"CREATE TABLE t(a COLLATE unicase, b TEXT COLLATE NOCASE)":         "unicase",
		`CREATE INDEX i ON t(a COLLATE "Ünder", b collate [A b])`:          "a b Ünder",
		"CREATE VIEW v AS SELECT a COLLATE RTRIM, b COLLATE binary FROM t": "",
		"CREATE TABLE t(a DEFAULT 'COLLATE x') -- COLLATE y":               "",
		"CREATE TABLE t(a COLLATE":                                         "",
	} {
		if got := strings.Join(foreignIn([]string{sql}), " "); got != want {
			t.Errorf("%s: %s", sql, got)
		}
	}
}

// cells returns the first cell of each row of a query.
func cells(t *testing.T, d *Database, sql string) (all []string) {
	t.Helper()
	err := d.Read(t.Context(), false, func(r exec.Reader) (err error) {
		all, err = firstColumn(r, sql)
		return err
	})
	if err != nil {
		t.Errorf("%s: %v", sql, err)
	}
	return all
}

func TestCollationsInPrograms(t *testing.T) {
	foreign := foreignCollations{"a very long collation name", "unicase"}
	op := func(opcode string, cursor int64, p4 string) []any {
		return []any{int64(0), opcode, cursor, int64(0), int64(0), p4, int64(0), ""}
	}
	for _, c := range []struct {
		name     string
		program  [][]any
		compares string
		opens    bool
	}{
		{"other collations", [][]any{op("OpenRead", 1, "k(2,NOCASE,B)"), op("SeekGE", 1, "1"), op("Eq", 1, "NOCASE-8"), op("Lt", 1, "BINARY-8")}, "", false},
		{"a scan", [][]any{op("OpenRead", 1, "k(2,unicase,)"), op("Rewind", 1, "0"), op("Column", 1, ""), op("Next", 1, "")}, "", true},
		{"a search", [][]any{op("OpenRead", 1, "k(2,-unicase,)"), op("SeekGE", 1, "1")}, "unicase", true},
		{"a search of another index", [][]any{op("OpenRead", 1, "k(2,unicase,)"), op("SeekGE", 2, "1")}, "", true},
		{"a comparison", [][]any{op("Ne", 1, "unicase-8")}, "unicase", true},
		{"a comparison in UTF-16", [][]any{op("Gt", 1, "a very long collat-16LE")}, "a very long collation name", true},
		{"a sorter", [][]any{op("SorterOpen", 1, "k(1,UNICASE)")}, "unicase", true},
		{"an aggregate", [][]any{op("CollSeq", 1, "unicase-8")}, "unicase", true},
		{"a text", [][]any{op("String8", 1, "unicase-8")}, "", false},
	} {
		if compares, opens := foreign.usedBy(c.program); compares != c.compares || opens != c.opens {
			t.Errorf("%s: %q %v", c.name, compares, opens)
		}
	}
}
