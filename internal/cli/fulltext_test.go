//go:build sqlite_fts5 || fts5

package cli

import (
	"net/http"
	"strings"
	"testing"

	"tiddly/db/dbtest"
)

// TestFullTextIndexes requires that tables whose triggers keep such an index are read and written, and the index with
// them.
func TestFullTextIndexes(t *testing.T) {
	r := start(t, "--db", dbtest.Path(t, `CREATE TABLE note(id INTEGER PRIMARY KEY, body TEXT);
		CREATE VIRTUAL TABLE words USING fts5(body, content=note, content_rowid=id);
		CREATE TRIGGER a AFTER INSERT ON note BEGIN INSERT INTO words(rowid, body) VALUES (NEW.id, NEW.body); END;
		CREATE TRIGGER b AFTER UPDATE ON note BEGIN INSERT INTO words(words, rowid, body) VALUES ('delete', OLD.id, OLD.body);
			INSERT INTO words(rowid, body) VALUES (NEW.id, NEW.body); END;
		CREATE TRIGGER c AFTER DELETE ON note BEGIN INSERT INTO words(words, rowid, body) VALUES ('delete', OLD.id, OLD.body); END;
		CREATE VIEW found AS SELECT rowid AS id, CAST(body AS TEXT) AS body FROM words WHERE words MATCH 'moon'`))
	if log := r.stderr.String(); strings.Contains(log, "is served without") || strings.Contains(log, "sqlite_fts5") {
		t.Errorf("the log is %s", log)
	}
	found := func(want string) {
		t.Helper()
		if got := r.query(t, "{ founds { id body } }"); got != `{"founds":[`+want+`]}` {
			t.Errorf("found %s, want %s", got, want)
		}
	}
	r.query(t, `mutation { insertNotes(input: [{body: "the moon"}, {body: "the sun"}, {body: "a moon"}]) { affectedRows } }`)
	found(`{"id":1,"body":"the moon"},{"id":3,"body":"a moon"}`)
	r.query(t, `mutation { updateNote(by: {id: 2}, set: {body: "half a moon"}) { node { body } } }`)
	found(`{"id":1,"body":"the moon"},{"id":2,"body":"half a moon"},{"id":3,"body":"a moon"}`)
	r.query(t, `mutation { deleteNotes(where: {id: {lt: 3}}) { affectedRows nodes { id } } }`)
	found(`{"id":3,"body":"a moon"}`)
	for _, w := range [][4]string{
		{http.MethodPost, "/note", `{"body": "blue moon"}`, `{"id":3,"body":"a moon"},{"id":4,"body":"blue moon"}`},
		{http.MethodPut, "/note/3", `{"body": "no"}`, `{"id":4,"body":"blue moon"}`},
		{http.MethodDelete, "/note/4", "", ""},
	} {
		if status, _, text := r.send(t, w[0], w[1], w[2]); status != http.StatusOK || !strings.Contains(text, `"success"`) {
			t.Errorf("%s: %d %s", w[0], status, text)
		}
		found(w[3])
	}
	if code := r.stop(t); code != 0 {
		t.Errorf("exit code %d", code)
	}
}
