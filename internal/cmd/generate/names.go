package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/99designs/gqlgen/codegen"

	"tiddly/internal/catalog"
	"tiddly/internal/cmd/generate/goname"
	"tiddly/internal/schema"
)

// judgeNames returns the Go names of what is generated, in the working directory. Names that clash are an error, or
// get numbers if that is asked for and settles them.
func judgeNames(s *schema.Schema, c *catalog.Catalog, o catalog.Overrides, number bool, stderr io.Writer) (*goname.Names, error) {
	graph, err := declaredIn("graph")
	if err != nil {
		return nil, err
	}
	model, err := declaredIn("graph/model")
	if err != nil {
		return nil, err
	}
	settings, err := readAhead()
	if err != nil {
		return nil, err
	}
	settings.useInitialisms()
	names, clashes := goname.Judge(goname.Input{Schema: s, Catalog: c, Overrides: o, Graph: graph, Model: model, Apart: settings.apart()})
	var lines []string
	hint, told := "", map[string]bool{}
	for _, clash := range clashes {
		if told[clash.Remedy] && !clash.Fixed {
			continue // another name of the same table, which the same setting settles
		}
		told[clash.Remedy] = true
		if number && !clash.Fixed {
			_, _ = fmt.Fprintln(stderr, "generate:", clash, "and has a number there") // if stderr is closed nobody reads it
			continue
		}
		lines = append(lines, clash.String())
		if !clash.Fixed {
			hint = "\n--number-names numbers the Go names instead; the served names stay"
		}
	}
	if len(lines) > 0 {
		return nil, fmt.Errorf("the names cannot be used in Go:\n%s%s", strings.Join(lines, "\n"), hint)
	}
	return names, nil
}

// declaredIn returns the names that hand-written files declare at the top of a package, each with its file. A file with
// mistakes in it counts as far as it can be read.
func declaredIn(folder string) (map[string]string, error) {
	paths, err := filepath.Glob(filepath.Join(filepath.FromSlash(folder), "*.go"))
	if err != nil {
		return nil, err
	}
	declared := map[string]string{}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		text, err := os.ReadFile(path) //nolint:gosec // the project's own file
		if err != nil {
			return nil, err
		}
		file, _ := parser.ParseFile(token.NewFileSet(), path, text, parser.ParseComments|parser.SkipObjectResolution)
		if file == nil || ast.IsGenerated(file) {
			continue
		}
		for _, name := range topNames(file) {
			declared[name] = filepath.ToSlash(path)
		}
	}
	return declared, nil
}

func topNames(file *ast.File) []string {
	var names []string
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil {
				names = append(names, d.Name.Name)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					names = append(names, spec.Name.Name)
				case *ast.ValueSpec:
					for _, name := range spec.Names {
						names = append(names, name.Name)
					}
				}
			}
		}
	}
	return names
}

// methodNames is the plugin of gqlgen that names the methods of resolvers. It goes before the one that writes them.
type methodNames struct{ names *goname.Names }

// Name returns the name of the plugin.
func (methodNames) Name() string { return "tiddly-names" }

// GenerateCode generates nothing: it sets the names in what is generated afterwards.
func (m methodNames) GenerateCode(data *codegen.Data) error { //nolint:unparam // gqlgen asks for it
	for _, o := range data.Objects {
		for _, f := range o.Fields {
			if f.IsResolver {
				f.GoFieldName = m.names.Method(o.Name, f.Name)
			}
		}
	}
	return nil
}
