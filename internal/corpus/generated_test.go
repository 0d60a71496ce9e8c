package corpus_test

import (
	"bytes"
	"flag"
	"strings"
	"testing"

	"tiddly/graph"
	"tiddly/internal/engine"
)

var generatedFor = flag.String("generated", "default", "the schema of the corpus that graph/ was generated for")

// TestGenerated answers every case of the schema for which there is generated code twice: by the engine alone, and with
// every root field through that code. The answers are the same bytes, and so is what is left in the tables.
func TestGenerated(t *testing.T) {
	tables := fresh(t, *generatedFor).Catalog.Tables
	for _, table := range tables {
		if graph.Generated().Types[table.TypeName] == nil {
			t.Fatalf("no code was generated for %s", table.TypeName)
		}
	}
	ran := 0
	for _, c := range load(t) {
		if c.schema != *generatedFor {
			continue
		}
		ran++
		t.Run(strings.TrimSuffix(c.path, ".txtar"), func(t *testing.T) {
			straight, straightRows := answers(t, c, false)
			generated, generatedRows := answers(t, c, true)
			if !bytes.Equal(straight, generated) {
				t.Errorf("the engine alone:\n%s\nthrough generated code:\n%s", straight, generated)
			}
			if !bytes.Equal(straightRows, generatedRows) {
				t.Errorf("the rows differ:\n%s\n%s", straightRows, generatedRows)
			}
		})
	}
	if ran < 10 {
		t.Errorf("%d cases were run; want at least 10", ran)
	}
}

// answers gives the status with the body of a case, and the body of its check.
func answers(t *testing.T, c testCase, generated bool) (answer, check []byte) {
	t.Helper()
	s := fresh(t, c.schema)
	h := graph.NewHandler(func() *engine.Snapshot { return s }, graph.Options{Generated: generated})
	status, body := post(t, h, c)
	answer = append([]byte{byte(status / 100), ' '}, body...)
	if c.check != "" {
		_, check = post(t, h, testCase{query: c.check})
	}
	return answer, check
}
