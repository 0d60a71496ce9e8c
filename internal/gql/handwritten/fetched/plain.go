package fetched

import (
	"encoding/json"
	"reflect"
	"slices"

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

// Plain returns the models of an array of rows whose members are columns under their names. They are rows as if made
// in Go: what a client selects below them is not there yet.
func Plain[T any](text []byte) ([]*T, error) {
	var items []json.RawMessage
	if err := json.Unmarshal(text, &items); err != nil {
		return nil, fault.Wrap(err, fault.Internal, "internal error")
	}
	all := make([]*T, len(items))
	for i, item := range items {
		row, err := PlainRow[T](item)
		if err != nil {
			return nil, err
		}
		all[i] = row
	}
	return all, nil
}

// PlainRow is Plain for one row; nil for null.
func PlainRow[T any](text []byte) (*T, error) {
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
	return row, nil
}

// Cell returns a column of a model as JSON.
func Cell(model any, column string) (json.RawMessage, error) {
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
