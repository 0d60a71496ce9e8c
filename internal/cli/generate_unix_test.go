//go:build unix

package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestGenerateShowsNoPassword requires that the generator gets the address of a database by its environment: others on
// the machine can see the arguments of a program.
func TestGenerateShowsNoPassword(t *testing.T) {
	root := t.TempDir()
	t.Chdir(root)
	if err := os.MkdirAll(filepath.FromSlash(generator), 0o750); err != nil {
		t.Fatal(err)
	}
	tool := "#!/bin/sh\necho \"arguments $*\"\necho \"source $TIDDLY_GENERATE_SOURCE\"\n"
	if err := os.WriteFile("go", []byte(tool), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", root)
	for args, want := range map[string]string{
		"--db postgres://me:longword@host/db": "arguments run ./internal/cmd/generate\nsource postgres://me:longword@host/db\n",
		"--db shop.db --force":                "arguments run ./internal/cmd/generate --force\nsource " + root + "/shop.db\n",
		"--renamed a=b --renamed c=":          "arguments run ./internal/cmd/generate --renamed a=b --renamed c=\nsource \n",
		"--schema shop.sql --number-names":    "arguments run ./internal/cmd/generate --number-names\nsource " + root + "/shop.sql\n",
		"":                                    "arguments run ./internal/cmd/generate\nsource \n",
	} {
		got := run(t, nil, append([]string{"generate"}, strings.Fields(args)...)...)
		if got.code != 0 || got.stdout != want {
			t.Errorf("%s: %+v, want %q", args, got, want)
		}
	}
	for args, want := range map[string]string{
		"--db shop.sql": "--schema is for a script", "--schema shop.db": "--schema is for a script", "--db a.db --schema a.sql": "cannot be used together",
	} {
		if got := run(t, nil, append([]string{"generate"}, strings.Fields(args)...)...); got.code == 0 || !strings.Contains(got.stderr, want) {
			t.Errorf("%s: %+v", args, got)
		}
	}
}
