package arch

import (
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// module is the path of the project.
const module = "tiddly"

// Third-party packages that the rules name.
const (
	goqu       = "github.com/doug-martin/goqu"
	gqlgen     = "github.com/99designs/gqlgen"
	gqlgenMake = gqlgen + "/codegen"
	gqlgenAPI  = gqlgen + "/api"
	gqlgenPlug = gqlgen + "/plugin"
	gqlparser  = "github.com/vektah/gqlparser"
	chi        = "github.com/go-chi/chi"
	cobra      = "github.com/spf13/cobra"
	koanf      = "github.com/knadh/koanf"
	goccyYAML  = "github.com/goccy/go-yaml"
	rsCORS     = "github.com/rs/cors"
	jwtLibrary = "github.com/golang-jwt/jwt"
	jwksReader = "github.com/MicahParks"
	hashing    = "golang.org/x/crypto"
	otel       = "go.opentelemetry.io/otel"
	prometheus = "github.com/prometheus/client_golang"
	drivers1   = "github.com/mattn/go-sqlite3"
	drivers2   = "github.com/jackc/pgx"
	drivers3   = "github.com/go-sql-driver"
	webPackage = "net/http"
	sqlPackage = "database/sql"
	logPackage = "log/slog"
)

// rule defines what the packages of one folder may import.
type rule struct {
	dir string
	// ours are the packages of the project that it may import, relative to the module; "*" is any.
	ours []string
	// never are third-party packages that it must not import, including those below them.
	never []string
	// pure packages take no context and start no goroutine.
	pure bool
}

// pureNever are packages that no pure package needs.
var pureNever = []string{"context", webPackage, sqlPackage, logPackage, gqlgen, "os", "net", "sync"}

// theRooms are packages that no room of the GraphQL edge needs, notTheRooms those that the leaves beside them do
// not need either.
var (
	theRooms    = []string{sqlPackage, drivers1, drivers2, drivers3, chi, logPackage, cobra, koanf, "os"}
	notTheRooms = append([]string{webPackage, gqlgen}, theRooms...)
)

// rules is the table of the design; the first one that matches a folder applies.
var rules = []rule{
	{dir: ".", ours: []string{"internal/cli"}},
	{dir: "graph/ask", never: []string{sqlPackage, webPackage, drivers1, drivers2, drivers3, goqu, gqlparser, chi}, ours: []string{
		"internal/fault", "internal/gql/handwritten", "internal/program", "internal/request",
	}},
	{dir: "graph/graphtest", never: []string{sqlPackage, gqlgen, drivers1, drivers2, drivers3, goqu, chi}, ours: []string{
		"db", "graph", "internal/auth/password", "internal/caller", "internal/config", "internal/engine", "internal/fault", "internal/gql/handwritten", "internal/gql/serve",
	}},
	{dir: "graph", never: []string{sqlPackage, webPackage, drivers1, drivers2, drivers3, goqu, chi}, ours: []string{
		"graph", "internal/gql/handwritten",
	}},
	{dir: "internal/gql/limits", never: append([]string{gqlparser, goqu}, notTheRooms...), ours: []string{"internal/ending", "internal/fault"}},
	{dir: "internal/gql/persisted", never: append([]string{"context", goqu}, notTheRooms...), ours: []string{
		"internal/fault", "internal/gql/gqlfault", "internal/jsontext", "internal/request",
	}},
	{dir: "internal/gql/gqlfault", never: append([]string{"context", goqu}, notTheRooms...), ours: []string{"internal/fault"}},
	{dir: "internal/gql/operation", pure: true, never: append([]string{goqu}, pureNever...), ours: []string{
		"internal/catalog", "internal/fault", "internal/gql/gqlfault", "internal/gql/limits", "internal/jsontext", "internal/plan", "internal/request", "internal/schema",
	}},
	{dir: "internal/gql/document", never: append([]string{webPackage, goqu}, theRooms...), ours: []string{
		"internal/ending", "internal/engine", "internal/fault", "internal/gql/gqlfault", "internal/gql/limits", "internal/gql/operation", "internal/jsontext",
		"internal/request", "internal/schema",
	}},
	{dir: "internal/gql/introspect", never: append([]string{webPackage, goqu}, theRooms...), ours: []string{
		"internal/fault", "internal/gql/gqlfault", "internal/gql/limits", "internal/gql/operation",
	}},
	{dir: "internal/gql/handwritten", never: append([]string{webPackage, goqu}, theRooms...), ours: []string{
		"internal/caller", "internal/catalog", "internal/engine", "internal/exec", "internal/fault", "internal/gql/document", "internal/gql/gqlfault",
		"internal/gql/limits", "internal/gql/operation", "internal/jsontext", "internal/outgoing", "internal/owned", "internal/plan", "internal/request", "internal/schema",
	}},
	{dir: "internal/gql/transport", never: append([]string{goqu}, theRooms...), ours: []string{
		"internal/accept", "internal/caller", "internal/ending", "internal/fault", "internal/gql/document", "internal/gql/gqlfault", "internal/gql/limits",
		"internal/gql/persisted", "internal/httpfault", "internal/incoming", "internal/jsontext", "internal/observe", "internal/outgoing", "internal/request",
	}},
	{dir: "internal/gql/serve", never: append([]string{goqu}, theRooms...), ours: []string{
		"internal/caller", "internal/ending", "internal/engine", "internal/exec", "internal/fault", "internal/gql/document", "internal/gql/gqlfault",
		"internal/gql/handwritten", "internal/gql/introspect", "internal/gql/limits", "internal/gql/operation", "internal/gql/persisted", "internal/gql/transport",
		"internal/httpfault", "internal/jsontext", "internal/observe", "internal/outgoing", "internal/request", "internal/schema",
	}},
	{dir: "internal/gql/gqltest", never: append([]string{webPackage, goqu}, theRooms...), ours: []string{
		"internal/caller", "internal/catalog", "internal/engine", "internal/exec", "internal/fault", "internal/gql/gqlfault", "internal/gql/limits",
		"internal/jsontext", "internal/plan", "internal/request", "internal/schema",
	}},
	{dir: "db/sqlite/evidence", pure: true, never: append([]string{gqlparser, goqu, drivers1, "C"}, pureNever...), ours: []string{
		"internal/catalog", "internal/cell",
	}},
	{dir: "db/sqlite/script", pure: true, never: append([]string{gqlparser, goqu, drivers1, "C"}, pureNever...)},
	{dir: "db", never: []string{goqu, gqlgen, gqlparser, webPackage, chi, logPackage}, ours: []string{
		"db", "internal/catalog", "internal/cell", "internal/dialect", "internal/ending", "internal/exec", "internal/fault", "internal/jsontext", "internal/observe",
		"internal/request", "internal/turns",
	}},
	{dir: "internal/owned", pure: true, never: append([]string{gqlparser, goqu}, pureNever...), ours: []string{}},
	{dir: "internal/jsontext", pure: true, never: append([]string{gqlparser, goqu}, pureNever...)},
	{dir: "internal/fault", pure: true, never: append([]string{gqlparser, goqu}, pureNever...)},
	{dir: "internal/catalog", pure: true, never: append([]string{gqlparser, goqu}, pureNever...)},
	{dir: "internal/cell", pure: true, never: append([]string{gqlparser, goqu, "C"}, pureNever...)},
	{dir: "internal/cursor", pure: true, never: append([]string{gqlparser, goqu, "C"}, pureNever...), ours: []string{}},
	{dir: "internal/dialect", pure: true, never: append([]string{gqlparser, goqu}, pureNever...), ours: []string{
		"internal/catalog", "internal/cell", "internal/fault", "internal/jsontext", "internal/request",
	}},
	{dir: "internal/request", pure: true, never: append([]string{gqlparser, goqu}, pureNever...), ours: []string{
		"internal/catalog", "internal/cell", "internal/fault", "internal/jsontext",
	}},
	{dir: "internal/policy", pure: true, never: append([]string{gqlparser, goqu}, pureNever...), ours: []string{
		"internal/catalog", "internal/fault", "internal/request",
	}},
	{dir: "internal/schema", pure: true, never: append([]string{goqu}, pureNever...), ours: []string{
		"internal/catalog", "internal/fault", "internal/request",
	}},
	{dir: "internal/kit/folder", never: []string{"context", webPackage, sqlPackage, logPackage, gqlgen, gqlparser, goqu}, ours: []string{"internal/fault", "internal/kit"}},
	{dir: "internal/kit", pure: true, never: append([]string{goqu}, pureNever...), ours: []string{"internal/fault"}},
	{dir: "internal/plan", pure: true, never: append([]string{gqlparser, goqu}, pureNever...), ours: []string{
		"internal/catalog", "internal/fault", "internal/policy", "internal/request",
	}},
	{dir: "internal/sqlgen", pure: true, never: append([]string{gqlparser}, pureNever...), ours: []string{
		"internal/catalog", "internal/dialect", "internal/fault", "internal/jsontext", "internal/plan", "internal/request",
	}},
	{dir: "internal/exec", never: []string{goqu, gqlgen, gqlparser, webPackage, sqlPackage, logPackage}, ours: []string{
		"internal/catalog", "internal/cell", "internal/cursor", "internal/dialect", "internal/fault", "internal/jsontext", "internal/observe", "internal/plan", "internal/request",
		"internal/sqlgen",
	}},
	{dir: "internal/kept", never: []string{"context", goqu, gqlgen, gqlparser, webPackage, sqlPackage, logPackage}, ours: []string{"internal/exec"}},
	{dir: "internal/engine", never: []string{goqu, gqlgen, webPackage, sqlPackage}, ours: []string{
		"internal/caller", "internal/catalog", "internal/cursor", "internal/dialect", "internal/ending", "internal/exec", "internal/fault", "internal/kept",
		"internal/observe", "internal/outgoing", "internal/plan", "internal/policy", "internal/request", "internal/schema", "internal/sqlgen",
	}},
	{dir: "internal/rest", never: []string{sqlPackage, gqlgen, gqlparser, goqu, cobra, koanf}, ours: []string{
		"internal/caller", "internal/catalog", "internal/ending", "internal/engine", "internal/exec", "internal/fault", "internal/httpfault", "internal/incoming",
		"internal/jsontext", "internal/observe", "internal/outgoing", "internal/request", "internal/rest",
	}},
	{dir: "internal/auth", never: []string{sqlPackage, gqlgen, gqlparser, goqu, cobra, koanf}, ours: []string{
		"internal/auth", "internal/caller", "internal/catalog", "internal/clientaddr", "internal/ending", "internal/engine", "internal/exec",
		"internal/fault", "internal/httpfault", "internal/jsontext", "internal/observe", "internal/request", "internal/store",
	}},
	{dir: "internal/config/edit", pure: true, never: append([]string{gqlparser, goqu, koanf}, pureNever...)},
	{dir: "internal/config", never: []string{webPackage, sqlPackage, gqlgen, gqlparser, goqu}, ours: []string{
		"internal/catalog", "internal/config/edit", "internal/fault",
	}},
	{dir: "internal/server", never: []string{sqlPackage, gqlgen, gqlparser, goqu, cobra, koanf}, ours: []string{
		"internal/accept", "internal/caller", "internal/clientaddr", "internal/compress", "internal/ending", "internal/fault", "internal/httpfault", "internal/observe",
		"internal/outgoing", "internal/turns",
	}},
	{dir: "internal/cmd/generate/goname", pure: true, never: []string{"context", "os", "net", webPackage, sqlPackage, logPackage, goqu, gqlgenAPI, gqlgenPlug}, ours: []string{
		"internal/catalog", "internal/schema",
	}},
	{dir: "internal/program", never: []string{sqlPackage, webPackage, gqlgen, gqlparser, goqu, chi, cobra, koanf, logPackage}, ours: []string{
		"db", "internal/auth/password", "internal/config", "internal/engine", "internal/gql/handwritten",
	}},
	{dir: "internal/naive", never: []string{"context", "os", sqlPackage, webPackage, gqlgen, goqu, chi, logPackage}, ours: []string{"internal/catalog"}},
	{dir: "internal/conformance", never: []string{sqlPackage, gqlgen, goqu, chi, cobra, koanf, logPackage}, ours: []string{
		"db", "internal/caller", "internal/catalog", "internal/cursor", "internal/engine", "internal/fault", "internal/gql/handwritten",
		"internal/gql/serve", "internal/naive", "internal/request", "internal/rest", "internal/schema",
	}},
	{dir: "internal/caller", never: []string{sqlPackage, webPackage, gqlgen, gqlparser, goqu, chi, logPackage, "os", "net"}},
	{dir: "internal/store", never: []string{sqlPackage, webPackage, gqlgen, gqlparser, goqu, chi, logPackage}, ours: []string{"internal/exec", "internal/fault"}},
	{dir: "internal/httpfault", never: []string{"context", sqlPackage, gqlgen, gqlparser, goqu, chi, logPackage}, ours: []string{"internal/fault"}},
	{dir: "internal/turns", never: []string{sqlPackage, webPackage, gqlgen, gqlparser, goqu, chi, logPackage}, ours: []string{}},
	{dir: "internal/outgoing", never: []string{sqlPackage, webPackage, gqlgen, gqlparser, goqu, chi, logPackage}, ours: []string{
		"internal/ending", "internal/fault",
	}},
	{dir: "internal/ending", never: []string{sqlPackage, webPackage, gqlgen, gqlparser, goqu, chi, logPackage}, ours: []string{"internal/fault"}},
	{dir: "internal/observe/metrics", never: []string{sqlPackage, gqlgen, gqlparser, goqu}, ours: []string{"internal/kept", "internal/observe", "internal/outgoing"}},
	{dir: "internal/observe/tracing", never: []string{sqlPackage, gqlgen, gqlparser, goqu}, ours: []string{"internal/fault", "internal/observe"}},
	{dir: "internal/observe", never: []string{sqlPackage, webPackage, gqlgen, gqlparser, goqu}},
	{dir: "internal/console", never: []string{sqlPackage, gqlgen, gqlparser, goqu, chi}, ours: []string{"internal/accept"}},
	{dir: "internal/compress", never: []string{sqlPackage, gqlgen, gqlparser, goqu, chi, logPackage}, ours: []string{"internal/accept"}},
	{dir: "internal/accept", never: []string{sqlPackage, gqlgen, gqlparser, goqu, chi, logPackage}},
	{dir: "internal/incoming", never: []string{sqlPackage, gqlgen, gqlparser, goqu, chi, logPackage}},
	{dir: "internal/clientaddr", never: []string{sqlPackage, gqlgen, gqlparser, goqu, chi, logPackage}},
	{dir: "internal/sample", never: []string{gqlgen, gqlparser, goqu, webPackage}, ours: []string{"db", "internal/fault"}},
	{dir: "examples", ours: []string{"graph"}},
	{dir: "internal/tests/arch"},
	{dir: "internal", ours: []string{"*"}},
	{dir: "bench", ours: []string{"*"}},
}

// only lists third-party packages that may be imported in one place only.
var only = []struct {
	imported string
	homes    []string
}{
	{goqu, []string{"internal/sqlgen"}},
	{drivers1, []string{"db/sqlite", "db/dbtest", "bench"}},
	{drivers2, []string{"db/postgres", "db/dbtest", "bench"}},
	{drivers3, []string{"db/mysql", "bench"}},
	{gqlgenMake, []string{"internal/cmd/generate"}},
	{gqlgenAPI, []string{"internal/cmd/generate"}},
	{gqlgenPlug, []string{"internal/cmd/generate"}},
	{chi, []string{"internal/server", "internal/rest"}},
	{cobra, []string{"internal/cli"}},
	{koanf, []string{"internal/config"}},
	{goccyYAML, []string{"internal/config"}},
	{rsCORS, []string{"internal/server"}},
	{prometheus, []string{"internal/observe/metrics"}},
	{jwtLibrary, []string{"internal/auth/jwt"}},
	{jwksReader, []string{"internal/auth/jwt"}},
	{hashing, []string{"internal/auth/password"}},
	{otel, []string{"internal/observe/tracing"}},
}

// libraryBelow reports whether an imported path is the package top or one below it.
func libraryBelow(imported, top string) bool {
	return imported == top || strings.HasPrefix(imported, top+"/")
}

func TestImports(t *testing.T) {
	for _, s := range sources(t) {
		if s.test || ownersFile(s.path) {
			continue
		}
		rule := ruleOf(s.dir)
		if rule == nil {
			t.Errorf("%s: no rule says what a package in %s may import: add one to rules", s.path, s.dir)
			continue
		}
		for _, spec := range s.file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			if why := forbidden(rule, s.dir, imported); why != "" {
				t.Errorf("%s:%d: forbidden edge %s → %s: %s", s.path, s.line(spec.Pos()), s.dir, imported, why)
			}
		}
	}
}

