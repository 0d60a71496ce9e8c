package sqlite

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tiddly/internal/catalog"
)

// TestOwnRelationsCompareAsForeignKeys declares each foreign key of the schemas of the corpus in the settings, too:
// both are compared alike.
func TestOwnRelationsCompareAsForeignKeys(t *testing.T) {
	t.Parallel()
	schemas, err := filepath.Glob("../../testdata/corpus/schema/*.sql")
	if err != nil || len(schemas) < 10 {
		t.Fatalf("%d schemas, %v", len(schemas), err)
	}
	compared, otherwise := 0, 0
	for _, schema := range schemas {
		script, err := os.ReadFile(schema)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(script), "REFERENCES") {
			continue
		}
		path := newFile(t, string(script))
		source := inspectWith(t, path, ownRelations(inspectFile(t, path)))
		for i := range source.Tables {
			n, m := comparedKeys(t, &source.Tables[i])
			compared, otherwise = compared+n, otherwise+m
		}
	}
	if compared < 40 || otherwise < 10 {
		t.Errorf("%d keys were compared, %d of them not exactly", compared, otherwise)
	}
}

// comparedKeys checks each foreign key of the settings against the database's, and returns their number and that of
// those that have comparisons.
func comparedKeys(t *testing.T, table *catalog.SourceTable) (all, otherwise int) {
	t.Helper()
	for _, own := range table.ForeignKeys {
		if own.Setting == "" {
			continue
		}
		i := slices.IndexFunc(table.ForeignKeys, func(k catalog.SourceForeignKey) bool {
			return k.Setting == "" && k.Target == own.Target && slices.Equal(k.Columns, own.Columns) &&
				(len(k.TargetColumns) == 0 || slices.Equal(k.TargetColumns, own.TargetColumns))
		})
		if i < 0 {
			t.Errorf("%s: there is no key like %+v", table.Name, own)
			continue
		}
		declared := table.ForeignKeys[i]
		if !slices.Equal(own.Comparisons, declared.Comparisons) || own.Unique != declared.Unique {
			t.Errorf("%s: %+v is not %+v", table.Name, own, declared)
		}
		all++
		if len(own.Comparisons) > 0 {
			otherwise++
		}
	}
	return all, otherwise
}

// ownRelations returns settings that declare the foreign keys of a database.
func ownRelations(source catalog.Source) catalog.Overrides {
	o := catalog.Overrides{Tables: map[string]catalog.TableOverride{}}
	for _, table := range source.Tables {
		related := map[string]catalog.RelationOverride{}
		for i, k := range table.ForeignKeys {
			if source.Table(k.Target) != nil {
				related[fmt.Sprintf("r%d", i)] = catalog.RelationOverride{Columns: k.Columns, Target: k.Target, TargetColumns: k.TargetColumns}
			}
		}
		o.Tables[table.Name] = catalog.TableOverride{Related: related}
	}
	return o
}

func inspectWith(t *testing.T, path string, o catalog.Overrides) catalog.Source {
	t.Helper()
	d, err := Open(t.Context(), Options{Path: path, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	source, err := d.Inspect(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return source
}

// TestOwnRelationsOfViews: the collation of a view's column is unknown, so a comparison with one states its own where
// any table has a collation.
func TestOwnRelationsOfViews(t *testing.T) {
	t.Parallel()
	for schema, want := range map[string]catalog.Comparisons{
		"CREATE TABLE a (id TEXT PRIMARY KEY); CREATE VIEW v AS SELECT id AS a FROM a":                                         nil,
		"CREATE TABLE a (id TEXT PRIMARY KEY); CREATE TABLE b (x TEXT COLLATE NOCASE); CREATE VIEW v AS SELECT id AS a FROM a": {"binary unindexed"},
		"CREATE TABLE a (id TEXT PRIMARY KEY COLLATE NOCASE); CREATE VIEW v AS SELECT id AS a FROM a":                          {"nocase unindexed"},
		"CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE VIEW v AS SELECT CAST(id AS TEXT) AS a FROM a":                        {"as number unindexed"},
	} {
		path := newFile(t, schema)
		source := inspectWith(t, path, catalog.Overrides{Tables: map[string]catalog.TableOverride{
			"v": {Related: map[string]catalog.RelationOverride{"r": {Columns: []string{"a"}, Target: "a"}}},
		}})
		i := slices.IndexFunc(source.Tables, func(s catalog.SourceTable) bool { return s.Name == "v" })
		if keys := source.Tables[i].ForeignKeys; len(keys) != 1 || !slices.Equal(keys[0].Comparisons, want) {
			t.Errorf("%s: %+v, want %q", schema, keys, want)
		}
	}
}
