// Package fetched passes rows that the engine has read to the code that gqlgen generates: columns become fields of
// a model, and relations are looked up by their response keys, so that aliases with different arguments do not
// collide. It reads from no source; it knows no engine and no SQL.
package fetched

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
	"tiddly/internal/gql/operation"
)

// Row is the data read for one row, by response key. The zero value is a row made in Go: its columns are the
// fields of its model, and it has no relations. It is immutable.
type Row struct {
	members map[string]json.RawMessage
	// of is the selection that was read.
	of selection
	// lost is the type of a row whose key no row has; empty for others.
	lost string
	// reader is what has read the row, id the row id of a row without a key.
	reader any
	id     json.RawMessage
}

// selection is what is selected below a field, in one request.
type selection struct {
	operation *graphql.OperationContext
	field     *ast.Field
}

// selected returns the selection below the field that ctx resolves.
func selected(ctx context.Context) selection {
	return selection{graphql.GetOperationContext(ctx), graphql.GetFieldContext(ctx).Field.Field}
}

// Holder is a model of type T that keeps its row.
type Holder[T any] interface {
	*T
	Fetched() *Row
}

// List returns the rows of a to-many relation, for the field that ctx resolves.
func List[T any, P Holder[T]](ctx context.Context, r *Row) ([]*T, error) {
	text, typeName, err := r.rows(ctx)
	if err != nil {
		return nil, err
	}
	return DecodeList[T, P](ctx, typeName, text)
}

// One returns the row of a to-one relation or the node of a payload; nil if there is none.
func One[T any, P Holder[T]](ctx context.Context, r *Row) (*T, error) {
	text, typeName, err := r.rows(ctx)
	if err != nil {
		return nil, err
	}
	return Decode[T, P](ctx, typeName, text)
}

// Value returns a member that is a plain value, such as the nodeId of a row or the affectedRows of a payload.
func Value[T any](ctx context.Context, r *Row) (v T, err error) {
	text, err := r.member(ctx)
	if err != nil {
		return v, err
	}
	if err := json.Unmarshal(text, &v); err != nil {
		return v, fault.Wrap(err, fault.Internal, "internal error")
	}
	return v, nil
}

// rows returns the text of a relation or of the node of a payload, and the type of its rows.
func (r *Row) rows(ctx context.Context) (text json.RawMessage, typeName string, err error) {
	if text, err = r.member(ctx); err != nil {
		return nil, "", err
	}
	return text, graphql.GetFieldContext(ctx).Field.Definition.Type.Name(), nil
}

func (r *Row) member(ctx context.Context) (json.RawMessage, error) {
	field := graphql.GetFieldContext(ctx)
	if field == nil || field.Field.Field == nil {
		return nil, Outside("what was selected below a row")
	}
	key := field.Field.Alias
	text, ok := r.members[key]
	switch {
	case ok:
		return text, nil
	case r.lost != "":
		return nil, fault.New(fault.Internal, "%s was not read: no row of %s has the key of the row created in Go", key, r.lost).
			WithHint("return rows that are in the table")
	default:
		return nil, fault.New(fault.Internal, "%s was not read: the row was created in Go or read for another request, and its table has no key", key).
			WithHint("read the row in the request that returns it; read a row of a view with many or one, which read the selection below it")
	}
}

// Outside returns the fault of code that reads something outside a request of GraphQL, such as in a test that
// calls a resolver as a plain function.
func Outside(what string) *fault.Fault {
	return fault.New(fault.Internal, "%s is read outside a request", what).
		WithHint("a resolver reads rows only while the server answers a request: send one, or make the rows in the test and call a function of yours that takes them")
}

type schemaKey struct{}

// With returns a context in which rows are decoded by the types of a served schema.
func With(ctx context.Context, served *ast.Schema) context.Context {
	return context.WithValue(ctx, schemaKey{}, served)
}

