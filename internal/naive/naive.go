// Package naive answers GraphQL documents from rows in memory, in the simplest way that is right: no plan, no SQL, no
// index. Tests compare the server with it, and the conformance suite takes its expected answers from it. Of the product
// it uses the catalogue and the schema only, so that an error elsewhere does not repeat here.
package naive

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"

	"tiddly/internal/catalog"
)

// Evaluator answers documents.
type Evaluator struct {
	// Limit is the default limit of lists.
	Limit int

	catalog *catalog.Catalog
	schema  *ast.Schema
	state
	// rules are what the tables keep rows from, by table.
	rules map[*catalog.Table]*Rules
	// cursors are the rows of cursors: its own, and those that were given.
	cursors map[string]*Row
	// made are the texts of its own cursors.
	made map[*Row]string

	cuts []string
	// verdicts are the results of filters for rows, since a row is tested repeatedly.
	verdicts map[verdict]truth
}

// state is what a write changes.
type state struct {
	rows map[*catalog.Table][]*Row
	// reached are the rows behind a relation, by the values of its columns.
	reached map[*catalog.Relation]map[string][]*Row
}

// Row is a row: its cells in the order of the table's columns, and the values that they mean.
type Row struct {
	table *catalog.Table
	cells []any
	known []any
	// rowid is the implicit row id, of tables that have one.
	rowid any
}

// NewRow returns a row of cells: int64, float64, string, []byte or nil. Know returns what a cell of a column means, nil
// where it is in a form that no client writes, which counts as NULL; nil is Known.
func NewRow(t *catalog.Table, cells []any, rowid any, know func(*catalog.Column, any) any) *Row {
	if know == nil {
		know = Known
	}
	r := &Row{table: t, cells: cells, known: make([]any, len(cells)), rowid: rowid}
	for i, c := range t.Columns {
		if cells[i] != nil {
			if r.known[i] = know(c, cells[i]); r.known[i] == nil {
				r.cells[i] = nil
			}
		}
	}
	return r
}

// Cell returns the cell of a column.
func (r *Row) Cell(c *catalog.Column) any { return r.cells[c.Index] }

// Value returns what the cell of a column means; nil for NULL.
func (r *Row) Value(c *catalog.Column) any { return r.known[c.Index] }

// New returns an evaluator without rows, for the schema of a catalogue.
func New(c *catalog.Catalog, schema *ast.Schema, limit int) *Evaluator {
	return &Evaluator{
		Limit: limit, catalog: c, schema: schema,
		state: state{rows: map[*catalog.Table][]*Row{}, reached: map[*catalog.Relation]map[string][]*Row{}},
		rules: map[*catalog.Table]*Rules{}, cursors: map[string]*Row{}, made: map[*Row]string{},
	}
}

// Put replaces the rows of a table.
func (e *Evaluator) Put(t *catalog.Table, rows []*Row) { e.rows[t] = rows }

// Rows returns the rows of a table.
func (e *Evaluator) Rows(t *catalog.Table) []*Row { return e.rows[t] }

// Know makes a cursor of the server known as that of a row.
func (e *Evaluator) Know(cursor string, of *Row) { e.cursors[cursor] = of }

// cursor returns the text of a row's cursor.
func (e *Evaluator) cursor(of *Row) string {
	if text, ok := e.made[of]; ok {
		return text
	}
	text := fmt.Sprint("row ", len(e.made)+1)
	e.made[of], e.cursors[text] = text, of
	return text
}

// Answer returns the whole body for a document of one operation, or of several and the name of one. An error means that
// it has something of which the evaluator knows nothing.
func (e *Evaluator) Answer(document, operation string, variables map[string]any) (body string, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the naive evaluator does not know this: %v", r)
		}
	}()
	parsed, parseErr := parser.ParseQuery(&ast.Source{Input: document})
	if parseErr != nil {
		return "", parseErr
	}
	op := parsed.Operations.ForName(operation)
	if op == nil {
		return "", fmt.Errorf("no operation %q", operation)
	}
	validator.Walk(e.schema, parsed, &validator.Events{})
	e.cuts, e.verdicts = nil, map[verdict]truth{}
	q := &reading{catalog: e.catalog, schema: e.schema, variables: given(op, variables)}
	if op.Operation == ast.Mutation {
		return e.write(q, q.fields(op.SelectionSet, "Mutation")), nil
	}
	return `{"data":` + e.root(q.fields(op.SelectionSet, "Query"), nil) + e.extensions() + "}", nil
}

