package main

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"tiddly/internal/config"
)

// calls is what resolvers call, in the projects of these tests.
const calls = `package graph

import (
	"context"

	"tiddly/internal/gql/handwritten/fetched"
)

type Arguments map[string]any

func many[T any](context.Context, string, Arguments) ([]*T, error) { return nil, nil }

func one[T any](context.Context, string, Arguments) (*T, error) { return nil, nil }

func manyOf[I any](context.Context, fetched.Types[I], string, Arguments) ([]I, error) { return nil, nil }

func oneOf[I any](_ context.Context, _ fetched.Types[I], _ string, _ Arguments) (row I, err error) { return row, nil }
`

const two = `CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT);
CREATE TABLE tag (id INTEGER PRIMARY KEY, label TEXT);
`

// owner works in a project.
type owner struct {
	*testing.T
	root string
}

func newOwner(t *testing.T, files map[string]string) owner {
	t.Helper()
	all := map[string]string{"graph/graph.go": calls, "db/schema.sql": two}
	maps.Copy(all, files)
	o := owner{t, project(t, all)}
	t.Chdir(o.root)
	return o
}

func (o owner) read(name string) string { o.Helper(); return read(o.T, o.root, name) }

func (o owner) write(name, text string) {
	o.Helper()
	if err := os.WriteFile(filepath.Join(o.root, name), []byte(text), 0o600); err != nil {
		o.Fatal(err)
	}
}

// replace replaces a text in a file, which must be there.
func (o owner) replace(name, old, text string) {
	o.Helper()
	was := o.read(name)
	if !strings.Contains(was, old) {
		o.Fatalf("%s has no %q:\n%s", name, old, was)
	}
	o.write(name, strings.Replace(was, old, text, 1))
}

// generate generates, and returns what was said; fails reports whether it was to return an error.
func (o owner) generate(fails bool, args ...string) string {
	o.Helper()
	var log bytes.Buffer
	err := run(o.Context(), args, &log)
	if (err != nil) != fails {
		o.Fatalf("generating returned %v:\n%s", err, log.String())
	}
	if err != nil {
		log.WriteString("generate: " + explain(err) + "\n")
	}
	return log.String()
}

// has requires texts of a file.
func (o owner) has(name string, texts ...string) {
	o.Helper()
	for _, text := range texts {
		if !strings.Contains(o.read(name), text) {
			o.Errorf("%s has no\n%s\nit is\n%s", name, text, o.read(name))
		}
	}
}

func (o owner) lacks(name string, texts ...string) {
	o.Helper()
	for _, text := range texts {
		if strings.Contains(o.read(name), text) {
			o.Errorf("%s has\n%s\nit is\n%s", name, text, o.read(name))
		}
	}
}

// again requires that generating once more changes nothing and succeeds.
func (o owner) again() {
	o.Helper()
	before := o.all()
	o.generate(false)
	if after := o.all(); after != before {
		o.Errorf("a second run changed the package from\n%s\nto\n%s", before, after)
	}
}

// all returns the package and its orphans as one text.
func (o owner) all() string {
	o.Helper()
	var text strings.Builder
	for _, pattern := range []string{"graph/*", "graph/orphans/*"} {
		names, err := filepath.Glob(filepath.Join(o.root, filepath.FromSlash(pattern)))
		if err != nil {
			o.Fatal(err)
		}
		for _, name := range names {
			if info, err := os.Stat(name); err == nil && !info.IsDir() {
				short, _ := filepath.Rel(o.root, name)
				text.WriteString("== " + filepath.ToSlash(short) + "\n" + o.read(short))
			}
		}
	}
	return text.String()
}

// withExtensions are the settings of a project with schemas of its owner's.
var withExtensions = strings.Replace(settings, "[schema.graphqls]", "[schema.graphqls, graph/*.graphqls]", 1)

const resolversFile = "graph/schema.resolvers.go"

