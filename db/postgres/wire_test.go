//go:build unix

package postgres

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"tiddly/db/edge"
	"tiddly/internal/caller"
	"tiddly/internal/catalog"
	"tiddly/internal/cursor"
	"tiddly/internal/engine"
	"tiddly/internal/gql/handwritten"
	"tiddly/internal/gql/serve"
	"tiddly/internal/rest"
)

// Plain returns a project without anything in Go. The tests outside of the package set it: the code of an owner in graph/
// may import every engine, so no test inside of one can import graph/.
var Plain func() *handwritten.Project

// wired are the two edges over a database of a test server.
type wired struct {
	t             *testing.T
	graphql, rest http.Handler
	sdl           string
	notes         []catalog.Note
}

// wire makes a database by a script, and serves it.
func (s *server) wire(name, script string, o catalog.Overrides) *wired {
	s.t.Helper()
	s.psql("postgres", "CREATE DATABASE "+name+" TEMPLATE template0")
	if out := s.psql(name, script); strings.Contains(out, "ERROR") {
		s.t.Fatal(out)
	}
	return s.wireAs("tiddly", name, o)
}

// wireAs serves a database as a role.
func (s *server) wireAs(role, name string, o catalog.Overrides) *wired {
	s.t.Helper()
	d, err := Open(s.t.Context(), strings.Replace(s.address(name, ""), "tiddly@", role+"@", 1), edge.Options{})
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = d.Close() })
	snapshot, notes, err := engine.Load(s.t.Context(), d, engine.Options{
		Overrides: o, Limits: engine.DefaultLimits(), Cursors: cursor.NewKey([]byte("a secret")),
	})
	if err != nil {
		s.t.Fatal(err)
	}
	view := func(*caller.Caller) *engine.Snapshot { return snapshot }
	return &wired{
		t: s.t, graphql: serve.NewHandler(view, Plain(), serve.Options{}), rest: rest.NewHandler(view, rest.Options{}),
		sdl: snapshot.Schema.SDL, notes: notes,
	}
}

// wireCase is a document and its answer.
type wireCase struct{ document, want string }

// answers asks each document, in their order, and compares the answers.
func (w *wired) answers(cases ...wireCase) {
	w.t.Helper()
	for _, c := range cases {
		if got := w.ask(c.document); got != c.want {
			w.t.Errorf("%s:\n%s, want\n%s", c.document, got, c.want)
		}
	}
}

// noted requires notes with each of the texts.
func (w *wired) noted(texts ...string) {
	w.t.Helper()
	var all []string
	for _, n := range w.notes {
		all = append(all, n.Message)
	}
	for _, want := range texts {
		if !strings.Contains(strings.Join(all, "\n"), want) {
			w.t.Errorf("no note has %s: %q", want, all)
		}
	}
}

