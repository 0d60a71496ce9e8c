package schema

import (
	"slices"
	"strings"
	"testing"

	"tiddly/internal/catalog"
	"tiddly/internal/request"
)

// studio returns a catalogue of what only writes distinguish.
func studio() (*catalog.Catalog, map[string]*catalog.Table) {
	id := required("id", "INTEGER", catalog.Int)
	id.HasDefault = true
	rank := required("rank", "INT", catalog.Int)
	rank.HasDefault = true
	state := column("state", "TEXT", catalog.Enum)
	state.Enum = &catalog.EnumType{TypeName: "BookState", Values: []catalog.EnumValue{{Name: "NEW", Stored: "new"}}}
	book := table("book", "Book", id, required("title", "TEXT", catalog.String), rank, column("price", "NUMERIC", catalog.Decimal),
		column("total", "BIGINT", catalog.BigInt), column("weight", "REAL", catalog.Float), column("made", "DATE", catalog.Date),
		state, computed("shout", catalog.String), computed("count", catalog.Int))
	key(book, 0)
	note := table("note", "Note", column("text", "TEXT", catalog.String))
	loose := table("loose", "Loose", column("code", "TEXT", catalog.String))
	key(loose, 0)
	loose.Keys[0].Primary = false
	sum := table("sum", "Sum", computed("a", catalog.Int), computed("b", catalog.Int))
	view := table("view", "View", column("name", "TEXT", catalog.String))
	view.View = true
	all := map[string]*catalog.Table{"Book": book, "Note": note, "Loose": loose, "Sum": sum, "View": view}
	return &catalog.Catalog{Tables: []*catalog.Table{book, loose, note, sum, view}, Enums: []*catalog.EnumType{state.Enum}}, all
}

// computed returns a column that the database computes.
func computed(name string, kind catalog.Kind) *catalog.Column {
	c := column(name, "", kind)
	c.Generated = true
	return c
}

// shape writes a definition's fields with their arguments and types.
func shape(s *Schema, name string) string {
	d := s.AST.Types[name]
	if d == nil {
		return "absent"
	}
	var fields []string
	for _, f := range d.Fields {
		if strings.HasPrefix(f.Name, "__") {
			continue
		}
		text := f.Name
		if len(f.Arguments) > 0 {
			arguments := make([]string, 0, len(f.Arguments))
			for _, a := range f.Arguments {
				arguments = append(arguments, a.Name+": "+a.Type.String())
			}
			text += "(" + strings.Join(arguments, ", ") + ")"
		}
		fields = append(fields, text+": "+f.Type.String())
	}
	return strings.Join(fields, "; ")
}

