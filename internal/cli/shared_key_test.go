package cli

import (
	"strings"
	"testing"

	"tiddly/db/dbtest"
)

// TestSharedKeys writes rows that share a key of the settings while they are served: what finds one row by it, joins it
// or pages by it is an error that names the setting, and no row is written or shown twice for it.
func TestSharedKeys(t *testing.T) {
	t.Parallel()
	a := &area{`CREATE TABLE k (code TEXT, name TEXT); INSERT INTO k VALUES ('a', 'A'), ('b', 'B'), ('c', 'C');
		CREATE TABLE ref (id INTEGER PRIMARY KEY, k TEXT); INSERT INTO ref VALUES (1, 'a'), (2, 'b'), (3, 'a');
		CREATE VIEW v AS SELECT code AS c, name FROM k`, `
tables.k.key: [code]
tables.v.key: [c]
tables.ref.relations:
  own: {columns: [k], target: k}
  seen: {columns: [k], target: v}
`}
	file := dbtest.Path(t, a.tables)
	r := a.serveFile(t, file)
	if got := r.query(t, `{ refs { id own { name } seen { name } } }`); got !=
		`{"refs":[{"id":1,"own":{"name":"A"},"seen":{"name":"A"}},{"id":2,"own":{"name":"B"},"seen":{"name":"B"}},{"id":3,"own":{"name":"A"},"seen":{"name":"A"}}]}` {
		t.Errorf("got %s", got)
	}
	neighbour(t, file)(`INSERT INTO k VALUES ('a', '0')`)
	const own, seen = `remove tables.k.key in the settings`, `remove tables.v.key in the settings`
	for document, hint := range map[string]string{
		`{ k(by: {code: \"a\"}) { name } }`:                                                                    own,
		`{ v(by: {c: \"a\"}) { name } }`:                                                                       seen,
		`{ refs { id own { name } } }`:                                                                         own,
		`{ refs(orderBy: [{own: {name: ASC}}]) { id } }`:                                                       own,
		`{ refs { id seen { name } } }`:                                                                        seen,
		`{ ks { name refs { id own { name } } } }`:                                                             own,
		`{ ksConnection(first: 1) { nodes { name } } }`:                                                        own,
		`{ ksConnection(last: 3) { edges { cursor } } }`:                                                       own,
		`{ refsConnection { nodes { id seen { name } } } }`:                                                    seen,
		`mutation { updateK(by: {code: \"a\"}, set: {name: \"x\"}) { affectedRows } }`:                         own,
		`mutation { updateRef(by: {id: 3}, set: {k: \"a\"}) { node { own { name } } } }`:                       own,
		`mutation { updateRefs(allRows: true, where: {}, set: {k: \"a\"}) { nodes { seen { name } } } }`:       seen,
		`mutation { deleteRef(by: {id: 3}) { node { own { name } } } }`:                                        own,
		`mutation { insertRefs(input: [{id: 8, k: \"b\"}, {id: 9, k: \"a\"}]) { nodes { id own { name } } } }`: own,
		`mutation { deleteK(by: {code: \"a\"}) { affectedRows } }`:                                             own,
	} {
		_, _, text := r.send(t, "POST", "/graphql", `{"query": "`+document+`"}`)
		wants(t, document, text, `"data":null`, "several rows have the key that the settings name", hint, "DATABASE_VALUE")
	}
	for document, want := range map[string]string{
		`{ ks { code name } }`:                                          `{"ks":[{"code":"a","name":"A"},{"code":"a","name":"0"},{"code":"b","name":"B"},{"code":"c","name":"C"}]}`,
		`{ k(by: {code: "b"}) { name } }`:                               `{"k":{"name":"B"}}`,
		`{ refs(where: {id: {eq: 2}}) { own { name } seen { name } } }`: `{"refs":[{"own":{"name":"B"},"seen":{"name":"B"}}]}`,
		`{ refs(where: {own: {name: {eq: "A"}}}) { id } }`:              `{"refs":[{"id":1},{"id":3}]}`,
	} {
		if got := r.query(t, document); got != want {
			t.Errorf("%s gives %s", document, got)
		}
	}
	if got := r.query(t, `mutation { updateK(by: {code: "c"}, set: {name: "D"}) { node { name } } }`); got != `{"updateK":{"node":{"name":"D"}}}` {
		t.Errorf("another row: %s", got)
	}
	for method, body := range map[string]string{"GET": "", "PUT": `{"name": "x"}`, "DELETE": ""} {
		_, _, text := r.send(t, method, "/k/a", body)
		wants(t, method+" /k/a", text, `"status":"error"`, own)
	}
	if got := r.query(t, `{ ks(where: {code: {eq: "a"}}) { name } }`); got != `{"ks":[{"name":"A"},{"name":"0"}]}` {
		t.Errorf("after the refusals: %s", got)
	}
	r.stop(t)
}

