package operation

import (
	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/catalog"
	"tiddly/internal/gql/gqlfault"
	"tiddly/internal/gql/limits"
	"tiddly/internal/request"
	"tiddly/internal/schema"
)

// Code reports what is written in Go.
type Code interface {
	// Answers reports whether a root field is answered by Go only.
	Answers(typeName string, f *ast.Field) bool
	// Edits reports whether the resolver of a root field of a table was edited.
	Edits(typeName, field string) bool
}

// Model is what operations are read against: a schema with its tables, what of it is written in Go, and the
// limits. It is made once for each served schema, and is immutable.
type Model struct {
	schema *ast.Schema
	// table returns a table by the name of its type, or nil.
	table func(typeName string) *catalog.Table
	// roots are the fields of Query, mutations those of Mutation; rows read the inputs of rows to write.
	roots, mutations map[string]schema.Root
	rows             map[string]*rowInput
	limits           *limits.Limits
	code             Code
	// generated is the schema that the code was generated for.
	generated *ast.Schema
	// everything is set if generated code answers all that it can.
	everything bool
}

// Options configure a Model.
type Options struct {
	Limits limits.Limits
	Code   Code
	// Generated is the schema that Go code was generated for.
	Generated *ast.Schema
	// Everything makes the generated code answer every root field that it knows.
	Everything bool
}

// NewModel returns the model of a schema.
func NewModel(s *schema.Schema, o Options) *Model {
	return &Model{
		schema: s.AST, table: s.Table, roots: s.Roots, mutations: s.Mutations, rows: newRowInputs(s), limits: &o.Limits, code: o.Code,
		generated: o.Generated, everything: o.Everything,
	}
}

// Schema returns the schema.
func (m *Model) Schema() *ast.Schema { return m.schema }

// Limits returns the limits of documents.
func (m *Model) Limits() *limits.Limits { return m.limits }

// Asked is an operation of one request.
type Asked struct {
	Definition *ast.OperationDefinition
	// Variables are the client's variables, as decoded from JSON.
	Variables map[string]any
	// Straight is set for an operation of Go code: the engine answers its root field even if the resolver was edited.
	Straight bool
	// Whole is set, with Straight, for an operation of a client as the engine would answer it without Go code: root fields
	// that have no table are left out.
	Whole bool
	// Given reports that Go code has the rows of a list, and asks for what they lead to.
	Given bool
	// Exact is set for an operation that selects what Go code asks for itself: no columns are added to its rows.
	Exact bool
	// Counts makes a list of rows the number of its rows.
	Counts bool
	// Over reports whether the request is over, which ends long work; nil is never.
	Over func() bool
}

// Built is an operation translated for the engine.
type Built struct {
	// Request is the request of the engine; it has no fields if all root fields introspect.
	Request *request.Request
	// Fields are the root fields in the order of the answer. Stitched is set if some of them are not answered by the
	// engine alone: they introspect, or Go answers them.
	Fields   []RootField
	Stitched bool
	// Personal is set if the answer shows who the caller is.
	Personal bool
	// Arguments are the arguments of the request; Filler makes those of another request of the same shape.
	Arguments request.Arguments
	Filler    Filler
}

// RootField is a root field of the answer.
type RootField struct {
	Key string
	// Read is set if the engine reads the field: it is the engine's next one.
	Read bool
	// Introspection is set for a field that introspects.
	Introspection *Introspection
	// Go is set for a field that Go answers, over what the engine read, if it did.
	Go *GoField
}

// GoField is a field that Go answers.
type GoField struct {
	Field *ast.Field
	// Selections are all selections below its key.
	Selections ast.SelectionSet
}

// Build returns the translated operation, or its errors. If the request is over it ends early, with a meaningless
// result.
func (m *Model) Build(a Asked) (*Built, []gqlfault.Located) {
	r := newReading(m, a)
	out := r.read()
	if r.report.over() || len(r.report.faults) > 0 {
		return nil, r.report.faults
	}
	out.Stitched = out.Stitched && !a.Straight
	out.Request.Sources = r.slots.callers
	out.Arguments = r.slots.arguments
	out.Filler = newFiller(r.slots.sources, r.slots.arguments, r.slots.unread.checks())
	return out, nil
}
