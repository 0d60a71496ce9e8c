package main

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const script = "CREATE TABLE user (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\n"

const settings = `schema: [schema.graphqls]
exec: {package: graph, filename: graph/generated.go}
model: {package: model, filename: graph/model/models_gen.go}
resolver: {layout: follow-schema, dir: graph, package: graph, filename: graph/resolver.go, type: Resolver}
omit_complexity: true
omit_getters: true
omit_interface_checks: true
skip_mod_tidy: true
skip_validation: true
skip_import_grouping: true
`

// project creates a project inside this module, because gqlgen asks the go command for its packages, and below a
// testdata folder, which ./... leaves out.
func project(t *testing.T, files map[string]string) string {
	t.Helper()
	if err := os.MkdirAll("testdata", 0o750); err != nil {
		t.Fatal(err)
	}
	root, err := os.MkdirTemp("testdata", "project-") //nolint:usetesting // t.TempDir is outside the module
	if err != nil {
		t.Fatal(err)
	}
	if root, err = filepath.Abs(root); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(root); err != nil {
			t.Error(err)
		}
		_ = os.Remove(filepath.Dir(root)) // while another test runs it is not empty, and stays
	})
	all := map[string]string{"db/schema.sql": script, configFile: settings, "graph/graph.go": "package graph\n"}
	maps.Copy(all, files)
	for name, content := range all {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// read returns the content of a file of the project; empty if it does not exist.
func read(t *testing.T, root, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, name))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return string(content)
}

func TestGenerateFromTheDefaultTables(t *testing.T) {
	root := project(t, nil)
	// Where `go generate` runs it.
	t.Chdir(filepath.Join(root, "graph"))
	var log bytes.Buffer
	if err := run(t.Context(), nil, &log); err != nil {
		t.Fatal(explain(err))
	}
	for name, want := range map[string]string{
		"schema.graphqls":           "users(",
		"graph/generated.go":        "func NewExecutableSchema(",
		"graph/model/tables.go":     "type User struct",
		"graph/schema.resolvers.go": `return one[model.User](ctx, "user", Arguments{"by": by})`,
	} {
		if !strings.Contains(read(t, root, name), want) {
			t.Errorf("%s does not contain %q", name, want)
		}
	}
	if log.Len() > 0 {
		t.Errorf("it said %q", log.String())
	}
	first := read(t, root, "graph/generated.go")
	t.Chdir(root)
	if err := run(t.Context(), nil, &log); err != nil {
		t.Fatal(explain(err))
	}
	if read(t, root, "graph/generated.go") != first {
		t.Error("a second run gives other code")
	}
}

