package handwritten

import (
	"encoding/json"
	"slices"
	"strings"

	gql "github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
	"tiddly/internal/gql/operation"
	"tiddly/internal/schema"
)

// selections returns what is selected below the root field, whose type is named.
func (b *builder) selections(typeName string) (gql.SelectionSet, error) {
	q := b.question
	switch {
	case !q.Kind.Writes():
		return b.row(typeName)
	case len(q.Columns) == 0:
		return b.columns(typeName, []string{"affectedRows"}, "")
	}
	member := "node"
	if q.Kind.Many() {
		member = "nodes"
	}
	payload := b.questions.schema.AST.Types[typeName]
	field := b.field(member, member, payload, nil, nil)
	var err error
	field.SelectionSet, err = b.row(field.Definition.Type.Name())
	return gql.SelectionSet{field}, err
}

// row returns what is selected of a row.
func (b *builder) row(typeName string) (gql.SelectionSet, error) {
	q := b.question
	prefix := ""
	if q.Follow != "" {
		prefix = operation.AskedKey
	}
	columns := q.Columns
	if q.Follow == "" {
		columns = b.foundAgain(typeName, columns)
	}
	all, err := b.columns(typeName, columns, prefix)
	if err != nil || q.Follow == "" {
		return all, err
	}
	field, err := b.followed(b.questions.schema.AST.Types[typeName])
	return append(all, field), err
}

// totalCount is the field of a connection that counts the rows of its list.
const totalCount = "totalCount"

// followed returns the selection of what a relation of a type leads to.
func (b *builder) followed(of *gql.Definition) (*gql.Field, error) {
	q := b.question
	if of.Fields.ForName(q.Follow) == nil {
		return nil, regenerate("the code was generated for a relation %s of %s, which is not served", q.Follow, of.Name)
	}
	if q.Counts {
		return b.counted(of)
	}
	field := b.field(RelatedKey, q.Follow, of, b.related, relatedVariable)
	b.many = field.Definition.Type.Elem != nil
	far := field.Definition.Type.Name()
	var err error
	field.SelectionSet, err = b.columns(far, b.foundAgain(far, q.Far), "")
	return field, err
}

// counted returns the selection of the number of rows that a relation of a type leads to: that of its connection.
func (b *builder) counted(of *gql.Definition) (*gql.Field, error) {
	name := b.question.Follow + catalog.ConnectionEnd
	if of.Fields.ForName(name) == nil {
		return nil, fault.New(fault.SchemaUnknown, "%s of %s leads to rows that nothing distinguishes, so they are not counted", b.question.Follow, of.Name).
			WithHint("set the key of the view in tiddly.yml, or read the rows")
	}
	field := b.field(RelatedKey, name, of, b.related, relatedVariable)
	b.many = true
	var err error
	field.SelectionSet, err = b.columns(field.Definition.Type.Name(), []string{totalCount}, "")
	return field, err
}

// CountIn returns the number in the answer to a question that Counts; 0 for a row that is not there.
func CountIn(text json.RawMessage) (int32, error) {
	var page struct{ TotalCount int32 }
	if text == nil {
		return 0, nil
	}
	if err := json.Unmarshal(text, &page); err != nil {
		return 0, fault.Wrap(err, fault.Internal, "internal error")
	}
	return page.TotalCount, nil
}

// foundAgain adds to columns of a table without a key the row id, by which its rows are found again.
func (b *builder) foundAgain(typeName string, columns []string) []string {
	if t := b.questions.schema.Table(typeName); t != nil && t.FoundByRowID() {
		return append(slices.Clone(columns), catalog.RowIDName)
	}
	return columns
}

// columns returns the selection of columns of a type, each under its name behind a prefix.
func (b *builder) columns(typeName string, names []string, prefix string) (gql.SelectionSet, error) {
	of := b.questions.schema.AST.Types[typeName]
	all := make(gql.SelectionSet, 0, len(names))
	for _, name := range names {
		if d := of.Fields.ForName(name); name != catalog.RowIDName && (d == nil || schema.Handwritten(d) || strings.HasPrefix(name, "__")) {
			return nil, regenerate("the code was generated for a column %s of %s, which is not served", name, typeName)
		}
		all = append(all, b.field(prefix+name, name, of, nil, nil))
	}
	return all, nil
}
