package sqlite

import (
	"fmt"
	"strings"
	"testing"
)

func TestInspectRefersOnce(t *testing.T) {
	source := inspected(t, `
		CREATE TABLE p (id INTEGER PRIMARY KEY, n TEXT UNIQUE COLLATE NOCASE, e TEXT UNIQUE, u UNIQUE, a TEXT, b INT, UNIQUE (a, b));
		CREATE TABLE yes (
			c1 INT UNIQUE REFERENCES p, c2 TEXT COLLATE NOCASE UNIQUE REFERENCES p(n), c3 TEXT COLLATE NOCASE UNIQUE REFERENCES p(e),
			c4 INT UNIQUE REFERENCES p(u), c5 INT, c6 TEXT, C7 INT REFERENCES P(ID),
			UNIQUE (c5, c6), FOREIGN KEY (c6, c5) REFERENCES p(a, b));
		CREATE UNIQUE INDEX yes_c7 ON yes(c7 DESC);
		CREATE TABLE row_id (id INTEGER PRIMARY KEY REFERENCES p);
		CREATE TABLE keyed (id INT PRIMARY KEY REFERENCES p) WITHOUT ROWID;
		CREATE TABLE no (
			c1 INT REFERENCES p, c2 TEXT UNIQUE REFERENCES p(n), c3 TEXT UNIQUE REFERENCES p(id), c4 UNIQUE REFERENCES p(id), c5 INT UNIQUE REFERENCES p(e),
			c6 INT REFERENCES p, c7 INT REFERENCES p, c8 INT REFERENCES p, x INT,
			c9 INT UNIQUE, c10 TEXT, c11 INT UNIQUE REFERENCES gone, UNIQUE (c8, x), FOREIGN KEY (c10, c9) REFERENCES p(a, b));
		CREATE INDEX no_c1 ON no(c1);
		CREATE UNIQUE INDEX no_c6 ON no(c6) WHERE c6 > 1;
		CREATE UNIQUE INDEX no_c7 ON no(abs(c7));`)
	for _, s := range source.Tables {
		for _, k := range s.ForeignKeys {
			if want := s.Name != "no"; k.Unique != want {
				t.Errorf("the foreign key over %v of table %s: unique %v, want %v", k.Columns, s.Name, k.Unique, want)
			}
		}
	}
}

// TestNoRowIsReferredToTwice checks, for all declarations of the columns of both ends, that no row of the target has
// two referring rows where the inspection reports a unique reference.
func TestNoRowIsReferredToTwice(t *testing.T) {
	types := []string{"INTEGER", "TEXT", "REAL", "NUMERIC", "BLOB", ""}
	collations := []string{"BINARY", "NOCASE", "RTRIM"}
	const values = `(1), ('1'), (1.0), ('01'), ('1.0'), (' 1'), (0.1 + 0.2), (0.3), ('0.3'), ('a'), ('A'), ('a '), (x'61'), (NULL)`
	var script strings.Builder
	for _, key := range types {
		for _, keyed := range collations {
			n := fmt.Sprint(key, "_", keyed)
			fmt.Fprintf(&script, "CREATE TABLE 'p_%s' (k %s UNIQUE COLLATE %s); INSERT OR IGNORE INTO 'p_%s' VALUES %s;\n", n, key, keyed, n, values)
			for _, ref := range types {
				for _, by := range collations {
					c := fmt.Sprint(n, "_", ref, "_", by)
					fmt.Fprintf(&script, "CREATE TABLE 'c_%s' (r %s REFERENCES 'p_%s' (k)); CREATE UNIQUE INDEX 'i_%s' ON 'c_%s' (r COLLATE %s);\n",
						c, ref, n, c, c, by)
					fmt.Fprintf(&script, "INSERT OR IGNORE INTO 'c_%s' VALUES %s;\n", c, values)
				}
			}
		}
	}
	d := openFile(t, Options{Path: newFile(t, "PRAGMA foreign_keys = OFF; BEGIN;"+script.String()+"COMMIT")})
	once, twice := 0, 0
	for _, s := range inspectFile(t, d.path).Tables {
		for _, k := range s.ForeignKeys {
			comparison, _ := d.Dialect().Comparison(k.Comparisons.At(0))
			equal := strings.NewReplacer("{key}", "p.k", "{ref}", "c.r").Replace(comparison.Equal)
			most := ask1(t, d, fmt.Sprintf(`SELECT max(n) FROM (SELECT count(*) AS n FROM %q AS p JOIN %q AS c ON %s GROUP BY p.rowid)`, k.Target, s.Name, equal))[0]
			switch {
			case k.Unique && most != "1":
				t.Errorf("%s rows of %s refer to one of %s", most, s.Name, k.Target)
			case k.Unique:
				once++
			case most != "1":
				twice++
			}
		}
	}
	// The others are numbers that refer to texts: two of them may have one text.
	if all := len(types) * len(collations) * len(types) * len(collations); once != 110 || twice != all-once-15 {
		t.Errorf("%d are referred to once, %d others twice", once, twice)
	}
}
