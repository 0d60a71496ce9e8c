package kit

import (
	"strings"
	"testing"
)

// TestIntrospectionIsRead reads what a server answers, with everything that a schema can have besides types of fields.
func TestIntrospectionIsRead(t *testing.T) {
	s, err := FromIntrospection([]byte(`{"__schema": {
		"queryType": {"name": "Query"}, "mutationType": null, "subscriptionType": null,
		"directives": [
			{"name": "skip", "isRepeatable": false, "locations": ["FIELD"], "args": [{"name": "if", "type": {"kind": "SCALAR", "name": "Boolean"}}]},
			{"name": "mark", "description": "Marks.", "isRepeatable": true, "locations": ["FIELD"], "args": [
				{"name": "by", "defaultValue": "\"a\\\"b\"", "type": {"kind": "SCALAR", "name": "String"}}]}],
		"types": [
			{"kind": "OBJECT", "name": "Query", "interfaces": [], "fields": [
				{"name": "f", "description": "A field.", "isDeprecated": true, "deprecationReason": "say \"g\"", "type": {"kind": "NON_NULL", "ofType": {"kind": "LIST", "ofType":
					{"kind": "NON_NULL", "ofType": {"kind": "UNION", "name": "U"}}}},
					"args": [{"name": "in", "defaultValue": "{x: [1, 2]}", "type": {"kind": "INPUT_OBJECT", "name": "In"}}]}]},
			{"kind": "INPUT_OBJECT", "name": "In", "isOneOf": true, "inputFields": [{"name": "x", "type": {"kind": "LIST", "ofType": {"kind": "SCALAR", "name": "Int"}}}]},
			{"kind": "UNION", "name": "U", "possibleTypes": [{"name": "A"}]},
			{"kind": "INTERFACE", "name": "I", "interfaces": [], "fields": [{"name": "s", "args": [], "type": {"kind": "SCALAR", "name": "S"}}], "possibleTypes": [{"name": "A"}]},
			{"kind": "OBJECT", "name": "A", "interfaces": [{"name": "I"}], "fields": [{"name": "s", "args": [], "type": {"kind": "SCALAR", "name": "S"}}]},
			{"kind": "ENUM", "name": "E", "enumValues": [{"name": "ONE"}, {"name": "TWO", "isDeprecated": true, "deprecationReason": "no"}]},
			{"kind": "SCALAR", "name": "S", "specifiedByURL": "https://example.org"},
			{"kind": "SCALAR", "name": "Int"}, {"kind": "SCALAR", "name": "String"}, {"kind": "SCALAR", "name": "Boolean"},
			{"kind": "OBJECT", "name": "__Type", "fields": []}]}}`))
	if err != nil {
		t.Fatal(err)
	}
	printed := Print(s)
	for _, want := range []string{
		`directive @mark(by: String = "a\"b") repeatable on FIELD`, "input In @oneOf {", "f(in: In = {x:[1,2]}): [U!]! @deprecated(reason: \"say \\\"g\\\"\")", "union U = A",
		"type A implements I {", `scalar S @specifiedBy(url: "https://example.org")`, `TWO @deprecated(reason: "no")`,
	} {
		if !strings.Contains(printed, want) {
			t.Errorf("the schema has no %s:\n%s", want, printed)
		}
	}
	again, err := Parse(printed)
	if err != nil || Print(again) != printed {
		t.Errorf("what is printed is read as another schema: %v", err)
	}
}

func TestWhatIsNoIntrospection(t *testing.T) {
	for _, answer := range []string{
		`null`, `{}`, `[]`, `{"__schema": null}`, `{"__schema": {"queryType": {"name": "Q"}, "types": []}}`,
		`{"__schema": {"queryType": {"name": "Query"}, "types": [{"kind": "OBJECT", "name": "Query", "fields": [{"name": "f", "args": [
			{"name": "a", "defaultValue": "{", "type": {"kind": "SCALAR", "name": "Int"}}], "type": null}]}]}}`,
	} {
		if s, err := FromIntrospection([]byte(answer)); err == nil {
			t.Errorf("%s is read as %s", answer, Print(s))
		}
	}
}