// TestADroppedTable requires that what was edited is moved aside whole, and that what was not goes with the table.
func TestADroppedTable(t *testing.T) {
	o := newOwner(t, nil)
	o.generate(false)
	o.replace(resolversFile, "import (\n", "import (\n\t// For the labels.\n\t\"strings\"\n")
	o.replace(resolversFile, "func (r *mutationResolver) InsertTag(ctx", "// InsertTag is mine.\nfunc (r *mutationResolver) InsertTag(ctx")
	o.replace(resolversFile, "\treturn one[model.TagPayload](ctx, \"insertTag\"", "\tinput[\"label\"] = strings.ToUpper(\"a\") // as they are\n\treturn one[model.TagPayload](ctx, \"insertTag\"")
	text := o.read(resolversFile)
	start := strings.Index(text, "// InsertTag is mine.")
	mine := text[start : start+strings.Index(text[start:], "\n}\n")+3]
	o.write("db/schema.sql", strings.SplitAfter(two, "\n")[0])

	said := o.generate(true)
	for _, want := range []string{"Mutation.insertTag", resolversFile, "graph/orphans/Mutation.insertTag.go.txt", "not all of your code has a place"} {
		if !strings.Contains(said, want) {
			t.Errorf("it did not say %q: %s", want, said)
		}
	}
	o.has("graph/orphans/Mutation.insertTag.go.txt", mine, "\t// For the labels.\n\t\"strings\"\n", "/graph/model\"")
	o.lacks(resolversFile, "Tag", "strings")
	o.again()

	// The table comes back, is edited once more and dropped once more: nothing is written over.
	o.write("db/schema.sql", two)
	o.generate(false)
	o.replace(resolversFile, "\treturn one[model.TagPayload](ctx, \"insertTag\"", "\t_ = 2\n\treturn one[model.TagPayload](ctx, \"insertTag\"")
	o.write("db/schema.sql", strings.SplitAfter(two, "\n")[0])
	o.generate(true)
	o.has("graph/orphans/Mutation.insertTag.go.txt", mine)
	o.has("graph/orphans/Mutation.insertTag-2.go.txt", "_ = 2")
}

// TestTableThatNobodyEdited requires that its resolvers go without a word.
func TestTableThatNobodyEdited(t *testing.T) {
	o := newOwner(t, nil)
	o.generate(false)
	o.replace(resolversFile, "Tag(ctx context.Context, by map[string]any)", "Tag(c context.Context, key map[string]any)")
	o.replace(resolversFile, `(ctx, "deleteTag", Arguments{"by": by})`, `(c, "deleteTag", Arguments{"by": key})`)
	o.write("db/schema.sql", strings.SplitAfter(two, "\n")[0])
	if said := o.generate(false); said != "" {
		t.Errorf("it said %s", said)
	}
	o.lacks(resolversFile, "Tag")
	if _, err := os.Stat("graph/orphans"); err == nil {
		t.Error("there are orphans")
	}
	o.again()
}

// TestTheRestOfAFileStays requires that helpers, comments and moved resolvers stay where they are.
func TestTheRestOfAFileStays(t *testing.T) {
	o := newOwner(t, nil)
	o.generate(false)
	helpers := "\n// limit is a bound.\nconst limit = 5\n\n// cache has a comment.\nvar cache = map[string]int{} // of mine\n\ntype row struct{ a int }\n\nfunc init() { cache[\"a\"] = 1 }\n\n" +
		"// check checks.\nfunc (r *queryResolver) check() error { return nil }\n"
	text := o.read(resolversFile)
	start := strings.Index(text, "func (r *queryResolver) Authors(")
	end := start + strings.Index(text[start:], "\n}\n") + 3
	method := strings.Replace(strings.ReplaceAll(text[start:end], "where", "filter"), "\"filter\": filter", "\"where\": filter", 1)
	method = strings.Replace(method, "{\n", "{\n\tif err := r.check(); err != nil {\n\t\treturn nil, err\n\t}\n", 1)
	o.write(resolversFile, "//go:build !never\n\n// A file of mine.\n\n"+text[:start]+text[end:]+helpers)
	o.write("graph/moved.go", "package graph\n\nimport (\n\t\"context\"\n\n\trows \"tiddly/internal/cmd/generate/testdata/"+filepath.Base(o.root)+"/graph/model\"\n)\n\n"+strings.ReplaceAll(method, "model.", "rows."))
	o.write("graph/left.go", "//go:build never\n\npackage graph\n\nfunc (r *queryResolver) Tags() {}\n")
	before := o.all()
	o.again()
	if o.all() != before {
		t.Errorf("generating changed\n%s\nto\n%s", before, o.all())
	}
	o.write("db/schema.sql", two+"CREATE TABLE note (id INTEGER PRIMARY KEY);\n")
	o.generate(false)
	o.has(resolversFile, helpers, "// A file of mine.", "func (r *queryResolver) Notes(")
	o.has("graph/moved.go", "filter map[string]any", "r.check()")
	o.lacks(resolversFile, ") Authors(")
}

