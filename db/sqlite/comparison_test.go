package sqlite

import (
	"strings"
	"testing"

	"tiddly/internal/catalog"
)

func TestInspectComparisons(t *testing.T) {
	wantSummary(t, `
		CREATE TABLE own (k TEXT PRIMARY KEY COLLATE NOCASE, n INTEGER UNIQUE, u UNIQUE, r TEXT UNIQUE COLLATE RTRIM, e TEXT UNIQUE);
		CREATE TABLE same (a TEXT REFERENCES own, b INT REFERENCES own(n), c REFERENCES own(u), d TEXT REFERENCES own(u), e TEXT REFERENCES own(e));
		CREATE INDEX same_a ON same(a COLLATE NOCASE);
		CREATE TABLE other (a TEXT REFERENCES own, b TEXT REFERENCES own(n), c REFERENCES own(n), d INT REFERENCES own(u),
			e INT REFERENCES own(e), f REFERENCES own(e), g REFERENCES own(r), h TEXT COLLATE NOCASE REFERENCES own(e));
		CREATE INDEX other_d ON other(d);
		CREATE INDEX other_h ON other(h);
		CREATE TABLE own2 (k TEXT, i TEXT, PRIMARY KEY (k COLLATE NOCASE));
		CREATE UNIQUE INDEX own2_i ON own2(i COLLATE RTRIM);
		CREATE TABLE other2 (k TEXT REFERENCES own2, l TEXT REFERENCES own2(i), k2 TEXT REFERENCES own2(k));
		CREATE TABLE two (a TEXT COLLATE NOCASE, b INT, PRIMARY KEY (a, b)) WITHOUT ROWID;
		CREATE TABLE of_two (a TEXT, b TEXT, FOREIGN KEY (b, a) REFERENCES two (b, a));
		CREATE TABLE s (a ANY PRIMARY KEY, b INTEGER REFERENCES s) STRICT;`, `
		of_two view=false rowid=rowid
		  a TEXT String
		  b TEXT String
		  fk b,a > two(b,a) by ["as number unindexed" "nocase unindexed"]
		other view=false rowid=rowid
		  a TEXT String
		  b TEXT String
		  c  String
		  d INT Int
		  e INT Int
		  f  String
		  g  String
		  h TEXT String collated
		  fk a > own() by ["nocase unindexed"]
		  fk b > own(n) by ["as number unindexed"]
		  fk c > own(n) by ["number of any unindexed"]
		  fk d > own(u) by ["as stored"]
		  fk e > own(e) by ["as text unindexed"]
		  fk f > own(e) by ["text of any unindexed"]
		  fk g > own(r) by ["rtrim as text anew unindexed"]
		  fk h > own(e) by ["binary"]
		other2 view=false rowid=rowid
		  k TEXT String
		  l TEXT String
		  k2 TEXT String
		  fk k > own2() by ["nocase unindexed"]
		  fk l > own2(i) by ["rtrim unindexed"]
		  fk k2 > own2(k) by ["nocase unindexed"]
		own view=false rowid=rowid
		  k TEXT String collated
		  n INTEGER Int
		  u  String
		  r TEXT String collated
		  e TEXT String
		  pk k by ["nocase"]
		  unique e
		  unique r by ["rtrim"]
		  unique u
		  unique n
		own2 view=false rowid=rowid
		  k TEXT String collated
		  i TEXT String collated
		  pk k by ["nocase"]
		  unique i by ["rtrim"]
		s view=false rowid=rowid
		  a ANY String notnull
		  b INTEGER Int checked
		  pk a
		  fk b > s() by ["as stored unindexed"]
		same view=false rowid=rowid
		  a TEXT String collated
		  b INT Int
		  c  String
		  d TEXT String
		  e TEXT String
		  fk a > own() by ["nocase"]
		  fk b > own(n)
		  fk c > own(u)
		  fk d > own(u)
		  fk e > own(e)
		two view=false rowid=
		  a TEXT String notnull collated
		  b INT Int notnull
		  pk a,b by ["nocase" ""]
		table "other2" is served without inserts, updates of "l", updates of "k2", deletes (the foreign key from "other2" to "own2" does not refer to a key ("other2" referencing "own2"))
		table "own2" is served without inserts, updates, deletes (the foreign key from "other2" to "own2" does not refer to a key ("other2" referencing "own2"))
		`)
}

// TestKeyOfUnknownCollation checks that a key under another program's collation, which cannot be run here, is
// compared exactly.
func TestKeyOfUnknownCollation(t *testing.T) {
	k := tableKey{columns: []string{"a", "b"}, collations: []string{"unicase", "NOCASE"}}
	if all := k.comparisons(nil); len(all) != 2 || all[0] != "" || all[1] != "nocase" {
		t.Errorf("%q", all)
	}
}

