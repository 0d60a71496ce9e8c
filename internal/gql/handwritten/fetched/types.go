package fetched

import (
	"context"
	"encoding/json"

	"tiddly/internal/fault"
	"tiddly/internal/gql/operation"
)

// Types are the models of rows of any tables, by the names of their types. All of them implement the interface I.
type Types[I any] map[string]func(ctx context.Context, typeName string, text []byte) (I, error)

// As is Decode for a row that is returned as an interface, which its model implements.
func As[I, T any, P Holder[T]](ctx context.Context, typeName string, text []byte) (row I, err error) {
	model, err := Decode[T, P](ctx, typeName, text)
	if err != nil || model == nil {
		return row, err
	}
	row, ok := any(model).(I)
	if !ok {
		return row, fault.New(fault.Internal, "the model of %s has not the methods of the interface", typeName)
	}
	return row, nil
}

// Decode returns the model of a row, which has its type; nil for null.
func (t Types[I]) Decode(ctx context.Context, text []byte) (row I, err error) {
	if len(text) == 0 || string(text) == "null" {
		return row, nil
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(text, &members); err != nil {
		return row, fault.Wrap(err, fault.Internal, "internal error")
	}
	var typeName string
	if err := json.Unmarshal(members[operation.TypenameKey], &typeName); err != nil {
		return row, fault.Wrap(err, fault.Internal, "internal error")
	}
	decode := t[typeName]
	if decode == nil {
		return row, fault.New(fault.SchemaChanged, "the code was generated without the type %s, which is served", typeName).
			WithHint("run go generate ./...")
	}
	return decode(ctx, typeName, text)
}

// DecodeList returns the models of an array of rows; nil for each null.
func (t Types[I]) DecodeList(ctx context.Context, text []byte) ([]I, error) {
	var items []json.RawMessage
	if err := json.Unmarshal(text, &items); err != nil {
		return nil, fault.Wrap(err, fault.Internal, "internal error")
	}
	all := make([]I, len(items))
	for i, item := range items {
		var err error
		if all[i], err = t.Decode(ctx, item); err != nil {
			return nil, err
		}
	}
	return all, nil
}
