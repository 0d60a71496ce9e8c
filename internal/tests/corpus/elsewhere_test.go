package corpus_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tiddly/db/dbtest"
	"tiddly/internal/engine"
)

// TestCorpusOnEachEngine asks the cases of the corpus that only read of the other engines, over the translated tables with
// the rows of the embedded one, and requires the same answers.
func TestCorpusOnEachEngine(t *testing.T) {
	all := load(t)
	for _, e := range dbtest.Engines()[1:] {
		t.Run(e.Name, func(t *testing.T) { corpusElsewhere(t, e, spellingOf(e), all) })
	}
}

// spellingOf returns how an engine that is a server is spelt.
func spellingOf(e dbtest.Engine) *dbtest.Spelling {
	all := dbtest.Spellings()
	at := slices.IndexFunc(all, func(s dbtest.Spelling) bool { return strings.HasPrefix(e.Name, s.Name) })
	return &all[at]
}

// TestDifferentialElsewhere sends random queries over some databases of TestDifferential to the other engines, and requires
// the bytes of the naive evaluator. The others have collations, which sort as each database says; so do enumerations, by
// which nothing is sorted here.
func TestDifferentialElsewhere(t *testing.T) {
	from := firstSeed()
	t.Logf("go test ./internal/tests/corpus -run %s -cases %d -seed %d", t.Name(), *cases, from)
	dbtest.OnOthersOnce(t, func(t *testing.T, e dbtest.Engine) {
		for _, database := range []struct {
			name string
			make func(t *testing.T) string
		}{
			{"chinook", func(t *testing.T) string { t.Helper(); return dbtest.Chinook(t) }},
			{"shapes", func(t *testing.T) string { t.Helper(); return scripted(t, "shapes") }},
			{"nasty", func(t *testing.T) string { t.Helper(); return scripted(t, "nasty") }},
		} {
			t.Run(database.name, func(t *testing.T) { differElsewhere(t, e, database.make(t), from) })
		}
	})
}

// differElsewhere runs the cases over the tables and rows of a file on another engine. What the tables are called there,
// and how they are sorted, is what its catalogue says.
func differElsewhere(t *testing.T, e dbtest.Engine, file string, from int) {
	t.Helper()
	place := carry(t, e, spellingOf(e), file)
	most := engine.DefaultLimits()
	most.Rows = rowsOfLists
	s, _, err := engine.Load(t.Context(), dbtest.Open(t, place.address), engine.Options{Limits: most})
	if err != nil {
		t.Fatal(err)
	}
	n, err := newNaive(t.Context(), file, s.Catalog, s.Schema.AST, rowsOfLists, legible)
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range place.empty {
		n.Put(s.Catalog.TableBySQL(table.SQLName), nil)
	}
	d := newDice(s.Catalog, s.Schema.AST, n, map[string]int{})
	d.declared = true
	differOver(t, s, d, from, *cases/3)
}

var (
	// cursors are those of answers, which are opaque; signed matches one of the embedded engine in a variable.
	cursors = regexp.MustCompile(`(?m)^\s*"(cursor|startCursor|endCursor)": "[^"]*",?\n`)
	signed  = regexp.MustCompile(`"A[A-Za-z0-9_-]{12,}"`)
)

func corpusElsewhere(t *testing.T, e dbtest.Engine, spelling *dbtest.Spelling, all []testCase) {
	t.Helper()
	type kind struct {
		schema     string
		federation bool
	}
	places, served, asked := map[string]*carried{}, map[kind]*engine.Snapshot{}, 0
	for _, c := range all {
		want, answered := answerOf(c)
		if c.writes() || !answered {
			continue
		}
		if places[c.schema] == nil {
			places[c.schema] = carry(t, e, spelling, database(t, c.schema))
			for _, table := range places[c.schema].unfit {
				t.Logf("%s: the table %s is not the same", c.schema, table.SQLName)
			}
		}
		if places[c.schema].reads(c) || signed.Match(c.rawVariables) {
			continue
		}
		of := kind{c.schema, c.federation}
		if served[of] == nil {
			served[of] = serveAs(t, places[c.schema].address, c.federation)
		}
		asked++
		t.Run(strings.TrimSuffix(c.path, ".txtar"), func(t *testing.T) {
			status, body := post(t, handler(served[of]), c)
			if got := fmt.Sprintf("%d\n%s", status, pretty(t, body)); cursors.ReplaceAllString(got, "") != cursors.ReplaceAllString(want, "") {
				t.Errorf("%s\n--- want\n%s\n--- got\n%s", c.query, want, got)
			}
		})
	}
	t.Logf("%d cases were asked", asked)
	if asked < 270 {
		t.Errorf("only %d cases were asked", asked)
	}
}

// answerOf returns the answer of a case, the status and the body.
func answerOf(c testCase) (answer string, ok bool) {
	for _, f := range c.archive.Files {
		if f.Name == "response.json" {
			return "200\n" + string(f.Data), true
		}
		if status, found := strings.CutPrefix(f.Name, "error."); found {
			return strings.TrimSuffix(status, ".json") + "\n" + string(f.Data), true
		}
	}
	return "", false
}
