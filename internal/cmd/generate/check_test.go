package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"log"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"tiddly/db/dbtest"
)

// dependencies are the packages of which the code of every project is made, with all that they import. Tests check the
// types of many projects against the export data of one build.
var dependencies = sync.OnceValues(func() (types.Importer, error) {
	c := exec.Command("go", "list", "-export", "-deps", "-json=ImportPath,Export", "tiddly/graph", "tiddly/graph/ask", "golang.org/x/sync/semaphore", "embed", "errors")
	out, err := c.Output()
	if err != nil {
		return nil, err
	}
	files := map[string]string{}
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p struct{ ImportPath, Export string }
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, err
		}
		files[p.ImportPath] = p.Export
	}
	return importer.ForCompiler(token.NewFileSet(), "gc", func(path string) (io.ReadCloser, error) {
		if files[path] == "" {
			return nil, fmt.Errorf("no project may import %s", path)
		}
		return os.Open(files[path])
	}), nil
})

// own imports the packages of one project, and otherwise those of every project.
type own struct {
	packages map[string]*types.Package
	others   types.Importer
}

// Import returns a package.
func (o own) Import(path string) (*types.Package, error) {
	if p := o.packages[path]; p != nil {
		return p, nil
	}
	return o.others.Import(path)
}

// compiles checks the types of the code of a project.
func compiles(root string) error {
	others, err := dependencies()
	if err != nil {
		return err
	}
	in := own{map[string]*types.Package{}, others}
	at := "tiddly/internal/cmd/generate/testdata/" + filepath.Base(root)
	for _, folder := range []string{"graph/model", "graph/tables", "graph/executor", "graph"} {
		p, err := checked(in, filepath.Join(root, filepath.FromSlash(folder)), at+"/"+folder)
		if err != nil {
			return err
		}
		in.packages[at+"/"+folder] = p
	}
	return nil
}

func checked(in types.Importer, folder, path string) (*types.Package, error) {
	names, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		return nil, err
	}
	set := token.NewFileSet()
	var files []*ast.File
	for _, name := range names {
		file, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	var all []error
	settings := types.Config{Importer: in, Error: func(err error) {
		if len(all) < 10 {
			all = append(all, err)
		}
	}}
	p, err := settings.Check(path, set, files, nil)
	if len(all) > 0 {
		return nil, errors.Join(all...)
	}
	return p, err
}

// generated generates the code for the tables of a script, with other files of the project, numbering names if they
// clash and the refusal names a setting, and checks that it compiles.
func generated(t *testing.T, script string, files map[string]string) {
	t.Helper()
	address := dbtest.Path(t, script)
	all := map[string]string{
		configFile:          read(t, "../../..", configFile),
		"graph/resolver.go": "package graph\n\ntype Resolver struct{}\n\nfunc NewResolver() *Resolver { return &Resolver{} }\n",
	}
	maps.Copy(all, files)
	root := project(t, all)
	for _, name := range []string{"tables.go", "project.go", "columns.graphqls"} {
		if err := os.WriteFile(filepath.Join(root, "graph", name), []byte(read(t, "../../..", "graph/"+name)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(root)
	var said bytes.Buffer
	log.SetOutput(&said) // where gqlgen says that it understands a model otherwise
	defer log.SetOutput(os.Stderr)
	err := run(t.Context(), []string{"--db", address}, io.Discard)
	if err != nil {
		if !strings.Contains(err.Error(), "(settled by tables.") {
			t.Errorf("the refusal names no setting: %s", explain(err))
		}
		err = run(t.Context(), []string{"--db", address, "--number-names"}, io.Discard)
	}
	if err != nil {
		t.Fatalf("generating fails: %s", explain(err))
	}
	if said.Len() > 0 {
		t.Errorf("gqlgen says %s", said.String())
	}
	if err := compiles(root); err != nil {
		t.Errorf("the code does not compile: %v", err)
	}
}
