package handwritten

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"

	"tiddly/internal/fault"
	"tiddly/internal/gql/handwritten/fetched"
)

// Arguments are the arguments of a root field of a table, by name, as a resolver passes them: maps for input
// objects, lists of them, numbers, text, or pointers to these. Nil means an absent argument.
type Arguments map[string]any

// Values returns the arguments as if a client had sent them.
func (a Arguments) Values() (map[string]any, error) {
	text, err := json.Marshal(map[string]any(a))
	if err != nil {
		return nil, fault.Wrap(err, fault.Internal, "the arguments of a resolver are not JSON")
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var all map[string]any
	if err := d.Decode(&all); err != nil {
		return nil, fault.Wrap(err, fault.Internal, "the arguments of a resolver are not JSON")
	}
	maps.DeleteFunc(all, func(_ string, v any) bool { return v == nil })
	return all, nil
}

// Rows are what was read for a field: a list of rows, a row, or the payload of a mutation.
type Rows struct {
	// Type is the type of the rows, or of the payload.
	Type string
	Text json.RawMessage
}

// Reader reads root fields of tables for the resolvers of one request.
type Reader interface {
	Read(ctx context.Context, root string, a Arguments) (Rows, error)
}

type readerKey struct{}

// WithReader returns a context in which resolvers read by r.
func WithReader(ctx context.Context, r Reader) context.Context {
	return context.WithValue(ctx, readerKey{}, r)
}

// Read returns the value of a root field of a table for the field that ctx resolves.
func Read(ctx context.Context, root string, a Arguments) (Rows, error) {
	r, ok := ctx.Value(readerKey{}).(Reader)
	if !ok {
		return Rows{}, fetched.Outside(root)
	}
	return r.Read(ctx, root, a)
}
