package cli

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"testing"

	"tiddly/db/dbtest"
	"tiddly/internal/catalog"
	"tiddly/internal/schema"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// rankedCase is a schema and its tables as they are ranked for a first look.
type rankedCase struct {
	Name   string   `json:"name"`
	Schema string   `json:"schema"`
	Order  []string `json:"order"`
}

// TestRankedAsThePagesDo compares the ranking of the greeting with the cases that a test of the pages compares theirs
// with.
func TestRankedAsThePagesDo(t *testing.T) {
	scripts := []struct{ name, sql string }{
		{"relations in each direction", `CREATE TABLE alone(id INTEGER PRIMARY KEY); CREATE TABLE keyless(a TEXT, b INT);
			CREATE TABLE self(id INTEGER PRIMARY KEY, up INT REFERENCES self, again INT REFERENCES self);
			CREATE TABLE child(id INTEGER PRIMARY KEY, parent INT REFERENCES parent);
			CREATE TABLE parent(id INTEGER PRIMARY KEY);
			CREATE TABLE other(id INTEGER PRIMARY KEY, parent INT REFERENCES parent);
			CREATE TABLE loose(parent INT REFERENCES parent, child INT REFERENCES child);
			CREATE VIEW seen AS SELECT id FROM child`},
		{"one row on both sides", `CREATE TABLE person(id INTEGER PRIMARY KEY); CREATE TABLE pet(id INTEGER PRIMARY KEY, person INT REFERENCES person);
			CREATE TABLE passport(id INTEGER PRIMARY KEY, person INT UNIQUE REFERENCES person)`},
		{"junctions", `CREATE TABLE tag(id INTEGER PRIMARY KEY); CREATE TABLE post(id INTEGER PRIMARY KEY, next INT REFERENCES post);
			CREATE TABLE tagging(post INT REFERENCES post, tag INT REFERENCES tag, PRIMARY KEY (post, tag)) WITHOUT ROWID;
			CREATE TABLE part(whole INT, at INT, post INT REFERENCES post, PRIMARY KEY (whole, at))`},
		{"only views and tables without a key", `CREATE TABLE one(a INT); CREATE VIEW two AS SELECT 1 AS n; CREATE TABLE zero(a INT, b INT)`},
	}
	cases := make([]rankedCase, len(scripts))
	for i, s := range scripts {
		source, err := dbtest.Open(t, dbtest.Path(t, s.sql)).Inspect(t.Context(), catalog.Overrides{})
		if err != nil {
			t.Fatal(err)
		}
		c, _, err := catalog.Build(source, catalog.Overrides{}, catalog.BuildOptions{})
		if err != nil {
			t.Fatal(err)
		}
		served, err := schema.Build(c, schema.Options{ReadOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		cases[i] = rankedCase{Name: s.name, Schema: served.SDL}
		for _, table := range ranked(c.Tables) {
			cases[i].Order = append(cases[i].Order, table.TypeName)
		}
	}
	var got bytes.Buffer
	e := json.NewEncoder(&got)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(cases); err != nil {
		t.Fatal(err)
	}
	const path = "../../web/test/ranked.json"
	if *update {
		if err := os.WriteFile(path, got.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(path); err != nil || !bytes.Equal(got.Bytes(), want) {
		t.Errorf("%s is not what the server ranks (%v): %s; see -update", path, err, got.Bytes())
	}
}
