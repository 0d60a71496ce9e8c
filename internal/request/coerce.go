package request

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"strings"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
	"tiddly/internal/jsontext"
)

// Coerce converts an input value to the neutral form of its kind (see Arguments). The value is what a JSON decoder or
// a GraphQL literal yields: a string, json.Number, bool, int64, float64, and for JSON anything but nil. Enum is set
// where kind is Enum. Errors are faults that name the kind of value received and what would be right.
func Coerce(kind catalog.Kind, enum *catalog.EnumType, v any) (any, error) {
	switch kind {
	case catalog.String:
		if _, ok := v.(string); ok {
			return v, nil
		}
		return nil, unfit("a String", v).WithHint("write a text in quotes")
	case catalog.Boolean:
		if _, ok := v.(bool); ok {
			return v, nil
		}
		return nil, unfit("a Boolean", v).WithHint("write true or false, without quotes")
	case catalog.Int, catalog.BigInt, catalog.Float, catalog.Decimal:
		return coerceNumber(kind, v)
	case catalog.DateTime, catalog.Date, catalog.Time:
		return coerceMoment(kind, v)
	case catalog.UUID:
		return coerceUUID(v)
	case catalog.JSON:
		return coerceJSON(v)
	case catalog.Bytes:
		return coerceBytes(v)
	case catalog.Enum:
		return coerceEnum(enum, v)
	default:
		return nil, fault.New(fault.Internal, "a value of the unknown kind %s", kind)
	}
}

func coerceUUID(v any) (any, error) {
	const form = "write it like 0190163d-8694-739b-aea5-966c26f8ad91"
	s, ok := v.(string)
	if !ok || len(s) != 36 {
		return nil, unfit("a UUID", v).WithHint(form)
	}
	for i := range len(s) {
		c := s[i]
		switch i {
		case 8, 13, 18, 23:
			ok = ok && c == '-'
		default:
			ok = ok && ('0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F')
		}
	}
	if !ok {
		return nil, unfit("a UUID", v).WithHint(form)
	}
	return strings.ToLower(s), nil
}

func coerceJSON(v any) (any, error) {
	if n, ok := v.(json.Number); ok {
		// A number by itself can be stored as one: then it must be one that a column of numbers holds.
		if f, err := n.Float64(); err != nil || math.IsInf(f, 0) {
			return nil, unfit("a JSON value", v).WithHint("a number by itself must be within the range of a Float")
		}
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, fault.Wrap(err, fault.RequestValue, "expected a JSON value")
	}
	text, err := jsontext.Canonical(b.Bytes())
	if err != nil {
		return nil, fault.Wrap(err, fault.RequestValue, "this JSON value cannot be stored: %v", err)
	}
	return JSONText(text), nil
}

func coerceBytes(v any) (any, error) {
	s, ok := v.(string)
	if !ok {
		return nil, unfit("Bytes", v).WithHint("write a string in base64 with padding (RFC 4648, section 4)")
	}
	b, err := base64.StdEncoding.Strict().DecodeString(s)
	if err != nil {
		f := fault.Wrap(err, fault.RequestValue, "expected Bytes, got a string that is not base64")
		if at, ok := errors.AsType[base64.CorruptInputError](err); ok {
			f.Message += " at character " + strconv.FormatInt(int64(at)+1, 10)
		}
		return nil, f.WithHint("use the standard alphabet with padding (RFC 4648, section 4), no line breaks")
	}
	if b == nil {
		b = []byte{}
	}
	return b, nil
}

func coerceEnum(enum *catalog.EnumType, v any) (any, error) {
	if enum == nil {
		return nil, fault.New(fault.Internal, "an enum value without its type")
	}
	s, ok := v.(string)
	if !ok {
		return nil, unfit("a value of the enum "+enum.TypeName, v).WithNames(fault.Names{Hint: enumValues(enum, enumName)})
	}
	value, ok := enum.Named(s)
	if !ok {
		return nil, unfit("a value of the enum "+enum.TypeName, v).WithNames(fault.Names{Hint: enumValues(enum, enumName)})
	}
	return value.Stored, nil
}

func enumName(v catalog.EnumValue) string { return v.Name }

// enumValues returns a hint with the values of an enum; of returns the text of a value.
func enumValues(enum *catalog.EnumType, of func(catalog.EnumValue) string) string {
	names := make([]string, len(enum.Values))
	for i, v := range enum.Values {
		names[i] = of(v)
	}
	return "its values are " + fault.List(names)
}

// unfit returns the fault of a value that is not what was expected.
func unfit(expected string, v any) *fault.Fault {
	return fault.New(fault.RequestValue, "expected %s, got %s", expected, Describe(v))
}

// Describe returns the kind of a client's value in words. The value itself is not repeated: it may be a secret, and
// answers end up in logs.
func Describe(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case string:
		return "a string"
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return "a number that is not finite"
		}
		return "a number"
	case json.Number, int64:
		return "a number"
	case bool:
		return "a Boolean"
	case []any:
		return "a list"
	case map[string]any:
		return "an object"
	default:
		return "a value of another kind"
	}
}
