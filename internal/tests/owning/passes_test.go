package owning

import "testing"

// tested are the arguments of go test for tests that look at the tables of the product, and for tests that serve tables
// of their own through what the commands or the generator take from the repository.
var tested = [][]string{
	{"./db", "./graph/...", "./internal/gql/handwritten", "./internal/sample", "./internal/tests/arch", "./internal/tests/home"},
	{"-run", "TestCheckNamesCells|TestRelationsOfTheSettings|TestAnyTextCompiles|TestPrograms/calibre", "./internal/cli", "./internal/cmd/generate", "./internal/tests/files"},
}

// passes requires that go vet and the tests pass in a clone that has an owner: every test in the long form, and else
// those that an owner's tables, resolvers or programs could break.
func passes(t *testing.T, dir string) {
	t.Helper()
	goTool(t, dir, "vet", "./...")
	if long() {
		goTool(t, dir, "test", "-timeout", "60m", "./...")
		return
	}
	for _, args := range tested {
		goTool(t, dir, append([]string{"test"}, args...)...)
	}
}
