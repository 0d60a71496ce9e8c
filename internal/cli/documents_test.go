package cli

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"tiddly/db/dbtest"
)

// parents is a table whose rows refer to each other.
const parents = `
	CREATE TABLE item (id INTEGER PRIMARY KEY, parent_id INT REFERENCES item (id));
	INSERT INTO item VALUES (1, NULL), (2, 1);`

// dear returns expensive documents, whose fragments stand for many fields, with their expected answers. Each has a
// form for the tables and one for the schema.
func dear() map[string][2]string {
	repeat := func(n int, write func(int) string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(write(i))
		}
		return b.String()
	}
	fan := func(on, last string) string {
		return repeat(12, func(i int) string {
			return fmt.Sprintf(" fragment F%d on %s {%s}", i, on, strings.Repeat(fmt.Sprintf(" ...F%d", i+1), 10))
		}) + " fragment F12 on " + on + " { " + last + " }"
	}
	diamonds := func(on, inner, last string) string {
		return repeat(18, func(i int) string {
			return fmt.Sprintf(" fragment A%[1]d on %[3]s { %[4]s { ...F } ...A%[2]d ...B%[2]d } fragment B%[1]d on %[3]s { %[4]s { ...F } ...A%[2]d ...B%[2]d }", i, i+1, on, inner)
		}) + fmt.Sprintf(" fragment A18 on %[1]s { %[2]s } fragment B18 on %[1]s { %[2]s } fragment F on %[1]s { %[2]s }", on, last)
	}
	const items = `{"data":{"items":[{"id":1},{"id":2}]}}`
	return map[string][2]string{
		"cycle of two": {
			"{items{...A parent{...F}}} fragment A on Item{...B parent{id}} fragment B on Item{...A} fragment F on Item{id}",
			`Cannot spread fragment \"A\" within itself via \"B\"`,
		},
		"cycle of two below the schema": {
			"{__schema{types{...A ofType{...F}}}} fragment A on __Type{...B ofType{name}} fragment B on __Type{...A} fragment F on __Type{name}",
			`Cannot spread fragment \"A\" within itself via \"B\"`,
		},
		"cycle of three through fields": {
			"{items{...A}} fragment A on Item{parent{...B}} fragment B on Item{items{...C}} fragment C on Item{...A}",
			`Cannot spread fragment \"A\" within itself via \"B\", \"C\"`,
		},
		"fan":                  {"{items{...F0}}" + fan("Item", "id"), items},
		"fan below the schema": {"{__schema{...F0}}" + fan("__Schema", "queryType{name}"), `{"queryType":{"name":"Query"}}`},
		"fan below a type":     {`{__type(name:"Item"){...F0}}` + fan("__Type", "name"), `{"__type":{"name":"Item"}}`},
		"diamonds":             {"{items{parent{...F} ...A0 ...B0}}" + diamonds("Item", "parent", "id"), `[{"parent":null,"id":1},{"parent":{"id":1},"id":2}]`},
		"diamonds of types":    {`{__type(name:"Item"){ofType{...F} ...A0 ...B0}}` + diamonds("__Type", "ofType", "name"), `{"__type":{"ofType":null,"name":"Item"}}`},
	}
}

// TestDearDocuments sends them by POST and by GET, and explains them, also with tight limits and a hidden schema:
// all are answered or refused for the right reason, and the program keeps running and stops at once.
func TestDearDocuments(t *testing.T) {
	path := dbtest.Path(t, parents)
	for name, args := range map[string][]string{
		"defaults": nil,
		"tight": {
			"--introspection", "off", "--limit-tokens", "900", "--limit-fields", "150", "--limit-depth", "4", "--limit-aliases", "1",
			"--limit-directives", "1", "--limit-root-aliases", "1", "--limit-cost", "2000", "--timeout", "2s",
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := start(t, append([]string{"--db", path}, args...)...)
			for title, d := range dear() {
				want := []string{d[1]}
				if name == "tight" {
					want = append(want, "introspection disabled", "LIMIT_DEPTH", "LIMIT_TOKENS", "LIMIT_COST", "LIMIT_FIELDS")
				}
				_, _, posted := r.send(t, http.MethodPost, "/graphql", document(d[0]))
				_, _, got := r.send(t, http.MethodGet, "/graphql?query="+url.QueryEscape(d[0]), "")
				if posted != got || !containsAny(posted, want) {
					t.Errorf("%s: POST %.400s\nGET %.400s\nwant %s", title, posted, got, want)
				}
				explained := run(t, nil, "explain", "--db", path, d[0])
				if strings.Contains(d[1], "Cannot") != (explained.code != 0) {
					t.Errorf("%s: explain ends with %d: %.400s", title, explained.code, explained.stderr)
				}
			}
			if code := r.stop(t); code != 0 || strings.Contains(r.stderr.String(), "panic") {
				t.Errorf("the program ended with %d:\n%s", code, r.stderr.String())
			}
		})
	}
}

func containsAny(text string, parts []string) bool {
	for _, part := range parts {
		if strings.Contains(text, part) {
			return true
		}
	}
	return false
}
