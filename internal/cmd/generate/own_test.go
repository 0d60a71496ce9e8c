package main

import (
	"regexp"
	"strings"
	"testing"
)

// owns are fields of the owner's whose methods read as generated ones do: named as one with a number, in another file,
// with a comment above, for a table and for nothing.
const (
	owns = `extend type Query {
  tags2(where: TagWhere, orderBy: [TagOrderBy!], limit: Int, offset: Int, distinctOn: [TagColumn!]): [Tag!]!
  tag3(by: TagKey!): Tag
  authors2: [Author!]!
}
`
	ownMany = `func (r *queryResolver) Tags2(ctx context.Context, where map[string]any, orderBy []map[string]any, limit *int32, offset *int32, distinctOn []string) ([]*model.Tag, error) {
	return many[model.Tag](ctx, "tags", Arguments{"where": where, "orderBy": orderBy, "limit": limit, "offset": offset, "distinctOn": distinctOn})
}
`
	ownOne = `// Tag3 is here too.
func (r *queryResolver) Tag3(ctx context.Context, by map[string]any) (*model.Tag, error) {
	return one[model.Tag](ctx, "tag", Arguments{"by": by})
}
`
	ownPlain = `func (r *queryResolver) Authors2(ctx context.Context) ([]*model.Author, error) {
	return many[model.Author](ctx, "authors", Arguments{})
}
`
)

// TestAFieldOfTheOwnersThatLooksGenerated requires that what a person wrote stays, or is moved aside, even if it reads
// as what is generated.
func TestAFieldOfTheOwnersThatLooksGenerated(t *testing.T) {
	o := newOwner(t, map[string]string{
		configFile: withExtensions, "graph/custom.graphqls": owns,
		"graph/columns.graphqls": "directive @columns(names: [String!]!) on FIELD_DEFINITION\n",
	})
	o.generate(false)
	o.has("graph/custom.resolvers.go", "Query.tags2 is to be written here")
	text := o.read("graph/custom.resolvers.go")
	head, _, _ := strings.Cut(text, "func ")
	o.write("graph/custom.resolvers.go", head+ownMany+"\n"+ownPlain)
	o.write("graph/mine.go", head+ownOne)
	o.again()
	o.has("graph/custom.resolvers.go", ownMany, ownPlain)
	o.has("graph/mine.go", ownOne)

	o.write("db/schema.sql", strings.SplitAfter(two, "\n")[0])
	o.write("graph/custom.graphqls", "")
	said := o.generate(true)
	for name, want := range map[string]string{"Query.tags2": ownMany, "Query.tag3": ownOne, "Query.authors2": ownPlain} {
		o.has("graph/orphans/"+name+".go.txt", want)
		if !strings.Contains(said, name) {
			t.Errorf("it did not say %s: %s", name, said)
		}
	}
	if strings.Contains(said, "Query.tags ") {
		t.Errorf("a resolver that nobody edited was moved: %s", said)
	}
	o.again()
}

// TestInitialisms requires that what a person wrote follows when gqlgen.yml spells names otherwise.
func TestInitialisms(t *testing.T) {
	o := newOwner(t, map[string]string{configFile: withExtensions, "graph/custom.graphqls": "extend type Query {\n  apiUrl(userId: Int): String\n}\n"})
	o.generate(false)
	o.replace("graph/custom.resolvers.go", `panic("Query.apiUrl is to be written here")`, `return nil, nil // mine`)
	o.has("graph/custom.resolvers.go", "APIURL(ctx context.Context, userID *int32)")
	o.write(configFile, withExtensions+"go_initialisms:\n  replace_defaults: true\n  initialisms: [ID]\n")
	if said := o.generate(false); strings.Contains(said, "orphans") {
		t.Error(said)
	}
	o.has("graph/custom.resolvers.go", "ApiUrl(ctx context.Context, userID *int32)", "return nil, nil // mine")
	o.again()
	o.write("graph/custom.graphqls", "")
	if said := o.generate(true); !strings.Contains(said, "Query.apiUrl is no longer in the schema") {
		t.Error(said)
	}
}

// TestLinesThatWereBroken requires that lines which did not compile before are not listed, whatever they name.
func TestLinesThatWereBroken(t *testing.T) {
	o := newOwner(t, nil)
	o.generate(false)
	models := regexp.MustCompile(`"\S+/graph/model"`).FindString(o.read("graph/schema.resolvers.go"))
	o.write("graph/mine.go", "package graph\n\nimport "+models+"\n\nfunc label(t model.Tag) any {\n\t_ = t.Size\n\t_ = size(t.Label)\n\t_ = model.Tag{Heading: \"\"}\n\treturn t.Label\n}\n")
	o.write("db/schema.sql", strings.Replace(two, "label TEXT", "title TEXT", 1))
	said := o.generate(true)
	for line, listed := range map[string]bool{"mine.go:6": false, "mine.go:7": true, "mine.go:8": false, "mine.go:9": true} {
		if strings.Contains(said, line) != listed {
			t.Errorf("%s is listed is not %v:\n%s", line, listed, said)
		}
	}
}

// TestTheResolversOfNodes requires that those that nobody edited follow the schema, and go with the last table that has
// global ids, while one that was edited is kept.
func TestTheResolversOfNodes(t *testing.T) {
	o := newOwner(t, nil)
	o.generate(false)
	const file = "graph/schema.resolvers.go"
	o.has(file, `return oneOf(ctx, model.NodeTypes, "node", Arguments{"nodeId": nodeID})`)
	o.replace(file, `return manyOf(ctx, model.NodeTypes, "nodes", Arguments{"nodeIds": nodeIds})`, "_ = \"mine\"\n\treturn manyOf(ctx, model.NodeTypes, \"nodes\", Arguments{\"nodeIds\": nodeIds})")
	o.replace(file, "Node(ctx context.Context", "Node(c context.Context")
	o.replace(file, "oneOf(ctx,", "oneOf(c,")
	o.write("tiddly.yml", "naming: {preset: relay}\n")
	o.generate(false)
	o.has(file, `return oneOf(c, model.NodeTypes, "node", Arguments{"id": id})`, "\t_ = \"mine\"\n\treturn manyOf(ctx, model.NodeTypes, \"nodes\", Arguments{\"ids\": ids})")
	o.again()
	o.write("db/schema.sql", "CREATE TABLE plain (x TEXT);\n")
	if said := o.generate(true); !strings.Contains(said, "Query.nodes is no longer in the schema") || strings.Contains(said, "Query.node ") {
		t.Errorf("it said %s", said)
	}
	o.again()
}
