package db

import (
	"strings"
	"testing"

	"tiddly/internal/fault"
)

func TestRefusedAddresses(t *testing.T) {
	for address, want := range map[string][2]string{
		"oracle:somewhere":        {`"oracle"`, "sqlite:PATH"},
		"mysql://u:secret@host/x": {`"mysql"`, "sqlite:PATH"},
		"x.db?mod=ro":             {`"mod"`, "mode (ro, rw or rwc) and readers"},
		"sqlite:x.db?mode=rw&a=b": {`"a"`, "mode"},
		"sqlite:x.db?mode=fast":   {`"fast"`, "ro, rw or rwc"},
		"x.db?readers=0":          {`"0"`, "1 to 1000"},
		"":                        {"does not name a file", "PATH"},
		"sqlite:":                 {"does not name a file", "PATH"},
		"sqlite::memory:":         {"in memory", "path of a file"},
		// Typing errors in the address of a server.
		"postgres//u:secret@host/x":            {"postgres//u:xxxxx@host/x", "scheme"},
		"u:secret@tcp(host)/x":                 {"u:xxxxx@tcp(host)/x", "scheme"},
		"hosts=db password=secret dbname=shop": {"password=xxxxx", "scheme"},
		"passwd=secret:x":                      {"passwd=xxxxx", "sqlite:PATH"},
		"sqlite://u:secret@host/x?mode=rw":     {"u:xxxxx@host/x", "scheme"},
		// Addresses of a server, none of which is reached.
		"postgres://u:secret@host:port/x":                                {"cannot be read", "postgres://USER@HOST/DATABASE"},
		"postgres://u:secret%zz@host/x":                                  {"cannot be read", "percent encoding"},
		"postgres://u:secret@host/x?pool=fast":                           {"pool", "session or transaction"},
		"postgresql://u:secret@host/x?pool_max_conns=0":                  {"pool_max_conns", "1 to 1000"},
		"postgres://u:secret@127.0.0.1:1/x?sslmode=disable&pool=session": {"cannot be reached", "host and port"},
		"password=secret:x@y host=127.0.0.1 port=1 sslmode=disable":      {"cannot be reached", "host and port"},
		"dbname=x password=secret pool=fast":                             {"pool", "session or transaction"},
		"dbname=x password=secret hostaddr=127.0.0.1":                    {"hostaddr", "as host"},
		"service='secret": {"cannot be read", "keywords"},
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

// TestEngineNames requires that the address of a server is not taken for the path of a file, nor a file for a server.
func TestEngineNames(t *testing.T) {
	for address, want := range map[string]struct {
		name string
		file bool
	}{
		"shop.db": {"sqlite", true}, `C:\shop.db`: {"sqlite", true}, "./host=x": {"sqlite", true}, "ghost=x": {"sqlite", true}, "host": {"sqlite", true},
		"sqlite:shop.db": {"sqlite", false}, "postgres://h/x": {"postgres", false}, "Postgresql:": {"postgres", false},
		"host=/var/run/postgresql dbname=shop": {"postgres", false}, "service=shop": {"postgres", false}, " password = a:b": {"postgres", false},
		"oracle:x": {"", false},
	} {
		if name, file := EngineName(address), IsFile(address); name != want.name || file != want.file {
			t.Errorf("%q: the engine %q, a file: %v", address, name, file)
		}
	}
}

func TestVersions(t *testing.T) {
	if v := Versions(); len(v) != 2 || !strings.HasPrefix(v[1], "pgx") || !strings.HasPrefix(v[0], "SQLite 3.") {
		t.Errorf("versions: %q", v)
	}
}
