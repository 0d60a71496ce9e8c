package operation_test

import (
	"strings"
	"testing"

	"tiddly/internal/fault"
)

// TestNullInPlaceOfADefault sets optional variables to null: where null is a value it is accepted, elsewhere it is
// an error at the field, and only there.
func TestNullInPlaceOfADefault(t *testing.T) {
	tests := []struct{ name, document, variables, want string }{
		{"skip", `query($v: Boolean = false) { x: albums @skip(if: $v) { id } }`, `{"v": null}`, "at [x]"},
		{"skip below", `query($v: Boolean = false) { albums { artist { n: name @skip(if: $v) } } }`, `{"v": null}`, "at [albums artist n]"},
		{"include of a fragment", `query($v: Boolean = true) { albums { ...F @include(if: $v) } } fragment F on Album { id }`, `{"v": null}`, "at [albums]"},
		{"include in a fragment", `query($v: Boolean = true) { albums { ...F } } fragment F on Album { id @include(if: $v) }`, `{"v": null}`, "at [albums id]"},
		{"include of an inline fragment", `query($v: Boolean = true) { ... @include(if: $v) { albums { id } } }`, `{"v": null}`, "$v: null"},
		{"skip of __typename", `query($v: Boolean = true) { __typename @skip(if: $v) }`, `{"v": null}`, "at [__typename]"},
		{"in an introspection", `query($v: Boolean = true) { __type(name: "Album") { name @skip(if: $v) } }`, `{"v": null}`, "at [__type name]"},
		{"the name of a type", `query($v: String = "Album") { __type(name: $v) { name } }`, `{"v": null}`, "at [__type]"},
		{"an item", `query($v: Int = 1) { albums(where: {id: {in: [1, $v]}}) { id } }`, `{"v": null}`, "at [albums]"},
		{"an item of a list of rows", `mutation($v: TagInsert = {label: "a"}) { insertTags(input: [$v]) { affectedRows } }`, `{"v": null}`, "at [insertTags]"},
		{"an input", `mutation($v: TagInsert = {label: "a"}) { insertTag(input: $v) { affectedRows } }`, `{"v": null}`, "at [insertTag]"},
		{"a member", `mutation($v: String = "a") { insertTag(input: {label: $v}) { affectedRows } }`, `{"v": null}`, "at [insertTag]"},
		{"a filter", `mutation($v: AlbumWhere = {id: {eq: 1}}) { deleteAlbums(where: $v) { affectedRows } }`, `{"v": null}`, "at [deleteAlbums]"},
		{"a key", `query($v: ArtistKey = {id: 1}) { artist(by: $v) { name } }`, `{"v": null}`, "at [artist]"},
		{"an order", `query($v: AlbumOrderBy = {id: ASC}) { albums(orderBy: [$v]) { id } }`, `{"v": null}`, "at [albums]"},
		{"below a write", `mutation($v: Boolean = true) { insertTag(input: {label: "a"}) { node { label @skip(if: $v) } } }`, `{"v": null}`, "at [insertTag node label]"},
		{"twice in one field", `query($v: Boolean = true) { albums @skip(if: $v) @include(if: $v) { id } }`, `{"v": null}`, "at [albums]"},

		{"not where the field is left out", `query($v: Boolean = true) { __typename albums @skip(if: true) { id @skip(if: $v) } }`, `{"v": null}`, ""},
		{"not where it is left out", `query($v: Boolean = false, $i: Int = 1) { albums(where: {id: {in: [$i]}}) @skip(if: $v) { id } }`, ``, ""},
		{"not where null is a value", `query($l: Int = 1, $i: Int = 1) { albums(limit: $l, where: {id: {eq: 1, in: [$i]}}) { id } }`, `{"l": null}`, ""},
		{"not where the column takes null", `mutation($v: String = "a") { insertTag(input: {label: "a", note: $v}) { affectedRows } }`, `{"v": null}`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := asked(t, tt.document, tt.variables)
			refused := strings.HasPrefix(got, "REQUEST_VALUE: variable $v: null is not a value of type ")
			if refused != (tt.want != "") || !strings.Contains(got, tt.want) || strings.HasPrefix(got, "invalid") {
				t.Errorf("got %s", got)
			}
			if lines := strings.Count(got, "$v:"); refused && tt.name != "twice in one field" && lines != 1 {
				t.Errorf("it is said %d times: %s", lines, got)
			}
		})
	}
}

// TestVariablesAreBounded sends deeply nested and many values of variables.
func TestVariablesAreBounded(t *testing.T) {
	const document = `query($w: AlbumWhere) { albums(where: $w) @skip(if: true) { id } }`
	repeat := strings.Repeat
	for name, tt := range map[string]struct {
		value string
		want  fault.Code
	}{
		"deep":          {repeat(`{"not":{"id":{"eq":1}},"and":[`, 40) + `{}` + repeat(`]}`, 40), ""},
		"too deep":      {repeat(`{"id":{"eq":1},"not":`, 1010) + `{}` + repeat(`}`, 1010), fault.LimitDepth},
		"many":          {`{"or":[` + repeat(`{"id":{"eq":1}},`, 9000) + `{}]}`, ""},
		"too many":      {`{"or":[` + repeat(`{"id":{"eq":1}},`, 40_000) + `{}]}`, fault.LimitList},
		"deep and many": {repeat(`{"not":`, 900) + `{"or":[` + repeat(`{"id":{"eq":1}},`, 5000) + `{}]}` + repeat(`}`, 900), fault.LimitList},
		"a list":        {`{"id":{"in":[` + repeat(`1,`, 9000) + `1]}}`, ""},
		"empty objects": {`{"or":[` + repeat(`{},`, 100_000) + `{}]}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := asked(t, document, `{"w": `+tt.value+`}`)
			if tt.want == "" && got != "nothing" || !strings.HasPrefix(got, string(tt.want)) || len(got) > 1000 {
				t.Errorf("got %.300s", got)
			}
		})
	}
}
