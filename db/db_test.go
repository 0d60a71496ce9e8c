package db

import (
	"strings"
	"testing"

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
		"":                           {"does not name a file", "PATH"},
		"sqlite:":                    {"does not name a file", "PATH"},
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

func TestVersions(t *testing.T) {
	if v := Versions(); len(v) != 1 || !strings.HasPrefix(v[0], "SQLite 3.") {
		t.Errorf("versions: %q", v)
	}
}
