package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tiddly/db/dbtest"
	"tiddly/internal/config"
)

// every returns the share of the cases that is tested: all of them in the long form.
func every[T any](all []T, sample int) []T {
	if os.Getenv("TIDDLY_LONG") != "" || len(all) <= sample {
		return all
	}
	return all[:sample]
}

// TestTheCorpusCompiles requires that the code for each schema of the corpus compiles.
func TestTheCorpusCompiles(t *testing.T) {
	if testing.Short() {
		t.Skip("generates code for many tables")
	}
	const folder = "../../../testdata/corpus/schema"
	paths, err := filepath.Glob(folder + "/*.sql")
	if err != nil || len(paths) < 10 {
		t.Fatal(paths, err)
	}
	// Those with the hardest names go first.
	slices.SortStableFunc(paths, func(x, y string) int { return hardness(y) - hardness(x) })
	for _, path := range every(paths, 2) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			text := read(t, folder, filepath.Base(path))
			if filepath.Base(path) == "default.sql" { // it fills the default tables
				text = read(t, "../../..", scriptFile) + text
			}
			generated(t, text, nil)
		})
	}
}

func hardness(path string) int {
	return 1 + slices.Index([]string{"shapes.sql", "kinds.sql", "spelt.sql", "nasty.sql", "names.sql"}, filepath.Base(path))
}

// TestRealNamesCompile requires that the code for tables with the names of real projects compiles.
func TestRealNamesCompile(t *testing.T) {
	if testing.Short() {
		t.Skip("generates code for many tables")
	}
	text := read(t, "../../..", "internal/catalog/testdata/names.txt")
	var tables []string
	for line := range strings.Lines(text) {
		if name, _, ok := strings.Cut(strings.TrimSpace(line), " "); ok && name != "#" {
			tables = append(tables, name)
		}
	}
	slices.Sort(tables)
	tables = slices.Compact(tables)
	random := rand.New(rand.NewPCG(1, 9))
	random.Shuffle(len(tables), func(i, j int) { tables[i], tables[j] = tables[j], tables[i] })
	for i, part := range every(slices.Collect(slices.Chunk(tables, 60)), 1) {
		t.Run(strconv.Itoa(i), func(t *testing.T) {
			generated(t, scriptOf(random, part, columnPool), nil)
		})
	}
}

// columnPool are names of columns as they occur.
var columnPool = []string{
	"name", "created_at", "url", "api_key", "uuid", "user_agent", "ip", "is_active", "type", "key", "value", "json", "http_status", "tls_version",
	"html_url", "userID", "e-mail", "node_id", "default", "range", "error", "string", "len", "2fa_secret", "xml", "sql", "row", "fetched", "is_node",
}

// pieces are the words of random names: initialisms, words of Go, names of gqlgen, of the models and of Tiddly.
var pieces = strings.Fields(`a i d p id api url uuid uid http https tls sql ip ui json xml html utf8 ids urls qr
	type func map go range interface struct chan defer return select default var const package import
	error string int bool nil true false panic len new append any comparable iota max min
	resolver config query mutation subscription resolver_root directive_root complexity_root executable_schema execution_context
	new_executable_schema new_resolver parsed_schema sources implementors field args marshal unmarshal introspection project arguments many one and
	fetched is_node node nodes node_id row rows page_info context model scalar graphql ast obj objs ctx r payload insert update delete
	user users 1 2 2fa x1 x_1 _ __ é 日本 ☕ ß quo"te star*/ //line` + " back`tick \ufeffbom bad\xff")

// randomName joins pieces in one of the styles in which names are written.
func randomName(random *rand.Rand) string {
	words := make([]string, 1+random.IntN(3))
	for i := range words {
		words[i] = pieces[random.IntN(len(pieces))]
	}
	switch style := random.IntN(7); style {
	case 0:
		return strings.ToUpper(strings.Join(words, "_"))
	case 1, 2:
		for i := range words {
			if style == 1 || i > 0 {
				words[i] = strings.ToUpper(words[i][:1]) + words[i][1:]
			}
		}
		return strings.Join(words, "")
	case 3:
		return strings.Join(words, "-")
	case 4:
		return strings.Join(strings.Split(strings.Join(words, ""), ""), "_")
	default:
		return strings.Join(words, "_")
	}
}

