package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestOptionsOfGqlgen requires that options of gqlgen.yml that would break the engine or the code are refused by name,
// before anything is written.
func TestOptionsOfGqlgen(t *testing.T) {
	for name, c := range map[string]struct{ more, want string }{
		"a type of the resolvers": {"models: {Money: {model: %s.Money}}\n", "it binds Money to %s.Money, but the executor cannot import the package of the resolvers"},
		"autobind":                {"autobind: [\"%s\"]\n", "it has %s in autobind, but the executor cannot import the package of the resolvers"},
		"lists without pointers":  {"omit_slice_element_pointers: true\n", "it must have omit_slice_element_pointers: false"},
		"no roots":                {"omit_root_models: true\n", "it must have omit_root_models: false"},
		"panics":                  {"omit_panic_handler: true\n", "it must have omit_panic_handler: false"},
		"federation":              {"federation: {filename: graph/federation.go}\n", "it must have no federation"},
		"a scalar of columns":     {"models: {String: {model: github.com/99designs/gqlgen/graphql.String}}\n", "it binds String to github.com/99designs/gqlgen/graphql.String, but columns"},
		"a table":                 {"models: {Author: {model: example.org/mine.Author}}\n", "it binds Author, which is generated from a table"},
		"a filter":                {"models: {AuthorWhere: {model: example.org/mine.Where}}\n", "it binds AuthorWhere, which is generated from a table"},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOwner(t, nil)
			graph := "tiddly/internal/cmd/generate/testdata/" + filepath.Base(o.root) + "/graph"
			o.write(configFile, apart+strings.ReplaceAll(c.more, "%s", graph))
			if said, want := o.generate(true), strings.ReplaceAll(c.want, "%s", graph); !strings.Contains(said, "read gqlgen.yml: "+want) {
				t.Errorf("it said %s, want %s", said, want)
			}
			if o.read("schema.graphqls") != "" {
				t.Error("something was written")
			}
		})
	}
	for name, change := range map[string][2]string{
		"getters":            {"omit_getters: true", "omit_getters: false"},
		"another executor":   {"filename: graph/executor/generated.go", "filename: graph/executor/other.go"},
		"other models":       {"filename: graph/model/models_gen.go", "filename: graph/models/models_gen.go"},
		"another Resolver":   {"type: Resolver", "type: Root"},
		"resolvers together": {"layout: follow-schema", "layout: single-file"},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOwner(t, nil)
			o.write(configFile, strings.Replace(apart, change[0], change[1], 1))
			if said := o.generate(true); !strings.Contains(said, "read gqlgen.yml: it must have ") {
				t.Errorf("it said %s", said)
			}
		})
	}
}

// TestOptionsOfTheOwner requires that the code compiles with options that owners set: scalars and types of their own,
// tags, and the forms of their models.
func TestOptionsOfTheOwner(t *testing.T) {
	o := newOwner(t, map[string]string{
		configFile: strings.Replace(apart, "[schema.graphqls]", "[schema.graphqls, graph/*.graphqls]", 1) +
			"models: {Money: {model: github.com/99designs/gqlgen/graphql.Int64}, String: {model: [" + scalarPackage + "String, github.com/99designs/gqlgen/graphql.String]}}\n" +
			"struct_tag: json\nnullable_input_omittable: true\nstruct_fields_always_pointers: true\nresolvers_always_return_pointers: true\n",
		"graph/mine.graphqls": "scalar Money\ninput Wish { price: Money }\ntype Offer { price: Money }\nextend type Query { offer(wish: Wish!): Offer! }\n",
	})
	o.generate(false)
	o.has("graph/mine.resolvers.go", "func (r *queryResolver) Offer(ctx context.Context, wish model.Wish) (*model.Offer, error) {")
	o.has("graph/model/models_gen.go", "Price *int64 `json:\"price,omitempty\"`", "Price graphql.Omittable[*int64] `json:\"price,omitempty\"`")
	o.has("graph/model/tables.go", "Name string `json:\"name\"`")
	compilesIn(o)
}

// TestPresetOfNames requires that the code has the names of the preset, and compiles.
func TestPresetOfNames(t *testing.T) {
	o := newOwner(t, map[string]string{"tiddly.yml": "naming:\n  preset: relay\n"})
	o.generate(false)
	o.has("schema.graphqls", "  id: ID!\n", "  rowId: Int!\n", "    ids: [ID!]!\n")
	o.has("graph/model/tables.go", "RowID int32 `json:\"rowId\"`", "func (m *Tag) ID(ctx context.Context) (string, error) {",
		"func (m *TagPayload) DeletedID(ctx context.Context) (*string, error) {", "func (m *TagsPayload) DeletedIds(ctx context.Context) ([]string, error) {")
	o.has("graph/schema.resolvers.go", `return oneOf(ctx, model.NodeTypes, "node", Arguments{"id": id})`)
	compilesIn(o)
	o.again()
}
