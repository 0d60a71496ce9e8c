package ask

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/99designs/gqlgen/graphql"

	"tiddly/internal/fault"
)

// Typed returns an input of a client, which resolvers get as a map or a list of maps, as its type in the package
// tables:
//
//	where, err := ask.Typed[tables.AuthorWhere](where)
//
// What is absent in the map is absent in the result, and null is null. A null that the type cannot hold is an error,
// except where the client's filter means the same without it.
func Typed[T any](input any) (T, error) {
	var out T
	text, err := json.Marshal(input)
	if err != nil {
		return out, fault.Wrap(err, fault.RequestValue, "the input is no JSON")
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return out, fault.Wrap(err, fault.RequestValue, "the input is no JSON")
	}
	err = typed(reflect.ValueOf(&out).Elem(), v, "")
	return out, err
}

// typed sets a value to what JSON has, at a path of the input. Null leaves it as it is.
func typed(into reflect.Value, v any, path string) error {
	switch {
	case v == nil:
		return nil
	case into.Kind() == reflect.Pointer:
		into.Set(reflect.New(into.Type().Elem()))
		return typed(into.Elem(), v, path)
	case into.Kind() == reflect.Struct:
		return typedObject(into, v, path)
	case into.Kind() == reflect.Slice:
		return typedList(into, v, path)
	case into.Kind() == reflect.Interface:
		into.Set(reflect.ValueOf(v))
		return nil
	default:
		return typedScalar(into, v, path)
	}
}

func typedObject(into reflect.Value, v any, path string) error {
	given, ok := v.(map[string]any)
	if !ok {
		return unfit(path, v, "an object")
	}
	members := map[string]int{}
	for i := range into.NumField() {
		name, _, _ := strings.Cut(into.Type().Field(i).Tag.Get("json"), ",")
		members[name] = i
	}
	_, equals := members["eq"]
	_, nulls := members["isNull"]
	filters := equals && nulls
	for _, name := range slices.Sorted(maps.Keys(given)) {
		i, known := members[name]
		if !known {
			return fault.New(fault.SchemaChanged, "%s is no member of %s", joined(path, name), into.Type().Name()).
				WithHint("use the type of this input; if it is that, run go generate ./...")
		}
		var err error
		switch field := into.Field(i); {
		case !omits(field):
			err = typed(field, given[name], joined(path, name))
		case given[name] == nil && filters && name == "eq":
			err = fault.New(fault.RequestValue, "%s: nothing equals null", joined(path, name)).WithHint("use isNull: true")
		case given[name] == nil && filters:
			// As in a client's filter, it is as if it were absent.
		default:
			err = typedMember(field, given[name], joined(path, name))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// omits reports whether a member is of a type of graphql.Omittable.
func omits(field reflect.Value) bool {
	_, ok := reflect.TypeAssert[interface{ IsSet() bool }](field)
	return ok
}

// typedMember sets a member that can be absent.
func typedMember(into reflect.Value, v any, path string) error {
	inner := reflect.New(into.MethodByName("Value").Type().Out(0)).Elem()
	if v == nil && inner.Kind() != reflect.Pointer && inner.Kind() != reflect.Interface {
		return fault.New(fault.ConstraintNotNull, "%s must not be null", path)
	}
	if err := typed(inner, v, path); err != nil {
		return err
	}
	if inner.Kind() == reflect.Interface {
		into.Set(reflect.ValueOf(graphql.OmittableOf(v))) // a number in JSON keeps its digits
		return nil
	}
	text, err := json.Marshal(inner.Interface())
	if err == nil {
		err = json.Unmarshal(text, into.Addr().Interface())
	}
	if err != nil {
		return fault.Wrap(err, fault.Internal, "internal error")
	}
	return nil
}

// typedList sets a list. As in GraphQL, a value that is no list is one of one item.
func typedList(into reflect.Value, v any, path string) error {
	items, ok := v.([]any)
	if !ok {
		items = []any{v}
	}
	into.Set(reflect.MakeSlice(into.Type(), len(items), len(items)))
	for i, item := range items {
		at := fmt.Sprintf("%s[%d]", path, i)
		if item == nil {
			return fault.New(fault.RequestValue, "%s must not be null", at)
		}
		if err := typed(into.Index(i), item, at); err != nil {
			return err
		}
	}
	return nil
}

func typedScalar(into reflect.Value, v any, path string) error {
	number, isNumber := v.(json.Number)
	switch text, isText := v.(string); {
	case into.Kind() == reflect.String && (isText || isNumber):
		into.SetString(text + number.String())
		return nil
	case into.Kind() == reflect.Bool:
		if flag, ok := v.(bool); ok {
			into.SetBool(flag)
			return nil
		}
	case into.Kind() == reflect.Int32 && isNumber:
		if n, err := strconv.ParseInt(number.String(), 10, 32); err == nil {
			into.SetInt(n)
			return nil
		}
	case into.Kind() == reflect.Float64 && isNumber:
		if f, err := number.Float64(); err == nil {
			into.SetFloat(f)
			return nil
		}
	}
	return unfit(path, v, "a value of the type "+into.Type().String())
}

func unfit(path string, v any, want string) error {
	text, _ := json.Marshal(v)
	if len(text) > maxShown {
		text = append(text[:maxShown:maxShown], "…"...)
	}
	return fault.New(fault.RequestValue, "%s is %s, where %s is expected", cmp.Or(path, "the input"), strings.ToValidUTF8(string(text), ""), want)
}

// maxShown is the length to which a value is shown, in bytes.
const maxShown = 40

func joined(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
