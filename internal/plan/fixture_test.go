package plan

import (
	"errors"
	"strings"
	"testing"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
	"tiddly/internal/request"
)

var (
	none   = request.None
	slotAt = request.SlotAt
)

func col(name string, kind catalog.Kind, notNull bool) catalog.SourceColumn {
	return catalog.SourceColumn{Name: name, Type: catalog.Type{Kind: kind, Scale: -1}, NotNull: notNull}
}

func foreign(target string, columns ...string) catalog.SourceForeignKey {
	return catalog.SourceForeignKey{Columns: columns, Target: target}
}

// musicShop has a table for every shape that planning distinguishes.
func musicShop() catalog.Source {
	price := col("unit_price", catalog.Decimal, true)
	price.Type.Scale = 2
	weight := col("weight", catalog.Decimal, false)
	mood := col("mood", catalog.Enum, false)
	mood.EnumValues = []string{"calm", "wild"}
	return catalog.Source{Tables: []catalog.SourceTable{
		{
			Name: "artist", PrimaryKey: catalog.SourceKey{Columns: []string{"artist_id"}},
			Columns: []catalog.SourceColumn{col("artist_id", catalog.Int, true), col("name", catalog.String, true)},
		},
		{
			Name: "album", PrimaryKey: catalog.SourceKey{Columns: []string{"album_id"}}, ForeignKeys: []catalog.SourceForeignKey{foreign("artist", "artist_id")},
			Columns: []catalog.SourceColumn{
				col("album_id", catalog.Int, true), col("title", catalog.String, true), col("artist_id", catalog.Int, true),
			},
		},
		{
			Name: "track", PrimaryKey: catalog.SourceKey{Columns: []string{"track_id"}}, UniqueKeys: []catalog.SourceKey{{Columns: []string{"guid"}}},
			ForeignKeys: []catalog.SourceForeignKey{foreign("album", "album_id")},
			Columns: []catalog.SourceColumn{
				col("track_id", catalog.Int, true), col("name", catalog.String, true), col("album_id", catalog.Int, false),
				price, weight, col("composer", catalog.String, false), col("explicit", catalog.Boolean, false),
				col("released", catalog.Date, false), col("added_at", catalog.DateTime, false), col("length", catalog.Time, false),
				col("guid", catalog.UUID, false), col("meta", catalog.JSON, false), col("cover", catalog.Bytes, false),
				col("rating", catalog.Float, false), col("plays", catalog.BigInt, false), mood,
			},
		},
		{
			Name: "playlist", PrimaryKey: catalog.SourceKey{Columns: []string{"playlist_id"}},
			Columns: []catalog.SourceColumn{col("playlist_id", catalog.Int, true), col("name", catalog.String, false)},
		},
		{
			Name: "playlist_track", PrimaryKey: catalog.SourceKey{Columns: []string{"playlist_id", "track_id"}},
			ForeignKeys: []catalog.SourceForeignKey{foreign("playlist", "playlist_id"), foreign("track", "track_id")},
			Columns:     []catalog.SourceColumn{col("playlist_id", catalog.Int, true), col("track_id", catalog.Int, true)},
		},
		{
			Name: "employee", PrimaryKey: catalog.SourceKey{Columns: []string{"employee_id"}}, ForeignKeys: []catalog.SourceForeignKey{foreign("employee", "boss_id")},
			Columns: []catalog.SourceColumn{
				col("employee_id", catalog.Int, true), col("name", catalog.String, true), col("boss_id", catalog.Int, false),
			},
		},
		{
			// Its key is a unique one; an earlier unique key has a nullable column.
			Name: "store", UniqueKeys: []catalog.SourceKey{{Columns: []string{"phone"}}, {Columns: []string{"country", "number"}}},
			Columns: []catalog.SourceColumn{
				col("phone", catalog.String, false), col("country", catalog.String, true), col("number", catalog.Int, true),
			},
		},
		{
			Name: "sale", PrimaryKey: catalog.SourceKey{Columns: []string{"sale_id"}},
			ForeignKeys: []catalog.SourceForeignKey{{
				Columns: []string{"country", "number"}, Target: "store", TargetColumns: []string{"country", "number"},
			}},
			Columns: []catalog.SourceColumn{
				col("sale_id", catalog.Int, true), col("country", catalog.String, false), col("number", catalog.Int, false),
			},
		},
		{
			Name: "log entry", RowID: "rowid",
			Columns: []catalog.SourceColumn{col("line", catalog.String, false), col("level", catalog.Int, true)},
		},
		{
			Name: "chart", View: true,
			Columns: []catalog.SourceColumn{
				col("place", catalog.Int, false), col("extra", catalog.JSON, false), col("name", catalog.String, false),
			},
		},
		{Name: "dump", View: true, Columns: []catalog.SourceColumn{col("body", catalog.JSON, false)}},
	}}
}

