package cli

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"tiddly/db/dbtest"
	"tiddly/internal/tests/home"
)

// clashing has two tables whose type name would be Author.
const clashing = `CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT); CREATE TABLE authors (id INTEGER PRIMARY KEY, name TEXT);
	INSERT INTO author (name) VALUES ('Ada'), ('Ben'), ('Cleo');`

func TestNamesThatClash(t *testing.T) {
	path := dbtest.Path(t, clashing)
	r := start(t, "--db", path)
	wants(t, "the log", r.stderr.String(), `"level":"WARN"`, "authors", `"override":"tables.`)
	r.stop(t)
	for _, command := range []string{"serve", "schema"} {
		got := run(t, nil, command, "--db", path, "--strict-names")
		if got.code != 1 {
			t.Errorf("%s: %+v", command, got)
		}
		wants(t, "the error", got.stderr, "tiddly: ", "authors", "hint: the setting tables.")
	}
}

func TestLimitRowsBoundsLists(t *testing.T) {
	home.Only(t)
	path := dbtest.Path(t, `CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT);
		INSERT INTO author (name) VALUES ('Ada'), ('Ben'), ('Cleo')`)
	r := start(t, "--db", path, "--limit-rows", "2")
	if got := r.query(t, "{ authors { name } }"); got != `{"authors":[{"name":"Ada"},{"name":"Ben"}]}` {
		t.Errorf("a list without limit gives %s", got)
	}
	_, _, text := r.send(t, "POST", "/graphql", `{"query": "{ authors(limit: 3) { name } }"}`)
	wants(t, "the answer", text, "LIMIT_ROWS", "2")
	r.stop(t)
}

// endless counts longer than any test waits.
const endless = `CREATE TABLE n (id INTEGER PRIMARY KEY);
	CREATE VIEW slow AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 1000000000)
	SELECT count(*) AS total FROM c`

func TestTimeoutEndsARequest(t *testing.T) {
	r := start(t, "--db", dbtest.Path(t, endless), "--timeout", "100ms")
	status, _, text := r.send(t, "POST", "/graphql", `{"query": "{ slows { total } }"}`, "Accept", "application/graphql-response+json")
	if status != 503 {
		t.Errorf("status %d", status)
	}
	wants(t, "the answer", text, "LIMIT_TIME")
	if got := r.query(t, "{ ns { id } }"); got != `{"ns":[]}` {
		t.Errorf("after it: %s", got)
	}
	if code := r.stop(t); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

func TestJournalModeIsKeptUnlessAsked(t *testing.T) {
	path := dbtest.Path(t, clashing)
	mode := func() byte {
		head, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return head[19] // the read version of the file format: 2 with write-ahead logging
	}
	start(t, "--db", path).stop(t)
	if mode() != 1 {
		t.Fatal("the journal mode of an existing file was changed")
	}
	r := start(t, "--db", path, "--wal")
	wants(t, "the log", r.stderr.String(), "wal")
	r.stop(t)
	if mode() != 2 {
		t.Error("--wal did not switch the file")
	}
}

func TestReadOnlyServesReads(t *testing.T) {
	path := dbtest.Path(t, clashing)
	before := sum(t, path)
	r := start(t, "--db", path, "--read-only")
	wants(t, "the answer", r.query(t, "{ __schema { queryType { name } } }"), "Query")
	if code := r.stop(t); code != 0 {
		t.Errorf("exit code %d", code)
	}
	if sum(t, path) != before {
		t.Error("--read-only changed the file")
	}
}

func TestTheDatabaseComesFromTheEnvironment(t *testing.T) {
	t.Chdir(t.TempDir())
	environ := []string{"TIDDLY_DB=" + dbtest.Path(t, clashing)}
	got := run(t, environ, "schema")
	wants(t, "the schema", got.stdout, "type Author2 ")
	if got := run(t, environ, "schema", "--db", "gone.db"); got.code != 1 || !strings.Contains(got.stderr, "gone.db") {
		t.Errorf("a flag does not win: %+v", got)
	}
}

func TestDefaultTablesThatDiffer(t *testing.T) {
	home.Only(t)
	t.Chdir(t.TempDir())
	content, err := os.ReadFile(dbtest.Path(t, `CREATE TABLE user (id INTEGER NOT NULL PRIMARY KEY, email VARCHAR)`))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("tiddly.db", content, 0o600); err != nil {
		t.Fatal(err)
	}
	r := start(t)
	wants(t, "the log", r.stderr.String(), "ALTER TABLE", "password", "name")
	if got := r.query(t, "{ users { email } duals { text } }"); got != `{"users":[],"duals":[]}` {
		t.Errorf("got %s", got)
	}
	r.stop(t)
}

func TestExplainReadsStandardInput(t *testing.T) {
	home.Only(t)
	path := dbtest.Path(t, clashing)
	var out, errs bytes.Buffer
	p := &program{stdout: &out, stderr: &errs}
	root := p.root()
	root.SetArgs([]string{"explain", "--db", path, "-"})
	root.SetIn(strings.NewReader("{ authors { name } }"))
	if err := root.ExecuteContext(t.Context()); err != nil {
		t.Fatal(err)
	}
	wants(t, "the explanation", out.String(), `FROM "author"`)
}

func TestExplainOfTheSchemaAlone(t *testing.T) {
	got := run(t, nil, "explain", "--db", dbtest.Path(t, clashing), "{ __schema { queryType { name } } }")
	if got.code != 0 {
		t.Fatal(got.stderr)
	}
	wants(t, "the explanation", got.stdout, "nothing is read")
}
