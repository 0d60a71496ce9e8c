package owning

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const fieldsInGo = `extend type User {
  panics: String @columns(names: ["name"])
  fails: String
  refuses: String
  shout: String! @columns(names: ["name", "email"])
  "How many rows the one call got."
  together: Int!
}

extend type Query {
  "Users with a name, in a field of another name."
  named(limit: Int): [User!]!
  greeting(name: String = "you"): String!
}

extend type Mutation {
  greet(name: String!): String!
}
`

const codeInGo = `package graph

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"tiddly/graph/model"
)

func (r *userResolver) Panics(ctx context.Context, objs []*model.User) ([]*string, error) {
	panic("secret of the log")
}

func (r *userResolver) Fails(ctx context.Context, objs []*model.User) ([]*string, error) {
	return nil, errors.New("secret of the log")
}

func (r *userResolver) Refuses(ctx context.Context, objs []*model.User) ([]*string, error) {
	return nil, gqlerror.Errorf("not today")
}

func (r *userResolver) Shout(ctx context.Context, objs []*model.User) ([]string, error) {
	all := make([]string, len(objs))
	for i, user := range objs {
		if user.Name != nil && user.Email != nil {
			all[i] = strings.ToUpper(*user.Name + *user.Email)
		}
	}
	return all, nil
}

func (r *userResolver) Together(ctx context.Context, objs []*model.User) ([]int32, error) {
	return slices.Repeat([]int32{int32(len(objs))}, len(objs)), nil
}

func (r *queryResolver) Named(ctx context.Context, limit *int32) ([]*model.User, error) {
	return many[model.User](ctx, "users", Arguments{"limit": limit, "where": And(nil, map[string]any{"name": map[string]any{"isNull": false}})})
}

func (r *queryResolver) Greeting(ctx context.Context, name *string) (string, error) { return "Hello " + *name, nil }

func (r *mutationResolver) Greet(ctx context.Context, name string) (string, error) { return "Hello " + name, nil }
`

// TestCode queries fields written in Go: their errors, their panics, and combinations that one request cannot
// have.
func TestCode(t *testing.T) {
	dir := copyOf(t)
	write(t, dir, "graph/custom.graphqls", fieldsInGo)
	write(t, dir, "graph/custom.resolvers.go", codeInGo)
	// Broken generated code is overwritten.
	if err := os.Remove(filepath.Join(dir, "graph", "executor", "generated.go")); err != nil {
		t.Fatal(err)
	}
	write(t, dir, "graph/model/models_gen.go", "package model\n\nvar broken = \n")
	goTool(t, dir, "generate", "./...")
	r := reader{dir: dir}
	defer r.stop(t)
	r.run(t, "go run .")
	const insert = `mutation { insertUsers(input: [{id: 1, name: "ada", email: "@a"}, {id: 2}, {id: 3, name: "cy", email: "@c"}]) { nodes { id shout } } }`
	for _, c := range []struct{ query, want string }{
		{insert, `{"data": {"insertUsers": {"nodes": [{"id": 1, "shout": "ADA@A"}, {"id": 2, "shout": ""}, {"id": 3, "shout": "CY@C"}]}}}`},
		{`{ named(limit: 1) { id shout s: shout nodeId } greeting }`, `{"data": {"named": [{"id": 1, "shout": "ADA@A", "s": "ADA@A", "nodeId": "WyJVc2VyIiwxXQ"}], "greeting": "Hello you"}}`},
		{
			`{ user(by: {id: 1}) { panics id } duals { id } }`,
			`{"data": {"user": {"panics": null, "id": 1}, "duals": []},
			  "errors": [{"message": "internal error", "path": ["user", "panics"], "extensions": {"code": "INTERNAL"}}]}`,
		},
		{
			`{ user(by: {id: 1}) { fails } }`,
			`{"data": {"user": {"fails": null}}, "errors": [{"message": "internal error", "path": ["user", "fails"], "extensions": {"code": "INTERNAL"}}]}`,
		},
		{
			`{ user(by: {id: 1}) { refuses } }`,
			`{"data": {"user": {"refuses": null}}, "errors": [{"message": "not today", "path": ["user", "refuses"], "extensions": {"code": "REQUEST_REFUSED"}}]}`,
		},
		{
			`mutation { updateUser(by: {id: 1}, set: {name: "bo"}) { node { fails shout } query { named { name } } } }`,
			`{"data": {"updateUser": {"node": {"fails": null, "shout": "BO@A"}, "query": {"named": [{"name": "bo"}, {"name": "cy"}]}}},
			  "errors": [{"message": "internal error", "path": ["updateUser", "node", "fails"], "extensions": {"code": "INTERNAL"}}]}`,
		},
		{`{ users { together } two: users(limit: 2) { together } }`, `{"data": {"users": [{"together": 3}, {"together": 3}, {"together": 3}],
		  "two": [{"together": 2}, {"together": 2}]}}`},
		{`mutation { a: greet(name: "x") b: greet(name: "y") }`, `{"data": {"a": "Hello x", "b": "Hello y"}}`},
		// The name of the root type, as some gateways ask for it beside every field.
		{`mutation { __typename a: greet(name: "x") t: __typename }`, `{"data": {"__typename": "Mutation", "a": "Hello x", "t": "Mutation"}}`},
		{
			`mutation { greet(name: "x") deleteUser(by: {id: 1}) { affectedRows } }`,
			`{"errors": [{"message": "greet is written in Go and cannot share a request with mutations of tables", "path": ["greet"],
			  "extensions": {"code": "REQUEST_INVALID", "hint": "send it in a request of its own"}}]}`,
		},
		{`{ users { id } __type(name: "User") { fields { name } } }`, `{"data": {"users": [{"id": 1}, {"id": 2}, {"id": 3}],
		  "__type": {"fields": [{"name": "nodeId"}, {"name": "id"}, {"name": "email"}, {"name": "password"}, {"name": "name"},
		  {"name": "panics"}, {"name": "fails"}, {"name": "refuses"}, {"name": "shout"}, {"name": "together"}]}}}`},
	} {
		r.ask(t, c.query, c.want)
	}
	r.stop(t)
	if log := r.log.String(); !strings.Contains(log, "secret of the log") {
		t.Errorf("the log does not have what was hidden from clients:\n%s", log)
	}
	otherTables(t, dir)
	mistakes(t, dir)
}

