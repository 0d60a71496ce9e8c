package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tiddly/internal/tests/home"
)

// source is one Go file of the project.
type source struct {
	// path is relative to the root of the project, dir its folder ("." for the root).
	path, dir string
	text      string
	file      *ast.File
	positions *token.FileSet
	test      bool
	generated bool
}

// line returns the line of a position.
func (s *source) line(at token.Pos) int { return s.positions.Position(at).Line }

// excuse matches an excuse with a reason.
var excuse = regexp.MustCompile(`//nolint:\S+ // \S`)

// excused reports whether a comment is an excuse with a reason.
func excused(c *ast.CommentGroup) bool {
	if c == nil {
		return false
	}
	for _, l := range c.List {
		if excuse.MatchString(l.Text) {
			return true
		}
	}
	return false
}

// root is the folder of go.mod.
func root(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("there is no go.mod above this package")
		}
		dir = filepath.Dir(dir)
	}
}

// parsed caches the result of sources for all tests of a run.
var parsed []*source

// sources parses every Go file of the project. In a clone with an owner, those that are not the product's are left out:
// files of resolvers, and packages that no rule names.
func sources(t *testing.T) []*source {
	t.Helper()
	if parsed != nil {
		return parsed
	}
	base := root(t)
	var all []*source
	err := filepath.WalkDir(base, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if n := entry.Name(); name != base && (strings.HasPrefix(n, ".") || strings.HasPrefix(n, "_") || n == "testdata" || n == "vendor") {
				return filepath.SkipDir
			}
			return nil
		}
		if strings.HasSuffix(name, ".go") {
			all = append(all, parse(t, base, name))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 20 {
		t.Fatalf("only %d Go files below %s", len(all), base)
	}
	if home.Elsewhere(t) {
		all = slices.DeleteFunc(all, func(s *source) bool { return ownersFile(s.path) || ruleOf(s.dir) == nil })
	}
	parsed = all
	return all
}

func parse(t *testing.T, base, name string) *source {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	s := &source{text: string(text), positions: token.NewFileSet()}
	relative, err := filepath.Rel(base, name)
	if err != nil {
		t.Fatal(err)
	}
	s.path = filepath.ToSlash(relative)
	s.dir = path.Dir(s.path)
	s.test = strings.HasSuffix(name, "_test.go")
	s.file, err = parser.ParseFile(s.positions, name, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	s.generated = ast.IsGenerated(s.file)
	return s
}

// below reports whether a folder is top or in it; "." is the root package alone.
func below(dir, top string) bool {
	return dir == top || (top != "." && strings.HasPrefix(dir, top+"/"))
}