func TestWriteTypes(t *testing.T) {
	c, _ := studio()
	s := build(t, c)
	for name, want := range map[string]string{
		"BookInsert":   "id: Int; title: String!; rank: Int; price: Decimal; total: BigInt; weight: Float; made: Date; state: BookState",
		"BookSet":      "id: Int; title: String; rank: Int; price: Decimal; total: BigInt; weight: Float; made: Date; state: BookState",
		"BookInc":      "id: Int; rank: Int; price: Decimal; total: BigInt; weight: Float",
		"BookPayload":  "node: Book; deletedNodeId: ID; affectedRows: Int!; query: Query",
		"BooksPayload": "nodes: [Book!]!; deletedNodeIds: [ID!]!; affectedRows: Int!; query: Query",
		"NoteInsert":   "text: String",
		"NoteSet":      "text: String",
		"NoteInc":      "absent",
		"NotePayload":  "node: Note; affectedRows: Int!; query: Query",
		"NotesPayload": "nodes: [Note!]!; affectedRows: Int!; query: Query",
		"LoosePayload": "node: Loose; affectedRows: Int!; query: Query",
		"SumInsert":    "absent",
		"SumSet":       "absent",
		"SumInc":       "absent",
		"SumsPayload":  "nodes: [Sum!]!; affectedRows: Int!; query: Query",
		"ViewInsert":   "absent",
		"ViewPayload":  "absent",
		"ViewsPayload": "absent",
	} {
		if got := shape(s, name); got != want {
			t.Errorf("%s is %s\nwant %s", name, got, want)
		}
	}
	want := []string{
		"insertBook(input: BookInsert!): BookPayload!", "insertBooks(input: [BookInsert!]!): BooksPayload!",
		"updateBook(by: BookKey!, set: BookSet, inc: BookInc): BookPayload!",
		"updateBooks(where: BookWhere!, set: BookSet, inc: BookInc, maxAffected: Int, allRows: Boolean): BooksPayload!",
		"deleteBook(by: BookKey!): BookPayload!", "deleteBooks(where: BookWhere!, maxAffected: Int, allRows: Boolean): BooksPayload!",
		"insertLoose(input: LooseInsert!): LoosePayload!", "insertLooses(input: [LooseInsert!]!): LoosesPayload!",
		"updateLoose(by: LooseKey!, set: LooseSet): LoosePayload!",
		"updateLooses(where: LooseWhere!, set: LooseSet, maxAffected: Int, allRows: Boolean): LoosesPayload!",
		"deleteLoose(by: LooseKey!): LoosePayload!", "deleteLooses(where: LooseWhere!, maxAffected: Int, allRows: Boolean): LoosesPayload!",
		"insertNote(input: NoteInsert!): NotePayload!", "insertNotes(input: [NoteInsert!]!): NotesPayload!",
		"updateNotes(where: NoteWhere!, set: NoteSet, maxAffected: Int, allRows: Boolean): NotesPayload!",
		"deleteNotes(where: NoteWhere!, maxAffected: Int, allRows: Boolean): NotesPayload!",
		"deleteSums(where: SumWhere!, maxAffected: Int, allRows: Boolean): SumsPayload!",
	}
	if got := strings.Split(shape(s, "Mutation"), "; "); !slices.Equal(got, want) {
		t.Errorf("Mutation has\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestMutationRoots(t *testing.T) {
	c, tables := studio()
	s := build(t, c)
	for name, want := range map[string]Root{
		"insertBook": {Table: tables["Book"], Kind: request.Insert}, "insertBooks": {Table: tables["Book"], Kind: request.InsertMany},
		"updateBook": {Table: tables["Book"], Kind: request.Update}, "updateBooks": {Table: tables["Book"], Kind: request.UpdateMany},
		"deleteBook": {Table: tables["Book"], Kind: request.Delete}, "deleteBooks": {Table: tables["Book"], Kind: request.DeleteMany},
		"deleteSums": {Table: tables["Sum"], Kind: request.DeleteMany},
	} {
		if s.Mutations[name] != want {
			t.Errorf("%s is %v, want %v", name, s.Mutations[name], want)
		}
	}
	if len(s.Mutations) != len(s.AST.Mutation.Fields) {
		t.Errorf("%d roots, and %d fields of Mutation", len(s.Mutations), len(s.AST.Mutation.Fields))
	}
	for name, table := range map[string]string{"BookInsert": "Book", "BookSet": "Book", "NoteInsert": "Note", "SumSet": "", "BookInc": ""} {
		if s.Rows[name] != tables[table] {
			t.Errorf("the rows of %s are those of %v", name, s.Rows[name])
		}
	}
}

func TestNothingToWrite(t *testing.T) {
	writable, tables := studio()
	views := &catalog.Catalog{Tables: []*catalog.Table{tables["View"]}}
	for name, tt := range map[string]struct {
		c *catalog.Catalog
		o Options
	}{
		"a read-only database": {writable, Options{ReadOnly: true}},
		"views alone":          {views, Options{}},
		"no tables":            {&catalog.Catalog{}, Options{}},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := Build(tt.c, tt.o)
			if err != nil {
				t.Fatal(err)
			}
			if s.AST.Mutation != nil || len(s.Mutations) > 0 || len(s.Rows) > 0 {
				t.Errorf("it can be written by %v", s.Mutations)
			}
			for _, end := range []string{"Insert", "Set", "Inc", "Payload"} {
				if strings.Contains(s.SDL, end+" {") {
					t.Errorf("there is a type that ends in %s", end)
				}
			}
		})
	}
}

// TestWritesKeepTheirNames: where singular equals plural, the catalogue names the list apart, and so the fields that
// write.
func TestWritesKeepTheirNames(t *testing.T) {
	source := catalog.Source{}
	for _, name := range []string{"news", "news_list", "News_Payload", "insert_news", "news_insert"} {
		source.Tables = append(source.Tables, catalog.SourceTable{
			Name: name, PrimaryKey: catalog.SourceKey{Columns: []string{"id"}},
			Columns: []catalog.SourceColumn{{Name: "id", NotNull: true, Type: catalog.Type{Kind: catalog.Int}}},
		})
	}
	c, _, err := catalog.Build(source, catalog.Overrides{}, catalog.BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	s := build(t, c)
	news := c.TableBySQL("news")
	if s.Mutations["insert"+news.MutationName].Kind != request.Insert || s.Mutations["insert"+capital(news.ListField)].Kind != request.InsertMany {
		t.Errorf("the fields of Mutation are %v", s.Mutations)
	}
	if len(s.Mutations) != 6*len(c.Tables) {
		t.Errorf("%d fields of Mutation, want six for each of %d tables", len(s.Mutations), len(c.Tables))
	}
}
