package rest_test

import (
	"net/http"
	"strings"
	"testing"
)

// TestRowsThatTriggersKeep requires that a write answers with the final state of its row, whatever triggers do.
func TestRowsThatTriggersKeep(t *testing.T) {
	s := serve(t, `CREATE TABLE entry (id INTEGER PRIMARY KEY, text TEXT, gone INT NOT NULL DEFAULT 0);
		CREATE TRIGGER kept BEFORE DELETE ON entry WHEN old.text <> 'free' BEGIN UPDATE entry SET gone = 1 WHERE id = old.id; SELECT RAISE(IGNORE); END;
		CREATE TRIGGER unchanged BEFORE UPDATE OF text ON entry WHEN old.text = 'fixed' BEGIN SELECT RAISE(IGNORE); END;
		CREATE TRIGGER refused BEFORE INSERT ON entry WHEN new.text = 'refused' BEGIN SELECT RAISE(IGNORE); END;
		CREATE TABLE word (word TEXT UNIQUE ON CONFLICT IGNORE);
		INSERT INTO word VALUES ('red');
		CREATE TABLE tree (id INTEGER PRIMARY KEY, up INT REFERENCES tree ON DELETE CASCADE);
		INSERT INTO tree VALUES (1, NULL), (2, 1), (3, 2);
		INSERT INTO entry VALUES (1, 'a', 0), (2, 'free', 0), (3, 'fixed', 0), (4, 'd', 0), (5, 'free', 0)`)
	const out = `{"error":"the database did not insert the row; check the triggers and the conflict clauses of the table","status":"error","verb":"POST"}`
	for _, e := range []exchange{
		{method: "DELETE", path: "/entry/1", want: none + `"DELETE"}`},
		{method: "GET", path: "/entry/1", want: `{"data":{"id":1,"text":"a","gone":1},` + got},
		{method: "DELETE", path: "/entry/2", want: `{"id":2,` + gone},
		{method: "PUT", path: "/entry/3", body: `{"text": "x"}`, want: `{"id":3,` + put},
		{method: "GET", path: "/entry/3", want: `{"data":{"id":3,"text":"fixed","gone":0},` + got},
		{method: "PUT", path: "/entry/5", body: `{"text": "free", "id": 15}`, want: `{"id":15,` + put},
		{method: "PUT", path: "/entry/99", body: `{"text": "x"}`, want: none + `"PUT"}`},
		{method: "POST", path: "/entry", body: `{"text": "refused"}`, want: out},
		{method: "POST", path: "/entry", body: `{"text": "kept"}`, want: `{"id":16,` + made},
		{method: "POST", path: "/word", body: `{"word": "red"}`, want: out},
		{method: "POST", path: "/word", body: `{"word": "blue"}`, want: `{"id":null,` + made},
		{method: "DELETE", path: "/tree/1", want: `{"id":1,` + gone},
		{method: "DELETE", path: "/tree/2", want: none + `"DELETE"}`},
	} {
		a := s.send(t, e.method, e.path, e.body, e.headers...)
		if text := strings.TrimSuffix(a.text, "\n"); a.status != http.StatusOK || text != e.want {
			t.Errorf("%s %s %s\ngot  %d %s\nwant %s", e.method, e.path, e.body, a.status, text, e.want)
		}
	}
}
