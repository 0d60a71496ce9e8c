package cli

import "testing"

// TestSharedKeys writes rows that share a key of the settings while they are served: what finds one row by it, joins it
// or pages by it is an error that names the setting, and no row is written or shown twice for it.
func TestSharedKeys(t *testing.T) {
	t.Parallel()
	r := (&area{`CREATE TABLE k (code TEXT, name TEXT); INSERT INTO k VALUES ('a', 'A'), ('b', 'B'), ('c', 'C');
		CREATE TABLE ref (id INTEGER PRIMARY KEY, k TEXT); INSERT INTO ref VALUES (1, 'a'), (2, 'b'), (3, 'a');
		CREATE VIEW v AS SELECT code AS c, name FROM k`, `
tables.k.key: [code]
tables.v.key: [c]
tables.ref.relations:
  own: {columns: [k], target: k}
  seen: {columns: [k], target: v}
`}).serve(t)
	if got := r.query(t, `{ refs { id own { name } seen { name } } }`); got !=
		`{"refs":[{"id":1,"own":{"name":"A"},"seen":{"name":"A"}},{"id":2,"own":{"name":"B"},"seen":{"name":"B"}},{"id":3,"own":{"name":"A"},"seen":{"name":"A"}}]}` {
		t.Errorf("got %s", got)
	}
	r.query(t, `mutation { insertK(input: {code: "a", name: "0"}) { affectedRows } }`)
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

// TestSharedKeysAtTheStart requires that a key of the settings that rows share is refused, and that the relation to it
// says so.
func TestSharedKeysAtTheStart(t *testing.T) {
	inFolder(t, `CREATE TABLE k (code TEXT); INSERT INTO k VALUES ('a'), ('a'); CREATE TABLE ref (id INTEGER PRIMARY KEY, k TEXT)`, `db: shop.db
tables.k.key: [code]
tables.ref.relations.own: {columns: [k], target: k}
`)
	got := run(t, nil, "check")
	if got.code != 2 {
		t.Errorf("%+v", got)
	}
	wants(t, "the mistakes", got.stderr, `tiddly.yml:2:1: the key of table "k" in the settings is not used: several rows have the same values of code`,
		`relation own of table "ref" in the settings leads to table "k", which has no primary key`, "make the rows differ in the columns that tables.k.key names")
}
