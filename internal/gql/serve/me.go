package serve

import (
	"context"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/auth"
	"tiddly/internal/catalog"
	"tiddly/internal/request"
	"tiddly/internal/schema"
)

// account is the key of the row of whoever asks, a neutral value for each column of the primary key; nil is nobody. It
// comes from who showed who they are, and never from the document or its variables.
type account []any

// account gives that of a request, where the operation may ask for it. A key that is not of the form of the table's is
// nobody's.
func (s *served) account(ctx context.Context, o *operation) account {
	if o == nil || !o.asksMe {
		return nil
	}
	root, who := s.roots[schema.MeField], auth.From(ctx)
	if !root.Me || who == nil {
		return nil
	}
	key := root.Table.PrimaryKey()
	if len(who.User) != len(key.Columns) {
		return nil
	}
	values := make(account, len(key.Columns))
	for i, c := range key.Columns {
		v, err := request.CoerceLoosely(c.Type.Kind, c.Enum, who.User[i])
		if err != nil {
			return nil
		}
		values[i] = v
	}
	return values
}

// anybody is an account for a plan that nobody runs; its values say what stands in their places.
func (s *served) anybody() account {
	root := s.roots[schema.MeField]
	if !root.Me {
		return nil
	}
	var values account
	for _, c := range root.Table.PrimaryKey().Columns {
		values = append(values, "("+c.Name+" of whoever asks)")
	}
	return values
}

// asksMe tells whether a document has a field of the name that gives the account of whoever asks.
func asksMe(document *ast.QueryDocument) bool {
	return slices.ContainsFunc(document.Operations, func(o *ast.OperationDefinition) bool { return selectsMe(o.SelectionSet) }) ||
		slices.ContainsFunc(document.Fragments, func(f *ast.FragmentDefinition) bool { return selectsMe(f.SelectionSet) })
}

func selectsMe(set ast.SelectionSet) bool {
	return slices.ContainsFunc(set, func(selection ast.Selection) bool {
		switch s := selection.(type) {
		case *ast.Field:
			return s.Name == schema.MeField || selectsMe(s.SelectionSet)
		case *ast.InlineFragment:
			return selectsMe(s.SelectionSet)
		default:
			return false // fragments are looked at by themselves
		}
	})
}

// ofAccount is the key of the account, an argument for each of its values.
func (b *builder) ofAccount(t *catalog.Table) *request.By {
	by := &request.By{Key: t.PrimaryKey().Name}
	for i, v := range b.who {
		b.sources = append(b.sources, source{account: i + 1})
		b.arguments = append(b.arguments, v)
		by.Slots = append(by.Slots, request.Slot(len(b.arguments)-1))
	}
	return by
}
