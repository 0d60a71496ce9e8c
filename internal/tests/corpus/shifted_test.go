package corpus_test

import (
	"strings"
	"testing"

	"tiddly/db/dbtest"
)

// TestShiftedKeys adds to the keys of rows of which some get the keys that others still have. Each engine checks the rows
// in an order of its own: it refuses the write and changes nothing, or all keys are as asked.
func TestShiftedKeys(t *testing.T) {
	dbtest.OnEach(t, func(t *testing.T, e dbtest.Engine) {
		for name, rows := range map[string]string{"ascending": "(1), (2), (3)", "descending": "(3), (2), (1)"} {
			h := handler(serve(t, e.Make(t, "CREATE TABLE thing (id INTEGER PRIMARY KEY); INSERT INTO thing VALUES "+rows)))
			_, got := post(t, h, testCase{query: `mutation { updateThings(where: {}, allRows: true, inc: {id: 1}) { affectedRows } }`})
			want := `{"data":{"things":[{"id":2},{"id":3},{"id":4}]}}`
			if string(got) != `{"data":{"updateThings":{"affectedRows":3}}}` {
				want = `{"data":{"things":[{"id":1},{"id":2},{"id":3}]}}`
				if !strings.Contains(string(got), `"CONSTRAINT_UNIQUE"`) {
					t.Errorf("%s: %s", name, got)
				}
			}
			if _, rows := post(t, h, testCase{query: `{ things { id } }`}); string(rows) != want {
				t.Errorf("%s: after %s\nthe rows are %s", name, got, rows)
			}
			t.Logf("%s: %s", name, got)
		}
	})
}
