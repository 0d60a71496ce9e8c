// Package corpus holds no code, only the test that runs the golden corpus: one case a file, with every stage of a
// request in it. It also tests the properties that all cases share.
package corpus_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"tiddly/db/dbtest"
	"tiddly/internal/engine"
	gql "tiddly/internal/gql/serve"
	"tiddly/internal/sample"
	"tiddly/internal/tests/home"
)

var update = flag.Bool("update", false, "write what the cases give into their files")

const root = "../../../testdata/corpus"

// testCase is one file: its comment describes it and names its schema and the operation to run.
type testCase struct {
	path, schema, operation string
	// federation serves the schema as a subgraph.
	federation bool
	query      string
	// check is a query that is run afterwards, to read the rows.
	check        string
	variables    map[string]any
	rawVariables []byte
	archive      *txtar.Archive
}

func TestCorpus(t *testing.T) {
	cases := load(t)
	if len(cases) < 80 {
		t.Fatalf("%d cases; want at least 80", len(cases))
	}
	type kind struct {
		schema     string
		federation bool
	}
	served, elsewhere := map[kind]*engine.Snapshot{}, map[kind][]spelled{}
	for _, c := range cases {
		if of := (kind{c.schema, c.federation}); served[of] == nil {
			path := database(t, c.schema)
			served[of], elsewhere[of] = serveAs(t, path, c.federation), spellings(t, c.schema, path, c.federation)
		}
	}
	for _, c := range cases {
		t.Run(strings.TrimSuffix(c.path, ".txtar"), func(t *testing.T) {
			of := kind{c.schema, c.federation}
			s := served[of]
			if c.writes() {
				s = serveAs(t, database(t, c.schema), c.federation)
			}
			compare(t, c, results(t, s, c, elsewhere[of]))
		})
	}
}

// fresh serves a new database of a schema.
func fresh(t *testing.T, schema string) *engine.Snapshot {
	t.Helper()
	return serve(t, database(t, schema))
}

// database creates a new database of a schema and returns the path of its file.
func database(t *testing.T, schema string) string {
	t.Helper()
	if schema == "sample" {
		path := filepath.Join(t.TempDir(), "sample.db")
		if _, err := sample.Write(t.Context(), path, 20); err != nil {
			t.Fatal(err)
		}
		return path
	}
	return dbtest.Path(t, script(t, schema))
}

// script returns the statements for a schema and its rows. The schema default has the project's default tables.
func script(t *testing.T, schema string) string {
	t.Helper()
	text := read(t, filepath.Join(root, "schema", schema+".sql"))
	if schema == "default" {
		text = read(t, "../../../db/schema.sql") + text
	}
	return text
}

var mutation = regexp.MustCompile(`(?m)^\s*mutation\b`)

// writes reports whether the case may change rows, so that it needs a database of its own.
func (c testCase) writes() bool { return c.check != "" || mutation.MatchString(c.query) }

// load reads every case in the order of its path.
func load(t *testing.T) []testCase {
	t.Helper()
	var cases []testCase
	err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".txtar" {
			return err
		}
		archive, err := txtar.ParseFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		c := testCase{path: filepath.ToSlash(name), archive: archive}
		for line := range strings.Lines(string(archive.Comment)) {
			key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
			switch key {
			case "schema":
				c.schema = value
			case "operation":
				c.operation = value
			case "federation":
				c.federation = value == "true"
			}
		}
		c.query = string(section(archive, "query.graphql"))
		c.check = string(section(archive, "check.graphql"))
		if c.rawVariables = section(archive, "variables.json"); c.rawVariables != nil {
			c.variables = variables(t, c.rawVariables)
		}
		if c.schema == "default" && !home.Has(t) {
			return nil // it has rows for the product's own tables
		}
		cases = append(cases, c)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return cases
}

// variables decodes numbers unchanged, as the server does.
func variables(t *testing.T, raw []byte) map[string]any {
	t.Helper()
	var v map[string]any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func section(a *txtar.Archive, name string) []byte {
	for _, f := range a.Files {
		if f.Name == name {
			return f.Data
		}
	}
	return nil
}

// results runs a case through every stage; a section is absent if its stage was not reached.
func results(t *testing.T, s *engine.Snapshot, c testCase, elsewhere []spelled) []txtar.File {
	t.Helper()
	var files []txtar.File
	prepared, _, err := gql.Explain(t.Context(), s, home.Plain(), c.query, c.operation, c.variables)
	if err == nil && prepared != nil {
		files = append(
			files,
			txtar.File{Name: "plan", Data: []byte(prepared.Plan.String())},
			txtar.File{Name: dbtest.Embedded().Name + ".sql", Data: []byte(prepared.Program.String())},
		)
		for _, other := range elsewhere {
			files = append(files, txtar.File{Name: other.name + ".sql", Data: []byte(other.statements(t, c))})
		}
	}
	h := handler(s)
	status, body := post(t, h, c)
	name := "response.json"
	if status != http.StatusOK {
		name = fmt.Sprintf("error.%d.json", status)
	}
	files = append(files, txtar.File{Name: name, Data: pretty(t, body)})
	if c.check == "" {
		return files
	}
	status, body = post(t, h, testCase{query: c.check})
	if status != http.StatusOK {
		t.Fatalf("the check of %s gives %d %s", c.path, status, body)
	}
	return append(files, txtar.File{Name: "check.json", Data: pretty(t, body)})
}

func post(t *testing.T, h http.Handler, c testCase) (int, []byte) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", bytes.NewReader(messageOf(t, c)))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/graphql-response+json")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code, w.Body.Bytes()
}

// messageOf returns the body by which a case is sent.
func messageOf(t *testing.T, c testCase) []byte {
	t.Helper()
	message := map[string]any{"query": c.query}
	if c.operation != "" {
		message["operationName"] = c.operation
	}
	if c.rawVariables != nil {
		message["variables"] = json.RawMessage(c.rawVariables)
	}
	body, err := json.Marshal(message)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// pretty indents a body and changes nothing else.
func pretty(t *testing.T, body []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := json.Indent(&out, body, "", "  "); err != nil {
		t.Fatalf("the answer is no JSON: %v\n%s", err, body)
	}
	out.WriteByte('\n')
	return out.Bytes()
}

var outputs = regexp.MustCompile(`^(plan|\w+\.sql|response\.json|error\.\d+\.json|check\.json)$`)

// compare compares the results of a case with its file, or updates the file.
func compare(t *testing.T, c testCase, got []txtar.File) {
	t.Helper()
	var inputs, want []txtar.File
	for _, f := range c.archive.Files {
		if outputs.MatchString(f.Name) {
			want = append(want, f)
		} else {
			inputs = append(inputs, f)
		}
	}
	if *update {
		a := &txtar.Archive{Comment: c.archive.Comment, Files: append(inputs, got...)}
		if err := os.WriteFile(filepath.Join(root, c.path), txtar.Format(a), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	left := string(txtar.Format(&txtar.Archive{Files: want}))
	right := string(txtar.Format(&txtar.Archive{Files: got}))
	if left != right {
		t.Errorf("the case gives something else (go test ./internal/tests/corpus -update writes it)\n--- want\n%s\n--- got\n%s", left, right)
	}
}

// number is a JSON number as the server decodes it.
func number(digits string) json.Number { return json.Number(digits) }
