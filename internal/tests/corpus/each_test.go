package corpus_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"tiddly/db/dbtest"
	"tiddly/internal/exec"
	gql "tiddly/internal/gql/serve"
	"tiddly/internal/tests/home"
)

// eachTables are parents with children of every kind of row identity, in a fixed state of many rows.
const eachTables = `
	CREATE TABLE owner (id INTEGER PRIMARY KEY, k UNIQUE, a TEXT NOT NULL, b INTEGER NOT NULL, UNIQUE (a, b));
	INSERT INTO owner VALUES (1, 1, 'x', 1), (2, '1', 'x', 2), (3, 2.5, 'y', 1), (4, x'31', 'y', 2), (5, NULL, 'z', 1);
	CREATE TABLE kind (id INTEGER PRIMARY KEY, name TEXT);
	INSERT INTO kind VALUES (1, 'one'), (2, 'two'), (3, NULL);
	CREATE TABLE number (id INTEGER PRIMARY KEY, owner_id INTEGER REFERENCES owner, kind_id INTEGER REFERENCES kind, v INTEGER, w TEXT);
	WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 120)
		INSERT INTO number SELECT i, nullif(i * 7 % 6, 0), nullif(i * 5 % 4, 0), nullif(i * 31 % 17, 0), char(97 + i * 11 % 7) FROM n;
	CREATE TABLE loose (owner_id INTEGER REFERENCES owner, kind_id INTEGER REFERENCES kind, v INTEGER, w TEXT);
	INSERT INTO loose SELECT owner_id, kind_id, v, w FROM number;
	CREATE TABLE pair (w TEXT, v INTEGER, kind_id INTEGER REFERENCES kind, a TEXT, b INTEGER, n INTEGER NOT NULL, PRIMARY KEY (w, n), FOREIGN KEY (a, b) REFERENCES owner (a, b)) WITHOUT ROWID;
	INSERT INTO pair SELECT n.w, n.v, n.kind_id, o.a, o.b, n.id FROM number AS n LEFT JOIN owner AS o ON o.id = n.owner_id;
	CREATE TABLE spelt (id INTEGER PRIMARY KEY, k REFERENCES owner (k), kind_id INTEGER REFERENCES kind, v INTEGER, w TEXT);
	INSERT INTO spelt SELECT n.id, o.k, n.kind_id, n.v, n.w FROM number AS n LEFT JOIN owner AS o ON o.id = n.owner_id;
	CREATE TABLE thing (id INTEGER PRIMARY KEY, kind_id INTEGER REFERENCES kind, v INTEGER, w TEXT);
	INSERT INTO thing SELECT id, kind_id, v, w FROM number;
	CREATE TABLE tie (owner_id INTEGER NOT NULL REFERENCES owner, thing_id INTEGER NOT NULL REFERENCES thing, PRIMARY KEY (thing_id, owner_id)) WITHOUT ROWID;
	INSERT INTO tie SELECT o.id, t.id FROM owner AS o JOIN thing AS t ON (t.id * o.id) % 3 = 0;
	CREATE TABLE bond (thing_id INTEGER NOT NULL REFERENCES thing, kind_id INTEGER NOT NULL REFERENCES kind, UNIQUE (thing_id, kind_id));
	INSERT INTO bond SELECT t.id, k.id FROM kind AS k JOIN thing AS t ON (t.id + k.id) % 2 = 0;
`

// eachIndexes find the rows of a parent.
const eachIndexes = `
	CREATE INDEX number_owner ON number (owner_id);
	CREATE INDEX number_kind ON number (kind_id, v DESC);
	CREATE INDEX loose_owner ON loose (owner_id, v);
	CREATE INDEX pair_owner ON pair (b, a);
	CREATE INDEX spelt_k ON spelt (k);
	CREATE INDEX tie_owner ON tie (owner_id);
	CREATE INDEX bond_kind ON bond (kind_id);
	CREATE INDEX thing_kind ON thing (kind_id);
`

// TestPagesOfEachParent asks random pages of nested lists of a database with indexes, where only the rows of the pages
// are read, and of one without, where the rows of each parent are numbered: the answers are the same bytes.
func TestPagesOfEachParent(t *testing.T) {
	path := dbtest.Path(t, eachTables+eachIndexes)
	indexed, plain := serve(t, path), serve(t, dbtest.Path(t, eachTables))
	fast, slow := handler(indexed), handler(plain)
	r := rand.New(rand.NewPCG(1, uint64(max(*seed, 1))))
	for range 400 {
		query := nestedPage(r, "numbers", "looses", "pairs", "spelts", "things")
		status, got := post(t, fast, testCase{query: query})
		_, want := post(t, slow, testCase{query: query})
		if status != http.StatusOK || !bytes.Equal(got, want) {
			t.Fatalf("%s\nwith indexes:    %s\nwithout indexes: %s", query, got, want)
		}
	}
	for list, numbers := range map[string]bool{
		"owners { numbers(limit: 1) { id } }":                   false,
		"owners { looses(limit: 1, offset: 2) { v } }":          false,
		"owners { pairs(limit: 1, orderBy: [{w: ASC}]) { n } }": false,
		"owners { things(limit: 1) { id } }":                    false,
		"kinds { bonds(offset: 1) { thing { id } } }":           false,
		"owners { numbers(limit: 1, distinctOn: [V]) { id } }":  true,
		"owners { spelts(limit: 1) { id } }":                    false,
	} {
		prepared, _, err := gql.Explain(t.Context(), indexed, home.Plain(), "{ "+list+" }", "", nil)
		if err != nil {
			t.Errorf("%s: %v", list, err)
			continue
		}
		child := prepared.Program.Fields[0].Query.Children[0]
		if strings.Contains(child.SQL, "ROW_NUMBER") != numbers {
			t.Errorf("%s:\n%s", list, child.SQL)
		}
		if numbers {
			continue
		}
		// The bound values do not matter to the plan, nor to its number of rows: it looks nothing up by scanning a table.
		steps := readSteps(t, path, child.SQL)
		if scans := slices.DeleteFunc(steps, func(step string) bool { return !strings.HasPrefix(step, "SCAN") }); !slices.Equal(scans, []string{"SCAN json_each VIRTUAL TABLE INDEX 1:"}) {
			t.Errorf("%s scans %q", list, scans)
		}
	}
}

