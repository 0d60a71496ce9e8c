package owning

import (
	"path/filepath"
	"testing"

	"tiddly/db/dbtest"
	"tiddly/internal/sample"
)

// TestSameBytes generates the code of other databases than the default one, in a copy of the repository, and has the corpus
// of each answered there by the engine alone and through that code: byte for byte the same.
func TestSameBytes(t *testing.T) {
	dir := copyOf(t)
	for _, schema := range []string{"sample", "music", "shapes", "kinds", "writing"} {
		t.Run(schema, func(t *testing.T) {
			goTool(t, dir, "run", "./internal/cmd/generate", "--db", database(t, schema))
			out, err := tryGo(t, dir, "test", "./internal/corpus", "-count=1", "-run", "TestGenerated", "-generated", schema)
			if err != nil {
				t.Errorf("%s", out)
			}
		})
	}
}

// database makes the file that the code is generated for.
func database(t *testing.T, schema string) string {
	t.Helper()
	if schema != "sample" {
		return dbtest.Path(t, read(t, "../..", "testdata/corpus/schema/"+schema+".sql"))
	}
	path := filepath.Join(t.TempDir(), "sample.db")
	if _, err := sample.Write(t.Context(), path, 20); err != nil {
		t.Fatal(err)
	}
	return path
}
