package fetched

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"reflect"
	"slices"
	"sync"

	"tiddly/internal/jsontext"
)

// Model is a model of any type.
type Model interface{ Fetched() *Row }

// Rows returns the rows of tables in a result of Go code that lack what is selected below the field that ctx resolves:
// models in lists and interfaces, in order. Places are their indexes in the lists around them.
func Rows(ctx context.Context, result any) (rows []Model, places [][]int) {
	of := selected(ctx)
	walk(reflect.ValueOf(result), nil, func(m Model, place []int) (Model, bool) {
		if TypeOf(m) != "" && m.Fetched().of != of {
			rows, places = append(rows, m), append(places, slices.Clone(place))
		}
		return m, false
	})
	return rows, places
}

// Filled returns a result of Go code with its rows, as Rows returns them, replaced by others. The result itself stays
// as it is: other requests may have it too.
func Filled(ctx context.Context, result any, rows []Model) any {
	of := selected(ctx)
	out, _ := walk(reflect.ValueOf(result), nil, func(m Model, _ []int) (Model, bool) {
		if TypeOf(m) == "" || m.Fetched().of == of {
			return m, false
		}
		filled := rows[0]
		rows = rows[1:]
		return filled, true
	})
	return out.Interface()
}

// WithMembers returns a copy of a row that has the members selected below the field that ctx resolves.
func WithMembers(ctx context.Context, m Model, members map[string]json.RawMessage) Model {
	return with(m, Row{members: members, of: selected(ctx)})
}

// Lost returns a copy of a row that is not in its table. Its key is all that is known of it: of what is selected below
// it, it has the global id under the keys of ids.
func Lost(ctx context.Context, m Model, key []json.RawMessage, ids []string) Model {
	row := Row{members: map[string]json.RawMessage{}, of: selected(ctx), lost: TypeOf(m)}
	id, _ := jsontext.AppendString([]byte{'['}, row.lost)
	for _, cell := range key {
		id = append(append(id, ','), cell...)
	}
	text := base64.RawURLEncoding.AppendEncode([]byte{'"'}, append(id, ']'))
	for _, alias := range ids {
		row.members[alias] = append(text, '"')
	}
	return with(m, row)
}

func with(m Model, row Row) Model {
	old := reflect.ValueOf(m)
	made := reflect.New(old.Type().Elem())
	made.Elem().Set(old.Elem())
	out := made.Interface().(Model) //nolint:forcetypeassert // it has the type of m
	row.id, row.reader = m.Fetched().id, m.Fetched().reader
	*out.Fetched() = row
	return out
}

// visitor returns what replaces a model at a place, and whether anything does.
type visitor func(m Model, place []int) (Model, bool)

// walk calls visit for each model of a value, and returns the value with the models that it has replaced; it reports
// whether there are any.
func walk(v reflect.Value, place []int, visit visitor) (reflect.Value, bool) {
	switch v.Kind() {
	case reflect.Pointer:
		m, ok := reflect.TypeAssert[Model](v)
		if !ok || v.IsNil() {
			return v, false
		}
		made, replaced := visit(m, place)
		return reflect.ValueOf(made), replaced
	case reflect.Struct:
		made := reflect.New(v.Type())
		if _, ok := reflect.TypeAssert[Model](made); !ok {
			return v, false
		}
		made.Elem().Set(v)
		out, replaced := walk(made, place, visit)
		return out.Elem(), replaced
	case reflect.Interface:
		if v.IsNil() {
			return v, false
		}
		return walk(v.Elem(), place, visit)
	case reflect.Slice:
		return walkSlice(v, place, visit)
	default:
		return v, false
	}
}

func walkSlice(v reflect.Value, place []int, visit visitor) (reflect.Value, bool) {
	out, replaced := v, false
	for i := range v.Len() {
		item, changed := walk(v.Index(i), append(place, i), visit)
		if !changed {
			continue
		}
		if !replaced {
			out, replaced = reflect.MakeSlice(v.Type(), v.Len(), v.Len()), true
			reflect.Copy(out, v)
		}
		out.Index(i).Set(item)
	}
	return out, replaced
}

var tables sync.Map // reflect.Type → string

// TypeOf returns the name of the type of a row's table; empty for what is no row of a table.
func TypeOf(m Model) string {
	t := reflect.TypeOf(m)
	if name, ok := tables.Load(t); ok {
		return name.(string)
	}
	name := ""
	if t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Struct {
		for f := range t.Elem().Fields() {
			if f.Type == reflect.TypeFor[Row]() {
				name = f.Tag.Get("graphql")
			}
		}
	}
	tables.Store(t, name)
	return name
}
