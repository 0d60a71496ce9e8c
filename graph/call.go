package graph

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"slices"

	"tiddly/graph/fetched"
	"tiddly/internal/fault"
)

// Arguments are those of a root field of a table, by name, for a resolver: maps for input objects, lists of them,
// numbers, text, or pointers to these. Nil is as if absent.
type Arguments map[string]any

// values gives the arguments as if a client had sent them.
func (a Arguments) values() (map[string]any, error) {
	text, err := json.Marshal(map[string]any(a))
	if err != nil {
		return nil, fault.Wrap(err, fault.Internal, "the arguments of a resolver are no JSON")
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var all map[string]any
	if err := d.Decode(&all); err != nil {
		return nil, fault.Wrap(err, fault.Internal, "the arguments of a resolver are no JSON")
	}
	maps.DeleteFunc(all, func(_ string, v any) bool { return v == nil })
	return all, nil
}

func sortedKeys(m map[string]any) []string { return slices.Sorted(maps.Keys(m)) }

// many answers the field that ctx resolves by the rows of a root field of a table, with everything that is selected
// below. A resolver of the user's may give other arguments than it got, or be a field of another name: what root, a
// field of Query, gives has to be of the type that the resolver gives.
func many[T any, P fetched.Holder[T]](ctx context.Context, root string, a Arguments) ([]*T, error) {
	text, err := read(ctx, root, a)
	if err != nil {
		return nil, err
	}
	return fetched.DecodeList[T, P](ctx, text)
}

// one does the same for a root field that gives one row, or the payload of a mutation.
func one[T any, P fetched.Holder[T]](ctx context.Context, root string, a Arguments) (*T, error) {
	text, err := read(ctx, root, a)
	if err != nil {
		return nil, err
	}
	return fetched.Decode[T, P](ctx, text)
}

// And is the filter of rows that match all of the filters; one that is nil asks for nothing.
func And(filters ...map[string]any) map[string]any {
	all := []any{}
	for _, f := range filters {
		if f != nil {
			all = append(all, f)
		}
	}
	return map[string]any{"and": all}
}