// ask sends a document and returns the answer.
func (w *wired) ask(document string) string {
	w.t.Helper()
	body, err := json.Marshal(map[string]any{"query": document})
	if err != nil {
		w.t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(w.t.Context(), http.MethodPost, "/graphql", strings.NewReader(string(body)))
	r.Header.Set("Content-Type", "application/json")
	return w.send(w.graphql, r)
}

func (w *wired) send(h http.Handler, r *http.Request) string {
	w.t.Helper()
	recorder := httptest.NewRecorder()
	h.ServeHTTP(recorder, r)
	result := recorder.Result()
	defer func() { _ = result.Body.Close() }()
	body, err := io.ReadAll(result.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return strings.TrimSpace(string(body))
}

// valueCase is a value of a type: a literal of SQL, and what clients see.
type valueCase struct {
	typ, literal string
	// json is its JSON, stored that of REST where it is another one.
	json, stored string
	// filter is a condition that finds this value and not another one; empty where there is none.
	filter string
	// input is the literal of GraphQL that writes the value; empty where json is.
	input string
}

var valueCases = []valueCase{
	{typ: "smallint", literal: "-7", json: "-7", filter: "{eq: -7}"},
	{typ: "integer", literal: "2147483647", json: "2147483647", filter: "{gt: 2147483646}"},
	{typ: "bigint", literal: "9007199254740993", json: `"9007199254740993"`, stored: "9007199254740993", filter: `{in: ["9007199254740993", 1]}`},
	{typ: "oid", literal: "4294967295", json: `"4294967295"`, stored: "4294967295", filter: "{gte: 4294967295}"},
	{typ: "real", literal: "0.1", json: "0.1", filter: "{eq: 0.1}"},
	{typ: "float8", literal: "1e21", json: "1e+21", filter: "{gt: 1e20}"},
	{typ: "numeric(10,2)", literal: "12.5", json: `"12.50"`, filter: `{eq: "12.5"}`},
	{typ: "numeric", literal: "1234567890123456789012345678901234567890.100", json: `"1234567890123456789012345678901234567890.1"`, filter: `{lt: "1234567890123456789012345678901234567891"}`},
	{typ: "boolean", literal: "true", json: "true", filter: "{ne: false}"},
	{typ: "text", literal: "'a\"é'", json: `"a\"é"`, filter: `{regex: "^a.é$"}`},
	{typ: "varchar(5)", literal: "'ab'", json: `"ab"`, filter: `{ilike: "AB"}`},
	{typ: "char(4)", literal: "'ab'", json: `"ab  "`, filter: `{eq: "ab  "}`},
	{typ: "name", literal: "'nm'", json: `"nm"`, filter: `{eq: "nm"}`},
	{typ: `"char"`, literal: "'x'", json: `"x"`, filter: `{eq: "x"}`},
	{typ: "citext", literal: "'Ci'", json: `"Ci"`, filter: `{eq: "Ci"}`},
	{typ: "email", literal: "'A@b'", json: `"A@b"`, filter: `{endsWith: "@b"}`},
	{typ: "timestamp", literal: "'2024-02-29 12:00:00.5'", json: `"2024-02-29T12:00:00.5Z"`, filter: `{eq: "2024-02-29T12:00:00.5Z"}`},
	{typ: "timestamptz", literal: "'0001-01-01 02:00:00+02'", json: `"0001-01-01T00:00:00Z"`, filter: `{lte: "0001-01-01T00:00:00Z"}`},
	{typ: "date", literal: "'9999-12-31'", json: `"9999-12-31"`, filter: `{eq: "9999-12-31"}`},
	{typ: "time", literal: "'12:30:00.25'", json: `"12:30:00.25"`, filter: `{eq: "12:30:00.25"}`},
	{typ: "uuid", literal: "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'", json: `"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"`, filter: `{eq: "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"}`},
	{typ: "json", literal: `'{"a": [1, 2.5], "b": 1}'`, json: `{"a":[1,2.5],"b":1}`, filter: `{path: [{path: "$.a[0]", eq: 1}]}`, input: "{b: 1, a: [1, 2.50]}"},
	{typ: "jsonb", literal: `'{"b": 1, "a": [1, 2.5]}'`, json: `{"a":[1,2.5],"b":1}`, filter: `{hasKey: "b"}`, input: "{b: 1, a: [1, 2.50]}"},
	{typ: "bytea", literal: `'\x00ff'`, json: `"AP8="`, filter: `{eq: "AP8="}`},
	{typ: "mood", literal: "'calm'", json: `"CALM"`, stored: `"calm"`, filter: "{eq: CALM}", input: "CALM"},
	{typ: "interval", literal: "'1 day 02:03:04'", json: `"P1DT2H3M4S"`, filter: `{gt: "PT1H"}`},
	{typ: "inet", literal: "'10.0.0.1/8'", json: `"10.0.0.1/8"`, filter: `{eq: "10.0.0.1/8"}`},
	{typ: "cidr", literal: "'10.0.0.0/8'", json: `"10.0.0.0/8"`, filter: `{lt: "11.0.0.0/8"}`},
	{typ: "macaddr", literal: "'08002b:010203'", json: `"08:00:2b:01:02:03"`, filter: `{eq: "08:00:2b:01:02:03"}`},
	{typ: "bit(3)", literal: "B'101'", json: `"101"`, filter: `{eq: "101"}`},
	{typ: "varbit", literal: "B'10'", json: `"10"`, filter: `{eq: "10"}`},
	{typ: "money", literal: "12.34", json: `"$12.34"`, filter: `{eq: "12.34"}`},
	{typ: "timetz", literal: "'12:30+02'", json: `"12:30:00+02"`, filter: `{eq: "12:30:00+02"}`},
	{typ: "xml", literal: "'<a/>'", json: `"<a/>"`, filter: `{contains: "a"}`},
	{typ: "int4range", literal: "'[1,5]'", json: `"[1,6)"`, filter: `{eq: "[1,5]"}`},
	{typ: "daterange", literal: "'[2024-01-01,2024-02-01]'", json: `"[2024-01-01,2024-02-02)"`, filter: `{eq: "[2024-01-01,2024-02-02)"}`},
	{typ: "tstzrange", literal: "'[2024-01-01 02:00+02,)'", json: `"[2024-01-01T00:00:00Z,)"`, filter: `{gte: "[2024-01-01T00:00:00Z,)"}`},
	{typ: "datemultirange", literal: "'{[2024-01-01,2024-02-01)}'", json: `"{[2024-01-01,2024-02-01)}"`, filter: `{isNull: false}`},
	{typ: "point", literal: "'(1,2)'", json: `"(1,2)"`, filter: `{eq: "(1,2)"}`},
	{typ: "pg_lsn", literal: "'16/B374D848'", json: `"16/B374D848"`, filter: `{eq: "16/B374D848"}`},
	{typ: "text[]", literal: `'{a,"b,\"",NULL}'`, json: `["a","b,\"",null]`, filter: `{contains: ["b,\"", "a"]}`},
	{typ: "integer[]", literal: "'{1,2}'", json: "[1,2]", filter: "{has: 2}"},
	{typ: "bigint[]", literal: "'{9007199254740993}'", json: `["9007199254740993"]`, stored: "[9007199254740993]", filter: `{overlaps: ["9007199254740993", 3]}`},
	{typ: "mood[]", literal: "'{wild,calm}'", json: `["WILD","CALM"]`, stored: `["wild","calm"]`, filter: "{has: WILD}", input: "[WILD, CALM]"},
	{typ: "inet[]", literal: "'{10.0.0.1}'", json: `["10.0.0.1/32"]`, filter: "{isEmpty: false}"},
	{typ: "jsonb[]", literal: `ARRAY['{"a": 1}'::jsonb]`, json: `[{"a":1}]`, filter: "{eq: [{a: 1}]}", input: "[{a: 1}]"},
}

// TestValuesOnTheWire reads, finds and writes a value of each type, by both edges.
func TestValuesOnTheWire(t *testing.T) {
	s := start(t)
	var script strings.Builder
	script.WriteString("CREATE EXTENSION citext; CREATE TYPE mood AS ENUM ('wild', 'calm'); CREATE DOMAIN email AS citext CHECK (VALUE LIKE '%@%');\n")
	for i, v := range valueCases {
		name := "v" + letters(i) + "_item"
		script.WriteString("CREATE TABLE " + name + " (id int PRIMARY KEY, x " + v.typ + "); INSERT INTO " + name + " VALUES (1, " + v.literal + "), (2, NULL);\n")
	}
	w := s.wire("values", script.String(), catalog.Overrides{})
	for i, v := range valueCases {
		name, list, single := "v"+letters(i)+"_item", "v"+letters(i)+"Items", "V"+letters(i)+"Item"
		got := w.ask("{ " + list + " { x } found: " + list + "(where: {x: " + v.filter + "}) { id } }")
		if want := `{"data":{"` + list + `":[{"x":` + v.json + `},{"x":null}],"found":[{"id":1}]}}`; got != want {
			t.Errorf("%s:\n%s, want\n%s", v.typ, got, want)
		}
		input := v.input
		if input == "" {
			input = v.json
		}
		got = w.ask("mutation { update" + single + "(by: {id: 2}, set: {x: " + input + "}) { node { x } } insert" + single + "(input: {id: 3, x: " + input + "}) { node { x } } }")
		if want := `{"data":{"update` + single + `":{"node":{"x":` + v.json + `}},"insert` + single + `":{"node":{"x":` + v.json + `}}}}`; got != want {
			t.Errorf("%s is written as\n%s, want\n%s", v.typ, got, want)
		}
		stored := v.stored
		if stored == "" {
			stored = v.json
		}
		got = w.send(w.rest, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/"+name+"/3", nil))
		if want := `{"data":{"id":3,"x":` + stored + `},"status":"success","verb":"GET"}`; got != want {
			t.Errorf("%s by REST:\n%s, want\n%s", v.typ, got, want)
		}
	}
}

// letters returns two letters for a number.
func letters(i int) string { return string(rune('a'+i/26)) + string(rune('a'+i%26)) }

// TestRowsAreRead serves rows of composite types, which can only be read, and refuses global ids of other types.
func TestRowsAreRead(t *testing.T) {
	s := start(t)
	w := s.wire("composite", `CREATE TYPE pair AS (a int, b text); CREATE TABLE items (id int PRIMARY KEY, p pair, ps pair[]);
		INSERT INTO items VALUES (1, '(1,"x y")', ARRAY[ROW(2, NULL)::pair])`, catalog.Overrides{})
	if got, want := w.ask("{ items { p ps } }"), `{"data":{"items":[{"p":{"a":1,"b":"x y"},"ps":[{"a":2,"b":null}]}]}}`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	for _, refused := range []string{
		"mutation { insertItem(input: {id: 2, p: {a: 1}}) { affectedRows } }",
		"mutation { updateItem(by: {id: 1}, set: {p: {a: 1}}) { affectedRows } }",
		"mutation { updateItem(by: {id: 1}, set: {ps: [{a: 1}]}) { affectedRows } }",
		`{ node(nodeId: "` + base64.RawURLEncoding.EncodeToString([]byte(`["Item","abc"]`)) + `") { nodeId } }`,
	} {
		if got := w.ask(refused); !strings.Contains(got, `"REQUEST_`) {
			t.Errorf("%s: %s", refused, got)
		}
	}
}

// TestUnfitValues requires that a value without a place in the API is an error at its place, beside the others.
func TestUnfitValues(t *testing.T) {
	s := start(t)
	w := s.wire("unfit", `CREATE TABLE odds (id int PRIMARY KEY, f float8, r real, n numeric, ts timestamp, tz timestamptz, d date, tm time, l int[]);
		INSERT INTO odds VALUES (1, 'NaN', '-Infinity', 'NaN', 'infinity', '10000-01-01', '0044-03-15 BC', '24:00', '{{1,2},{3,4}}')`, catalog.Overrides{})
	nullable := true
	kept := s.wire("kept", `CREATE TABLE odds (id int PRIMARY KEY, n numeric NOT NULL); INSERT INTO odds VALUES (1, 'NaN')`, catalog.Overrides{
		Tables: map[string]catalog.TableOverride{"odds": {Columns: map[string]catalog.ColumnOverride{"n": {Nullable: &nullable}}}},
	})
	if got := kept.ask("{ odds { id n } }"); !strings.HasPrefix(got, `{"data":{"odds":[{"id":1,"n":null}]},"errors":[`) {
		t.Error(got)
	}
	got := w.ask("{ odds { id f r n ts tz d tm l } }")
	if !strings.Contains(got, `{"id":1,"f":null,"r":null,"n":null,"ts":null,"tz":null,"d":null,"tm":null,"l":null}`) || strings.Count(got, "DATABASE_VALUE") != 8 {
		t.Error(got)
	}
}

// TestReadsThatCannotBeComputed tells a value of the request from one that the database makes, and neither from a
// constraint: nothing is written.
func TestReadsThatCannotBeComputed(t *testing.T) {
	s := start(t)
	w := s.wire("computed", `CREATE TABLE hosts (id int PRIMARY KEY, address inet, share int); INSERT INTO hosts VALUES (1, '10.0.0.1', 0);
		CREATE VIEW shares AS SELECT id, 1 / share AS part FROM hosts`, catalog.Overrides{})
	for document, want := range map[string]string{
		`{ hosts(where: {address: {eq: "10.0.0"}}) { id } }`:                          `"REQUEST_VALUE"`,
		`{ hosts(where: {address: {in: ["10.0.0.1", "x"]}}, limit: 1) { id share } }`: `"REQUEST_VALUE"`,
		`{ shares { part } }`: `"DATABASE_VALUE"`,
		`mutation { updateHost(by: {id: 1}, set: {address: "10.0.0"}) { affectedRows } }`: `"CONSTRAINT_TYPE"`,
	} {
		if got := w.ask(document); !strings.Contains(got, want) {
			t.Errorf("%s: %s, want %s", document, got, want)
		}
	}
}

// TestReadsThatWrite reads a view whose function writes, alone and below another list: neither is done, and the
// connection serves what follows.
func TestReadsThatWrite(t *testing.T) {
	s := start(t)
	w := s.wire("counting", `CREATE TABLE hosts (id int PRIMARY KEY, seen int NOT NULL); INSERT INTO hosts VALUES (1, 0);
		CREATE FUNCTION look() RETURNS int LANGUAGE sql AS 'UPDATE hosts SET seen = seen + 1 RETURNING seen';
		CREATE VIEW looks AS SELECT id, look() AS n FROM hosts`, catalog.Overrides{})
	for range 2 {
		for _, document := range []string{`{ looks { n } }`, `{ hosts { id } looks { n } }`} {
			if got := w.ask(document); !strings.Contains(got, `"DATABASE_VALUE"`) || !strings.Contains(got, "a read may not") {
				t.Errorf("%s: %s", document, got)
			}
		}
		w.answers(
			wireCase{`{ hosts { seen } }`, `{"data":{"hosts":[{"seen":0}]}}`},
			wireCase{`mutation { updateHost(by: {id: 1}, set: {seen: 0}) { affectedRows } }`, `{"data":{"updateHost":{"affectedRows":1}}}`},
		)
	}
}

const schemasAndViews = `
CREATE SCHEMA audit;
CREATE SCHEMA hidden;
CREATE TABLE users (id int PRIMARY KEY, name text NOT NULL, tenant int NOT NULL DEFAULT 1, UNIQUE (tenant, name));
CREATE TABLE audit.entries (id int PRIMARY KEY, user_id int REFERENCES users, tenant int, name text, note text, FOREIGN KEY (tenant, name) REFERENCES users (tenant, name));
CREATE TABLE hidden.secrets (id int PRIMARY KEY);
CREATE VIEW active AS SELECT id, name, tenant FROM users WHERE tenant = 1 WITH CHECK OPTION;
CREATE VIEW totals AS SELECT user_id, count(*) AS n FROM audit.entries GROUP BY user_id;
CREATE VIEW doubles AS SELECT 1 AS id UNION ALL SELECT 1;
INSERT INTO users VALUES (1, 'Ann'), (2, 'Bob');
CREATE MATERIALIZED VIEW names AS SELECT name FROM users;
INSERT INTO audit.entries VALUES (1, 1, 1, 'Bob', 'first');
`

// TestSchemasAndViews serves two schemas, keys across them, and views with keys and relations of the settings.
func TestSchemasAndViews(t *testing.T) {
	s := start(t)
	w := s.wire("schemas", schemasAndViews, catalog.Overrides{Schemas: []string{"public", "audit", "lost"}, Tables: map[string]catalog.TableOverride{
		"active":  {Key: []string{"id"}},
		"doubles": {Key: []string{"id"}},
		"totals": {Key: []string{"user_id"}, Related: map[string]catalog.RelationOverride{
			"user": {Columns: []string{"user_id"}, Target: "users"},
		}},
	}})
	w.answers([]wireCase{
		{
			"{ auditEntries { note user { name } user2 { id } } users { auditEntriesByUser { id } auditEntriesByTenantAndName { id } } }",
			`{"data":{"auditEntries":[{"note":"first","user":{"name":"Ann"},"user2":{"id":2}}],` +
				`"users":[{"auditEntriesByUser":[{"id":1}],"auditEntriesByTenantAndName":[]},{"auditEntriesByUser":[],"auditEntriesByTenantAndName":[{"id":1}]}]}}`,
		},
		{
			"{ totals { n user { name } } users { name total { n } } }",
			`{"data":{"totals":[{"n":"1","user":{"name":"Ann"}}],"users":[{"name":"Ann","total":{"n":"1"}},{"name":"Bob","total":null}]}}`,
		},
		{
			`mutation { insertActive(input: {id: 3, name: "Cid"}) { node { id tenant nodeId } } updateActive(by: {id: 3}, set: {name: "Dan"}) { node { name } affectedRows } }`,
			`{"data":{"insertActive":{"node":{"id":3,"tenant":1,"nodeId":"WyJBY3RpdmUiLDNd"}},"updateActive":{"node":{"name":"Dan"},"affectedRows":1}}}`,
		},
		{
			`mutation { insertActive(input: {id: 4, name: "Eve", tenant: 2}) { node { id } } }`,
			`{"data":null,"errors":[{"message":"input: the row would not be in the view that it is written to","path":["insertActive"],` +
				`"extensions":{"code":"CONSTRAINT_CHECK","hint":"use values with which the row belongs to the view","table":"Active"}}]}`,
		},
		{"mutation { deleteActive(by: {id: 3}) { affectedRows } }", `{"data":{"deleteActive":{"affectedRows":1}}}`},
		{"{ names { name } doubles { id } }", `{"data":{"names":[{"name":"Ann"},{"name":"Bob"}],"doubles":[{"id":1},{"id":1}]}}`},
	}...)
	w.noted(`schema "lost"`, `several rows of table "doubles" have the same values of id`)
}

// TestEqualValuesAreToldApart requires that a value is found by the text that is served, and that another one, which the
// database takes as equal, is not.
func TestEqualValuesAreToldApart(t *testing.T) {
	s := start(t)
	w := s.wire("apart", `CREATE TABLE spans (id int PRIMARY KEY, x interval UNIQUE, y interval, r numrange, m nummultirange, l interval[]);
		INSERT INTO spans SELECT id, x, x, r, nummultirange(r), ARRAY[x] FROM (VALUES (1, interval '1 mon', '[1.0,2)'::numrange), (2, NULL, '[1.00,2)'), (3, '1 day', NULL)) v (id, x, r);
		UPDATE spans SET y = '30 days', l = '{30 days}' WHERE id = 2`, catalog.Overrides{})
	for _, c := range []struct{ filter, want string }{
		{`{y: {eq: "P1M"}}`, "1"},
		{`{y: {eq: "P30D"}}`, "2"},
		{`{y: {eq: "30 days"}}`, "2"},
		{`{y: {ne: "P1M"}}`, "2 3"},
		{`{y: {in: ["P1M", "PT24H"]}}`, "1"},
		{`{y: {notIn: ["P1M", "PT24H"]}}`, "2 3"},
		{`{y: {gte: "P30D"}}`, "1 2"},
		{`{r: {eq: "[1.0,2)"}}`, "1"},
		{`{r: {ne: "[1.0,2)"}}`, "2"},
		{`{m: {eq: "{[1.00,2)}"}}`, "2"},
		{`{m: {in: ["{[1.0,2)}"]}}`, "1"},
		{`{l: {has: "P1M"}}`, "1"},
		{`{l: {contains: ["P30D"]}}`, "2"},
		{`{l: {overlaps: ["P30D", "PT24H"]}}`, "2"},
	} {
		if got, want := w.ask("{ spans(where: "+c.filter+") { id } }"), idsOf("spans", c.want); got != want {
			t.Errorf("%s finds\n%s, want\n%s", c.filter, got, want)
		}
	}
	// A key compares as the database does.
	if got, want := w.ask(`{ span(by: {x: "P30D"}) { id x } }`), `{"data":{"span":{"id":1,"x":"P1M"}}}`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// idsOf returns the answer of a list with some ids.
func idsOf(list, ids string) string {
	var rows []string
	for id := range strings.FieldsSeq(ids) {
		rows = append(rows, `{"id":`+id+`}`)
	}
	return `{"data":{"` + list + `":[` + strings.Join(rows, ",") + `]}}`
}

// TestNodesAreFoundAsKeysCompare requires that the row of a global id is found as the key of its table compares, and that
// keys of types which are compared by their texts are found.
func TestNodesAreFoundAsKeysCompare(t *testing.T) {
	s := start(t)
	w := s.wire("node_keys", `CREATE EXTENSION citext; CREATE COLLATION nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
		CREATE TABLE mails (id citext, n int, PRIMARY KEY (id, n)); INSERT INTO mails VALUES ('Ann@x', 1);
		CREATE TABLE names (id text COLLATE nocase PRIMARY KEY); INSERT INTO names VALUES ('Ann');
		CREATE TABLE codes (id char(4) PRIMARY KEY); INSERT INTO codes VALUES ('ab');
		CREATE TABLE places (id pg_lsn PRIMARY KEY); INSERT INTO places VALUES ('16/B374D848');
		CREATE TABLE spans (id interval PRIMARY KEY); INSERT INTO spans VALUES ('1 mon');`, catalog.Overrides{})
	for id, want := range map[string]string{
		`["Mail","ann@X",1]`:      `["Mail","Ann@x",1]`,
		`["Name","ANN"]`:          `["Name","Ann"]`,
		`["Code","ab"]`:           `["Code","ab  "]`,
		`["Code","ab  "]`:         `["Code","ab  "]`,
		`["Place","16/B374D848"]`: `["Place","16/B374D848"]`,
		`["Span","P30D"]`:         `["Span","P1M"]`,
	} {
		encoded := base64.RawURLEncoding.EncodeToString
		document := `{ node(nodeId: "` + encoded([]byte(id)) + `") { nodeId } nodes(nodeIds: ["` + encoded([]byte(id)) + `"]) { nodeId } }`
		node := `{"nodeId":"` + encoded([]byte(want)) + `"}`
		if got, want := w.ask(document), `{"data":{"node":`+node+`,"nodes":[`+node+`]}}`; got != want {
			t.Errorf("%s finds\n%s, want\n%s", id, got, want)
		}
	}
}
