package rest

import (
	"errors"

	"tiddly/internal/fault"
	"tiddly/internal/jsontext"
	"tiddly/internal/request"
)

// object is a JSON object that keeps the order of its members.
type object = jsontext.Object

// plain returns a value with maps in place of objects.
func plain(v any) any {
	switch v := v.(type) {
	case *object:
		m := make(map[string]any, len(v.Members))
		for _, member := range v.Members {
			m[member.Name] = plain(member.Value)
		}
		return m
	case []any:
		for i := range v {
			v[i] = plain(v[i])
		}
	}
	return v
}

// maxDepth limits the nesting of lists and objects.
const maxDepth = 64

// decode reads one JSON value: nil, bool, json.Number, string, []any or *object.
func decode(text string) (any, error) {
	v, err := jsontext.DecodeOrdered(text, maxDepth)
	if wrong, ok := errors.AsType[*jsontext.Error](err); ok {
		return nil, fault.New(fault.RequestMalformed, "the body %v", wrong).WithHint("%s", wrong.Hint())
	}
	return v, err
}

func describe(v any) string {
	if _, ok := v.(*object); ok {
		return "an object"
	}
	return request.Describe(v)
}
