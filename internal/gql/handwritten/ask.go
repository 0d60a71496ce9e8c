package handwritten

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/fault"
	"tiddly/internal/gql/document"
	"tiddly/internal/gql/operation"
	"tiddly/internal/outgoing"
	"tiddly/internal/schema"
)

// Read returns the value of a root field of the catalogue for the field that ctx resolves: the value already read,
// or, if that field is written in Go, what the engine reads now with these arguments, everything selected below, and
// all columns of the rows.
func (c *Run) Read(ctx context.Context, root string, a Arguments) (Rows, error) {
	asked, err := c.root(root)
	if err != nil {
		return Rows{}, err
	}
	field := graphql.GetFieldContext(ctx)
	rows := Rows{Type: asked.definition.Type.Name()}
	text, ok, err := c.readBefore(field.Path())
	if !ok && err == nil {
		text, err = c.ask(ctx, field, asked, a)
	}
	rows.Text = text
	return rows, err
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

// root is a root field of the catalogue.
type root struct {
	definition *ast.FieldDefinition
	operation  ast.Operation
	parent     *ast.Definition
}

// root returns a root field of the catalogue by its name.
func (c *Run) root(name string) (root, error) {
	served := c.runner.Schema
	for operation, parent := range map[ast.Operation]*ast.Definition{ast.Query: served.Query, ast.Mutation: served.Mutation} {
		if parent == nil {
			continue
		}
		if d := parent.Fields.ForName(name); d != nil && !schema.Handwritten(d) {
			return root{d, operation, parent}, nil
		}
	}
	return root{}, fault.New(fault.Internal, "the served schema has no %s of a table", name)
}

// ask runs the engine for a field in Go.
func (c *Run) ask(ctx context.Context, field *graphql.FieldContext, r root, a Arguments) (json.RawMessage, error) {
	values, err := a.Values()
	if err != nil {
		return nil, err
	}
	unchanged := c.unchanged(field, r, values)
	variables := make(map[string]any, len(c.variables)+len(values))
	maps.Copy(variables, c.variables)
	for name, value := range values {
		if unchanged[name] == nil {
			variables[argumentOf(r.definition.Name, name)] = value
		}
	}
	o := c.instead(field, r, values, unchanged)
	p, arguments, faults := c.runner.Planner.Plan(ctx, c.entry, o, variables)
	if len(faults) > 0 {
		return nil, c.notPlanned(ctx, field.Path(), faults)
	}
	answer := c.in.Run(outgoing.Exceeding(ctx), p.Engine, arguments, nil)
	if answer.Data == nil && len(answer.Errors) > 0 && answer.Errors[0].Path == nil {
		answer.Errors[0] = answer.Errors[0].At(field.Field.Alias)
	}
	return c.taken(ctx, field.Path(), answer, r.operation == ast.Mutation)
}

// argumentOf returns the name of the variable for an argument of Go code; clients cannot use it.
func argumentOf(root, argument string) string { return root + "." + argument }

// unchanged returns the arguments that Go code passes on as the client wrote them. The engine reads these from the
// document, so that its errors are the same as without the code.
func (c *Run) unchanged(field *graphql.FieldContext, r root, values map[string]any) map[string]*ast.Argument {
	written := field.Field.Arguments
	if original := c.originals[field.Field.Field]; original != nil {
		written = original.Arguments
	}
	same := map[string]*ast.Argument{}
	asked := operation.Asked{Definition: c.op.Operation, Variables: c.variables}
	for _, a := range written {
		value, given := values[a.Name]
		if !given || field.Field.Definition.Arguments.ForName(a.Name) == nil || r.definition.Arguments.ForName(a.Name) == nil ||
			r.definition.Arguments.ForName(a.Name).Type.String() != field.Field.Definition.Arguments.ForName(a.Name).Type.String() {
			continue
		}
		if client, present := asked.Value(a.Value); present && sameJSON(client, value) {
			same[a.Name] = a
		}
	}
	return same
}

// sameJSON reports whether a value of the client and one of Go code are the same JSON.
func sameJSON(client, code any) bool {
	one, err := json.Marshal(client)
	if err != nil {
		return false
	}
	two, err := json.Marshal(code)
	return err == nil && bytes.Equal(one, two)
}

// instead returns the operation that reads a root field in place of a field written in Go. It is kept with the
// document, so that it is planned once.
func (c *Run) instead(
	field *graphql.FieldContext, r root, values map[string]any, unchanged map[string]*ast.Argument,
) *document.Operation {
	selections := field.Field.Selections
	if !c.overlap(field.Field.Definition.Type.Name(), r.definition.Type.Name()) {
		selections = nil // the rows are for the code alone
	}
	starts := make([]int, len(selections)) // @skip and @include decide which selections are merged
	for i, s := range selections {
		starts[i] = s.GetPosition().Start
	}
	key := fmt.Sprint(c.op.OperationName, field.Path(), r.definition.Name, slices.Sorted(maps.Keys(values)),
		slices.Sorted(maps.Keys(unchanged)), starts)
	return c.entry.Extra(key, false, func() document.Question {
		asked := &ast.Field{
			Alias: field.Field.Alias, Name: r.definition.Name, Definition: r.definition, Position: field.Field.Position,
			ObjectDefinition: r.parent, SelectionSet: selections,
		}
		all := slices.Clone(c.op.Operation.VariableDefinitions)
		for _, a := range r.definition.Arguments {
			if _, given := values[a.Name]; !given {
				continue
			}
			if written := unchanged[a.Name]; written != nil {
				asked.Arguments = append(asked.Arguments, written)
				continue
			}
			variable := argumentOf(r.definition.Name, a.Name)
			all = append(all, &ast.VariableDefinition{Variable: variable, Type: a.Type, Position: asked.Position})
			asked.Arguments = append(asked.Arguments, &ast.Argument{
				Name: a.Name, Position: asked.Position, Value: &ast.Value{Kind: ast.Variable, Raw: variable, Position: asked.Position},
			})
		}
		return document.Question{Definition: &ast.OperationDefinition{
			Operation: r.operation, VariableDefinitions: all, SelectionSet: ast.SelectionSet{asked}, Position: asked.Position,
		}}
	})
}

// overlap reports whether objects of one type may be objects of the other.
func (c *Run) overlap(one, other string) bool {
	for _, d := range c.runner.Schema.PossibleTypes[one] {
		if d.Name == other {
			return true
		}
	}
	return one == other
}
