package owning

import (
	"strings"
	"testing"
)

// TestFederation serves a project as a subgraph: rows that a gateway asks for have their fields in Go, beside those of
// the engine, and tables may have the names of what Federation adds.
func TestFederation(t *testing.T) {
	dir := copyOf(t)
	write(t, dir, "db/schema.sql", `CREATE TABLE maker (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, name TEXT);
CREATE TABLE entities (id INTEGER PRIMARY KEY, maker_id INTEGER REFERENCES maker (id));
CREATE TABLE services (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE any (a TEXT NOT NULL, b INTEGER NOT NULL, PRIMARY KEY (a, b));
`)
	write(t, dir, "tiddly.yml", "federation: true\n")
	write(t, dir, "graph/custom.graphqls", `extend type Maker { shout: String! @columns(names: ["name"]) @tag(name: "loud") }
type Stray @key(fields: "id", resolvable: false) { id: ID! }
`+read(t, "testdata", "federation.graphqls")+`
extend type Query { stray: Stray @shareable }
`)
	write(t, dir, "graph/custom.resolvers.go", `package graph

import (
	"context"
	"strings"

	"tiddly/graph/model"
)

func (r *makerResolver) Shout(ctx context.Context, objs []*model.Maker) ([]string, error) {
	all := make([]string, len(objs))
	for i, one := range objs {
		all[i] = strings.ToUpper(*one.Name)
	}
	return all, nil
}

func (r *makerResolver) BestReview(ctx context.Context, objs []*model.Maker) ([]*model.Review, error) {
	all := make([]*model.Review, len(objs))
	for i, one := range objs {
		all[i] = &model.Review{ID: "of " + one.Code}
	}
	return all, nil
}

func (r *queryResolver) Stray(ctx context.Context) (*model.Stray, error) { return &model.Stray{ID: "1"}, nil }
`)
	goTool(t, dir, "generate", "./...")
	r := reader{dir: dir}
	defer r.stop(t)
	r.run(t, "go run .")
	for _, c := range []struct{ query, want string }{
		{
			`mutation { insertMaker(input: {id: 1, code: "b", name: "Bell"}) { affectedRows } insertEntity(input: {id: 5, makerId: 1}) { affectedRows } insertAny(input: {a: "x", b: 2}) { affectedRows } insertService(input: {id: 1, name: "s"}) { affectedRows } }`,
			`{"data": {"insertMaker": {"affectedRows": 1}, "insertEntity": {"affectedRows": 1}, "insertAny": {"affectedRows": 1}, "insertService": {"affectedRows": 1}}}`,
		},
		// The engine alone.
		{
			`{ _entities(representations: [{__typename: "Maker", code: "b"}, {__typename: "Any", b: 2, a: "x"}, {__typename: "Service", id: 9}]) { __typename ... on Maker { name } ... on Any { a } } }`,
			`{"data": {"_entities": [{"__typename": "Maker", "name": "Bell"}, {"__typename": "Any", "a": "x"}, null]}}`,
		},
		// With a field in Go, of the row itself and of one that it leads to.
		{
			`{ _entities(representations: [{__typename: "Entity", id: 5}, {__typename: "Maker", id: 2}, {__typename: "Maker", code: "b"}]) { __typename ... on Maker { id shout } ... on Entity { maker { shout } } } }`,
			`{"data": {"_entities": [{"__typename": "Entity", "maker": {"shout": "BELL"}}, null, {"__typename": "Maker", "id": 1, "shout": "BELL"}]}}`,
		},
		{
			`{ _entities(representations: {__typename: "Maker", id: 1}) { ... on Maker { bestReview { __typename id } } } }`,
			`{"data": {"_entities": [{"bestReview": {"__typename": "Review", "id": "of b"}}]}}`,
		},
		{`{ stray { id } services { name } entities { id } }`, `{"data": {"stray": {"id": "1"}, "services": [{"name": "s"}], "entities": [{"id": 5}]}}`},
		{
			`{ _entities(representations: [{__typename: "Stray", id: 5}]) { ... on Maker { shout } } }`,
			`{"errors": [{"message": "representations: __typename does not name a type whose rows have a key", "path": ["_entities", 0],
			  "locations": [{"line": 1, "column": 30}],
			  "extensions": {"code": "REQUEST_VALUE", "hint": "the types are those that _Entity has; compose the subgraphs again if the tables have changed"}}]}`,
		},
	} {
		r.ask(t, c.query, c.want)
	}
	_, body := r.send(t, `{ _service { sdl } }`)
	for _, part := range []string{
		`  shout: String! @tag(name: \"loud\")\n`, `bestReview: Review @shareable`, `type Stray @key(fields: \"id\", resolvable: false) {`, `stray: Stray @shareable`,
		`import: [\"@key\", \"@shareable\", \"@tag\"])`, `type Maker implements Node @key(fields: \"id\") @key(fields: \"code\") @key(fields: \"nodeId\") {`,
	} {
		if !strings.Contains(string(body), part) {
			t.Errorf("the subgraph lacks %s", part)
		}
	}
	if served := read(t, dir, "schema.graphqls"); strings.Contains(served, "@key") || strings.Contains(served, "@tag") {
		t.Error("the schema that is generated from has directives of Federation")
	}
	if _, body := r.send(t, `{ __schema { directives { name } } }`); strings.Contains(string(body), "shareable") {
		t.Errorf("clients see %s", body)
	}
	r.stop(t)
	if log := r.log.String(); strings.Contains(log, "edited") {
		t.Errorf("the log takes generated resolvers for edited ones:\n%s", log)
	}
}
