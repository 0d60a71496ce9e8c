package corpus_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"tiddly/db"
	"tiddly/db/dbtest"
	"tiddly/graph"
	"tiddly/internal/caller"
	"tiddly/internal/engine"
	gql "tiddly/internal/gql/serve"
	"tiddly/internal/tests/home"
)

// forum has accounts, rows that belong to them, and a table that uses one of the server's own names.
const forum = `
CREATE TABLE user(id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, password TEXT, name TEXT, boss_id INTEGER REFERENCES user(id));
CREATE TABLE post(id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES user(id), title TEXT);
CREATE TABLE me(id INTEGER PRIMARY KEY, mirror TEXT);
INSERT INTO user VALUES (1, 'ada@x', NULL, 'Ada', NULL), (2, 'bela@x', NULL, 'Bela', 1);
INSERT INTO post VALUES (1, 1, 'One'), (2, 1, 'Two'), (3, 2, 'Three');
INSERT INTO me VALUES (1, 'wall');
`

// on is the engine of the running test of accounts, which onEach sets.
var on = dbtest.Embedded()

// onEach runs a test on each engine.
func onEach(t *testing.T, test func(*testing.T)) {
	t.Helper()
	dbtest.OnEachOnce(t, func(t *testing.T, e dbtest.Engine) {
		on = e
		defer func() { on = dbtest.Embedded() }()
		test(t)
	})
}

// accounts is a served database with accounts.
type accounts struct {
	t        *testing.T
	path     string
	database *db.Database
	snapshot *engine.Snapshot
	handler  http.Handler

	mu     sync.Mutex
	hashed []string
}

