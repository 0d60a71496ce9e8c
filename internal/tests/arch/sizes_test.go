package arch

import (
	"go/ast"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The limits of sizes.
const (
	maxFile      = 500
	maxTestFile  = 800
	maxFunction  = 80
	maxInterface = 6
)

// longFile matches the excuse of a long file.
var longFile = regexp.MustCompile(`(?m)^//nolint:filelength // \S`)

func TestFileLength(t *testing.T) {
	for _, s := range sources(t) {
		limit := maxFile
		if s.test {
			limit = maxTestFile
		}
		if n := strings.Count(s.text, "\n"); n > limit && !s.generated && !longFile.MatchString(s.text) {
			t.Errorf("%s has %d lines, at most %d: split it, or write //nolint:filelength // with the reason", s.path, n, limit)
		}
	}
}

func TestFunctionLength(t *testing.T) {
	for _, s := range sources(t) {
		if s.generated || s.test {
			continue
		}
		for _, d := range s.file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Body == nil {
				continue
			}
			n := s.line(f.Body.Rbrace) - s.line(f.Body.Lbrace) - 1
			if n > maxFunction && !excused(f.Doc) && !excusedOn(s, s.line(f.Pos())) {
				t.Errorf("%s:%d: %s has %d lines, at most %d: split it, or write //nolint:funlen // with the reason",
					s.path, s.line(f.Pos()), f.Name.Name, n, maxFunction)
			}
		}
	}
}

// excusedOn reports whether there is an excuse at the end of a line.
func excusedOn(s *source, line int) bool {
	return slices.ContainsFunc(s.file.Comments, func(c *ast.CommentGroup) bool {
		return s.line(c.Pos()) == line && excused(c)
	})
}

func TestInterfacesAreSmall(t *testing.T) {
	for _, s := range sources(t) {
		if s.generated || s.test {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok {
				return true
			}
			if i, ok := spec.Type.(*ast.InterfaceType); ok && i.Methods.NumFields() > maxInterface && !excusedOn(s, s.line(spec.Pos())) {
				t.Errorf("%s:%d: interface %s has %d methods, at most %d", s.path, s.line(spec.Pos()), spec.Name.Name,
					i.Methods.NumFields(), maxInterface)
			}
			return true
		})
	}
}

func TestEveryPackageSaysWhatItIs(t *testing.T) {
	documented := map[string]int{}
	for _, s := range sources(t) {
		if s.test || s.generated {
			continue
		}
		documented[s.dir] += 0 // a package with only generated code needs no package comment
		if s.file.Doc != nil && len(strings.Fields(s.file.Doc.Text())) >= 8 {
			documented[s.dir]++
		}
	}
	for dir, n := range documented {
		if n != 1 {
			t.Errorf("%s has %d package comments, want one that says what the package does and what it must not know", dir, n)
		}
	}
}
