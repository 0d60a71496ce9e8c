package corpus_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tiddly/db/dbtest"
	"tiddly/internal/catalog"
	"tiddly/internal/engine"
	"tiddly/internal/gql/limits"
	gql "tiddly/internal/gql/serve"
	"tiddly/internal/tests/home"
)

// represented is a row as a list shows it, with a representation by one of its keys.
type represented struct {
	representation, row json.RawMessage
}

// entityRows returns up to 30 rows of every table with keys, once for each of its keys, and the fragments that select the
// same of them.
func entityRows(t *testing.T, s *engine.Snapshot, h http.Handler) (rows []represented, fragments string) {
	t.Helper()
	var all strings.Builder
	for _, table := range s.Catalog.Tables {
		if table.NodeKey() == nil {
			continue
		}
		id := table.Naming().ID
		selection := "__typename " + table.TypeName + "_" + id + ": " + id + " " + columnsUnder(table)
		fmt.Fprintf(&all, " ... on %s { %s }", table.TypeName, selection)
		_, body := post(t, h, testCase{query: fmt.Sprintf("{ rows: %s(limit: 30) { %s } }", table.ListField, selection)})
		var answer struct {
			Data struct{ Rows []json.RawMessage }
		}
		if err := json.Unmarshal(body, &answer); err != nil {
			t.Fatal(err)
		}
		for _, row := range answer.Data.Rows {
			rows = append(rows, represented{representation(t, table, row, []string{id}), row})
			for _, key := range table.EntityKeys() {
				if r := representation(t, table, row, strings.Fields(key.FieldSet())); r != nil {
					rows = append(rows, represented{r, row})
				}
			}
		}
	}
	return rows, all.String()
}