// otherTables serves a database without the tables that the code was generated for.
func otherTables(t *testing.T, dir string) {
	t.Helper()
	goTool(t, dir, "run", ".", "sample", "other.db", "--rows", "10")
	out, err := tryGo(t, dir, "run", ".", "schema", "--db", "other.db")
	if err != nil || strings.Contains(out, "shout") || !strings.Contains(out, "greeting(name: String = \"you\"): String!") {
		t.Errorf("%v: the schema of another database has not what fits it alone", err)
	}
}

// mistakes generates from extensions that do not fit the tables.
func mistakes(t *testing.T, dir string) {
	t.Helper()
	for text, want := range map[string]string{
		"extend type Planet { moons: Int! }":                                         "Planet is not served",
		`extend type User { x: Int @columns(names: ["nme"]) }`:                       "User has no column nme",
		"extend type User { name: String }":                                          "User has a field name already",
		"extend type User { broken":                                                  "custom.graphqls",
		`extend type User { x: Int @columns(names: ["name"]) } type User { y: Int }`: "User",
	} {
		write(t, dir, "graph/custom.graphqls", text)
		if out, err := tryGo(t, dir, "generate", "./..."); err == nil || !strings.Contains(out, want) {
			t.Errorf("%s: got %v %s, want it to say %q", text, err, out, want)
		}
	}
	write(t, dir, "graph/custom.graphqls", fieldsInGo)
	write(t, dir, "graph/custom.resolvers.go", codeInGo+"func {")
	if out, err := tryGo(t, dir, "generate", "./..."); err == nil || !strings.Contains(out, "cannot be kept until that is fixed") {
		t.Errorf("got %v %s", err, out)
	}
	if read(t, dir, "graph/custom.resolvers.go") != codeInGo+"func {" {
		t.Error("the file with the mistake was changed")
	}
	// The example's two files.
	write(t, dir, "graph/custom.graphqls", read(t, "../../..", "examples/initials/custom.graphqls"))
	write(t, dir, "graph/custom.resolvers.go", strings.Replace(read(t, "../../..", "examples/initials/custom.resolvers.go"), "//go:build example\n", "", 1))
	goTool(t, dir, "generate", "./...")
	r := reader{dir: dir}
	defer r.stop(t)
	r.run(t, "go run .")
	r.ask(t, `{ user(by: {id: 3}) { initials } }`, `{"data": {"user": {"initials": "c"}}}`)
}