// withAccounts serves a script whose table user holds the accounts. No two hashes are equal.
func withAccounts(t *testing.T, script string, o gql.Options) *accounts {
	t.Helper()
	project := home.Plain()
	if home.Has(t) {
		project = graph.Project()
	}
	a := &accounts{t: t, path: on.Make(t, script)}
	a.database = dbtest.Open(t, a.path)
	var err error
	a.snapshot, _, err = engine.Load(t.Context(), a.database, engine.Options{
		Limits: engine.DefaultLimits(), HashPassword: a.hash, Extensions: project.Extensions(), Generated: project.Generated,
		Users: &engine.Users{Table: "user", Identity: "email", Password: "password"}, Federation: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	a.handler = gql.NewHandler(a.snapshot.View, project, o)
	return a
}

func (a *accounts) hash(_ context.Context, plain string) (string, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.hashed = append(a.hashed, plain)
	sum := sha256.Sum256(fmt.Append([]byte(plain), len(a.hashed)))
	return "$argon2id$" + hex.EncodeToString(sum[:]), nil
}

// ask sends a document as a caller, which may be nil.
func (a *accounts) ask(who *caller.Caller, document, variables string) (int, string) {
	a.t.Helper()
	message := map[string]any{"query": document}
	if variables != "" {
		message["variables"] = json.RawMessage(variables)
	}
	body, err := json.Marshal(message)
	if err != nil {
		a.t.Fatal(err)
	}
	ctx := a.t.Context()
	if who != nil {
		ctx = caller.With(ctx, who)
	}
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/graphql", bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/graphql-response+json")
	w := httptest.NewRecorder()
	a.handler.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

// stored returns the cells of a query.
func (a *accounts) stored(sql string) []string {
	a.t.Helper()
	return dbtest.Cells(a.t, a.database, on.Spell(sql))
}

// TestSecretColumnIsNowhereInTheSchema requires that it can only be written.
func TestSecretColumnIsNowhereInTheSchema(t *testing.T) {
	onEach(t, testSecretColumnIsNowhereInTheSchema)
}

func testSecretColumnIsNowhereInTheSchema(t *testing.T) {
	t.Helper()
	a := withAccounts(t, forum, gql.Options{})
	schema := a.snapshot.Schema.AST
	in := map[string]bool{"UserInsert": true, "UserSet": true}
	for name, d := range schema.Types {
		if strings.HasPrefix(name, "__") {
			continue
		}
		f := d.Fields.ForName("password")
		if (f != nil) != in[name] || f != nil && f.Type.String() != "String" {
			t.Errorf("%s has the field %v", name, f)
		}
		if d.EnumValues.ForName("PASSWORD") != nil {
			t.Errorf("%s has the value PASSWORD", name)
		}
	}
	if strings.Count(a.snapshot.Schema.SDL, "password") != 4 { // two fields and their descriptions
		t.Errorf("the SDL says more of it:\n%s", a.snapshot.Schema.SDL)
	}
	if _, body := a.ask(nil, `{ __type(name: "User") { fields { name } } }`, ""); strings.Contains(body, "password") || !strings.Contains(body, "email") {
		t.Errorf("introspection gives %s", body)
	}
	for _, document := range []string{
		`{ users { password } }`,
		`{ users { passwor } }`,
		`{ posts { user { password } } }`,
		`{ users(where: {password: {eq: "x"}}) { id } }`,
		`{ users(where: {passwords: {eq: "x"}}) { id } }`,
		`{ posts(where: {user: {password: {startsWith: "x"}}}) { id } }`,
		`{ users(orderBy: [{password: ASC}]) { id } }`,
		`{ posts(orderBy: [{user: {password: DESC}}]) { id } }`,
		`{ users(distinctOn: [PASSWORD]) { id } }`,
		`{ users(distinctOn: [PASSWOR]) { id } }`,
		`{ user(by: {password: "x"}) { id } }`,
		`mutation { updateUsers(where: {password: {isNull: false}}, set: {name: "x"}) { affectedRows } }`,
		`mutation { updateUser(by: {id: 1}, set: {name: "x"}) { node { password } } }`,
		`mutation { updateUser(by: {id: 1}, inc: {password: 1}) { affectedRows } }`,
	} {
		status, body := a.ask(nil, document, "")
		if status != http.StatusBadRequest {
			t.Errorf("%s gives %d %s", document, status, body)
		}
		var answer struct {
			Errors []struct {
				Extensions struct{ Hint, Details string }
			}
		}
		if err := json.Unmarshal([]byte(body), &answer); err != nil || len(answer.Errors) == 0 {
			t.Fatalf("%s gives %s", document, body)
		}
		for _, e := range answer.Errors {
			if strings.Contains(strings.ToLower(e.Extensions.Hint+e.Extensions.Details), "password") {
				t.Errorf("%s: a hint names it: %s", document, body)
			}
		}
	}
	for _, variables := range []string{
		`{"w": {"password": {"eq": "x"}}}`, `{"w": {"not": {"passwor": {"eq": "x"}}}}`, `{"o": [{"password": "ASC"}]}`, `{"d": ["PASSWORD"]}`,
	} {
		status, body := a.ask(nil, `query($w: UserWhere, $o: [UserOrderBy!], $d: [UserColumn!]) { users(where: $w, orderBy: $o, distinctOn: $d) { id } }`, variables)
		if status != http.StatusBadRequest {
			t.Errorf("%s gives %d %s", variables, status, body)
		}
	}
}

// writings are all ways to write a password; %s is the password, as a literal or as a variable.
var writings = []struct {
	document, typ, variables string
	passwords                int
}{
	{`insertUser(input: {email: "c@x", password: %s}) { affectedRows node { id email } }`, "", "", 1},
	{`insertUser(input: {email: "c@x", password: $p}) { affectedRows }`, "$p: String", `{"p": %s}`, 1},
	{`insertUser(input: $p) { affectedRows }`, "$p: UserInsert!", `{"p": {"email": "c@x", "password": %s}}`, 1},
	{`insertUsers(input: [{email: "c@x", password: %s}, {email: "d@x"}, {password: %[1]s, name: "e", email: "e@x"}]) { affectedRows nodes { id } }`, "", "", 2},
	{`insertUsers(input: [{email: "c@x", password: $p}, {email: "d@x", password: null}]) { affectedRows }`, "$p: String", `{"p": %s}`, 1},
	{`insertUsers(input: $p) { affectedRows }`, "$p: [UserInsert!]!", `{"p": [{"email": "c@x", "password": %s}, {"email": "d@x"}, {"email": "e@x", "name": "e", "password": %[1]s}]}`, 2},
	{`updateUser(by: {id: 1}, set: {password: %s}) { affectedRows node { email } }`, "", "", 1},
	{`updateUser(by: {id: 1}, set: {password: $p, name: "x"}) { affectedRows }`, "$p: String", `{"p": %s}`, 1},
	{`updateUser(by: {email: "ada@x"}, set: $p) { affectedRows }`, "$p: UserSet", `{"p": {"password": %s}}`, 1},
	{`updateUsers(where: {id: {eq: 2}}, set: {password: %s}) { affectedRows nodes { id } }`, "", "", 1},
	{`updateUsers(where: {}, allRows: true, set: $p) { affectedRows }`, "$p: UserSet", `{"p": {"name": "x", "password": %s}}`, 2},
	{`a: updateUser(by: {id: 1}, set: {password: %s}) { query { users { id name } } } b: updateUser(by: {id: 2}, set: {password: %[1]s}) { affectedRows }`, "", "", 2},
}

// TestEveryWayToWriteAPasswordStoresAHash sends each document twice with the same plan, which must not contain the
// hash of the first.
func TestEveryWayToWriteAPasswordStoresAHash(t *testing.T) {
	onEach(t, testEveryWayToWriteAPasswordStoresAHash)
}

func testEveryWayToWriteAPasswordStoresAHash(t *testing.T) {
	t.Helper()
	for i, w := range writings {
		for _, plain := range []string{"correct horse", "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2g"} {
			a := withAccounts(t, forum, gql.Options{})
			document, variables := "mutation", w.variables
			if w.typ != "" {
				document += "(" + w.typ + ")"
				variables = fmt.Sprintf(w.variables, `"`+plain+`"`)
				document += " { " + w.document + " }"
			} else {
				document += " { " + fmt.Sprintf(w.document, `"`+plain+`"`) + " }"
			}
			for round := range 2 {
				if status, body := a.ask(nil, document, variables); status != http.StatusOK || strings.Contains(body, "errors") {
					t.Fatalf("%s gives %d %s", document, status, body)
				} else if strings.Contains(body, plain) || strings.Contains(body, "argon2id") {
					t.Errorf("%s answers %s", document, body)
				}
				all := a.stored("SELECT password FROM user WHERE password IS NOT NULL")
				if len(all) != w.passwords || slices.ContainsFunc(all, func(s string) bool { return !strings.HasPrefix(s, "$argon2id$") || len(s) != 74 }) {
					t.Errorf("case %d, round %d stores %q", i, round, all)
				}
				if strings.HasPrefix(w.document, "insert") {
					a.ask(nil, `mutation { deleteUsers(where: {id: {gt: 2}}) { affectedRows } }`, "")
				}
			}
			if slices.ContainsFunc(a.hashed, func(s string) bool { return s != plain }) {
				t.Errorf("case %d hashes %q", i, a.hashed)
			}
			notInFile(t, a.path, plain)
		}
	}
}

// notInFile looks for a text in the file of a database and in its journal files.
func notInFile(t *testing.T, path, text string) {
	t.Helper()
	if on.Name != dbtest.Embedded().Name {
		return // it has files of its own
	}
	files, err := filepath.Glob(path + "*")
	if err != nil || len(files) == 0 {
		t.Fatalf("there is no file at %s: %v", path, err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(content, []byte(text)) {
			t.Errorf("%s holds %q", filepath.Base(file), text)
		}
	}
}

// TestNotInFileFinds requires that notInFile can find a text.
func TestNotInFileFinds(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	if err := os.WriteFile(path+"-wal", []byte("abc plain def"), 0o600); err != nil {
		t.Fatal(err)
	}
	inner := &testing.T{}
	notInFile(inner, path, "plain")
	if !inner.Failed() {
		t.Error("a plain text in the write-ahead log is not found")
	}
}

// TestPasswordsOfConcurrentWritesAreHashed sends many mutations that share one transaction and a constant plan.
func TestPasswordsOfConcurrentWritesAreHashed(t *testing.T) {
	onEach(t, testPasswordsOfConcurrentWritesAreHashed)
}

func testPasswordsOfConcurrentWritesAreHashed(t *testing.T) {
	t.Helper()
	a := withAccounts(t, forum, gql.Options{})
	var group sync.WaitGroup
	for i := range 40 {
		group.Go(func() {
			document, variables := fmt.Sprintf(`mutation { insertUser(input: {email: "%d@x", password: "literal horse"}) { affectedRows } }`, i), ""
			switch i % 4 {
			case 1:
				document, variables = `mutation($u: [UserInsert!]!) { insertUsers(input: $u) { affectedRows } }`,
					fmt.Sprintf(`{"u": [{"email": "%d@x", "password": "literal horse"}]}`, i)
			case 2:
				document = `mutation { updateUser(by: {id: 1}, set: {password: "literal horse"}) { affectedRows } }`
			case 3:
				// A failing one ends the shared transaction, and the others run again.
				document = `mutation { insertUser(input: {email: "ada@x", password: "literal horse"}) { affectedRows } }`
			}
			status, body := a.ask(nil, document, variables)
			if strings.Contains(body, "errors") != (i%4 == 3) {
				t.Errorf("%s gives %d %s", document, status, body)
			}
		})
	}
	group.Wait()
	all := a.stored("SELECT password FROM user WHERE password IS NOT NULL")
	if len(all) != 21 || slices.ContainsFunc(all, func(s string) bool { return !strings.HasPrefix(s, "$argon2id$") }) {
		t.Errorf("stored are %q", all)
	}
	if len(a.hashed) != 40 || slices.ContainsFunc(a.hashed, func(s string) bool { return s != "literal horse" }) {
		t.Errorf("hashed were %q", a.hashed)
	}
	notInFile(t, a.path, "literal horse")
}

// TestTraceShowsNoPassword requires that a trace has the time of hashing, and no values.
func TestTraceShowsNoPassword(t *testing.T) { onEach(t, testTraceShowsNoPassword) }

func testTraceShowsNoPassword(t *testing.T) {
	t.Helper()
	a := withAccounts(t, forum, gql.Options{Traces: func(*http.Request) bool { return true }})
	body := `{"query": "mutation($p: String) { updateUser(by: {id: 1}, set: {password: $p}) { affectedRows } }", "variables": {"p": "correct horse"}}`
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Tiddly-Trace", "plan")
	w := httptest.NewRecorder()
	a.handler.ServeHTTP(w, r)
	all := w.Body.String() + w.Header().Get("Server-Timing")
	if !strings.Contains(w.Header().Get("Server-Timing"), "hash;dur=") || !strings.Contains(all, `UPDATE`) {
		t.Errorf("the trace is %s", all)
	}
	if strings.Contains(all, "horse") || strings.Contains(all, "argon2id") {
		t.Errorf("the trace shows a value: %s", all)
	}
}

func person(key ...string) *caller.Caller {
	return &caller.Caller{Principal: caller.Principal{Method: caller.Session, ID: "1", User: key}}
}

func TestMe(t *testing.T) { onEach(t, testMe) }

func testMe(t *testing.T) {
	t.Helper()
	a := withAccounts(t, forum, gql.Options{})
	ada, bela := person("1"), person("2")
	for _, c := range []struct {
		name, document, variables, stranger, ada, bela string
	}{
		{"alone", `{ me { id name } }`, "", `{"me":null}`, `{"me":{"id":1,"name":"Ada"}}`, `{"me":{"id":2,"name":"Bela"}}`},
		{
			"beside others, under aliases", `{ a: me { name } posts(limit: 1) { title } b: me { __typename } }`, "",
			`{"a":null,"posts":[{"title":"One"}],"b":null}`,
			`{"a":{"name":"Ada"},"posts":[{"title":"One"}],"b":{"__typename":"User"}}`,
			`{"a":{"name":"Bela"},"posts":[{"title":"One"}],"b":{"__typename":"User"}}`,
		},
		{
			"in fragments", `query { ...f ... on Query { me { name } } } fragment f on Query { me { ...u } } fragment u on User { id }`, "",
			`{"me":null}`, `{"me":{"id":1,"name":"Ada"}}`, `{"me":{"id":2,"name":"Bela"}}`,
		},
		{
			"with relations", `query($n: Int, $w: PostWhere) { me { boss { name } posts(where: $w, limit: $n) { title } users { name } nodeId } }`,
			`{"n": 5, "w": {"title": {"startsWith": "T"}}}`,
			`{"me":null}`,
			`{"me":{"boss":null,"posts":[{"title":"Two"}],"users":[{"name":"Bela"}],"nodeId":"WyJVc2VyIiwxXQ"}}`,
			`{"me":{"boss":{"name":"Ada"},"posts":[{"title":"Three"}],"users":[],"nodeId":"WyJVc2VyIiwyXQ"}}`,
		},
		{
			"skipped", `query($s: Boolean!) { __typename me @skip(if: $s) { id } }`, `{"s": true}`,
			`{"__typename":"Query"}`, `{"__typename":"Query"}`, `{"__typename":"Query"}`,
		},
		{
			"variables of its name", `query($id: Int) { me { id posts(where: {id: {ne: $id}}) { id } } }`, `{"id": 1, "me": 2, "account": [2], "": [2]}`,
			`{"me":null}`, `{"me":{"id":1,"posts":[{"id":2}]}}`, `{"me":{"id":2,"posts":[{"id":3}]}}`,
		},
		{
			"below a write", `mutation { updatePost(by: {id: 1}, set: {title: "One"}) { affectedRows query { me { name } mine: me { posts { id } } } } }`, "",
			`{"updatePost":{"affectedRows":1,"query":{"me":null,"mine":null}}}`,
			`{"updatePost":{"affectedRows":1,"query":{"me":{"name":"Ada"},"mine":{"posts":[{"id":1},{"id":2}]}}}}`,
			`{"updatePost":{"affectedRows":1,"query":{"me":{"name":"Bela"},"mine":{"posts":[{"id":3}]}}}}`,
		},
		{
			"beside the schema", `{ me { id } __type(name: "User") { name } }`, "", `{"me":null,"__type":{"name":"User"}}`,
			`{"me":{"id":1},"__type":{"name":"User"}}`, `{"me":{"id":2},"__type":{"name":"User"}}`,
		},
	} {
		// Alternating, so that a plan cached for one would be used for the other.
		for range 2 {
			for _, who := range []struct {
				name  string
				asks  *caller.Caller
				wants string
			}{
				{"a stranger", nil, c.stranger},
				{"Ada", ada, c.ada},
				{"a program", person(), c.stranger},
				{"Bela", bela, c.bela},
				{"nobody's key", person("x"), c.stranger},
				{"nothing's key", person("1.5"), c.stranger},
				{"two keys", person("1", "1"), c.stranger},
			} {
				status, body := a.ask(who.asks, c.document, c.variables)
				if want := `{"data":` + who.wants + `}`; status != http.StatusOK || strings.TrimSpace(body) != want {
					t.Errorf("%s, asked by %s: %d\n got %s\nwant %s", c.name, who.name, status, body, want)
				}
			}
		}
	}
	if status, body := a.ask(person("99"), `{ me { id } }`, ""); status != http.StatusOK || !strings.Contains(body, `{"me":null}`) {
		t.Errorf("an account that is gone gives %d %s", status, body)
	}
	for _, document := range []string{`{ me(by: {id: 2}) { id } }`, `{ me { password } }`, `{ me { posts(limit: "x") { id } } }`, `{ me }`} {
		for _, who := range []*caller.Caller{nil, ada} {
			if status, body := a.ask(who, document, ""); status != http.StatusBadRequest {
				t.Errorf("%s gives %d %s", document, status, body)
			}
		}
	}
}

func TestMeTakesItsNameFirst(t *testing.T) { onEach(t, testMeTakesItsNameFirst) }

func testMeTakesItsNameFirst(t *testing.T) {
	t.Helper()
	a := withAccounts(t, forum, gql.Options{})
	if _, body := a.ask(nil, `{ me2(by: {id: 1}) { mirror } mes { id } me { id } }`, ""); !strings.Contains(body, `{"me2":{"mirror":"wall"},"mes":[{"id":1}],"me":null}`) {
		t.Errorf("got %s", body)
	}
	off := serve(t, dbtest.Path(t, forum))
	if off.Schema.AST.Query.Fields.ForName("me") != nil || off.Users() != nil {
		t.Error("without accounts there is a field me")
	}
	if off.Schema.AST.Types["User"].Fields.ForName("password") == nil {
		t.Error("without accounts the column is not as any other")
	}
}

// TestMeAndGeneratedCode requires that the engine answers the field if the code was generated without accounts.
// The owning tests run this one with code that was generated with them, and with the example's field in Go.
func TestMeAndGeneratedCode(t *testing.T) { onEach(t, testMeAndGeneratedCode) }

func testMeAndGeneratedCode(t *testing.T) {
	t.Helper()
	home.Tables(t)
	script := read(t, "../../../db/schema.sql") + `INSERT INTO user VALUES (1, 'ada@x', NULL, 'Ada Lovelace'); INSERT INTO dual VALUES (1, 'x');`
	document := `{ users { name } a: me { id email } duals { text } me { __typename name } }`
	if a := withAccounts(t, script, gql.Options{}); a.snapshot.Schema.AST.Types["User"].Fields.ForName("initials") != nil {
		t.Run("a field in Go", func(t *testing.T) { askBelowMe(t, a) })
	}
	for _, who := range []*caller.Caller{nil, person("1")} {
		var answers []string
		for _, generated := range []bool{false, true} {
			status, body := withAccounts(t, script, gql.Options{Generated: generated}).ask(who, document, "")
			answers = append(answers, fmt.Sprint(status, body))
		}
		if answers[0] != answers[1] || strings.Contains(answers[0], `"me":null`) != (who == nil) || strings.Contains(answers[0], "errors") {
			t.Errorf("the engine answers\n%s, with generated code\n%s", answers[0], answers[1])
		}
	}
}

// askBelowMe queries a field in Go of the account, as a stranger and as the account.
func askBelowMe(t *testing.T, a *accounts) {
	t.Helper()
	below := `mutation { updateDual(by: {id: 1}, set: {text: "y"}) { node { text } query { me { initials } } } }`
	for document, want := range map[string][2]string{
		`{ me { initials id } a: me { name } }`: {`{"me":null,"a":null}`, `{"me":{"initials":"AL","id":1},"a":{"name":"Ada Lovelace"}}`},
		below:                                   {`{"updateDual":{"node":{"text":"y"},"query":{"me":null}}}`, `{"updateDual":{"node":{"text":"y"},"query":{"me":{"initials":"AL"}}}}`},
	} {
		for i, who := range []*caller.Caller{nil, person("1")} {
			if _, body := a.ask(who, document, ""); strings.TrimSpace(body) != `{"data":`+want[i]+`}` {
				t.Errorf("%s gives %s, want %s", document, body, want[i])
			}
		}
	}
}

// TestMeOfOtherKeys requires that the key is converted to the types of the primary key's columns.
func TestMeOfOtherKeys(t *testing.T) { onEach(t, testMeOfOtherKeys) }

func testMeOfOtherKeys(t *testing.T) {
	t.Helper()
	for _, c := range []struct {
		script string
		key    []string
		want   string
	}{
		{
			`CREATE TABLE user(id BIGINT PRIMARY KEY, email TEXT UNIQUE, password TEXT); INSERT INTO user VALUES (9007199254740993, 'x', NULL)`,
			[]string{"9007199254740993"},
			`{"email":"x"}`,
		},
		{
			`CREATE TABLE user(id UUID PRIMARY KEY, email TEXT UNIQUE, password TEXT); INSERT INTO user VALUES ('0190163d-8694-739b-aea5-966c26f8ad91', 'x', NULL)`,
			[]string{"0190163D-8694-739B-AEA5-966C26F8AD91"},
			`{"email":"x"}`,
		},
		{`CREATE TABLE user(email TEXT PRIMARY KEY, password TEXT); INSERT INTO user VALUES ('x', NULL)`, []string{"x"}, `{"email":"x"}`},
		{
			`CREATE TABLE user(site TEXT, n INT, email TEXT, password TEXT, PRIMARY KEY (n, site)); INSERT INTO user VALUES ('a', 1, 'x', NULL), ('b', 1, 'y', NULL)`,
			[]string{"1", "b"},
			`{"email":"y"}`,
		},
		{`CREATE TABLE user(site TEXT, n INT, email TEXT, password TEXT, PRIMARY KEY (n, site))`, []string{"b", "1"}, `null`},
	} {
		a := withAccounts(t, c.script, gql.Options{})
		if _, body := a.ask(person(c.key...), `{ me { email } }`, ""); strings.TrimSpace(body) != `{"data":{"me":`+c.want+`}}` {
			t.Errorf("%q of %s gives %s", c.key, c.script, body)
		}
	}
}

// TestMeIsExplained requires that the plan has the statement, and no account.
func TestMeIsExplained(t *testing.T) { onEach(t, testMeIsExplained) }

func testMeIsExplained(t *testing.T) {
	t.Helper()
	a := withAccounts(t, forum, gql.Options{})
	p, arguments, err := gql.Explain(t.Context(), a.snapshot, home.Plain(), `{ me { name posts { id } } }`, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	if text := p.Plan.String() + p.Program.String(); !strings.Contains(text, "user") || p.Program.Statements != 2 {
		t.Errorf("explained as %s", text)
	}
	if len(arguments) != 1 || arguments[0] != "(id of the caller)" {
		t.Errorf("the arguments are %v", arguments)
	}
}
