package serve

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"tiddly/internal/exec"
	"tiddly/internal/fault"
	"tiddly/internal/gql/handwritten"
	"tiddly/internal/outgoing"
	"tiddly/internal/schema"
)

// code is the run of the root fields of one request that Go answers. What the catalogue can answer of them was read by
// the engine before, in one run with all other fields; the generated code hands it out.
type code struct {
	served *served
	entry  *entry
	op     *graphql.OperationContext
	// variables are those that the client gave, without defaults.
	variables map[string]any
	members   map[string]json.RawMessage
	// described is how many bytes of the schema are in the answer.
	described int

	mu   sync.Mutex
	cuts []exec.Cut
	// omitted are the errors of the engine that have no room in its answers.
	omitted int
}

// newCode begins the run; answer is what the engine read for the fields in order.
func (s *served) newCode(op *graphql.OperationContext, st *state, p *prepared, answer *exec.Answer) *code {
	c := &code{served: s, entry: st.entry, op: op, variables: st.variables, members: map[string]json.RawMessage{}}
	next := 0
	for _, f := range p.order {
		if f.read {
			m := answer.Members[next]
			c.members[f.key] = json.RawMessage(answer.Data[m.Start:m.End])
			next++
		}
	}
	return c
}

// answer runs the generated code for one root field and gives its value; nil where an error leaves the whole answer
// without data.
func (c *code) answer(ctx context.Context, field *graphql.CollectedField) (value json.RawMessage, errs gqlerror.List) {
	inner := alone(c.op, field)
	c.resolveArguments(inner)
	inner.RecoverFunc = func(ctx context.Context, p any) error {
		c.served.report(ctx, fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
		return fault.New(fault.Internal, "internal error")
	}
	ctx = handwritten.WithReader(graphql.WithOperationContext(ctx, inner), c)
	ctx = graphql.WithResponseContext(ctx, c.present, inner.RecoverFunc)
	defer func() {
		if r := recover(); r != nil {
			graphql.AddError(ctx, inner.RecoverFunc(ctx, r))
			value, errs = nil, graphql.GetErrors(ctx)
		}
	}()
	response := c.served.code.Exec(ctx)(ctx)
	value = onlyValue(response.Data, field.Alias)
	if c.op.Operation.Operation == ast.Mutation {
		value = nullAgain(value, c.members[field.Alias])
	}
	if string(value) == "null" && field.Definition.Type.NonNull {
		value = nil
	}
	return value, graphql.GetErrors(ctx)
}

// resolveArguments puts values in place of the arguments of the one root field: as the client gave them, with what is
// absent left out, and exact. gqlgen would make null of an absent variable.
func (c *code) resolveArguments(inner *graphql.OperationContext) {
	field := inner.Operation.SelectionSet[0].(*ast.Field)
	b := builder{definition: c.op.Operation, variables: c.variables}
	variables := maps.Clone(c.op.Variables)
	arguments := make(ast.ArgumentList, 0, len(field.Arguments))
	for _, a := range field.Arguments {
		value, present := b.value(a.Value)
		if !present {
			continue
		}
		name := "argument " + a.Name
		variables[name] = value
		arguments = append(arguments, &ast.Argument{
			Name: a.Name, Position: a.Position, Value: &ast.Value{Kind: ast.Variable, Raw: name, Position: a.Position},
		})
	}
	field.Arguments = arguments
	inner.Variables = variables
}

// value gives a value as JSON would have it; false where it is absent.
func (b *builder) value(v *ast.Value) (any, bool) {
	in, present := b.resolve(v)
	switch {
	case !present:
		return nil, false
	case in.literal == nil:
		return in.value, true
	}
	switch in.literal.Kind {
	case ast.ListValue:
		list := make([]any, len(in.literal.Children))
		for i, child := range in.literal.Children {
			list[i], _ = b.value(child.Value) // an absent item is null
		}
		return list, true
	case ast.ObjectValue:
		object := make(map[string]any, len(in.literal.Children))
		for _, child := range in.literal.Children {
			if value, present := b.value(child.Value); present {
				object[child.Name] = value
			}
		}
		return object, true
	default:
		return plain(in.literal, nil), true
	}
}

// Read returns the value of a root field of the catalogue for the field that ctx resolves: what was read before, or,
// where that field is written in Go, what the engine reads now with these arguments and everything selected below.
func (c *code) Read(ctx context.Context, root string, a handwritten.Arguments) (json.RawMessage, error) {
	field := graphql.GetFieldContext(ctx)
	if text, ok, err := c.readBefore(field.Path()); ok || err != nil {
		return text, err
	}
	return c.ask(ctx, field, root, a)
}

// readBefore looks a root field up by its path: at the root, or below the query of a payload.
func (c *code) readBefore(path ast.Path) (json.RawMessage, bool, error) {
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

// nullAgain makes null of what is null in what the engine read: gqlgen makes an object of every query of a payload.
func nullAgain(value, read json.RawMessage) json.RawMessage {
	var members map[string]json.RawMessage
	if json.Unmarshal(read, &members) != nil || members == nil {
		return value
	}
	d := json.NewDecoder(bytes.NewReader(value))
	if _, err := d.Token(); err != nil {
		return value
	}
	out := []byte{'{'}
	for d.More() {
		key, err := d.Token()
		name, _ := key.(string)
		var member json.RawMessage
		if err != nil || d.Decode(&member) != nil {
			return value
		}
		if string(members[name]) == "null" {
			member = members[name]
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = append(append(append(append(out, '"'), name...), '"', ':'), member...)
	}
	return append(out, '}')
}

// ask runs the engine for a field of Go.
func (c *code) ask(ctx context.Context, field *graphql.FieldContext, root string, a handwritten.Arguments) (json.RawMessage, error) {
	values, err := a.Values()
	if err != nil {
		return nil, err
	}
	o, err := c.operation(field, root, values)
	if err != nil {
		return nil, err
	}
	variables := make(map[string]any, len(c.variables)+len(values))
	maps.Copy(variables, c.variables)
	for name, value := range values {
		variables[argumentOf(root, name)] = value
	}
	p, arguments, faults := c.served.prepare(ctx, c.entry, o, variables, c.served.account(ctx, o))
	if len(faults) > 0 {
		for _, f := range faults[1:min(len(faults), maxErrors)] {
			graphql.AddError(ctx, f.fault)
		}
		return nil, faults[0].fault
	}
	answer := c.served.engine.Run(outgoing.Exceeding(ctx), p.engine, arguments, nil)
	return c.taken(ctx, field.Path(), answer)
}

// argumentOf names the variable that carries an argument of Go code; no client can name it.
func argumentOf(root, argument string) string { return root + "." + argument }

// operation gives the operation that asks for a root field in place of the one that is written in Go. It is kept with
// the document, so that its plan is made once.
func (c *code) operation(field *graphql.FieldContext, root string, values map[string]any) (*operation, error) {
	kind, name := ast.Query, c.served.schema.Query.Name
	definition := c.served.schema.Query.Fields.ForName(root)
	if definition == nil && c.served.schema.Mutation != nil {
		kind, name = ast.Mutation, c.served.schema.Mutation.Name
		definition = c.served.schema.Mutation.Fields.ForName(root)
	}
	if definition == nil || schema.Handwritten(definition) {
		return nil, fault.New(fault.Internal, "the served schema has no %s of a table", root)
	}
	key := fmt.Sprint(c.op.OperationName, field.Path(), root, slices.Sorted(maps.Keys(values)))
	return c.entry.extra(key, func() *operation {
		asked := &ast.Field{
			Alias: field.Field.Alias, Name: root, Definition: definition, Position: field.Field.Position,
			ObjectDefinition: c.served.schema.Types[name], SelectionSet: field.Field.Selections,
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
		return &operation{straight: true, asksMe: true, definition: &ast.OperationDefinition{
			Operation: kind, VariableDefinitions: all, SelectionSet: ast.SelectionSet{asked}, Position: asked.Position,
		}}
	}), nil
}

// alone gives the context of an operation that selects nothing but field, whose
// selections are merged and whose directives have been applied already.
func alone(op *graphql.OperationContext, field *graphql.CollectedField) *graphql.OperationContext {
	only := *field.Field
	only.Directives = nil
	only.SelectionSet = field.Selections
	operation := *op.Operation
	operation.SelectionSet = ast.SelectionSet{&only}
	inner := &graphql.OperationContext{
		RawQuery:               op.RawQuery,
		Variables:              op.Variables,
		OperationName:          op.OperationName,
		Doc:                    op.Doc,
		Operation:              &operation,
		DisableIntrospection:   op.DisableIntrospection,
		RecoverFunc:            op.RecoverFunc,
		ResolverMiddleware:     op.ResolverMiddleware,
		RootResolverMiddleware: op.RootResolverMiddleware,
		Stats:                  op.Stats,
	}
	if inner.RecoverFunc == nil {
		inner.RecoverFunc = graphql.DefaultRecover
	}
	return inner
}

// onlyValue takes the value out of an object that has one field, or gives nil where there is no object.
// Keys are GraphQL names, which JSON does not escape.
func onlyValue(data json.RawMessage, key string) json.RawMessage {
	value, ok := bytes.CutPrefix(data, []byte(`{"`+key+`":`))
	if !ok {
		return nil
	}
	return bytes.TrimSuffix(value, []byte("}"))
}
