package owning

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
)

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
	if want := l.sections["refused "+name]; want != "" {
		l.refused(strings.TrimSpace(want))
		l.patch("settle " + name)
	}
	var args []string
	if names := strings.TrimSpace(l.sections["renamed "+name]); names != "" {
		args = []string{"--renamed", names}
		l.refused(strings.Join(args, " "))
	}
	out, err := l.generate(args...)
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

// refused requires that nothing is generated before the person has changed a setting.
func (l *life) refused(want string) {
	l.Helper()
	before := l.texts()
	if out, err := l.generate(); err == nil || !strings.Contains(out, want) || l.texts() != before {
		l.Errorf("it was not refused with %s, or something was written: %v\n%s", want, err, out)
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
