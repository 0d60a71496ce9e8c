package document

import (
	"strings"
	"testing"
)

func TestConflicts(t *testing.T) {
	const conflict = "the fields x conflict, because they have different arguments"
	tests := []struct {
		name, document, variables string
		conflict                  bool
	}{
		{"equal objects", `{ x: albums(where: {id: {eq: 1}, title: {in: ["a", "b"]}}) { id } x: albums(where: {title: {in: ["a", "b"]}, id: {eq: 1}}) { title } }`, ``, false},
		{"other objects", `{ x: albums(where: {id: {eq: 1}}) { id } x: albums(where: {id: {eq: 2}}) { id } }`, ``, true},
		{"other members", `{ x: albums(where: {id: {eq: 1}}) { id } x: albums(where: {title: {eq: "a"}}) { id } }`, ``, true},
		{"other lists", `{ x: albums(where: {id: {in: [1, 2]}}) { id } x: albums(where: {id: {in: [2, 1]}}) { id } }`, ``, true},
		{"one item more", `{ x: albums(orderBy: [{id: ASC}]) { id } x: albums(orderBy: [{id: ASC}, {title: ASC}]) { id } }`, ``, true},
		{
			"variables", `query($a: Int, $b: Int) { x: albums(where: {id: {eq: $a}}) { id } x: albums(where: {id: {eq: $b}}) { id } }`,
			`{"a": 1, "b": 1}`, true,
		},
		{"below", `{ artists { x: albums(where: {id: {eq: 1}}) { id } ... { x: albums(where: {id: {eq: 2}}) { id } } } }`, ``, true},
		{"two writes", `mutation { x: insertNote(input: {text: "a"}) { affectedRows } x: insertNote(input: {text: "b"}) { affectedRows } }`, ``, true},
		{"one write", `mutation { x: insertNote(input: {text: "a"}) { affectedRows } x: insertNote(input: {text: "a"}) { node { text } } }`, ``, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := asked(t, tt.document, tt.variables)
			if strings.Contains(got, conflict) != tt.conflict || !tt.conflict && strings.Contains(got, "REQUEST_") {
				t.Errorf("got %s", got)
			}
		})
	}
}
