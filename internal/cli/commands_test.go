package cli

import (
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func TestUsageErrors(t *testing.T) {
	t.Chdir(t.TempDir())
	cases := []struct {
		name  string
		args  []string
		parts []string
	}{
		{"command", []string{"shcema"}, []string{`no command "shcema"`, `did you mean "tiddly schema"?`}},
		{"far command", []string{"frobnicate"}, []string{`no command "frobnicate"`, "check, client, conformance, explain, generate, help, keys, notify, sample, schema, serve, version"}},
		{"flag", []string{"--lisen", "x"}, []string{"no flag --lisen", "did you mean --listen?"}},
		{"flag of other programs", []string{"serve", "--port", "9000"}, []string{"no flag --port", "did you mean --listen 127.0.0.1:9000?"}},
		{"database of other programs", []string{"--file", "x.db"}, []string{"no flag --file", "did you mean --db shop.db?"}},
		{"flag that is not of the command", []string{"version", "--port", "1"}, []string{"no flag --port"}},
		{"flag of a command", []string{"schema", "--strict-name"}, []string{"no flag --strict-name", "did you mean --strict-names?", "tiddly schema --help"}},
		{"short flag", []string{"-d", "x"}, []string{"no flag -d", "two hyphens"}},
		{"no value", []string{"--db"}, []string{"--db needs a value"}},
		{"too many", []string{"version", "now"}, []string{`accepts no arguments`, `"now"`}},
		{"a database alone", []string{"shop.db"}, []string{`no command "shop.db"`, `did you mean "tiddly --db shop.db"?`}},
		{"a database behind serve", []string{"serve", "data/shop.sqlite3"}, []string{"accepts no arguments", "did you mean --db data/shop.sqlite3?"}},
		{"sample without a path", []string{"sample"}, []string{"path", "is missing"}},
		{"sample with a word", []string{"sample", "x.db", "--rows", "many"}, []string{"--rows", `"many"`}},
		{"explain without the file", []string{"explain", "@gone.graphql"}, []string{"gone.graphql could not be read"}},
		{"explain with two documents", []string{"explain", "{ a", "b }"}, []string{"one argument too many", "quote"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := run(t, nil, c.args...)
			if got.code != 2 {
				t.Errorf("exit code %d", got.code)
			}
			if got.stdout != "" {
				t.Errorf("stdout has %q", got.stdout)
			}
			wants(t, "the error", got.stderr, append(c.parts, "tiddly: ", "Usage:", "--help")...)
		})
	}
	if left, _ := os.ReadDir("."); len(left) > 0 {
		t.Errorf("files were left: %v", left)
	}
}

// TestFlagsStandOnce sets every flag of every command twice, with different values and with the same one.
func TestFlagsStandOnce(t *testing.T) {
	t.Chdir(t.TempDir())
	root := (&program{}).root()
	count := 0
	var walk func(path []string, c *cobra.Command)
	walk = func(path []string, c *cobra.Command) {
		c.Flags().VisitAll(func(f *pflag.Flag) {
			count++
			value := "7"
			if f.Value.Type() == "bool" {
				value = "true"
			}
			list := strings.HasSuffix(f.Value.Type(), ",...")
			for _, args := range [][]string{{"--" + f.Name + "=" + value, "--" + f.Name + "=" + value}, {"--" + f.Name + "=1", "--" + f.Name + "=0"}} {
				got := run(t, nil, slices.Concat(path, args, []string{"--no-such-flag"})...)
				if twice := strings.Contains(got.stderr, "--"+f.Name+" is specified twice"); twice == list || (!list && got.code != 2) {
					t.Errorf("%v %v: %+v", path, args, got)
				}
			}
		})
		for _, below := range c.Commands() {
			walk(append(slices.Clone(path), below.Name()), below)
		}
	}
	walk([]string{}, root)
	if count < 100 {
		t.Errorf("%d flags were given", count)
	}
	for _, args := range [][]string{
		{"--db", "a.db", "--db", "b.db"},
		{"--db", "a.db", "serve", "--db", "b.db"},
		{"check", "--db=a.db", "--db", "a.db"},
		{"-h", "--help"},
		{"--create", "--create"},
		{"--create", "--create=false"},
		{"sample", "x.db", "--rows", "20", "--rows", "30"},
		{"keys", "add", "x", "--user", "1", "--user", "2"},
		{"explain", "--variables", "{}", "{ a }", "--variables", "{}"},
		{"generate", "--db", "a.db", "--db", "a.db"},
		{"--auth-jwt-secret", "first secret", "--auth-jwt-secret", "second secret"},
	} {
		got := run(t, nil, args...)
		if got.code != 2 || !strings.Contains(got.stderr, "is specified twice") || strings.Contains(got.stderr, "second secret") {
			t.Errorf("%v: %+v", args, got)
		}
	}
	if left, _ := os.ReadDir("."); len(left) > 0 {
		t.Errorf("files were left: %v", left)
	}
}

func TestHelp(t *testing.T) {
	got := run(t, nil, "help")
	if got.code != 0 || got.stderr != "" {
		t.Fatalf("%d %s", got.code, got.stderr)
	}
	wants(t, "help", got.stdout, "serve ", "schema ", "explain ", "version ", "sample ", "--listen HOST:PORT",
		"default 127.0.0.1:8080, TIDDLY_LISTEN", "default 10s, TIDDLY_TIMEOUT", "default 1000, TIDDLY_LIMIT_ROWS")
	wants(t, "help", got.stdout, "Serving:\n      --config", "\n\nAccess:\n      --public", "\n\nLimits:\n      --timeout", "\n\nFlags:\n  -h, --help")
	for _, command := range []string{"serve", "check", "schema", "explain", "version", "sample"} {
		byFlag, byName := run(t, nil, command, "--help"), run(t, nil, "help", command)
		if byFlag.code != 0 || byFlag.stdout != byName.stdout || !strings.Contains(byFlag.stdout, "tiddly "+command) {
			t.Errorf("help of %s: %+v", command, byFlag)
		}
	}
}

func TestVersion(t *testing.T) {
	got := run(t, nil, "version")
	if got.code != 0 {
		t.Fatal(got.stderr)
	}
	wants(t, "version", got.stdout, "tiddly ", runtime.Version(), "SQLite 3.")
	if short := run(t, nil, "--version"); short.code != 0 || !strings.HasPrefix(short.stdout, "tiddly ") {
		t.Errorf("--version: %+v", short)
	}
}

func TestSampleSchemaExplain(t *testing.T) {
	t.Chdir(t.TempDir())
	got := run(t, nil, "sample", "my shop.db", "--rows", "20")
	if got.code != 0 {
		t.Fatal(got.stderr)
	}
	wants(t, "the summary", got.stdout, "my shop.db: ", " tables", "tiddly serve --db 'my shop.db'")
	if again := run(t, nil, "sample", "my shop.db"); again.code != 1 {
		t.Errorf("a second sample at the same path: %+v", again)
	}
	before := sum(t, "my shop.db")

	got = run(t, nil, "schema", "--db", "my shop.db")
	if got.code != 0 {
		t.Fatal(got.stderr)
	}
	wants(t, "the schema", got.stdout, "type Query {", "products(", "where: ProductWhere", "type Product ")
	if again := run(t, nil, "schema", "--db", "my shop.db"); again.stdout != got.stdout {
		t.Error("the schema of one database differs between two runs")
	}

	if err := os.WriteFile("top.graphql", []byte("query Top($n: Int) { products(limit: $n) { __typename nodeId } }"), 0o600); err != nil {
		t.Fatal(err)
	}
	got = run(t, nil, "explain", "--db", "my shop.db", "--variables", `{"n": 4711}`, "--operation", "Top", "@top.graphql")
	if got.code != 0 {
		t.Fatal(got.stderr)
	}
	wants(t, "the explanation", got.stdout, "Plan", "products: list Product", "SELECT", "limit slot 0", "$0 = 4711")
	if plan, _, _ := strings.Cut(got.stdout, "Values"); strings.Contains(plan, "4711") {
		t.Errorf("a value stands in plan or SQL:\n%s", got.stdout)
	}
	if sum(t, "my shop.db") != before {
		t.Error("schema or explain changed the file")
	}
	if left, _ := os.ReadDir("."); len(left) != 2 {
		t.Errorf("files were left: %v", left)
	}
}

func TestExplainReportsMistakes(t *testing.T) {
	t.Chdir(t.TempDir())
	if got := run(t, nil, "sample", "shop.db", "--rows", "20"); got.code != 0 {
		t.Fatal(got.stderr)
	}
	cases := []struct {
		name  string
		args  []string
		parts []string
	}{
		{"syntax", []string{"{ products("}, nil},
		{"unknown field", []string{"{ nonsense { id } }"}, []string{"nonsense"}},
		{"variables", []string{"--variables", "[1]", "{ products { __typename } }"}, []string{"variables"}},
		{"half of a surrogate pair", []string{"--variables", `{"a": "\ud800"}`, "{ products { __typename } }"}, []string{"half of a surrogate pair"}},
		{"operation", []string{"--operation", "B", "query A { __typename }"}, []string{"B"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := run(t, nil, append([]string{"explain", "--db", "shop.db"}, c.args...)...)
			if got.code == 0 || got.stdout != "" {
				t.Errorf("%+v", got)
			}
			wants(t, "the error", got.stderr, append(c.parts, "tiddly: ")...)
		})
	}
}

func TestCommandsThatLookMakeNoDatabase(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, args := range [][]string{{"schema"}, {"explain", "{ users { id } }"}, {"schema", "--db", "gone.db"}} {
		got := run(t, nil, args...)
		if got.code != 1 {
			t.Errorf("%v: %+v", args, got)
		}
		wants(t, "the error", got.stderr, "tiddly: ", "hint: ")
	}
	if left, _ := os.ReadDir("."); len(left) > 0 {
		t.Errorf("files were left: %v", left)
	}
}
