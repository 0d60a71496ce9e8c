package owning

import (
	"path/filepath"
	"strings"
	"testing"

	"tiddly/db/dbtest"
	"tiddly/internal/sample"
)

// TestSameBytes generates the code for other databases than the default one, in a copy of the repository, and runs
// the corpus of each there by the engine only and through that code: the answers are identical.
func TestSameBytes(t *testing.T) {
	dir := copyOf(t)
	schemas := []string{"sample", "shapes"}
	if long() {
		schemas = append(schemas, "music", "kinds", "writing")
	}
	for _, schema := range schemas {
		t.Run(schema, func(t *testing.T) {
			goTool(t, dir, "run", "./internal/cmd/generate", "--force", "--db", database(t, schema))
			out, err := tryGo(t, dir, "test", "./internal/tests/corpus", "-count=1", "-run", "TestGenerated", "-generated", schema)
			if err != nil {
				t.Errorf("%s", out)
			}
		})
	}
	if long() {
		passes(t, dir)
	}
}

// TestAccounts generates code for a project with accounts: the caller's field is answered through that code as by
// the engine, with fields written in Go below it, and no code can read a password.
func TestAccounts(t *testing.T) {
	dir := copyOf(t)
	write(t, dir, "tiddly.yml", "auth:\n  users: {table: user, identity: email, password: password}\n")
	write(t, dir, "graph/custom.graphqls", read(t, dir, "examples/initials/custom.graphqls"))
	write(t, dir, "graph/custom.resolvers.go", strings.Replace(read(t, dir, "examples/initials/custom.resolvers.go"), "//go:build example\n", "", 1))
	goTool(t, dir, "run", "./internal/cmd/generate")
	out, err := tryGo(t, dir, "test", "./internal/tests/corpus", "-count=1", "-v", "-run", "TestMe|TestSecret|TestEveryWay")
	if err != nil || !strings.Contains(out, "--- PASS: TestMeAndGeneratedCode/sqlite/a_field_in_Go") {
		t.Errorf("%v\n%s", err, out)
	}
	if strings.Contains(read(t, dir, "graph/model/tables.go"), "Password") {
		t.Error("the model has the password")
	}
	write(t, dir, "graph/custom.graphqls", `extend type User { initials: String! @columns(names: ["password"]) }`)
	if out, err := tryGo(t, dir, "run", "./internal/cmd/generate"); err == nil || !strings.Contains(out, "User has no column password") {
		t.Errorf("a field in Go may read the password: %v %s", err, out)
	}
}

// database creates the file that the code is generated for.
func database(t *testing.T, schema string) string {
	t.Helper()
	if schema != "sample" {
		return dbtest.Path(t, read(t, "../../..", "testdata/corpus/schema/"+schema+".sql"))
	}
	path := filepath.Join(t.TempDir(), "sample.db")
	if _, err := sample.Write(t.Context(), path, 20); err != nil {
		t.Fatal(err)
	}
	return path
}