// TestANameInTheSettings requires that what was written for a table follows when the settings give it other names.
func TestANameInTheSettings(t *testing.T) {
	o := newOwner(t, map[string]string{configFile: withExtensions, "graph/columns.graphqls": "directive @columns(names: [String!]!) on FIELD_DEFINITION\n", "graph/custom.graphqls": "extend type Author {\n  initials: String! @columns(names: [\"name\"])\n}\n"})
	o.generate(false)
	o.has("graph/custom.resolvers.go", "Initials(ctx context.Context, objs []*model.Author)")
	o.replace("graph/custom.resolvers.go", "\tpanic(\"Author.initials is to be written here\")", "\tall := make([]string, len(objs)) // mine\n\treturn all, nil")
	o.replace(resolversFile, "\treturn many[model.Author](ctx, \"authors\"", "\tlimit = nil // mine\n\treturn many[model.Author](ctx, \"authors\"")
	o.write("tiddly.yml", "tables:\n  author: {name: Writer, list: writers, single: writer}\n  tag: {name: Author, list: authors, single: author}\n")
	o.write("graph/custom.graphqls", strings.Replace(o.read("graph/custom.graphqls"), "Author", "Writer", 1))
	o.generate(false)
	o.has(resolversFile, "func (r *Resolver) Writer() WriterResolver { return &writerResolver{r} }", "writerResolver   struct{ *Resolver }", "Writers(ctx context.Context", "\tlimit = nil // mine\n\treturn many[model.Writer](ctx, \"writers\"", `return many[model.Author](ctx, "authors"`)
	o.has("graph/custom.resolvers.go", "func (r *writerResolver) Initials(ctx context.Context, objs []*model.Writer) ([]string, error) {\n\tall := make([]string, len(objs)) // mine\n")
	if strings.Count(o.read(resolversFile), "// mine") != 1 || strings.Count(o.all(), "Resolver) Initials(") != 1 {
		t.Error("there are two of one")
	}
	o.again()
}

// TestLinesThatNameWhatIsGone requires that they are listed.
func TestLinesThatNameWhatIsGone(t *testing.T) {
	o := newOwner(t, nil)
	o.generate(false)
	o.write("graph/mine.go", "package graph\n\nimport \"tiddly/internal/cmd/generate/testdata/"+filepath.Base(o.root)+"/graph/model\"\n\n"+
		"func labels(all []*model.Tag) {}\n\nfunc mail(a *model.Author) *string {\n\treturn a.Email\n}\n\nfunc wrong() { undefined() }\n")
	o.write("db/schema.sql", "CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\n")
	said := o.generate(true)
	for _, want := range []string{"graph/mine.go:5: model.Tag\n", "graph/mine.go:8: a.Email\n"} {
		if !strings.Contains(said, want) {
			t.Errorf("it did not say %q: %s", want, said)
		}
	}
	if strings.Contains(said, "undefined") || strings.Contains(said, "orphans") {
		t.Errorf("it said %s", said)
	}
	o.again()
}

