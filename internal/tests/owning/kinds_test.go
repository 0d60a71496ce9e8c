package owning

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"tiddly/db/dbtest/outside"
)

// changes is the number of changes of the tables that a project goes through, fewer as many of them in the short form.
const changes, fewer = 10, 4

// short are the kinds of the short form: the first of them goes through some changes of its tables, and the last only
// until its code compiles.
var short = []string{"shop", "passwords", "references"}

// TestKinds owns projects of the kinds that there are, for the tables that such programs have: their code is generated
// and compiles, answers as the engine does, and is edited as a person edits it. Then the tables change. Whatever was
// written stays, what does not compile is listed, and when that is mended the answers are right again.
func TestKinds(t *testing.T) {
	dir := copyOf(t)
	goTool(t, dir, "build", "-o", "generator", "./internal/cmd/generate")
	goTool(t, dir, "build", "-o", "engine", ".")
	goTool(t, dir, "test", "-c", "-o", "internal/tests/corpus/compare", "./internal/tests/corpus")
	fresh, sdl := t.TempDir(), read(t, dir, "schema.graphqls")
	if err := os.CopyFS(fresh, os.DirFS(filepath.Join(dir, "graph"))); err != nil {
		t.Fatal(err)
	}
	paths, err := filepath.Glob("testdata/kinds/*.txtar")
	if err != nil || len(paths) != 9 {
		t.Fatal(paths, err)
	}
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".txtar")
		if !long() && !slices.Contains(short, name) {
			continue
		}
		t.Run(name, func(t *testing.T) {
			l := newLife(t, dir, path)
			write(t, dir, "schema.graphqls", sdl)
			if err := os.RemoveAll(filepath.Join(dir, "graph")); err != nil {
				t.Fatal(err)
			}
			if err := os.CopyFS(filepath.Join(dir, "graph"), os.DirFS(fresh)); err != nil {
				t.Fatal(err)
			}
			l.live(slices.Index(short, name))
		})
	}
}

// life is the project of one kind, and what its person wrote.
type life struct {
	*testing.T
	dir      string
	sections map[string]string
	// lines are those that a person wrote, without the heads of resolvers and imports, which follow the schema.
	lines map[string]bool
}

func newLife(t *testing.T, dir, path string) *life {
	t.Helper()
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	l := &life{T: t, dir: dir, sections: map[string]string{"tiddly.yml": ""}, lines: map[string]bool{}}
	for _, f := range archive.Files {
		l.sections[f.Name] = string(f.Data)
	}
	return l
}

// live goes through the life of a project: in the short form the first of them with a few changes of its tables, the
// second without any, and the third only until it compiles.
func (l *life) live(rank int) {
	l.Helper()
	if err := os.RemoveAll(filepath.Join(l.dir, "kind.db")); err != nil {
		l.Fatal(err)
	}
	l.sql(l.sections["schema.sql"] + l.sections["data.sql"])
	for name, text := range l.sections {
		if strings.HasPrefix(name, "graph/") || name == "tiddly.yml" {
			write(l.T, l.dir, name, text)
			l.wrote(name, text)
		}
	}
	if out, err := l.generate("--db", "kind.db"); err != nil {
		l.Fatalf("%v\n%s", err, out)
	}
	l.compiles()
	if !long() && rank > 1 {
		return
	}
	l.editAll()
	l.serve(100, "asks")
	if !long() && rank > 0 {
		return
	}
	asks, last := "asks", fewer
	if long() {
		last = changes
	}
	for i := 1; i <= last; i++ {
		l.change(i)
		if name := fmt.Sprintf("asks %02d", i); l.sections[name] != "" {
			asks = name
		}
		if long() || i == last {
			l.editAll()
			l.serve(20, asks)
		}
	}
}

// sql runs a script on the database of the project.
func (l *life) sql(script string) {
	l.Helper()
	database, err := outside.Open(filepath.Join(l.dir, "kind.db"))
	if err != nil {
		l.Fatal(err)
	}
	if _, err := database.ExecContext(l.Context(), script); err != nil {
		l.Fatal(err)
	}
	if err := database.Close(); err != nil {
		l.Fatal(err)
	}
}

// serve builds the server, compares it with that of the product, which has none of the code, and asks it.
func (l *life) serve(documents int, asks string) {
	l.Helper()
	goTool(l.T, l.dir, "build", "-o", "served", ".")
	engine, served := reader{dir: l.dir}, reader{dir: l.dir}
	defer engine.stop(l.T)
	defer served.stop(l.T)
	for name, r := range map[string]*reader{"engine": &engine, "served": &served} {
		write(l.T, l.dir, name+".db", read(l.T, l.dir, "kind.db"))
		r.start(l.T, name, "--db", name+".db")
	}
	for pair := range strings.SplitSeq(strings.TrimSpace(l.sections[asks]), "\n\n") {
		query, want, _ := strings.Cut(pair, "\n")
		served.ask(l.T, query, want)
	}
	served.stop(l.T)
	write(l.T, l.dir, "served.db", read(l.T, l.dir, "kind.db")) // what was asked may have written
	served.start(l.T, "served", "--db", "served.db")
	ctx, cancel := context.WithTimeout(l.Context(), waiting())
	defer cancel()
	c := exec.CommandContext(ctx, "./compare", "-test.run", "^TestServers$", "-cases", fmt.Sprint(documents), "-seed", "11",
		"-servers", engine.address+","+served.address, "-database", filepath.Join(l.dir, "kind.db"))
	c.Dir = filepath.Join(l.dir, "internal", "tests", "corpus")
	if out, err := c.CombinedOutput(); err != nil {
		l.Errorf("the server and the engine differ: %v\n%s\n%s", err, out, served.log.String())
	}
}
