package fetched

import (
	"context"
	"encoding/json"
	"reflect"
	"slices"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
)

// Columns returns the names of the columns that a model has, in order.
func Columns[T any]() []string {
	index := columnsOf(reflect.TypeFor[T]())
	all := make([]string, 0, len(index))
	for name := range index {
		all = append(all, name)
	}
	slices.SortFunc(all, func(a, b string) int { return index[a] - index[b] })
	return all
}

// Plain returns the models of an array of rows whose members are columns under their names, as the request of ctx has
// read them. They are rows as if made in Go: what a client selects below them is not there yet.
func Plain[T any](ctx context.Context, text []byte) ([]*T, error) {
	var items []json.RawMessage
	if err := json.Unmarshal(text, &items); err != nil {
		return nil, fault.Wrap(err, fault.Internal, "internal error")
	}
	all := make([]*T, len(items))
	for i, item := range items {
		row, err := PlainRow[T](ctx, item)
		if err != nil {
			return nil, err
		}
		all[i] = row
	}
	return all, nil
}

// PlainRow is Plain for one row; nil for null.
func PlainRow[T any](ctx context.Context, text []byte) (*T, error) {
	if len(text) == 0 || string(text) == "null" {
		return nil, nil //nolint:nilnil // a row that is not there
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(text, &members); err != nil {
		return nil, fault.Wrap(err, fault.Internal, "internal error")
	}
	row := new(T)
	value := reflect.ValueOf(row).Elem()
	for name, i := range columnsOf(value.Type()) {
		if err := set(value.Field(i), members[name]); err != nil {
			return nil, otherKind(err, name)
		}
	}
	if m, ok := any(row).(Model); ok {
		*m.Fetched() = Row{id: members[catalog.RowIDName], reader: readerOf(ctx)}
	}
	return row, nil
}

type readerKey struct{}

// WithReader returns a context of a request, by what reads for it.
func WithReader(ctx context.Context, reader any) context.Context {
	return context.WithValue(ctx, readerKey{}, reader)
}

func readerOf(ctx context.Context) any { return ctx.Value(readerKey{}) }

// ReadBy reports whether the request of ctx has read a row, which then counts toward its limits already.
func ReadBy(ctx context.Context, m Model) bool {
	return m.Fetched().reader != nil && m.Fetched().reader == readerOf(ctx)
}

// Found reports whether the request of ctx finds a row again that has no key.
func Found(ctx context.Context, m Model) bool { return m.Fetched().id != nil && ReadBy(ctx, m) }

// Cell returns a column of a model as JSON. A row id counts only for the request that has read it: the database may give
// it to another row later.
func Cell(ctx context.Context, model any, column string) (json.RawMessage, error) {
	if column == catalog.RowIDName {
		if m, ok := model.(Model); ok && Found(ctx, m) {
			return m.Fetched().id, nil
		}
		return nil, fault.New(fault.Internal, "nothing can be found for a row that was made in Go, or read for another request: its table has no key").
			WithHint("read the row in the request that asks for it, into the model of its table")
	}
	value := reflect.Indirect(reflect.ValueOf(model))
	i, ok := columnsOf(value.Type())[column]
	if !ok {
		return nil, fault.New(fault.SchemaChanged, "the code was generated for a table without the column %s", column).
			WithHint("run go generate ./...")
	}
	text, err := json.Marshal(value.Field(i).Interface())
	if err != nil {
		return nil, fault.Wrap(err, fault.Internal, "internal error")
	}
	return text, nil
}

// otherKind returns the fault of a cell that does not fit its field.
func otherKind(err error, column string) error {
	return fault.Wrap(err, fault.Internal, "the code was generated for another kind of %s", column).
		WithHint("run go generate ./...")
}
