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
	if err := pin(root, found, &log); err != nil || !strings.Contains(log.String(), "wrote 1 settings into tiddly.yml") {
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
