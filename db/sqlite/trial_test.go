package sqlite

import (
	"errors"
	"testing"
)

func TestWhatIsLacking(t *testing.T) {
	for message, want := range map[string]lack{
		"no such function: f":                 {"f", "calls the function f, which this server does not have"},
		"unknown function: f()":               {"f", "calls the function f, which this server does not have"},
		"no such collation sequence: unicase": {"unicase", "compares by the collation unicase, which this server does not have"},
		"no such module: fts5":                {"fts5", "uses the module fts5, which this build does not have"},
		"no such table: main.gone":            {"gone", "names the table gone, which does not exist"},
		"table x may not be modified":         {"", "cannot be run by SQLite: table x may not be modified"},
	} {
		if got := lackOf(errors.New(message)); got != want {
			t.Errorf("%s: %+v", message, got)
		}
	}
}

func TestShellQuoted(t *testing.T) {
	for path, want := range map[string]string{
		"a.db": "a.db", "/x/y-1_2.db": "/x/y-1_2.db", "my music.db": "'my music.db'", "it's.db": `'it'\''s.db'`, "a$b": "'a$b'", "": "''",
	} {
		if got := shellQuoted(path); got != want {
			t.Errorf("%s: %s", path, got)
		}
	}
}
