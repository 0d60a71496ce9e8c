package corpus_test

import (
	"net/http"
	"testing"

	"tiddly/db/dbtest"
)

// TestNumberedRowsAreFetchedByTheirKeys queries lists with numbered rows, of tables with every kind of row
// identity: an integer, a row id under each of its names, keys with comparisons of their own, or none.
func TestNumberedRowsAreFetchedByTheirKeys(t *testing.T) {
	h := handler(serve(t, dbtest.Path(t, `
		CREATE TABLE owner (id INTEGER PRIMARY KEY);
		INSERT INTO owner VALUES (1), (2);
		CREATE TABLE number (id INTEGER PRIMARY KEY, owner_id INTEGER REFERENCES owner, g TEXT, v TEXT);
		INSERT INTO number VALUES (1, 1, 'x', 'a'), (2, 1, 'x', 'b'), (3, 1, 'y', 'c'), (4, 2, NULL, 'd');
		CREATE TABLE loose (rowid TEXT, owner_id INTEGER REFERENCES owner, g TEXT, v TEXT);
		INSERT INTO loose SELECT 'same', owner_id, g, v FROM number;
		CREATE TABLE folded (k TEXT COLLATE NOCASE PRIMARY KEY, owner_id INTEGER REFERENCES owner, g TEXT, v TEXT) WITHOUT ROWID;
		INSERT INTO folded SELECT char(64 + id), owner_id, g, v FROM number;
		CREATE TABLE pair (a, b REAL, owner_id INTEGER REFERENCES owner, g TEXT, v TEXT, PRIMARY KEY (b, a)) WITHOUT ROWID;
		INSERT INTO pair SELECT id % 2, id, owner_id, g, v FROM number;
		CREATE TABLE hidden (rowid TEXT, oid TEXT, _rowid_ TEXT, k TEXT PRIMARY KEY, owner_id INTEGER REFERENCES owner, g TEXT, v TEXT);
		INSERT INTO hidden SELECT 1, 2, 3, CASE id WHEN 3 THEN NULL ELSE id END, owner_id, g, v FROM number;
		CREATE VIEW shown AS SELECT * FROM number;
	`)))
	for _, many := range []string{"numbers", "looses", "foldeds", "pairs", "hiddens", "showns"} {
		status, body := post(t, h, testCase{query: `{ rows: ` + many + `(distinctOn: [G], orderBy: [{v: DESC}]) { v g } page: ` +
			many + `(distinctOn: [G], orderBy: [{v: DESC}], limit: 1, offset: 1) { v } }`})
		want := `{"data":{"rows":[{"v":"d","g":null},{"v":"c","g":"y"},{"v":"b","g":"x"}],"page":[{"v":"c"}]}}`
		if status != http.StatusOK || string(body) != want {
			t.Errorf("%s: %d %s", many, status, body)
		}
		if many == "showns" {
			continue // a view has no relations
		}
		status, body = post(t, h, testCase{query: `{ owners { first: ` + many + `(distinctOn: [G], orderBy: [{v: DESC}], limit: 1, offset: 1) { v owner { id } }
			last: ` + many + `(orderBy: [{v: DESC}], limit: 2) { g v } } }`})
		want = `{"data":{"owners":[{"first":[{"v":"b","owner":{"id":1}}],"last":[{"g":"y","v":"c"},{"g":"x","v":"b"}]},` +
			`{"first":[],"last":[{"g":null,"v":"d"}]}]}}`
		if status != http.StatusOK || string(body) != want {
			t.Errorf("%s: %d %s", many, status, body)
		}
	}
}
