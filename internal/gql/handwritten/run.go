package handwritten

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"tiddly/internal/exec"
	"tiddly/internal/fault"
	"tiddly/internal/gql/document"
	"tiddly/internal/gql/handwritten/fetched"
	"tiddly/internal/gql/operation"
)

// Runner answers fields that are written in Go, for one served schema.
type Runner struct {
	// Schema is the served schema, Executable the generated executor over it.
	Schema     *ast.Schema
	Executable graphql.ExecutableSchema
	Planner    *document.Planner
	// Questions returns the questions that code asks of the tables.
	Questions func() *Questions
	// Asked is called when code asks.
	Asked func()
	// Report is called with panics, ReportFault with the faults of what Go code reads.
	Report      func(context.Context, error)
	ReportFault func(context.Context, *fault.Fault)
}

// Run answers the root fields of one request that are written in Go. What the catalogue can answer of them was
// read by the engine before, in one run with all other fields; the generated code returns it.
type Run struct {
	runner *Runner
	in     Session
	entry  *document.Entry
	op     *graphql.OperationContext
	// variables are those of the client, without defaults.
	variables map[string]any
	members   map[string]json.RawMessage
	// originals are the fields that the client wrote, by those that gqlgen's executor gets.
	originals map[*ast.Field]*ast.Field
	// together has the results of fields that were resolved for all parents at once, by *graphql.BatchFieldResult.
	together sync.Map
	// wrote is set once Go code has written rows.
	wrote atomic.Bool

	mu       sync.Mutex
	cuts     []exec.Cut
	warnings []exec.Warning
	// refused is what the engine refused to a root field; nil if nothing.
	refused *refusal
	// omitted counts the errors of the engine beyond the limit of its answers.
	omitted int
}

// Begin begins the run of a request in its session; answer is what the engine read for the fields, in their order.
func (r *Runner) Begin(
	in Session, op *graphql.OperationContext, l *document.Lookup, fields []operation.RootField, answer *exec.Answer,
) *Run {
	c := &Run{
		runner: r, in: in, entry: l.Entry, op: op, variables: l.Variables,
		members: map[string]json.RawMessage{}, originals: map[*ast.Field]*ast.Field{},
	}
	next := 0
	for _, f := range fields {
		if f.Read {
			m := answer.Members[next]
			c.members[f.Key] = json.RawMessage(answer.Data[m.Start:m.End])
			next++
		}
	}
	return c
}

// Member returns what the engine read for a root field.
func (c *Run) Member(key string) json.RawMessage { return c.members[key] }

// Cuts returns the lists that were cut when Go code read them.
func (c *Run) Cuts() []exec.Cut { return c.cuts }

// Warnings returns what could not be read when Go code read the tables.
func (c *Run) Warnings() []exec.Warning { return c.warnings }

// Omitted returns the number of errors of the engine beyond the limit of its answers.
func (c *Run) Omitted() int { return c.omitted }

// Answer runs the generated code for one root field and returns its value; nil if an error leaves the whole answer
// without data.
func (c *Run) Answer(ctx context.Context, field *operation.GoField) (value json.RawMessage, errs gqlerror.List) {
	inner := alone(c.op, field)
	c.originals[inner.Operation.SelectionSet[0].(*ast.Field)] = field.Field
	c.resolveArguments(inner)
	inner.RecoverFunc = func(ctx context.Context, p any) error {
		c.runner.Report(ctx, fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
		return fault.New(fault.Internal, "internal error")
	}
	inner.ResolverMiddleware = c.resolve(inner.ResolverMiddleware)
	ctx = WithAsker(WithReader(fetched.With(graphql.WithOperationContext(ctx, inner), c.runner.Schema), c), c)
	ctx = graphql.WithResponseContext(ctx, c.present, inner.RecoverFunc)
	defer func() {
		if r := recover(); r != nil {
			graphql.AddError(ctx, inner.RecoverFunc(ctx, r))
			value, errs = nil, graphql.GetErrors(ctx)
		}
	}()
	response := c.runner.Executable.Exec(ctx)(ctx)
	key := field.Field.Alias
	value = onlyValue(response.Data, key)
	if c.op.Operation.Operation == ast.Mutation {
		value = nullAgain(value, c.members[key])
	}
	if string(value) == "null" && field.Field.Definition.Type.NonNull {
		value = nil
	}
	return value, graphql.GetErrors(ctx)
}

// resolveArguments replaces the arguments of the root field by their exact values from the client, without the
// absent ones. gqlgen would replace an absent variable by null.
func (c *Run) resolveArguments(inner *graphql.OperationContext) {
	field := inner.Operation.SelectionSet[0].(*ast.Field)
	asked := operation.Asked{Definition: c.op.Operation, Variables: c.variables}
	variables := maps.Clone(c.op.Variables)
	arguments := make(ast.ArgumentList, 0, len(field.Arguments))
	for _, a := range field.Arguments {
		value, present := asked.Value(a.Value)
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

// nullAgain restores nulls of the engine's data: gqlgen makes an object of every query of a payload.
func nullAgain(value, read json.RawMessage) json.RawMessage {
	var members map[string]json.RawMessage
	if json.Unmarshal(read, &members) != nil || members == nil {
		return value
	}
	d := json.NewDecoder(bytes.NewReader(value))
	if opening, err := d.Token(); err != nil || opening != json.Delim('{') {
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

// alone returns the context of an operation that selects only field, whose selections are merged and whose
// @skip and @include were already applied.
func alone(op *graphql.OperationContext, field *operation.GoField) *graphql.OperationContext {
	only := *field.Field
	only.Directives = slices.DeleteFunc(slices.Clone(only.Directives), func(d *ast.Directive) bool { return d.Name == "skip" || d.Name == "include" })
	only.SelectionSet = field.Selections
	definition := *op.Operation
	definition.SelectionSet = ast.SelectionSet{&only}
	inner := &graphql.OperationContext{
		RawQuery:               op.RawQuery,
		Headers:                op.Headers,
		Extensions:             op.Extensions,
		Variables:              op.Variables,
		OperationName:          op.OperationName,
		Doc:                    op.Doc,
		Operation:              &definition,
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

// onlyValue returns the value of an object that has one field; nil if there is no object. Keys are GraphQL names,
// which JSON does not escape.
func onlyValue(data json.RawMessage, key string) json.RawMessage {
	value, ok := bytes.CutPrefix(data, []byte(`{"`+key+`":`))
	if !ok {
		return nil
	}
	return bytes.TrimSuffix(value, []byte("}"))
}
