package corpus_test

import (
	"encoding/json"
	"strings"
	"testing"

	"tiddly/db/dbtest"
	gql "tiddly/internal/gql/serve"
	"tiddly/internal/tests/home"
)

// TestOmittedErrorsAreCounted requires that an answer with more than ten errors has the number of the others,
// wherever they come from. Each null of the answers below is a cell that cannot be shown, unless a case has a
// number.
func TestOmittedErrorsAreCounted(t *testing.T) {
	path := dbtest.Path(t, `
		CREATE TABLE user (id INTEGER NOT NULL PRIMARY KEY, email VARCHAR, password VARCHAR, name VARCHAR);
		CREATE TABLE dual (id INTEGER NOT NULL PRIMARY KEY, text VARCHAR);
		CREATE TABLE child (id INTEGER PRIMARY KEY, parent INT REFERENCES user(id), v VARCHAR, must VARCHAR NOT NULL DEFAULT 'x');
		WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 250) INSERT INTO user SELECT i, 'x', 'x', CASE WHEN i <= 25 THEN CAST(x'ff' AS TEXT) ELSE 'x' END FROM n;
		INSERT INTO dual SELECT id, name FROM user;
		INSERT INTO child SELECT id, (id % 5) + 1, name, 'x' FROM user;
		INSERT INTO child VALUES (1000, 250, 'x', CAST(x'ff' AS TEXT));`)
	for _, c := range []struct {
		name, query string
		want        int // 0 counts the nulls
	}{
		{"a few", "{ users(limit: 9) { name } }", 0},
		{"ten", "{ users(limit: 10) { name } }", 0},
		{"eleven", "{ users(limit: 11) { name } }", 0},
		{"the case", "{ users { id name } }", 25},
		{"more cells than are kept", "{ users { a: name b: name c: name d: name e: name f: name g: name } }", 175},
		{"several root fields", "{ users(limit: 7) { name } a: users(limit: 2) { name } duals(limit: 8) { text } }", 0},
		{"nested", "{ users(where: {id: {lte: 5}}) { id childrenByParent: children { v } } }", 25},
		{"shared by many", "{ children(where: {id: {lte: 20}}) { id parentRef { name children { v } } } }", 0},
		{"with lists that were cut", "{ users(limit: 20) { name } duals { text } }", 45},
		{"data that is null", "{ children(where: {id: {gte: 1}}) { v must } }", 26},
		{"after a write", "mutation { deleteDual(by: {id: 250}) { affectedRows query { users { name } a: users(limit: 3) { name } } } }", 28},
		{"a write", "mutation { updateUsers(where: {id: {lte: 30}}, set: {email: \"y\"}) { nodes { name } } }", 25},
		{"introspection beside", "{ __typename users { name } }", 25},
	} {
		for name, options := range map[string]gql.Options{"engine": {}, "generated code": {Generated: true}} {
			if name != "engine" && strings.Contains(c.query, "hild") {
				continue // only user and dual have code
			}
			s := serve(t, path)
			h := gql.NewHandler(s.View, home.Plain(), options)
			_, body := post(t, h, testCase{query: c.query})
			var answer struct {
				Data       json.RawMessage
				Errors     []json.RawMessage
				Extensions struct {
					Errors *struct{ Omitted int }
				}
			}
			if err := json.Unmarshal(body, &answer); err != nil {
				t.Fatal(err)
			}
			want, omitted := c.want, 0
			if want == 0 {
				want = strings.Count(string(answer.Data), "null")
			}
			if answer.Extensions.Errors != nil {
				omitted = answer.Extensions.Errors.Omitted
			}
			if len(answer.Errors) != min(want, 10) || omitted != want-len(answer.Errors) || (omitted == 0) != (answer.Extensions.Errors == nil) {
				t.Errorf("%s by the %s: %d errors and %d more, want %d in all: %.300s", c.name, name, len(answer.Errors), omitted, want, body)
			}
		}
	}
}
