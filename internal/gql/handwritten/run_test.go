package handwritten

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"tiddly/internal/fault"
	"tiddly/internal/gql/gqlfault"
)

func TestArguments(t *testing.T) {
	n := int32(5)
	var absent *int32
	values, err := Arguments{
		"limit": &n, "offset": absent, "where": map[string]any{"id": map[string]any{"eq": int64(1) << 60, "ne": nil}}, "by": nil,
	}.Values()
	text, _ := json.Marshal(values)
	// Null within an input stays: it is a value there.
	if want := `{"limit":5,"where":{"id":{"eq":1152921504606846976,"ne":null}}}`; err != nil || string(text) != want {
		t.Errorf("got %s, %v", text, err)
	}
	if _, err := (Arguments{"x": make(chan int)}).Values(); fault.From(err) == nil || fault.From(err).Code != fault.Internal {
		t.Errorf("what is no JSON is %v", err)
	}
}

// TestReadOutsideOfARequest calls a resolver's function outside a request.
func TestReadOutsideOfARequest(t *testing.T) {
	if _, err := Read(t.Context(), "users", nil); fault.From(err) == nil || fault.From(err).Code != fault.Internal {
		t.Errorf("got %v", err)
	}
	if rows, err := Read(WithReader(t.Context(), constant("[]")), "users", nil); err != nil || string(rows.Text) != "[]" {
		t.Errorf("got %s, %v", rows.Text, err)
	}
}

type constant string

// Read returns the constant.
func (c constant) Read(context.Context, string, Arguments) (Rows, error) {
	return Rows{Text: json.RawMessage(c)}, nil
}

func TestOnlyValue(t *testing.T) {
	for data, want := range map[string]string{`{"a":[1]}`: `[1]`, `{"a":{"b":{}}}`: `{"b":{}}`, `null`: ``, ``: ``, `{"b":1}`: ``} {
		if got := onlyValue(json.RawMessage(data), "a"); string(got) != want {
			t.Errorf("%s: got %s, want %s", data, got, want)
		}
	}
}

func TestNullAgain(t *testing.T) {
	for _, c := range [][3]string{
		{`{"node":{"id":1},"query":{"a":1}}`, `{"node":{"id":1},"query":null}`, `{"node":{"id":1},"query":null}`},
		{`{"node":{"id":1},"query":{"a":1}}`, `{"node":{"id":1},"query":{}}`, `{"node":{"id":1},"query":{"a":1}}`},
		{`{"query":{}}`, `null`, `{"query":{}}`},
		{`null`, `{"query":null}`, `null`},
	} {
		if got := nullAgain(json.RawMessage(c[0]), json.RawMessage(c[1])); string(got) != c[2] {
			t.Errorf("%s over %s: got %s, want %s", c[0], c[1], got, c[2])
		}
	}
}

// TestErrorsForClients checks which errors of Go code keep their texts.
func TestErrorsForClients(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"gqlerror":        {gqlerror.Errorf("for the client"), "for the client"},
		"a fault of ours": {gqlfault.Present(fault.New(fault.RequestValue, "a fault"), nil), "a fault"},
		"any other":       {errors.New("secret"), ""},
		"one around it":   {gqlerror.Wrap(errors.New("secret")), ""},
	} {
		got := ofClient(c.err)
		if (got == nil) != (c.want == "") || got != nil && (got.Message != c.want || got.Extensions["code"] == nil) {
			t.Errorf("%s: got %v, want %q", name, got, c.want)
		}
	}
}
