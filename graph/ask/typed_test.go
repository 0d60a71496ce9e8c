package ask_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"tiddly/graph/ask"
)

type wordFilter struct {
	Eq     graphql.Omittable[string] `json:"eq,omitzero"`
	Gt     graphql.Omittable[string] `json:"gt,omitzero"`
	In     []string                  `json:"in,omitzero"`
	IsNull graphql.Omittable[bool]   `json:"isNull,omitzero"`
}

type mood string

type where struct {
	And  []where    `json:"and,omitzero"`
	Not  *where     `json:"not,omitzero"`
	Name wordFilter `json:"name,omitzero"`
	Up   *where     `json:"up,omitzero"`
}

type insert struct {
	N    graphql.Omittable[int32]    `json:"n,omitzero"`
	Big  graphql.Omittable[string]   `json:"big,omitzero"`
	Text graphql.Omittable[*string]  `json:"text,omitzero"`
	Mood graphql.Omittable[*mood]    `json:"mood,omitzero"`
	F    graphql.Omittable[*float64] `json:"f,omitzero"`
	JSON graphql.Omittable[any]      `json:"json,omitzero"`
	OK   graphql.Omittable[bool]     `json:"ok,omitzero"`
}

type order struct {
	Name ask.Direction `json:"name,omitzero"`
}

// roundTrip returns an input that was made a T, as JSON; or its error.
func roundTrip[T any](t *testing.T, text string) string {
	t.Helper()
	var v any
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	typed, err := ask.Typed[T](v)
	if err != nil {
		_, message, _ := strings.Cut(err.Error(), ": ")
		return message
	}
	out, err := json.Marshal(typed)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// TestTyped requires that an input that becomes its type means the same: absent is not null, numbers keep their digits,
// and what the type cannot hold is an error.
func TestTyped(t *testing.T) {
	for text, want := range map[string]string{
		`{}`:                                `{}`,
		`null`:                              `{}`,
		`{"name": {"eq": "a", "in": "b"}}`:  `{"name":{"eq":"a","in":["b"]}}`,
		`{"name": {"gt": null}, "up": {}}`:  `{"up":{}}`,
		`{"name": {"isNull": false}}`:       `{"name":{"isNull":false}}`,
		`{"name": {"in": []}, "and": null}`: `{"name":{"in":[]}}`,
		`{"and": {"not": {"name": null}}}`:  `{"and":[{"not":{}}]}`,
		`{"name": {"eq": null}}`:            "name.eq: nothing equals null",
		`{"and": [{"nme": {}}]}`:            "and[0].nme is no member of where",
		`{"and": [null]}`:                   "and[0] must not be null",
		`{"name": 5}`:                       "name is 5, where an object is expected",
		`{"name": {"isNull": "x"}}`:         `name.isNull is "x", where a value of the type bool is expected`,
	} {
		if got := roundTrip[where](t, text); got != want {
			t.Errorf("%s became %s, want %s", text, got, want)
		}
	}
	for text, want := range map[string]string{
		`{"text": null, "json": null, "mood": null}`:                               `{"text":null,"mood":null,"json":null}`,
		`{"n": 5, "big": 9007199254740993, "text": "", "mood": "CALM", "f": 1.50}`: `{"n":5,"big":"9007199254740993","text":"","mood":"CALM","f":1.5}`,
		`{"json": {"a": 12345678901234567890.10}, "ok": true, "big": "1"}`:         `{"big":"1","json":{"a":12345678901234567890.10},"ok":true}`,
		`{"n": null}`:       "n must not be null",
		`{"n": 2147483648}`: "n is 2147483648, where a value of the type int32 is expected",
		`{"n": 1.5}`:        "n is 1.5, where a value of the type int32 is expected",
		`{"text": ["` + strings.Repeat("x", 100) + `"]}`: `text is ["` + strings.Repeat("x", 38) + "…, where a value of the type string is expected",
	} {
		if got := roundTrip[insert](t, text); got != want {
			t.Errorf("%s became %s, want %s", text, got, want)
		}
	}
	if got := roundTrip[[]order](t, `[{"name": "ASC"}, {}]`); got != `[{"name":"ASC"},{}]` {
		t.Errorf("an order became %s", got)
	}
}
