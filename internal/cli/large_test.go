package cli

import (
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"tiddly/db/dbtest"
	"tiddly/db/dbtest/outside"
)

const noteTable = `CREATE TABLE note(id INTEGER PRIMARY KEY, text TEXT NOT NULL);`

// doubling returns a view of 450 terms, and further views, each of which reads the one before twice.
func doubling(n int) string {
	s := "CREATE VIEW v0 AS SELECT 1 AS id" + strings.Repeat(" UNION ALL SELECT id FROM note", 449) + ";"
	for i := 1; i <= n; i++ {
		s += fmt.Sprintf("CREATE VIEW v%d AS SELECT a.id FROM v%d AS a JOIN v%d AS b ON a.id = b.id;", i, i-1, i-1)
	}
	return s
}

// TestViewsThatAreTooLarge requires that they are left out and everything else is served: at the start, by the
// commands, and if they are created later.
func TestViewsThatAreTooLarge(t *testing.T) {
	path := dbtest.Path(t, "PRAGMA journal_mode = WAL;"+noteTable+`INSERT INTO note(text) VALUES ('one');
		CREATE VIEW plain AS SELECT id, text FROM note;`+doubling(30)+`
		CREATE VIEW looks AS SELECT name FROM pragma_table_xinfo('v30');
		CREATE TABLE busy(id INTEGER PRIMARY KEY); CREATE TABLE parent(id INTEGER PRIMARY KEY);
		CREATE TABLE child(id INTEGER PRIMARY KEY, parent INT REFERENCES parent(id) ON DELETE CASCADE);
		CREATE TRIGGER reads AFTER DELETE ON child BEGIN INSERT INTO note(text) WITH x AS (SELECT id FROM v30) SELECT id FROM x; END;
		CREATE TRIGGER sets_off AFTER INSERT ON busy BEGIN DELETE FROM child; END;`)
	for _, command := range []string{"check", "schema"} {
		got := run(t, nil, command, "--db", path)
		if got.code != 0 || command == "schema" && (strings.Contains(got.stdout, "type V30 ") || !strings.Contains(got.stdout, "type Plain ")) {
			t.Errorf("%s: %d %.500s %.500s", command, got.code, got.stdout, got.stderr)
		}
	}
	r := start(t, "--db", path)
	wants(t, "the log", r.stderr.String(), `view \"v30\" is left out: expanded with the views that it reads, it is too large; the limit is 2000 selects`,
		`view \"looks\" is left out`, `table \"child\" is served without inserts, updates, deletes (its triggers`,
		`table \"parent\" is served without`, `table \"busy\" is served without`)
	if strings.Contains(r.stderr.String(), `view \"v1\"`) {
		t.Error("a view of 900 selects is left out")
	}
	if got := r.query(t, `{ notes { text } plains { text } busies { id } }`); got != `{"notes":[{"text":"one"}],"plains":[{"text":"one"}],"busies":[]}` {
		t.Errorf("the rest gives %s", got)
	}
	if status, text := r.ask(t, "{ v30s { id } }"); status != http.StatusBadRequest || !strings.Contains(text, "REQUEST_INVALID") {
		t.Errorf("the view gives %d %s", status, text)
	}
	for _, document := range []string{
		"mutation { insertBusy(input: {id: 1}) { affectedRows } }", "mutation { deleteParents(where: {id: {eq: 1}}) { affectedRows } }",
		"mutation { deleteChildren(where: {id: {eq: 1}}) { affectedRows } }",
	} {
		if _, text := r.ask(t, document); !strings.Contains(text, "Cannot query field") || !strings.Contains(text, "REQUEST_INVALID") {
			t.Errorf("%s gives %s", document, text)
		}
	}
	r.query(t, `mutation { insertNote(input: {text: "two"}) { affectedRows } }`)
	run := neighbour(t, path)
	run("CREATE VIEW later AS SELECT a.id FROM v9 AS a, v9 AS b; CREATE VIEW good AS SELECT id FROM note; DROP TRIGGER reads")
	r.until(t, "{ goods { id } }", `{"goods":[{"id":1},{"id":2}]}`)
	wants(t, "the log", r.stderr.String(), `view \"later\" is left out`)
	if _, text := r.ask(t, "mutation { insertBusy(input: {id: 1}) { affectedRows } }"); strings.Contains(text, "errors") {
		t.Errorf("without the trigger: %s\n%s", text, r.stderr.String())
	}
	if code := r.stop(t); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

// TestColumnsThatAreTooLarge requires that the expansion of generated columns is bounded, and that the rest of the
// table is served.
func TestColumnsThatAreTooLarge(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	db, err := outside.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	definition := "CREATE TABLE note(id INTEGER PRIMARY KEY, g0 AS (id + 1)"
	for i := 1; i <= 40; i++ {
		definition += fmt.Sprintf(", g%d AS (g%d + g%d)", i, i-1, i-1)
	}
	// SQLite itself would expand them when the table is created.
	script := "CREATE TABLE note(id INTEGER PRIMARY KEY); INSERT INTO note VALUES (1); PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = '" +
		definition + ")'; PRAGMA writable_schema = OFF"
	if _, err := db.ExecContext(t.Context(), script); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	r := start(t, "--db", path)
	if got := r.query(t, "{ notes { id g0 g3 } }"); got != `{"notes":[{"id":1,"g0":"2","g3":"16"}]}` {
		t.Errorf("small columns give %s", got)
	}
	wants(t, "the log", r.stderr.String(), `column \"g40\" of table \"note\" is left out: it is too large for SQLite`)
	if _, text := r.ask(t, "{ notes { g40 } }"); !strings.Contains(text, "Cannot query field") {
		t.Errorf("a large column gives %s", text)
	}
	r.query(t, "mutation { insertNote(input: {id: 2}) { affectedRows } }")
	if code := r.stop(t); code != 0 {
		t.Errorf("exit code %d", code)
	}
}
