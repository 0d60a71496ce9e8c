package corpus_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"tiddly/db/dbtest"
	"tiddly/internal/catalog"
	"tiddly/internal/engine"
	"tiddly/internal/gql/limits"
	gql "tiddly/internal/gql/serve"
	"tiddly/internal/naive"
	"tiddly/internal/request"
	"tiddly/internal/sample"
	"tiddly/internal/tests/home"
)

var (
	cases = flag.Int("cases", fromEnvironment("TIDDLY_CASES", 1500), "random queries over each database (or TIDDLY_CASES)")
	seed  = flag.Int("seed", fromEnvironment("TIDDLY_SEED", 0), "seed of the random queries (or TIDDLY_SEED); 0 takes one from the clock")
)

func fromEnvironment(name string, standard int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return standard
}

// firstSeed returns the seed of the flag, or one of the clock.
func firstSeed() int {
	if *seed != 0 {
		return *seed
	}
	return int(time.Now().UnixMilli() % 1_000_000)
}

// rowsOfLists is the default limit of lists, small so that many lists are cut.
const rowsOfLists = 25

// TestDifferential sends random queries to the server and to the naive evaluator, and requires identical bytes.
func TestDifferential(t *testing.T) {
	from := firstSeed()
	t.Logf("go test ./internal/tests/corpus -run TestDifferential -cases %d -seed %d", *cases, from)
	seen := map[string]int{}
	var expected []string
	for _, database := range []struct {
		name string
		make func(t *testing.T) string
	}{
		{"chinook", func(t *testing.T) string { t.Helper(); return dbtest.Chinook(t) }},
		{"sample", sampled},
		{"music", func(t *testing.T) string { t.Helper(); return scripted(t, "music") }},
		{"shapes", func(t *testing.T) string { t.Helper(); return scripted(t, "shapes") }},
		{"kinds", func(t *testing.T) string { t.Helper(); return scripted(t, "kinds") }},
		{"nasty", func(t *testing.T) string { t.Helper(); return scripted(t, "nasty") }},
	} {
		t.Run(database.name, func(t *testing.T) {
			expected = append(expected, differ(t, database.make(t), from, seen)...)
		})
	}
	if *cases < 1000 || t.Failed() {
		return
	}
	for _, name := range expected {
		if seen[name] == 0 {
			t.Errorf("%s was never tried", name)
		}
	}
}

func sampled(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "sample.db")
	if _, err := sample.Write(t.Context(), path, 300); err != nil {
		t.Fatal(err)
	}
	return path
}

// scripted returns a schema of the corpus, without the tables whose cells do not fit their kinds.
func scripted(t *testing.T, name string) string {
	t.Helper()
	script, _, _ := strings.Cut(read(t, filepath.Join(root, "schema", name+".sql")), "CREATE TABLE junk")
	return dbtest.Path(t, script)
}

// differ runs the cases over one database, and returns the names of the features that must have been tested.
func differ(t *testing.T, path string, from int, seen map[string]int) []string {
	t.Helper()
	most := engine.DefaultLimits()
	most.Rows = rowsOfLists
	s, _, err := engine.Load(t.Context(), dbtest.Open(t, path), engine.Options{Limits: most})
	if err != nil {
		t.Fatal(err)
	}
	n, err := newNaive(t.Context(), path, s.Catalog, s.Schema.AST, rowsOfLists, naive.Known)
	if err != nil {
		t.Fatal(err)
	}
	differOver(t, s, newDice(s.Catalog, s.Schema.AST, n, seen), from, *cases)
	return tried(s.Catalog)
}

// differOver runs a number of cases over a database, whose rows the dice have.
func differOver(t *testing.T, s *engine.Snapshot, d *dice, from, cases int) {
	t.Helper()
	n, found := d.naive, 0
	deep := limits.Default() // a connection has more levels than a list
	deep.Depth, deep.Fields = 30, 10_000
	h := gql.NewHandler(s.View, home.Plain(), gql.Options{Limits: deep})
	d.ask = func(query string) []byte {
		_, body := post(t, h, testCase{query: query})
		return body
	}
	for i := range cases {
		doc := d.document(rand.New(rand.NewPCG(uint64(from), uint64(i))))
		got, want := both(t, h, n, doc)
		if got == want {
			if strings.Contains(want, ":[{") {
				found++
			}
			continue
		}
		shrink(doc, func() bool { got, want := both(t, h, n, doc); return got != want })
		query, variables := doc.print()
		got, want = both(t, h, n, doc)
		t.Fatalf("case %d of seed %d: the server and the naive evaluator differ\n%s\n%s\n--- server\n%s\n--- naive\n%s",
			i, from, query, variables, got, want)
	}
	if found < cases/4 { // because of tables with at most one row
		t.Errorf("only %d of %d queries found rows", found, cases)
	}
}

func both(t *testing.T, h http.Handler, n *naive.Evaluator, doc *document) (got, want string) {
	t.Helper()
	query, variables := doc.print()
	status, body := post(t, h, testCase{query: query, rawVariables: variables})
	got = withoutCursors(string(body))
	var values map[string]any
	d := json.NewDecoder(bytes.NewReader(variables))
	d.UseNumber()
	if err := d.Decode(&values); err != nil {
		t.Fatal(err)
	}
	answer, err := n.Answer(query, "", values)
	if err != nil {
		t.Fatalf("%v\n%s\n%s", err, query, variables)
	}
	if status != http.StatusOK {
		got = fmt.Sprint(status, " ", got)
	}
	return got, withoutCursors(answer)
}

// tried returns the features that a run must test.
func tried(c *catalog.Catalog) []string {
	names := []string{
		"single", "composite key", "alias", "variable", "default", "null", "nodeId", "and", "or", "not", "filter through one",
		"root order through a relation", "nested order through a relation",
	}
	for _, argument := range []string{"connection", "first", "last", "after", "before"} {
		names = append(names, "root "+argument, "nested "+argument)
	}
	for _, argument := range []string{"where", "orderBy", "limit", "offset", "distinctOn"} {
		names = append(names, "root "+argument, "nested "+argument)
	}
	for w := range wrappings {
		names = append(names, fmt.Sprint("wrapping ", w))
	}
	for _, kind := range []catalog.RelationKind{catalog.ToMany, catalog.Through} {
		names = append(names, fmt.Sprint("nested ", kind))
		for _, quantifier := range []string{"some", "none", "every"} {
			names = append(names, fmt.Sprint("filter by ", quantifier, " ", kind))
		}
		names = append(names, fmt.Sprint("filter by count ", kind), fmt.Sprint("order by count ", kind))
	}
	for _, t := range c.Tables {
		for _, column := range t.Columns {
			kind := column.Type.Kind
			names = append(names, "shown "+kind.String())
			for _, op := range request.Operators(kind) {
				names = append(names, fmt.Sprint(kind, " ", op))
			}
			if kind.Sortable() {
				names = append(names, "order by "+kind.String())
			}
			if kind == catalog.JSON {
				for _, op := range request.PathOperators() {
					names = append(names, fmt.Sprint("JSON path ", op))
				}
			}
		}
	}
	return names
}
