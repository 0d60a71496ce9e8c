package schema

import (
	"math/rand/v2"
	"strconv"
	"testing"

	"tiddly/internal/catalog"
)

// awkward are SQL names that compete for the same API names, those of GraphQL, or reserved names.
var awkward = []string{
	"track", "tracks", "Track", "TRACK", "track_where", "TrackWhere", "track order by", "track_column", "track_key",
	"track_relation_filter", "track_relation", "query", "Query", "mutation", "subscription", "node", "nodes", "nodeId", "node_id",
	"page_info", "int", "Int", "string_filter", "json", "jsonpath_filter", "order_direction", "and", "or", "not", "some", "id", "ID",
	"__schema", "__typename", "_", "__", "1st", "2", "", " ", "naïve", "日本語", `q"uote`, `back\slash`, "semi;colon", "tab\t", "true", "null",
	"sheep", "series", "user list", "user_list", "userList", "track_id", "trackId", "_empty", "track_track_id_and_id_key", "where", "limit",
}

// randomSource returns a database whose names are out of awkward.
func randomSource(r *rand.Rand) catalog.Source {
	var source catalog.Source
	names := r.Perm(len(awkward))[:1+r.IntN(12)]
	for _, at := range names {
		t := catalog.SourceTable{Name: awkward[at], View: r.IntN(8) == 0, Comment: awkward[r.IntN(len(awkward))]}
		for _, at := range r.Perm(len(awkward))[:1+r.IntN(8)] {
			c := catalog.SourceColumn{Name: awkward[at], Declared: awkward[r.IntN(len(awkward))], NotNull: r.IntN(2) == 0}
			c.Type.Kind = catalog.Kind(r.IntN(len(catalog.Kinds())))
			if c.Type.Kind == catalog.Enum {
				c.EnumValues = []string{"a", "A", awkward[r.IntN(len(awkward))], "true"}
			}
			t.Columns = append(t.Columns, c)
		}
		some := func() []string {
			var columns []string
			for _, at := range r.Perm(len(t.Columns))[:1+r.IntN(min(3, len(t.Columns)))] {
				columns = append(columns, t.Columns[at].Name)
			}
			return columns
		}
		if r.IntN(4) > 0 {
			t.PrimaryKey.Columns = some()
		}
		for range r.IntN(3) {
			t.UniqueKeys = append(t.UniqueKeys, catalog.SourceKey{Columns: some()})
		}
		for range r.IntN(4) {
			t.ForeignKeys = append(t.ForeignKeys, catalog.SourceForeignKey{
				Columns: some(), Target: awkward[names[r.IntN(len(names))]],
			})
		}
		source.Tables = append(source.Tables, t)
	}
	return source
}

func TestAwkwardNamesMakeAValidSchema(t *testing.T) {
	for seed := range uint64(400) {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			source := randomSource(rand.New(rand.NewPCG(seed, 7)))
			c, _, err := catalog.Build(source, catalog.Overrides{}, catalog.BuildOptions{})
			if err != nil {
				t.Fatal(err)
			}
			s, err := Build(c, Options{})
			if err != nil {
				t.Fatalf("%v (%v)", err, causeOf(err))
			}
			for _, table := range c.Tables {
				checkTable(t, s, table)
			}
		})
	}
}

// checkTable checks that the types of a table have every column, key and relation.
func checkTable(t *testing.T, s *Schema, table *catalog.Table) {
	t.Helper()
	object, where := s.AST.Types[table.TypeName], s.AST.Types[table.TypeName+"Where"]
	for _, c := range table.Columns {
		if object.Fields.ForName(c.Name) == nil || where.Fields.ForName(c.Name) == nil {
			t.Errorf("column %s is missing in %s or its where", c.Name, table.TypeName)
		}
	}
	for _, r := range table.Relations {
		if object.Fields.ForName(r.Name) == nil || where.Fields.ForName(r.Name) == nil {
			t.Errorf("relation %s is missing in %s or its where", r.Name, table.TypeName)
		}
	}
	for _, k := range table.Keys {
		if s.AST.Types[table.TypeName+"Key"].Fields.ForName(k.Name) == nil {
			t.Errorf("key %s is missing in %sKey", k.Name, table.TypeName)
		}
	}
}
