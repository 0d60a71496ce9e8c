package sqlite

import (
	"errors"
	"os"
	"strings"
	"testing"

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
		o, err := parseAddress(address, Options{})
		if err != nil || o.Path != want || o.ReadOnly || o.Create {
			t.Errorf("%s: %+v, %v", address, o, err)
		}
	}
	o, err := parseAddress("sqlite:new.db?mode=rwc&readers=3", Options{})
	if err != nil || !o.Create || o.Readers != 3 || o.Path != "new.db" {
		t.Errorf("parameters: %+v, %v", o, err)
	}
	if o, err = parseAddress("a.db?mode=ro", Options{}); err != nil || !o.ReadOnly {
		t.Errorf("parameters: %+v, %v", o, err)
	}
}

// FuzzAddress checks that any text is the address of a file or a fault with a hint. No unknown parameter is accepted,
// and none reaches the driver, which has many of its own.
func FuzzAddress(f *testing.F) {
	for _, seed := range []string{
		"", "shop.db", "sqlite:shop.db", "sqlite:///tmp/shop.db?readers=4", "file:shop.db?mode=memory", "shop.db?vfs=unix&mode=ro", ":memory:",
		"sqlite::memory:", "u:p@h/x", "sqlite://u:p@h", "C:\\shop.db", "./a:b", "shop.db?readers=0", "shop.db?readers=4&readers=x", "shop.db?_auth_user=x", "a?b?c",
		"sqlite:?", "shop.db?&&readers=2&", "\x00", "shop.db?readers=%34",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, address string) {
		o, err := parseAddress(address, Options{})
		if err != nil {
			var known *fault.Fault
			if !errors.As(err, &known) || known.Code != fault.DatabaseUnavailable || known.Hint == "" {
				t.Errorf("%q: got %v", address, err)
			}
			return
		}
		if o.Path == "" || o.Path == ":memory:" || o.Readers < 0 || o.Readers > 1000 {
			t.Errorf("%q is read as %+v", address, o)
		}
		if !strings.Contains(address, o.Path) {
			t.Errorf("%q leads to the path %q, which it does not name", address, o.Path)
		}
	})
}