// TestLinesOfAnotherType requires that lines are listed which do not compile because a column, an argument or a result
// has another type, also where the value has another name, and in packages beside the resolvers.
func TestLinesOfAnotherType(t *testing.T) {
	o := newOwner(t, map[string]string{
		configFile: withExtensions, "graph/custom.graphqls": "extend type Query {\n  few(n: Int!): Int!\n  same(n: Int!): Int!\n}\n",
	})
	o.generate(false)
	const custom = "graph/custom.resolvers.go"
	o.replace(custom, "panic(\"Query.few is to be written here\")", "return n, nil")
	o.replace(custom, "panic(\"Query.same is to be written here\")", "return n, nil")
	models := "import \"tiddly/internal/cmd/generate/testdata/" + filepath.Base(o.root) + "/graph/model\"\n\n"
	o.write("graph/mine.go", "package graph\n\n"+models+
		"func label(a *model.Author) string {\n\tname := a.Name\n\n\treturn name\n}\n\nfunc id(a *model.Author) int32 { return a.ID }\n")
	if err := os.MkdirAll("names", 0o750); err != nil {
		t.Fatal(err)
	}
	o.write("names/main.go", "package main\n\n"+models+"func main() {\n\tvar name string = (&model.Author{}).Name\n\tprintln(name)\n}\n")
	o.again()
	o.write("db/schema.sql", strings.Replace(two, "name TEXT NOT NULL", "name TEXT", 1))
	o.write("graph/custom.graphqls", "extend type Query {\n  few(n: Float!): Int!\n  same(n: Int!): Int!\n}\n")
	said := o.generate(true)
	_, lines, _ := strings.Cut(said, "another type:\n")
	lines, _, _ = strings.Cut(lines, "generate:")
	o.has(custom, "Few(ctx context.Context, n float64) (int32, error) {\n\treturn n, nil")
	number := 1 + strings.Count(strings.Split(o.read(custom), ") Few(")[0], "\n") + 1
	for _, want := range []string{"graph/mine.go:8: a.Name\n", "names/main.go:6: Name\n", fmt.Sprintf("%s:%d: Few\n", custom, number)} {
		if !strings.Contains(lines, want) {
			t.Errorf("it did not list %q: %s", want, said)
		}
	}
	if strings.Count(lines, "\n") != 3 {
		t.Errorf("it said %s", said)
	}
	o.again()
}

// TestAFileThatIsNotGo requires that nothing is written where what the owner wrote cannot be read.
func TestAFileThatIsNotGo(t *testing.T) {
	o := newOwner(t, nil)
	o.generate(false)
	o.write("graph/mine.go", "package graph\n\nfunc {\n")
	o.write("db/schema.sql", strings.SplitAfter(two, "\n")[0])
	before := o.all() + o.read("schema.graphqls")
	if said := o.generate(true); !strings.Contains(said, "graph/mine.go:3:6") {
		t.Errorf("it said %s", said)
	}
	if after := o.all() + o.read("schema.graphqls"); after != before {
		t.Errorf("it changed\n%s\nto\n%s", before, after)
	}
}

// TestTheSourceIsRemembered requires that code is generated again for what it was generated for.
func TestTheSourceIsRemembered(t *testing.T) {
	o := newOwner(t, map[string]string{"tiddly.yml": "# mine\nlimits: {rows: 5} # few\n", "more/shop.sql": "CREATE TABLE item (id INTEGER PRIMARY KEY);\n"})
	t.Chdir("more")
	if said := o.generate(false, "--schema", "shop.sql"); !strings.Contains(said, "recorded the source in tiddly.yml: more/shop.sql") {
		t.Errorf("it said %s", said)
	}
	t.Chdir(o.root)
	if got := o.read("tiddly.yml"); got != "# mine\nlimits: {rows: 5} # few\ngenerate:\n  source: more/shop.sql\n" {
		t.Errorf("the settings are\n%s", got)
	}
	o.replace(resolversFile, "\treturn many[model.Item]", "\t_ = 1\n\treturn many[model.Item]")
	o.again()
	o.has("schema.graphqls", "items(")
	before := o.all() + o.read("tiddly.yml")
	if said := o.generate(true, "--schema", scriptFile); !strings.Contains(said, "generate.source: the code is generated for more/shop.sql, and not for db/schema.sql; --force") {
		t.Errorf("it said %s", said)
	}
	if o.all()+o.read("tiddly.yml") != before {
		t.Error("a refusal changed something")
	}
	o.generate(true, "--schema", scriptFile, "--force")
	o.has("graph/orphans/Query.items.go.txt", "_ = 1")
	o.has("tiddly.yml", "  source: db/schema.sql\n")
	o.again()
}