// given returns the values of the variables of an operation; absent ones without a default are left out.
func given(op *ast.OperationDefinition, values map[string]any) map[string]any {
	all := map[string]any{}
	for _, d := range op.VariableDefinitions {
		if v, ok := values[d.Variable]; ok {
			all[d.Variable] = v
		} else if d.DefaultValue != nil {
			all[d.Variable] = literal(d.DefaultValue, nil)
		}
	}
	return all
}

func (e *Evaluator) extensions() string {
	if len(e.cuts) == 0 {
		return ""
	}
	return `,"extensions":{"limits":[` + strings.Join(e.cuts[:min(len(e.cuts), 10)], ",") + "]}"
}

// root returns the object of Query.
func (e *Evaluator) root(fields []*field, path []any) string {
	members := make([]string, 0, len(fields))
	for _, f := range fields {
		at, value := slices.Concat(path, []any{f.key}), "null"
		switch f.kind {
		case isTypename:
			value = quoted("Query")
		case isList:
			value = e.list(f, e.rows[f.table], at)
		case isConnection:
			value = e.connection(f, e.rows[f.table], at)
		case isNode:
			value = e.node(f, f.args["nodeId"], at)
		case isNodes:
			value = e.nodes(f, at)
		default:
			if r := e.byKey(f); r != nil {
				value = e.object(f.table, r, f.fields, at)
			}
		}
		members = append(members, quoted(f.key)+":"+value)
	}
	return "{" + strings.Join(members, ",") + "}"
}

// list returns the page of rows that a list selects.
func (e *Evaluator) list(f *field, candidates []*Row, path []any) string {
	rows := e.sorted(f, e.matching(f, candidates))
	rows = distinct(f, rows)
	rows = rows[min(whole(f.args["offset"]), len(rows)):]
	if limit := f.args["limit"]; limit != nil {
		rows = rows[:min(whole(limit), len(rows))]
	} else if len(rows) > e.Limit {
		rows = rows[:e.Limit]
		e.cuts = append(e.cuts, fmt.Sprintf(`{"path":%s,"rows":%d}`, must(marshal(path)), e.Limit))
	}
	return e.objects(f, rows, path)
}

func (e *Evaluator) objects(f *field, rows []*Row, path []any) string {
	objects := make([]string, len(rows))
	for i, r := range rows {
		objects[i] = e.object(f.table, r, f.fields, slices.Concat(path, []any{i}))
	}
	return "[" + strings.Join(objects, ",") + "]"
}

// matching returns the rows that match the filter of a list.
func (e *Evaluator) matching(f *field, candidates []*Row) []*Row {
	where, _ := f.args["where"].(map[string]any)
	if where == nil {
		return candidates
	}
	var rows []*Row
	for _, r := range candidates {
		if e.matches(f.table, r, where) == yes {
			rows = append(rows, r)
		}
	}
	return rows
}

// object returns the object of a row.
func (e *Evaluator) object(t *catalog.Table, r *Row, fields []*field, path []any) string {
	members := make([]string, 0, len(fields))
	for _, f := range fields {
		if f.on != "" && f.on != t.TypeName {
			continue
		}
		below := slices.Concat(path, []any{f.key})
		value := "null"
		switch f.kind {
		case isColumn:
			value = Shown(f.column, r.Cell(f.column))
		case isTypename:
			value = quoted(t.TypeName)
		case isNodeID:
			value = quoted(nodeID(t, r))
		case isToOne:
			if to := e.behind(f.relation, r); len(to) > 0 {
				value = e.object(f.table, to[0], f.fields, below)
			}
		case isConnection:
			value = e.connection(f, e.behind(f.relation, r), below)
		default:
			value = e.list(f, e.behind(f.relation, r), below)
		}
		members = append(members, quoted(f.key)+":"+value)
	}
	return "{" + strings.Join(members, ",") + "}"
}

func must(text []byte, err error) string {
	if err != nil {
		panic(err)
	}
	return string(text)
}

// whole returns a count of rows; nil is 0.
func whole(v any) int {
	if v == nil {
		return 0
	}
	n, err := strconv.Atoi(fmt.Sprint(v))
	if err != nil {
		panic(err)
	}
	return n
}
