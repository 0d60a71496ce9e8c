package cli

import "testing"

// TestSettingsBesideEvidence requires that settings of a column whose kind is left open hold beside what its cells decide.
func TestSettingsBesideEvidence(t *testing.T) {
	t.Parallel()
	r := (&area{`CREATE TABLE e (id INTEGER PRIMARY KEY, at DATETIME, ok BOOLEAN); INSERT INTO e VALUES (1, '2024-01-02T03:04:05Z', 't'), (2, '2024-01-03T03:04:05Z', 'f');
		CREATE TRIGGER odd AFTER INSERT ON e WHEN NEW.id = 3 BEGIN UPDATE e SET at = '', ok = -1 WHERE id = 3; END;
		CREATE VIEW stored AS SELECT id, CAST(at || ' ' || ok AS TEXT) AS cells FROM e`, `
tables.e.columns.at: {empty: null}
tables.e.columns.ok: {mixed: number}
`}).serve(t)
	r.query(t, `mutation { insertEs(input: [{id: 3}, {id: 4, at: "2024-01-04T03:04:05Z", ok: true}]) { affectedRows } }`)
	if got := r.query(t, `{ es(where: {id: {gt: 1}}) { id at ok } none: es(where: {at: {isNull: true}}) { id } yes: es(where: {ok: {eq: true}}) { id } }`); got !=
		`{"es":[{"id":2,"at":"2024-01-03T03:04:05Z","ok":false},{"id":3,"at":null,"ok":true},{"id":4,"at":"2024-01-04T03:04:05Z","ok":true}],"none":[{"id":3}],"yes":[{"id":1},{"id":3},{"id":4}]}` {
		t.Errorf("got %s", got)
	}
	if got := r.query(t, `{ storeds(where: {id: {eq: 4}}) { cells } }`); got != `{"storeds":[{"cells":"2024-01-04T03:04:05Z 1"}]}` {
		t.Errorf("stored is %s", got)
	}
	r.stop(t)
}