// TestSharedKeysAtTheStart requires that a file whose rows share a key of the settings already is served like one whose
// rows come to share it later, and that the log and check say so.
func TestSharedKeysAtTheStart(t *testing.T) {
	const script = `CREATE TABLE k (code TEXT, name TEXT); INSERT INTO k VALUES ('a', '1'), ('a', '2'), ('b', '3');
		CREATE TABLE ref (id INTEGER PRIMARY KEY, k TEXT); INSERT INTO ref VALUES (1, 'a'), (2, 'b')`
	const settings = `tables.k.key: [code]
tables.ref.relations.own: {columns: [k], target: k}
`
	const said = `several rows of table \"k\" have the same values of code, the key of the settings`
	r := (&area{script, settings}).serve(t)
	for document, want := range map[string]string{
		`{ ks { code name } }`:                            `{"ks":[{"code":"a","name":"1"},{"code":"a","name":"2"},{"code":"b","name":"3"}]}`,
		`{ k(by: {code: "b"}) { name refs { id } } }`:     `{"k":{"name":"3","refs":[{"id":2}]}}`,
		`{ refs(where: {id: {eq: 2}}) { own { name } } }`: `{"refs":[{"own":{"name":"3"}}]}`,
	} {
		if got := r.query(t, document); got != want {
			t.Errorf("%s gives %s", document, got)
		}
	}
	_, _, text := r.send(t, "POST", "/graphql", `{"query": "{ refs { own { name } } }"}`)
	wants(t, "the relation", text, "several rows have the key that the settings name", "DATABASE_VALUE")
	// Writing makes the rows differ.
	if got := r.query(t, `mutation { updateKs(where: {name: {eq: "2"}}, set: {code: "c"}) { affectedRows } }`); got != `{"updateKs":{"affectedRows":1}}` {
		t.Errorf("making the rows differ: %s", got)
	}
	if got := r.query(t, `{ refs { own { name } } }`); got != `{"refs":[{"own":{"name":"1"}},{"own":{"name":"3"}}]}` {
		t.Errorf("once they differ: %s", got)
	}
	r.stop(t)
	wants(t, "the log", r.stderr.String(), said)
	inFolder(t, script, "db: shop.db\n"+settings)
	got := run(t, nil, "check")
	wants(t, "check", got.stdout+got.stderr, strings.ReplaceAll(said, `\"`, `"`))
	if got.code != 0 {
		t.Errorf("check ends with %d", got.code)
	}
}

// TestNoKeyIsSharedByWriting requires that a write gives no two rows one key of the settings, as a unique key would,
// and that nothing of it is kept otherwise.
func TestNoKeyIsSharedByWriting(t *testing.T) {
	t.Parallel()
	r := (&area{
		`CREATE TABLE k (code TEXT, n INT DEFAULT 7, name TEXT); CREATE INDEX kc ON k (code, n);
		INSERT INTO k VALUES ('a', 1, 'A'), ('b', 1, 'B'), ('B', 1, 'B2'), (NULL, 1, 'N'), ('d', 7, 'D'), ('s', 9, 'S'), ('s', 9, 'S')`,
		`tables.k.key: [code, n]`,
	}).serve(t)
	for _, document := range []string{
		`insertK(input: {code: \"a\", n: 1, name: \"x\"}) { affectedRows }`,
		`insertK(input: {code: \"d\", name: \"x\"}) { node { name } }`,
		`insertKs(input: [{code: \"x\", n: 1}, {code: \"x\", n: 1}]) { affectedRows }`,
		`insertKs(input: [{code: \"y\", n: 1}, {code: \"b\", n: 1}]) { nodes { name } }`,
		`updateK(by: {codeAndN: {code: \"a\", n: 1}}, set: {code: \"b\"}) { affectedRows }`,
		`updateKs(where: {code: {eq: \"a\"}}, set: {code: \"B\"}) { nodes { name } }`,
		`updateKs(where: {n: {eq: 1}}, set: {code: \"z\"}) { affectedRows }`,
		`updateK(by: {codeAndN: {code: \"d\", n: 7}}, set: {code: \"a\"}, inc: {n: -6}) { affectedRows }`,
	} {
		_, _, text := r.send(t, "POST", "/graphql", `{"query": "mutation { `+document+` }"}`)
		wants(t, document, text, `"data":null`, "CONSTRAINT_UNIQUE", "another row already has the same key", `"table":"K"`, `"columns":["code","n"]`)
	}
	_, _, text := r.send(t, "POST", "/k", `{"code": "a", "n": 1, "name": "x"}`)
	wants(t, "POST /k", text, `"status":"error"`, "another row already has the same key")
	const before = `[{"code":"a","name":"A"},{"code":"b","name":"B"},{"code":"B","name":"B2"},{"code":"d","name":"D"},{"code":null,"name":"N"},{"code":"s","name":"S"},{"code":"s","name":"S"}]`
	if got := r.query(t, `{ ks(orderBy: [{name: ASC}]) { code name } }`); got != `{"ks":`+before+`}` {
		t.Errorf("after the refusals: %s", got)
	}
	for document, want := range map[string]string{
		`insertK(input: {code: "A", n: 1, name: "T"}) { node { name } }`:                           `{"insertK":{"node":{"name":"T"}}}`,
		`insertKs(input: [{code: "e", n: 1}, {code: "e", n: 2}]) { affectedRows }`:                 `{"insertKs":{"affectedRows":2}}`,
		`updateK(by: {codeAndN: {code: "a", n: 1}}, set: {code: "a", name: "U"}) { affectedRows }`: `{"updateK":{"affectedRows":1}}`,
		`updateKs(where: {code: {eq: "s"}}, set: {name: "T"}) { affectedRows }`:                    `{"updateKs":{"affectedRows":2}}`,
	} {
		if got := r.query(t, "mutation { "+document+" }"); got != want {
			t.Errorf("%s gives %s", document, got)
		}
	}
	r.stop(t)
}