// TestAnotherSourceIsNotTakenByMistake requires that edited code of the default tables is not moved aside for another
// source without being told.
func TestAnotherSourceIsNotTakenByMistake(t *testing.T) {
	o := newOwner(t, map[string]string{"shop.sql": "CREATE TABLE item (id INTEGER PRIMARY KEY);\n"})
	o.generate(false)
	if o.read("tiddly.yml") != "" {
		t.Error("the default source was written")
	}
	o.replace(resolversFile, "\treturn many[model.Tag]", "\t_ = 1\n\treturn many[model.Tag]")
	before := o.all()
	if said := o.generate(true, "--schema", "shop.sql"); !strings.Contains(said, "Query.tags has no place") {
		t.Errorf("it said %s", said)
	}
	if o.all() != before || o.read("tiddly.yml") != "" {
		t.Error("a refusal changed something")
	}
}

func TestChooseSource(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, c := range []struct {
		a                        arguments
		remembered, text, failed string
		recorded                 string
	}{
		{arguments{}, "", "db/schema.sql", "", ""},
		{arguments{}, "../shop.db", "../shop.db", "", ""},
		{arguments{database: "/p/shop.db"}, "", "shop.db", "", ""},
		{arguments{database: "../shop.db"}, "", "shop.db", "", ""},
		{arguments{database: "/q/shop.db"}, "", "../q/shop.db", "", ""},
		{arguments{database: "shop.db"}, "graph/shop.db", "graph/shop.db", "", ""},
		{arguments{database: "shop.db"}, "shop.db", "", "for shop.db, and not for graph/shop.db", ""},
		{arguments{database: "shop.db", force: true}, "shop.db", "graph/shop.db", "", ""},
		{arguments{database: "sqlite:///x.db"}, "", "sqlite:///x.db", "", ""},
		{arguments{database: "postgres://me:longword@host/db"}, "", "postgres://me@host/db", "", ""},
		{arguments{database: "postgres://me:longword@host/db"}, "postgres://me@host/db", "postgres://me@host/db", "", ""},
		{arguments{database: "host=h user=me dbname=db"}, "", "host=h user=me dbname=db", "", ""},
		{arguments{database: "host=h password=longword"}, "", "", "has a secret", ""},
		{arguments{database: "postgres://host/db?password=longword"}, "", "", "has a secret", ""},
		{arguments{database: "postgres://me:longword@host/db"}, "shop.db", "", "not for postgres://me@host/db", ""},
		{arguments{database: "shop.sql"}, "", "", "--schema is for a script", ""},
		{arguments{script: "shop.db"}, "", "", "--schema is for a script", ""},
		{arguments{script: "shop.sql", database: "shop.db"}, "", "", "cannot be used together", ""},
		{arguments{}, "", "db/schema.sql", "", "db/schema.sql"},
		{arguments{}, "", "", "generated for shop.db, which tiddly.yml no longer names", "shop.db"},
		{arguments{}, "", "", "generated for postgres://me@host/db", "postgres://me@host/db"},
		{arguments{force: true}, "", "db/schema.sql", "", "shop.db"},
		{arguments{script: "../db/schema.sql"}, "", "db/schema.sql", "", "shop.db"},
		{arguments{}, "shop.db", "shop.db", "", "old.db"},
	} {
		got, err := chooseSource("/p", "/p/graph", c.a, config.Settings{Generate: config.Generate{Source: c.remembered}}, c.recorded)
		switch {
		case c.failed == "" && (err != nil || got.text != c.text):
			t.Errorf("%+v: got %q, %v, want %q", c.a, got.text, err, c.text)
		case c.failed != "" && (err == nil || !strings.Contains(err.Error(), c.failed) || strings.Contains(err.Error(), "longword")):
			t.Errorf("%+v: got %v, want an error with %q", c.a, err, c.failed)
		}
	}
}

