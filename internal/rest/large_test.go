package rest_test

import (
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// large has cells longer than the maximum answer: as they are, in base64, with their escapes, or between others.
const large = `
CREATE VIEW zeros AS SELECT 1 AS id, zeroblob(134217000) AS b;
CREATE VIEW bytes AS SELECT 1 AS id, zeroblob(9000000) AS b;
CREATE TABLE one (id INTEGER PRIMARY KEY, b BLOB);
INSERT INTO one VALUES (1, zeroblob(12000000)), (2, x'00');
CREATE TABLE escaped (id INTEGER PRIMARY KEY, t TEXT);
INSERT INTO escaped VALUES (1, replace(printf('%2000000d', 0), ' ', char(1)));
CREATE TABLE named (name TEXT PRIMARY KEY, n INTEGER);
INSERT INTO named VALUES (printf('%012000000d', 7), 1);
CREATE TABLE holder (k TEXT PRIMARY KEY);
INSERT INTO holder VALUES (printf('%04000000d', 1)), (printf('%04000000d', 2)), (printf('%04000000d', 3));
CREATE TABLE held (id INTEGER PRIMARY KEY, k TEXT REFERENCES holder(k));
CREATE TABLE many (id INTEGER PRIMARY KEY, b BLOB);
INSERT INTO many WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) SELECT i, zeroblob(CASE i WHEN 2500 THEN 12000000 ELSE 10 END) FROM n;
CREATE TABLE dual (id INTEGER PRIMARY KEY, text TEXT);
INSERT INTO dual VALUES (1, 'one');`

// TestNoRowIsLongerThanAnAnswer requests cells longer than the maximum answer, five at once. Each is refused for
// its length before any of it is built.
func TestNoRowIsLongerThanAnAnswer(t *testing.T) {
	s := serve(t, large, "--log-level", "error")
	graphql := func(fields string) string { return "/graphql?query=" + url.QueryEscape("{ "+fields+" }") }
	for _, c := range []struct {
		method, path, body string
		// begins is the length of the answer before the error.
		begins int
		most   int64
	}{
		{"GET", "/zeros", "", 0, 32 << 20},
		{"FETCH", "/zeros", `{"where": {}}`, 0, 32 << 20},
		{"GET", "/bytes", "", 0, 128 << 20},
		{"GET", "/one", "", 0, 128 << 20},
		{"GET", "/one/1", "", 0, 128 << 20},
		{"GET", "/escaped", "", 0, 64 << 20},
		{"GET", "/escaped/1", "", 0, 64 << 20},
		{"GET", "/named", "", 0, 128 << 20},
		{"GET", "/many", "", 1000, 192 << 20},
		{"GET", graphql("zeros { b }"), "", 0, 32 << 20},
		{"GET", graphql("ones { b }"), "", 0, 128 << 20},
		{"GET", graphql("one(by: {id: 1}) { b }"), "", 0, 128 << 20},
		{"GET", graphql("escapeds { t }"), "", 0, 64 << 20},
		{"GET", graphql("nameds { nodeId }"), "", 0, 128 << 20},
		{"GET", graphql("holders { helds { id } }"), "", 0, 128 << 20},
	} {
		peak := heapPeak()
		var all sync.WaitGroup
		for range 5 {
			all.Go(func() {
				a := s.send(t, c.method, c.path, c.body)
				end := a.text[max(0, len(a.text)-300):]
				if !strings.Contains(end, "the answer is larger than") && !strings.Contains(end, "larger than the limit of an answer") {
					t.Errorf("%s %s %s: got %d …%s", c.method, c.path, c.body, a.status, end)
				}
				if rows := strings.Count(a.text, `"id":`); c.path == "/many" && rows < c.begins || c.path != "/many" && len(a.text) > 1000 {
					t.Errorf("%s %s: %d bytes and %d rows came before the error", c.method, c.path, len(a.text), rows)
				}
			})
		}
		all.Wait()
		if grown := peak(); grown > c.most {
			t.Errorf("%s %s %s: the heap has grown by %d MB", c.method, c.path, c.body, grown>>20)
		} else {
			t.Logf("%s %s %s: the heap has grown by %d MB", c.method, c.path, c.body, grown>>20)
		}
	}
	// Small cells are answered, next to large ones and together with them.
	for _, c := range []struct{ method, path, body, want string }{
		{"GET", "/one/2", "", `{"data":{"id":2,"b":"AA=="},"status":"success","verb":"GET"}`},
		{"PUT", "/one/1", `{"id": 1}`, `{"id":1,"status":"success","verb":"PUT"}`},
		{"GET", graphql("ones { id }"), "", `{"data":{"ones":[{"id":1},{"id":2}]}}`},
	} {
		if a := s.send(t, c.method, c.path, c.body); strings.TrimSpace(a.text) != c.want {
			t.Errorf("%s %s %s: got %d %.300s", c.method, c.path, c.body, a.status, a.text)
		}
	}
}

// TestNoStatementTakesAllMemory reads a view that computes a hundred values, each short enough for an answer: the
// row is refused for its total size, and other requests are answered.
func TestNoStatementTakesAllMemory(t *testing.T) {
	var blobs []string
	for i := range 100 {
		blobs = append(blobs, fmt.Sprintf("zeroblob(9000000) AS b%d", i))
	}
	s := serve(t, `CREATE VIEW wide AS SELECT `+strings.Join(blobs, ", ")+`;
		CREATE TABLE dual (id INTEGER PRIMARY KEY, text TEXT);
		INSERT INTO dual VALUES (1, 'one');`, "--log-level", "error")
	for range 2 {
		if a := s.send(t, "GET", "/wide", ""); !strings.Contains(a.text, "the statement is too large for the database") {
			t.Errorf("got %d %.300s", a.status, a.text)
		}
		const want = `{"data":[{"id":1,"text":"one"}],"status":"success","verb":"GET"}`
		if a := s.send(t, "GET", "/dual", ""); strings.TrimSpace(a.text) != want {
			t.Errorf("got %d %.300s", a.status, a.text)
		}
	}
}
