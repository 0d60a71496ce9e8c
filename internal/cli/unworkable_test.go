package cli

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"tiddly/db/dbtest/outside"
)

// foreignFile creates a file as a program with functions and collations of its own leaves it: hex stands for the
// function app, and NOCASE for the collation unicase.
func foreignFile(t *testing.T, script string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "test.db")
	db, err := outside.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	script += `; PRAGMA writable_schema = ON;
		UPDATE sqlite_schema SET sql = replace(replace(sql, 'hex(', 'app('), 'NOCASE', 'unicase');
		PRAGMA writable_schema = OFF`
	if _, err := db.ExecContext(t.Context(), script); err != nil {
		t.Fatal(err)
	}
	return path
}

// unworkable are tables t(id, s, n) with a row 1, and what cannot be done with them: an insert, an update of s, an
// update of n, a delete. The reason is in the log and in the answers of REST.
var unworkable = []struct{ name, script, cannot, reason string }{
	{
		"trigger of inserts", "CREATE TRIGGER x AFTER INSERT ON t BEGIN UPDATE t SET s = hex(NEW.s) WHERE id = NEW.id; END", "i",
		`trigger "x" calls the function app`,
	},
	{
		"trigger of updates", "CREATE TRIGGER x BEFORE UPDATE OF s ON t WHEN hex(NEW.s) <> '' BEGIN SELECT 1; END", "u",
		`trigger "x" calls the function app`,
	},
	{"trigger of all updates", "CREATE TRIGGER x AFTER UPDATE ON t BEGIN SELECT hex(1); END", "un", `trigger "x" calls the function app`},
	{"trigger of deletes", "CREATE TRIGGER x AFTER DELETE ON t BEGIN SELECT hex(OLD.s); END", "d", `trigger "x" calls the function app`},
	{
		"trigger with a collation", "CREATE TRIGGER x AFTER DELETE ON t BEGIN DELETE FROM t WHERE s COLLATE NOCASE = OLD.s; END", "d",
		`trigger "x" compares by the collation unicase`,
	},
	{
		"trigger for an absent table", "CREATE TRIGGER x AFTER INSERT ON t BEGIN INSERT INTO gone VALUES (1); END", "i",
		`trigger "x" names the table gone, which does not exist`,
	},
	{
		"trigger for an absent column", "CREATE TRIGGER x AFTER INSERT ON t BEGIN UPDATE t SET gone = 1; END", "i",
		`trigger "x" names the column gone, which does not exist`,
	},
	{"trigger that sets off another", `CREATE TABLE log(s); CREATE TRIGGER y AFTER INSERT ON log BEGIN SELECT hex(1); END;
		CREATE TRIGGER x AFTER DELETE ON t BEGIN INSERT INTO log VALUES (1); END`, "d", `trigger "y" of table "log" calls the function app`},
	{"cascade that sets off a trigger", `CREATE TABLE c(id INTEGER PRIMARY KEY, t INT REFERENCES t(id) ON DELETE CASCADE);
		CREATE TRIGGER y AFTER DELETE ON c BEGIN SELECT hex(1); END`, "d", `trigger "y" of table "c" calls the function app`},
	{"trigger that reads a broken view", `CREATE VIEW v AS SELECT hex(s) AS s FROM t;
		CREATE TRIGGER x AFTER INSERT ON t BEGIN SELECT count(*) FROM v; END`, "i", "calls the function app"},
	{"index over a function", "CREATE INDEX x ON t(hex(s))", "iud", `index "x" calls the function app`},
	{"partial index", "CREATE INDEX x ON t(n) WHERE hex(s) = '61'", "iund", `index "x" calls the function app`},
	{"foreign key to what is no key", `CREATE TABLE c(s TEXT REFERENCES t(s))`, "iud", `the foreign key from "c" to "t" does not refer to a key`},
}

// definitions are the same, where the table's own definition is what cannot be run.
var definitions = []struct{ name, column, cannot, reason string }{
	{"check of a column", "s TEXT CHECK (hex(s) <> ''), n INT", "iu", `the CHECK of column "s" calls the function app`},
	{"check of the table", "s TEXT, n INT, CHECK (hex(n) <> s)", "iun", `a CHECK calls the function app`},
	{"default", "s TEXT DEFAULT (hex('x')), n INT", "i", `the DEFAULT of column "s" calls the function app`},
	{"stored column", "s TEXT, n INT, g TEXT AS (hex(s)) STORED", "iun", `the generated column "g" calls the function app`},
	{"virtual column", "s TEXT, n INT, g TEXT AS (hex(s))", "iun", `the generated column "g" calls the function app`},
	{"foreign key to an absent table", "s TEXT REFERENCES gone(id), n INT", "iud", `the foreign key to "gone" names the table gone, which does not exist`},
}

