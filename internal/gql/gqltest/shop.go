package gqltest

import (
	"strconv"
	"testing"

	"tiddly/internal/catalog"
	"tiddly/internal/schema"
)

// Shop returns a catalogue with every shape that the edge handles: kinds, an enum, keys of one and two columns,
// relations both ways and through a junction.
func Shop(t testing.TB) *catalog.Catalog {
	t.Helper()
	column := func(name string, kind catalog.Kind) catalog.SourceColumn {
		scale := -1
		if kind == catalog.Decimal {
			scale = 2
		}
		return catalog.SourceColumn{Name: name, Type: catalog.Type{Kind: kind, Scale: scale}, NotNull: true, Checked: true}
	}
	genre := column("genre", catalog.Enum)
	genre.EnumValues = []string{"rock", "pop"}
	meta := column("meta", catalog.JSON)
	meta.NotNull = false
	c, _, err := catalog.Build(catalog.Source{Tables: append([]catalog.SourceTable{
		{
			Name:       "artists",
			Columns:    []catalog.SourceColumn{column("id", catalog.Int), column("name", catalog.String)},
			PrimaryKey: catalog.SourceKey{Columns: []string{"id"}}, UniqueKeys: []catalog.SourceKey{{Columns: []string{"name"}}},
		}, {
			Name: "albums",
			Columns: []catalog.SourceColumn{
				column("id", catalog.Int), column("title", catalog.String), column("artist_id", catalog.Int),
				column("price", catalog.Decimal), column("released", catalog.Date), column("live", catalog.Boolean), genre, meta,
			},
			PrimaryKey:  catalog.SourceKey{Columns: []string{"id"}},
			ForeignKeys: []catalog.SourceForeignKey{{Columns: []string{"artist_id"}, Target: "artists"}},
		}, {
			Name:       "labels",
			Columns:    []catalog.SourceColumn{column("country", catalog.String), column("code", catalog.BigInt)},
			PrimaryKey: catalog.SourceKey{Columns: []string{"country", "code"}},
		},
	}, written()...)}, catalog.Overrides{}, catalog.BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// written returns tables that only differ for writes: defaults, computed columns, views, no key, many columns.
func written() []catalog.SourceTable {
	column := func(name string, kind catalog.Kind, notNull, hasDefault bool) catalog.SourceColumn {
		return catalog.SourceColumn{Name: name, Type: catalog.Type{Kind: kind, Scale: -1}, NotNull: notNull, HasDefault: hasDefault, Checked: true}
	}
	computed := column("length", catalog.Int, false, false)
	computed.Generated = true
	var wide []catalog.SourceColumn
	for i := range 7 {
		wide = append(wide, column("c"+strconv.Itoa(i), catalog.Int, true, true))
	}
	return []catalog.SourceTable{
		{Name: "tags", Columns: []catalog.SourceColumn{
			column("label", catalog.String, true, false), column("note", catalog.String, false, false),
		}, PrimaryKey: catalog.SourceKey{Columns: []string{"label"}}},
		{Name: "notes", Columns: []catalog.SourceColumn{
			column("id", catalog.Int, true, true), column("kind", catalog.String, true, true),
			column("text", catalog.String, false, false), computed,
		}, RowID: "rowid"},
		{Name: "hits", View: true, Columns: []catalog.SourceColumn{column("name", catalog.String, false, false)}},
		{Name: "wides", Columns: wide, RowID: "rowid"},
	}
}

// Schema returns the schema of the shop.
func Schema(t testing.TB) (*schema.Schema, *catalog.Catalog) {
	t.Helper()
	c := Shop(t)
	s, err := schema.Build(c, schema.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s, c
}
