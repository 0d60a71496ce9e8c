package arch

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// engineName matches the name of an engine.
var engineName = regexp.MustCompile(`(?i)sqlite|postgres|pgx|mysql|mariadb`)

// TestEngineNamesStandUnderDB makes further engines possible: nothing outside db can branch on a name that it does
// not know.
func TestEngineNamesStandUnderDB(t *testing.T) {
	for _, s := range sources(t) {
		if s.test || s.generated || below(s.dir, "db") || below(s.dir, "bench") {
			continue
		}
		imports := map[*ast.BasicLit]bool{}
		for _, spec := range s.file.Imports {
			imports[spec.Path] = true
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			l, ok := n.(*ast.BasicLit)
			if ok && l.Kind == token.STRING && !imports[l] && engineName.MatchString(l.Value) {
				t.Errorf("%s:%d: %s names an engine; such text comes from db", s.path, s.line(l.Pos()), l.Value)
			}
			return true
		})
	}
}

// TestToSQLIsCalledInOnePlace requires that SQL text comes out of the builder in one place only: there it is
// always prepared, so it contains no value.
func TestToSQLIsCalledInOnePlace(t *testing.T) {
	var places []string
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok && strings.HasPrefix(sel.Sel.Name, "ToSQL") {
				places = append(places, s.path)
				if s.dir != "internal/sqlgen" {
					t.Errorf("%s:%d: %s is called outside internal/sqlgen", s.path, s.line(sel.Pos()), sel.Sel.Name)
				}
			}
			return true
		})
	}
	if len(places) > 1 {
		t.Errorf("ToSQL is called in %d places: %s", len(places), strings.Join(places, ", "))
	}
}

func TestRootPackageIsOneFile(t *testing.T) {
	var files []string
	for _, s := range sources(t) {
		if s.dir == "." {
			files = append(files, s.path)
		}
	}
	if !slices.Equal(files, []string{"server.go"}) {
		t.Errorf("the root package is %v, want server.go alone", files)
	}
}

func TestPurePackagesStartNoGoroutine(t *testing.T) {
	for _, s := range sources(t) {
		i := slices.IndexFunc(rules, func(r rule) bool { return below(s.dir, r.dir) })
		if s.test || i < 0 || !rules[i].pure {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if g, ok := n.(*ast.GoStmt); ok {
				t.Errorf("%s:%d: %s is pure and starts a goroutine", s.path, s.line(g.Pos()), s.dir)
			}
			return true
		})
	}
}

// registrations are the calls that an init may make: the libraries offer no other way.
var registrations = []string{"goqu.RegisterDialect", "chi.RegisterMethod"}

func TestInitRegisters(t *testing.T) {
	for _, s := range sources(t) {
		if s.generated {
			continue
		}
		for _, d := range s.file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Name.Name != "init" || f.Recv != nil || excused(f.Doc) {
				continue
			}
			if !registers(f.Body) {
				t.Errorf("%s:%d: an init is for %s alone", s.path, s.line(f.Pos()), strings.Join(registrations, " and "))
			}
		}
	}
}

// registers reports whether a registration is called.
func registers(body ast.Node) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			pkg, named := sel.X.(*ast.Ident)
			found = found || (named && slices.Contains(registrations, pkg.Name+"."+sel.Sel.Name))
		}
		return !found
	})
	return found
}
