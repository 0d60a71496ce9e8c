// Package home tells the tests of the product's own tables whether these are the tables of this repository. A clone
// whose owner has others, or edited resolvers or fields in Go, skips them.
package home

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/graph"
	"tiddly/internal/gql/handwritten"
)

// tables is the SHA-256 of the product's db/schema.sql.
const tables = "8a58e8660b23a7e0e895af99010794a54845ed204e9b10747a9f07ead11c8470"

// Required is the variable of the environment that makes a skip a failure, as in the product's own CI.
const Required = "REQUIRE_HOME"

// Only skips a test unless db/schema.sql has the product's own tables and graph/ is as it was generated for them.
func Only(t testing.TB) {
	t.Helper()
	if why := elsewhere(t); why != "" {
		skip(t, why)
	}
}

func skip(t testing.TB, why string) {
	t.Helper()
	if os.Getenv(Required) != "" {
		t.Fatalf("%s is set, and this is not the product's own project: %s", Required, why)
	}
	t.Skip("a test of the product's own tables: " + why)
}

// Elsewhere reports whether the repository is a clone with an owner: there, other packages and files are the owner's.
func Elsewhere(t testing.TB) bool {
	t.Helper()
	return elsewhere(t) != ""
}

// elsewhere returns what in the repository is the owner's; empty if nothing is.
func elsewhere(t testing.TB) string {
	t.Helper()
	why, err := away()
	if err != nil {
		t.Fatal(err)
	}
	return why
}

func away() (string, error) {
	sum, err := sumOf()
	if err != nil {
		return "", err
	}
	p := graph.Project()
	extensions := slices.DeleteFunc(p.Extensions(), func(s *ast.Source) bool { return s.Name == "graph/columns.graphqls" })
	return reason(sum, p.Edited(), len(extensions), p.Generated.Types["User"] != nil && p.Generated.Types["Dual"] != nil), nil
}

// sumOf returns the SHA-256 of db/schema.sql.
func sumOf() (string, error) {
	folder, err := root()
	if err != nil {
		return "", err
	}
	text, err := os.ReadFile(filepath.Join(folder, "db", "schema.sql")) //nolint:gosec // the project's own file
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}

// reason returns the first thing that is the owner's.
func reason(sum string, edited []string, extensions int, generated bool) string {
	switch {
	case sum != tables:
		return "db/schema.sql has other tables"
	case !generated:
		return "graph/ was generated for other tables"
	case len(edited) > 0:
		return "resolvers in graph/ were edited: " + strings.Join(slices.Sorted(slices.Values(edited)), ", ")
	case extensions > 0:
		return "graph/ has schemas of its own"
	}
	return ""
}

// root returns the folder of the repository, which has go.mod: tests run in the folder of their package.
func root() (string, error) {
	at, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for dir := at; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", fmt.Errorf("no go.mod in %s or above it", at)
		}
	}
}

// Tables skips a test unless db/schema.sql has the product's own tables. What is in graph/ does not matter to it.
func Tables(t testing.TB) {
	t.Helper()
	if !Has(t) {
		skip(t, "db/schema.sql has other tables")
	}
}

// Has reports whether db/schema.sql has the product's own tables.
func Has(t testing.TB) bool {
	t.Helper()
	sum, err := sumOf()
	if err != nil {
		t.Fatal(err)
	}
	return sum == tables
}

// Project returns the project of this repository, if it is the product's own. Elsewhere it returns one without the
// owner's code, for tests of tables of their own, some of which may have the names of the owner's.
func Project() *handwritten.Project {
	if why, err := away(); why != "" || err != nil {
		return Plain()
	}
	return graph.Project()
}

// Plain returns a project in which nothing is written in Go and no resolver was edited, for tests of the engine.
func Plain() *handwritten.Project {
	return &handwritten.Project{Sources: embed.FS{}, Generated: &ast.Schema{}, Executable: graph.Project().Executable}
}
