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
	if err := (&pins{}).write(root, &log); err != nil || log.Len() > 0 {
		t.Errorf("of nothing: %v %s", err, log.String())
	}
	if _, err := os.Stat(filepath.Join(root, "tiddly.yml")); err == nil {
		t.Error("a file was made for nothing")
	}
	if err := (&pins{found: found}).write(root, &log); err != nil || !strings.Contains(log.String(), "settings written to tiddly.yml for the values that were found: 1") {
		t.Errorf("%v %s", err, log.String())
	}
	if got := read(t, root, "tiddly.yml"); got != "tables:\n  notes:\n    columns:\n      mod: {kind: BigInt}\n" {
		t.Errorf("got %s", got)
	}
	if err := os.WriteFile(filepath.Join(root, "tiddly.yml"), []byte("- no settings\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := (&pins{found: found}).write(root, &log); err == nil || !strings.Contains(err.Error(), "tiddly.yml") {
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

// TestPinsGoWithTheirColumns requires that a project goes through changes of its tables without a word to the settings
// that generating wrote, and that a server would start after each of them.
func TestPinsGoWithTheirColumns(t *testing.T) {
	const (
		user = "CREATE TABLE user (id INTEGER PRIMARY KEY, seen INTEGER NOT NULL, made DATETIME);\nINSERT INTO user VALUES (1, 5000000000, 1700000000);\n"
		note = "CREATE TABLE note (id INTEGER PRIMARY KEY, size INTEGER);\nINSERT INTO note VALUES (1, 5000000000);\n"
	)
	o := newOwner(t, map[string]string{"db/schema.sql": user + note, "tiddly.yml": "tables:\n  user: {columns: {id: {name: key}}} # mine\n"})
	o.generate(false)
	o.has("tiddly.yml", "seen: {kind: BigInt}", "made: {kind: DateTime, epoch: s}", "size: {kind: BigInt}")
	o.has(originsFile, `pin: {"table":"user","column":"seen","type":"INTEGER","settings":{"kind":"BigInt"}}`)

	for step, c := range []struct{ name, script, settings, said string }{
		{"a table is renamed", user + strings.ReplaceAll(note, "note", "memo"), "seen: {kind: BigInt}, made: {kind: DateTime, epoch: s}}} # mine\n  memo:\n", `column "size" of table "note"`},
		{"a column is renamed", strings.Replace(user, "seen", "met", 1) + strings.ReplaceAll(note, "note", "memo"), "{id: {name: key}, made: {kind: DateTime, epoch: s}, met: {kind: BigInt}}", `column "seen" of table "user"`},
		{"a column has another type", strings.NewReplacer("seen", "met", "DATETIME", "INTEGER", "1700000000", "17").Replace(user), "{id: {name: key}, met: {kind: BigInt}}", `column "made" of table "user"`},
		{"a column is dropped", "CREATE TABLE user (id INTEGER PRIMARY KEY);\n", "tables:\n  user: {columns: {id: {name: key}}} # mine\n", `column "met" of table "user"`},
	} {
		o.write("db/schema.sql", c.script)
		if said := o.generate(false); !strings.Contains(said, c.said) {
			t.Errorf("%d, %s: it did not say %s: %s", step, c.name, c.said, said)
		}
		o.has("tiddly.yml", c.settings)
		o.again()
	}
	if got := o.read("tiddly.yml"); got != "tables:\n  user: {columns: {id: {name: key}}} # mine\n" {
		t.Errorf("what is left is\n%s", got)
	}
	if strings.Contains(o.read(originsFile), "pin:") {
		t.Error("the record has settings that are gone")
	}
}

// TestSettingsOfAPersonAreRefused requires that a setting which a person wrote, or changed, for what is gone stops
// generating before anything is written, and is named with its line.
func TestSettingsOfAPersonAreRefused(t *testing.T) {
	const user = "CREATE TABLE user (id INTEGER PRIMARY KEY, seen INTEGER NOT NULL, n INTEGER);\nINSERT INTO user VALUES (1, 5000000000, 5000000000);\n"
	o := newOwner(t, map[string]string{"db/schema.sql": two + user})
	o.generate(false)
	o.replace("tiddly.yml", "seen: {kind: BigInt}", "seen: {kind: String}\n      # mine\n")
	o.replace("tiddly.yml", "tables:\n", "tables:\n  tag:\n    name: Label\n")
	o.generate(false)
	mine := o.read("tiddly.yml")
	o.write("db/schema.sql", strings.SplitAfter(two, "\n")[0]+"CREATE TABLE user (id INTEGER PRIMARY KEY);\n")
	before := o.read(originsFile) + o.read("schema.graphqls") + o.read("graph/schema.resolvers.go")
	said := o.generate(true)
	for _, want := range []string{
		`tiddly.yml:2:3: the settings name table "tag", which does not exist; the tables are author, user`,
		`tiddly.yml:6:7: the settings name column "seen", which table "user" does not have; its columns are id`,
	} {
		if !strings.Contains(said, want) {
			t.Errorf("it did not say %s:\n%s", want, said)
		}
	}
	if strings.Contains(said, `column "n"`) {
		t.Errorf("it named what it had written itself:\n%s", said)
	}
	if o.read("tiddly.yml") != mine || o.read(originsFile)+o.read("schema.graphqls")+o.read("graph/schema.resolvers.go") != before {
		t.Error("something was written")
	}
	o.replace("tiddly.yml", "  tag:\n    name: Label\n", "")
	o.replace("tiddly.yml", "      seen: {kind: String}\n", "")
	o.generate(false)
	if got := o.read("tiddly.yml"); got != "      # mine\n\n" {
		t.Errorf("what is left is\n%s", got)
	}
	o.again()
}

// TestSettingsOfAnotherDatabase requires that settings for a table of the database that is served, which the code is not
// for, do not stop generating, while those for a table that the code was for do.
func TestSettingsOfAnotherDatabase(t *testing.T) {
	o := newOwner(t, map[string]string{"tiddly.yml": "db: shop.db\ntables:\n  legacy: {exclude: true}\n  tag: {list: labels}\n"})
	if said := o.generate(false); !strings.Contains(said, `the settings name table "legacy", which does not exist`) {
		t.Errorf("it did not say what it passes over: %s", said)
	}
	o.write("db/schema.sql", strings.SplitAfter(two, "\n")[0])
	if said := o.generate(true); !strings.Contains(said, `tiddly.yml:4:3: the settings name table "tag"`) || strings.Contains(said, "tiddly.yml:3") {
		t.Errorf("it said %s", said)
	}
	o.replace("tiddly.yml", "db: shop.db\n", "")
	if said := o.generate(true); !strings.Contains(said, `tiddly.yml:2:3: the settings name table "legacy"`) {
		t.Errorf("it said %s", said)
	}
}
