package corpus_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	gql "tiddly/internal/gql/serve"
	"tiddly/internal/tests/home"
)

// TestBothWays answers every case twice, by a server that answers at once what is cached, and by one where every request
// takes the way of a new one, over a database each. All answers are identical.
func TestBothWays(t *testing.T) {
	type pair struct{ short, long http.Handler }
	open := func(t *testing.T, schema string) pair {
		t.Helper()
		return pair{
			gql.NewHandler(fresh(t, schema).View, home.Project(), gql.Options{}),
			gql.NewHandler(fresh(t, schema).View, home.Project(), gql.Options{Unready: true}),
		}
	}
	opened := map[string]pair{}
	for i, c := range load(t) {
		if testing.Short() && i%8 > 0 {
			continue
		}
		if _, known := opened[c.schema]; !known {
			opened[c.schema] = open(t, c.schema)
		}
		t.Run(strings.TrimSuffix(c.path, ".txtar"), func(t *testing.T) {
			p := opened[c.schema]
			if c.writes() {
				p = open(t, c.schema)
			}
			for round := range 2 {
				got, shorts := post(t, p.short, c)
				want, longs := post(t, p.long, c)
				if got != want || !bytes.Equal(shorts, longs) {
					t.Errorf("round %d: %d %s, by the long way %d %s", round, got, shorts, want, longs)
				}
			}
		})
	}
}
