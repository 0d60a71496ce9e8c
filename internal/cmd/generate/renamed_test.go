package main

import (
	"maps"
	"strings"
	"testing"
)

// TestATableThatIsRenamed requires that code follows a table with another name in the database if its owner says so, and
// that the owner is asked before edited code would be moved aside for a table that may only have another name.
func TestATableThatIsRenamed(t *testing.T) {
	o := newOwner(t, map[string]string{
		configFile: withExtensions, "graph/custom.graphqls": "extend type Tag {\n  short: String!\n}\n",
		"graph/columns.graphqls": "directive @columns(names: [String!]!) on FIELD_DEFINITION\n",
	})
	o.generate(false)
	o.replace("graph/schema.resolvers.go", `return many[model.Tag](ctx, "tags"`, "_ = \"mine\"\n\treturn many[model.Tag](ctx, \"tags\"")
	o.replace("graph/custom.resolvers.go", `panic("Tag.short is to be written here")`, "return make([]string, len(objs)), nil // mine")
	o.write("graph/custom.graphqls", "extend type Label {\n  short: String!\n}\n")
	o.write("db/schema.sql", strings.Replace(two, "TABLE tag", "TABLE label", 1))
	before := o.read("schema.graphqls") + o.read(originsFile) + o.read("graph/schema.resolvers.go")
	const want = "table tag is gone, and label is new and has the same columns: is it the same table? With --renamed tag=label your code follows it; " +
		"with --renamed tag= your code for tag moves to graph/orphans/"
	if said := o.generate(true); !strings.Contains(said, want) {
		t.Errorf("it did not ask: %s", said)
	}
	if o.read("schema.graphqls")+o.read(originsFile)+o.read("graph/schema.resolvers.go") != before {
		t.Error("something was written before the owner answered")
	}
	for args, want := range map[string]string{
		"tag": "is not OLD=NEW", "tags=label": "the code is not for a table tags; it is for author, tag", "tag=labels": "there is no table labels; the tables are author, label",
		"tag=author": "table author was there before", "author=label": "table author is still there",
	} {
		if said := o.generate(true, "--renamed", args); !strings.Contains(said, want) {
			t.Errorf("%s: it said %s", args, said)
		}
	}
	if said := o.generate(false, "--renamed", "tag=label"); strings.Contains(said, "orphans") {
		t.Errorf("it moved code aside: %s", said)
	}
	o.has("graph/schema.resolvers.go", "Labels(ctx context.Context", "\t_ = \"mine\"\n\treturn many[model.Label](ctx, \"labels\"", `one[model.LabelPayload](ctx, "insertLabel"`)
	o.has("graph/custom.resolvers.go", "func (r *labelResolver) Short(ctx context.Context, objs []*model.Label)", "// mine")
	o.again()

	// Now it is gone, and another has its columns.
	o.write("graph/custom.graphqls", "")
	o.write("db/schema.sql", strings.Replace(two, "TABLE tag", "TABLE word", 1))
	if said := o.generate(true); !strings.Contains(said, "--renamed label=word") {
		t.Errorf("it did not ask: %s", said)
	}
	if said := o.generate(true, "--renamed", "label="); !strings.Contains(said, "Query.labels is no longer in the schema") {
		t.Errorf("it said %s", said)
	}
	o.has("graph/orphans/Query.labels.go.txt", `_ = "mine"`)
	o.has("graph/orphans/Label.short.go.txt", "// mine")
	o.again()
}

// TestNobodyIsAsked requires that a table that is gone is not taken for another where no edited code is at stake, or where
// its columns are others, or those of several.
func TestNobodyIsAsked(t *testing.T) {
	o := newOwner(t, nil)
	o.generate(false)
	author := strings.SplitAfter(two, "\n")[0]
	o.write("db/schema.sql", author+"CREATE TABLE label (id INTEGER PRIMARY KEY, label TEXT);\n")
	o.generate(false)
	o.replace("graph/schema.resolvers.go", `return many[model.Label](ctx, "labels"`, "_ = \"mine\"\n\treturn many[model.Label](ctx, \"labels\"")
	o.write("db/schema.sql", author+"CREATE TABLE a (id INTEGER PRIMARY KEY, label TEXT);\nCREATE TABLE b (id INTEGER PRIMARY KEY, label TEXT);\nCREATE TABLE c (id INTEGER PRIMARY KEY, label TEXT NOT NULL);\n")
	if said := o.generate(true); strings.Contains(said, "is it the same table") || !strings.Contains(said, "Query.labels is no longer in the schema") {
		t.Errorf("it said %s", said)
	}
}

func TestRenamedFlags(t *testing.T) {
	for text, want := range map[string]map[string]string{
		"a=b": {"a": "b"}, "a=": {"a": ""}, "a=b,c=": {"a": "b", "c": ""}, "a,x=b": {"a,x": "b"}, "a=b=c": {"a": "b=c"}, "a": nil, "=b": nil, "a=b,a=c": nil,
	} {
		var r renamed
		if err := r.add(text); (err != nil) != (want == nil) || err == nil && !maps.Equal(r.told, want) {
			t.Errorf("%s: got %v, %v", text, r.told, err)
		}
	}
}
