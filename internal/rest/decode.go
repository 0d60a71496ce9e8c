package rest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"unicode/utf8"

	"tiddly/internal/fault"
	"tiddly/internal/request"
)

// object is a JSON object with its members in the order in which they were written.
type object struct{ members []member }

type member struct {
	name  string
	value any
}

// get gives the value of a member; false where there is none.
func (o *object) get(name string) (any, bool) {
	for i := range o.members {
		if o.members[i].name == name {
			return o.members[i].value, true
		}
	}
	return nil, false
}

// plain gives the object as encoding/json would.
func (o *object) plain() map[string]any {
	m := make(map[string]any, len(o.members))
	for _, member := range o.members {
		m[member.name] = plain(member.value)
	}
	return m
}

// plain gives a value in which no object is of ours.
func plain(v any) any {
	switch v := v.(type) {
	case *object:
		return v.plain()
	case []any:
		for i := range v {
			v[i] = plain(v[i])
		}
	}
	return v
}

// maxDepth is how deep lists and objects may stand in each other.
const maxDepth = 64

// decode reads one JSON value: nil, bool, json.Number, string, []any or *object. An object that has a member twice is refused:
// which of the two is meant nobody can tell.
func decode(text []byte) (any, error) {
	if !utf8.Valid(text) {
		return nil, malformed("it is not UTF-8")
	}
	d := decoder{json.NewDecoder(bytes.NewReader(text))}
	d.UseNumber()
	v, err := d.value(0)
	if err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, malformed("something follows the JSON value")
	}
	return v, nil
}

func malformed(why string) *fault.Fault {
	return fault.New(fault.RequestMalformed, "the body is not JSON: %s", why)
}

type decoder struct{ *json.Decoder }

func (d decoder) value(depth int) (any, error) {
	token, err := d.Token()
	if err != nil {
		return nil, malformed(reason(err))
	}
	delimiter, ok := token.(json.Delim)
	if !ok {
		return token, nil
	}
	if depth == maxDepth {
		return nil, malformed("it is nested too deep")
	}
	if delimiter == '[' {
		return d.list(depth + 1)
	}
	return d.object(depth + 1)
}

func (d decoder) list(depth int) (any, error) {
	list := []any{}
	for d.More() {
		v, err := d.value(depth)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, d.end()
}

func (d decoder) object(depth int) (any, error) {
	o := &object{}
	seen := map[string]bool{}
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return nil, malformed(reason(err))
		}
		name, _ := token.(string) // the decoder takes nothing else here
		if seen[name] {
			return nil, malformed("an object has a member twice")
		}
		seen[name] = true
		v, err := d.value(depth)
		if err != nil {
			return nil, err
		}
		o.members = append(o.members, member{name, v})
	}
	return o, d.end()
}

func (d decoder) end() error {
	if _, err := d.Token(); err != nil {
		return malformed(reason(err))
	}
	return nil
}

// reason says where JSON ends to be JSON, without a word of what stands there.
func reason(err error) string {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return "it ends too early"
	}
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		return "it is wrong at byte " + strconv.FormatInt(syntax.Offset, 10)
	}
	return "it is wrong somewhere"
}

func describe(v any) string {
	if _, ok := v.(*object); ok {
		return "an object"
	}
	return request.Describe(v)
}
