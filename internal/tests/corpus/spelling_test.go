package corpus_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"tiddly/db/dbtest"
	"tiddly/internal/catalog"
	"tiddly/internal/dialect"
	"tiddly/internal/engine"
	"tiddly/internal/exec"
	gql "tiddly/internal/gql/serve"
	"tiddly/internal/tests/home"
)

// spelled is a schema as another engine would serve it. Its statements are generated and never run.
type spelled struct {
	name     string
	snapshot *engine.Snapshot
}

// unopened is a database that has tables and a dialect, and no connection.
type unopened struct {
	source  catalog.Source
	dialect *dialect.Dialect
}

func (u *unopened) Inspect(context.Context, catalog.Overrides) (catalog.Source, error) {
	return u.source, nil
}
func (u *unopened) Dialect() *dialect.Dialect { return u.dialect }
func (u *unopened) ReadOnly() bool            { return false }
func (u *unopened) Read(context.Context, bool, func(exec.Reader) error) error {
	panic("invariant broken: a database that is not there was read")
}

func (u *unopened) Do(context.Context, func(exec.Tx) error) error {
	panic("invariant broken: a database that is not there was written")
}

// spellings returns a schema as every other engine would serve it. The scripts that create its tables there are
// beside the schema.
func spellings(t *testing.T, schema, path string, federation bool) []spelled {
	t.Helper()
	source, err := dbtest.Open(t, path).Inspect(t.Context(), catalog.Overrides{})
	if err != nil {
		t.Fatal(err)
	}
	var all []spelled
	for _, s := range dbtest.Spellings() {
		other, script, err := s.Translate(source)
		if err != nil {
			t.Fatal(err)
		}
		golden(t, filepath.Join(root, "schema", s.Name, schema+".sql"), script)
		snapshot, _, err := engine.Load(t.Context(), &unopened{other, s.Dialect}, engine.Options{Limits: engine.DefaultLimits(), Federation: federation})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, spelled{s.Name, snapshot})
	}
	return all
}

// golden compares a text with a file, or updates the file.
func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if want := read(t, path); want != got {
		t.Errorf("%s has\n%s\ngot\n%s", path, want, got)
	}
}

// statements returns the statements of a case, or the reason why there are none.
func (s *spelled) statements(t *testing.T, c testCase) string {
	t.Helper()
	prepared, _, err := gql.Explain(t.Context(), s.snapshot, home.Plain(), c.query, c.operation, c.variables)
	if err != nil {
		return "-- refused: " + err.Error() + "\n"
	}
	return prepared.Program.String()
}
