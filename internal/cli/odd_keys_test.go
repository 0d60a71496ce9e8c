package cli

import (
	"net/url"
	"testing"
)

// TestOddKeys reads and changes rows by keys that are hard to write: empty, with slashes, percent signs, blanks, commas.
func TestOddKeys(t *testing.T) {
	t.Parallel()
	r := (&area{`CREATE TABLE k (k TEXT PRIMARY KEY NOT NULL, n INTEGER); INSERT INTO k VALUES ('', 1), ('a/b', 2), ('%20', 3), (' ', 4), ('ü?#', 5), ('a,b', 6), ('..', 7);
		CREATE TABLE pair (a TEXT NOT NULL, b INTEGER NOT NULL, n INTEGER, PRIMARY KEY (a, b)) WITHOUT ROWID; INSERT INTO pair VALUES ('', 1, 1), ('x,y', 2, 2)`, ""}).serve(t)
	for key, n := range map[string]string{"": "1", "a/b": "2", "%20": "3", " ": "4", "ü?#": "5", "a,b": "6", "..": "7"} {
		if got := r.query(t, `mutation { updateK(by: {k: "`+key+`"}, inc: {n: 10}) { node { k n } } }`); got != `{"updateK":{"node":{"k":"`+key+`","n":1`+n+`}}}` {
			t.Errorf("%q: %s", key, got)
		}
		if key == "" {
			continue
		}
		at := "/k/" + url.PathEscape(key)
		if key == ".." {
			at = "/k/%2E%2E"
		}
		r.send(t, "PUT", at, `{"n": 2`+n+`}`)
		_, _, text := r.send(t, "GET", at, "")
		wants(t, at, text, `"n":2`+n)
	}
	for method, body := range map[string]string{"GET": "", "PUT": `{"n": 0}`, "DELETE": ""} {
		if status, _, text := r.send(t, method, "/k/", body); status != 404 {
			t.Errorf("%s /k/ is %d %s", method, status, text)
		}
	}
	for at, n := range map[string]string{"/pair/,1": "1", "/pair/x%2Cy,2": "2"} {
		r.send(t, "PUT", at, `{"n": 3`+n+`}`)
		_, _, text := r.send(t, "GET", at, "")
		wants(t, at, text, `"n":3`+n)
	}
	if got := r.query(t, `{ k(by: {k: ""}) { n } pair(by: {aAndB: {a: "", b: 1}}) { n } }`); got != `{"k":{"n":11},"pair":{"n":31}}` {
		t.Errorf("got %s", got)
	}
	r.stop(t)
}