// TestGenerateTakesTheNamesOfTheSettings requires that code is generated for the names that are served.
func TestGenerateTakesTheNamesOfTheSettings(t *testing.T) {
	root := project(t, map[string]string{"tiddly.yml": "tables:\n  user: {name: Person, list: people, single: person}\n"})
	t.Chdir(filepath.Join(root, "graph"))
	if err := run(t.Context(), nil, &bytes.Buffer{}); err != nil {
		t.Fatal(explain(err))
	}
	if !strings.Contains(read(t, root, "schema.graphqls"), "people(") || !strings.Contains(read(t, root, "graph/model/tables.go"), "type Person struct") {
		t.Error("the names of tiddly.yml were not taken")
	}
	if err := os.WriteFile(filepath.Join(root, "tiddly.yml"), []byte("tables: 5\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := run(t.Context(), nil, &bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), "tiddly.yml") {
		t.Errorf("got %v, want an error of tiddly.yml", err)
	}
}

// TestGenerateTakesTheAccountsOfTheSettings requires that the password is not a field of the model, and that there
// is a resolver for me.
func TestGenerateTakesTheAccountsOfTheSettings(t *testing.T) {
	root := project(t, map[string]string{
		"db/schema.sql": "CREATE TABLE user (id INTEGER PRIMARY KEY, name TEXT UNIQUE, secret TEXT);\n",
		"tiddly.yml":    "auth:\n  users: {table: user, identity: name, password: secret}\n",
	})
	t.Chdir(root)
	if err := run(t.Context(), nil, &bytes.Buffer{}); err != nil {
		t.Fatal(explain(err))
	}
	for name, want := range map[string]string{
		"schema.graphqls": "  me: User\n", "graph/schema.resolvers.go": `return one[model.User](ctx, "me", Arguments{})`,
	} {
		if !strings.Contains(read(t, root, name), want) {
			t.Errorf("%s has no %s", name, want)
		}
	}
	if strings.Contains(read(t, root, "graph/model/tables.go"), "Secret") || strings.Contains(read(t, root, "graph/generated.go"), "User.secret") {
		t.Error("the password is a field of the model")
	}
	if err := os.WriteFile(filepath.Join(root, "tiddly.yml"), []byte("auth:\n  users: {table: user, identity: name, password: pass}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := run(t.Context(), nil, &bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), `table "user" has no column "pass"`) {
		t.Errorf("got %v, want an error of the accounts", err)
	}
}

func TestGenerateRepairsABrokenGraph(t *testing.T) {
	root := project(t, map[string]string{
		"graph/graph.go":            "package graph\n\nvar _ = NewExecutableSchema(Config{})\n",
		"graph/generated.go":        "package graph\n\nthis is no Go\n",
		"graph/model/models_gen.go": "package wrong\n",
	})
	t.Chdir(root)
	if err := run(t.Context(), nil, &bytes.Buffer{}); err != nil {
		t.Fatal(explain(err))
	}
	if !strings.Contains(read(t, root, "graph/generated.go"), "func NewExecutableSchema(") {
		t.Error("generated.go was not repaired")
	}
}

func TestGenerateFailsWithoutATrace(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		args  []string
		want  string
	}{
		"no script":        {map[string]string{"db/schema.sql": "CREATE NONSENSE"}, nil, ""},
		"clash of names":   {map[string]string{"db/schema.sql": "CREATE TABLE users (id INT); CREATE TABLE user (id INT);"}, nil, "clash"},
		"unknown setting":  {map[string]string{configFile: settings + "nonsense: true\n"}, nil, "nonsense"},
		"broken binding":   {map[string]string{configFile: settings + "models: {Int: {model: no/such/package.Type}}\n"}, nil, "gqlgen"},
		"missing database": {nil, []string{"--db", "nothing.db"}, "nothing.db"},
		"stray argument":   {nil, []string{"nothing.db"}, "--db PATH"},
	} {
		t.Run(name, func(t *testing.T) {
			before := map[string]string{
				"schema.graphqls": "# as it was\n", "graph/generated.go": "package graph // as it was\n",
				"graph/model/models_gen.go": "package model // as it was\n", "graph/model/tables.go": "package model // as it was\n",
				"graph/schema.resolvers.go": "package graph // as it was\n",
			}
			files := maps.Clone(before)
			maps.Copy(files, c.files)
			root := project(t, files)
			t.Chdir(root)
			err := run(t.Context(), c.args, &bytes.Buffer{})
			if err == nil {
				t.Fatal("it did not fail")
			}
			if c.want != "clash" && !strings.Contains(explain(err), c.want) {
				t.Errorf("the error is %q, want it to name %q", explain(err), c.want)
			}
			for name, content := range before {
				if got := read(t, root, name); got != content {
					t.Errorf("%s has become %.60q", name, got)
				}
			}
		})
	}
}

func TestGenerateOutsideAProject(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := run(t.Context(), nil, &bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), configFile) {
		t.Errorf("got %v, want an error that names %s", err, configFile)
	}
}

