package db

import (
	"path/filepath"
	"strings"
	"testing"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
)

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
		// Typing errors in the address of a server.
		"postgres//u:secret@host/x":           {"postgres//u:xxxxx@host/x", "scheme"},
		"u:secret@tcp(host)/x":                {"u:xxxxx@tcp(host)/x", "scheme"},
		"host=db password=secret dbname=shop": {"password=xxxxx", "scheme"},
		"password=secret:x":                   {"password=xxxxx", "sqlite:PATH"},
		"sqlite://u:secret@host/x?mode=rw":    {"u:xxxxx@host/x", "scheme"},
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
	if _, err := Open(t.Context(), path, Options{Tables: Schema}); err == nil {
		t.Fatal("a file that does not exist was opened")
	}
	var first []string
	for i := range 2 {
		d, err := Open(t.Context(), path, Options{Tables: Schema, Own: []string{"create"}})
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
