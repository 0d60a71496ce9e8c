package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tiddly/db/dbtest"
)

// TestFirstQuery starts over databases of which some tables are empty: the first query is of the table with the most
// relations of those with rows, and it has an answer with rows.
func TestFirstQuery(t *testing.T) {
	const shop = `CREATE TABLE maker (id INTEGER PRIMARY KEY, name TEXT);
		CREATE TABLE product (id INTEGER PRIMARY KEY, name TEXT, maker_id INTEGER REFERENCES maker);
		CREATE TABLE review (id INTEGER PRIMARY KEY, text TEXT, product_id INTEGER REFERENCES product);
		CREATE VIEW named AS SELECT name FROM maker;`
	cases := []struct{ name, rows, query string }{
		{
			"all have rows", "INSERT INTO maker VALUES (1, 'Ada'); INSERT INTO product VALUES (1, 'Lamp', 1); INSERT INTO review VALUES (1, 'Bright', 1)",
			"{ products(limit: 3) { id name maker { name } } }",
		},
		{"the most related is empty", "INSERT INTO maker VALUES (1, 'Ada')", "{ makers(limit: 3) { id name } }"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := start(t, "--db", dbtest.Path(t, shop+c.rows))
			wants(t, "the greeting", r.stdout.String(), "A first query:", c.query)
			if got := r.query(t, c.query); strings.Contains(got, "[]") {
				t.Errorf("the first query is answered with no rows: %s", got)
			}
			if strings.Contains(r.stdout.String(), "tiddly sample") {
				t.Errorf("the demonstration shop is named though there are rows:\n%s", r.stdout.String())
			}
			r.stop(t)
		})
	}
}

// TestNothingToShow starts over databases without rows: the greeting has no query, and what to do next.
func TestNothingToShow(t *testing.T) {
	const empty = "CREATE TABLE maker (id INTEGER PRIMARY KEY, name TEXT);"
	cases := []struct {
		name, sql, says string
		args            []string
	}{
		{"without pages", empty, "Every table is empty. Insert rows with a mutation.", []string{"--console", "off"}},
		{"read-only", empty, "Every table is empty. See the demonstration shop:", []string{"--read-only"}},
		{"no tables", "PRAGMA user_version = 1;", "The database has no tables.", nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := start(t, append([]string{"--db", dbtest.Path(t, c.sql)}, c.args...)...)
			wants(t, "the greeting", r.stdout.String(), c.says, "tiddly sample shop.db")
			if strings.Contains(r.stdout.String(), "curl") {
				t.Errorf("there is a query for no rows:\n%s", r.stdout.String())
			}
			r.stop(t)
		})
	}
	t.Run("only views", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "views.db")
		if err := os.Rename(dbtest.Path(t, "CREATE VIEW one AS SELECT 1 AS n;"), path); err != nil {
			t.Fatal(err)
		}
		r := start(t, "--db", path)
		wants(t, "the greeting", r.stdout.String(), "A first query:")
		r.stop(t)
	})
}
