package owning

import (
	"context"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/txtar"

	"tiddly/db/dbtest/outside"
)

// changes is the number of changes of the tables that a project goes through.
const changes = 10

// whole are the kinds that are built in the short form; the first of them goes through all changes of its tables too.
var whole = []string{"shop", "passwords"}

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
		t.Run(name, func(t *testing.T) {
			l := newLife(t, dir, path)
			write(t, dir, "schema.graphqls", sdl)
			if err := os.RemoveAll(filepath.Join(dir, "graph")); err != nil {
				t.Fatal(err)
			}
			if err := os.CopyFS(filepath.Join(dir, "graph"), os.DirFS(fresh)); err != nil {
				t.Fatal(err)
			}
			l.live(slices.Index(whole, name))
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

// live goes through the life of a project: in the short form the first of the whole ones through all of it, the second
// without changes of its tables, and the others only until they compile.
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
	if !long() && rank < 0 {
		return
	}
	l.editAll()
	l.serve(100, "asks")
	if !long() && rank > 0 {
		return
	}
	asks := "asks"
	for i := 1; i <= changes; i++ {
		l.change(i)
		if name := fmt.Sprintf("asks %02d", i); l.sections[name] != "" {
			asks = name
		}
		if long() || i == changes {
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

// follows matches lines that generating may change: the heads of resolvers, and imports.
var follows = regexp.MustCompile(`^func \(\w+ \*\w+Resolver\) |^\t(\w+ )?"[\w/.]+"$`)

// wrote records lines of the person's.
func (l *life) wrote(file, text string) {
	if strings.HasPrefix(file, "graph/") {
		for line := range strings.SplitSeq(text, "\n") {
			l.lines[line] = !follows.MatchString(line)
		}
	}
}

// generate runs the generator and returns what it said.
func (l *life) generate(args ...string) (string, error) {
	l.Helper()
	c := exec.CommandContext(l.Context(), filepath.Join(l.dir, "generator"), args...)
	c.Dir, c.Env = l.dir, append(os.Environ(), "GOFLAGS=-trimpath")
	out, err := c.CombinedOutput()
	return string(out), err
}

var resolver = regexp.MustCompile(`(?m)^func \(r \*(?:query|mutation)Resolver\) (\w+)\(.*\{\n(\tcalls\.)?`)

// editAll edits every resolver of the tables, except those of one that stays as it was generated.
func (l *life) editAll() {
	l.Helper()
	const file = "graph/schema.resolvers.go"
	untouched := strings.TrimSpace(l.sections["untouched"])
	write(l.T, l.dir, file, resolver.ReplaceAllStringFunc(read(l.T, l.dir, file), func(head string) string {
		name := resolver.FindStringSubmatch(head)[1]
		if strings.HasSuffix(head, "\tcalls.") || untouched != "" && strings.Contains(name, untouched) {
			return head
		}
		line := "\tcalls.Add(1) // for " + name
		l.wrote(file, line)
		return head + line + "\n"
	}))
}

// errors returns the places at which the package does not compile, without columns, and what is wrong there.
func (l *life) errors() map[string]string {
	l.Helper()
	loaded, err := packages.Load(&packages.Config{
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports | packages.NeedExportFile |
			packages.NeedSyntax | packages.NeedTypes,
		Dir: l.dir, Env: append(os.Environ(), "GOFLAGS=-trimpath"),
	}, "./graph")
	if err != nil {
		l.Fatal(err)
	}
	all := map[string]string{}
	for _, p := range loaded {
		if len(p.Errors) > 0 && len(p.TypeErrors) == 0 {
			l.Fatal(p.Errors)
		}
		for _, e := range p.TypeErrors {
			at := e.Fset.Position(e.Pos)
			short, err := filepath.Rel(l.dir, at.Filename)
			if err != nil {
				l.Fatal(err)
			}
			all[fmt.Sprintf("%s:%d", filepath.ToSlash(short), at.Line)] = e.Msg
		}
	}
	return all
}

func (l *life) compiles() {
	l.Helper()
	if all := l.errors(); len(all) > 0 {
		l.Fatalf("it does not compile: %v", all)
	}
}

var listed = regexp.MustCompile(`(?m)^(graph/[\w.]+:\d+): \S+$`)

// change changes the tables, generates, and mends what does not compile any more.
func (l *life) change(i int) {
	l.Helper()
	name := fmt.Sprintf("%02d", i)
	script := l.sections["change "+name]
	if script == "" {
		l.Fatalf("there is no change %s", name)
	}
	l.sql(script)
	l.patch("with " + name)
	out, err := l.generate()
	l.kept(script + out)
	lines := map[string]bool{}
	for _, m := range listed.FindAllStringSubmatch(out, -1) {
		lines[m[1]] = true
	}
	if orphans := strings.Contains(out, "graph/orphans/"); (err != nil) != (orphans || len(lines) > 0) {
		l.Fatalf("%s: the exit status does not say whether there is something to do: %v\n%s", script, err, out)
	}
	for at, what := range l.errors() {
		if !lines[at] {
			l.Errorf("%s: %s does not compile and is not listed: %s\n%s", script, at, what, out)
		}
		delete(lines, at)
	}
	if len(lines) > 0 {
		l.Errorf("%s: %v compile and are listed\n%s", script, slices.Collect(maps.Keys(lines)), out)
	}
	if long() {
		l.again(script)
	}
	l.patch("mend " + name)
	if all := l.errors(); len(all) > 0 {
		l.Fatalf("%s: it does not compile after it was mended: %v\n%s", script, all, out)
	}
}

// again requires that generating once more changes nothing.
func (l *life) again(script string) {
	l.Helper()
	before := l.texts()
	if out, err := l.generate(); err != nil || l.texts() != before {
		l.Errorf("%s: a second run is not without effect: %v %s", script, err, out)
	}
}

// texts returns all files that the generator may write, as one text.
func (l *life) texts() string {
	l.Helper()
	var text strings.Builder
	for _, pattern := range []string{"tiddly.yml", "schema.graphqls", "graph/*.go", "graph/*.graphqls", "graph/model/*", "graph/tables/*", "graph/orphans/*"} {
		names, err := filepath.Glob(filepath.Join(l.dir, pattern))
		if err != nil {
			l.Fatal(err)
		}
		for _, name := range names {
			short, err := filepath.Rel(l.dir, name)
			if err != nil {
				l.Fatal(err)
			}
			text.WriteString("== " + short + "\n" + read(l.T, l.dir, short))
		}
	}
	return text.String()
}

// kept requires that every line of the person's is in the package or beside it.
func (l *life) kept(after string) {
	l.Helper()
	there := map[string]bool{}
	for line := range strings.SplitSeq(l.texts(), "\n") {
		there[line] = true
	}
	for line, mine := range l.lines {
		if mine && !there[line] {
			l.Errorf("the line %q is lost after %s", line, after)
		}
	}
}

// patch edits files as a section says: the name of a file, then lines with - before what is there, and with + before
// what takes its place.
func (l *life) patch(section string) {
	l.Helper()
	file, was, is := "", "", ""
	apply := func() {
		if was == "" && is == "" {
			return
		}
		text := read(l.T, l.dir, file)
		if was == "" {
			write(l.T, l.dir, file, text+is)
		} else if strings.Count(text, was) != 1 {
			l.Fatalf("%s: %s has not once\n%s\nit is\n%s", section, file, was, text)
		}
		write(l.T, l.dir, file, strings.Replace(text, was, is, 1))
		for line := range strings.SplitSeq(was, "\n") {
			delete(l.lines, line)
		}
		l.wrote(file, is)
		was, is = "", ""
	}
	for line := range strings.Lines(l.sections[section]) {
		switch {
		case strings.HasPrefix(line, "-"):
			if is != "" {
				apply()
			}
			was += line[1:]
		case strings.HasPrefix(line, "+"):
			is += line[1:]
		default:
			apply()
			file = strings.TrimSpace(line)
		}
	}
	apply()
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
