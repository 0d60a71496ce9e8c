package handwritten

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/catalog"
	"tiddly/internal/exec"
	"tiddly/internal/fault"
	"tiddly/internal/gql/document"
	"tiddly/internal/gql/gqlfault"
	"tiddly/internal/gql/handwritten/fetched"
	"tiddly/internal/gql/operation"
	"tiddly/internal/outgoing"
	"tiddly/internal/request"
	"tiddly/internal/schema"
)

// fill returns a result of Go code in which the rows of tables have what is selected below the field: relations and
// global ids, found by the keys of the rows, whatever else the code has put into them. Rows that the engine has read
// for the field have it already. At returns the path of a row by its place in the result.
func (c *Run) fill(ctx context.Context, result any, at func(place []int) ast.Path) (any, error) {
	rows, places := fetched.Rows(ctx, result)
	if len(rows) == 0 {
		return result, nil
	}
	filled := slices.Clone(rows)
	tables := map[string][]int{}
	for i, row := range rows {
		tables[fetched.TypeOf(row)] = append(tables[fetched.TypeOf(row)], i)
	}
	for _, name := range slices.Sorted(maps.Keys(tables)) {
		f := &filler{run: c, table: name, rows: rows, numbers: tables[name], filled: filled, places: places, at: at}
		if err := f.fill(ctx); err != nil {
			return nil, err
		}
	}
	return fetched.Filled(ctx, result, filled), nil
}

// filler fills the rows of one table.
type filler struct {
	run   *Run
	table string
	// rows are those of all tables, of which this one has those with the numbers; places are their places.
	rows    []fetched.Model
	numbers []int
	filled  []fetched.Model
	places  [][]int
	at      func(place []int) ast.Path
	// wanted is what is selected, ids the response keys of global ids.
	wanted ast.SelectionSet
	ids    []string
	keys   *keys
	// given is set if this request has read all of the rows, which then count no more.
	given bool
}

// fill reads what is selected, with one statement for all rows, and those of the lists below them.
func (f *filler) fill(ctx context.Context) error {
	a := f.run.runner.Questions()
	t := a.schema.Table(f.table)
	if t == nil || t.Finders() == nil {
		return nil // what is selected below such a row is an error at its place
	}
	if t.NodeKey() == nil {
		// Likewise below a row that this request has not read.
		f.numbers = slices.DeleteFunc(f.numbers, func(i int) bool { return !fetched.Found(ctx, f.rows[i]) })
	}
	if f.want(ctx, t); len(f.wanted) == 0 {
		return nil
	}
	f.given = !slices.ContainsFunc(f.numbers, func(i int) bool { return !fetched.ReadBy(ctx, f.rows[i]) })
	var err error
	f.keys, err = a.keysOf(f.table, Given{Rows: len(f.numbers), Cell: func(row int, column string) (json.RawMessage, error) {
		return fetched.Cell(ctx, f.rows[f.numbers[row]], column)
	}})
	if err != nil {
		return err
	}
	for _, i := range f.numbers {
		f.filled[i] = nil
	}
	for _, part := range f.keys.chunks(a.rows) {
		if err := f.read(ctx, part); err != nil {
			return err
		}
	}
	for n, i := range f.numbers {
		if f.filled[i] == nil {
			f.filled[i] = fetched.Lost(ctx, f.rows[i], f.keys.identity(f.keys.of[n]), f.ids)
		}
	}
	return nil
}

// want collects what is selected below the field and is no column.
func (f *filler) want(ctx context.Context, t *catalog.Table) {
	field := graphql.GetFieldContext(ctx).Field
	of := f.run.runner.Schema.Types[f.table]
	for _, s := range graphql.CollectFields(graphql.GetOperationContext(ctx), field.Selections, fetched.Satisfied(ctx, f.table)) {
		d := of.Fields.ForName(s.Name)
		if d == nil || schema.Handwritten(d) || t.Column(s.Name) != nil {
			continue
		}
		if t.Relation(s.Name) == nil && t.Connection(s.Name) == nil {
			f.ids = append(f.ids, s.Alias)
		}
		f.wanted = append(f.wanted, &ast.Field{
			Alias: s.Alias, Name: s.Name, Arguments: s.Arguments, Definition: d, ObjectDefinition: of, SelectionSet: s.Selections, Position: s.Position,
		})
	}
}

