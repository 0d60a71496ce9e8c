package ask

import "context"

// First returns the first row that matches, in the order of the terms; nil if there is none.
func (t Rows[R, W, O]) First(ctx context.Context, where W, order ...O) (*R, error) {
	return first(t.List(ctx, where, Page{Limit: 1}, order...))
}

// FirstOf returns the first of the related rows of each of the rows that match, in the order of the terms; nil where
// there is none. All are read at once, whatever their number.
func (r Many[R, F, W, O]) FirstOf(ctx context.Context, rows []*R, where W, order ...O) ([]*F, error) {
	lists, err := r.Of(ctx, rows, where, Page{Limit: 1}, order...)
	if err != nil {
		return nil, err
	}
	all := make([]*F, len(rows))
	for i, list := range lists {
		all[i], _ = first(list, nil)
	}
	return all, nil
}

// InsertOne adds a row, and returns it as it is then.
func (t Inserts[R, I]) InsertOne(ctx context.Context, row I) (*R, error) {
	return first(t.Insert(ctx, row))
}

// first returns the first row of a list; nil if there is none.
func first[R any](rows []*R, err error) (*R, error) {
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return rows[0], nil
}