// representation returns that of a row by some fields; nil where one is null, since its cell is not of its kind.
func representation(t *testing.T, table *catalog.Table, row json.RawMessage, fields []string) json.RawMessage {
	t.Helper()
	var members map[string]json.RawMessage
	if err := json.Unmarshal(row, &members); err != nil {
		t.Fatal(err)
	}
	r := map[string]any{"__typename": table.TypeName}
	for _, name := range fields {
		value := members[table.TypeName+"_"+name]
		if value == nil || string(value) == "null" {
			return nil
		}
		r[name] = value
	}
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestEntitiesAreTheRowsOfLists requires that every row that a list shows is found by each of its keys, written as the row
// has it, as the same bytes, in any order, beside rows of other tables.
func TestEntitiesAreTheRowsOfLists(t *testing.T) {
	for _, schema := range []string{"music", "shapes", "keys", "nasty", "nulls", "kinds", "ones", "writing", "disturbed", "spelt", "sample"} {
		t.Run(schema, func(t *testing.T) {
			sameEntities(t, serveAs(t, database(t, schema), true))
		})
	}
}

// sameEntities asks for rows of all tables by their keys.
func sameEntities(t *testing.T, s *engine.Snapshot) {
	t.Helper()
	wide := limits.Default() // a document selects every column of every table
	wide.Aliases, wide.Fields, wide.Tokens = 1e5, 1e6, 1e6
	h := gql.NewHandler(s.View, home.Plain(), gql.Options{Limits: wide})
	rows, fragments := entityRows(t, s, h)
	if len(rows) < 3 {
		t.Fatalf("%d rows", len(rows))
	}
	random := rand.New(rand.NewPCG(1, 2))
	random.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	for some := range slices.Chunk(rows, 12) {
		representations := make([]json.RawMessage, len(some))
		for i := range some {
			representations[i] = some[i].representation
		}
		variables, err := json.Marshal(map[string]any{"r": representations})
		if err != nil {
			t.Fatal(err)
		}
		_, body := post(t, h, testCase{query: "query ($r: [_Any!]!) { _entities(representations: $r) {" + fragments + " } }", rawVariables: variables})
		var answer struct {
			Data struct {
				Entities []json.RawMessage `json:"_entities"`
			}
		}
		if err := json.Unmarshal(body, &answer); err != nil || len(answer.Data.Entities) != len(some) {
			t.Fatalf("%s gives %.500s: %v", variables, body, err)
		}
		for i, row := range answer.Data.Entities {
			if string(row) != string(some[i].row) {
				t.Errorf("%s gives %s, want %s", some[i].representation, row, some[i].row)
			}
		}
	}
}

// TestEntitiesOfEveryKind requires that rows are found by keys of every kind, in whatever form their cells are.
func TestEntitiesOfEveryKind(t *testing.T) {
	path := dbtest.Path(t, `
		CREATE TABLE any_key(k PRIMARY KEY NOT NULL, v TEXT) WITHOUT ROWID;
		INSERT INTO any_key VALUES (1, 'int'), (1.5, 'float'), ('text', 'text');
		CREATE TABLE blob_key(k BLOB PRIMARY KEY NOT NULL); INSERT INTO blob_key VALUES (x'00ff'), (x'5b5d'), (x'');
		CREATE TABLE big(k BIGINT NOT NULL UNIQUE, r REAL NOT NULL UNIQUE, v TEXT NOT NULL UNIQUE);
		INSERT INTO big VALUES (9007199254740993, 1.5, '[1]'), (-9223372036854775808, 1e100, '"x"'), (7, -0.5, '');
		CREATE TABLE moment(k DATETIME PRIMARY KEY NOT NULL); INSERT INTO moment VALUES ('2024-01-01 00:00:00'), ('2024-01-01T00:00:01Z'), ('2024-01-01T01:00:02+01:00'), ('2024-02-29 12:30:00.25');
		CREATE TABLE epoch(k DATETIME PRIMARY KEY NOT NULL, n TEXT); INSERT INTO epoch VALUES (1700000000, 'a'), (1700000001, 'b'), (1700000500, 'c');
		CREATE TABLE mixed(k DATETIME PRIMARY KEY NOT NULL); INSERT INTO mixed VALUES (1700000000), ('2024-01-01 00:00:00'), (1700000500);
		CREATE TABLE day(k DATE PRIMARY KEY NOT NULL, t TIME NOT NULL UNIQUE); INSERT INTO day VALUES ('2024-01-01', '10:00:00'), ('1999-12-31', '23:59:59.5');
		CREATE TABLE money(k DECIMAL(10,2) PRIMARY KEY NOT NULL, exact DECIMAL NOT NULL UNIQUE); INSERT INTO money VALUES (0.9, 12.5), (12, 1e15), (1234567.89, -0.1);
		CREATE TABLE paper(k TEXT PRIMARY KEY NOT NULL, v DECIMAL_TEXT); INSERT INTO paper VALUES ('a', '1.50');
		CREATE TABLE ref(k UUID PRIMARY KEY NOT NULL, other UUID NOT NULL UNIQUE);
		INSERT INTO ref VALUES ('123e4567-e89b-12d3-a456-426614174000', x'0188f3c12a3b7c4d8e5f0123456789ab'), ('123E4567-E89B-12D3-A456-426614174FFF', x'0188f3c12a3b7c4d8e5f0123456789ac');
		CREATE TABLE flag(k BOOLEAN NOT NULL, s TEXT NOT NULL CHECK (s IN ('in stock', 'new')), PRIMARY KEY (k, s)); INSERT INTO flag VALUES (1, 'new'), (0, 'in stock'), (0, 'new');
		CREATE TABLE yes(k BOOLEAN NOT NULL PRIMARY KEY, n INT); INSERT INTO yes VALUES ('t', 1), ('f', 2);
		CREATE TABLE pair(a DATE NOT NULL, b TEXT NOT NULL COLLATE NOCASE, c DECIMAL(8,3) NOT NULL, PRIMARY KEY (b, a, c));
		INSERT INTO pair VALUES ('2024-01-01', 'X', 1), ('2024-01-02', 'y', 1.125);`)
	s := serveAs(t, path, true)
	sameEntities(t, s)
	for _, name := range []string{"Big", "Ref", "Day", "Money"} {
		if keys := s.Catalog.Table(name).EntityKeys(); len(keys) < 2 {
			t.Errorf("%s has %d keys", name, len(keys))
		}
	}
}

// typedKeys are tables with a key of every type of an engine that keeps cells to their types.
const typedKeys = `CREATE EXTENSION citext;
	CREATE TYPE mood AS ENUM ('in stock', 'new');
	CREATE COLLATION ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
	CREATE TABLE kinds(i int PRIMARY KEY, s smallint NOT NULL UNIQUE, b bigint NOT NULL UNIQUE, r real NOT NULL UNIQUE, f float8 NOT NULL UNIQUE,
		n numeric(10,2) NOT NULL UNIQUE, x numeric NOT NULL UNIQUE, t text NOT NULL UNIQUE, v varchar(20) NOT NULL UNIQUE, c char(5) NOT NULL UNIQUE,
		ct citext NOT NULL UNIQUE, ic text COLLATE ci NOT NULL UNIQUE, d date NOT NULL UNIQUE, ti time NOT NULL UNIQUE, ts timestamp NOT NULL UNIQUE,
		tz timestamptz NOT NULL UNIQUE, u uuid NOT NULL UNIQUE, y bytea NOT NULL UNIQUE, m mood NOT NULL UNIQUE, o oid NOT NULL UNIQUE, ip inet NOT NULL UNIQUE);
	INSERT INTO kinds VALUES
		(1, 1, 9007199254740993, 1.5, 0.1, 12.5, 1e20, 'a{",\', 'v', 'ch', 'Ann', 'Bob', '2024-02-29', '10:00:00.5', '2024-01-01 00:00:00.25',
		'2024-01-01 00:00:00+02', '123e4567-e89b-12d3-a456-426614174000', '\x00ff', 'in stock', 4000000000, '10.0.0.1'),
		(2, 2, 7, -0.5, 1e100, 0.9, 0.1, '', 'w', 'x', 'bela', 'cid', '1999-12-31', '23:59:59', '2024-01-01 00:00:01', '2024-01-01 00:00:00Z',
		'0188f3c1-2a3b-7c4d-8e5f-0123456789ab', '\x', 'new', 1, '::1');
	CREATE TABLE pair(a mood NOT NULL, b citext NOT NULL, d date NOT NULL, y boolean NOT NULL, PRIMARY KEY (b, a, d, y));
	INSERT INTO pair VALUES ('new', 'X', '2024-01-01', true), ('in stock', 'y', '2024-01-02', false), ('new', 'z', '2024-01-02', false);`

// TestEntitiesOfTypedKeys requires the same of the types of an engine that has such, and that keys compare as it does.
func TestEntitiesOfTypedKeys(t *testing.T) {
	for _, e := range dbtest.Engines()[1:] {
		t.Run(e.Name, func(t *testing.T) {
			s := serveAs(t, e.Make(t, typedKeys), true)
			sameEntities(t, s)
			query := `{ _entities(representations: [{__typename: "Kind", ct: "ANN"}, {__typename: "Kind", ic: "BOB"}, {__typename: "Kind", c: "x"}, {__typename: "Kind", t: "A"}]) { ... on Kind { i } } }`
			if _, body := post(t, handler(s), testCase{query: query}); string(body) != `{"data":{"_entities":[{"i":1},{"i":1},{"i":2},null]}}` {
				t.Errorf("got %s", body)
			}
		})
	}
}

// TestEntityKeys requires that a type has the keys by which clients may find rows, and no others: no column that may be
// null, is secret, or holds JSON.
func TestEntityKeys(t *testing.T) {
	path := dbtest.Path(t, `CREATE TABLE account(id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, nick TEXT UNIQUE, extra JSON NOT NULL UNIQUE, a INT NOT NULL, b INT NOT NULL, UNIQUE (b, a));
		CREATE TABLE heap(line TEXT); CREATE TABLE bad(k TEXT PRIMARY KEY); INSERT INTO bad VALUES (NULL);`)
	s := serveAs(t, path, true)
	sdl := s.Schema.Subgraph()
	for _, part := range []string{
		`type Account implements Node @key(fields: "id") @key(fields: "email") @key(fields: "b a") @key(fields: "nodeId") {`,
		"type Heap {", "type Bad {", "type PageInfo @shareable {", "interface Node {",
		`extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key", "@shareable"])`,
	} {
		if !strings.Contains(sdl, part) {
			t.Errorf("the subgraph lacks %q", part)
		}
	}
	// Two subgraphs must not share what finds rows of any table, nor can a gateway read on below a payload.
	if strings.Contains(sdl, "): Node\n") || strings.Contains(sdl, "): [Node]!\n") || strings.Contains(sdl, "query: Query") {
		t.Error("the subgraph has what only a server of its own can answer")
	}
	for _, part := range []string{"_entities", "_Any", "_Entity", "_service", "_Service"} {
		if strings.Contains(sdl, part) {
			t.Errorf("the subgraph has %s", part)
		}
		if !strings.Contains(s.Schema.Served, part) {
			t.Errorf("the served schema lacks %s", part)
		}
	}
	if plain := serve(t, path); plain.Schema.Subgraph != nil || strings.Contains(plain.Schema.Served, "_service") {
		t.Error("without the setting there is a subgraph")
	}
}

// TestEntitiesOfViews requires that the rows of a view are found by the key that the settings give it, in one reading.
func TestEntitiesOfViews(t *testing.T) {
	path := dbtest.Path(t, `CREATE TABLE sale(id INTEGER PRIMARY KEY, shop TEXT NOT NULL, amount INT NOT NULL);
		INSERT INTO sale VALUES (1, 'a', 5), (2, 'b', 7), (3, 'a', 9);
		CREATE VIEW shop AS SELECT shop AS name, sum(amount) AS total FROM sale GROUP BY shop;`)
	s, _, err := engine.Load(t.Context(), dbtest.Open(t, path), engine.Options{
		Limits: engine.DefaultLimits(), Federation: true,
		Overrides: catalog.Overrides{Tables: map[string]catalog.TableOverride{"shop": {Key: []string{"name"}}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	query := `{ _entities(representations: [{__typename: "Shop", name: "b"}, {__typename: "Shop", name: "x"}, {__typename: "Shop", name: "a"}]) { ... on Shop { total } } }`
	if _, body := post(t, handler(s), testCase{query: query}); string(body) != `{"data":{"_entities":[{"total":7},null,{"total":14}]}}` {
		t.Errorf("got %s", body)
	}
}

// TestEntityLimits requires that representations are counted like rows before anything is read.
func TestEntityLimits(t *testing.T) {
	h := handler(serveAs(t, database(t, "music"), true))
	const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Track { album { tracks(limit: 100) { name } } } } }`
	for _, c := range []struct {
		rows int
		want string
	}{
		{500, `"name":`},
		{1000, `"LIMIT_COST"`},
		{1001, `representations must have at most 1000 items`},
	} {
		variables, err := json.Marshal(map[string]any{"r": slices.Repeat([]any{map[string]any{"__typename": "Track", "trackId": 1}}, c.rows)})
		if err != nil {
			t.Fatal(err)
		}
		if _, body := post(t, h, testCase{query: query, rawVariables: variables}); !strings.Contains(string(body), c.want) {
			t.Errorf("%d representations give %.300s, want %s", c.rows, body, c.want)
		}
	}
}

// TestEntitiesOfEachShape requires that a plan is used again only for representations of the same tables and keys.
func TestEntitiesOfEachShape(t *testing.T) {
	h := handler(serveAs(t, database(t, "music"), true))
	const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Track { name } ... on Album { title } } }`
	album, track := `{"__typename": "Album", "albumId": 1}`, `{"__typename": "Track", "trackId": 1}`
	node := `{"__typename": "Track", "nodeId": "WyJUcmFjayIsMV0"}`
	rows := map[string]string{album: `{"title":"For Those About To Rock"}`, track: `{"name":"For Those About To Rock"}`, node: `{"name":"For Those About To Rock"}`}
	for range 2 {
		for _, some := range [][]string{{album}, {track}, {node}, {album, track}, {track, album}, {node, track}, {track, node, album}} {
			want := make([]string, len(some))
			for i, r := range some {
				want[i] = rows[r]
			}
			_, body := post(t, h, testCase{query: query, rawVariables: []byte(`{"r": [` + strings.Join(some, ",") + `]}`)})
			if string(body) != `{"data":{"_entities":[`+strings.Join(want, ",")+`]}}` {
				t.Errorf("%v gives %s", some, body)
			}
		}
	}
}

// TestEntitiesOfAccounts requires that an account that is found by its key shows no more than elsewhere.
func TestEntitiesOfAccounts(t *testing.T) {
	a := withAccounts(t, forum, gql.Options{})
	if status, body := a.ask(person("2"), `{ _entities(representations: {__typename: "User", id: 1}) { ... on User { email } } }`, ""); status != http.StatusOK || !strings.Contains(body, `"email":"`) {
		t.Errorf("got %d %s", status, body)
	}
	for _, document := range []string{
		`{ _entities(representations: {__typename: "User", id: 1}) { ... on User { password } } }`,
		`{ _entities(representations: {__typename: "User", password: "x"}) { ... on User { email } } }`,
	} {
		if status, body := a.ask(person("1"), document, ""); status != http.StatusBadRequest || strings.Contains(body, "argon2id") {
			t.Errorf("%s gives %d %s", document, status, body)
		}
	}
}

// TestServiceIsHidden requires that the subgraph is hidden where introspection is, with the same errors, and shown once
// per schema otherwise, under any key.
func TestServiceIsHidden(t *testing.T) {
	s := serveAs(t, database(t, "music"), true)
	hidden := gql.NewHandler(s.View, home.Plain(), gql.Options{HideSchema: func(*http.Request) bool { return true }})
	_, service := post(t, hidden, testCase{query: `{ _service { sdl } }`})
	_, whole := post(t, hidden, testCase{query: `{ __schema { queryType { name } } }`})
	if string(service) != strings.Replace(string(whole), "__schema", "_service", 1) || !strings.Contains(string(service), "introspection disabled") {
		t.Errorf("got %s, want it as %s", service, whole)
	}
	// Names of the schema are hidden in errors too.
	_, body := post(t, hidden, testCase{query: `{ _entities(representations: {__typename: "Track"}) { __typename } }`})
	if strings.Contains(string(body), "trackId") {
		t.Errorf("an error shows %s", body)
	}
	_, body = post(t, handler(s), testCase{query: `{ a: _service { text: sdl __typename ...more } tracks(limit: 1) { trackId } } fragment more on _Service { sdl }`})
	var answer struct {
		Data struct {
			A      struct{ Text, SDL, Typename string }
			Tracks []struct{ TrackID int }
		}
	}
	if err := json.Unmarshal(body, &answer); err != nil || len(answer.Data.Tracks) != 1 {
		t.Fatalf("got %.200s: %v", body, err)
	}
	if sdl := s.Schema.Subgraph(); answer.Data.A.Text != sdl || answer.Data.A.SDL != sdl {
		t.Errorf("the subgraph is %.200s", answer.Data.A.Text)
	}
	if _, body := post(t, handler(s), testCase{query: `mutation { deleteTrack(by: {trackId: 1}) { query { _service { sdl } } } }`}); !strings.Contains(string(body), "cannot be selected below a mutation") {
		t.Errorf("below a mutation: %s", body)
	}
	if _, body := post(t, handler(serve(t, database(t, "music"))), testCase{query: `{ _service { sdl } }`}); !strings.Contains(string(body), `Cannot query field`) {
		t.Errorf("without the setting: %s", body)
	}
}

// TestStatementsOfEntities requires one statement for each type and key, whatever the number of rows, and one for each
// list below them.
func TestStatementsOfEntities(t *testing.T) {
	s := serveAs(t, database(t, "music"), true)
	for _, number := range []int{1, 10, 1000} {
		all := make([]any, 0, 3*number)
		for i := range number {
			all = append(all, map[string]any{"__typename": []string{"Track", "Album"}[i%2], []string{"trackId", "albumId"}[i%2]: json.Number(strconv.Itoa(i))})
		}
		prepared, arguments, err := gql.Explain(t.Context(), s, home.Plain(),
			`query ($r: [_Any!]!) { _entities(representations: $r) { ... on Track { name album { title } } ... on Album { title artist { name } tracks(limit: 1) { name } } } }`,
			"", map[string]any{"r": all})
		if err != nil {
			t.Fatal(err)
		}
		want := 1 // of tracks
		if number > 1 {
			want = 3 // that of albums, and of their tracks
		}
		if answer := s.Run(t.Context(), nil, prepared, arguments, nil); answer.Statements != want || len(answer.Errors) > 0 {
			t.Errorf("%d rows take %d statements, want %d: %v", number, answer.Statements, want, answer.Errors)
		}
	}
}