// An owner's code in graph/ asks through graph/ask. A test inside of a package that this needs cannot import graph/, or the
// first field in Go of an owner makes a circle of it; a test in the package's _test has no such bound.
func TestOwnersFieldsMakeNoCircle(t *testing.T) {
	imports, tests := map[string][]string{}, map[string][]string{}
	for _, s := range sources(t) {
		of := imports
		if s.test {
			of = tests
		}
		if s.test && strings.HasSuffix(s.file.Name.Name, "_test") {
			continue
		}
		for _, spec := range s.file.Imports {
			if imported, ours := strings.CutPrefix(strings.Trim(spec.Path.Value, `"`), module+"/"); ours {
				of[s.dir] = append(of[s.dir], imported)
			}
		}
	}
	asked := reached(imports, "graph/ask")
	if !asked["db/sqlite"] {
		t.Fatal("graph/ask does not reach an engine: nothing was looked at")
	}
	for dir := range asked {
		for _, imported := range tests[dir] {
			if imported == "graph" || reached(imports, imported)["graph"] {
				t.Errorf("a test in package %s imports %s, which imports graph/: move it to package %s_test", dir, imported, path.Base(dir))
			}
		}
	}
}

// reached returns the packages that one needs, directly or not.
func reached(imports map[string][]string, from string) map[string]bool {
	found := map[string]bool{}
	for left := imports[from]; len(left) > 0; left = left[1:] {
		if !found[left[0]] {
			found[left[0]] = true
			left = append(left, imports[left[0]]...)
		}
	}
	return found
}

