package corpus_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"tiddly/db/dbtest"
)

// TestZeroBytesInTexts requires that every operator, key, order and relation uses the whole text: the database's
// own functions end some texts at their first zero byte.
func TestZeroBytesInTexts(t *testing.T) {
	for _, encoding := range []string{"UTF-8", "UTF-16le"} {
		h := handler(serve(t, dbtest.Path(t, `PRAGMA encoding = '`+encoding+`';
			CREATE TABLE own (k TEXT PRIMARY KEY, n TEXT COLLATE NOCASE, u, j JSON);
			CREATE TABLE pet (id INTEGER PRIMARY KEY, own TEXT NOT NULL REFERENCES own(k));
			INSERT INTO own VALUES ('a' || char(0) || 'b', 'A' || char(0) || 'B', 'a' || char(0) || 'b', json_object('p', 'x' || char(0) || 'y')), ('a', 'A', 'a', '{"p":"x"}'),
				('a' || char(0) || 'c', 'A' || char(0) || 'C', 'a' || char(0) || 'c', json_object('p', 'x' || char(0) || 'z'));
			INSERT INTO pet VALUES (1, 'a' || char(0) || 'b'), (2, 'a'), (3, 'a' || char(0) || 'c')`)))
		for column, ab := range map[string]string{"k": `a\u0000b`, "n": `A\u0000B`, "u": `a\u0000b`} {
			upper := strings.ToUpper(strings.ReplaceAll(ab, `\u0000`, "|"))
			upper = strings.ReplaceAll(upper, "|", `\u0000`)
			last := ab[len(ab)-1:]
			for _, f := range []string{
				`{"eq": "` + ab + `"}`, `{"in": ["` + ab + `", "x"]}`, `{"like": "%` + last + `"}`, `{"like": "__` + last + `"}`, `{"ilike": "%\u0000` + strings.ToLower(last) + `"}`,
				`{"contains": "\u0000` + last + `"}`, `{"endsWith": "` + last + `"}`, `{"endsWith": "\u0000` + last + `"}`, `{"startsWith": "` + ab + `"}`,
				`{"iContains": "\u0000` + strings.ToLower(last) + `"}`, `{"iEndsWith": "` + strings.ToLower(last) + `"}`, `{"iStartsWith": "` + upper + `"}`, `{"regex": "^.\\x00` + last + `$"}`,
				`{"startsWith": "` + ab[:len(ab)-1] + `", "notLike": "%C", "notIlike": "%c"}`,
				`{"gt": "` + ab[:1] + `", "lt": "` + ab[:len(ab)-1] + `\uffff", "lte": "` + ab + `"}`,
			} {
				if column == "n" && strings.HasPrefix(f, `{"gt"`) {
					continue // the order is that of the collation, and NOCASE ends at a zero byte
				}
				status, body := askNul(t, h, `{"`+column+`": `+f+`}`)
				if want := `{"data":{"owns":[{"k":"a\u0000b","pets":[{"id":1,"ownRef":{"k":"a\u0000b"}}]}]}}`; status != http.StatusOK || body != want {
					t.Errorf("%s: %s %s: %d %s", encoding, column, f, status, body)
				}
			}
		}
		for where, want := range map[string]string{
			`{"j": {"path": [{"path": "$.p", "eq": "x\u0000y"}]}}`:                `a\u0000b`,
			`{"j": {"path": [{"path": "$.p", "gt": "x\u0000y"}]}}`:                `a\u0000c`,
			`{"j": {"eq": {"p": "x\u0000y"}}}`:                                    `a\u0000b`,
			`{"pets": {"some": {"ownRef": {"k": {"endsWith": "c"}}}}}`:            `a\u0000c`,
			`{"k": {"ne": "a"}, "n": {"notIn": ["A\u0000B"]}}`:                    `a\u0000c`,
			`{"not": {"k": {"contains": "\u0000"}}}`:                              `a`,
			`{"k": {"like": "a"}, "n": {"ilike": "a"}, "u": {"startsWith": "a"}}`: `a`,
		} {
			_, body := askNul(t, h, where)
			if !strings.HasPrefix(body, `{"data":{"owns":[{"k":"`+want+`"`) || strings.Count(body, "pets") != 1 {
				t.Errorf("%s: %s: %s, want %s", encoding, where, body, want)
			}
		}
		query := `query($k: String!) { own(by: {k: $k}) { n pets { id } } owns(orderBy: [{k: DESC}]) { k } distinct: owns(distinctOn: [K]) { k } }`
		want := `{"data":{"own":{"n":"A\u0000B","pets":[{"id":1}]},"owns":[{"k":"a\u0000c"},{"k":"a\u0000b"},{"k":"a"}],"distinct":[{"k":"a"},{"k":"a\u0000b"},{"k":"a\u0000c"}]}}`
		if _, body := post(t, h, testCase{query: query, rawVariables: []byte(`{"k": "a\u0000b"}`)}); string(body) != want {
			t.Errorf("%s: %s", encoding, body)
		}
	}
}

func askNul(t *testing.T, h http.Handler, where string) (int, string) {
	t.Helper()
	query := "query($w: OwnWhere) { owns(where: $w) { k pets { id ownRef { k } } } }"
	status, body := post(t, h, testCase{query: query, rawVariables: fmt.Appendf(nil, `{"w": %s}`, where)})
	return status, string(body)
}
