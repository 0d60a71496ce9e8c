package cli

import "testing"

// TestDecimalsInText reads, finds, sorts and writes decimals that stand in text: those of a column with a scale keep it,
// others are in their shortest form, and each is compared by all its digits.
func TestDecimalsInText(t *testing.T) {
	t.Parallel()
	r := (&area{`CREATE TABLE d (id INTEGER PRIMARY KEY, a TEXT, b TEXT(30,2), c VARCHAR, x);
		CREATE VIEW stored AS SELECT id, CAST(a || ' ' || b || ' ' || c || ' ' || x || typeof(x) AS TEXT) AS cells FROM d;
		INSERT INTO d VALUES (1, '0.90', '0.90', '0.90', '0.90'), (2, '10', '10', '10.5', 10), (3, '-0.12', '-0.12', '-0.12', -0.5), (4, '-0.1', '-0.1', '-0.1', '9.5'),
			(5, '12345678901234567890.13', '12345678901234567890.12', '12345678901234567890.125', '7'), (6, '1e2', '[1]', 'true', 'n')`, `
tables.d.columns.a.kind: Decimal
tables.d.columns.b.kind: Decimal
tables.d.columns.c.scale: 3
tables.d.columns.x: {kind: Decimal, mixed: text}
`}).serve(t)
	_, _, text := r.send(t, "POST", "/graphql", `{"query": "{ ds { a b c x } }"}`)
	wants(t, "the rows", text, `{"a":"0.9","b":"0.90","c":"0.900","x":"0.9"},{"a":"10","b":"10.00","c":"10.500","x":"10"},{"a":"-0.12","b":"-0.12","c":"-0.120","x":"-0.5"},`+
		`{"a":"-0.1","b":"-0.10","c":"-0.100","x":"9.5"},{"a":"12345678901234567890.13","b":"12345678901234567890.12","c":"12345678901234567890.125","x":"7"},`+
		`{"a":null,"b":null,"c":null,"x":null}]`, "DATABASE_VALUE")
	for document, want := range map[string]string{
		`{ ds(where: {a: {eq: \"0.900\"}}) { id } }`:                                                `[{"id":1}]}`,
		`{ ds(where: {a: {ne: \"0.9\"}, id: {gt: 3}}) { id } }`:                                     `[{"id":4},{"id":5}]}`,
		`{ ds(where: {b: {notIn: [1, 2]}, id: {gt: 3}}) { id } }`:                                   `[{"id":4},{"id":5}]}`,
		`{ ds(where: {a: {gt: \"12345678901234567890.12\"}}) { id } }`:                              `[{"id":5}]}`,
		`{ ds(where: {b: {gt: \"12345678901234567890.12\"}}) { id } }`:                              `[]}`,
		`{ ds(where: {x: {lte: \"9.5\"}}) { id } }`:                                                 `[{"id":1},{"id":3},{"id":4},{"id":5}]}`,
		`{ ds(where: {c: {lt: 0}}) { id } }`:                                                        `[{"id":3},{"id":4}]}`,
		`{ ds(orderBy: [{a: ASC}]) { id } }`:                                                        `[{"id":3},{"id":4},{"id":1},{"id":2},{"id":5},{"id":6}]}`,
		`{ ds(orderBy: [{x: DESC}]) { id } }`:                                                       `[{"id":2},{"id":4},{"id":5},{"id":1},{"id":3},{"id":6}]}`,
		`{ dsConnection(first: 2, orderBy: [{c: ASC}]) { nodes { id } pageInfo { hasNextPage } } }`: `{"nodes":[{"id":3},{"id":4}],"pageInfo":{"hasNextPage":true}}}`,
	} {
		_, _, text := r.send(t, "POST", "/graphql", `{"query": "`+document+`"}`)
		wants(t, document, text, want, `"warnings":[{"table":"D"`)
	}
	r.query(t, `mutation { insertD(input: {id: 7, a: "1.50", b: "1.5", c: 2, x: "3.10"}) { affectedRows } updateD(by: {id: 1}, inc: {a: "1.10", b: "0.1", c: 1}) { affectedRows } }`)
	_, _, text = r.send(t, "POST", "/graphql", `{"query": "mutation { updateD(by: {id: 1}, set: {b: \"0.125\"}) { affectedRows } }"}`)
	wants(t, "a value with too many digits", text, "more fraction digits than the scale of b, which is 2")
	if got := r.query(t, `{ storeds(where: {id: {in: [1, 7]}}, orderBy: [{id: ASC}]) { cells } }`); got !=
		`{"storeds":[{"cells":"2 1.00 1.900 0.90text"},{"cells":"1.5 1.50 2.000 3.1text"}]}` {
		t.Errorf("stored is %s", got)
	}
	_, _, text = r.send(t, "GET", "/d?b=1.5", "")
	wants(t, "REST", text, `"id":7`)
	r.stop(t)
}
