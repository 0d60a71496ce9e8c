package graph

import (
	"context"

	"tiddly/internal/gql/handwritten"
	"tiddly/internal/gql/handwritten/fetched"
)

// Arguments are those of a root field of a table, by name: maps for input objects, lists of them, numbers, text, or
// pointers to these. Nil stands for an argument that is absent.
type Arguments = handwritten.Arguments

// many returns the rows of a root field of a table, with everything that the client selects below the field that ctx
// resolves. A resolver may change the arguments that it got, and a field of yours may call many for any root field of
// Query: the rows of root have to be of the type T that the field returns.
func many[T any, P fetched.Holder[T]](ctx context.Context, root string, a Arguments) ([]*T, error) {
	text, err := handwritten.Read(ctx, root, a)
	if err != nil {
		return nil, err
	}
	return fetched.DecodeList[T, P](ctx, text)
}

// one returns the row of a root field of a table that is a single row, or nil where there is none, or the payload of a
// mutation. It is like many in all else.
func one[T any, P fetched.Holder[T]](ctx context.Context, root string, a Arguments) (*T, error) {
	text, err := handwritten.Read(ctx, root, a)
	if err != nil {
		return nil, err
	}
	return fetched.Decode[T, P](ctx, text)
}

// And returns the filter of rows that match all of the filters. A filter that is nil matches every row.
func And(filters ...map[string]any) map[string]any {
	all := []any{}
	for _, f := range filters {
		if f != nil {
			all = append(all, f)
		}
	}
	return map[string]any{"and": all}
}