// read reads what is selected for the rows with some of the keys.
func (f *filler) read(ctx context.Context, part Arguments) error {
	c, list := f.run, ""
	if list = c.runner.Questions().roots[rootOf{f.table, request.List}]; list == "" {
		return regenerate("the code was generated for a table %s, which is not served", f.table)
	}
	values, err := part.Values()
	if err != nil {
		return err
	}
	variables := maps.Clone(c.variables)
	if variables == nil {
		variables = map[string]any{}
	}
	for name, value := range values {
		variables[argumentOf(list, name)] = value
	}
	p, arguments, faults := c.runner.Planner.Plan(ctx, c.entry, f.operation(ctx, list, values), variables)
	if len(faults) > 0 {
		return withoutPath(faults[0].Fault)
	}
	answer := c.in.Run(outgoing.Exceeding(ctx), p.Engine, arguments, nil)
	if answer.Data == nil && len(answer.Errors) > 0 {
		return withoutPath(answer.Errors[0])
	}
	return f.take(ctx, &answer)
}

// operation returns the operation that reads what is selected. It is kept with the document.
func (f *filler) operation(ctx context.Context, list string, values map[string]any) *document.Operation {
	c := f.run
	var names []string
	for _, step := range graphql.GetFieldContext(ctx).Path() {
		if name, ok := step.(ast.PathName); ok {
			names = append(names, string(name))
		}
	}
	selected := make([]string, len(f.wanted)) // @skip and @include decide what is selected
	for i, s := range f.wanted {
		field := s.(*ast.Field) //nolint:forcetypeassert // want makes fields
		for _, below := range field.SelectionSet {
			selected[i] = fmt.Sprint(selected[i], field.Alias, below.GetPosition().Start)
		}
	}
	key := fmt.Sprint("rows", c.op.OperationName, names, f.table, selected, f.ids, f.given)
	return c.entry.Extra(key, true, func() document.Question {
		b := builder{questions: c.runner.Questions(), values: values}
		root := b.field(list, list, c.runner.Schema.Query, values, func(name string) string { return argumentOf(list, name) })
		of := c.runner.Schema.Types[f.table]
		for _, column := range f.keys.names() {
			root.SelectionSet = append(root.SelectionSet, b.field(operation.AskedKey+column, column, of, nil, nil))
		}
		root.SelectionSet = append(root.SelectionSet, f.wanted...)
		return document.Question{Given: f.given, Definition: &ast.OperationDefinition{
			Operation: ast.Query, SelectionSet: ast.SelectionSet{root}, Position: position,
			VariableDefinitions: append(slices.Clone(c.op.Operation.VariableDefinitions), b.definitions...),
		}}
	})
}

// take gives the rows what was read for them, and the answer its errors and cuts at their places.
func (f *filler) take(ctx context.Context, answer *exec.Answer) error {
	m := answer.Members[0]
	var found []map[string]json.RawMessage
	if err := json.Unmarshal(answer.Data[m.Start:m.End], &found); err != nil {
		return fault.Wrap(err, fault.Internal, "internal error")
	}
	for _, members := range found {
		for _, n := range f.keys.find(members) {
			i := f.numbers[n]
			f.filled[i] = fetched.WithMembers(ctx, f.rows[i], members)
		}
	}
	c := f.run
	for _, wrong := range answer.Errors {
		c.runner.ReportFault(ctx, wrong)
		e := Visible(gqlfault.Present(wrong, nil))
		if len(e.Path) > 1 {
			if index, ok := e.Path[1].(ast.PathIndex); ok {
				e.Path = slices.Concat(f.path(found, int(index)), e.Path[2:])
			}
		}
		graphql.AddError(ctx, e)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.omitted += answer.Omitted
	for _, cut := range answer.Cuts {
		if index, ok := cut.Path[min(1, len(cut.Path)-1)].(int); ok {
			var path []any
			for _, step := range f.path(found, index) {
				path = append(path, plainStep(step))
			}
			c.cuts = append(c.cuts, exec.Cut{Path: append(path, cut.Path[2:]...), Rows: cut.Rows})
		}
	}
	return nil
}

// path returns the path of the first row that has the key of one that was read.
func (f *filler) path(found []map[string]json.RawMessage, index int) ast.Path {
	if index < len(found) {
		if numbers := f.keys.find(found[index]); len(numbers) > 0 {
			return f.at(f.places[f.numbers[numbers[0]]])
		}
	}
	return f.at(nil)
}

// plainStep returns a step of a path as the engine has it.
func plainStep(step ast.PathElement) any {
	switch s := step.(type) {
	case ast.PathIndex:
		return int(s)
	case ast.PathName:
		return string(s)
	default:
		return nil
	}
}

// withoutPath returns a fault without its path, which is one of an operation that no client has sent.
func withoutPath(f *fault.Fault) error {
	out := *f
	out.Path = nil
	return &out
}