// TestAnyNamesCompile requires that the code for tables with random names compiles.
func TestAnyNamesCompile(t *testing.T) {
	if testing.Short() {
		t.Skip("generates code for many tables")
	}
	random := rand.New(rand.NewPCG(5, 6))
	rounds := make([]int, 40)
	for i := range every(rounds, 1) {
		var tables, columns []string
		for range 25 {
			tables = append(tables, randomName(random))
		}
		for range 60 {
			columns = append(columns, randomName(random))
		}
		text := scriptOf(random, tables, columns)
		t.Run(strconv.Itoa(i), func(t *testing.T) {
			extension := everywhere
			if i%5 == 0 {
				extension += onEveryTable(t, text)
			}
			generated(t, text, map[string]string{"graph/custom.graphqls": extension})
			if t.Failed() {
				t.Log(text)
			}
		})
	}
}

// TestAnyTextCompiles requires that the code compiles whatever characters the names of the database have: they stand in
// its comments.
func TestAnyTextCompiles(t *testing.T) {
	generated(t, "CREATE TABLE \"a\ufeffb\" (id INTEGER PRIMARY KEY, \"c\ufeff\" TEXT, \"new\nline\" TEXT, \"carriage\rreturn\" TEXT, \"back`tick\" TEXT, "+
		"\"end*/\" TEXT, \"\xff\" TEXT, \"\u2028\" TEXT, \"\nfunc\" TEXT, \"\t\" TEXT); CREATE TABLE \"x\nfunc y\" (id INTEGER PRIMARY KEY);", nil)
}

// TestNamesOfMarshalersCompile requires that the code compiles for tables whose names are those of functions that gqlgen
// looks for beside the types of others.
func TestNamesOfMarshalersCompile(t *testing.T) {
	generated(t, `CREATE TABLE item (id INTEGER PRIMARY KEY, mood TEXT CHECK (mood IN ('a', 'b')), marshal TEXT);
CREATE TABLE items (id INTEGER PRIMARY KEY);
CREATE TABLE marshal_item (id INTEGER PRIMARY KEY, item_id INTEGER REFERENCES item (id));
CREATE TABLE marshal_item2 (id INTEGER PRIMARY KEY);
CREATE TABLE marshal_item_mood (id INTEGER PRIMARY KEY);
CREATE TABLE marshal_node (id INTEGER PRIMARY KEY);
CREATE TABLE marshal_page_info (id INTEGER PRIMARY KEY);
`, map[string]string{"graph/custom.graphqls": "extend type Query { mine: Mine } type Mine { x: Int } type MarshalOther { x: Int } extend type Item { y: Int }"})
}

// everywhere has fields in Go where there are tables of any name.
const everywhere = `extend type Query { "A field in Go." mine(id: ID, type: Int): [Stats!]! }
extend type Mutation { mine: Hit }
type Stats { id: ID! url: String type: Kind! next: Stats }
enum Kind { API type range }
union Hit = Stats
input Wanted { id: ID kind: Kind }
scalar Money
interface Named { name: String }
`

// onEveryTable returns fields in Go on all tables of a script.
func onEveryTable(t *testing.T, script string) string {
	t.Helper()
	made, err := readTables(t.Context(), source{address: dbtest.Path(t, script)}, config.Settings{}, nil, true)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, one := range made.catalog.Tables {
		fmt.Fprintf(&out, "extend type %s { inGo(id: ID, type: Int): String! alsoInGo: [%s!] @columns(names: [%q]) }\n", one.TypeName, one.TypeName, one.Columns[0].Name)
	}
	return out.String()
}

// scriptOf returns tables with these names, without those that SQLite takes for the same; each has some of the columns,
// and keys that lead to others.
func scriptOf(random *rand.Rand, tables, columns []string) string {
	var out strings.Builder
	var made []string
	seen := map[string]bool{}
	for _, name := range tables {
		if seen[strings.ToLower(name)] || strings.HasPrefix(strings.ToLower(name), "sqlite_") {
			continue
		}
		seen[strings.ToLower(name)] = true
		made = append(made, name)
		lines := []string{"id INTEGER PRIMARY KEY"}
		has := map[string]bool{"id": true}
		for range 2 + random.IntN(7) {
			column := columns[random.IntN(len(columns))]
			if has[strings.ToLower(column)] {
				continue
			}
			has[strings.ToLower(column)] = true
			kind := []string{"TEXT", "INTEGER NOT NULL", "REAL", "JSON", "TEXT CHECK (" + quoted(column) + " IN ('api', 'type'))"}[random.IntN(5)]
			if random.IntN(3) == 0 {
				kind = "INTEGER REFERENCES " + quoted(made[random.IntN(len(made))])
			}
			lines = append(lines, quoted(column)+" "+kind)
		}
		fmt.Fprintf(&out, "CREATE TABLE %s (\n  %s\n);\n", quoted(name), strings.Join(lines, ",\n  "))
	}
	return out.String()
}

func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
