package cli

import (
	"strings"
	"testing"
)

// TestBooleansInColumnsOfFloats reads, compares and writes Booleans in columns that store each number as a float: what a
// filter finds as true reads as true.
func TestBooleansInColumnsOfFloats(t *testing.T) {
	t.Parallel()
	r := (&area{`CREATE TABLE t (id INTEGER PRIMARY KEY, y REAL, m REAL, w REAL); INSERT INTO t VALUES (1, 1, 1, 2), (2, 0, 0, 1), (3, 0.5, -1, 1.5)`, `
tables.t.columns:
  y: {kind: Boolean}
  m: {kind: Boolean, mixed: number}
  w: {kind: Boolean, words: 2/1}
`}).serve(t)
	for document, want := range map[string]string{
		`{ ts(where: {id: {lt: 3}}) { y m w } }`:                                                    `{"ts":[{"y":true,"m":true,"w":true},{"y":false,"m":false,"w":false}]}`,
		`{ ts(where: {id: {eq: 3}}) { m } }`:                                                        `{"ts":[{"m":true}]}`,
		`mutation { insertT(input: {id: 4, y: true, m: true, w: true}) { node { y m w } } }`:        `{"insertT":{"node":{"y":true,"m":true,"w":true}}}`,
		`mutation { updateT(by: {id: 2}, set: {y: false, m: false, w: false}) { node { y m w } } }`: `{"updateT":{"node":{"y":false,"m":false,"w":false}}}`,
	} {
		if got := r.query(t, document); got != want {
			t.Errorf("%s gives %s", document, got)
		}
	}
	for column, want := range map[string]string{"y": `[{"id":1},{"id":4}]`, "m": `[{"id":1},{"id":3},{"id":4}]`, "w": `[{"id":1},{"id":4}]`} {
		_, text := r.ask(t, `{ ts(where: {`+column+`: {eq: true}}) { id } }`)
		if !strings.Contains(text, want) || strings.Contains(text, "warnings") == (column == "m") {
			t.Errorf("%s is true: %s", column, text)
		}
	}
	_, text := r.ask(t, `{ ts(where: {id: {eq: 3}}) { y w } }`)
	wants(t, "other numbers", text, `{"y":null,"w":null}`, "DATABASE_VALUE")
	r.stop(t)
}
