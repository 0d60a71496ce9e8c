// Package scalar binds the scalars of the served schema to Go types for the code that gqlgen generates, and writes
// them in exactly the form in which the engine does. It is all that generated code needs of values: inputs of
// every type are one Go type. It knows no catalogue and no SQL.
package scalar

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/99designs/gqlgen/graphql"

	"tiddly/internal/fault"
	"tiddly/internal/jsontext"
)

// MarshalString writes a string: String, ID, enums, and all scalars that travel as text (BigInt, Decimal,
// DateTime, Date, Time, UUID, Bytes), whose Go type is their exact text. Invalid UTF-8 is replaced.
func MarshalString(s string) graphql.Marshaler {
	return graphql.WriterFunc(func(w io.Writer) {
		text, ok := jsontext.AppendString(nil, s)
		if !ok {
			text, _ = jsontext.AppendString(nil, strings.ToValidUTF8(s, "\uFFFD"))
		}
		_, _ = w.Write(text)
	})
}

// Enum is the type of an enum of columns.
type Enum interface {
	~string
	IsValid() bool
}

// UnmarshalEnum sets an enum, whose name in the schema is given, to one of its values.
func UnmarshalEnum[E Enum](into *E, v any, name string) error {
	text, err := graphql.UnmarshalString(v)
	if err != nil {
		return err
	}
	if !E(text).IsValid() {
		return fmt.Errorf("%q is not a value of %s", text, name)
	}
	*into = E(text)
	return nil
}

// UnmarshalString accepts a string, or a number where the scalar does, as the number's text.
func UnmarshalString(v any) (string, error) {
	switch v := v.(type) {
	case string:
		return v, nil
	case json.Number:
		return v.String(), nil
	default:
		return graphql.UnmarshalString(v)
	}
}

// MarshalFloat writes a Float in the form of ECMAScript's Number; a value that is not finite is an error of its
// field.
func MarshalFloat(f float64) graphql.ContextMarshaler {
	return graphql.ContextWriterFunc(func(_ context.Context, w io.Writer) error {
		text, ok := jsontext.AppendFloat(nil, f)
		if !ok {
			return fault.New(fault.Internal, "the value is not a finite number")
		}
		_, err := w.Write(text)
		return err
	})
}

// UnmarshalFloat accepts a number.
func UnmarshalFloat(_ context.Context, v any) (float64, error) { return graphql.UnmarshalFloat(v) }

// MarshalInput writes an input object, which no answer contains.
func MarshalInput(v map[string]any) graphql.Marshaler { return graphql.MarshalMap(v) }

// UnmarshalInput returns an input object of any type as a map: absent members have no key, null is nil, numbers
// are json.Number, enums and text are strings. It was checked against its type before.
func UnmarshalInput(v any) (map[string]any, error) {
	object, ok := v.(map[string]any)
	if !ok {
		return nil, fault.New(fault.RequestValue, "expected an object")
	}
	return object, nil
}

// JSON is a JSON value as written in the answer; nil is null.
type JSON json.RawMessage

// MarshalGQL writes the value.
func (j JSON) MarshalGQL(w io.Writer) {
	if len(j) == 0 {
		_, _ = io.WriteString(w, "null")
		return
	}
	_, _ = w.Write(j)
}

// UnmarshalGQL accepts any JSON value.
func (j *JSON) UnmarshalGQL(v any) error {
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return fault.Wrap(err, fault.RequestValue, "expected a JSON value")
	}
	*j = bytes.TrimSuffix(text.Bytes(), []byte("\n"))
	return nil
}

// UnmarshalJSON keeps the bytes.
func (j *JSON) UnmarshalJSON(text []byte) error {
	*j = bytes.Clone(text)
	return nil
}

// MarshalJSON returns the bytes.
func (j JSON) MarshalJSON() ([]byte, error) {
	if len(j) == 0 {
		return []byte("null"), nil
	}
	return j, nil
}
