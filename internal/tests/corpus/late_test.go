package corpus_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"tiddly/db/dbtest"
	gql "tiddly/internal/gql/serve"
	"tiddly/internal/tests/home"
)

// TestNothingIsLate measures how late after its deadline each form of statement is answered, over large cells, and
// checks the best of three. It only has a long form, for an otherwise idle machine.
func TestNothingIsLate(t *testing.T) {
	if os.Getenv("TIDDLY_LONG") == "" {
		t.Skip("it measures times, on 1.2 GB")
	}
	for _, cells := range []struct{ rows, bytes int }{{1200, 1 << 20}, {12_000, 100_000}} {
		s := serve(t, dbtest.Path(t, fmt.Sprintf(`
			PRAGMA journal_mode = WAL;
			CREATE TABLE p (id INTEGER PRIMARY KEY);
			INSERT INTO p VALUES (1), (2), (3);
			CREATE TABLE c (id INTEGER PRIMARY KEY, p_id INTEGER REFERENCES p, g INTEGER, s TEXT, t TEXT);
			CREATE INDEX of ON c (p_id);
			WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
			INSERT INTO c SELECT i, i %% 3 + 1, i %% 500, hex(randomblob(%d)), 'b' FROM n`, cells.rows, cells.bytes/2)))
		for name, document := range map[string]string{
			"order":             `{ cs(orderBy: [{t: ASC}, {s: ASC}]) { s } }`,
			"distinctOn":        `{ cs(distinctOn: [G], orderBy: [{t: ASC}]) { s } }`,
			"distinctOn itself": `{ cs(distinctOn: [S], orderBy: [{t: ASC}]) { s } }`,
			"nested limit":      `{ ps { cs(orderBy: [{t: ASC}, {s: ASC}], limit: 900) { s } } }`,
			"nested distinctOn": `{ ps { cs(distinctOn: [S], orderBy: [{t: ASC}], limit: 900) { s } } }`,
			"relation":          `{ ps(where: {cs: {some: {s: {iContains: "no"}}}}) { id } }`,
			"update":            `mutation { updateCs(where: {s: {ne: "no"}}, set: {t: "c"}) { affectedRows } }`,
			"delete":            `mutation { deleteCs(where: {s: {iContains: "no"}}) { affectedRows } }`,
		} {
			for _, deadline := range []time.Duration{300 * time.Millisecond, 1200 * time.Millisecond} {
				h := gql.NewHandler(s.View, home.Plain(), gql.Options{Timeout: deadline})
				least, body := time.Hour, []byte(nil)
				for range 3 {
					start := time.Now()
					_, body = post(t, h, testCase{query: document})
					least = min(least, time.Since(start))
				}
				late := strings.Contains(string(body), `"LIMIT_TIME"`)
				t.Logf("%d rows, %s, %v: %v, late %v", cells.rows, name, deadline, least-deadline, late)
				if least > deadline+100*time.Millisecond {
					t.Errorf("%s ended %v after its deadline", name, least-deadline)
				}
			}
		}
	}
}
