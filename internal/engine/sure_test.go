package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"tiddly/db"
	"tiddly/db/dbtest"
	"tiddly/internal/request"
)

// TestRowsThatCannotBeAnswered inserts rows that make an answer too large, or that have a cell which cannot be shown,
// behind others of the same form: nothing of them is kept, although a row that is sure to be right may be committed by
// the message that writes it.
func TestRowsThatCannotBeAnswered(t *testing.T) {
	const tables = `CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL, more TEXT DEFAULT 'more', n INTEGER);
		CREATE TABLE filled (id INTEGER PRIMARY KEY, text TEXT, long TEXT DEFAULT '%s');`
	dbtest.OnEachOnce(t, func(t *testing.T, e dbtest.Engine) {
		h := servedAt(t, e.Make(t, fmt.Sprintf(tables, strings.Repeat("long", 300))), db.Options{})
		h.s.Limits.AnswerBytes = 1000
		payloads := map[string][]request.PayloadField{
			"once":       {nodes(get("id", "text")...), affected},
			"three":      {nodes(get("text")...), {Key: "a", Kind: request.Nodes, Query: all(get("text", "n")...)}, {Key: "b", Kind: request.Nodes, Query: all(get("text")...)}},
			"a default":  {nodes(get("id", "text", "more")...)},
			"no row":     {affected},
			"an integer": {nodes(get("n")...), affected},
		}
		for name, payload := range payloads {
			for _, text := range []string{"short", "also short", strings.Repeat("x", 300), strings.Repeat("\x01", 150), strings.Repeat("x", 990), strings.Repeat("\x02", 400), "short"} {
				before := h.cells("SELECT count(*) FROM note")
				a := &ask{}
				a.insert("one", "Note", []row{{"text", text, "n", int64(len(text))}}, payload...)
				got := h.run(a)
				kept := h.cells("SELECT count(*) FROM note") != before
				if kept != strings.HasPrefix(got, `{"one"`) || !kept && !strings.Contains(got, "LIMIT_ROWS") {
					t.Errorf("%s, %d bytes: kept %v, %.200s", name, len(text), kept, got)
				}
				if !kept && len(text) < 20 {
					t.Errorf("%s: a short text is refused: %s", name, got)
				}
			}
		}
		for key, refused := range map[string]bool{"one": false, "one" + strings.Repeat("k", 700): false, "one" + strings.Repeat("k", 1000): true} {
			for range 3 {
				before := h.cells("SELECT count(*) FROM note")
				a := &ask{}
				a.insert(key, "Note", []row{{"text", "x"}}, nodes(get("id")...))
				got := h.run(a)
				if kept := h.cells("SELECT count(*) FROM note") != before; kept == refused || strings.Contains(got, "LIMIT_ROWS") != refused {
					t.Errorf("a key of %d bytes: kept %v, %.200s", len(key), kept, got)
				}
			}
		}
		for range 3 {
			a := &ask{}
			a.insert("one", "Filled", []row{{"text", "x"}}, nodes(get("id", "long")...))
			if got := h.run(a); !strings.Contains(got, "LIMIT_ROWS") || h.cells("SELECT count(*) FROM filled") != "0" {
				t.Errorf("a long default: %s", got)
			}
		}
	})
}
