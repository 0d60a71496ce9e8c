package corpus_test

import (
	"testing"

	"tiddly/db"
	"tiddly/db/dbtest"
	"tiddly/internal/conformance"
	"tiddly/internal/engine"
)

// TestDifferentialOnEachEngine sends random queries to the server over the schemas of the conformance suite, on every
// engine, and to the naive evaluator, and requires identical bytes.
func TestDifferentialOnEachEngine(t *testing.T) {
	from := firstSeed()
	t.Logf("go test ./internal/tests/corpus -run %s -cases %d -seed %d", t.Name(), *cases, from)
	schemas, err := conformance.Schemas()
	if err != nil {
		t.Fatal(err)
	}
	dbtest.OnEach(t, func(t *testing.T, e dbtest.Engine) {
		scratch := newScratch(t, e)
		for _, name := range []string{"music", "odd", "shop", "writing"} { // of values some differ as docs/engines.md says
			t.Run(name, func(t *testing.T) { differOnEngine(t, scratch, schemas[name], from) })
		}
	})
}

func differOnEngine(t *testing.T, scratch db.Scratch, schema *conformance.Schema, from int) {
	t.Helper()
	place, err := schema.Make(t.Context(), scratch)
	if err != nil {
		t.Fatal(err)
	}
	most := engine.DefaultLimits()
	most.Rows = rowsOfLists
	s, _, err := engine.Load(t.Context(), dbtest.Open(t, place.Address), engine.Options{Limits: most, Overrides: place.Overrides})
	if err != nil {
		t.Fatal(err)
	}
	n, c, api, err := schema.Evaluator(rowsOfLists)
	if err != nil {
		t.Fatal(err)
	}
	differOver(t, s, newDice(c, api.AST, n, map[string]int{}), from, *cases/3)
}
