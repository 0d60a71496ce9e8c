package handwritten

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/caller"
	"tiddly/internal/fault"
	"tiddly/internal/gql/document"
	"tiddly/internal/gql/gqlfault"
	"tiddly/internal/outgoing"
	"tiddly/internal/schema"
)

// Read returns the value of a root field of the catalogue for the field that ctx resolves: the value already read,
// or, if that field is written in Go, what the engine reads now with these arguments and everything selected
// below.
func (c *Run) Read(ctx context.Context, root string, a Arguments) (json.RawMessage, error) {
	field := graphql.GetFieldContext(ctx)
	if text, ok, err := c.readBefore(field.Path()); ok || err != nil {
		return text, err
	}
	return c.ask(ctx, field, root, a)
}

// readBefore returns the value already read for a root field, found by its path: at the root, or below the query
// of a payload.
func (c *Run) readBefore(path ast.Path) (json.RawMessage, bool, error) {
	members := c.members
	for i, step := range path {
		name, ok := step.(ast.PathName)
		if !ok {
			return nil, false, nil
		}
		text, ok := members[string(name)]
		if !ok || i == len(path)-1 {
			return text, ok, nil
		}
		if string(text) == "null" {
			return nil, true, errTold
		}
		members = nil
		if err := json.Unmarshal(text, &members); err != nil {
			return nil, false, fault.Wrap(err, fault.Internal, "internal error")
		}
	}
	return nil, false, nil
}

// ask runs the engine for a field in Go.
func (c *Run) ask(ctx context.Context, field *graphql.FieldContext, root string, a Arguments) (json.RawMessage, error) {
	values, err := a.Values()
	if err != nil {
		return nil, err
	}
	o, err := c.instead(field, root, values)
	if err != nil {
		return nil, err
	}
	variables := make(map[string]any, len(c.variables)+len(values))
	maps.Copy(variables, c.variables)
	for name, value := range values {
		variables[argumentOf(root, name)] = value
	}
	p, arguments, faults := c.runner.Planner.Plan(ctx, c.entry, o, variables)
	if len(faults) > 0 {
		for _, f := range faults[1:min(len(faults), gqlfault.Max)] {
			graphql.AddError(ctx, f.Fault)
		}
		return nil, faults[0].Fault
	}
	answer := c.runner.Engine.Run(outgoing.Exceeding(ctx), caller.From(ctx), p.Engine, arguments, nil)
	return c.taken(ctx, field.Path(), answer)
}

// argumentOf returns the name of the variable for an argument of Go code; clients cannot use it.
func argumentOf(root, argument string) string { return root + "." + argument }

// instead returns the operation that reads a root field in place of a field written in Go. It is kept with the
// document, so that it is planned once.
func (c *Run) instead(field *graphql.FieldContext, root string, values map[string]any) (*document.Operation, error) {
	kind, name := ast.Query, c.runner.Schema.Query.Name
	definition := c.runner.Schema.Query.Fields.ForName(root)
	if definition == nil && c.runner.Schema.Mutation != nil {
		kind, name = ast.Mutation, c.runner.Schema.Mutation.Name
		definition = c.runner.Schema.Mutation.Fields.ForName(root)
	}
	if definition == nil || schema.Handwritten(definition) {
		return nil, fault.New(fault.Internal, "the served schema has no %s of a table", root)
	}
	key := fmt.Sprint(c.op.OperationName, field.Path(), root, slices.Sorted(maps.Keys(values)))
	return c.entry.Extra(key, func() *ast.OperationDefinition {
		asked := &ast.Field{
			Alias: field.Field.Alias, Name: root, Definition: definition, Position: field.Field.Position,
			ObjectDefinition: c.runner.Schema.Types[name], SelectionSet: field.Field.Selections,
		}
		all := slices.Clone(c.op.Operation.VariableDefinitions)
		for _, a := range definition.Arguments {
			if _, given := values[a.Name]; !given {
				continue
			}
			variable := argumentOf(root, a.Name)
			all = append(all, &ast.VariableDefinition{Variable: variable, Type: a.Type, Position: asked.Position})
			asked.Arguments = append(asked.Arguments, &ast.Argument{
				Name: a.Name, Position: asked.Position, Value: &ast.Value{Kind: ast.Variable, Raw: variable, Position: asked.Position},
			})
		}
		return &ast.OperationDefinition{
			Operation: kind, VariableDefinitions: all, SelectionSet: ast.SelectionSet{asked}, Position: asked.Position,
		}
	}), nil
}
