package db_test

import (
	"path/filepath"
	"strings"
	"testing"

	"tiddly/db"
	"tiddly/internal/catalog"
	"tiddly/internal/tests/home"
)

// TestDefaultDatabase makes a database of db/schema.sql, once.
func TestDefaultDatabase(t *testing.T) {
	home.Only(t)
	path := filepath.Join(t.TempDir(), "tiddly.db")
	if _, err := db.Open(t.Context(), path, db.Options{Tables: db.Schema}); err == nil {
		t.Fatal("a file that does not exist was opened")
	}
	var first []string
	for i := range 2 {
		d, err := db.Open(t.Context(), path, db.Options{Tables: db.Schema, Own: []string{"create"}})
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Ping(t.Context()); err != nil {
			t.Error(err)
		}
		facts := strings.Join(d.Facts(), "\n")
		if made := strings.Contains(facts, `table "user" was created`); made != (i == 0) {
			t.Errorf("start %d: %s", i, facts)
		}
		source, err := d.Inspect(t.Context(), catalog.Overrides{})
		if err != nil {
			t.Fatal(err)
		}
		c, notes, err := catalog.Build(source, catalog.Overrides{}, catalog.BuildOptions{StrictNames: true})
		if err != nil || len(notes) > 0 {
			t.Fatal(notes, err)
		}
		var names []string
		for _, table := range c.Tables {
			for _, column := range table.Columns {
				names = append(names, table.TypeName+"."+column.Name)
			}
		}
		want := "Dual.id Dual.text User.id User.email User.password User.name"
		if got := strings.Join(names, " "); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		if d.Name() != path || d.Dialect() == nil {
			t.Errorf("name %s", d.Name())
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		if err := d.Ping(t.Context()); err == nil {
			t.Error("a closed database answers")
		}
		first = append(first, facts)
	}
	if first[0] == first[1] {
		t.Error("both starts tell the same")
	}
}
