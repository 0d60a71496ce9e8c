package db

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tiddly/db/sqlite"
	"tiddly/internal/catalog"
	"tiddly/internal/fault"
)

func TestAddresses(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, name := range []string{"a.db", "what?.db", "b:c.db"} {
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for address, want := range map[string]string{
		"a.db": "a.db", "./b:c.db": "./b:c.db", "sqlite:a.db": "a.db", "SQLite:a.db": "a.db", "sqlite:///a.db": "/a.db",
		"what?.db": "what?.db", "sqlite:what?.db": "what?.db", `C:\x.db`: `C:\x.db`, "a.db?mode=rw": "a.db", "a.db?": "a.db",
	} {
		o, err := parseAddress(address, sqlite.Options{})
		if err != nil || o.Path != want || o.ReadOnly || o.Create {
			t.Errorf("%s: %+v, %v", address, o, err)
		}
	}
	o, err := parseAddress("sqlite:new.db?mode=rwc&readers=3", sqlite.Options{})
	if err != nil || !o.Create || o.Readers != 3 || o.Path != "new.db" {
		t.Errorf("parameters: %+v, %v", o, err)
	}
	if o, err = parseAddress("a.db?mode=ro", sqlite.Options{}); err != nil || !o.ReadOnly {
		t.Errorf("parameters: %+v, %v", o, err)
	}
}

func TestRefusedAddresses(t *testing.T) {
	for address, want := range map[string][2]string{
		"oracle:somewhere":           {`"oracle"`, "sqlite:PATH"},
		"postgres://u:secret@host/x": {`"postgres"`, "sqlite:PATH"},
		"x.db?mod=ro":                {`"mod"`, "mode (ro, rw or rwc) and readers"},
		"sqlite:x.db?mode=rw&a=b":    {`"a"`, "mode"},
		"sqlite:x.db?mode=fast":      {`"fast"`, "ro, rw or rwc"},
		"x.db?readers=0":             {`"0"`, "1 to 1000"},
		"":                           {"names no file", "PATH"},
		"sqlite:":                    {"names no file", "PATH"},
		"sqlite::memory:":            {"in memory", "path of a file"},
	} {
		_, err := Open(t.Context(), address, Options{})
		f := fault.From(err)
		if f == nil || f.Code != fault.DatabaseUnavailable || !strings.Contains(f.Message, want[0]) || !strings.Contains(f.Hint, want[1]) {
			t.Errorf("%q: %+v", address, f)
		}
		if f != nil && strings.Contains(f.Message+f.Hint, "secret") {
			t.Errorf("%q: the password is shown", address)
		}
	}
}

func TestDefaultDatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tiddly.db")
	if _, err := Open(t.Context(), path, Options{Default: true}); err == nil {
		t.Fatal("a file that does not exist was opened")
	}
	var first []string
	for i := range 2 {
		d, err := Open(t.Context(), path, Options{Create: true, Default: true})
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Ping(t.Context()); err != nil {
			t.Error(err)
		}
		facts := strings.Join(d.Facts(), "\n")
		if made := strings.Contains(facts, `table "user" was made`); made != (i == 0) {
			t.Errorf("start %d: %s", i, facts)
		}
		source, err := d.Inspect(t.Context(), catalog.Overrides{})
		if err != nil {
			t.Fatal(err)
		}
		c, notes, err := catalog.Build(source, catalog.Overrides{}, catalog.BuildOptions{StrictNames: true})
		if err != nil || len(notes) > 0 {
			t.Fatal(notes, err)
		}
		var names []string
		for _, table := range c.Tables {
			for _, column := range table.Columns {
				names = append(names, table.TypeName+"."+column.Name)
			}
		}
		want := "Dual.id Dual.text User.id User.email User.password User.name"
		if got := strings.Join(names, " "); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		if d.Name() != path || d.Dialect() == nil {
			t.Errorf("name %s", d.Name())
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		if err := d.Ping(t.Context()); err == nil {
			t.Error("a closed database answers")
		}
		first = append(first, facts)
	}
	if first[0] == first[1] {
		t.Error("both starts tell the same")
	}
}

func TestVersions(t *testing.T) {
	if v := Versions(); len(v) != 1 || !strings.HasPrefix(v[0], "SQLite 3.") {
		t.Errorf("versions: %q", v)
	}
}
