package ask

import (
	"context"
	"encoding/json"

	"tiddly/internal/gql/handwritten"
	"tiddly/internal/gql/handwritten/fetched"
)

// One is a relation that leads from a row of a table, of the model R, to one of another, of the model F, or to none.
type One[R, F any] struct {
	// Table is the name of the type of R, Relation that of the relation.
	Table, Relation string
}

// Of returns the related row of each of the rows, in the same order; nil where there is none. All are read at once.
func (r One[R, F]) Of(ctx context.Context, rows []*R) ([]*F, error) {
	related, err := handwritten.Follow(ctx, &handwritten.Question{
		Table: r.Table, Follow: r.Relation, Far: fetched.Columns[F](),
	}, given(ctx, rows))
	if err != nil {
		return nil, err
	}
	all := make([]*F, len(rows))
	for i, text := range related {
		if all[i], err = fetched.PlainRow[F](ctx, text); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Many is a relation that leads from a row of a table, of the model R, to many of another, of the model F: W is the
// type of conditions on those, O that of a term of their order.
type Many[R, F, W, O any] struct {
	// Table is the name of the type of R, Relation that of the relation.
	Table, Relation string
}

// Of returns the related rows of each of the rows that match, in the order of the terms. The page is one of each list.
// All are read at once, whatever their number.
func (r Many[R, F, W, O]) Of(ctx context.Context, rows []*R, where W, page Page, order ...O) ([][]*F, error) {
	related, err := handwritten.Follow(ctx, &handwritten.Question{
		Table: r.Table, Follow: r.Relation, Far: fetched.Columns[F](), Related: listed(where, nil, page, order),
	}, given(ctx, rows))
	if err != nil {
		return nil, err
	}
	all := make([][]*F, len(rows))
	for i, text := range related {
		if text == nil {
			continue // a row that is not there has none
		}
		if all[i], err = fetched.Plain[F](ctx, text); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// CountOf returns the number of the related rows of each of the rows that match. All are counted at once, and count for
// no limit.
func (r Many[R, F, W, O]) CountOf(ctx context.Context, rows []*R, where W) ([]int32, error) {
	related, err := handwritten.Follow(ctx, &handwritten.Question{
		Table: r.Table, Follow: r.Relation, Counts: true, Related: handwritten.Arguments{"where": where},
	}, given(ctx, rows))
	if err != nil {
		return nil, err
	}
	all := make([]int32, len(rows))
	for i, text := range related {
		if all[i], err = handwritten.CountIn(text); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// given returns the cells of rows.
func given[R any](ctx context.Context, rows []*R) handwritten.Given {
	return handwritten.Given{Rows: len(rows), Cell: func(row int, column string) (json.RawMessage, error) {
		if rows[row] == nil {
			return nil, nil // it has no key, and nothing is related to it
		}
		return fetched.Cell(ctx, rows[row], column)
	}}
}