// ruleOf returns the rule for a folder; nil if there is none.
func ruleOf(dir string) *rule {
	if i := slices.IndexFunc(rules, func(r rule) bool { return below(dir, r.dir) }); i >= 0 {
		return &rules[i]
	}
	return nil
}

// ownersFile reports whether a file is written by the owner of a clone, or for the Go types that the owner chose: it may
// import anything. In graph that is every file but those of Tiddly.
func ownersFile(name string) bool {
	tiddlys := []string{"doc.go", "project.go", "tables.go"}
	return path.Dir(name) == "graph" && !slices.Contains(tiddlys, path.Base(name)) || slices.Contains([]string{"graph/executor", "graph/model"}, path.Dir(name))
}

// forbidden returns the reason why a package must not import another; empty if it may.
func forbidden(r *rule, dir, imported string) string {
	if imported == module || strings.HasPrefix(imported, module+"/") {
		relative := strings.TrimPrefix(strings.TrimPrefix(imported, module), "/")
		if below(relative, dir) && dir != "." {
			return "" // a package may import those below it
		}
		if why := behindDB(dir, relative); why != "" {
			return why
		}
		if slices.Contains(r.ours, "*") || slices.ContainsFunc(r.ours, func(o string) bool { return below(relative, o) }) {
			return ""
		}
		return r.dir + " may import of the project: " + strings.Join(r.ours, ", ")
	}
	for _, n := range r.never {
		if libraryBelow(imported, n) {
			return "the design keeps it out of " + r.dir
		}
	}
	for _, o := range only {
		if libraryBelow(imported, o.imported) && !slices.ContainsFunc(o.homes, func(h string) bool { return below(dir, h) }) {
			return "it is at home in " + strings.Join(o.homes, ", ") + " alone"
		}
	}
	return ""
}

