package ask

import (
	"context"
	"encoding/json"

	"tiddly/internal/fault"
	"tiddly/internal/gql/handwritten"
	"tiddly/internal/gql/handwritten/fetched"
	"tiddly/internal/request"
)

// Inserts adds rows to a table: I is the type of their values.
type Inserts[R, I any] struct{ Table string }

// Insert adds rows, and returns them as they are then, in the same order: all of them, or none.
func (t Inserts[R, I]) Insert(ctx context.Context, rows ...I) ([]*R, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	text, err := handwritten.Ask(ctx, &handwritten.Question{
		Kind: request.InsertMany, Table: t.Table, Arguments: handwritten.Arguments{"input": rows}, Columns: fetched.Columns[R](),
	})
	if text, err = written(text, err, "nodes"); err != nil {
		return nil, err
	}
	return fetched.Plain[R](ctx, text)
}

// Updates changes rows of a table by their keys: S is the type of new values.
type Updates[R, K, S any] struct{ Table string }

// Update sets columns of the row with a key, and returns it as it is then; nil if there is none.
func (t Updates[R, K, S]) Update(ctx context.Context, key K, set S) (*R, error) {
	return change[R](ctx, request.Update, t.Table, handwritten.Arguments{"by": key, "set": set})
}

// Adds adds to numbers in rows of a table by their keys.
type Adds[R, K, N any] struct{ Table string }

// Add adds to columns of the row with a key, and returns it as it is then; nil if there is none.
func (t Adds[R, K, N]) Add(ctx context.Context, key K, inc N) (*R, error) {
	return change[R](ctx, request.Update, t.Table, handwritten.Arguments{"by": key, "inc": inc})
}

// AddsAll adds to numbers in rows of a table that match.
type AddsAll[W, N any] struct{ Table string }

// AddAll adds to columns of all rows that match, and returns their number.
func (t AddsAll[W, N]) AddAll(ctx context.Context, where W, inc N, b Bounds) (int32, error) {
	return changeAll(ctx, request.UpdateMany, t.Table, b.arguments(handwritten.Arguments{"where": where, "inc": inc}))
}

// UpdatesAll changes rows of a table that match: S is the type of new values.
type UpdatesAll[W, S any] struct{ Table string }

// UpdateAll sets columns of all rows that match, and returns their number.
func (t UpdatesAll[W, S]) UpdateAll(ctx context.Context, where W, set S, b Bounds) (int32, error) {
	return changeAll(ctx, request.UpdateMany, t.Table, b.arguments(handwritten.Arguments{"where": where, "set": set}))
}

// Deletes deletes rows of a table by their keys.
type Deletes[R, K any] struct{ Table string }

// Delete deletes the row with a key, and returns it as it was; nil if there is none.
func (t Deletes[R, K]) Delete(ctx context.Context, key K) (*R, error) {
	return change[R](ctx, request.Delete, t.Table, handwritten.Arguments{"by": key})
}

// DeletesAll deletes rows of a table that match.
type DeletesAll[W any] struct{ Table string }

// DeleteAll deletes all rows that match, and returns their number.
func (t DeletesAll[W]) DeleteAll(ctx context.Context, where W, b Bounds) (int32, error) {
	return changeAll(ctx, request.DeleteMany, t.Table, b.arguments(handwritten.Arguments{"where": where}))
}

// arguments adds the bounds to the arguments of a write.
func (b Bounds) arguments(a handwritten.Arguments) handwritten.Arguments {
	if b.MaxAffected != 0 {
		a["maxAffected"] = b.MaxAffected
	}
	if b.AllRows {
		a["allRows"] = true
	}
	return a
}

// change changes the row with a key.
func change[R any](ctx context.Context, kind request.FieldKind, table string, a handwritten.Arguments) (*R, error) {
	text, err := handwritten.Ask(ctx, &handwritten.Question{Kind: kind, Table: table, Arguments: a, Columns: fetched.Columns[R]()})
	text, err = written(text, err, "node")
	return row[R](ctx, text, err)
}

// changeAll changes the rows that match, and returns their number.
func changeAll(ctx context.Context, kind request.FieldKind, table string, a handwritten.Arguments) (int32, error) {
	text, err := handwritten.Ask(ctx, &handwritten.Question{Kind: kind, Table: table, Arguments: a})
	return number(written(text, err, "affectedRows"))
}

// written returns a member of the result of a write.
func written(text json.RawMessage, err error, member string) (json.RawMessage, error) {
	if err != nil {
		return nil, err
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(text, &members); err != nil {
		return nil, fault.Wrap(err, fault.Internal, "internal error")
	}
	return members[member], nil
}
