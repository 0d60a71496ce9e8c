package handwritten

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"

	gql "github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/catalog"
	"tiddly/internal/engine"
	"tiddly/internal/exec"
	"tiddly/internal/fault"
	"tiddly/internal/gql/document"
	"tiddly/internal/gql/limits"
	"tiddly/internal/gql/operation"
	"tiddly/internal/outgoing"
	"tiddly/internal/request"
	"tiddly/internal/schema"
)

// Question is what Go code asks of a table, by API names.
type Question struct {
	// Kind is that of a root field of the table with the type name Table, Arguments are its arguments.
	Kind      request.FieldKind
	Table     string
	Arguments Arguments
	// Columns are what is returned of each row. A Count has none, and a write may have none: it returns the number of
	// its rows.
	Columns []string
	// Follow is a relation whose rows are returned with each row of a List; empty is none. Related are its arguments and
	// Far the columns of its rows.
	Follow  string
	Related Arguments
	Far     []string
	// Counts asks for the number of the rows that Follow leads to, in place of Far.
	Counts bool
}

// RelatedKey is the response key of the rows of Question.Follow.
const RelatedKey = "related"

// Session runs what is asked for one answer.
type Session interface {
	Run(ctx context.Context, p *engine.Prepared, a request.Arguments, dst []byte) exec.Answer
	// Transact runs f, in which everything that is asked is one transaction.
	Transact(ctx context.Context, f func() error) error
}

// Questions answers questions about the tables of one served schema.
type Questions struct {
	schema  *schema.Schema
	planner *document.Planner
	cache   *document.Cache
	roots   map[rootOf]string
	// rows is the greatest limit of a list.
	rows int
}

// rootOf identifies a root field of a table.
type rootOf struct {
	table string
	kind  request.FieldKind
}

// NewQuestions returns the questions of a schema, whose requests p prepares. Rows is the greatest limit of a list.
func NewQuestions(s *schema.Schema, p document.Preparer, rows int) *Questions {
	// A question has as many fields as its table; the limits of documents are for those of clients.
	l := limits.Default()
	l.Fields = math.MaxInt32
	model := operation.NewModel(s, operation.Options{Limits: l, Code: nothing{}, Generated: s.AST})
	q := &Questions{
		schema: s, planner: &document.Planner{Model: model, Engine: p}, cache: document.NewQuestions(),
		roots: map[rootOf]string{}, rows: rows,
	}
	for name, r := range s.Roots {
		if r.Table != nil && !r.Me {
			q.roots[rootOf{r.Table.TypeName, r.Kind}] = name
		}
	}
	for name, r := range s.Mutations {
		q.roots[rootOf{r.Table.TypeName, r.Kind}] = name
	}
	return q
}

// nothing is a project without code.
type nothing struct{}

// Answers implements operation.Code.
func (nothing) Answers(string, *gql.Field) bool { return false }

// Edits implements operation.Code.
func (nothing) Edits(string, string) bool { return false }

// Rows returns the greatest limit of a list.
func (a *Questions) Rows() int { return a.rows }

// Ask returns the answer to a question as JSON: rows, a row or null, or a number. Errors are faults: unlike an answer
// to a client, the answer has all of its rows and cells, or is an error.
func (a *Questions) Ask(ctx context.Context, in Session, q *Question) (json.RawMessage, error) {
	values, err := q.Arguments.Values()
	if err != nil {
		return nil, err
	}
	related, err := q.Related.Values()
	if err != nil {
		return nil, err
	}
	b := builder{questions: a, question: q, values: values, related: related}
	entry, o, err := a.cache.Question(b.key(), b.build)
	if err != nil {
		return nil, err
	}
	variables := maps.Clone(values)
	for name, v := range related {
		variables[relatedVariable(name)] = v
	}
	p, arguments, faults := a.planner.Plan(ctx, entry, o, variables)
	if len(faults) > 0 {
		return nil, withoutPath(faults[0].Fault)
	}
	answer := in.Run(outgoing.Exceeding(ctx), p.Engine, arguments, nil)
	switch {
	case len(answer.Errors) > 0:
		return nil, withoutPath(answer.Errors[0])
	case len(answer.Cuts) > 0:
		return nil, fault.New(fault.LimitRows, "%s has more than %d rows that match", q.Table, answer.Cuts[0].Rows).
			WithHint("read them in pages, with limit")
	}
	m := answer.Members[0]
	return json.RawMessage(answer.Data[m.Start:m.End]), nil
}

