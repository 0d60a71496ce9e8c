package cli

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// TestNoPasswordIsShown puts the address of a server, with and without typing errors, in every place of every
// command line, in the environment and in a file. Its password is never shown.
func TestNoPasswordIsShown(t *testing.T) {
	t.Chdir(t.TempDir())
	const password = "hunter2"
	addresses := []string{
		"postgres://ann:hunter2@db.example:5432/shop?sslmode=require", "postgres//ann:hunter2@db/shop", "ann:hunter2@tcp(db)/shop",
		"host=db password=hunter2 dbname=shop", "sqlite:ann:hunter2@db/shop", "postgres://db/shop?user=ann&password=hunter2",
		`host=db password=x\ hunter2 dbname=shop`, "user=ann password='a: hunter2@b' host=db", "service=none password=hunter2",
	}
	count := 0
	try := func(environ []string, args ...string) {
		count++
		got := run(t, environ, args...)
		if got.code == 0 || strings.Contains(got.stdout+got.stderr, password) {
			t.Errorf("%v %v: %+v", environ, args, got)
		}
	}
	var walk func(path []string, c *cobra.Command)
	walk = func(path []string, c *cobra.Command) {
		for _, address := range addresses {
			db := []string{"--db=" + address}
			if c.Flags().Lookup("db") == nil {
				db = []string{"--no-such-flag"}
			}
			try(nil, slices.Concat(path, []string{address})...)
			try(nil, slices.Concat(path, []string{"x", address, address})...)
			try(nil, slices.Concat(path, db)...)
			try(nil, slices.Concat(path, db, []string{"x"})...)
			try([]string{"TIDDLY_DB=" + address}, slices.Concat(path, []string{"x", "--no-such-flag"})...)
		}
		c.Flags().VisitAll(func(f *pflag.Flag) {
			if f.Value.Type() != "bool" && f.Name != "db" {
				// A valid value leads to a database that does not exist.
				try([]string{"TIDDLY_DB=" + addresses[0]}, slices.Concat(path, []string{"--" + f.Name + "=" + addresses[0]})...)
			}
		})
		for _, below := range c.Commands() {
			walk(append(slices.Clone(path), below.Name()), below)
		}
	}
	walk([]string{}, (&program{}).root())
	for _, address := range addresses {
		try([]string{"TIDDLY_DB=" + address})
		for _, line := range []string{"db: ADDRESS", "db: [ADDRESS]", "db: {a: ADDRESS}", "ADDRESS", "dbs: ADDRESS"} {
			text := strings.ReplaceAll(line, "ADDRESS", "'"+address+"'")
			if err := os.WriteFile("tiddly.yml", []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			try(nil, "check")
		}
	}
	if count < 300 {
		t.Errorf("%d command lines were tried", count)
	}
}
