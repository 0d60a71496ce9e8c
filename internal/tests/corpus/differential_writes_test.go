package corpus_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"tiddly/db"
	"tiddly/db/dbtest"
	"tiddly/internal/conformance"
	"tiddly/internal/engine"
)

// TestWritesOnEachEngine sends random mutations to the embedded engine and to each other one, over the schemas of the
// conformance suite, and requires the same status and bytes of both, and the same rows afterwards.
func TestWritesOnEachEngine(t *testing.T) {
	from, each := firstSeed(), *cases/60
	if os.Getenv("TIDDLY_LONG") != "" {
		each = *cases
	}
	t.Logf("TIDDLY_LONG=1 go test ./internal/tests/corpus -run %s -cases %d -seed %d", t.Name(), each, from)
	schemas, err := conformance.Schemas()
	if err != nil {
		t.Fatal(err)
	}
	dbtest.OnOthersOnce(t, func(t *testing.T, e dbtest.Engine) {
		here, there := newScratch(t, dbtest.Embedded()), newScratch(t, e)
		for _, name := range slices.Sorted(maps.Keys(schemas)) {
			t.Run(name, func(t *testing.T) { newWriters(t, schemas[name], here, there).write(t, from, each) })
		}
	})
}

func newScratch(t *testing.T, e dbtest.Engine) db.Scratch {
	t.Helper()
	scratch, err := db.NewScratch(t.Context(), e.Place(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := scratch.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return scratch
}

// writers are two servers of one schema, the first of which is the embedded engine.
type writers struct {
	servers [2]http.Handler
	served  *engine.Snapshot
	dice    *dice
}

func newWriters(t *testing.T, schema *conformance.Schema, here, there db.Scratch) *writers {
	t.Helper()
	w := &writers{}
	for i, scratch := range []db.Scratch{here, there} {
		place, err := schema.Make(t.Context(), scratch)
		if err != nil {
			t.Fatal(err)
		}
		o := engine.Options{Limits: engine.DefaultLimits(), Overrides: place.Overrides}
		s, _, err := engine.Load(t.Context(), dbtest.Open(t, place.Address), o)
		if err != nil {
			t.Fatal(err)
		}
		if w.servers[i] = handler(s); i > 0 {
			continue
		}
		n, err := newNaive(t.Context(), place.Address, s.Catalog, s.Schema.AST, rowsOfLists, legible)
		if err != nil {
			t.Fatal(err)
		}
		w.served, w.dice = s, newDice(s.Catalog, s.Schema.AST, n, map[string]int{})
		w.dice.declared, w.dice.portable = true, true
	}
	return w
}

// write sends some mutations, of one field or two, to both.
func (w *writers) write(t *testing.T, from, count int) {
	t.Helper()
	codes := map[string]int{}
	for i := range count {
		c := w.mutation(rand.New(rand.NewPCG(uint64(from), uint64(i))), 1000+10*i)
		codes[w.compare(t, c)]++
		if i%10 == 0 || i == count-1 {
			for _, table := range w.served.Catalog.Tables {
				if len(table.Keys) > 0 { // the order of others differs
					w.compare(t, testCase{query: everyCell(table)})
				}
			}
		}
		if t.Failed() {
			t.Fatalf("in or before case %d\n%s\n%s", i, c.query, c.rawVariables)
		}
	}
	t.Logf("of %d mutations, by their code: %v", count, codes)
	if count >= 100 && codes[""] < count/5 {
		t.Errorf("only %d of %d mutations were done", codes[""], count)
	}
}

func (w *writers) mutation(random *rand.Rand, fresh int) testCase {
	d := w.dice
	d.Rand, d.aliases, d.conditions = random, 0, 0
	doc := &document{shared: d.chance(20)}
	for n := range 1 + d.IntN(5)/3 {
		f := d.writes(w.served.Schema.Mutations, fresh+n)
		f.alias = fmt.Sprint("w", n)
		doc.fields = append(doc.fields, f)
	}
	query, variables := doc.print()
	return testCase{query: "mutation" + strings.TrimPrefix(query, "query"), rawVariables: variables}
}

// compare requires the same answer of both, and returns the code of its first error.
func (w *writers) compare(t *testing.T, c testCase) string {
	t.Helper()
	status, want := post(t, w.servers[0], c)
	other, got := post(t, w.servers[1], c)
	code, otherCode := codeOf(t, want), codeOf(t, got)
	switch {
	case status == other && bytes.Equal(want, got):
	case strings.HasPrefix(code, "CONSTRAINT_") && strings.HasPrefix(otherCode, "CONSTRAINT_"):
		// Which one is named of several constraints that a row violates differs, as docs/engines.md says.
	case status == other && reflect.DeepEqual(plainJSON(t, json.RawMessage(want)), plainJSON(t, json.RawMessage(got))):
		// So does the order of the members of a document.
	default:
		t.Errorf("%s\n%s\n%d %s\n%d %s", c.query, c.rawVariables, status, want, other, got)
	}
	return code
}

// codeOf returns the code of the first error of an answer; empty without one.
func codeOf(t *testing.T, answer []byte) string {
	t.Helper()
	var a struct {
		Errors []struct {
			Extensions struct{ Code string }
		}
	}
	if err := json.Unmarshal(answer, &a); err != nil {
		t.Fatal(err)
	}
	if len(a.Errors) == 0 {
		return ""
	}
	return a.Errors[0].Extensions.Code
}
