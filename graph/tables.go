package graph

import (
	"context"

	"tiddly/internal/gql/handwritten"
	"tiddly/internal/gql/handwritten/fetched"
)

// Arguments are the arguments of a root field of a table, by name: maps for input objects, lists of them, numbers,
// text, or pointers to these. Nil means an absent argument.
type Arguments = handwritten.Arguments

// many returns the rows of a root field of a table, with everything that the client selects below the field that
// ctx resolves. A resolver may change its arguments, and a field of yours may call many for any root field of
// Query: the rows of root must be of the type T that the field returns.
func many[T any, P fetched.Holder[T]](ctx context.Context, root string, a Arguments) ([]*T, error) {
	rows, err := handwritten.Read(ctx, root, a)
	if err != nil {
		return nil, err
	}
	return fetched.DecodeList[T, P](ctx, rows.Type, rows.Text)
}

// one returns the row of a root field of a table that is a single row, or nil if there is none, or the payload of
// a mutation. Otherwise it is like many.
func one[T any, P fetched.Holder[T]](ctx context.Context, root string, a Arguments) (*T, error) {
	rows, err := handwritten.Read(ctx, root, a)
	if err != nil {
		return nil, err
	}
	return fetched.Decode[T, P](ctx, rows.Type, rows.Text)
}

// manyOf returns the rows of a root field of any tables, whose types are those of an interface, such as NodeTypes; nil
// in place of a row that does not exist. Otherwise it is like many.
func manyOf[I any](ctx context.Context, types fetched.Types[I], root string, a Arguments) ([]I, error) {
	rows, err := handwritten.Read(ctx, root, a)
	if err != nil {
		return nil, err
	}
	return types.DecodeList(ctx, rows.Text)
}

// oneOf returns the row of such a root field that is a single row, or nil if there is none.
func oneOf[I any](ctx context.Context, types fetched.Types[I], root string, a Arguments) (row I, err error) {
	rows, err := handwritten.Read(ctx, root, a)
	if err != nil {
		return row, err
	}
	return types.Decode(ctx, rows.Text)
}

// And returns a filter of rows that match all of the filters: maps, as resolvers get them, or those of the package
// tables. A nil filter matches every row.
func And(filters ...any) map[string]any {
	all := []any{}
	for _, f := range filters {
		if m, isMap := f.(map[string]any); f != nil && (!isMap || m != nil) {
			all = append(all, f)
		}
	}
	return map[string]any{"and": all}
}
