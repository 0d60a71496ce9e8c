package ask

import (
	"context"
	"encoding/json"

	"tiddly/internal/fault"
	"tiddly/internal/gql/handwritten"
	"tiddly/internal/gql/handwritten/fetched"
	"tiddly/internal/request"
)

// Rows reads the rows of a table: R is their model, W the type of conditions, O that of a term of an order.
type Rows[R, W, O any] struct {
	// Table is the name of the table's type.
	Table string
	also  []map[string]any
}

// Also returns t with further conditions on the rows, as the maps that resolvers get. A nil map is no condition.
func (t Rows[R, W, O]) Also(conditions ...map[string]any) Rows[R, W, O] {
	all := append([]map[string]any(nil), t.also...)
	for _, c := range conditions {
		if c != nil {
			all = append(all, c)
		}
	}
	t.also = all
	return t
}

// List returns the rows that match, in the order of the terms; rows that are equal in them, and all without terms, are
// in the order of their key.
func (t Rows[R, W, O]) List(ctx context.Context, where W, page Page, order ...O) ([]*R, error) {
	a := listed(where, t.also, page, order)
	text, err := handwritten.Ask(ctx, &handwritten.Question{
		Kind: request.List, Table: t.Table, Arguments: a, Columns: fetched.Columns[R](),
	})
	if err != nil {
		return nil, err
	}
	return fetched.Plain[R](ctx, text)
}

// Count returns the number of rows that match, as GraphQL's Int is in Go.
func (t Rows[R, W, O]) Count(ctx context.Context, where W) (int32, error) {
	text, err := handwritten.Ask(ctx, &handwritten.Question{
		Kind: request.Count, Table: t.Table, Arguments: handwritten.Arguments{"where": all(where, t.also)},
	})
	return number(text, err)
}

// number decodes the answer to a question of a number.
func number(text json.RawMessage, err error) (n int32, _ error) {
	if err != nil {
		return 0, err
	}
	if err := json.Unmarshal(text, &n); err != nil {
		return 0, fault.Wrap(err, fault.Internal, "internal error")
	}
	return n, nil
}

// listed returns the arguments of a list.
func listed[W, O any](where W, also []map[string]any, page Page, order []O) handwritten.Arguments {
	a := handwritten.Arguments{"where": all(where, also)}
	if page.Limit != 0 {
		a["limit"] = page.Limit
	}
	if page.Offset != 0 {
		a["offset"] = page.Offset
	}
	if len(order) > 0 {
		a["orderBy"] = order
	}
	return a
}

// all joins a condition and maps.
func all[W any](where W, also []map[string]any) any {
	if len(also) == 0 {
		return where
	}
	joined := []any{where}
	for _, m := range also {
		joined = append(joined, m)
	}
	return map[string]any{"and": joined}
}

// Keyed reads rows of a table by their keys, which have the type K.
type Keyed[R, K any] struct{ Table string }

// ByKey returns the row with a key; nil if there is none.
func (t Keyed[R, K]) ByKey(ctx context.Context, key K) (*R, error) {
	text, err := handwritten.Ask(ctx, &handwritten.Question{
		Kind: request.Single, Table: t.Table, Arguments: handwritten.Arguments{"by": key}, Columns: fetched.Columns[R](),
	})
	return row[R](ctx, text, err)
}

// row decodes the answer to a question of a row.
func row[R any](ctx context.Context, text json.RawMessage, err error) (*R, error) {
	if err != nil {
		return nil, err
	}
	return fetched.PlainRow[R](ctx, text)
}