// behindDB returns the reason why a package must not import a folder below db; empty if it may. The folders of the
// engines are behind db, and do not import each other: they only know the types of db/edge. A folder within an engine
// may import its sisters, and not the engine.
func behindDB(dir, imported string) string {
	switch {
	case !below(imported, "db"), !below(dir, "db") && imported == "db":
		return ""
	case !below(dir, "db"):
		return "engines are reached through db"
	case path.Dir(dir) == path.Dir(imported) && engineFolder(path.Dir(dir)):
		return ""
	case dir == "db/edge", engineFolder(dir) && imported != "db/edge":
		return "an engine knows no other, and db/edge knows none"
	}
	return ""
}

// engineFolder reports whether a folder is that of an engine, or below it.
func engineFolder(dir string) bool {
	return below(dir, "db") && dir != "db" && !below(dir, "db/edge") && !below(dir, "db/dbtest")
}

// TestEnginesAreReachedThroughDB requires that tests take an engine from db/dbtest and name none, so that they
// also run on further ones.
func TestEnginesAreReachedThroughDB(t *testing.T) {
	for _, s := range sources(t) {
		if !s.test || below(s.dir, "db") || below(s.dir, "bench") {
			continue
		}
		for _, spec := range s.file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			if engineFolder(strings.TrimPrefix(imported, module+"/")) || slices.ContainsFunc([]string{drivers1, drivers2, drivers3},
				func(driver string) bool { return libraryBelow(imported, driver) }) {
				t.Errorf("%s:%d: a test imports the engine %s: take one from db/dbtest", s.path, s.line(spec.Pos()), imported)
			}
		}
	}
}