// TestCodeOfAnUnknownSource requires that the default tables are not taken for code that was generated for others
// before the source was remembered, and that their owner is asked once.
func TestCodeOfAnUnknownSource(t *testing.T) {
	o := newOwner(t, map[string]string{"shop.sql": "CREATE TABLE item (id INTEGER PRIMARY KEY); CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT NOT NULL);"})
	o.generate(false, "--schema", "shop.sql")
	o.replace(resolversFile, "\treturn many[model.Item]", "\t_ = 1\n\treturn many[model.Item]")
	forget := func() {
		o.write("tiddly.yml", "")
		o.replace(originsFile, "//\tsource: \"shop.sql\"\n", "")
	}
	forget()
	before := o.all() + o.read("schema.graphqls")
	if said := o.generate(true); !strings.Contains(said, "db/schema.sql has no table for Item of schema.graphqls, and the source of the code is not recorded: specify the database with --db") {
		t.Errorf("it said %s", said)
	}
	if o.all()+o.read("schema.graphqls") != before || o.read("tiddly.yml") != "" {
		t.Error("a refusal changed something")
	}
	o.generate(false, "--schema", "shop.sql")
	o.has("tiddly.yml", "source: shop.sql")
	o.again()
	// The setting is lost, and the record says what the code is for.
	o.write("tiddly.yml", "")
	if said := o.generate(true); !strings.Contains(said, "the code was generated for shop.sql, which tiddly.yml no longer names") {
		t.Errorf("it said %s", said)
	}
	// The default tables, which have not all that the code was for, are taken if they are asked for; and then known.
	forget()
	if said := o.generate(true, "--schema", scriptFile); !strings.Contains(said, "Query.items has no place") {
		t.Errorf("it said %s", said)
	}
	o.generate(true, "--schema", scriptFile, "--force")
	o.has("graph/orphans/Query.items.go.txt", "_ = 1")
	o.again()
	o.write("db/schema.sql", strings.SplitAfter(two, "\n")[0])
	o.generate(false)
}

// TestTheSourceInTheEnvironment requires that an address with a password is no argument, and a source of the
// environment is one that is given.
func TestTheSourceInTheEnvironment(t *testing.T) {
	none := func(string) string { return "" }
	given := func(source string) func(string) string {
		return func(name string) string { return map[string]string{config.SourceVariable: source}[name] }
	}
	for _, c := range []struct {
		args   []string
		getenv func(string) string
		want   arguments
		failed bool
	}{
		{nil, none, arguments{}, false},
		{nil, given("postgres://me:longword@host/db"), arguments{database: "postgres://me:longword@host/db"}, false},
		{nil, given("../shop.SQL"), arguments{script: "../shop.SQL"}, false},
		{[]string{"--db", "a.db"}, given("b.db"), arguments{database: "a.db"}, false},
		{[]string{"--schema", "a.sql"}, given("b.db"), arguments{script: "a.sql"}, false},
		{[]string{"--db", "postgres://me@host/db"}, none, arguments{database: "postgres://me@host/db"}, false},
		{[]string{"--db", "postgres://me:longword@host/db"}, none, arguments{}, true},
		{[]string{"--db", "host=h password=longword"}, none, arguments{}, true},
	} {
		got, err := parse(c.args, c.getenv, io.Discard)
		if (err != nil) != c.failed || err == nil && !reflect.DeepEqual(got, c.want) {
			t.Errorf("%v: got %+v, %v", c.args, got, err)
		}
		if err != nil && (!strings.Contains(err.Error(), config.SourceVariable) || strings.Contains(err.Error(), "longword")) {
			t.Errorf("%v: the error is %v", c.args, err)
		}
	}
}

// TestWhatIsRefusedIsSaidOnce requires the owner's own lines in errors about a schema, and each clash of names once.
func TestWhatIsRefusedIsSaidOnce(t *testing.T) {
	o := newOwner(t, map[string]string{
		configFile: withExtensions, "graph/columns.graphqls": "directive @columns(names: [String!]!) on FIELD_DEFINITION\n",
		"graph/custom.graphqls": "# mine\n\nextend type Author {\n\n    x:    Strin!\n}\n",
	})
	if said := o.generate(true); said != "generate: graph/custom.graphqls:5:5: Author.x cannot be served: the type Strin is not served\n" {
		t.Errorf("it said %s", said)
	}
	o.write("graph/custom.graphqls", "# mine\n\nextend type Author {\n x:\n}\n")
	if said := o.generate(true); !strings.Contains(said, "graph/custom.graphqls:5:1: Expected Name") || strings.Contains(said, "left out") {
		t.Errorf("it said %s", said)
	}
	o.write("graph/custom.graphqls", "")
	o.write("db/schema.sql", "CREATE TABLE users (id INTEGER PRIMARY KEY); CREATE TABLE user (id INTEGER PRIMARY KEY);")
	if said := o.generate(true); strings.Count(said, `table "users"`) != 1 {
		t.Errorf("it said %s", said)
	}
}