// TestPagesOfEachParentElsewhere asks such pages of other engines, over the same rows, and requires the same bytes. Tables
// without a key, which have another order there, are left out; a column of several types has one.
func TestPagesOfEachParentElsewhere(t *testing.T) {
	typed := strings.NewReplacer("k UNIQUE", "k INTEGER UNIQUE", "k REFERENCES", "k INTEGER REFERENCES", "'1', 'x'", "2, 'x'", "2.5, 'y'", "3, 'y'", "x'31', 'y'", "4, 'y'")
	path, count := dbtest.Path(t, typed.Replace(eachTables+eachIndexes)), 60
	if os.Getenv("TIDDLY_LONG") != "" {
		count = 2000
	}
	here := handler(serve(t, path))
	dbtest.OnOthersOnce(t, func(t *testing.T, e dbtest.Engine) {
		there := handler(serve(t, carry(t, e, spellingOf(e), path).address))
		r := rand.New(rand.NewPCG(2, uint64(max(*seed, 1))))
		for range count {
			query := nestedPage(r, "numbers", "pairs", "spelts", "things")
			status, got := post(t, there, testCase{query: query})
			if _, want := post(t, here, testCase{query: query}); status != http.StatusOK || !bytes.Equal(got, want) {
				t.Fatalf("%s\n%s: %s\nhere: %s", query, e.Name, got, want)
			}
		}
	})
}

// readSteps returns how the database would run a statement.
func readSteps(t *testing.T, path, statement string) []string {
	t.Helper()
	var steps []string
	err := dbtest.Open(t, path).Read(t.Context(), false, func(r exec.Reader) error {
		// Bound, so that no condition is known to be false when the statement is prepared.
		rows, err := r.Query("EXPLAIN QUERY PLAN "+statement, slices.Repeat([]any{"[1]"}, strings.Count(statement, "?")))
		if err != nil {
			return err
		}
		for rows.Next() {
			steps = append(steps, fmt.Sprint(rows.Value(3)))
		}
		return errors.Join(rows.Err(), rows.Close())
	})
	if err != nil {
		t.Fatal(err)
	}
	return steps
}

// nestedPage returns a query for random pages of a nested list, one of these of an owner, or one of a kind.
func nestedPage(r *rand.Rand, lists ...string) string {
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	list := pick(lists...)
	root, cells, related := "owners", "v w kind { name }", "kind"
	if r.IntN(3) == 0 {
		of := slices.DeleteFunc(slices.Clone(lists), func(list string) bool { return list == "spelts" })
		root, list = "kinds", pick(append(of, "bonds")...)
	}
	if list == "bonds" {
		cells, related = "thing { id v }", "thing"
	}
	order := []string{"{v: ASC}", "{v: DESC}", "{w: ASC}", "{w: DESC_NULLS_LAST}", "{kind: {name: ASC}}"}
	filter := []string{"{v: {gt: 5}}", "{w: {in: [\"a\", \"c\", \"e\"]}}", "{kind: {name: {eq: \"one\"}}}", "{or: [{v: {isNull: true}}, {v: {lt: 9}}]}", "{not: {kind: {}}}"}
	if list == "bonds" {
		order = []string{"{thing: {v: ASC}}", "{thing: {w: DESC}}"}
		filter = []string{"{thing: {v: {gt: 5}}}", "{" + related + ": {w: {ne: \"a\"}}}"}
	}
	arguments := []string{fmt.Sprintf("limit: %d", r.IntN(5))}
	switch r.IntN(4) {
	case 0:
		arguments = []string{fmt.Sprintf("offset: %d", r.IntN(9))}
	case 1:
		arguments = append(arguments, fmt.Sprintf("offset: %d", r.IntN(5)))
	}
	if r.IntN(3) > 0 {
		arguments = append(arguments, "orderBy: ["+pick(order...)+"]")
	}
	if r.IntN(2) == 0 {
		arguments = append(arguments, "where: "+pick(filter...))
	}
	some := pick("", "(limit: 2)", "(where: {id: {gt: 1}})")
	return "{ " + root + some + " { id " + list + "(" + strings.Join(arguments, ", ") + ") { " + cells + " } } }"
}
