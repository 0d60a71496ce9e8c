package main

import (
	"strings"
	"testing"
)

// apart are the settings of a project whose executor is a package of its own.
var apart = strings.Replace(settings, "exec: {package: graph, filename: graph/generated.go}", "exec: {package: executor, filename: graph/executor/generated.go}", 1)

// TestTheExecutorMoves requires that a project whose executor was in the package of the resolvers keeps its code when
// gqlgen.yml puts the executor into a package of its own, and the other way round.
func TestTheExecutorMoves(t *testing.T) {
	o := newOwner(t, nil)
	o.generate(false)
	o.replace(resolversFile, "\treturn one[model.TagPayload](ctx, \"insertTag\"", "\t_ = 1 // mine\n\treturn one[model.TagPayload](ctx, \"insertTag\"")
	compilesIn(o)

	// While the table gets another name, so that what the old executor required counts.
	o.write(configFile, apart)
	o.write("tiddly.yml", "tables:\n  tag: {name: Label, list: labels, single: label}\n")
	o.generate(false)
	o.has("graph/executor/generated.go", "package executor\n", "type QueryResolver interface")
	o.has("graph/executor.go", "\tQueryResolver    = executor.QueryResolver\n", "\tDirectiveRoot    = executor.DirectiveRoot\n", "func NewExecutableSchema(")
	o.has(resolversFile, "func (r *mutationResolver) InsertLabel(ctx", "\t_ = 1 // mine\n")
	if o.read("graph/generated.go") != "" {
		t.Error("the old executor is still there")
	}
	compilesIn(o)
	o.again()

	o.write(configFile, settings)
	o.generate(false)
	if o.read("graph/executor.go") != "" || o.read("graph/executor/generated.go") != "" {
		t.Error("the package of the executor is still there")
	}
	compilesIn(o)
}

func compilesIn(o owner) {
	o.Helper()
	if err := compiles(o.root); err != nil {
		o.Errorf("the code does not compile: %v", err)
	}
}
