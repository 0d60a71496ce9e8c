package handwritten

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"

	"tiddly/internal/fault"
)

// Arguments are the arguments of a root field of a table, by name, as a resolver passes them: maps for input
// objects, lists of them, numbers, text, or pointers to these. Nil means an absent argument.
type Arguments map[string]any

// Values returns the arguments as if a client had sent them.
func (a Arguments) Values() (map[string]any, error) {
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

// Reader reads root fields of tables for the resolvers of one request.
type Reader interface {
	Read(ctx context.Context, root string, a Arguments) (json.RawMessage, error)
}

type readerKey struct{}

// WithReader returns a context in which resolvers read by r.
func WithReader(ctx context.Context, r Reader) context.Context {
	return context.WithValue(ctx, readerKey{}, r)
}

// Read returns the value of a root field of a table for the field that ctx resolves.
func Read(ctx context.Context, root string, a Arguments) (json.RawMessage, error) {
	r, ok := ctx.Value(readerKey{}).(Reader)
	if !ok {
		return nil, fault.New(fault.Internal, "%s is read outside of a request", root)
	}
	return r.Read(ctx, root, a)
}
