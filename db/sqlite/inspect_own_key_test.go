package sqlite

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"tiddly/internal/catalog"
)

// TestOwnKeys looks at the keys that the settings name: one that several rows share is told of, and served.
func TestOwnKeys(t *testing.T) {
	d := openFile(t, Options{Path: newFile(t, `CREATE TABLE a(k TEXT COLLATE NOCASE, n INT, h INT);
		INSERT INTO a VALUES ('x', 1, 1), ('X', 1, NULL), ('y', 2, NULL); CREATE VIEW v AS SELECT k, n, h FROM a;
		CREATE VIEW w AS SELECT k, n, h FROM a; CREATE VIEW x AS SELECT k, n, h FROM a; CREATE VIEW y AS SELECT k, n, h FROM a;
		CREATE VIEW z AS WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 100000000) SELECT i FROM c`)})
	keys := map[string][]string{"v": {"k"}, "w": {"n"}, "x": {"n", "k"}, "y": {"h"}, "z": {"i"}, "a": {"n"}}
	overrides := catalog.Overrides{Tables: map[string]catalog.TableOverride{}}
	for name, key := range keys {
		overrides.Tables[name] = catalog.TableOverride{Key: key}
	}
	source, err := d.Inspect(t.Context(), overrides)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]catalog.OwnKey{"w": {Repeats: true}, "a": {Repeats: true}, "y": {HoldsNull: true}}
	for _, table := range source.Tables {
		if table.OwnKey != want[table.Name] {
			t.Errorf("the key of %s is %+v, want %+v", table.Name, table.OwnKey, want[table.Name])
		}
	}
	if !slices.ContainsFunc(source.Notes, func(n catalog.Note) bool {
		return n.Message == `whether the key of "z" in the settings identifies its rows is not known: they take too long to compute`
	}) {
		t.Errorf("the notes are %v", source.Notes)
	}
	c, notes, err := catalog.Build(source, overrides, catalog.BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for name := range keys {
		said := slices.ContainsFunc(notes, func(n catalog.Note) bool {
			return strings.HasPrefix(n.Message, fmt.Sprintf("several rows of table %q have the same values of ", name))
		})
		if has := c.TableBySQL(name).PrimaryKey() != nil; !has || said != want[name].Repeats {
			t.Errorf("%s has a key: %t, %v", name, has, notes)
		}
	}
	if c.TableBySQL("y").NodeKey() != nil {
		t.Error("a key with NULL makes node ids")
	}
}