// TestNamesInGo requires that names which clash in Go are refused before anything is written, with the setting that
// settles each, and numbered if that is asked for.
func TestNamesInGo(t *testing.T) {
	const clashing = `CREATE TABLE ui (id INTEGER PRIMARY KEY, fetched TEXT);
CREATE TABLE u_i (id INTEGER PRIMARY KEY);
CREATE TABLE resolver (id INTEGER PRIMARY KEY, node_id TEXT);
`
	root := project(t, map[string]string{"db/schema.sql": clashing, "graph/graph.go": calls, "graph/generated.go": "package graph // as it was\n"})
	t.Chdir(root)
	err := run(t.Context(), nil, &bytes.Buffer{})
	for _, want := range []string{
		"tables.ui.name", "tables.ui.list", "tables.ui.single", "tables.ui.columns.fetched.name", "tables.resolver.single", "tables.resolver.columns.node_id.name",
		"--number-names numbers the Go names instead",
	} {
		if err == nil || strings.Count(err.Error(), want) != 1 {
			t.Errorf("the error does not name %s once: %v", want, err)
		}
	}
	if read(t, root, "graph/generated.go") != "package graph // as it was\n" || read(t, root, "schema.graphqls") != "" {
		t.Error("something was written")
	}
	var said bytes.Buffer
	if err := run(t.Context(), []string{"--number-names"}, &said); err != nil {
		t.Fatal(explain(err))
	}
	for name, want := range map[string]string{
		"graph/model/tables.go":     "type UI2 struct",
		"graph/schema.resolvers.go": "func (r *queryResolver) Resolver2(ctx context.Context, by map[string]any) (*model.Resolver, error) {\n\treturn one[model.Resolver](ctx, \"resolver\"",
		"schema.graphqls":           "  resolver(",
	} {
		if !strings.Contains(read(t, root, name), want) {
			t.Errorf("%s has no %s", name, want)
		}
	}
	if !strings.Contains(said.String(), "tables.resolver.single") {
		t.Errorf("it said %s", said.String())
	}
	// The settings that the error names are enough.
	const settings = `tables:
  ui: {name: Surface, list: surfaces, single: surface, columns: {fetched: {name: got}}}
  resolver: {single: solver, columns: {node_id: {name: node}}}
`
	if err := os.WriteFile("tiddly.yml", []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	said.Reset()
	if err := run(t.Context(), nil, &said); err != nil {
		t.Errorf("with the settings: %s\n%s", explain(err), said.String())
	}
}

// TestGenerateSomeTables requires that code is generated for the tables that the settings choose, under the names that
// they have among all.
func TestGenerateSomeTables(t *testing.T) {
	const three = `CREATE TABLE shop_user (id INTEGER PRIMARY KEY);
CREATE TABLE "shop_users" (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES shop_user (id), log_id INTEGER REFERENCES log (id));
CREATE TABLE log (id INTEGER PRIMARY KEY);
`
	root := project(t, map[string]string{
		"db/schema.sql": three, "tiddly.yml": "generate: {tables: [shop_*], numberNames: true}\n", "graph/custom.graphqls": "extend type ShopUser { x: Int }\n",
	})
	t.Chdir(root)
	if err := run(t.Context(), nil, &bytes.Buffer{}); err != nil {
		t.Fatal(explain(err))
	}
	sdl, models := read(t, root, "schema.graphqls"), read(t, root, "graph/model/tables.go")
	if !strings.Contains(sdl, "  shopUsers2(") || !strings.Contains(models, "type ShopUser2 struct") || !strings.Contains(models, ") UserRef(") && !strings.Contains(models, ") User(") {
		t.Errorf("the chosen tables are not as they are served:\n%s", models)
	}
	if strings.Contains(sdl, "Log") || strings.Contains(models, "type Log struct") || !strings.Contains(models, "LogID") {
		t.Errorf("the other table has code, or the column of the key to it has none:\n%s", models)
	}
	// What is yours must have its place among all tables, since all are served.
	const own = "extend type ShopUser { x: Int }\ntype Log { y: Int }\n"
	if err := os.WriteFile("graph/custom.graphqls", []byte(own), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := run(t.Context(), nil, &bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), "extend type Log") {
		t.Errorf("a type of the owner's takes the name of a table without code: %v", err)
	}
	if err := os.WriteFile("graph/custom.graphqls", []byte("extend type ShopUser { x: Int }\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for settings, want := range map[string]string{
		"generate: {tables: [shop_*, logs], numberNames: true}\n": "generate.tables: there is no table logs; the tables are log, shop_user, shop_users",
		"generate: {tables: [log], numberNames: true}\n":          "generate.tables does not include the table of ShopUser",
		"generate: {tables: [\"[a\"]}\n":                          "is not a pattern",
	} {
		if err := os.WriteFile("tiddly.yml", []byte(settings), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := run(t.Context(), nil, &bytes.Buffer{}); err == nil || !strings.Contains(explain(err), want) {
			t.Errorf("%s: got %v, want %s", settings, err, want)
		}
	}
}
