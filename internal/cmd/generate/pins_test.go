package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tiddly/internal/catalog"
)

func TestPin(t *testing.T) {
	root := t.TempDir()
	found := []catalog.Evidence{{Table: "notes", Columns: []catalog.ColumnEvidence{
		{Column: "id", Type: catalog.Type{Kind: catalog.Int}},
		{Column: "mod", Type: catalog.Type{Kind: catalog.BigInt}, Pin: catalog.ColumnOverride{Kind: "BigInt"}, Why: "values beyond 32 bits"},
	}}}
	var log bytes.Buffer
	if err := pin(root, found[:0], &log); err != nil || log.Len() > 0 {
		t.Errorf("of nothing: %v %s", err, log.String())
	}
	if _, err := os.Stat(filepath.Join(root, "tiddly.yml")); err == nil {
		t.Error("a file was made for nothing")
	}
	if err := pin(root, found, &log); err != nil || !strings.Contains(log.String(), "settings written to tiddly.yml for the values that were found: 1") {
		t.Errorf("%v %s", err, log.String())
	}
	if got := read(t, root, "tiddly.yml"); got != "tables:\n  notes:\n    columns:\n      mod: {kind: BigInt}\n" {
		t.Errorf("got %s", got)
	}
	if err := os.WriteFile(filepath.Join(root, "tiddly.yml"), []byte("- no settings\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := pin(root, found, &log); err == nil || !strings.Contains(err.Error(), "tiddly.yml") {
		t.Errorf("a file that is none: %v", err)
	}
}

// TestGenerateFixesWhatItFound: the code and the server agree on what the cells decided, whatever they are later.
func TestGenerateFixesWhatItFound(t *testing.T) {
	const rows = "INSERT INTO user VALUES (1, 5000000000), (2, 7);\n"
	const tables = "CREATE TABLE user (id INTEGER PRIMARY KEY, seen INTEGER NOT NULL);\n"
	root := project(t, map[string]string{"db/schema.sql": tables + rows, "tiddly.yml": "# mine\ntables:\n  user: {columns: {id: {name: key}}} # why\n"})
	t.Chdir(root)
	var log bytes.Buffer
	if err := run(t.Context(), nil, &log); err != nil {
		t.Fatal(explain(err))
	}
	const want = "# mine\ntables:\n  user: {columns: {id: {name: key}, seen: {kind: BigInt}}} # why\n"
	if got := read(t, root, "tiddly.yml"); got != want || !strings.Contains(log.String(), "settings written to tiddly.yml for the values that were found: 1") {
		t.Errorf("the settings are\n%s\nand it said %s", got, log.String())
	}
	sdl := read(t, root, "schema.graphqls")
	if !strings.Contains(sdl, "seen: BigInt!") {
		t.Error("the code is not what was found")
	}
	if err := os.WriteFile("db/schema.sql", []byte(tables), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := run(t.Context(), nil, &log); err != nil {
		t.Fatal(explain(err))
	}
	if read(t, root, "schema.graphqls") != sdl || read(t, root, "tiddly.yml") != want {
		t.Error("without the rows the code is another one")
	}
}