func TestForbiddenFindsTheEdges(t *testing.T) {
	cases := []struct {
		dir, imported string
		allowed       bool
	}{
		{".", "tiddly/internal/cli", true},
		{".", "tiddly/internal/server", false},
		{"graph", "database/sql", false},
		{"graph", "tiddly/db", false},
		{"graph", "tiddly/internal/engine", false},
		{"graph", "net/http", false},
		{"graph", "tiddly/graph/model", true},
		{"graph", "tiddly/internal/gql/handwritten/fetched", true},
		{"internal/gql/serve", "tiddly/graph", false},
		{"internal/gql/serve", "tiddly/internal/engine", true},
		{"internal/gql/serve", "tiddly/internal/gql/gqltest", false},
		{"internal/gql/operation", "github.com/99designs/gqlgen/graphql", false},
		{"internal/gql/operation", "tiddly/internal/engine", false},
		{"internal/gql/operation", "context", false},
		{"internal/gql/operation", "github.com/vektah/gqlparser/v2/ast", true},
		{"internal/gql/document", "net/http", false},
		{"internal/gql/document", "tiddly/internal/gql/transport", false},
		{"internal/gql/introspect", "tiddly/internal/gql/serve", false},
		{"internal/gql/handwritten", "tiddly/internal/gql/serve", false},
		{"internal/gql/handwritten/scalar", "tiddly/db", false},
		{"db/sqlite", "tiddly/internal/plan", false},
		{"db/sqlite", "github.com/mattn/go-sqlite3", true},
		{"internal/cli", "github.com/mattn/go-sqlite3", false},
		{"db/sqlite", "tiddly/db/edge", true},
		{"db/sqlite", "tiddly/db/postgres", false},
		{"db/sqlite", "tiddly/db/sqlite/script", true},
		{"db/sqlite/evidence", "tiddly/internal/cell", true},
		{"db/sqlite/evidence", "tiddly/db/sqlite", false},
		{"db/sqlite/evidence", "tiddly/internal/fault", false},
		{"db/sqlite/script", "tiddly/db/sqlite", false},
		{"db/sqlite/script", "tiddly/db/edge", false},
		{"db/sqlite/script", "tiddly/internal/fault", false},
		{"db/sqlite/script", "github.com/mattn/go-sqlite3", false},
		{"db/sqlite/script", "context", false},
		{"db/sqlite", "tiddly/db/sqlite/draft", true},
		{"db/sqlite/draft", "tiddly/db/sqlite/script", true},
		{"db/sqlite/draft", "tiddly/db/sqlite", false},
		{"db/postgres", "tiddly/db/sqlite", false},
		{"db/postgres", "tiddly/db/sqlite/script", false},
		{"db/postgres", "tiddly/db", false},
		{"db/edge", "tiddly/db/sqlite", false},
		{"db", "tiddly/db/postgres", true},
		{"db/dbtest", "tiddly/db/sqlite", true},
		{"internal/cli", "tiddly/db/sqlite", false},
		{"internal/cli", "tiddly/db", true},
		{"internal/catalog", "tiddly/internal/fault", false},
		{"internal/cell", "C", false},
		{"internal/cell", "tiddly/internal/catalog", false},
		{"internal/dialect", "tiddly/internal/cell", true},
		{"internal/plan", "github.com/vektah/gqlparser/v2/ast", false},
		{"internal/schema", "github.com/vektah/gqlparser/v2/ast", true},
		{"internal/plan", "context", false},
		{"internal/sqlgen", "github.com/doug-martin/goqu/v9", true},
		{"internal/exec", "github.com/doug-martin/goqu/v9", false},
		{"internal/exec", "net/http", false},
		{"internal/engine", "github.com/99designs/gqlgen/graphql", false},
		{"graph", "github.com/99designs/gqlgen/api", false},
		{"internal/cmd/generate", "github.com/99designs/gqlgen/api", true},
		{"internal/server", "tiddly/graph", false},
		{"internal/server", "tiddly/internal/auth", false},
		{"internal/rest", "tiddly/internal/auth", false},
		{"internal/gql/serve", "tiddly/internal/auth", false},
		{"internal/gql/serve", "tiddly/internal/caller", true},
		{"internal/caller", "tiddly/internal/fault", false},
		{"internal/caller", "net/http", false},
		{"internal/store", "tiddly/internal/exec", true},
		{"internal/store", "tiddly/internal/catalog", false},
		{"internal/store", "tiddly/internal/auth", false},
		{"internal/engine", "tiddly/internal/store", false},
		{"internal/httpfault", "tiddly/internal/fault", true},
		{"internal/httpfault", "tiddly/internal/request", false},
		{"internal/httpfault", "github.com/99designs/gqlgen/graphql", false},
		{"internal/engine", "tiddly/internal/httpfault", false},
	}
	for _, c := range cases {
		i := slices.IndexFunc(rules, func(r rule) bool { return below(c.dir, r.dir) })
		if why := forbidden(&rules[i], c.dir, c.imported); (why == "") != c.allowed {
			t.Errorf("%s → %s: %q", c.dir, c.imported, why)
		}
	}
}