// TestComparisonsUseIndexes checks that referring rows are found by an index, and the key by its own.
func TestComparisonsUseIndexes(t *testing.T) {
	d := openFile(t, Options{Path: newFile(t, `
		CREATE TABLE own (id INTEGER PRIMARY KEY, k TEXT UNIQUE COLLATE NOCASE, e TEXT UNIQUE, u UNIQUE);
		CREATE TABLE pet (id INTEGER PRIMARY KEY, n TEXT COLLATE NOCASE, t TEXT, i INTEGER, a, b);
		CREATE INDEX pet_n ON pet(n); CREATE INDEX pet_t ON pet(t); CREATE INDEX pet_i ON pet(i); CREATE INDEX pet_a ON pet(a); CREATE INDEX pet_b ON pet(b)`)})
	for _, c := range []struct {
		by       catalog.Comparison
		key, ref string
		// both reports whether both directions have an index.
		both bool
	}{
		{"", "e", "t", true},
		{"", "id", "i", true},
		{"nocase", "k", "n", true},
		{"nocase unindexed", "k", "t", false},
		{"binary", "e", "n", true},
		{"as stored", "u", "i", true},
		{"as text unindexed", "e", "i", false},
		{"text of any unindexed", "e", "a", false},
		{"number of any unindexed", "id", "b", false},
	} {
		comparison, ok := d.Dialect().Comparison(c.by)
		if !ok {
			t.Fatalf("%q is not spelled", c.by)
		}
		equal := "(" + strings.NewReplacer("{key}", "p."+c.key, "{ref}", "t."+c.ref).Replace(comparison.Equal) + ")"
		if got := planOf(t, d, "SELECT p.id FROM pet t LEFT JOIN own p ON "+equal); !strings.Contains(got, "SEARCH p ") {
			t.Errorf("%q: the key is not found by its index: %s", c.by, got)
		}
		if got := planOf(t, d, "SELECT t.id FROM own p LEFT JOIN pet t ON "+equal); c.both != strings.Contains(got, "SEARCH t USING INDEX") &&
			c.both != strings.Contains(got, "SEARCH t USING COVERING INDEX") {
			t.Errorf("%q: what refers to it: %s", c.by, got)
		}
		if comparison.Narrow.SQL == "" {
			continue
		}
		narrow := strings.NewReplacer("{column}", "t."+c.ref, "{keys}", "?").Replace(comparison.Narrow.SQL)
		got := planOf(t, d, "SELECT t.id FROM pet t JOIN own p ON "+equal+" WHERE p.id IN (SELECT value FROM json_each(?)) AND ("+narrow+")", "[1]", "[1]")
		if strings.Contains(got, "SCAN t") {
			t.Errorf("%q: not narrowed: %s", c.by, got)
		}
	}
}

// TestKeysByText checks that a key is found by a value under the key's own comparison, with its index.
func TestKeysByText(t *testing.T) {
	d := openFile(t, Options{Path: newFile(t, `
		CREATE TABLE t (id INTEGER PRIMARY KEY, n TEXT UNIQUE COLLATE NOCASE, r TEXT, u UNIQUE COLLATE NOCASE);
		CREATE UNIQUE INDEX t_r ON t(r COLLATE RTRIM);
		INSERT INTO t VALUES (1, 'Ann', 'ann ', 'Ann'), (2, 'bob', 'BOB', 5), (3, 'é', '', '5')`)})
	for _, c := range []struct{ storage, column, by, value, want string }{
		{storageText + collatedSuffix, "n", "nocase", "aNN", "1"},
		{storageText + collatedSuffix, "n", "nocase", "ann ", ""},
		{storageText + collatedSuffix, "n", "nocase", "É", ""},
		{storageText + collatedSuffix, "r", "rtrim", "ann", "1"},
		{storageText + collatedSuffix, "r", "rtrim", "ann   ", "1"},
		{storageText + collatedSuffix, "r", "rtrim", "  ", "3"},
		{storageText + collatedSuffix, "r", "rtrim", "bob", ""},
		{storageUntyped, "u", "nocase", "ANN", "1"},
		{storageEnum + collatedSuffix, "n", "nocase", "ANN", "1"},
	} {
		f, ok := d.Dialect().Storages[c.storage].ByKey[catalog.Comparison(c.by)]
		if !ok {
			t.Fatalf("%s is not compared by %s", c.storage, c.by)
		}
		condition, args := spell(t, f, c.column, c.value)
		if got := strings.Join(ask1(t, d, "SELECT id FROM t WHERE "+condition, args...), " "); got != c.want {
			t.Errorf("%s %q by %s gave [%s], want [%s]", c.column, c.value, c.by, got, c.want)
		}
		if got := planOf(t, d, "SELECT id FROM t WHERE "+condition, args...); !strings.HasPrefix(got, "SEARCH t ") {
			t.Errorf("%s by %s: %s", c.column, c.by, got)
		}
	}
}