// DecodeList returns the models of an array of rows of a type.
func DecodeList[T any, P Holder[T]](ctx context.Context, typeName string, text []byte) ([]*T, error) {
	var items []json.RawMessage
	if err := json.Unmarshal(text, &items); err != nil {
		return nil, fault.Wrap(err, fault.Internal, "internal error")
	}
	if items == nil {
		return nil, nil
	}
	d := newDecoder[T](ctx, typeName)
	all := make([]*T, len(items))
	for i, item := range items {
		if bytes.Equal(item, []byte("null")) {
			continue // the row is an error of the engine
		}
		row, err := decode[T, P](d, item)
		if err != nil {
			return nil, err
		}
		all[i] = row
	}
	return all, nil
}

// Decode returns the model of a row of a type; nil for null.
func Decode[T any, P Holder[T]](ctx context.Context, typeName string, text []byte) (*T, error) {
	if len(text) == 0 || string(text) == "null" {
		return nil, nil //nolint:nilnil // a row that is not there
	}
	return decode[T, P](newDecoder[T](ctx, typeName), text)
}

// decoder maps the columns that were read to fields of a model.
type decoder struct {
	columns map[string]int
	of      selection
	reader  any
}

// newDecoder reads the selection of the field that ctx resolves: a column may have several response keys.
func newDecoder[T any](ctx context.Context, typeName string) decoder {
	field := graphql.GetFieldContext(ctx).Field
	index := columnsOf(reflect.TypeFor[T]())
	d := decoder{columns: map[string]int{}, of: selected(ctx), reader: readerOf(ctx)}
	for _, f := range graphql.CollectFields(graphql.GetOperationContext(ctx), field.Selections, Satisfied(ctx, typeName)) {
		if i, ok := index[f.Name]; ok {
			d.columns[f.Alias] = i
		}
	}
	for name, i := range index {
		d.columns[operation.HiddenKey+name] = i
	}
	return d
}

// Satisfied returns the type conditions that rows of a type satisfy: the type, its interfaces and its unions.
func Satisfied(ctx context.Context, typeName string) []string {
	types := []string{typeName}
	if served, ok := ctx.Value(schemaKey{}).(*ast.Schema); ok {
		for _, d := range served.Implements[typeName] {
			types = append(types, d.Name)
		}
	}
	return types
}

func decode[T any, P Holder[T]](d decoder, text []byte) (*T, error) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(text, &members); err != nil {
		return nil, fault.Wrap(err, fault.Internal, "internal error")
	}
	row := new(T)
	value := reflect.ValueOf(row).Elem()
	for key, member := range members {
		i, ok := d.columns[key]
		if !ok {
			continue
		}
		if err := set(value.Field(i), member); err != nil {
			return nil, fault.Wrap(err, fault.Internal, "the code was generated for another kind of %s", strings.TrimPrefix(key, operation.HiddenKey)).
				WithHint("run go generate ./...")
		}
	}
	*P(row).Fetched() = Row{members: members, of: d.of, id: members[operation.HiddenKey+catalog.RowIDName], reader: d.reader}
	return row, nil
}

// errNull is the error of a null for a field of a model that has none: a zero would not be what is stored.
var errNull = errors.New("it is null, and its Go type has no null")

// set sets a field of a model to a cell.
func set(field reflect.Value, cell json.RawMessage) error {
	if !bytes.Equal(cell, []byte("null")) {
		return json.Unmarshal(cell, field.Addr().Interface())
	}
	if kind := field.Kind(); kind != reflect.Pointer && kind != reflect.Slice { // a slice holds JSON, which has null
		return errNull
	}
	return nil
}

var known sync.Map // reflect.Type → map[string]int

// columnsOf returns the fields of a model by the names of their columns, which are in the json tags.
func columnsOf(t reflect.Type) map[string]int {
	if index, ok := known.Load(t); ok {
		return index.(map[string]int)
	}
	index := map[string]int{}
	for i := range t.NumField() {
		if name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ","); name != "" && name != "-" {
			index[name] = i
		}
	}
	known.Store(t, index)
	return index
}
