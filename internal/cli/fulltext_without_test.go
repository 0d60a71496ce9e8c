//go:build !sqlite_fts5 && !fts5

package cli

import (
	"net/http"
	"strings"
	"testing"
)

// fullTextSchema is the entry of a full-text table in the schema, which this build cannot create.
const fullTextSchema = `PRAGMA writable_schema = ON;
	INSERT INTO sqlite_schema VALUES ('table', 'words', 'words', 0, 'CREATE VIRTUAL TABLE words USING fts5(s)');
	PRAGMA writable_schema = OFF; CREATE TABLE t(id INTEGER PRIMARY KEY, s TEXT, n INT);
	INSERT INTO t(id, s, n) VALUES (1, 'a', 5), (2, 'b', 6);`

// TestFullTextIndexesWithoutTheModule requires that tables whose triggers keep such an index are read, and that the
// start says by which command they are written.
func TestFullTextIndexesWithoutTheModule(t *testing.T) {
	triggers := map[string]string{
		"i": "CREATE TRIGGER a AFTER INSERT ON t BEGIN INSERT INTO words(rowid, s) VALUES (NEW.id, NEW.s); END;",
		"u": "CREATE TRIGGER b AFTER UPDATE OF s ON t BEGIN INSERT INTO words(words, rowid, s) VALUES ('delete', OLD.id, OLD.s); END;",
		"d": "CREATE TRIGGER c AFTER DELETE ON t BEGIN INSERT INTO words(words, rowid, s) VALUES ('delete', OLD.id, OLD.s); END;",
	}
	for write, reason := range map[string]string{"i": `trigger "a"`, "u": `trigger "b"`, "d": `trigger "c"`} {
		t.Run(write, func(t *testing.T) {
			writesOnly(t, foreignFile(t, fullTextSchema+triggers[write]), write, reason+" uses the module fts5, which this build does not have")
		})
	}
	path := foreignFile(t, fullTextSchema+triggers["i"]+triggers["u"]+triggers["d"]+"CREATE VIEW found AS SELECT rowid FROM words")
	r := start(t, "--db", path)
	wants(t, "the log", strings.ReplaceAll(r.stderr.String(), `\"`, `"`), `view "found" is left out: it uses the module fts5`,
		"go run -tags sqlite_fts5 . --db "+path)
	if status, text := r.ask(t, "{ founds { rowid } }"); status != http.StatusBadRequest {
		t.Errorf("the view gives %d %s", status, text)
	}
	if code := r.stop(t); code != 0 {
		t.Errorf("exit code %d", code)
	}
}