func relatedVariable(name string) string { return RelatedKey + "." + name }

// builder builds the operation of a question.
type builder struct {
	questions       *Questions
	question        *Question
	values, related map[string]any
	// definitions are the variables so far.
	definitions gql.VariableDefinitionList
	// many is set if what is followed leads to lists.
	many bool
	// missing is the fault of an argument that is not served.
	missing *fault.Fault
}

// key returns what identifies the operation, without its values.
func (b *builder) key() string {
	q := b.question
	return fmt.Sprint(q.Kind, q.Table, slices.Sorted(maps.Keys(b.values)), q.Columns, q.Follow, slices.Sorted(maps.Keys(b.related)), q.Far, q.Counts)
}

// position is where everything in a question stands.
var position = &gql.Position{Src: &gql.Source{Name: "question"}, Line: 1, Column: 1}

func (b *builder) build() (document.Question, error) {
	q, s := b.question, b.questions.schema.AST
	kindOf, root := gql.Query, s.Query
	if q.Kind.Writes() {
		kindOf, root = gql.Mutation, s.Mutation
	}
	kind := q.Kind
	if kind == request.Count {
		kind = request.List
	}
	name, served := b.questions.roots[rootOf{q.Table, kind}]
	if !served {
		return document.Question{}, b.unserved()
	}
	field := b.field(name, name, root, b.values, func(name string) string { return name })
	var err error
	if field.SelectionSet, err = b.selections(field.Definition.Type.Name()); err != nil {
		return document.Question{}, err
	}
	if b.missing != nil {
		return document.Question{}, b.missing
	}
	return document.Question{Count: q.Kind == request.Count, Given: b.many, Definition: &gql.OperationDefinition{
		Operation: kindOf, VariableDefinitions: b.definitions, SelectionSet: gql.SelectionSet{field}, Position: position,
	}}, nil
}

// unserved returns the fault of a table that is not served, or not for what is asked.
func (b *builder) unserved() error {
	q := b.question
	if q.Kind.Writes() && b.questions.roots[rootOf{q.Table, request.List}] != "" {
		return fault.New(fault.DatabaseReadOnly, "%s is served for reading only", q.Table).
			WithHint("serve the database without the read-only setting")
	}
	return regenerate("the code was generated for a table %s, which is not served", q.Table)
}

// idType is the type of row ids, as that of any identity: every schema has it, and it takes numbers and text.
const idType = "ID"

func regenerate(format string, args ...any) *fault.Fault {
	return fault.New(fault.SchemaChanged, format, args...).WithHint("run go generate ./... for this database, and build again")
}

// field returns a field of a type with its arguments, each of which is a variable.
func (b *builder) field(key, name string, of *gql.Definition, values map[string]any, variable func(string) string) *gql.Field {
	f := &gql.Field{Alias: key, Name: name, Definition: of.Fields.ForName(name), ObjectDefinition: of, Position: position}
	if name == catalog.RowIDName {
		f.Definition = &gql.FieldDefinition{Name: name, Type: gql.NonNullNamedType(idType, nil)}
	}
	for _, a := range slices.Sorted(maps.Keys(values)) {
		d := f.Definition.Arguments.ForName(a)
		if a == catalog.RowIDName {
			d = &gql.ArgumentDefinition{Name: a, Type: gql.ListType(gql.NonNullNamedType(idType, nil), nil)}
		}
		if d == nil {
			b.missing = regenerate("the code was generated for an argument %s of %s, which is not served", a, name)
			continue
		}
		v := variable(a)
		b.definitions = append(b.definitions, &gql.VariableDefinition{Variable: v, Type: d.Type, Position: position})
		f.Arguments = append(f.Arguments, &gql.Argument{Name: a, Position: position, Value: &gql.Value{
			Kind: gql.Variable, Raw: v, ExpectedType: d.Type, Position: position,
		}})
	}
	return f
}
