package main

import (
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/codegen/config"
	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/schema"
)

// scalars are the Go types that write the values of columns as the engine does, by the scalars of GraphQL.
func scalars() map[string]string {
	all := map[string]string{
		"Int": "github.com/99designs/gqlgen/graphql.Int32", "Float": scalarPackage + "Float", "JSON": scalarPackage + "JSON",
	}
	for _, name := range []string{"String", "ID", "BigInt", "Decimal", "DateTime", "Date", "Time", "UUID", "Bytes"} {
		all[name] = scalarPackage + "String"
	}
	return all
}

// checkOptions returns an error that names the options of gqlgen.yml with which the code would not compile, or would
// not answer as the engine does. All others are the owner's to set.
func checkOptions(c *config.Config) error {
	var wrong []error
	must := func(ok bool, option, why string) {
		if !ok {
			wrong = append(wrong, fmt.Errorf("it must have %s: %s", option, why))
		}
	}
	within := func(path, folder string) bool {
		relative, err := filepath.Abs(folder)
		return err == nil && filepath.ToSlash(filepath.Dir(path)) == filepath.ToSlash(relative)
	}
	must(c.OmitGetters, "omit_getters: true", "the models of tables have no getters")
	must(!c.OmitRootModels, "omit_root_models: false", "payloads lead to Query")
	must(!c.OmitSliceElementPointers, "omit_slice_element_pointers: false", "lists of rows are lists of pointers")
	must(!c.OmitPanicHandler, "omit_panic_handler: false", "a panic in a resolver would end the server")
	must(!c.Federation.IsDefined(), "no federation", "the server answers gateways by itself: set federation: true in tiddly.yml")
	must(c.Exec.Layout == config.ExecLayoutSingleFile && (within(c.Exec.Filename, "graph/executor") || within(c.Exec.Filename, "graph")) &&
		filepath.Base(c.Exec.Filename) == "generated.go", "exec: {layout: single-file, filename: "+executors[0]+"}", "what resolvers need is read from that file")
	must(within(c.Model.Filename, "graph/model") && c.Model.Package == "model", "model: {package: model, filename: graph/model/models_gen.go}",
		"the models of tables are there")
	must(c.Resolver.Layout == config.LayoutFollowSchema && within(c.Resolver.Filename, "graph") && c.Resolver.Package == "graph" && c.Resolver.Type == "Resolver",
		"resolver: {layout: follow-schema, dir: graph, package: graph, type: Resolver}", "Tiddly's part of the package is there")
	return errors.Join(wrong...)
}

// checkModels returns an error that names the types of the tables and of their columns that gqlgen.yml binds otherwise,
// and binds the scalars that it does not have.
func checkModels(c *config.Config, s *schema.Schema) error {
	var wrong []error
	own := scalars()
	for _, name := range slices.Sorted(maps.Keys(c.Models)) {
		models := c.Models[name].Model
		if want, scalar := own[name]; scalar && len(models) > 0 && models[0] != want {
			wrong = append(wrong, fmt.Errorf("read %s: it binds %s to %s, but columns are written as the engine does by %s: put that first, and declare a scalar of your own for other values",
				configFile, name, models[0], want))
		}
		if d := s.AST.Types[name]; d != nil && d.Kind != ast.Scalar && !d.BuiltIn && d.Position != nil && d.Position.Src.Name == schema.SourceName {
			wrong = append(wrong, fmt.Errorf("read %s: it binds %s, which is generated from a table: %s has the names of tables and columns, and fields in Go need no binding",
				configFile, name, "tiddly.yml"))
		}
	}
	for name, model := range own {
		if len(c.Models[name].Model) == 0 {
			c.Models[name] = config.TypeMapEntry{Model: config.StringList{model}, Fields: c.Models[name].Fields}
		}
	}
	return errors.Join(wrong...)
}

// checkBindings returns an error if gqlgen.yml binds a type to the package of the resolvers, which imports the
// executor.
func checkBindings(settings *config.Config) error {
	if !separate(settings) {
		return nil
	}
	graph := settings.Resolver.ImportPath()
	const why = "but the executor cannot import the package of the resolvers: declare it in a package of its own, or in graph/model"
	for _, name := range slices.Sorted(maps.Keys(settings.Models)) {
		for _, model := range settings.Models[name].Model {
			if strings.HasPrefix(model, graph+".") {
				return fmt.Errorf("it binds %s to %s, %s", name, model, why)
			}
		}
	}
	if slices.Contains(settings.AutoBind, graph) {
		return fmt.Errorf("it has %s in autobind, %s", graph, why)
	}
	return nil
}
