package cli

import "testing"

// TestFractionsOfEpochs writes back what is read of seconds with a fraction.
func TestFractionsOfEpochs(t *testing.T) {
	t.Parallel()
	r := (&area{`CREATE TABLE e (id INTEGER PRIMARY KEY, at DATETIME);
		CREATE INDEX e_at ON e(at); CREATE VIEW stored AS SELECT id, CAST(at AS TEXT) AS cells FROM e;
		INSERT INTO e VALUES (1, 1704164645.5), (2, 1704164646), (3, 1704164645.25), (4, NULL)`, ""}).serve(t)
	const rows = `[{"id":3,"at":"2024-01-02T03:04:05.25Z"},{"id":1,"at":"2024-01-02T03:04:05.5Z"},` +
		`{"id":2,"at":"2024-01-02T03:04:06Z"},{"id":4,"at":null}]`
	if got := r.query(t, `{ es(orderBy: [{at: ASC}]) { id at } }`); got != `{"es":`+rows+`}` {
		t.Errorf("got %s", got)
	}
	for document, want := range map[string]string{
		`{ es(where: {at: {eq: "2024-01-02T03:04:05.5Z"}}) { id } }`: `{"es":[{"id":1}]}`,
		`{ es(where: {at: {lt: "2024-01-02T03:04:05.5Z"}}) { id } }`: `{"es":[{"id":3}]}`,
	} {
		if got := r.query(t, document); got != want {
			t.Errorf("%s gives %s", document, got)
		}
	}
	r.query(t, `mutation { a: updateE(by: {id: 1}, set: {at: "2024-01-02T03:04:05.5Z"}) { affectedRows }
		b: updateE(by: {id: 2}, set: {at: "2024-01-02T03:04:06Z"}) { affectedRows } }`)
	r.send(t, "PUT", "/e/3", `{"at": "2024-01-02T03:04:05.25Z"}`)
	if got := r.query(t, `{ storeds(orderBy: [{id: ASC}], limit: 3) { cells } }`); got !=
		`{"storeds":[{"cells":"1704164645.5"},{"cells":"1704164646"},{"cells":"1704164645.25"}]}` {
		t.Errorf("stored is %s", got)
	}
	r.stop(t)
}