func TestWritesThatCannotRun(t *testing.T) {
	const rows = "INSERT INTO t(id, s, n) VALUES (1, 'a', 5), (2, 'b', 6);"
	for _, c := range unworkable {
		t.Run(c.name, func(t *testing.T) {
			writesOnly(t, foreignFile(t, "CREATE TABLE t(id INTEGER PRIMARY KEY, s TEXT, n INT);"+rows+c.script), c.cannot, c.reason)
		})
	}
	for _, c := range definitions {
		t.Run(c.name, func(t *testing.T) {
			writesOnly(t, foreignFile(t, "CREATE TABLE t(id INTEGER PRIMARY KEY, "+c.column+");"+rows), c.cannot, c.reason)
		})
	}
}

// writesOnly requires that the rows of t are read, that every write works but those in cannot, and that these are
// refused for good, with the reason.
func writesOnly(t *testing.T, path, cannot, reason string) {
	t.Helper()
	if got := run(t, nil, "check", "--db", path); got.code != 0 || !strings.Contains(got.stdout, "Cannot work here: ") || !strings.Contains(got.stdout, reason) {
		t.Errorf("check: %d\n%s%s", got.code, got.stdout, got.stderr)
	}
	r := start(t, "--db", path)
	wants(t, "the log", strings.ReplaceAll(r.stderr.String(), `\"`, `"`), `table "t" is served without `, reason)
	if got := r.query(t, `{ ts { id s n } }`); got != `{"ts":[{"id":1,"s":"a","n":5},{"id":2,"s":"b","n":6}]}` {
		t.Errorf("the rows are %s", got)
	}
	_, _, sdl := r.send(t, http.MethodGet, "/schema.graphqls", "")
	refused := 0
	for _, w := range []struct{ write, document, field, method, path, body string }{
		{"u", `mutation { updateT(by: {id: 1}, set: {s: "c"}) { affectedRows } }`, "The new value of column s", http.MethodPut, "/t/1", `{"s": "c"}`},
		{"n", `mutation { updateT(by: {id: 1}, set: {n: 7}) { affectedRows } }`, "The new value of column n", http.MethodPut, "/t/1", `{"n": 7}`},
		{"i", `mutation { insertT(input: {s: "d"}) { affectedRows } }`, "insertT(", http.MethodPost, "/t", `{"s": "d"}`},
		{"d", `mutation { deleteT(by: {id: 2}) { affectedRows } }`, "deleteT(", http.MethodDelete, "/t/1", ""},
	} {
		can := !strings.Contains(cannot, w.write)
		if strings.Contains(sdl, w.field) != can {
			t.Errorf("%s: the schema has %q: %v", w.write, w.field, !can)
		}
		status, text := r.ask(t, w.document)
		if (status == http.StatusOK && strings.Contains(text, `"affectedRows":1`)) != can || !can && !strings.Contains(text, "REQUEST_INVALID") {
			t.Errorf("%s by GraphQL: %d %s", w.write, status, text)
		}
		status, _, text = r.send(t, w.method, w.path, w.body)
		text = strings.ReplaceAll(text, `\"`, `"`)
		if strings.Contains(text, `"status":"success"`) != can || status >= http.StatusInternalServerError || !can && !strings.Contains(text, "cannot be") {
			t.Errorf("%s by REST: %d %s", w.write, status, text)
		}
		if !can && strings.Contains(text, reason) {
			refused++
		}
	}
	if refused == 0 {
		t.Errorf("no answer of REST has the reason %q", reason)
	}
	if code := r.stop(t); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

// TestWhatCannotBeReadIsLeftOut requires that columns and views that SQLite cannot run are left out, with the reason.
func TestWhatCannotBeReadIsLeftOut(t *testing.T) {
	path := foreignFile(t, `CREATE TABLE t(id INTEGER PRIMARY KEY, s TEXT, g TEXT AS (hex(s)), UNIQUE (s, g));
		CREATE TABLE k(id INTEGER PRIMARY KEY, n INT AS (id + 1)); INSERT INTO k VALUES (1);
		CREATE VIEW a AS SELECT hex(s) AS x FROM t; CREATE VIEW b AS SELECT g FROM t; CREATE VIEW c AS SELECT id, s FROM t;
		CREATE VIEW e AS SELECT * FROM gone; CREATE VIEW f AS SELECT gone FROM t;
		CREATE VIEW g AS SELECT * FROM a;
		CREATE VIEW h AS SELECT json_extract('{', '$.x') AS x`)
	r := start(t, "--db", path)
	wants(t, "the log", strings.ReplaceAll(r.stderr.String(), `\"`, `"`),
		`column "g" of table "t" is left out: it calls the function app`,
		`view "a" is left out: it calls the function app`, `view "b" is left out: it calls the function app`,
		`view "e" is left out: it names the table gone, which does not exist`,
		`view "f" is left out: it names the column gone`, `view "g" is left out: it calls the function app`,
		`view "h" is left out: it cannot be run by SQLite: malformed JSON`)
	if got := r.query(t, `{ ts { id s } cs { id s } ks { id n } }`); got != `{"ts":[],"cs":[],"ks":[{"id":1,"n":2}]}` {
		t.Errorf("the rest is %s", got)
	}
	for _, field := range []string{"as { x }", "bs { g }", "es { x }", "fs { gone }", "gs { x }", "hs { x }", "ts { g }"} {
		if status, text := r.ask(t, "{ "+field+" }"); status != http.StatusBadRequest || !strings.Contains(text, "REQUEST_INVALID") {
			t.Errorf("%s: %d %s", field, status, text)
		}
	}
	if code := r.stop(t); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

// TestWritesComeAndGo changes the triggers of a table while it is served.
func TestWritesComeAndGo(t *testing.T) {
	path := foreignFile(t, `PRAGMA journal_mode = WAL; CREATE TABLE t(id INTEGER PRIMARY KEY, s TEXT)`)
	r := start(t, "--db", path)
	run := neighbour(t, path)
	run("CREATE TRIGGER x AFTER INSERT ON t BEGIN SELECT app(NEW.s); END")
	const types = `{ __type(name: "Mutation") { fields { name } } }`
	all := `{"__type":{"fields":[{"name":"insertT"},{"name":"insertTs"},{"name":"updateT"},{"name":"updateTs"},{"name":"deleteT"},{"name":"deleteTs"}]}}`
	r.until(t, types, strings.ReplaceAll(all, `{"name":"insertT"},{"name":"insertTs"},`, ""))
	wants(t, "the log", strings.ReplaceAll(r.stderr.String(), `\"`, `"`),
		`table "t": its possible writes have changed`, `table "t" is served without inserts (trigger "x" calls the function app`)
	run("DROP TRIGGER x")
	r.until(t, types, all)
	r.query(t, `mutation { insertT(input: {s: "a"}) { affectedRows } }`)
	if code := r.stop(t); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

// TestWhatNeverRunsIsNoChange requires that a request fails for good if the database cannot run it although its tables
// have not changed since they were read.
func TestWhatNeverRunsIsNoChange(t *testing.T) {
	path := foreignFile(t, `PRAGMA journal_mode = WAL; CREATE TABLE t(id INTEGER PRIMARY KEY, s TEXT);
		CREATE TRIGGER x AFTER INSERT ON t BEGIN SELECT lower(NEW.s); END`)
	r := start(t, "--db", path)
	// SQLite does not count this as a change of the schema.
	neighbour(t, path)("PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'lower', 'app'); PRAGMA writable_schema = OFF")
	status, text := r.ask(t, `mutation { insertT(input: {s: "a"}) { affectedRows } }`)
	if status != http.StatusOK || !strings.Contains(text, "DATABASE_ERROR") || strings.Contains(text, "try again") {
		t.Errorf("by GraphQL: %d %s", status, text)
	}
	status, _, text = r.send(t, http.MethodPost, "/t", `{"s": "a"}`)
	if status != http.StatusOK || !strings.Contains(text, "the database cannot run the request") {
		t.Errorf("by REST: %d %s", status, text)
	}
	wants(t, "the log", r.stderr.String(), "no such function: app")
	if code := r.stop(t); code != 0 {
		t.Errorf("exit code %d", code)
	}
}
