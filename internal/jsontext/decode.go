package jsontext

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// Object is a JSON object with its members in the order in which they were written.
type Object struct{ Members []Member }

// Member is a member of an object.
type Member struct {
	Name  string
	Value any
}

// Get returns the value of a member, and reports whether there is one.
func (o *Object) Get(name string) (any, bool) {
	for i := range o.Members {
		if o.Members[i].Name == name {
			return o.Members[i].Value, true
		}
	}
	return nil, false
}

// Error is why a text is rejected as JSON, without any of its content.
type Error struct {
	// Reason is one of the errors of this package.
	Reason error
	// At is the byte at which the error was found, counted from 1; Depth is the maximum nesting of values.
	At, Depth int
}

// Error returns a predicate, whose subject is the text.
func (e *Error) Error() string {
	switch {
	case errors.Is(e.Reason, ErrDepth):
		return fmt.Sprintf("is nested more than %d levels deep", e.Depth)
	case errors.Is(e.Reason, ErrDuplicate):
		return fmt.Sprintf("has a duplicate object member at byte %d", e.At)
	case errors.Is(e.Reason, ErrSurrogate):
		return fmt.Sprintf("has half of a surrogate pair at byte %d", e.At)
	case errors.Is(e.Reason, ErrUTF8):
		return fmt.Sprintf("is not valid UTF-8: error at byte %d", e.At)
	case errors.Is(e.Reason, ErrEnd):
		return "is not valid JSON: it ends unexpectedly"
	case errors.Is(e.Reason, ErrMore):
		return fmt.Sprintf("has data after its JSON value at byte %d", e.At)
	default:
		return fmt.Sprintf("is not valid JSON: error at byte %d", e.At)
	}
}

// Hint returns what would be right.
func (e *Error) Hint() string {
	switch {
	case errors.Is(e.Reason, ErrDepth):
		return fmt.Sprintf("nest lists and objects at most %d levels deep", e.Depth)
	case errors.Is(e.Reason, ErrDuplicate):
		return "write each member of an object once"
	case errors.Is(e.Reason, ErrSurrogate):
		return `write a character beyond U+FFFF as itself, or as both halves of its pair, such as \ud83d\ude00`
	case errors.Is(e.Reason, ErrUTF8):
		return "send text in UTF-8"
	case errors.Is(e.Reason, ErrEnd):
		return "close every string, list and object"
	case errors.Is(e.Reason, ErrMore):
		return "send one JSON value"
	default:
		return "check the quotes, commas and brackets; names and strings need double quotes"
	}
}

// Unwrap returns the reason.
func (e *Error) Unwrap() error { return e.Reason }

// Decode returns the JSON value of a text: nil, bool, json.Number, string, []any or map[string]any, nested at most
// depth levels deep. It is strict where parsers differ, since what is stored must be what was meant: strings are
// Unicode, and no object has a member twice. The value shares no memory with the text. The error is an *Error.
func Decode(text string, depth int) (any, error) { return decode(text, depth, false) }

// Clone returns a value of Decode, or of a Tree, in memory of its own.
func Clone(v any) any {
	switch v := v.(type) {
	case string:
		return strings.Clone(v)
	case json.Number:
		return json.Number(strings.Clone(string(v)))
	case []any:
		for i := range v {
			v[i] = Clone(v[i])
		}
	case map[string]any:
		out := make(map[string]any, len(v))
		for name, value := range v {
			out[strings.Clone(name)] = Clone(value)
		}
		return out
	}
	return v
}

// DecodeOrdered is Decode with an *Object in place of each map.
func DecodeOrdered(text string, depth int) (any, error) { return decode(text, depth, true) }

func decode(text string, depth int, ordered bool) (any, error) {
	d := decoder{scanner: scanner{src: text, most: depth}, ordered: ordered}
	v, err := d.value()
	if err == nil {
		err = d.ends()
	}
	if err != nil {
		return nil, d.failure(err)
	}
	return v, nil
}

// ends returns an error unless the text ends here.
func (d *decoder) ends() error {
	if d.blanks(); d.pos != len(d.src) {
		return ErrMore
	}
	return nil
}

// failure returns what is wrong with the text, an *Error, or nil.
func (d *decoder) failure(err error) error {
	if err == nil {
		return nil
	}
	if err == ErrSyntax && d.pos >= len(d.src) { //nolint:errorlint // what it is wrapped in says more
		err = ErrEnd
	}
	return &Error{Reason: err, At: d.pos + 1, Depth: d.most}
}

// decoder builds values from its input.
type decoder struct {
	scanner
	ordered bool
}

func (d *decoder) value() (any, error) {
	switch c := d.peek(); {
	case c == '{' && d.ordered:
		return d.inOrder()
	case c == '{':
		return d.object()
	case c == '[':
		return d.list()
	case c == '"':
		return d.string()
	case c == '-' || (c >= '0' && c <= '9'):
		text, err := d.token((*scanner).number)
		return json.Number(strings.Clone(text)), err
	}
	word, err := d.token((*scanner).literal)
	if err != nil || word == "null" {
		return nil, err
	}
	return word == "true", nil
}

func (d *decoder) list() (any, error) {
	list := []any{}
	err := d.members('[', ']', func() error {
		v, err := d.value()
		list = append(list, v)
		return err
	})
	return list, err
}

func (d *decoder) object() (any, error) {
	object := map[string]any{}
	err := d.members('{', '}', func() error {
		at, name, err := d.name()
		if err != nil {
			return err
		}
		if _, twice := object[name]; twice {
			d.pos = at
			return ErrDuplicate
		}
		object[name], err = d.value()
		return err
	})
	return object, err
}

// few is the number of members up to which an object is searched for a name without an index.
const few = 8

func (d *decoder) inOrder() (any, error) {
	o := &Object{}
	return o, d.membersOf(o)
}

// membersOf reads the members of an object.
func (d *decoder) membersOf(o *Object) error {
	var seen map[string]bool
	return d.members('{', '}', func() error {
		at, name, err := d.name()
		if err != nil {
			return err
		}
		if len(o.Members) == few {
			seen = make(map[string]bool, 2*few)
			for i := range o.Members {
				seen[o.Members[i].Name] = true
			}
		}
		twice := seen[name]
		if seen == nil {
			_, twice = o.Get(name)
		} else {
			seen[name] = true
		}
		if twice {
			d.pos = at
			return ErrDuplicate
		}
		v, err := d.value()
		o.Members = append(o.Members, Member{name, v})
		return err
	})
}

// name reads the name of a member and its colon, and returns where it begins.
func (d *decoder) name() (at int, name string, err error) {
	d.blanks()
	at = d.pos
	if name, err = d.string(); err != nil {
		return at, "", err
	}
	return at, name, d.punctuation(':')
}

// string reads a string and returns its value.
func (d *decoder) string() (string, error) {
	start := d.pos
	text, err := d.text()
	if len(text) < d.pos-start-len(`""`) {
		return text, err // it had escapes, which are longer than what they stand for
	}
	return strings.Clone(text), err
}
