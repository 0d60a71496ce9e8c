package operation_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
)

// idOf returns the global id of a JSON array.
func idOf(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

// TestByID reads fields that find rows by their global ids: what is selected of a row depends on the type in its id.
func TestByID(t *testing.T) {
	album, artist, label := idOf(`["Album",1]`), idOf(`["Artist",2]`), idOf(`["Label","FR",9007199254740993]`)
	const rows = `{ nodeId ... on Album { title artist { nodeId } } ... on Node { ... on Artist { name } } }`
	tests := []struct{ name, document, variables, want string }{
		{
			"one", `query($id: ID!) { a: node(nodeId: $id) ` + rows + ` }`, `{"id": "` + artist + `"}`,
			"a: ids $0 Artist { nodeId:nodeid name }\n$0 = Artist[2]",
		},
		{
			"several", `query($ids: [ID!]!) { nodes(nodeIds: $ids) ` + rows + ` }`, fmt.Sprintf(`{"ids": [%q, %q, %q, %q]}`, label, album, artist, album),
			"nodes: ids $0 Album { nodeId:nodeid title artist { nodeId:nodeid } } Artist { nodeId:nodeid name } Label { nodeId:nodeid }\n" +
				"$0 = Label[\"FR\" 9007199254740993] Album[1] Artist[2] Album[1]",
		},
		{
			"literals and variables", fmt.Sprintf(`query($id: ID!) { nodes(nodeIds: [%q, $id]) { __typename } }`, album), `{"id": "` + label + `"}`,
			"nodes: ids $0 Album { __typename:typename } Label { __typename:typename }\n$0 = Album[1] Label[\"FR\" 9007199254740993]",
		},
		{"one as a list", `query($ids: [ID!]!) { nodes(nodeIds: $ids) { nodeId } }`, `{"ids": "` + album + `"}`, "nodes: ids $0 Album { nodeId:nodeid }\n$0 = Album[1]"},
		{"no ids", `{ nodes(nodeIds: []) { nodeId } }`, ``, "nodes: ids $0\n$0 = "},
		{"a default", fmt.Sprintf(`query($id: ID! = %q) { node(nodeId: $id) { nodeId } }`, album), ``, "node: ids $0 Album { nodeId:nodeid }\n$0 = Album[1]"},
		{
			"arguments below", fmt.Sprintf(`query($n: Int) { node(nodeId: %q) { ... on Artist { albums(limit: $n) { id } } } }`, artist), `{"n": 3}`,
			"node: ids $0 Artist { albums limit $1 { id } }\n$0 = Artist[2]\n$1 = 3",
		},
		{
			"after a write", fmt.Sprintf(`mutation { deleteTag(by: {label: "x"}) { query { node(nodeId: %q) { nodeId } } } }`, album), ``,
			"",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := asked(t, tt.document, tt.variables)
			if tt.want == "" {
				if !strings.Contains(got, "node: ids $1 Album { nodeId:nodeid }") {
					t.Errorf("got\n%s", got)
				}
			} else if got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

func TestByIDRefused(t *testing.T) {
	album := idOf(`["Album",1]`)
	for _, tt := range []struct{ document, variables, want string }{
		{`{ node(nodeId: "album 1") { nodeId } }`, ``, "nodeId: this is not a global id of a row"},
		{`query($id: ID!) { node(nodeId: $id) { nodeId } }`, `{"id": 1.5}`, "variable $id: expected an ID, got"},
		{`query($id: ID!) { node(nodeId: $id) { nodeId } }`, `{"id": true}`, "variable $id: expected an ID, got"},
		{`query($id: ID!) { node(nodeId: $id) { nodeId } }`, `{"id": 12345678901234567890}`, "variable $id: expected an ID, got"},
		{`query($id: ID!) { node(nodeId: $id) { nodeId } }`, `{"id": 5}`, "nodeId: this is not a global id of a row"},
		{`query($id: ID!) { node(nodeId: $id) { nodeId } }`, `{}`, "a value is required"},
		{`query($ids: [ID!]!) { nodes(nodeIds: $ids) { nodeId } }`, fmt.Sprintf(`{"ids": [%q, null]}`, album), "variable $ids[1]: null is not a value of type ID!"},
		{`query($ids: [ID!]!) { nodes(nodeIds: $ids) { nodeId } }`, fmt.Sprintf(`{"ids": [%q, "x"]}`, album), "nodeIds: this is not a global id of a row"},
		{`query($ids: [ID!]!) { nodes(nodeIds: $ids) @skip(if: true) { nodeId } albums { id } }`, `{"ids": [{}]}`, "variable $ids[0]: expected an ID, got"},
		{fmt.Sprintf(`{ node(nodeId: %q) { title } }`, album), ``, "invalid: "},
	} {
		if got := asked(t, tt.document, tt.variables); !strings.Contains(got, tt.want) {
			t.Errorf("%s %s gives\n%s\nwant %s", tt.document, tt.variables, got, tt.want)
		}
	}
}
