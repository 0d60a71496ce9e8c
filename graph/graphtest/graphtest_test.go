package graphtest_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tiddly/db"
	"tiddly/graph/graphtest"
	"tiddly/internal/tests/home"
)

// TestProject serves the default tables: a query, a mutation, variables, and a file of an answer.
func TestProject(t *testing.T) {
	home.Only(t)
	p := graphtest.New(t, db.Schema, `INSERT INTO user (id, name) VALUES (1, 'Ada')`, `INSERT INTO dual (id, text) VALUES (1, 'x')`)
	if got := p.Query(`{ users { id name } duals { text } }`); got != `{"data":{"users":[{"id":1,"name":"Ada"}],"duals":[{"text":"x"}]}}` {
		t.Errorf("got %s", got)
	}
	got := p.As("1").Query(`mutation($n: String) { updateUser(by: {id: 1}, set: {name: $n}) { node { name } } }`, map[string]any{"n": "Bea"})
	if got != `{"data":{"updateUser":{"node":{"name":"Bea"}}}}` {
		t.Errorf("got %s", got)
	}
	if got := p.Query(`{ users { nme } }`); !strings.Contains(got, `Did you mean \"name\"`) {
		t.Errorf("got %s", got)
	}
	t.Chdir(t.TempDir())
	t.Setenv(graphtest.Update, "1")
	p.Golden("users", `{ users { name } }`)
	text, err := os.ReadFile(filepath.Join("testdata", "users.json"))
	if err != nil || !strings.Contains(string(text), `"name": "Bea"`) {
		t.Errorf("got %s, %v", text, err)
	}
	t.Setenv(graphtest.Update, "")
	p.Golden("users", `{ users { name } }`)
	other := &failures{TB: t}
	graphtest.On(p, other).Golden("users", `{ users { id } }`)
	if other.failed != 1 {
		t.Errorf("another answer fails %d times", other.failed)
	}
}

// failures counts what would fail a test.
type failures struct {
	testing.TB
	failed int
}

// Errorf implements testing.TB.
func (f *failures) Errorf(string, ...any) { f.failed++ }
