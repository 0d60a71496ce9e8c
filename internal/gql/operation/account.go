package operation

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/request"
	"tiddly/internal/schema"
)

// Account is the key of the row of whoever asks, a neutral value for each column of the primary key; nil is nobody. It
// comes from who showed who they are, and never from the document or its variables.
type Account []any

// AccountOf returns the account whose key these texts are. A key that is not of the form of the table's is nobody's, and
// so is any key where there are no accounts.
func (m *Model) AccountOf(texts []string) Account {
	root := m.roots[schema.MeField]
	if !root.Me {
		return nil
	}
	key := root.Table.PrimaryKey()
	if len(texts) != len(key.Columns) {
		return nil
	}
	values := make(Account, len(key.Columns))
	for i, c := range key.Columns {
		v, err := request.CoerceLoosely(c.Type.Kind, c.Enum, texts[i])
		if err != nil {
			return nil
		}
		values[i] = v
	}
	return values
}

// Anybody returns an account for a plan that nobody runs; its values say what stands in their places.
func (m *Model) Anybody() Account {
	root := m.roots[schema.MeField]
	if !root.Me {
		return nil
	}
	var values Account
	for _, c := range root.Table.PrimaryKey().Columns {
		values = append(values, "("+c.Name+" of whoever asks)")
	}
	return values
}

// AsksMe reports whether a document has a field of the name that returns the account of whoever asks.
func AsksMe(document *ast.QueryDocument) bool {
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