func shop(t testing.TB) *catalog.Catalog {
	t.Helper()
	c, _, err := catalog.Build(musicShop(), catalog.Overrides{}, catalog.BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// one returns a request of one field.
func one(f *request.Field) *request.Request { return &request.Request{Fields: []*request.Field{f}} }

func list(key, table string, q *request.Query) *request.Field {
	return &request.Field{Key: key, Kind: request.List, Table: table, Query: q}
}

// all selects members without any other argument.
func all(members ...request.Selection) *request.Query {
	return &request.Query{Select: members}
}

// get selects a column under its own name.
func get(column string) request.Selection { return request.Selection{Key: column, Name: column} }

func to(key, relation string, q *request.Query) request.Selection {
	return request.Selection{Key: key, Kind: request.Relation, Name: relation, Query: q}
}

func where(op request.Op, column string, slot request.Slot) *request.Where {
	return &request.Where{
		Kind: request.Compare, Column: column, Op: op, Slot: slot, Argument: "where." + column + "." + op.String(),
	}
}

func anyOf(op request.Op, column string, slot request.Slot, count int) *request.Where {
	w := where(op, column, slot)
	w.Count = count
	return w
}

func isNull(column string, flag bool) *request.Where {
	w := where(request.IsNull, column, none)
	w.Flag = flag
	return w
}

func group(kind request.WhereKind, children ...*request.Where) *request.Where {
	return &request.Where{Kind: kind, Children: children}
}

func relatedTo(q request.Quantifier, relation string, children ...*request.Where) *request.Where {
	w := group(request.Related, children...)
	w.Quantifier, w.Relation, w.Argument = q, relation, "where."+relation
	return w
}

func filtered(w *request.Where) *request.Request {
	q := all(get("name"))
	q.Where = w
	return one(list("tracks", "Track", q))
}

func compiled(t testing.TB, r *request.Request) *Plan {
	t.Helper()
	p, err := Compile(shop(t), r, Options{Rows: 1000})
	if err != nil {
		f := fault.From(err)
		t.Fatalf("%v (%s) at %v", err, f.Details, f.Path)
	}
	return p
}

// expect compares a fault by its code, path and parts of its text.
func expect(t *testing.T, err error, code fault.Code, path string, pieces ...string) {
	t.Helper()
	var f *fault.Fault
	if !errors.As(err, &f) {
		t.Fatalf("want a fault %s, got %v", code, err)
	}
	if f.Code != code {
		t.Errorf("code %s, want %s (%s)", f.Code, code, f.Message)
	}
	keys := make([]string, len(f.Path))
	for i, key := range f.Path {
		keys[i], _ = key.(string)
	}
	if got := strings.Join(keys, "."); got != path {
		t.Errorf("path %q, want %q", got, path)
	}
	message, details, hint := f.Texts()
	text := message + "\n" + details + "\n" + hint
	for _, piece := range pieces {
		if !strings.Contains(text, piece) {
			t.Errorf("%q lacks %q", text, piece)
		}
	}
}
